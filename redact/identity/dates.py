"""Dates as people write them in columns and texts, read as far as they are certain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from redact.identity.words import words

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH_NAME = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)

DATE_WORDS: Final = frozenset(MONTHS) | words(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    """
)
"""Words with which a written date can begin."""

DATE: Final = regex.compile(
    rf"""
    (?<![\w/$.\#])(?:
        (?P<iso>(?:19|20)\d{{2}}-\d{{2}}-\d{{2}})(?!\d)
      | (?P<a>\d{{1,2}})(?P<sep>[/\-.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>(?:19|20)\d{{2}}|\d{{2}})(?![\w/])
      | (?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])(?![\w/%])
      | (?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?
        (?P<month>{_MONTH_NAME})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\w)
        (?:,?\s+(?P<year>(?:19|20)\d{{2}})(?!\d)|,?\s+'\d{{2}}(?!\d))?
      | (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-]*(?P<month2>{_MONTH_NAME})\.?(?!\w)
        (?:[\s\-,]*(?P<year2>(?:19|20)\d{{2}}|'?\d{{2}})(?!\d))?
      | (?P<day3>\d{{1,2}})(?P<month3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?P<year3>(?:19|20)?\d{{2}})(?!\w)
    )
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
"""A calendar date in a text, with or without a year."""

_COLUMN = regex.compile(r"^\s*(?:(\d{4})(\d{2})(\d{2})|(\d{2})(\d{2})(\d{4}))(?!\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day; `year` None where it is not said, two digits kept as written in `century` False."""

    month: int
    day: int
    year: int | None
    century: bool = True

    def same(self, other: Day) -> bool:
        """Whether both can be the same day, as far as they say."""
        if (self.month, self.day) != (other.month, other.day):
            return False
        if self.year is None or other.year is None:
            return True
        return self.year == other.year if self.century and other.century else self.year % 100 == other.year % 100


def read(match: regex.Match[str]) -> tuple[Day, ...]:
    """The day or days (where month and day could be swapped) that a match of DATE can mean; empty if none exists."""
    part = match.groupdict()
    if part["iso"]:
        year, month, day = part["iso"].split("-")
        return _valid((int(month), int(day), year))
    if part["a"]:
        a, b = int(part["a"]), int(part["b"])
        return _valid((a, b, part["y"]), (b, a, part["y"]))
    if part["m"]:
        return _valid((int(part["m"]), int(part["d"]), None))
    for suffix in ("", "2", "3"):
        name = part.get(f"month{suffix}")
        if name:
            return _valid((MONTHS[name.lower()], int(part[f"day{suffix}"]), part.get(f"year{suffix}")))
    return ()


@lru_cache(maxsize=8_192)
def days_of(cell: str) -> tuple[Day, ...]:
    """The days that a date cell can mean: ISO, US and day-first orders, with or without a time behind."""
    plain = _COLUMN.match(cell)
    if plain is not None:
        year, month, day, first, second, last = plain.groups()
        return _valid((int(month), int(day), year)) if year else _valid((int(first), int(second), last))
    found = DATE.search(cell.replace("T", " ", 1) if cell[10:11] == "T" else cell, timeout=1.0)
    return read(found) if found is not None else ()


def _valid(*choices: tuple[int, int, str | None]) -> tuple[Day, ...]:
    return tuple(dict.fromkeys(_days(choices)))


def _days(choices: tuple[tuple[int, int, str | None], ...]) -> Iterator[Day]:
    for month, day, year in choices:
        if 1 <= month <= 12 and 1 <= day <= 31:
            number = int(year.strip("'")) if year else None
            yield Day(month, day, number, century=number is None or number > 99)
