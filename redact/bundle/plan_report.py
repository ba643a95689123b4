"""The internal report of a plan: what would happen to how many records and why, and what to do about it.

For the department, owner-only. It holds row numbers and counts, invented examples and published places, and no record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from redact.bundle import already_public
from redact.bundle.adversaries_section import LEAD as WHO
from redact.bundle.adversaries_section import TITLE as ADVERSARIES
from redact.bundle.adversaries_section import adversaries_section
from redact.bundle.agreed_section import TITLE as AGREED
from redact.bundle.agreed_section import Standing, agreed_section
from redact.bundle.alike_section import LEAD as HIDDEN
from redact.bundle.alike_section import TITLE as ALIKE
from redact.bundle.count_sections import tables_section
from redact.bundle.facts import capital, listed, who
from redact.bundle.past_section import LEAD as BESIDE
from redact.bundle.past_section import TITLE as PAST
from redact.bundle.past_section import past_section
from redact.bundle.place_attacks import LEAD, TITLE, attacks_section
from redact.bundle.place_sections import places_section
from redact.bundle.plan_sections import (
    before_and_after,
    found_section,
    inputs_section,
    usefulness_section,
    worked_examples,
)
from redact.gates.result import GateResult
from redact.gates.scenarios import Judged
from redact.plan.folder import Plan, write_private
from redact.plan.items import Item
from redact.plan.outcomes import Outcome, Reason
from redact.plan.rehearse import Rehearsed
from redact.plan.samples import Sample
from redact.plan.tables import tables_of
from redact.policy.model import Policy
from redact.records.batch import Fault
from redact.records.source import Source
from redact.report import (
    Bar,
    Column,
    Figure,
    Section,
    badge,
    bar_chart,
    details,
    figures,
    join,
    notice,
    page,
    paragraph,
    table,
    terms,
)
from redact.risk.places.of_plan import attack_plan
from redact.risk.places.result import Result

OUTCOMES = ("Published", "Withheld", "Held")


def write_report(
    plan: Plan,
    policy: Policy,
    gates: Sequence[GateResult],
    rehearsed: Sequence[Rehearsed],
    made_up: Sequence[Sample],
    sources: Mapping[str, Source],
    standing: Standing | None = None,
    public: Markup = Markup(""),
    adversaries: Sequence[Judged] = (),
    alike: Markup = Markup(""),
) -> None:
    """Attacks the plan's places, which needs the sources to know where records were, and writes report.html into the
    plan folder.

    `rehearsed` are the policy's worked examples and `made_up` reports of a synthetic city: the only records shown.
    `standing` says who has agreed; None where the plan is of synthetic records, which need nobody. `public` is what
    `already_public` drew of old files, `adversaries` what the gate found of those that the policy names, `alike` what
    `alike_section` drew of the published rows.
    """
    attacked = attack_plan(plan, policy, sources)
    text = plan_report(plan, policy, gates, rehearsed, made_up, attacked, standing, public, adversaries, alike)
    write_private(plan.report, text)


def plan_report(
    plan: Plan,
    policy: Policy,
    gates: Sequence[GateResult],
    rehearsed: Sequence[Rehearsed],
    made_up: Sequence[Sample],
    attacked: Sequence[Result] = (),
    standing: Standing | None = None,
    public: Markup = Markup(""),
    adversaries: Sequence[Judged] = (),
    alike: Markup = Markup(""),
) -> str:
    """The report as one HTML page."""
    summary = plan.summary
    counts = _Counts(summary["counts"])
    sections = [
        Section("In short", join([_verdict(plan, gates), _figures(counts, summary)]), id="short"),
        Section(
            "What happens to the records",
            join([_by_dataset(counts), _by_tier(policy, counts), _reasons(summary["reasons"])]),
            lead="Every record that was read is in exactly one of these places.",
            id="records",
        ),
        Section("What is held, and what to do", _held(summary, plan.open_items), id="held"),
        *_beside(summary["past"]),
        Section("Checks before writing", _checks(gates), id="checks"),
        Section(AGREED, agreed_section(policy, standing), id="agreed"),
        Section(
            "Before and after",
            join([before_and_after(made_up), worked_examples(rehearsed)]),
            lead="Made-up reports of a synthetic city under this policy. Nobody's record is shown.",
            id="examples",
        ),
        Section(
            "Places that are published",
            places_section(plan, policy),
            lead="A place is a stretch of street or an area, never a house.",
            id="places",
        ),
        Section(TITLE, attacks_section(attacked), lead=LEAD, id="attacks"),
        *([Section(ALIKE, alike, lead=HIDDEN, id="alike")] if alike else []),
        Section(ADVERSARIES, adversaries_section(adversaries), lead=WHO, id="adversaries"),
        Section("What stays useful", usefulness_section(summary["usefulness"]), id="useful"),
        Section("How sensitive records were found", found_section(summary["found_by"], summary["doubts"]), id="found"),
    ]
    if public:
        sections.append(Section(already_public.TITLE, public, lead=already_public.LEAD, id="public"))
    tables = tables_of(plan.folder)
    if tables.infos or tables.waiting:
        lead = "No number is drawn yet: this is what would be published, how far off it would be, and what it costs."
        drawn = tables_section(tables.infos, policy, tables.advice, tables.waiting)
        sections.append(Section("Tables of counts", drawn, lead=lead, id="tables"))
    sections.append(Section("Inputs and fingerprints", inputs_section(plan, policy), id="inputs"))
    return page(
        "What this plan would publish",
        sections,
        "SYNTHETIC" if plan.synthetic else "INTERNAL",
        lead="For the department, not for the public. It shows row numbers and counts, and no record.",
        facts=[
            ("Policy", f"{policy.policy}, version {policy.version}"),
            ("As of", summary["as_of"]),
            ("Made", str(summary["created"])[:10]),
            ("By", f"redact {summary['package']}"),
        ],
        footer="Made by redact on this computer. This page loads nothing from elsewhere.",
    )


class _Counts:
    """The plan's counts, added up in the ways the report needs."""

    def __init__(self, datasets: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
        self.datasets = datasets

    def of(self, word: str, *, dataset: str | None = None, tier: str | None = None) -> int:
        """Rows with an outcome (or `rows_in`, `cover`), in all or in a dataset or tier."""
        return sum(
            found.get(word, 0)
            for name, tiers in self.datasets.items()
            if dataset in (None, name)
            for other, found in tiers.items()
            if tier in (None, other)
        )

    def outcomes(self, **which: str) -> tuple[int, ...]:
        """Published, withheld, held."""
        return tuple(self.of(item.word, **which) for item in Outcome)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "none"


def _verdict(plan: Plan, gates: Sequence[GateResult]) -> Markup:
    failed = [gate for gate in gates if not gate.passed]
    items = plan.open_items
    against = []
    if items:
        rows = sum(item.rows for item in items)
        against.append(f"{len(items)} open items ({rows:,} rows) wait for an answer")
    if failed:
        against.append(f"{len(failed)} of {len(gates)} checks failed: {listed([gate.name for gate in failed])}")
    if plan.limited:
        against.append("only the first rows were looked at (--limit)")
    if against:
        return notice(f"{listed(against)}.", "bad", "This plan cannot be released:")
    if plan.synthetic:
        return notice("All checks passed.", "good", "This plan can be released:")
    return notice(
        f"All checks passed. What it needs to be released is said under {AGREED}; a draft can be written with --draft.",
        "good",
        "This plan can become a draft:",
    )


def _figures(counts: _Counts, summary: Mapping[str, Any]) -> Markup:
    total = counts.of("rows_in")
    published, withheld, held = counts.outcomes()
    inputs = summary["inputs"]
    return figures(
        [
            Figure(f"{total:,}", "records read", f"in {len(inputs)} dataset{'s' if len(inputs) != 1 else ''}"),
            Figure(_share(published, total), "published", f"{published:,} rows"),
            Figure(_share(withheld, total), "withheld", f"{withheld:,} rows"),
            Figure(_share(held, total), "held", f"{held:,} rows"),
            Figure(_share(counts.of("cover"), total), "cover", f"{counts.of('cover'):,} rows"),
        ]
    )


def _by_dataset(counts: _Counts) -> Markup:
    bars = [Bar(name, counts.outcomes(dataset=name)) for name in counts.datasets]
    return bar_chart("Records by dataset", OUTCOMES, bars, first="Dataset")


def _by_tier(policy: Policy, counts: _Counts) -> Markup:
    rows: list[Sequence[str | int | Markup]] = []
    for tier in policy.tiers:
        read = counts.of("rows_in", tier=tier.tier)
        label = Markup("{}<br><small>{}</small>").format(tier.tier, who(tier))
        rows.append((label, read, *counts.outcomes(tier=tier.tier), counts.of("cover", tier=tier.tier)))
    numbers = ("Records", *OUTCOMES, "of these cover")
    heads: list[Column | str] = ["Tier", *(Column(title, number=True) for title in numbers)]
    return table(
        "Records by tier, as treated",
        heads,
        rows,
        note="Cover: other events that get the tier's whole treatment, so that the treatment says nothing.",
    )


def _beside(past: Mapping[str, Any]) -> list[Section]:
    """The section about earlier releases, where there are any."""
    shown = past_section(past)
    return [Section(PAST, shown, lead=BESIDE, id="past")] if shown else []


def _reasons(datasets: Mapping[str, Mapping[str, int]]) -> Markup:
    total: dict[str, int] = {}
    for reasons in datasets.values():
        for word, rows in reasons.items():
            total[word] = total.get(word, 0) + rows
    ordered = sorted(total.items(), key=lambda item: -item[1])
    bars = [Bar(capital(Reason[word.upper()].sentence()), (rows,)) for word, rows in ordered]
    return bar_chart("Why rows are not in the release", ["Rows"], bars, first="Reason")


def _held(summary: Mapping[str, Any], items: Sequence[Item]) -> Markup:
    parts = []
    faults = [
        (dataset, capital(Fault[word.upper()].sentence()), found["rows"], _rows(found["first"], found["rows"]))
        for dataset, kinds in summary["faults"].items()
        for word, found in kinds.items()
    ]
    if items:
        parts.append(notice("Answer them with `redact review PLAN`, then preview again.", "warn", "Open items:"))
        parts.append(
            table(
                "Waiting for a person's answer",
                ["Dataset", "Question", Column("Rows", number=True), "For example"],
                [
                    (item.dataset, item.question.sentence(), item.rows, _rows(item.example_rows, item.rows))
                    for item in items
                ],
            )
        )
    if faults:
        heads: list[Column | str] = ["Dataset", "What is wrong", Column("Rows", number=True), "Which"]
        parts.append(table("Rows that cannot be used", heads, faults, note=f"{Reason.FAULT.advice()} {_COUNTING}"))
    hidden = {name: cells for name, cells in summary["hidden_cells"].items() if cells}
    if hidden:
        rows = [(name, column, count) for name, cells in hidden.items() for column, count in cells.items()]
        parts.append(
            table(
                "Cells emptied because they held a name, number or address",
                ["Dataset", "Column", Column("Cells", number=True)],
                rows,
                note="Their rows are published without them.",
            )
        )
    advice = {
        reason
        for reasons in summary["reasons"].values()
        for word in reasons
        if (reason := Reason[word.upper()]).advice() and reason is not Reason.FAULT
    }
    if advice:
        parts.append(terms((capital(reason.sentence()), reason.advice()) for reason in sorted(advice)))
    return join(parts) if parts else paragraph("Nothing is held.")


_COUNTING = "Rows are counted from 0, the first one after the header."


def _rows(numbers: Sequence[int], total: int) -> str:
    """`rows 3, 17, 20 and 210 more`."""
    said = [f"{number}" for number in numbers[:5]]
    more = total - len(said)
    return f"row{'s' if total != 1 else ''} {listed(said if not more else [*said, f'{more:,} more'])}"


def _checks(gates: Sequence[GateResult]) -> Markup:
    rows = [
        (gate.name, badge("passed", "good") if gate.passed else badge("failed", "bad"), gate.measured, gate.required)
        for gate in gates
    ]
    failed = [
        notice(Markup("<br><br>").join(gate.sentence.split("\n")), "bad", f"{capital(gate.name)}:")
        for gate in gates
        if not gate.passed
    ]
    passed = details("What each passed check found", terms((g.name, g.sentence) for g in gates if g.passed))
    return join([*failed, table("Checks", ["Check", "Result", "Measured", "Required"], rows), passed])
