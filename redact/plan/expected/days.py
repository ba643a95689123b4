"""Days without rows: whether an export stops early, or has a hole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SILENT_END: Final = 6.9
SILENT_INSIDE: Final = 12.0
"""A silent stretch is suspect where chance makes it with less than exp(-6.9), one in a thousand. Inside a period,
and for a single day at its end, more, because there are more of them."""

THIN: Final = 1e-4
"""Chance of so few rows in the last days even if only half of the usual happened."""

FEWEST_DAYS: Final = 14
"""So many days must be known to say what a day usually has."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days (since 1970) from `first` to `last` with `rows` rows, where about `usual` would be."""

    first: int
    last: int
    rows: int
    usual: float
    at_end: bool


def stretch(days: NDArray[np.int64], begin: int, new: int, end: int) -> Stretch | None:
    """A stretch of days from `new` on, before `end`, with far fewer rows than the days since `begin` would have.

    `days` are the days of rows. Silence must be longer than any before and than chance makes it, so that a unit that
    writes on weekdays, or a village with a stop a month, is not taken for a broken export.
    """
    inside = days[(days >= begin) & (days < end)]
    per_day = np.bincount(inside - begin, minlength=end - begin)
    silent = _silent(per_day, new - begin)
    first, last, rows, usual = silent or _thin(per_day, new - begin) or (0, 0, 0, 0.0)
    return Stretch(begin + first, begin + last, rows, usual, begin + last == end - 1) if usual else None


def _runs(per_day: NDArray[np.int64]) -> NDArray[np.int64]:
    """First and behind-last day of every run of days without rows; int64[runs, 2]."""
    empty = np.concatenate([[0], (per_day == 0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(empty))
    return edges.reshape(-1, 2)


def _silent(per_day: NDArray[np.int64], new: int) -> tuple[int, int, int, float] | None:
    runs = _runs(per_day)
    worst: tuple[float, int, int] = (0.0, 0, 0)
    for first, behind in runs.tolist():
        if behind <= new or (behind - first) == len(per_day):
            continue
        length, known = behind - first, len(per_day) - (behind - first)
        others = [b - a for a, b in runs.tolist() if (a, b) != (first, behind)]
        rows = int(per_day.sum())
        at_end = behind == len(per_day) and length > 1
        if known < FEWEST_DAYS or length <= max(others, default=0):
            continue
        # The rate is not known but estimated from the other days: of few of them it says little.
        surprise = rows * math.log1p(length / known)
        if surprise >= (SILENT_END if at_end else SILENT_INSIDE) and rows / known * length > worst[0]:
            worst = (rows / known * length, first, behind)
    usual, first, behind = worst
    return (first, behind - 1, 0, usual) if usual else None


def _thin(per_day: NDArray[np.int64], new: int) -> tuple[int, int, int, float] | None:
    """The last days where they have a few rows: a straggler does not hide that an export stopped."""
    total = np.concatenate([[0], np.cumsum(per_day)])
    worst: tuple[float, int] = (THIN, 0)
    for length in range(3, len(per_day) - new + 1):
        known = len(per_day) - length
        if known < max(FEWEST_DAYS, length):
            break
        rows = int(total[-1] - total[known])
        lowest = int((total[length : known + 1] - total[: known + 1 - length]).min())
        chance = at_most(rows, 0.5 * float(total[known]) / known * length)
        if rows < 0.5 * lowest and chance < worst[0]:
            worst = (chance, length)
    length = worst[1]
    if not length:
        return None
    known = len(per_day) - length
    return known, len(per_day) - 1, int(total[-1] - total[known]), float(total[known]) / known * length


def at_most(count: int, mean: float) -> float:
    """The chance of `count` events or fewer where `mean` are usual (Poisson)."""
    if mean <= 0:
        return 1.0
    return sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(count + 1))
