"""Numbers given out in order: what the missing ones count, and how closely their neighbours date them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.records.profiling.facts import Column
from redact.risk.audit.looked import Looked
from redact.risk.audit.result import Numbering
from redact.when import NAT

_KEYS: Final = ("incident_id", "event_id", "row_id")
_ORDER: Final = 0.8
"""Rank correlation of number and date from which numbers were given out in order."""
_LEAST: Final = 50
_JUMP: Final = 1_000
"""A step this many times the usual one begins another series; what lies between is not missing."""
_DAY: Final = 1_440


def numberings(looked: Looked) -> tuple[Numbering, ...]:
    """The columns of keys whose numbers follow the dates, with what is missing in each."""
    reported = _minutes(looked)
    found = (_numbering(column, reported) for column in looked.columns if looked.roles[column.title] in _KEYS)
    return tuple(each for each in found if each is not None)


def _minutes(looked: Looked) -> NDArray[np.int64]:
    """When each row was reported where the file says so, else when it happened."""
    from redact.records.batch import Batch
    from redact.when import occurred

    fields = [field for field in looked.source.fields if field.role == "reported_at"]
    if not fields or (looked.minutes == NAT).all():
        return looked.minutes
    table = {}
    for field in fields:
        column = next(each for each in looked.columns if each.title == field.title)
        table[field.name] = column.values.take(pa.array(column.codes))
    batch = Batch(looked.source.card.dataset, 0, pa.table(table), np.zeros(looked.rows, dtype=np.int8))
    return occurred(batch, looked.source.card).minutes


def _numbering(column: Column, minutes: NDArray[np.int64]) -> Numbering | None:
    """One column: its digits as numbers, one row per number. Letters, length and large jumps tell series apart."""
    digits = pc.replace_substring_regex(column.values, r"\D", "")
    usable = pc.match_substring_regex(digits, r"^\d{3,17}$").to_numpy(zero_copy_only=False)
    letters = pc.replace_substring_regex(pc.replace_substring_regex(column.values, r"\d", "0"), r"\W", "")
    form = letters.dictionary_encode().indices.to_numpy()
    value = np.asarray(pc.if_else(pa.array(usable), digits, "0").cast(pa.int64()))
    _, first = np.unique(column.codes, return_index=True)
    rows = first[usable[column.codes[first]] & (minutes[first] != NAT) & column.stated[first]]
    if len(rows) < _LEAST or len(rows) < 0.5 * column.filled:
        return None
    number, series, day = value[column.codes[rows]], form[column.codes[rows]], minutes[rows] // _DAY
    order = np.lexsort((number, series))
    number, series, day = number[order], series[order], day[order]
    rank = _correlation(number.astype(np.float64), day.astype(np.float64), series)
    if rank < _ORDER:
        return None
    step = np.diff(number)
    inside = (np.diff(series) == 0) & (step > 0)
    usual = float(np.median(step[inside])) if inside.any() else 0.0
    inside &= step <= _JUMP * max(usual, 1.0)
    gaps = inside & (step > 1)
    missing = int((step[gaps] - 1).sum())
    near = gaps & (np.abs(np.diff(day)) <= 1)
    return Numbering(column.title, len(rows), missing, int((step[near] - 1).sum()), rank, int(gaps.sum()))


def _correlation(number: NDArray[np.float64], day: NDArray[np.float64], series: NDArray[np.int32]) -> float:
    """Rank correlation within the largest series."""
    most = series == np.bincount(series).argmax()
    ranks = [np.argsort(np.argsort(part[most], kind="stable"), kind="stable") for part in (number, day)]
    if np.ptp(day[most]) == 0 or int(most.sum()) < _LEAST:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
