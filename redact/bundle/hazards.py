"""The hazard checklist of a table, in the order of NIST SP 800-226, and the words that it allows.

The order is that of the publication's pyramid: epsilon and whom it is about on top, since a number alone says nothing;
then whether what is computed is what is promised; usefulness; side channels; whom one must trust; and at the base that
records exist at all. Every answer is worked out from the table, the policy and the installed program. A condition that
cannot be shown to hold is open, and while a mandatory one is open no public file claims the formal guarantee.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from redact.bundle.facts import listed

if TYPE_CHECKING:
    from redact.bundle.count_numbers import Numbers
    from redact.bundle.facts import Facts
    from redact.counts.info import TableInfo
    from redact.policy.model import CountTable, Policy

Status = Literal["ok", "accepted", "not applicable", "open"]

TOP: Final = "Epsilon and whom it is about"
CORRECT: Final = "Whether what is computed is what is promised"
USEFUL: Final = "Usefulness and bias"
BESIDE: Final = "Side channels"
TRUST: Final = "Whom one must trust"
BASE: Final = "That records exist at all"

FORMAL_WORDS: Final = ("differentially private", "differential privacy", "differentially-private")
"""Said of a table only when no mandatory condition is open."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """One thing that can go wrong with counts, and what shows that it did not.

    `part` is the layer of the pyramid. `accepted` is a weakness that the policy knows of and states. `mandatory`: while
    it is open the formal words are not printed. `short` says what is missing where it is open.
    """

    part: str
    name: str
    question: str
    status: Status
    mandatory: bool
    evidence: str
    short: str = ""

    @property
    def blocks(self) -> bool:
        """Whether this alone forbids the formal words."""
        return self.mandatory and self.status == "open"


@dataclass(frozen=True, slots=True)
class Case:
    """What a checklist is worked out from.

    `declared` are exact numbers that exist elsewhere, None where the policy does not say whether there are any;
    `numbers` are the table's files (by name) once they are drawn, empty before.
    """

    info: TableInfo
    policy: Policy
    declared: tuple[str, ...] | None
    numbers: Mapping[str, Numbers]


def hazards(
    info: TableInfo,
    policy: Policy,
    declared: tuple[str, ...] | None,
    numbers: Mapping[str, Numbers] | None = None,
) -> tuple[Hazard, ...]:
    """The checklist of a table with noise, top of the pyramid first; of an exact table nothing, since it claims
    nothing of the kind."""
    from redact.bundle.hazard_rest import REST_ROWS
    from redact.bundle.hazard_top import TOP_ROWS

    if info.kind == "exact":
        return ()
    case = Case(info, policy, declared, numbers or {})
    return tuple(work_out(case) for work_out in (*TOP_ROWS, *REST_ROWS))


def hazards_of(facts: Facts) -> dict[str, tuple[Hazard, ...]]:
    """The checklist of every table of a bundle, by the table's name."""
    policy = facts.policy
    return {info.table: hazards(info, policy, policy.public_invariants, facts.numbers) for info in facts.tables}


def row(
    part: str, name: str, question: str, status: Status, evidence: str, *, mandatory: bool = False, short: str = ""
) -> Hazard:
    """A condition; see `Hazard`."""
    return Hazard(part, name, question, status, mandatory, evidence, short)


def rule_of(case: Case) -> CountTable | None:
    """The table as the policy has it; None where it has none of this name."""
    return next((table for table in case.policy.counts if table.table == case.info.table), None)


def sentence(text: str) -> str:
    """A text as a sentence of its own."""
    flat = " ".join(text.split())
    return flat if not flat or flat.endswith((".", "!", "?")) else f"{flat}."


def words_allowed(facts: Facts) -> bool:
    """Whether any file of a bundle may use the formal words: where a condition of one table is open, none may."""
    return formal(hazard for rows in hazards_of(facts).values() for hazard in rows)


def blocking(found: Iterable[Hazard]) -> tuple[Hazard, ...]:
    """The mandatory conditions that are open, each named once."""
    return tuple({hazard.name: hazard for hazard in found if hazard.blocks}.values())


def formal(found: Iterable[Hazard]) -> bool:
    """Whether the formal words may be used: there is a checklist, and none of its mandatory conditions is open."""
    every = tuple(found)
    return bool(every) and not blocking(every)


def claim(found: Iterable[Hazard]) -> str:
    """What public files say of the noise of some tables: the formal words, or what is missing for them."""
    every = tuple(found)
    if formal(every):
        return (
            "The numbers are differentially private: what somebody can learn about any one of those who are hidden is "
            "limited, whatever else they know and whatever they compute."
        )
    missing = listed([hazard.short or hazard.name for hazard in blocking(every)])
    return f"Noise was added; not all conditions of a formal guarantee are met: {missing or 'none was checked'}."


def forbidden_words(text: str) -> str:
    """The first of the formal words that a text has, however it is broken into lines; empty where it has none."""
    flat = " ".join(text.casefold().split())
    return next((word for word in FORMAL_WORDS if word in flat), "")
