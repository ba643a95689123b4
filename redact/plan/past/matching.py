"""Which row of the source is which row that is out: by its keys in its dataset, and by its period where it has several.

A row has the same keys month after month, whatever is corrected in it. Where several rows share them (the second
offence of a report), they meet in their order, those of the same period first.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from redact.distinct import dense
from redact.keyed import ABSENT, random_words
from redact.plan.past.released import Released


def stated(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The keys of rows in an order of their own, absent ones last: always two columns at least, whatever the order in
    which an export has them."""
    wide = np.pad(keys, ((0, 0), (0, max(0, 2 - keys.shape[1]))))
    ordered: NDArray[np.int64] = np.sort(wide.view(np.uint64), axis=1)[:, ::-1].view(np.int64)
    return ordered


def slots(key: bytes, dataset: NDArray[np.int8], names: tuple[str, ...], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """A keyed hash (int64) per row of its dataset's name and of all its keys, `keys` being int64 (n, k). The order and
    the number of the columns make no difference."""
    salt = np.array(
        [int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little", signed=True) for name in names],
        dtype=np.int64,
    )
    found = salt[dataset]
    for number, column in enumerate(stated(keys).T):
        hashed = random_words(key, found ^ column, salt=number + 1)[:, 0].view(np.int64)
        found = np.where(column != ABSENT, hashed, found)
    return np.ascontiguousarray(found)


def match(
    slot: NDArray[np.int64], dataset: NDArray[np.int8], period: NDArray[np.int32], past: Released
) -> NDArray[np.int64]:
    """Per source row the archive row, still out, that it is (-1: it is not out)."""
    found = np.full(len(slot), -1, dtype=np.int64)
    taken = ~past.out | (past.dataset < 0)
    if taken.all():
        return found
    for exact in (True, False):
        here, there = np.flatnonzero(found < 0), np.flatnonzero(~taken)
        if not len(here) or not len(there):
            break
        both = [np.concatenate([slot[here], past.slot[there]])]
        if exact:
            both.append(np.concatenate([period[here], past.period[there]]))
        number = dense(both)
        pairs = paired(number[: len(here)], number[len(here) :])
        found[here[pairs[:, 0]]] = there[pairs[:, 1]]
        taken[there[pairs[:, 1]]] = True
    return found


def met(was: NDArray[np.int64], past: Released) -> NDArray[np.bool_]:
    """Which archive rows the source still has; `was` is what `match` found."""
    found = np.zeros(len(past), dtype=np.bool_)
    found[was[was >= 0]] = True
    return found


def paired(
    left: NDArray[np.intp] | NDArray[np.int64], right: NDArray[np.intp] | NDArray[np.int64]
) -> NDArray[np.int64]:
    """Positions (left, right) of rows with the same number: the first with the first, and so on."""
    number = dense([np.concatenate([left, right])])
    own, other = ranked(number[: len(left)]), ranked(number[len(left) :])
    size = int(max(own[1].max(initial=0), other[1].max(initial=0))) + 1
    first, second = own[0] * size + own[1], other[0] * size + other[1]
    _, at, there = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return np.column_stack([at, there]).astype(np.int64)


def ranked(number: NDArray[np.intp] | NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each row's number, and how many rows before it have the same."""
    order = np.argsort(number, kind="stable")
    ordered = number[order]
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]]))
    lengths = np.diff(np.append(starts, len(ordered)))
    rank = np.empty(len(number), dtype=np.int64)
    rank[order] = np.arange(len(number)) - np.repeat(starts, lengths)
    return number.astype(np.int64), rank
