"""Columns of a batch as numbers of distinct values, so that every distinct value is read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.classify.rule import Reading
from redact.classify.verdicts import Verdicts

MAX_REMEMBERED = 500_000
"""Distinct values remembered over batches for one column; beyond, the memory is emptied."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column, or several taken together: `code[i]` indexes `values`."""

    code: NDArray[np.int64]
    values: list[tuple[str, ...]]


def coded(column: pa.ChunkedArray | pa.Array) -> Coded:
    """One text column by distinct value."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    found = pc.dictionary_encode(array)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    values: list[tuple[str, ...]] = [(value or "",) for value in found.dictionary.to_pylist()]
    return Coded(found.indices.to_numpy(zero_copy_only=False).astype(np.int64), values)


def together(parts: Sequence[Coded]) -> Coded:
    """Several columns by distinct combination."""
    first, *rest = parts
    for part in rest:
        width = max(len(part.values), 1)
        pairs, code = np.unique(first.code * width + part.code, return_inverse=True)
        values = [first.values[pair // width] + part.values[pair % width] for pair in pairs.tolist()]
        first = Coded(code.astype(np.int64), values)
    return first


class Reader:
    """Reads distinct values with `read` and remembers the number of each reading."""

    def __init__(self, read: Callable[..., Reading], verdicts: Verdicts) -> None:
        self._read = read
        self._verdicts = verdicts
        self._known: dict[Hashable, int] = {}

    def __call__(self, column: Coded) -> NDArray[np.int64]:
        """The number of the reading of every row."""
        if len(self._known) > MAX_REMEMBERED:
            self._known.clear()
        known = self._known
        numbers = np.empty(max(len(column.values), 1), dtype=np.int64)
        for place, value in enumerate(column.values):
            number = known.get(value)
            if number is None:
                number = known[value] = self._verdicts.number(self._read(*value))
            numbers[place] = number
        return numbers[column.code]
