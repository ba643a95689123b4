"""Who leaves: removed and corrected events, those that need more care than they are out with, and rows that the source
has no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from redact.keyed import ABSENT
from redact.links import join_events
from redact.place import UnitTable
from redact.plan.past.leaving import Out, choose_covering
from redact.plan.past.matching import met
from redact.plan.past.released import Released
from redact.plan.resolve import LOOSE, Fates
from redact.plan.rows import Rows
from redact.plan.treatments import Treatment
from redact.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """What people asked for: keys (int64, keyed hashes) of events to take out, and of those whose decision changed to
    something stricter; each at once, or as soon as enough others can leave with it."""

    removed: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    removed_now: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    corrected_now: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Leaves:
    """Per event of the plan whether it leaves; how many owners leave why."""

    events: NDArray[np.bool_]
    removed: int = 0
    stricter: int = 0
    missing: int = 0
    covering: int = 0
    waiting: int = 0
    alone: int = 0


@dataclass(frozen=True)
class Step:
    """What is worked on, with the questions that several steps ask."""

    rows: Rows
    fates: Fates
    past: Released
    policy: Policy
    treatments: Sequence[Treatment]
    was: NDArray[np.int64]

    @property
    def events(self) -> int:
        return len(self.fates.identity)

    @cached_property
    def coarse(self) -> NDArray[np.bool_]:
        """The archive rows that were shown as sensitive ones are."""
        protective = np.array([*(rule.protective for rule in self.treatments), True])
        marked: NDArray[np.bool_] = protective[self.past.treatment] | self.past.cover
        return marked

    @property
    def coarse_now(self) -> NDArray[np.bool_]:
        """The plan's rows of events that are sensitive by now, or cover. One that is out exactly leaves or stays: shown
        coarsely it would point at itself."""
        fates = self.fates
        marked: NDArray[np.bool_] = (fates.event_tier != LOOSE) | (fates.event_cover >= 0)
        return marked[fates.event]

    @property
    def closed(self) -> NDArray[np.bool_]:
        """The archive rows whose tier the policy publishes no more."""
        withheld = np.array([*(not rule.published for rule in self.treatments), False])
        found: NDArray[np.bool_] = withheld[self.past.treatment]
        return found

    def events_of(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """The plan's events that have any of some keys."""
        found = np.zeros(self.events, dtype=np.bool_)
        keys = keys[keys != ABSENT]
        if len(keys):
            for column in self.rows.keys.T:
                found[self.fates.event[np.isin(column, keys)]] = True
        return found

    def left_before(self) -> NDArray[np.bool_]:
        """Events of which a row was put out and is out no more: they have left for good."""
        past = self.past
        there = np.unique(past.slot[past.out])
        left = ~past.out & ~np.isin(past.slot, there)
        return self.events_of(np.unique(past.keys[left]))

    @cached_property
    def _owners(self) -> Out:
        """The rows that are out, with their owners. Those that the source has no more belong to an event that shares a
        key with them, or to nobody."""
        past = self.past
        at = np.flatnonzero(past.out & (past.dataset >= 0))
        owner = np.full(len(past), -1, dtype=np.int64)
        matched = self.was >= 0
        owner[self.was[matched]] = self.fates.event[matched]
        orphans = at[owner[at] < 0]
        if len(orphans):
            owner[orphans] = self._heirs(orphans)
        return Out(at, owner[at], self.coarse[at])

    def _heirs(self, orphans: NDArray[np.int64]) -> NDArray[np.int64]:
        past = self.past
        owner = np.full(len(orphans), -1, dtype=np.int64)
        for column in self.rows.keys.T:
            order = np.argsort(column, kind="stable")
            ordered = column[order]
            for asked in past.keys[orphans].T:
                where = np.minimum(np.searchsorted(ordered, asked), max(len(ordered) - 1, 0))
                hit = (ordered[where] == asked) & (asked != ABSENT) & (owner < 0)
                owner[hit] = self.fates.event[order[where[hit]]]
        alone = owner < 0
        owner[alone] = self.events + join_events(past.keys[orphans[alone]])
        return owner

    def leaving(
        self, asked: Asked, removed: NDArray[np.bool_], units: UnitTable, *, revision: bool, key: bytes
    ) -> Leaves:
        """Which events leave now, with those that leave to cover them."""
        out = self._owners
        if not len(out.at):
            return Leaves(np.zeros(self.events, dtype=np.bool_))
        size = max(self.events, int(out.owner.max()) + 1)
        of_removed = np.zeros(size, dtype=np.bool_)
        of_removed[: self.events] = removed
        at_once = np.zeros(size, dtype=np.bool_)
        at_once[: self.events] = self.events_of(np.concatenate([asked.removed_now, asked.corrected_now]))
        self._by_key(out, np.concatenate([asked.removed, asked.removed_now]), of_removed)
        self._by_key(out, asked.removed_now, at_once)
        stricter = np.zeros(size, dtype=np.bool_)
        stricter[out.owner[self._stricter]] = True
        due = stricter if revision else stricter & at_once
        whole = np.full(size, revision)  # a tier that is published no more leaves as one: that points at nobody
        whole[out.owner[~self.closed[out.at]]] = False
        missing = np.zeros(size, dtype=np.bool_)
        if self.policy.releases.contents != "period only":
            missing[out.owner[~met(self.was, self.past)[out.at]]] = True
        shown = np.zeros(size, dtype=np.bool_)
        shown[out.owner] = True
        whole &= shown
        wanted = np.flatnonzero((of_removed | due | missing) & shown & ~whole)
        leaves = choose_covering(
            out,
            self.past,
            units,
            wanted,
            np.flatnonzero(at_once | missing),
            np.flatnonzero(stricter | whole),
            cover=self.policy.removals.cover,
            share=[rule.cover.share_at_least or 0.0 if rule.cover is not None else 0.0 for rule in self.treatments],
            key=key,
        )
        events = np.zeros(size, dtype=np.bool_)
        events[leaves.leave] = events[leaves.covering] = True
        events |= whole
        left = np.zeros(size, dtype=np.bool_)
        left[leaves.leave] = True
        return Leaves(
            events[: self.events],
            removed=int((left & of_removed).sum()),
            stricter=int((left & due & ~of_removed).sum()) + int(whole.sum()),
            missing=int((left & missing & ~of_removed & ~due).sum()),
            covering=len(leaves.covering),
            waiting=len(leaves.wait),
            alone=len(leaves.alone),
        )

    def _by_key(self, out: Out, keys: NDArray[np.int64], marked: NDArray[np.bool_]) -> None:
        """Marks the owners of rows that are out under some keys, also where the source has them no more."""
        if len(keys):
            marked[out.owner[np.isin(self.past.keys[out.at], keys[keys != ABSENT]).any(axis=1)]] = True

    @cached_property
    def _stricter(self) -> NDArray[np.bool_]:
        """The rows that are out with less care than their event asks for now."""
        out = self._owners
        tier = np.full(max(self.events, int(out.owner.max(initial=-1)) + 1), LOOSE, dtype=np.int8)
        tier[: self.events] = self.fates.event_tier
        shown = self.past.treatment[out.at] % max(1, len(self.treatments) // 2)
        shown = np.where(out.coarse, np.where(self.past.treatment[out.at] < 0, 0, shown), LOOSE)
        stricter: NDArray[np.bool_] = tier[out.owner] < shown
        return stricter

    def exposed(self, leaving: NDArray[np.bool_]) -> int:
        """Events that are out with less care than they need and stay so for now."""
        if not len(self.past):
            return 0
        owners = np.unique(self._owners.owner[self._stricter])
        owners = owners[owners < self.events]
        return int((~leaving[owners]).sum())
