"""Rows that repeat another row: the same export given twice, or two exports that overlap."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.distinct import dense, first_rows
from redact.plan.rows import Rows

MORE: Final = 0.15
"""A share of repetitions that is higher than the usual one by this is no chance."""

ALONE: Final = 0.4
"""The share that stops where nothing says what is usual: all rows twice are half repetitions."""

FEWEST: Final = 10
"""Repetitions below this number are left to the people who enter records."""


def repeated(rows: Rows) -> NDArray[np.bool_]:
    """Which rows are like an earlier row of the same dataset in all that was assessed: keys, time, place, offence,
    people. Several victims of one report differ in something, or few of them do not."""
    columns = [*rows.keys.T, *rows.quasi.T, *rows.subjects.T, rows.minutes, rows.unit, rows.address, rows.x, rows.y]
    columns += [rows.stated, rows.evidence, rows.group]
    if not len(rows):
        return np.zeros(0, dtype=np.bool_)
    again = np.ones(len(rows), dtype=np.bool_)
    again[first_rows(dense(columns))] = False
    return again


def too_many(count: int, rows: int, usual: float | None) -> bool:
    """Whether `count` repetitions among `rows` rows are far more than the usual share of them."""
    return count >= FEWEST and count / rows > (ALONE if usual is None else usual + MORE)
