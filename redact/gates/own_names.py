"""The first part of residue: no cell of a row holds a word of the names of the people in its own event.

Names and released cells meet as words: released columns say which words matter, the pass over the sources tells whose
names have them, and only rows of those events are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.gates.tokens import Hashes, chunks, contained, distinct, fold, hash_of, mix, words_of
from redact.gates.view import StagedColumn
from redact.records.batch import Batch

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class OwnColumn:
    """A released column of short cells, with the event of each of its rows."""

    column: StagedColumn
    event: NDArray[np.int64]


class OwnNames:
    """Gathers (event, word of a name) while the sources are read; then counts released cells that say one.

    `events` gives each dataset's event number per source row. `spoken` are the words that released cells say at all.
    """

    def __init__(self, columns: Sequence[OwnColumn], events: Mapping[str, NDArray[np.int64]]) -> None:
        self._columns = columns
        self._events = events
        self._pairs: list[Hashes] = []
        self._words: list[Hashes] = []
        self.spoken = distinct([words for item in columns for words, _ in _said(item.column)])

    def take(
        self, batch: Batch, values: pa.Array, codes: NDArray[np.int32], maybe: NDArray[np.int64]
    ) -> None:
        """Notes the names of one batch's column: `values` its distinct cells, `maybe` those with a spoken word."""
        from redact.identity.names import name_tokens

        said: list[Hashes] = [np.empty(0, np.uint64)] * len(values)
        for value in maybe.tolist():
            tokens = name_tokens(values[value].as_py())
            if tokens:
                hashes = np.array([_hash(token) for token in tokens], dtype=np.uint64)
                said[value] = hashes[contained(hashes, self.spoken)]
        row, word = _spread(codes, said)
        if len(row):
            events = self._events[batch.dataset][batch.first_row : batch.first_row + len(batch)]
            self._pairs.append(distinct([_pair(events[row], word)]))
            self._words.append(distinct([word]))

    def cells(self) -> int:
        """How many released cells say a word of a name of their own event."""
        pairs, names = distinct(self._pairs), distinct(self._words)
        return sum(_count(item, pairs, names) for item in self._columns) if len(pairs) else 0


@lru_cache(maxsize=8_192)
def _hash(word: str) -> int:
    return int(hash_of(word)[0])


def _said(column: StagedColumn) -> Iterator[tuple[Hashes, NDArray[np.int64]]]:
    """(word, index of its distinct cell) of a released column; words with a letter and at least two of them."""
    for first, texts in chunks(fold(column.values)):
        words = words_of(texts)
        keep = (words.length > 1) & (words.digits < words.length)
        yield words.hash[keep], words.text[keep] + first


def _count(item: OwnColumn, pairs: Hashes, names: Hashes) -> int:
    said: list[Hashes] = [np.empty(0, np.uint64)] * len(item.column.values)
    for words, value in _said(item.column):
        keep = contained(words, names)
        edges = np.flatnonzero(np.diff(value[keep], prepend=-1))
        parts = np.split(words[keep], edges[1:]) if len(edges) else []
        for at, part in zip(value[keep][edges].tolist(), parts, strict=True):
            said[at] = part
    row, word = _spread(item.column.codes, said)
    return len(np.unique(row[contained(_pair(item.event[row], word), pairs)]))


def _spread(codes: NDArray[np.int32], said: list[Hashes]) -> tuple[NDArray[np.int64], Hashes]:
    """(row, word) for every row and every word that its cell says."""
    size = np.array([len(words) for words in said], dtype=np.int64)
    if not size.any():
        return np.empty(0, np.int64), np.empty(0, np.uint64)
    rows = np.flatnonzero(size[codes] > 0)
    counts = size[codes[rows]]
    begin = np.concatenate(([0], np.cumsum(size)[:-1]))[codes[rows]]
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(rows, counts), np.concatenate(said)[np.repeat(begin, counts) + within]


def _pair(event: NDArray[np.int64], word: Hashes) -> Hashes:
    return mix(word + event.astype(np.uint64) * _SPREAD)
