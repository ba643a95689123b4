"""What is wrong with real exports: stand-in coordinates, empty cells, dates that are none."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.synth.columns import where

NONE, NO_POINT, NO_TIME, BAD_TIME, NO_KEY = range(5)
NAMES: Final = ("", "no point", "no time", "bad time", "no key")
RATE: Final = 0.003
_BAD: Final = ("2026-02-30 25:61", "02/30/2026 99:99:99", "UNKNOWN", "13/45/2026 26:00 XM")


def spoil(
    columns: dict[str, pa.Array], rng: np.random.Generator, times: tuple[str, ...], points: tuple[str, ...], key: str
) -> tuple[dict[str, pa.Array], NDArray[np.int8]]:
    """The columns with about 0.3 % of the rows spoilt, and which fault each row has."""
    count = len(next(iter(columns.values())))
    share, draw = rng.random(count), rng.random(count)
    fault = np.where(share < RATE, 1 + (draw * 4).astype(np.int64), NONE).astype(np.int8)
    if not points:
        fault[fault == NO_POINT] = NO_TIME
    columns = dict(columns)
    for name in points:
        columns[name] = where(fault == NO_POINT, "0", columns[name])
    words = pa.array(_BAD).take(pa.array(rng.integers(0, len(_BAD), count)))
    for name in times:
        columns[name] = where(fault == NO_TIME, "", where(fault == BAD_TIME, words, columns[name]))
    columns[key] = where(fault == NO_KEY, "", columns[key])
    return columns, fault
