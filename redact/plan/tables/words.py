"""What a table promises, in sentences: whom it hides, over which time, and what that means over years."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from redact.plan.tables.domain import DeclaredTable

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
    """What bounding contributions does to the numbers, so that nobody takes them for something else."""
    span = _SPAN["year" if declared.yearly else declared.period]
    if declared.per_event:
        if declared.bound == 1:
            return "It counts events; each is in one number."
        return f"It counts events; one of several classes is in up to {declared.bound} numbers, once in each."
    who = _listed([{"event": "events", "victim": "victims", "household": "homes"}[unit] for unit in declared.parts])
    return (
        f"It counts {who}, each once in a number and in at most {_numbers(declared.bound)} of {span}; who has more is "
        "left out of the others, chosen by a secret key."
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


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
