"""Events as the tables count them: one entry per event, whatever number of records it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.plan.build import Built
from redact.plan.resolve import LOOSE
from redact.records.batch import Fault
from redact.vocabulary import Kind

OUTCOMES: Final = ("no report", "report", "arrest")
"""What became of an event, by the records linked to it: calls alone, a report, an arrest."""

_RANK: Final = {Kind.INCIDENTS: 0, Kind.CALLS: 1}
"""Whose word on the place counts first; an arrest may be made across the city."""


@dataclass(frozen=True)
class Happened:
    """Struct of arrays, one entry per event of the plan.

    `there`: some record of it can be used. `tier` is the strictest of its own tiers, never a tier it only covers;
    `classes` the mask of classes that some record shows, without members taken in for safety; `group` its offence
    group; `minutes` when it began; `unit` the place of its best record; `outcome` an index into OUTCOMES; `identity`
    its lasting keyed hash.
    """

    there: NDArray[np.bool_]
    tier: NDArray[np.int8]
    classes: NDArray[np.uint32]
    group: NDArray[np.int8]
    minutes: NDArray[np.int64]
    unit: NDArray[np.int32]
    outcome: NDArray[np.int8]
    identity: NDArray[np.int64]


def happened(built: Built) -> Happened:
    """The events of a plan. An event lies in the period in which it begins: tables of two periods share none."""
    rows, fates = built.rows, built.fates
    event, count = fates.event, len(fates.identity)
    good = rows.fault == Fault.NONE
    kinds = [context.card.kind for context in built.contexts]
    there = np.zeros(count, dtype=np.bool_)
    there[event[good]] = True

    own = fates.event_tier[event]
    own = np.where(own == LOOSE, fates.own_tier, own)
    tier = np.full(count, LOOSE, dtype=np.int8)
    np.minimum.at(tier, event[good], own[good])
    classes = np.zeros(count, dtype=np.uint32)
    np.bitwise_or.at(classes, event[good], (fates.classes & ~rows.for_safety)[good])
    minutes = np.full(count, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(minutes, event[good], rows.minutes[good].astype(np.int64))

    group = np.full(count, 3, dtype=np.int8)
    order = np.array([3, 0, 1, 2], dtype=np.int8)  # rank of NONE, PERSONS, PROPERTY, SOCIETY
    np.minimum.at(group, event[good], order[rows.group[good]])
    group = np.array([1, 2, 3, 0], dtype=np.int8)[group]

    rank = np.array([_RANK.get(kind, 2) for kind in kinds], dtype=np.int64)[rows.dataset]
    best = np.full(count, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(best, event[good], (rank[good] << 32) | rows.unit[good].astype(np.int64))
    unit = np.where(there, best & 0xFFFFFFFF, 0).astype(np.int32)

    reach = np.array([{Kind.CALLS: 0, Kind.ARRESTS: 2}.get(kind, 1) for kind in kinds], dtype=np.int8)[rows.dataset]
    outcome = np.zeros(count, dtype=np.int8)
    np.maximum.at(outcome, event[good], reach[good])
    return Happened(there, tier, classes, group, minutes, unit, outcome, fates.identity)
