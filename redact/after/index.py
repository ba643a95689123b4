"""Rows by their keyed keys, over all exports and all that was ever published, and which of them are one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.keyed import ABSENT


@dataclass(frozen=True)
class Index:
    """Tables of keys (int64, rows by columns; 0: no key), looked into by key.

    `linking` says per table and column whether a key in it joins rows to one event; by the others a row can be found.
    """

    tables: tuple[NDArray[np.int64], ...]
    linking: tuple[NDArray[np.bool_], ...]
    _keys: NDArray[np.int64]
    _rows: NDArray[np.int64]
    _starts: NDArray[np.int64]

    @classmethod
    def of(cls, tables: Sequence[NDArray[np.int64]], linking: Sequence[Sequence[bool]]) -> Index:
        """Sorts all keys once, so that looking one up takes no time."""
        starts = np.cumsum([0, *(len(table) for table in tables)], dtype=np.int64)
        keys = [table.ravel() for table in tables]
        rows = [
            np.repeat(np.arange(start, start + len(table)), table.shape[1])
            for start, table in zip(starts[:-1].tolist(), tables, strict=True)
        ]
        every = np.concatenate(keys) if keys else np.empty(0, dtype=np.int64)
        order = np.argsort(every, kind="stable")
        owners = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
        marks = tuple(np.array(each, dtype=np.bool_) for each in linking)
        return cls(tuple(tables), marks, every[order], owners[order].astype(np.int64), starts)

    def event(self, asked: Iterable[int], most: int) -> tuple[frozenset[int], frozenset[int]] | None:
        """(rows, linking keys) of all rows that have an asked key or share a linking key with one that has, and so on.

        Rows are numbered through all tables. None where they are more than `most`.
        """
        rows: set[int] = set()
        keys: set[int] = set()
        waiting = [key for key in asked if key != ABSENT]
        looked = set(waiting)
        while waiting:
            for row in self._having(waiting.pop()):
                if row in rows:
                    continue
                rows.add(row)
                if len(rows) > most:
                    return None
                for key in self._links(row):
                    keys.add(key)
                    if key not in looked:
                        looked.add(key)
                        waiting.append(key)
        return frozenset(rows), frozenset(keys)

    def place(self, row: int) -> tuple[int, int]:
        """(table, row in it) of a row."""
        table = int(np.searchsorted(self._starts, row, side="right")) - 1
        return table, row - int(self._starts[table])

    def _having(self, key: int) -> list[int]:
        first, last = (int(np.searchsorted(self._keys, key, side)) for side in ("left", "right"))
        found: list[int] = self._rows[first:last].tolist()
        return found

    def _links(self, row: int) -> list[int]:
        table, at = self.place(row)
        keys = self.tables[table][at][self.linking[table]]
        found: list[int] = keys[keys != ABSENT].tolist()
        return found
