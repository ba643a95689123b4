"""The periods in which rows come out: a day, a week (from Monday), a month, a quarter or a year at a time."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.vocabulary import TimePrecision
from redact.when.periods import MINUTES_PER_DAY, NAT, coarsen, period_end

_MONDAY: Final = 3
"""The first of January 1970 was a Thursday."""

_FINER: Final = {
    "day": TimePrecision.DAY, "week": TimePrecision.MONTH, "month": TimePrecision.MONTH,
    "quarter": TimePrecision.QUARTER, "year": TimePrecision.YEAR,
}  # fmt: skip
"""Per word the first precision that is not finer than such a period."""


def publication_codes(minutes: NDArray[np.int64], word: str) -> NDArray[np.int32]:
    """The period of publication (`word`: day, week, month, quarter, year) of local minutes since 1970, as a number."""
    if word == "week":
        return ((minutes // MINUTES_PER_DAY + _MONDAY) // 7).astype(np.int32)
    return coarsen(minutes, TimePrecision[word.upper()])


def publication_days(codes: NDArray[np.int32], word: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first day of periods of publication, and the first day after them (since 1970)."""
    if word == "week":
        first = codes.astype(np.int64) * 7 - _MONDAY
        return first, first + 7
    precision = TimePrecision[word.upper()]
    ends = period_end(codes, precision)
    return np.where(ends == NAT, NAT, period_end(codes - 1, precision)), ends


def publication_ends(codes: NDArray[np.int32], precision: NDArray[np.int8], word: str) -> NDArray[np.int64]:
    """The first day (since 1970) on which a time told so is over, and its period of publication too; NAT where none.

    `codes` are the times at their `precision`; one that is coarser than the period ends with itself.
    """
    ends = period_end(codes, precision)
    finer = (precision < _FINER[word]) & (ends != NAT)
    ends[finer] = widened(ends[finer], word)
    return ends


def widened(ends: NDArray[np.int64], word: str) -> NDArray[np.int64]:
    """The end (a day since 1970) of the period of publication in which the day before each end lies."""
    last = ends - 1
    if word == "week":
        return (last + _MONDAY) // 7 * 7 + 7 - _MONDAY
    precision = TimePrecision[word.upper()]
    return period_end(coarsen(last * MINUTES_PER_DAY, precision), precision)
