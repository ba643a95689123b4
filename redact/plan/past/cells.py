"""The content cells of rows that are out already, as they were published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.plan.context import Context
from redact.plan.past.chapter import split
from redact.plan.past.keeping import Kept


@dataclass(frozen=True)
class KeptCells:
    """Of one dataset: `row` says per row of it (n) which of the `columns`' cells it keeps, -1 for new rows."""

    row: NDArray[np.int64]
    columns: Mapping[str, pa.Array]

    def instead_of(self, name: str, cells: pa.Array, local: NDArray[np.int64]) -> pa.Array:
        """A column's cells for the rows `local`, those that are kept as they were."""
        if name not in self.columns:
            return cells
        row = self.row[local]
        before = self.columns[name].take(pa.array(row, mask=row < 0)).cast(pa.string())
        return pc.if_else(pc.is_null(before), cells, before)

    def texts(self, name: str, published: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], str]]:
        """For each distinct text of a column the published rows that keep it."""
        rows = np.flatnonzero((self.row >= 0) & published)
        if name not in self.columns or not len(rows):
            return
        encoded = self.columns[name].take(pa.array(self.row[rows])).cast(pa.string()).dictionary_encode()
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        for number, text in enumerate(encoded.dictionary.to_pylist()):
            yield rows[codes == number], text


def kept_cells(kept: Kept, part: slice, context: Context, parties: Collection[str]) -> KeptCells:
    """What the rows of one dataset keep; `part` is where they are among all rows.

    A cell that is the name of a victim, witness or suspect by now is emptied: an officer of last month's rows can be
    the victim of this month's.
    """
    row = kept.row[part]
    same = row >= 0
    if not same.any():
        return KeptCells(row, {})
    wanted = np.unique(row[same])
    columns = {
        name: _without(column, parties)
        for name, column in split(kept.past.cells.take(pa.array(wanted)), context.header).items()
    }
    return KeptCells(np.where(same, np.searchsorted(wanted, np.maximum(row, wanted[0])), -1), columns)


def _without(column: pa.Array, parties: Collection[str]) -> pa.Array:
    """A column without the cells that are among some names."""
    encoded = column.cast(pa.string()).dictionary_encode()
    named = [text in parties for text in encoded.dictionary.to_pylist()]
    if not any(named):
        return column
    words = pc.if_else(pa.array(named), "", encoded.dictionary)
    return words.take(encoded.indices)
