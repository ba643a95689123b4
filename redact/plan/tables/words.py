"""What a table promises, in sentences: whom it hides, over which time, and what that means over years."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from redact.plan.tables.domain import DeclaredTable
from redact.plan.tables.happened import OUTCOMES
from redact.plan.tables.periods import MONTHS, Covered, coarser, period_texts
from redact.vocabulary import SensitiveClass

_SPAN = {"year": "a year", "quarter": "a quarter", "month": "a month"}


def hides(declared: DeclaredTable) -> str:
    """Whom the noise of one draw hides: any one victim's up to 3 reports in a year."""
    span = _SPAN["year" if declared.yearly else declared.period]
    found = []
    for unit, names in declared.parts.items():
        about = f" (of {_listed([_plain(name) for name in names])})" if len(declared.parts) > 1 else ""
        found.append(_one(unit, declared.bound, span) + about)
    return f"hides {_listed(found)}"


def _one(unit: str, bound: int, span: str) -> str:
    if unit == "event":
        return "whether any one event is in it" if bound == 1 else f"any one event, in up to {bound} numbers"
    who = {"victim": "any one victim's", "household": "any one home's"}[unit]
    return f"{who} up to {bound} reports in {span}" if bound > 1 else f"{who} report in {span}"


def total(declared: DeclaredTable, epsilon: Decimal, years: Sequence[str]) -> str:
    """What one unit bears in a year, and in all the years that the table is about."""
    one = f"In one year it adds up to an epsilon of {epsilon:f}"
    if declared.per_event:
        one = f"An event is of one {declared.period}, so it bears an epsilon of {epsilon:f} once"
    if len(years) < 2 or declared.per_event:
        return f"{one}."
    return (
        f"{one}; for somebody with reports in each of the {len(years)} years from {years[0]} to {years[-1]} it adds up "
        f"to {epsilon * len(years):f}."
    )


def bounded(declared: DeclaredTable) -> str:
    """What bounding contributions does to the numbers, and what they lack, so that nobody takes them for something
    else."""
    return " ".join(part for part in (_bounded(declared), _unsettled(declared), domain_note(declared)) if part)


def _unsettled(declared: DeclaredTable) -> str:
    """As what an event is counted that only shows violence at home, and not by whom (`redact.classify.named`)."""
    names = {name for each in declared.parts.values() for name in each}
    said = []
    if names >= {SensitiveClass.INTIMATE_PARTNER_VIOLENCE, SensitiveClass.FAMILY_VIOLENCE}:
        said.append("Where no record tells whether a partner or a relative did it, it is counted as a partner's.")
    if names >= {SensitiveClass.CHILD_ABUSE, SensitiveClass.ELDER_ABUSE}:
        said.append("Where no record tells whether it was done to a child or an elder, it is counted as to a child.")
    return " ".join(said)


def _bounded(declared: DeclaredTable) -> str:
    span = _SPAN["year" if declared.yearly else declared.period]
    if declared.per_event:
        if declared.bound == 1:
            return "It counts events; each is in one number."
        return f"It counts events; one of several classes is in up to {declared.bound} numbers, once in each."
    homes = " Who is reported at one address, or where only a street is known in one street, is one home."
    homes = homes if "household" in declared.parts else ""
    who = _listed([{"event": "events", "victim": "victims", "household": "homes"}[unit] for unit in declared.parts])
    return (
        f"It counts {who}, each once in a number and in at most {_numbers(declared.bound)} of {span}; who has more is "
        f"left out of the others, chosen by a secret key.{homes}"
    )


def domain_note(declared: DeclaredTable) -> str:
    """What the policy asks for and this data cannot say: areas without a layer, outcomes without a list."""
    said = []
    if declared.asked_place != declared.levels[0].place:
        asked, there = declared.asked_place.replace("_", " "), declared.levels[0].place.replace("_", " ")
        there = "the whole city" if there == "city" else f"each {there}"
        said.append(f"There is no map of each {asked}, so its numbers are for {there}.")
    outcomes = dict(declared.groups).get("outcome", OUTCOMES)
    if "no report" not in outcomes:
        said.append("There is no list of calls: what ended without a report is not in it.")
    if "arrest" not in outcomes:
        said.append("There is no list of arrests: what ended with one is counted as a report.")
    return " ".join(said)


def waiting(declared: DeclaredTable, span: Covered, there: NDArray[np.int32], wait_days: int) -> str:
    """Why periods that the records reach into have no numbers; empty where all have some.

    `there` are the periods with numbers.
    """
    if span.first >= span.last:
        return "No month is covered as a whole by every list of calls, reports and arrests, so nothing is counted."
    every = period_texts(np.arange(span.first, span.last, dtype=np.int32), "month")
    have = f"{every[0]} to {every[-1]}" if len(every) > 1 else every[0]
    period = "year" if declared.table.noisy and declared.yearly else declared.period
    codes = period_texts(there, declared.period)
    have = f"The published records cover {have} as a whole"
    rule = f"A {period} is counted when all of it is covered, over, and {wait_days} days old."
    if not codes:
        hint = ""
        if period != declared.period:
            hint = f" A table without a level of the year (`totals: {{}}`) comes out each {declared.period}."
        return f"No number yet. {have}. {rule}{hint}"
    length = MONTHS[period]
    reached = np.arange(span.first // length, -(-span.last // length), dtype=np.int32)
    left = [text for text in period_texts(reached, period) if text not in {coarser(own, period) for own in codes}]
    return f"Not counted: {_listed(left)}. {have}. {rule}" if left else ""


def unseen(classes: Sequence[str]) -> str:
    """What to think of before a table is published with classes that no record shows."""
    return (
        f"No record shows {_listed([_plain(name) for name in classes], 'or')}. Where your records have no word for it, "
        "or your export leaves it out, take it out of the table: a number near zero would say that it does not happen."
    )


def unit_note(declared: DeclaredTable) -> str:
    """Where the unit is not what the policy asks for, and what stands in where a key is missing."""
    if declared.fell_back:
        return (
            "The policy asks to hide all reports of one person, but the data does not say whose reports belong "
            "together. So it hides one event at a time: somebody with several reports is hidden less."
        )
    if declared.per_event:
        return "Somebody with several reports is hidden less than somebody with one."
    return "A report that does not say whose it is counts as somebody of its own."


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _listed(words: Sequence[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
