"""Rows per period: which periods an export covers, what is usual, and what is far from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.vocabulary import TimePrecision

COVERED: Final = 0.25
"""A period with less than this share of the usual rows does not begin or end what an export covers."""

LOOK_BACK: Final = 24
"""So many earlier periods say what is usual."""

FAR: Final = 4.0
"""So many standard deviations from the usual, on the scale of logarithms."""

SPREAD: Final = 0.15
"""Counts of calm departments vary by this from month to month; less than the season does."""

UNKNOWN_SPREAD: Final = 0.5
"""The spread assumed where fewer than four other periods are known."""

_PER_YEAR: Final = {TimePrecision.MONTH: 12, TimePrecision.QUARTER: 4, TimePrecision.YEAR: 1}


def word(code: int, period: TimePrecision) -> str:
    """A period's word: 2026-03, 2026-Q1, 2026."""
    return str(when.text(np.array([code], dtype=np.int32), period)[0])


def code_of(text: str, period: TimePrecision) -> int:
    """The period that `word` calls so."""
    if period is TimePrecision.QUARTER:
        year, quarter = text.split("-Q")
        return (int(year) - 1970) * 4 + int(quarter) - 1
    return int(np.datetime64(text, "Y" if period is TimePrecision.YEAR else "M").astype(np.int64))


def first_day(code: int, period: TimePrecision) -> int:
    """A period's first day, since 1970."""
    return int(when.period_end(np.array([code - 1], dtype=np.int32), period)[0])


def covered(codes: NDArray[np.int32]) -> dict[int, int]:
    """The rows of every period that an export covers, without gaps: a period in between without rows has 0.

    Stragglers of years ago do not begin it. What a period of the export usually has is weighed by rows, so that a
    single month among many stragglers is what is usual.
    """
    if not len(codes):
        return {}
    found, counts = np.unique(codes, return_counts=True)
    order = np.argsort(counts)
    half = np.searchsorted(np.cumsum(counts[order]), counts.sum() / 2)
    usual = counts[order][half]
    first, last = found[counts >= COVERED * usual][0], found[-1]
    rows = dict(zip(found.tolist(), counts.tolist(), strict=True))
    return {code: rows.get(code, 0) for code in range(int(first), int(last) + 1)}


def newest(counts: Mapping[int, int]) -> int | None:
    """The last period that is covered as the others are, rather than by a few rows of wrong date."""
    known = [count for count in counts.values() if count]
    if not known:
        return None
    usual = float(np.median(known))
    return max(code for code, count in counts.items() if count >= COVERED * usual)


def usual_rows(counts: Mapping[int, int], code: int) -> tuple[float, float] | None:
    """What a period usually has and its relative spread, from the others; None where no other is known."""
    before = [counts[each] for each in sorted(counts) if each < code][-LOOK_BACK:]
    others = before if len(before) >= 3 else [count for each, count in counts.items() if each != code]
    if not others:
        return None
    usual = float(np.median(others))
    if len(others) < 4:
        return usual, UNKNOWN_SPREAD
    logs = np.log(np.array(others) + 0.5)
    return usual, max(SPREAD, 1.4826 * float(np.median(np.abs(logs - np.median(logs)))))


def far(counts: Mapping[int, int], code: int, period: TimePrecision) -> float | None:
    """What would be usual, where a period's rows are far from it; None where they are not.

    A count may vary as counts do (Poisson), as the other periods do (the median absolute deviation of their
    logarithms), and be like the same season of an earlier year.
    """
    expected = usual_rows(counts, code)
    if expected is None:
        return None
    usual, spread = expected
    if _near(counts[code], usual, FAR * math.hypot(spread, 1 / math.sqrt(usual + 0.5))):
        return None
    year = _PER_YEAR[period]
    for back in range(1, LOOK_BACK // year + 1):
        then = counts.get(code - back * year, 0)
        wide = FAR * math.hypot(SPREAD, math.sqrt(2 / (then + 0.5)))
        if then >= COVERED * usual and then and _near(counts[code], then, wide):
            return None
    return usual


def _near(count: int, usual: float, width: float) -> bool:
    return abs(math.log(count + 0.5) - math.log(usual + 0.5)) <= width
