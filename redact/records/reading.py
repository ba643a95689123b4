"""What every format's reader gives, and how readers' chunks become batches of a fixed size.

A reader knows one file: its column titles, what about it deserves a note, and how to stream its rows
as text. Rows are counted as read: a row that cannot be used is a row with empty cells and a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.records.batch import Fault


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some consecutive rows of a file: string columns in the order asked for, and a `Fault` code per row."""

    table: pa.Table
    faults: NDArray[np.int8]

    def __len__(self) -> int:
        return int(self.faults.shape[0])

    def slice(self, start: int, length: int) -> Chunk:
        """Rows start .. start + length, without copying."""
        return Chunk(self.table.slice(start, length), self.faults[start : start + length])


class Reader(Protocol):
    """One source file, opened and found readable."""

    @property
    def path(self) -> Path: ...

    @property
    def titles(self) -> tuple[str, ...]:
        """Column titles as the file has them, without surrounding space, in file order."""
        ...

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the report: hidden sheets, title rows skipped, and the like. No cell values."""
        ...

    @property
    def crs(self) -> Mapping[str, str]:
        """The coordinate systems that the file itself states, by column title: {"geometry": "EPSG:4326"}."""
        ...

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """All rows in order; the table has the columns at positions `wanted`, in that order."""
        ...


def text_table(columns: Sequence[pa.Array | pa.ChunkedArray], count: int) -> pa.Table:
    """Columns under neutral names c0, c1, ... (titles may repeat or be empty); `count` rows even without columns."""
    if not columns:
        return pa.table({"": pa.nulls(count, pa.string())}).select([])
    return pa.Table.from_arrays(list(columns), names=[f"c{i}" for i in range(len(columns))])


def chunk_of_rows(rows: Sequence[Sequence[str]], faults: Sequence[int], wanted: Sequence[int]) -> Chunk:
    """A chunk from Python rows (formats that have no columnar reader); short rows are filled with empty cells."""
    columns = [
        pa.array([row[position] if position < len(row) else "" for row in rows], pa.string()) for position in wanted
    ]
    return Chunk(text_table(columns, len(rows)), np.asarray(faults, dtype=np.int8))


def blanked(table: pa.Table, bad: NDArray[np.bool_]) -> pa.Table:
    """The table with every cell of the rows in `bad` empty: their values are not kept."""
    mask = pa.array(bad)
    return text_table([pc.if_else(mask, "", column) for column in table.columns], table.num_rows)


def emptied(count: int, columns: int, fault: Fault) -> Chunk:
    """`count` rows with nothing in them but a fault."""
    cells = pa.array([""] * count, pa.string())
    return Chunk(text_table([cells] * columns, count), np.full(count, int(fault), dtype=np.int8))


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Chunks one after the other, each column in one piece."""
    if len(chunks) == 1:
        return Chunk(chunks[0].table.combine_chunks(), chunks[0].faults)
    faults = np.concatenate([chunk.faults for chunk in chunks])
    if not chunks[0].table.num_columns:  # pyarrow forgets the number of rows when it joins tables without columns
        return Chunk(text_table([], len(faults)), faults)
    return Chunk(pa.concat_tables([chunk.table for chunk in chunks]).combine_chunks(), faults)


def resized(chunks: Iterable[Chunk], size: int) -> Iterator[Chunk]:
    """The same rows in chunks of exactly `size` (the last may be shorter), however a format cut them."""
    waiting: list[Chunk] = []
    count = 0
    for chunk in chunks:
        start = 0
        while len(chunk) - start >= size - count:
            take = size - count
            waiting.append(chunk.slice(start, take))
            start += take
            yield joined(waiting)
            waiting, count = [], 0
        if start < len(chunk):
            waiting.append(chunk.slice(start, len(chunk) - start))
            count += len(chunk) - start
    if waiting:
        yield joined(waiting)
