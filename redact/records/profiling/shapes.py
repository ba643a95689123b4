"""Shapes of cells that tell a column's meaning whatever its title says, and the formats of dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

import pyarrow as pa

from redact.records.locating import Written, written_place
from redact.records.profiling.facts import Column

NUMBER: Final = r"[-+]?\d{1,3}\.\d+"
LAT_LON_TEXT: Final = rf"(?s:.*)\(\s*{NUMBER}\s*,\s*{NUMBER}\s*\)"
WKT: Final = r"(?s:(SRID=\d+;)?(POINT|LINESTRING|POLYGON|MULTI[A-Z]+)\s*(Z|M|ZM)?\s*\(.*)"
STREET_WORDS: Final = (
    r"st|street|ave?|avenue|rd|road|dr|drive|bl|blvd|boulevard|ln|lane|ct|court|pl|place|way|wy|pkwy|pky|py|hwy|fwy|"
    r"ter|terr|trl|cir|loop|sq|plz|pz|aly|expy|row|run|path|pike"
)
DIRECTIONS: Final = r"-|n|s|e|w|ne|nw|se|sw|north|south|east|west|[nsew]b"

SHAPES: Final[tuple[tuple[str, str, float, str], ...]] = (
    ("geometry", WKT, 0.8, "its cells are geometry written as text (WKT)"),
    ("geometry", LAT_LON_TEXT, 0.8, 'its cells have a point in them, "(latitude, longitude)"'),
    ("email", r"[^@\s]+@[^@\s]+\.[a-z]{2,}", 0.6, "its cells are e-mail addresses"),
    ("ssn", r"\d{3}-\d{2}-\d{4}", 0.6, "its cells have the form of social security numbers"),
    ("phone", r"(\+?1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}( ?(x|ext\.?) ?\d+)?", 0.6, "its cells are phone numbers"),
    ("vin", r"[a-hj-npr-z0-9]{11}\d{6}", 0.8, "its cells have the form of vehicle identification numbers"),
)
"""Role, pattern, share of the filled cells that must match, reason."""

def place_code(column: Column) -> Written | None:
    """What kind of written place most of a column's cells hold; None for others."""
    found = any_place_code(column)
    return found if found is not None and found.share >= 0.5 else None


def any_place_code(column: Column) -> Written | None:
    """What kind of written place a column's cells hold, also where only a few of them do; None for others."""
    stated = column.counts > 0
    return written_place(column.values.filter(pa.array(stated)), column.counts[stated], column.title)


class Clockwork(Enum):
    """What a column of times tells."""

    DATE = "dates"
    BOTH = "dates with a time"
    CLOCK = "times of day"


@dataclass(frozen=True, slots=True)
class TimeShape:
    """How a column's times are written. `format` is None where day and month could be either way round."""

    tells: Clockwork
    format: str | None


_DATES = ("%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%y", "%d/%m/%y", "%m-%d-%Y", "%d.%m.%Y", "%d-%b-%y",
          "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d %B %Y")  # fmt: skip
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H:%M:%S.%f", "%H:%M:%S%z", "%H:%M:%S.%f%z")
_TIME_LIKE = r".*\d[/:.-]\d.*|.*\d[ -][a-z]{3}.*|[a-z]{3,9}\.? \d.*"


def time_shape(column: Column) -> TimeShape | None:
    """The format that reads at least 95 % of a column's different values, or None where it holds no times."""
    if re.search(r"date|\bdt\b|\bday\b", column.words) and column.share(r"(19|20)\d\d[01]\d[0-3]\d") > 0.95:
        return TimeShape(Clockwork.DATE, "%Y%m%d")
    if column.distinct == 0 or column.share(_TIME_LIKE) < 0.9 or column.numeric > 0.1:
        return None
    values = [full_offset(value) for value in column.sample(400)]
    fitting: list[tuple[Clockwork, str]] = []
    for tells, formats in (
        (Clockwork.BOTH, [f"{date}{gap}{clock}" for date in _DATES for gap in (" ", "T") for clock in _CLOCKS]),
        (Clockwork.DATE, _DATES),
        (Clockwork.CLOCK, _CLOCKS),
        (Clockwork.DATE, ("%Y-%m", "%m/%Y")),
    ):
        fitting += [(tells, each) for each in formats if _reads(each, values)]
    if not fitting:
        return None
    tells, found = fitting[0]
    day_first = [each for _, each in fitting if each.startswith("%d/%m")]
    ambiguous = found.startswith("%m/%d") and bool(day_first)
    return TimeShape(tells, None if ambiguous else found)


def full_offset(value: str) -> str:
    """A time with its offset in the four digits that Python reads: "10:00:00+00" is "10:00:00+0000"."""
    return re.sub(r"(:\d\d(?:\.\d+)?[+-]\d\d)$", r"\g<1>00", value)


def _reads(pattern: str, values: list[str]) -> bool:
    misses = 0
    for value in values:
        try:
            datetime.strptime(value, pattern)  # noqa: DTZ007 - only whether it can be read
        except ValueError:
            misses += 1
            if misses * 20 > len(values):
                return False
    return True


def address_like(column: Column) -> bool:
    """Whether most cells read like a street address, a block or an intersection."""
    numbered = rf"\d+[\dx/-]*( ?(block|blk)( of)?)? .*\b({STREET_WORDS})\b.*|\d*x+ .*"
    crossing = rf".*\b({STREET_WORDS})\b.*( (and|at) |[/&@]).*"
    return column.distinct > 5 and column.share(rf"{numbered}|{crossing}") > 0.5


def exact_address_share(column: Column) -> float:
    """The share of cells with a house number that is neither a hundred, a block's nor a mid-block number (50)."""
    number = r"(?:\d*(?:[1-9]\d|\d[1-9])|[1-9])"
    blocks = column.share(rf"{number} (?:block|blk).*")
    middles = column.share(r"\d*50 .*")
    exact = column.share(rf"{number} .*[a-z].*") - blocks
    return 0.0 if middles > 0.8 * exact else exact
