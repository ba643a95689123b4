"""Numbers and dimensions of tables in words: odds, margins, areas of the city, what a file's columns hold."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

from redact.bundle.facts import capital, listed, plain, who
from redact.counts.info import TableInfo
from redact.counts.reading import odds as chance
from redact.policy.model import Policy

PERIODS: Final = ("month", "quarter", "year")
KEPT: Final = ("class", "offense_group", "outcome")
"""Dimensions that every level of a table keeps: kinds of events, not places or times."""

_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES: Final = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip

_GROUPS: Final = {
    "none": "no offense, or not stated",
    "persons": "against persons",
    "property": "against property",
    "society": "against society",
}

COLUMN_MEANING: Final = {
    "count_dp": "The number with noise. It can be below zero and may be added up.",
    "standard_deviation": "How far the noise usually moves the number, up or down.",
    "low_90": "The true number is at least this in 9 of 10 cases, together with high_90.",
    "high_90": "The true number is at most this in 9 of 10 cases, together with low_90.",
    "reliable": "yes where the number is large against its noise; no where it may be mostly noise.",
    "count_display": "The number rounded and never below zero, for display. Do not add up: sums come out too large.",
    "level": "Which larger area and time was measured.",
    "words": "What the number is of.",
    "measured": "The number with noise as it was drawn, before it was made to agree with the others.",
    "epsilon": "What was spent on this measurement.",
    "count": "The exact number; empty where it is too small to be told or would let somebody work one out.",
    "class": "The kind of event.",
    "offense_group": "Whom or what the offense is against: persons, property, society, or none.",
    "outcome": "What the police wrote of it: no report, a report, or an arrest.",
    "month": "The month in which it began.",
    "quarter": "The quarter of the year in which it began.",
    "year": "The year in which it began.",
}


def column_meaning(name: str) -> str:
    """What a column of a table's file holds."""
    if name in COLUMN_MEANING:
        return COLUMN_MEANING[name]
    return f"The {plain(name)} in which it was; other where the place is not known that exactly."


def level_words(by: tuple[str, ...]) -> str:
    """The area and time of a level in words: `each district, each quarter`."""
    places = [word for word in by if word not in (*KEPT, *PERIODS)]
    place = "the whole city" if not places or places == ["city"] else f"each {plain(places[0])}"
    period = next((word for word in by if word in PERIODS), "")
    return f"{place}, each {period}" if period else place


def counted_words(info: TableInfo, policy: Policy) -> str:
    """What a table counts: `sexual offenses and stalking`; tiers by whom they are for."""
    tiers = {tier.tier: who(tier) for tier in policy.tiers}
    words = [tiers.get(name, plain(name)) for name in info.of]
    return listed([f"{word[:1].lower()}{word[1:]}" for word in words])


def word_of(dimension: str, word: str) -> str:
    """A dimension's word as a chart names it."""
    if dimension == "offense_group":
        return capital(_GROUPS.get(word, plain(word)))
    return capital(plain(word)) if dimension in KEPT else capital(word)


def odds(epsilon: Decimal | str) -> str:
    """What epsilon means for a guess: `fifty-fifty becomes at most sixty-forty`.

    Rounded up to whole percents, so that nothing is promised that does not hold.
    """
    right = math.ceil(chance(Decimal(epsilon)) * 100)
    if right > 99:
        return "fifty-fifty can become near certainty"
    if right <= 50:
        return "fifty-fifty stays fifty-fifty"
    if right % 10 == 0:
        return f"fifty-fifty becomes at most {_number(right)}-{_number(100 - right)}"
    return f"fifty-fifty becomes at most {_number(right)} to {_number(100 - right)}"


def _number(value: int) -> str:
    if value < 20:
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]


def off_by(width: int, deviation: float) -> str:
    """How far numbers may be off: `4 either way in 9 of 10 cases`."""
    return f"{width:,} either way in 9 of 10 cases (standard deviation {deviation:,.1f})"


def units_of(info: TableInfo) -> str:
    """Whom the noise hides, one or several: `victim`, or `victim or household`."""
    found = [word for word in ("event", "victim", "household") if word in info.unit]
    return listed(found, "or") or info.unit


def exact_words(info: TableInfo) -> str:
    """What an exact table leaves out."""
    return (
        f"Numbers below {info.threshold}, and some others, so that nobody can work out one that was left out more "
        f"closely than within {info.width}."
    )
