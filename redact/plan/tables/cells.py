"""Which cells of a table each unit's events fall into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.errors import DataMismatch
from redact.plan.build import Built
from redact.plan.subjects import HOUSEHOLD, VICTIM
from redact.plan.tables.domain import CALENDAR, DeclaredTable
from redact.plan.tables.happened import Happened
from redact.policy.model import Policy
from redact.records.batch import Fault

UNKNOWN_AT_MOST = 0.2
"""If a larger share of the counted events has no key of its unit, the column says nothing of who belongs together."""


@dataclass(frozen=True, slots=True)
class Touched:
    """(unit, cell) pairs of one part of a table: `unit` indexes `identity`, the lasting keyed hash of each unit."""

    word: str
    unit: NDArray[np.int64]
    cell: NDArray[np.int64]
    identity: NDArray[np.int64]


def touched(declared: DeclaredTable, built: Built, events: Happened, periods: NDArray[np.int32]) -> Iterator[Touched]:
    """The pairs of a draw over `periods`, one part per kind of unit. Pairs may repeat; bounding takes each once."""
    policy = built.contexts[0].policy
    codes = when.coarsen(np.where(events.there, events.minutes, 0), CALENDAR[declared.period])
    inside = events.there & np.isin(codes, periods) & _counted(declared, events, policy)
    place = declared.place_index[events.unit]
    for word, names in declared.parts.items():
        events_of: list[NDArray[np.int64]] = []
        cells: list[NDArray[np.int64]] = []
        units: list[NDArray[np.int64]] = []
        for name in names:
            bit = np.uint32(policy.class_names.index(name)) if name else None
            mine = inside if bit is None else inside & ((events.classes >> bit) & 1 == 1)
            at = np.flatnonzero(mine)
            group = declared.group_index(name, events, at)
            cell = (group * declared.places + place[at]) * len(periods) + (codes[at] - periods[0])
            by_event = np.zeros(len(events.there), dtype=np.int64)
            by_event[at] = cell
            who, whose = _units(word, bit, built, events, mine)
            events_of.append(whose)
            units.append(who)
            cells.append(by_event[whose])
        who = np.concatenate(units)
        _demand_keys(declared, word, who, events, np.concatenate(events_of))
        identity, unit = np.unique(who, return_inverse=True)
        yield Touched(word, unit.astype(np.int64), np.concatenate(cells), identity)


def _counted(declared: DeclaredTable, events: Happened, policy: Policy) -> NDArray[np.bool_]:
    """Which events a table is about."""
    of, names = declared.table.of, policy.class_names
    if of.tiers is not None:
        tiers = [number for number, tier in enumerate(policy.tiers) if tier.tier in of.tiers]
        return np.isin(events.tier, tiers)
    mask = np.uint32(sum(1 << names.index(name) for name in of.classes or ()))
    return np.asarray((events.classes & mask) != 0)


def _units(
    word: str, bit: np.uint32 | None, built: Built, events: Happened, mine: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(keyed hash of the unit, event) pairs of the events marked `mine`.

    Where some report of the event shows the class, its victims are those of these reports; else all of the event's.
    An event without any key is a unit of its own.
    """
    at = np.flatnonzero(mine)
    if word == "event":
        return events.identity[at], at
    rows, fates = built.rows, built.fates
    column = rows.subjects[:, VICTIM if word == "victim" else HOUSEHOLD]
    known = (rows.fault == Fault.NONE) & (column != 0) & mine[fates.event]
    shows = np.ones(len(rows), dtype=np.bool_)
    if bit is not None and word == "victim":
        shows = ((fates.classes & ~rows.for_safety) >> bit) & 1 == 1
    said = np.zeros(len(mine), dtype=np.bool_)
    said[fates.event[known & shows]] = True
    use = known & (shows | ~said[fates.event])
    found = np.zeros(len(mine), dtype=np.bool_)
    found[fates.event[use]] = True
    alone = at[~found[at]]
    who = np.concatenate([column[use], events.identity[alone]])
    return who, np.concatenate([fates.event[use].astype(np.int64), alone])


def _demand_keys(
    declared: DeclaredTable, word: str, who: NDArray[np.int64], events: Happened, whose: NDArray[np.int64]
) -> None:
    """Refuses a unit that the data knows of too few events: it would be a promise without content (11)."""
    if word == "event" or not len(who):
        return
    counted = np.unique(whose)
    alone = np.unique(whose[who == events.identity[whose]])
    if len(alone) > UNKNOWN_AT_MOST * len(counted):
        column = "person_id of the reports" if word == "victim" else "address"
        raise DataMismatch(
            f"table {declared.name} hides a {word}, but too many of the records it counts have no {word}",
            fix=f"Map a column that is filled to {column} in the card, or write `unit: event` in the policy.",
        )
