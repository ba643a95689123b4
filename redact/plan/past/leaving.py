"""What leaves takes others with it: covering removals of the same offence group, place and period.

One row that is missing from the next file has been sealed, removed or found to be something else. So with every event
that leaves others leave for good, of the same dataset, group and period, the nearest first, in an order that nobody
without the secret can know. An event for which there are too few stays until the revision, unless it must go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.distinct import dense
from redact.keyed import uniform
from redact.place import UnitTable
from redact.plan.past.released import NEVER, Released, first_days
from redact.vocabulary import TimePrecision
from redact.when.periods import MINUTES_PER_DAY

_SALT = 7


@dataclass(frozen=True, slots=True)
class Out:
    """The rows that are out (k), as positions in the archive, with the owner of each: an event of the plan, or a
    number behind them for rows that the source no longer has. `coarse` rows have a treatment for sensitive events."""

    at: NDArray[np.int64]
    owner: NDArray[np.int64]
    coarse: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leaving:
    """By owner: those that leave, those that leave to cover them, and those that must wait for too few others; `alone`
    leave all the same and point at themselves."""

    leave: NDArray[np.int64]
    covering: NDArray[np.int64]
    wait: NDArray[np.int64]
    alone: NDArray[np.int64]


def choose_covering(
    out: Out,
    past: Released,
    units: UnitTable,
    wanted: NDArray[np.int64],
    forced: NDArray[np.int64],
    unfit: NDArray[np.int64],
    *,
    cover: int,
    share: Sequence[float],
    key: bytes,
) -> Leaving:
    """Which owners leave with the `wanted` ones (`forced` among them leave even alone).

    `unfit` owners never serve as cover. `share` is, per treatment, the least share of cover in its cells (0: none asked
    for): where it would not hold any more, further protected rows of the cell leave too.
    """
    if not len(wanted):
        nobody = np.empty(0, dtype=np.int64)
        return Leaving(nobody, nobody, nobody, nobody)
    rows = _Rows.of(out, past, units)
    identity = _identity(out, past)
    rank = uniform(key, identity[out.owner], salt=_SALT)
    ordered = wanted[np.argsort(uniform(key, identity[wanted], salt=_SALT + 1), kind="stable")]
    unfit = np.concatenate([wanted, unfit])
    wait: set[int] = set()
    while True:
        left, alone = rows.left(ordered, wait, ~np.isin(out.owner, unfit), set(forced.tolist()), rank, cover)
        gone = np.array([*left, *(each for found in left.values() for each in found)], dtype=np.int64)
        more = rows.mended(gone, share, rank + np.isin(out.owner, unfit))
        # Where the cell that someone leaves could only keep its share with one that may not leave, nobody leaves it.
        bad = [cell for cell, found in more.items() if np.isin(found, unfit).any()]
        back = rows.touching(bad, {owner: found for owner, found in left.items() if owner not in forced})
        if not back:
            break
        wait |= back
    covering = [*gone[len(left) :].tolist(), *dict.fromkeys(each for found in more.values() for each in found)]
    waiting = [owner for owner in ordered.tolist() if owner not in left and owner not in covering]
    return Leaving(*(np.array(each, dtype=np.int64) for each in (list(left), covering, waiting, alone)))


def _identity(out: Out, past: Released) -> NDArray[np.int64]:
    """The smallest mark of every owner: the same at every preview, in whatever order the export has its rows."""
    smallest = np.full(int(out.owner.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(smallest, out.owner, past.mark[out.at])
    return smallest


@dataclass(frozen=True)
class _Rows:
    """The rows that are out in cells (dataset, treatment, group, month or coarser time, part of the city), and what of
    the map is around each. `kinds` says per owner in which datasets it is out; `tuples` are the parts of cells with the
    same place."""

    out: Out
    past: Released
    cell: NDArray[np.intp]
    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    around: NDArray[np.int32]
    kinds: NDArray[np.int64]
    tuples: NDArray[np.intp]

    @classmethod
    def of(cls, out: Out, past: Released, units: UnitTable) -> _Rows:
        at = out.at
        day = first_days(past.code[at], past.precision[at])
        month = when.coarsen(np.where(day == NEVER, 0, day) * MINUTES_PER_DAY, TimePrecision.MONTH)
        period = np.where(out.coarse, past.code[at], month)
        sharp = np.where(out.coarse, past.precision[at], np.int8(-1))
        unit = past.unit[at]
        known = unit >= 0
        levels = [unit, *units.parents[np.maximum(unit, 0)].T]
        around = np.column_stack([np.where(known, level, -1) for level in levels]).astype(np.int32)
        part = around[:, len(units.ladder) - 1] if len(units.ladder) > 2 else np.full(len(at), -1)
        cell = dense([past.dataset[at], past.treatment[at], past.group[at], sharp, period, part])
        order = np.argsort(cell, kind="stable")
        starts = np.searchsorted(cell[order], np.arange(int(cell.max(initial=-1)) + 2))
        kinds = np.zeros(int(out.owner.max(initial=-1)) + 1, dtype=np.int64)
        np.bitwise_or.at(kinds, out.owner, np.int64(1) << past.dataset[at].astype(np.int64))
        return cls(out, past, cell, order, starts, around, kinds, dense([cell, unit]))

    def _in_cell(self, cell: int) -> NDArray[np.intp]:
        return self.order[self.starts[cell] : self.starts[cell + 1]]

    def left(
        self,
        wanted: NDArray[np.int64],
        wait: set[int],
        free: NDArray[np.bool_],
        forced: set[int],
        rank: NDArray[np.float64],
        cover: int,
    ) -> tuple[dict[int, list[int]], list[int]]:
        """Who leaves of those that want to, in their order and without those that `wait`, with the owners that leave
        for each; and who leaves alone."""
        left: dict[int, list[int]] = {}
        alone = []
        for owner in wanted.tolist():
            if owner in wait:
                continue
            found = self.nearest(owner, free, rank, cover)
            if len(found) < cover:
                if owner not in forced:
                    continue
                alone.append(owner)
            left[owner] = found
            free &= ~np.isin(self.out.owner, found)
        return left, alone

    def touching(self, tuples: Sequence[int], left: Mapping[int, Sequence[int]]) -> set[int]:
        """Those of `left` that leave one of some tuples, or that others leave it for."""
        there = set(self.out.owner[np.isin(self.tuples, tuples)].tolist())
        return {owner for owner, found in left.items() if there & {owner, *found}}

    def nearest(self, owner: int, free: NDArray[np.bool_], rank: NDArray[np.float64], cover: int) -> list[int]:
        """Owners of free rows, so that at least `cover` of them are in every cell that the owner leaves: those that are
        out in the same datasets and the nearest first. Nothing where some cell has not so many."""
        own = np.flatnonzero(self.out.owner == owner)
        found: dict[int, None] = {}
        for main in own[np.argsort(self.past.dataset[self.out.at[own]], kind="stable")].tolist():
            here = self._in_cell(int(self.cell[main]))
            there = here[np.isin(self.out.owner[here], list(found))]
            lacking = cover - len(np.unique(self.out.owner[there]))
            here = here[free[here] & ~np.isin(self.out.owner[here], list(found))]
            same = (self.around[here] == self.around[main]) & (self.around[here] >= 0)
            distance = np.where(same.any(axis=1), same.argmax(axis=1), same.shape[1])
            other = self.kinds[self.out.owner[here]] != self.kinds[owner]
            order = np.lexsort([rank[here], distance, other])
            chosen = list(dict.fromkeys(self.out.owner[here[order]].tolist()))[: max(0, lacking)]
            if len(chosen) < lacking:
                return []
            found |= dict.fromkeys(chosen)
        return list(found)

    def mended(
        self, gone: NDArray[np.int64], share: Sequence[float], rank: NDArray[np.float64]
    ) -> dict[int, list[int]]:
        """Further owners of protected rows, by the tuple that `gone` leaves and that so keeps its share of cover."""
        past, at, tuples = self.past, self.out.at, self.tuples
        stays = ~np.isin(self.out.owner, gone)
        touched = np.unique(tuples[~stays & self.out.coarse])
        more: dict[int, list[int]] = {}
        for cell in touched.tolist():
            here = np.flatnonzero((tuples == cell) & stays)
            least = share[int(past.treatment[at[here[0]]])] if len(here) else 0.0
            covers = int(past.cover[at[here]].sum())
            rows = here[~past.cover[at[here]]]
            spare = len(rows) if least == 0.0 else int(covers * (1 - least) / least + 1e-9)
            surplus = rows[np.argsort(rank[rows], kind="stable")][: max(0, len(rows) - spare)]
            if len(surplus):
                more[cell] = list(dict.fromkeys(self.out.owner[surplus].tolist()))
        return more
