"""The top of the hazard pyramid: epsilon, whom it is about, and what lies outside the promise."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from redact.bundle.count_words import odds, units_of
from redact.bundle.facts import listed, plain
from redact.bundle.hazards import TOP, Case, Hazard, Status, rule_of, sentence
from redact.bundle.hazards import row as _row
from redact.vocabulary import SensitiveClass

HIGH: Final = Decimal(2)
"""A year's epsilon above this is said to be high: fifty-fifty may become eighty-nine to eleven."""
REFUSED: Final = Decimal(5)
"""Above this the noise hides next to nothing, and the policy has to say why it asks for it."""
MOST_DELTA: Final = Decimal("0.000001")

REPEATED: Final = frozenset(
    {
        SensitiveClass.INTIMATE_PARTNER_VIOLENCE,
        SensitiveClass.FAMILY_VIOLENCE,
        SensitiveClass.STALKING,
        SensitiveClass.PROTECTIVE_ORDER,
        SensitiveClass.SEXUAL_ASSAULT,
        SensitiveClass.CHILD_ABUSE,
        SensitiveClass.ELDER_ABUSE,
    }
)
"""Kinds of harm that usually befall the same person more than once."""


def _year(case: Case) -> Decimal:
    """What all tables of a year may spend together, revisions included."""
    if case.policy.budget is not None:
        return case.policy.budget.epsilon
    return sum((table.epsilon for table in case.policy.counts if table.epsilon is not None), Decimal(0))


def unit(case: Case) -> Hazard:
    info = case.info
    known = any(word in info.unit for word in ("event", "victim", "household"))
    said = known and bool(info.hides.strip()) and info.max_per_unit >= 1
    return _row(
        TOP, "whom it is about", "Is it said whose presence the noise hides, and how much of it?",
        "ok" if said else "open",
        f"The unit is one {units_of(info)}: it {sentence(info.hides)}" if said else "No unit or no bound is stated.",
        mandatory=True, short="it is not said whom the noise hides",
    )  # fmt: skip


def repeated(case: Case) -> Hazard:
    from redact.policy.counted import classes_counted

    rule = rule_of(case)
    counted = set(classes_counted(case.policy, rule)) if rule is not None else set(case.info.of)
    again = [name for name in case.policy.class_names if name in counted & REPEATED]
    question = "Where the same person is harmed again and again, does the noise hide the person or one event only?"
    if "event" not in case.info.unit:
        return _row(TOP, "one event or one person", question, "ok", "All reports of one are hidden together.")
    if not again:
        return _row(TOP, "one event or one person", question, "not applicable", "Nothing that usually happens again.")
    kinds = listed([plain(name) for name in again])
    weak = f"One event is hidden, not one person: with k reports of {kinds} somebody is hidden k times less well."
    note = sentence(case.info.unit_note)
    status: Status = "accepted" if note else "open"
    return _row(TOP, "one event or one person", question, status, f"{weak} {note}".strip())


def epsilon(case: Case) -> Hazard:
    total, budget = _year(case), case.policy.budget
    because = budget.because if budget is not None else None
    evidence = f"All tables of a year spend {total} at most, this one {case.info.epsilon}: at {total} {odds(total)}."
    status: Status = "ok"
    if total > REFUSED and not because:
        status = "open"
        evidence += f" More than {REFUSED} hides next to nothing, and the policy does not say why it asks for it."
    elif total > HIGH:
        status = "accepted"
        evidence += f" More than {HIGH} is high for counts of people in danger."
        evidence += f" The policy says: {sentence(because)}" if because else ""
    return _row(
        TOP, "epsilon", "Is the total of a year small enough to mean something?", status, evidence,
        mandatory=True, short="epsilon is too large to hide anybody",
    )  # fmt: skip


def years(case: Case) -> Hazard:
    question = "What does somebody lose who is counted year after year?"
    total = sentence(case.info.total)
    said = total or "The budget begins anew each year, so the loss adds up over the years."
    return _row(TOP, "over the years", question, "accepted", said)


def delta(case: Case) -> Hazard:
    value = Decimal(case.info.delta or "0")
    status: Status = "ok" if not value else "accepted" if value <= MOST_DELTA else "open"
    evidence = "Delta is 0." if not value else f"The promise may fail as a whole with a chance of {value}."
    return _row(
        TOP, "delta", "How likely may the promise fail as a whole?", status, evidence,
        mandatory=True, short="delta is too large",
    )  # fmt: skip


def invariants(case: Case) -> Hazard:
    exact = [table.table for table in case.policy.counts if not table.noisy]
    beside = f" This release has exact tables of other records: {listed(exact)}." if exact else ""
    if case.declared is None:
        status: Status = "open"
        evidence = "The policy does not say which true numbers of the same events exist elsewhere (public_invariants)."
    elif case.declared:
        status, evidence = "accepted", f"Outside the promise, since they are published: {listed(case.declared)}."
    else:
        status, evidence = "ok", "The policy states that no true numbers of the same events are published elsewhere."
    return _row(
        TOP, "exact numbers elsewhere", "Are true numbers of the same events published, and are they listed?", status,
        evidence + beside, mandatory=True, short="it is not stated which true numbers the public has from elsewhere",
    )  # fmt: skip


def rows(case: Case) -> Hazard:
    from redact.policy.counted import shown_with_class, tiers_counted

    rule = rule_of(case)
    question = "Are rows of what is counted published beside the table?"
    short = "rows show the kind of event that the table is to hide"
    if rule is None:
        evidence = "The policy has no table of this name, so it cannot be told."
        return _row(TOP, "rows beside the table", question, "open", evidence, mandatory=True, short=short)
    seen = [tier.tier for tier in tiers_counted(case.policy, rule) if shown_with_class(case.policy, tier)]
    if seen:
        status: Status = "open"
        evidence = f"Rows of {listed(seen)} are published with their kind visible, so that anybody can count them."
    elif case.info.classes_only:
        status = "ok"
        evidence = "Rows are published without their kind. The promise is about the kind of event, not about the row."
    else:
        status, evidence = "ok", "No row of what is counted is published."
    return _row(TOP, "rows beside the table", question, status, evidence, mandatory=True, short=short)


TOP_ROWS: Final[tuple[Callable[[Case], Hazard], ...]] = (
    unit, repeated, epsilon, years, delta, invariants, rows,
)  # fmt: skip
