"""Which periods a table has: those that the records cover in full, that are over, and whose late reports are in.

An export begins and ends somewhere, holds a few old cases, and may miss its last days. Half a year must not come out
as a year: whoever compares it with the next one would see violence double.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.vocabulary import TimePrecision

CALENDAR: Final = {"month": TimePrecision.MONTH, "quarter": TimePrecision.QUARTER, "year": TimePrecision.YEAR}
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}

PARTIAL: Final = 0.5
"""A month with less than this share of the usual month's rows is not covered by the export, or only in part."""

FEWEST: Final = 5
"""A list with fewer rows in its usual month does not show which months it covers."""

_EDGE: Final = 0.25
"""The first (last) days of the first (last) month have at least this share of what they have in a usual month."""
_EDGE_ROWS: Final = 20
"""So many rows make up such days, between one and fifteen of them."""
_DAY: Final = 1440


@dataclass(frozen=True, slots=True)
class Covered:
    """The months, counted from January 1970, that all lists cover in full: from `first` up to, not with, `last`."""

    first: int
    last: int

    def __and__(self, other: Covered) -> Covered:
        return Covered(max(self.first, other.first), min(self.last, other.last))

    def periods(self, period: str) -> NDArray[np.int32]:
        """The months, quarters or years that lie in it as a whole."""
        length = MONTHS[period]
        return np.arange(-(-self.first // length), self.last // length, dtype=np.int32)


def covered(minutes: NDArray[np.int64], fewest: int = FEWEST) -> Covered | None:
    """The months that a list covers, from the times of rows that nothing protects: what a table has cells for must not
    depend on what is hidden. None where its usual month has less than the `fewest` rows, too few to tell.

    A usual month is the median row's, so that a few old cases, each in a month of its own, are no months of the
    export. A month without any row between others is covered. The first and the last month are not where their first
    or last days lack what other months have there: the export began later, or was made before the month was over.
    """
    if not len(minutes):
        return None
    month = when.coarsen(minutes, TimePrecision.MONTH).astype(np.int64)
    base = int(month.min())
    counts = np.bincount(month - base)
    ranked = np.sort(counts)
    usual = int(ranked[np.searchsorted(np.cumsum(ranked), len(minutes) / 2)])
    if usual < fewest:
        return None
    busy = np.flatnonzero(counts >= PARTIAL * usual)
    first, last = int(busy[0]), int(busy[-1])
    days = int(np.clip(-(-_EDGE_ROWS * 30 // usual), 1, 15))
    day = minutes // _DAY
    early = np.bincount(month[day < _start(month) + days] - base, minlength=len(counts))
    late = np.bincount(month[day >= _start(month + 1) - days] - base, minlength=len(counts))
    begun = early[first] >= _EDGE * np.median(early[busy])
    ended = late[last] >= _EDGE * np.median(late[busy])
    return Covered(base + first + (not begun), base + last + bool(ended))


def _start(month: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first day of each month, counted from 1970-01-01."""
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def over(codes: NDArray[np.int32], period: str, *, wait_days: int, as_of_day: int) -> NDArray[np.bool_]:
    """Which periods are over at a day and have waited."""
    ends = when.period_end(codes, np.full(len(codes), CALENDAR[period], dtype=np.int8))
    return np.asarray(ends + wait_days <= as_of_day)


def draws_of(codes: NDArray[np.int32], period: str, *, yearly: bool) -> list[NDArray[np.int32]]:
    """The periods that are drawn together: with `yearly` those of a year that has all of them, else each by itself."""
    if not yearly:
        return [codes[at : at + 1] for at in range(len(codes))]
    whole = 12 // MONTHS[period]
    years = codes // whole
    return [codes[years == year] for year in np.unique(years).tolist() if np.sum(years == year) == whole]


def period_texts(codes: NDArray[np.int32], period: str) -> tuple[str, ...]:
    """`2027`, `2027-Q1` or `2027-01` for each period."""
    texts = when.text(codes, np.full(len(codes), CALENDAR[period], dtype=np.int8)).to_pylist()
    return tuple(str(text) for text in texts)


def coarser(text: str, period: str) -> str:
    """The year, quarter or month that a period lies in."""
    if period == "year":
        return text[:4]
    if period == "quarter" and len(text) == len("2027-01") and "Q" not in text:
        return f"{text[:4]}-Q{(int(text[5:]) + 2) // 3}"
    return text


def years_in(periods: Sequence[str]) -> dict[str, str]:
    """The year of each period in order; of a year with only some of its periods what there is: `2027-03 to 2027-12`."""
    found: dict[str, str] = {}
    for year in dict.fromkeys(text[:4] for text in periods):
        own = [text for text in periods if text[:4] == year]
        every = 1 if own[0] == year else 4 if "Q" in own[0] else 12
        name = year if len(own) == every else own[0] if len(own) == 1 else f"{own[0]} to {own[-1]}"
        found |= dict.fromkeys(own, name)
    return found
