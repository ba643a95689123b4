"""What a bundle says about itself: the public part of a plan, without source names or counts that give others away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from redact.counts.info import TableInfo
from redact.gates.delay import period_end
from redact.gates.result import GateResult
from redact.policy.model import Policy, Tier
from redact.policy.signing import Agreed
from redact.vocabulary import DERIVED_COLUMNS

if TYPE_CHECKING:
    from redact.bundle.count_numbers import Numbers
    from redact.gates.view import ReleaseView
    from redact.ledger import Head

STAMPED = ("release", "as_of", "synthetic", "draft", "tool")
"""The keys of `Facts.stamp`."""

CLASS_WORDS = {
    "sexual_assault": "sexual offenses",
    "intimate_partner_violence": "violence by a partner",
    "family_violence": "violence in the family",
    "stalking": "stalking and harassment",
    "protective_order": "protective orders",
    "human_trafficking": "human trafficking",
    "child_abuse": "harm to children",
    "elder_abuse": "harm to elders",
}
"""Classes as a page names them; a policy's own classes are named by themselves."""

COLUMN_WORDS = {
    "id": (
        "A random number that redact made for this release. It cannot be traced back to a case number. In rows that "
        "show little, every row has its own; in others, rows of one event share it."
    ),
    "offense_group": "Whom or what the offense is against: persons, property, society, or none.",
    "place": "The place, as exactly as may be told: a stretch of street or an area, never a house.",
    "place_id": "The place's id in places.geojson, where its shape is. The same place has the same id in later "
    "releases, as long as the city's map stays the same.",
    "place_precision": "How exactly the place is told: block for a stretch of street, otherwise the kind of area.",
    "households_band": "How many households the place stands for: those whose own address would be told in exactly "
    "this way.",
    "time": "When it happened, as exactly as may be told.",
    "time_precision": "How exactly the time is told.",
}

ROLE_WORDS = {
    "offense_code": "The department's code of the offense.",
    "offense_text": "The offense as the department words it.",
    "offense_category": "The department's category of the offense.",
    "call_type_initial": "What the call was taken for at first.",
    "call_type_final": "What the call turned out to be.",
    "statute": "The section of the law.",
    "premise": "The kind of place.",
    "weapon": "The kind of weapon, if any.",
    "status": "How far the case is.",
    "disposition": "How it ended for the police.",
    "police_unit": "The unit that went.",
    "agency": "The department.",
    "officer_name": "The officer, where the policy publishes it.",
    "narrative": "The report's text, names, numbers and addresses taken out. Automatic redaction is never complete.",
}


def plain(word: str) -> str:
    """A word of a file as people say it: `district_quarter` gives `district quarter`."""
    return CLASS_WORDS.get(word, word.replace("_", " ").replace("-", " "))


def capital(text: str) -> str:
    """A text with its first letter large, as a heading or the first word of a cell has it."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def who(tier: Tier) -> str:
    """Which records belong to a tier, in words."""
    parts = []
    if tier.classes:
        parts.append(listed([plain(name) for name in tier.classes]))
    if tier.kinds:
        parts.append(listed([plain(kind.value) for kind in tier.kinds]))
    if tier.offense_groups:
        parts.append(f"other offenses against {listed(tier.offense_groups)}")
    text = "; ".join(parts) or "all other records"
    return capital(text)


@dataclass(frozen=True, slots=True)
class Resource:
    """One dataset of the bundle: its published columns, how many rows its files have, and the days they are about."""

    name: str
    kind: str
    header: tuple[str, ...]
    roles: Mapping[str, str]
    titles: Mapping[str, str]
    rows: int
    first_day: str
    last_day: str
    geojson: bool

    def meaning(self, column: str) -> str:
        """What a column holds, for the dictionary."""
        if column in DERIVED_COLUMNS and column not in self.roles:
            return COLUMN_WORDS[column]
        role = self.roles.get(column, "")
        if role.endswith(("_age", "_sex", "_race")):
            who, what = role.rsplit("_", 1)
            banded = ", in bands of years" if what == "age" else ""
            return f"The {what} of the {plain(who)}{banded}, where the policy shows it."
        return ROLE_WORDS.get(role, "As the department recorded it.")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the public files say besides the rows.

    `gates` are names with what they require and whether they passed: what was measured stays with the department, since
    some measures come close to counts that are withheld. `mark` is SYNTHETIC, DRAFT, both, or empty. `numbers` are the
    tables' files as they were written, by name; empty before. `ledger` is its last entry at that time. `agreed` are the
    roles and organisations that have signed, with the six words, and never a name; None for drafts and made-up records.
    """

    release: str
    publisher: str
    policy: Policy
    as_of: str
    mark: str
    package: str
    units_digest: str
    ladder: tuple[str, ...]
    has_households: bool
    resources: tuple[Resource, ...]
    tables: tuple[TableInfo, ...]
    gates: tuple[GateResult, ...]
    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    ledger: Head | None = None
    agreed: Agreed | None = None

    @property
    def title(self) -> str:
        """The name that a portal shows."""
        return f"Police records of {self.publisher}" if self.publisher else "Police records"

    @property
    def span(self) -> tuple[str, str]:
        """The first and the last day of the periods that rows name (ISO); empty where none does."""
        firsts = [item.first_day for item in self.resources if item.first_day]
        lasts = [item.last_day for item in self.resources if item.last_day]
        return min(firsts, default=""), max(lasts, default="")

    def stamp(self) -> dict[str, Any]:
        """The few things that every manifest repeats."""
        return {
            "release": self.release,
            "as_of": self.as_of,
            "synthetic": "SYNTHETIC" in self.mark,
            "draft": "DRAFT" in self.mark,
            "tool": f"redact {self.package}",
        }


def _days(text: str) -> tuple[date, date] | None:
    """The first and last day of a published time: `2026-Q1` gives 1 January and 31 March. None for an empty cell."""
    end = period_end(text, "day")
    if end is None:
        return None
    year, rest = int(text[:4]), text[5:]
    if not rest:
        start = date(year, 1, 1)
    elif rest.startswith("Q"):
        start = date(year, int(rest[1]) * 3 - 2, 1)
    elif len(rest) == 2:
        start = date(year, int(rest), 1)
    else:
        start = date.fromisoformat(text[:10])
    return start, end - timedelta(days=1)


def facts_of(
    view: ReleaseView,
    *,
    release: str,
    gates: Sequence[GateResult],
    draft: bool,
    ledger: Head | None = None,
    agreed: Agreed | None = None,
) -> Facts:
    """The public facts of a plan. `ledger` is the head that the statement will name, `agreed` who has signed."""
    from redact.bundle.cells import MAX_GEOJSON_ROWS
    from redact.plan.tables import tables_of

    summary = view.plan.summary
    marks = [word for word, given in (("SYNTHETIC", view.plan.synthetic), ("DRAFT", draft)) if given]
    kinds = {item["dataset"]: item["kind"] for item in summary["inputs"]}
    resources = []
    for dataset in view.datasets:
        times = [period for text in view.column(dataset, "time").values.to_pylist() if (period := _days(text))]
        rows = view.staged_rows(dataset)
        resources.append(
            Resource(
                name=dataset,
                kind=kinds.get(dataset, "other"),
                header=view.header(dataset),
                roles=summary["roles"].get(dataset, {}),
                titles=summary["titles"].get(dataset, {}),
                rows=rows,
                first_day=min(start for start, _ in times).isoformat() if times else "",
                last_day=max(end for _, end in times).isoformat() if times else "",
                geojson=rows <= MAX_GEOJSON_ROWS,
            )
        )
    return Facts(
        release=release,
        publisher=str(summary["project"].get("publisher") or ""),
        policy=view.policy,
        as_of=summary["as_of"],
        mark=" ".join(marks),
        package=summary["package"],
        units_digest=view.units.digest,
        ladder=tuple(view.units.ladder),
        has_households=view.units.has_households,
        resources=tuple(resources),
        tables=tables_of(view.plan.folder).drawn,
        gates=tuple(gates),
        ledger=ledger,
        agreed=agreed,
    )
