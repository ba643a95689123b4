"""The first part of residue: no cell of a row holds a word of the names of the people in its own event.

Names and released cells meet as words, work is per distinct value, and only rows whose event has a name with a
word that also occurs in some released column are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from redact.gates.scan import Released
from redact.gates.tokens import Hashes, chunks, contained, fold, hash_of, mix, words_of
from redact.gates.view import ReleaseView
from redact.vocabulary import NAME_ROLES, RoleGroup, role_group

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def rows_with_own_names(view: ReleaseView, columns: list[Released]) -> int:
    """How many released cells hold a word of a name of their own event."""
    short = [item for item in columns if _checked(item)]
    spoken = _distinct(words for item in short for words, _ in _words(item))
    if not len(spoken):
        return 0
    found = list(_event_names(view, spoken))
    pairs, names = _distinct(pair for pair, _ in found), _distinct(words for _, words in found)
    return sum(_cells(view, item, pairs, names) for item in short) if len(pairs) else 0


def _distinct(parts: Iterable[Hashes]) -> Hashes:
    return np.unique(np.concatenate([np.empty(0, np.uint64), *parts]))


def _checked(item: Released) -> bool:
    """Short cells of the source's own; officers' names are judged by part two, texts by the redactor and part two."""
    return bool(item.role) and item.role != "officer_name" and role_group(item.role) is not RoleGroup.TEXT


def _words(item: Released) -> Iterator[tuple[Hashes, NDArray[np.int64]]]:
    """(word, index of its distinct cell) of a released column."""
    for first, texts in chunks(fold(item.column.values)):
        words = words_of(texts)
        keep = (words.length > 1) & (words.digits < words.length)
        yield words.hash[keep], words.text[keep] + first


def _event_names(view: ReleaseView, spoken: Hashes) -> Iterator[tuple[Hashes, Hashes]]:
    """(hashes of event and word together, the words) of all names, of the words that occur in released cells at all."""
    from redact.identity.names import name_tokens

    every = view.decisions
    for name, (source, rows) in zip(view.sources, view.inputs, strict=True):
        fields = [field for field in source.fields if field.role in NAME_ROLES]
        if not fields or name not in every.datasets:
            continue
        events = every.event[every.dataset == every.datasets.index(name)]
        for batch in source.batches({field.name for field in fields}, limit=rows):
            here = events[batch.first_row : batch.first_row + len(batch)]
            for field in fields:
                encoded = batch.table.column(field.name).combine_chunks().dictionary_encode()
                said: list[Hashes] = [np.empty(0, np.uint64)] * len(encoded.dictionary)
                for first, texts in chunks(fold(encoded.dictionary)):
                    words = words_of(texts)
                    for value in (np.unique(words.text[contained(words.hash, spoken)]) + first).tolist():
                        tokens = name_tokens(encoded.dictionary[value].as_py())
                        hashes = hash_of(*tokens)
                        said[value] = hashes[contained(hashes, spoken)]
                row, word = _spread(encoded.indices.to_numpy(zero_copy_only=False), said)
                yield np.unique(_pair(here[row], word)), np.unique(word)


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


def _cells(view: ReleaseView, item: Released, pairs: Hashes, names: Hashes) -> int:
    events = view.rows(item.where).event
    said: list[Hashes] = [np.empty(0, np.uint64)] * len(item.column.values)
    for words, value in _words(item):
        keep = contained(words, names)
        edges = np.flatnonzero(np.diff(value[keep], prepend=-1))
        for at, part in zip(value[keep][edges].tolist(), np.split(words[keep], edges[1:]), strict=False):
            said[at] = part
    row, word = _spread(item.column.codes, said)
    return len(np.unique(row[contained(_pair(events[row], word), pairs)]))


def _pair(event: NDArray[np.int64], word: Hashes) -> Hashes:
    return mix(word + event.astype(np.uint64) * _SPREAD)


__all__ = ["rows_with_own_names"]
