"""Telling a time more coarsely: the period it lies in as a number, as text, and where the period ends."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.vocabulary import TimePrecision

NAT: Final = int(np.iinfo(np.int64).min)
"""In minutes: no time. As a period's end: it has none (precision NONE)."""

NO_CODE: Final = int(np.iinfo(np.int32).min)
"""The code of a time that is not there."""

MINUTES_PER_DAY: Final = 1440

Precision = NDArray[np.int8] | TimePrecision


def coarsen(minutes: NDArray[np.int64], precision: Precision) -> NDArray[np.int32]:
    """The period that each time lies in, as a number at its precision.

    Minutes, hours, days, months, quarters and years since 1970 (January 1970 and its first quarter are 0); NONE is 0;
    a time that is not there is NO_CODE. The caller never asks for a finer precision than the source's.
    """
    codes = np.zeros(len(minutes), dtype=np.int32)
    there = minutes != NAT
    for sharp, chosen in _by_precision(precision, len(minutes)):
        rows = chosen & there
        if sharp is not TimePrecision.NONE and rows.any():
            codes[rows] = _period(minutes[rows], sharp)
    codes[~there] = NO_CODE
    return codes


def _period(minutes: NDArray[np.int64], precision: TimePrecision) -> NDArray[np.int64]:
    if precision is TimePrecision.MINUTE:
        return minutes
    if precision is TimePrecision.HOUR:
        return np.asarray(minutes // 60)
    days = minutes // MINUTES_PER_DAY
    if precision is TimePrecision.DAY:
        return np.asarray(days)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months // _MONTHS[precision])


_MONTHS: Final = {TimePrecision.MONTH: 1, TimePrecision.QUARTER: 3, TimePrecision.YEAR: 12}
_PER_DAY: Final = {TimePrecision.MINUTE: MINUTES_PER_DAY, TimePrecision.HOUR: 24, TimePrecision.DAY: 1}


def _by_precision(precision: Precision, n: int) -> list[tuple[TimePrecision, NDArray[np.bool_]]]:
    if isinstance(precision, TimePrecision):
        return [(precision, np.ones(n, dtype=np.bool_))]
    return [(TimePrecision(value), precision == value) for value in np.unique(precision).tolist()]


def text(codes: NDArray[np.int32], precision: Precision) -> pa.Array:
    """The published words: 2026-03-01T14:05, 2026-03-01T14, 2026-03-01, 2026-03, 2026-Q1, 2026; nothing for NONE."""
    sharp = np.broadcast_to(np.asarray(precision, dtype=np.int64), codes.shape)
    distinct, index = np.unique((codes.astype(np.int64) << 3) | sharp, return_inverse=True)
    words = [_word(pair >> 3, TimePrecision(pair & 7)) for pair in distinct.tolist()]
    return pa.array(words, pa.string()).take(pa.array(index))


def _word(code: int, precision: TimePrecision) -> str:
    if code == NO_CODE or precision is TimePrecision.NONE:
        return ""
    if precision is TimePrecision.QUARTER:
        return f"{1970 + code // 4}-Q{code % 4 + 1}"
    return str(np.array(code).astype(_NUMPY_UNITS[precision]))


_NUMPY_UNITS: Final = {
    TimePrecision.MINUTE: "datetime64[m]",
    TimePrecision.HOUR: "datetime64[h]",
    TimePrecision.DAY: "datetime64[D]",
    TimePrecision.MONTH: "datetime64[M]",
    TimePrecision.YEAR: "datetime64[Y]",
}


def period_end(codes: NDArray[np.int32], precision: Precision) -> NDArray[np.int64]:
    """The first day (since 1970) after each period; after an hour or minute, the next day. NAT where there is none."""
    ends = np.full(len(codes), NAT, dtype=np.int64)
    there = codes != NO_CODE
    for sharp, chosen in _by_precision(precision, len(codes)):
        rows = chosen & there
        code = codes[rows].astype(np.int64)
        if sharp in _PER_DAY:
            ends[rows] = code // _PER_DAY[sharp] + 1
        elif sharp in _MONTHS:
            following = ((code + 1) * _MONTHS[sharp]).astype("datetime64[M]")
            ends[rows] = following.astype("datetime64[D]").astype(np.int64)
    return ends
