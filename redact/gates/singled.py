"""Whether a change points at somebody: judged with what the plan knows of the events whose rows changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact import when
from redact.distinct import dense
from redact.gates.differences import Columns, Differences
from redact.gates.earlier import Earlier
from redact.gates.view import ReleaseView
from redact.plan.folder import EVENTS_FILE
from redact.plan.past.matching import paired
from redact.plan.past.released import NEVER, first_days
from redact.vocabulary import TimePrecision
from redact.when.periods import MINUTES_PER_DAY, NAT
from redact.when.publication import publication_days, widened

LOOSE = 127
UNKNOWN = -1
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found wrong, over all datasets (counts).

    `alone` events leave with too few others in `cells` cells, which lack `lacking` events; the largest share of such
    events in any cell is `worst`. `late` rows appear in, `changed` rows change in periods that are out, although no
    revision is due. `turned` rows are shown exactly before and coarsely now, or the other way. `bare` cells of late
    rows have too little cover or too few rows. `again` rows belong to events that had left. `unknown` rows are in no
    note of the plan, `dropped` rows in no dataset of it. `exposed` events leave at once, as somebody has decided.
    """

    vanished: int = 0
    appeared: int = 0
    alone: int = 0
    cells: int = 0
    lacking: int = 0
    worst: float = 0.0
    late: int = 0
    changed: int = 0
    turned: int = 0
    bare: int = 0
    again: int = 0
    unknown: int = 0
    dropped: int = 0
    exposed: int = 0
    old: int = 0

    def __add__(self, other: Self) -> Self:
        both = {each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        return type(self)(**{**both, "worst": max(self.worst, other.worst)})

    @property
    def faults(self) -> int:
        """How much is wrong in all."""
        return (
            self.cells + self.late + self.changed + self.turned + self.bare + self.again + self.unknown + self.dropped
        )


@dataclass(frozen=True)
class Truth:
    """The strictest tier of every event that the plan knows, by key (sorted); LOOSE for what no such tier claims."""

    keys: NDArray[np.int64]
    strictest: NDArray[np.int64]
    protective: NDArray[np.bool_]

    @classmethod
    def of(cls, view: ReleaseView) -> Self:
        """From the events of the plan; `protective` has an entry more, for tiers that the policy has no more."""
        table = pq.read_table(view.plan.folder / EVENTS_FILE, columns=["key", "strictest"])
        keys, strictest = table["key"].to_numpy(), table["strictest"].to_numpy().astype(np.int64)
        tiers = view.treatments[: len(view.policy.tiers)]
        protective = np.array([*(rule.protective for rule in tiers), True])
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], np.where(protective[strictest], strictest, LOOSE)[order], protective)

    def of_keys(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The strictest tier under any of a row's keys (n, 2); UNKNOWN where the plan has none of them."""
        found = np.full(len(keys), LOOSE + 1, dtype=np.int64)
        if len(self.keys):
            for column in keys.T:
                at = np.minimum(np.searchsorted(self.keys, column), len(self.keys) - 1)
                hit = (self.keys[at] == column) & (column != 0)
                found[hit] = np.minimum(found[hit], self.strictest[at[hit]])
        return np.where(found > LOOSE, UNKNOWN, found)

    def coarse(self, rows: Columns) -> NDArray[np.bool_]:
        """Which rows are shown as the sensitive ones are."""
        marked: NDArray[np.bool_] = self.protective[rows.tier] | rows.cover
        return marked


@dataclass(frozen=True)
class Judge:
    """The plan's truth and the rules, for one dataset after the other."""

    view: ReleaseView
    earlier: Earlier
    truth: Truth

    def of(self, seen: Differences) -> Found:
        """What is wrong with the changes of a dataset."""
        vanished, appeared = seen.vanished, seen.appeared
        if self._adds_only:
            vanished = vanished.take(np.empty(0, dtype=np.int64))
        pair = paired(vanished.slot, appeared.slot)
        old = self._given_up(vanished, seen.out)
        gone = np.ones(len(vanished), dtype=np.bool_)
        gone[pair[:, 0]] = False
        gone &= ~old
        opened = self._opened(seen)
        coarse = self.truth.coarse(appeared)
        changed = np.zeros(len(appeared), dtype=np.bool_)
        changed[pair[~old[pair[:, 0]], 1]] = True
        settled = np.zeros(len(appeared), dtype=np.bool_)
        settled[pair[old[pair[:, 0]], 1]] = True
        turned = changed.copy()
        turned[pair[:, 1]] &= self.truth.coarse(vanished)[pair[:, 0]] != coarse[pair[:, 1]]
        late = opened & ~changed & ~settled
        told_before = opened & ~settled
        return Found(
            vanished=len(vanished),
            appeared=int(opened.sum()),
            late=0 if self._revision else int((late & self._shown_opened(seen)).sum()),
            changed=0 if self._revision else int((changed & ~turned).sum()),
            turned=int(turned.sum()),
            bare=self._bare(appeared, told_before & coarse, late, seen.alike),
            again=self._again(seen),
            unknown=seen.unknown,
            old=int(old.sum()),
        ) + self._alone(
            *self._who_left(vanished.take(gone), seen.equal, pair_slots=vanished.slot[pair[:, 0]]), seen.missing
        )

    @property
    def _revision(self) -> bool:
        return bool(self.view.plan.summary["past"]["revision"])

    @property
    def _adds_only(self) -> bool:
        """Whether this release stands beside the earlier ones and not in their place."""
        return self.view.policy.releases.contents == "period only" and not self._revision

    def _given_up(self, vanished: Columns, out: Columns) -> NDArray[np.bool_]:
        """Rows of old periods of which every row of the group vanishes, because the policy's `history` says so: that
        one of them is gone says nothing of it."""
        history = self.view.policy.history
        if history is None or not len(vanished):
            return np.zeros(len(vanished), dtype=np.bool_)
        both = dense([np.append(vanished.group, out.group), np.append(vanished.period, out.period)])
        here, there = both[: len(vanished)], both[len(vanished) :]
        whole = np.bincount(here, minlength=len(both)) >= np.bincount(there, minlength=len(both))
        days, _ = publication_days(vanished.period, self.view.policy.releases.period)
        given_up: NDArray[np.bool_] = whole[here] & (days < (history.before - _EPOCH).days)
        return given_up

    def _opened(self, seen: Differences) -> NDArray[np.bool_]:
        """Rows that appeared of periods that are out, by when they were or by when they say they were."""
        first, through = opened_days(self.earlier, seen.dataset)
        _, ends = publication_days(seen.appeared.period, self.view.policy.releases.period)
        opened = (ends > first) & (ends <= through)
        found: NDArray[np.bool_] = opened | self._shown_opened(seen)
        return found

    def _shown_opened(self, seen: Differences) -> NDArray[np.bool_]:
        """Rows whose published time, made whole periods, lies in periods that are out, or that show no time."""
        first, through = opened_days(self.earlier, seen.dataset)
        inside = np.full(len(seen.starts), first < through)
        dated = np.flatnonzero(seen.starts != NAT)
        ends = widened(seen.ends[dated], self.view.policy.releases.period)
        inside[dated] = (ends > first) & (ends <= through)
        return inside

    def _bare(self, rows: Columns, mine: NDArray[np.bool_], late: NDArray[np.bool_], alike: Columns) -> int:
        """Cells (equal values) of rows that appeared which hold protected ones and too little cover, or of which too
        few are late. Which of the rows `alike` came in the place of one that left nobody can tell."""
        bare = 0
        for number, rule in enumerate(self.view.treatments[: len(self.view.policy.tiers)]):
            at = np.flatnonzero(mine & (rows.tier == number))
            if not len(at) or rule.cover is None or not rule.published:
                continue
            mates = alike.take(np.flatnonzero((alike.tier == number) & np.isin(alike.value, rows.value[at])))
            values, cell = np.unique(mates.value, return_inverse=True)
            cover = mates.cover
            share = (rule.cover.share_at_least or 0.0) - 1e-9
            short = np.bincount(cell, cover) < share * np.bincount(cell)
            pair = dense([cell, mates.event])
            first = np.unique(pair, return_index=True)[1]
            short |= np.bincount(cell[first], cover[first]) < share * np.bincount(cell[first])
            beside = np.bincount(np.searchsorted(values, rows.value[at][late[at]]), minlength=len(values))
            few = (beside > 0) & (beside < (rule.cover.usual_rows or 0))
            bare += int(((short | few) & (np.bincount(cell, ~cover) > 0)).sum())
        return bare

    def _again(self, seen: Differences) -> int:
        """New rows of events that had left for good."""
        keys = np.unique(seen.left.keys)
        return int(np.isin(seen.appeared.keys, keys[keys != 0]).any(axis=1).sum()) if len(seen.appeared) else 0

    def _who_left(
        self, gone: Columns, equal: Columns, *, pair_slots: NDArray[np.int64]
    ) -> tuple[Columns, NDArray[np.int64]]:
        """The rows that left, those among them that nobody can tell from rows that came, and what their events are."""
        rows = gone if self._adds_only else gone.and_(equal.take(~np.isin(equal.slot, pair_slots)))
        known = self.truth.of_keys(rows.keys)
        if self.view.policy.releases.contents == "period only":
            rows, known = rows.take(known != UNKNOWN), known[known != UNKNOWN]
        return rows, known

    def _closed(self, rows: Columns) -> NDArray[np.bool_]:
        """Rows of tiers that the policy publishes no more. All of these leave, so that one is gone says nothing."""
        withheld = [not rule.published for rule in self.view.treatments[: len(self.view.policy.tiers)]]
        closed: NDArray[np.bool_] = np.array([*withheld, False])[rows.tier]
        return closed

    def _alone(self, rows: Columns, known: NDArray[np.int64], missing: NDArray[np.int64]) -> Found:
        """Events that leave because of what they are, without enough others in their cell."""
        if not len(rows):
            return Found()
        least = self.view.policy.removals.cover
        shown = np.where(self.truth.coarse(rows), np.maximum(rows.tier, 0), LOOSE)
        pointed = known < shown  # also those that the plan has no record of: UNKNOWN
        pointed |= np.isin(rows.keys, np.append(self.earlier.removed, missing)).any(axis=1)
        pointed &= ~self._closed(rows)
        agreed = pointed & np.isin(rows.keys, self.earlier.at_once).any(axis=1)
        cell = dense([rows.group, *_time_shown(rows), rows.area])
        event = dense([cell, rows.event])
        cell_of = np.zeros(int(event.max()) + 1, dtype=np.int64)
        cell_of[event] = cell
        because, decided = (_any(event, mark) for mark in (pointed, agreed))
        cells = int(cell.max()) + 1
        those = np.bincount(cell_of, because & ~decided, cells)
        others = np.bincount(cell_of, ~because, cells)
        lacking = np.maximum(those * least - others, 0)
        short = lacking > 0
        share = those / np.maximum(those + others, 1)
        return Found(
            alone=int(those[short].sum()),
            cells=int(short.sum()),
            lacking=int(lacking.sum()),
            worst=float(share.max(initial=0.0)),
            exposed=len(np.unique(rows.event[decided[event]])),
        )


def _time_shown(rows: Columns) -> list[NDArray[Any]]:
    """The month that each row shows, or the quarter or year where it shows no month."""
    days = first_days(rows.code, rows.precision)
    month = when.coarsen(np.where(days == NEVER, 0, days) * MINUTES_PER_DAY, TimePrecision.MONTH)
    return [np.maximum(rows.precision, np.int8(TimePrecision.MONTH)), month]


def opened_days(earlier: Earlier, dataset: str) -> tuple[int, int]:
    """The days of a dataset that releases have had, up to and without the second; all, where nobody has noted it."""
    newest = earlier.archive.newest
    if newest < 0:
        return NEVER, -NEVER
    days = earlier.archive.chapters[newest].about.get("days")
    first, through = (-NEVER, NEVER) if days is None else days.get(dataset, (NEVER, -NEVER))
    return int(first), int(through)


def _any(number: NDArray[np.intp], mark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    found = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.bool_)
    found[number[mark]] = True
    return found
