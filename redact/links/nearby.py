"""Records of one happening that share no key: found by place, time and kind.

Many cities' systems have no number in common, and in those that do, some records state none. Such a record is taken to
be of the same happening as the nearest record of each other dataset, in time and space together, that may be about the
same thing; and of every one that is sensitive by itself, because a wrong link hides a row too many and a missing one
gives a victim's address away. Records that could be compared by a key are never linked by place: their keys have
decided.

Rows of one dataset are linked only where place and minute are the same to the letter: several offences, one report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.vocabulary import OffenseGroup, TimePrecision

Pairs = NDArray[np.int64]
"""Row numbers that belong together, shape (pairs, 2)."""

Places = NDArray[np.int64]
Distances = NDArray[np.float64]

_MINUTES = 60
_DAY = 24 * 60
_SIDE = 1 << 31
"""More squares than any system of coordinates has from one edge to the other."""
_NO_SQUARE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """How far apart two records of one happening may be: metres on the ground, and hours."""

    metres: float
    hours: float


@dataclass(frozen=True)
class Where:
    """What linking without keys looks at. One entry a row, over all datasets.

    `roles`: bits of the key roles that the row states. `start` and `end`: local minutes since 1970 between which it
    happened (equal where the minute is known; end < start: not known to the day). `x`, `y`: metres (NaN: not known);
    `stretch`: how many of these one metre on the ground is. `address`: a keyed hash of its exact address, 0 for none.
    `open` are the classes that it shows or leaves open, `shows` those that it shows.
    """

    dataset: NDArray[np.int8]
    roles: NDArray[np.int8]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    stretch: NDArray[np.float64]
    address: NDArray[np.int64]
    group: NDArray[np.int8]
    shows: NDArray[np.uint32]
    open: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.dataset)


def interval(minutes: NDArray[np.int32], precision: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Between which minutes a time lies that is known to the minute, hour or day; end < start for coarser ones."""
    start = minutes.astype(np.int64)
    length = np.select(
        [precision == TimePrecision.MINUTE, precision == TimePrecision.HOUR, precision == TimePrecision.DAY],
        [0, _MINUTES - 1, _DAY - 1],
        default=-1,
    )
    return start, start + length


def pairs_nearby(rows: Where, limits: Limits) -> Pairs:
    """The pairs of rows that are linked by place, time and kind."""
    usable = rows.end >= rows.start
    found = [_same_spot(rows, usable)]
    numbers = np.unique(rows.dataset)
    for one in numbers.tolist():
        for other in numbers.tolist():
            if one < other:
                found.append(_between(rows, usable, one, other, limits))
    return np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)


def _same_spot(rows: Where, usable: NDArray[np.bool_]) -> Pairs:
    """Rows of one dataset without any key that happened in the same minute at the same place."""
    mine = np.flatnonzero(usable & (rows.roles == 0) & (rows.start == rows.end))
    placed = (rows.address[mine] != 0) | np.isfinite(rows.x[mine])
    mine = mine[placed]
    if len(mine) < 2:
        return np.empty((0, 2), dtype=np.int64)
    x, y = (np.where(rows.address[mine] != 0, 0.0, np.round(each[mine], 1)) for each in (rows.x, rows.y))
    order = np.lexsort((y, x, rows.address[mine], rows.start[mine], rows.dataset[mine]))
    mine, x, y = mine[order], x[order], y[order]
    same = np.ones(len(mine) - 1, dtype=np.bool_)
    for column in (rows.dataset[mine], rows.start[mine], rows.address[mine], x, y):
        same &= column[1:] == column[:-1]
    return np.stack([mine[:-1][same], mine[1:][same]], axis=1)


def _between(rows: Where, usable: NDArray[np.bool_], one: int, other: int, limits: Limits) -> Pairs:
    """Links between two datasets."""
    left, right = (np.flatnonzero(usable & (rows.dataset == number)) for number in (one, other))
    candidates = [
        found
        for ours in np.unique(rows.roles[left]).tolist()
        for theirs in np.unique(rows.roles[right]).tolist()
        if not ours & theirs  # else their keys have decided
        for found in _candidates(rows, left[rows.roles[left] == ours], right[rows.roles[right] == theirs], limits)
    ]
    if not candidates:
        return np.empty((0, 2), dtype=np.int64)
    a, b, apart = (np.concatenate(each) for each in zip(*candidates, strict=True))
    sensitive = (rows.shows[a] | rows.shows[b]) != 0
    chosen = sensitive | _nearest(a, b, apart) | _nearest(b, a, apart)
    return np.stack([a[chosen], b[chosen]], axis=1)


def _nearest(of: NDArray[np.int64], to: NDArray[np.int64], apart: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Marks each row's nearest candidate; of two equally near ones that with the smaller number."""
    order = np.lexsort((to, apart, of))
    first = np.append(True, of[order][1:] != of[order][:-1]) if len(of) else np.empty(0, dtype=np.bool_)
    marked = np.zeros(len(of), dtype=np.bool_)
    marked[order[first]] = True
    return marked


def _candidates(rows: Where, left: Places, right: Places, limits: Limits) -> Iterator[tuple[Places, Places, Distances]]:
    """(left row, right row, how far apart from 0 to 2) of all pairs within the limits that may be about the same.

    Rows are looked up in squares as wide as the limit, each with its neighbours, and by their address.
    """
    width = limits.metres * float(rows.stretch.max(initial=1.0))
    for ours, theirs in (*_squares(rows, left, right, width), _addresses(rows, left, right)):
        here, there = left[ours >= 0], right[theirs >= 0]
        for a, b in _in_time(rows, here, there, ours[ours >= 0], theirs[theirs >= 0], limits):
            wait = np.maximum(np.maximum(rows.start[b] - rows.end[a], rows.start[a] - rows.end[b]), 0)
            same = (rows.address[a] != 0) & (rows.address[a] == rows.address[b])
            metres = np.hypot(rows.x[a] - rows.x[b], rows.y[a] - rows.y[b]) / rows.stretch[a]
            metres = np.where(same, 0.0, metres)
            good = (metres <= limits.metres) & _alike(rows, a, b)
            apart = metres / limits.metres + wait / (limits.hours * _MINUTES)
            yield a[good], b[good], apart[good]


def _squares(rows: Where, left: Places, right: Places, width: float) -> Iterator[tuple[Places, Places]]:
    """For a square and each of its neighbours: bins of the left rows and of the right ones (-1: in none)."""
    placed = np.isfinite(rows.x[right]) & np.isfinite(rows.y[right])
    across, up = (np.full(len(rows), _NO_SQUARE) for _ in range(2))
    known = np.isfinite(rows.x) & np.isfinite(rows.y)
    across[known], up[known] = (np.floor(each[known] / width).astype(np.int64) for each in (rows.x, rows.y))
    squares, theirs = np.unique(across[right] * _SIDE + up[right], return_inverse=True)
    theirs = np.where(placed, theirs, -1)
    for east in (-1, 0, 1):
        for north in (-1, 0, 1):
            wanted = (across[left] + east) * _SIDE + up[left] + north
            at = np.minimum(np.searchsorted(squares, wanted), max(len(squares) - 1, 0))
            yield np.where(known[left] & np.isin(wanted, squares), at, -1), theirs


def _addresses(rows: Where, left: Places, right: Places) -> tuple[Places, Places]:
    """Bins by address (-1: none)."""
    every, number = np.unique(np.concatenate([rows.address[left], rows.address[right]]), return_inverse=True)
    number = np.where(every[number] == 0, -1, number)
    return number[: len(left)], number[len(left) :]


def _in_time(
    rows: Where, left: Places, right: Places, ours: Places, theirs: Places, limits: Limits
) -> Iterator[tuple[Places, Places]]:
    """Pairs of rows in one bin that are no further apart in time than the limit."""
    if not len(left) or not len(right):
        return
    reach = round(limits.hours * _MINUTES)
    longest = int((rows.end[right] - rows.start[right]).max())
    earliest = int(min(rows.start[left].min(), rows.start[right].min())) - reach - longest
    span = int(max(rows.end[left].max(), rows.end[right].max())) - earliest + reach + 1
    begins = theirs * span + (rows.start[right] - earliest)
    order = np.argsort(begins, kind="stable")
    right, begins = right[order], begins[order]
    low = np.searchsorted(begins, ours * span + (rows.start[left] - reach - longest - earliest), "left")
    high = np.searchsorted(begins, ours * span + (rows.end[left] + reach - earliest), "right")
    for some in _pieces(high - low):
        counts = high[some] - low[some]
        a = np.repeat(left[some], counts)
        within = np.arange(len(a)) - np.repeat(np.cumsum(counts) - counts, counts)
        b = right[np.repeat(low[some], counts) + within]
        near = (rows.start[b] - rows.end[a] <= reach) & (rows.start[a] - rows.end[b] <= reach)
        yield a[near], b[near]


def _pieces(counts: Places, most: int = 2_000_000) -> Iterator[slice]:
    """Slices of rows whose candidates together fit in memory."""
    total = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = total[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(total, before + most, "right")))
        yield slice(start, end)
        start = end


def _alike(rows: Where, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
    """May two records be about the same: do they share a class that they show or leave open, or are against persons?"""
    against = (rows.group[a] == OffenseGroup.PERSONS) & (rows.group[b] == OffenseGroup.PERSONS)
    shared: NDArray[np.bool_] = ((rows.open[a] & rows.open[b]) != 0) | against
    return shared
