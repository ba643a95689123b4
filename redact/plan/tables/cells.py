"""Which cells of a table each unit's events fall into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.counts import Part
from redact.plan.tables.domain import DeclaredTable
from redact.plan.tables.happened import Happened
from redact.plan.tables.periods import CALENDAR
from redact.policy.counts import UNITS
from redact.policy.model import Policy

UNKNOWN_AT_MOST: Final = 0.2
"""If a larger share of what is counted has no key of its unit, the column says nothing of who belongs together."""



def touched(
    declared: DeclaredTable, policy: Policy, happened: Callable[[str], Happened], periods: NDArray[np.int32]
) -> Iterator[Part]:
    """The (unit, cell) pairs of a draw over `periods`, one part per kind of unit; `happened` gives what there is of
    each. Pairs may repeat; bounding takes each once."""
    for word, names in declared.parts.items():
        found = happened(word)
        codes = when.coarsen(np.where(found.there, found.minutes, 0), CALENDAR[declared.period])
        inside = np.isin(codes, periods) & _counted(declared, found, policy)
        place = declared.place_index[found.unit]
        units: list[NDArray[np.int64]] = []
        cells: list[NDArray[np.int64]] = []
        for name, mine in _as_classes(declared, word, names, found, inside, policy):
            at = np.flatnonzero(mine)
            group = declared.group_index(name, found, at)
            cells.append((group * declared.places + place[at]) * len(periods) + (codes[at] - periods[0]))
            units.append(at.astype(np.int64))
        every = np.concatenate(units)
        identity, unit = np.unique(found.who[every], return_inverse=True)
        yield Part(unit.reshape(-1).astype(np.int64), np.concatenate(cells), identity)


def unknown_units(
    declared: DeclaredTable, policy: Policy, happened: Callable[[str], Happened]
) -> frozenset[str]:
    """The units of a table whose key too few of the counted records have: a promise about them would be empty.

    Looks at the records of all times, so that the same table is asked for in the same way every month.
    """
    found = set()
    for word, names in declared.parts.items():
        if word == "event":
            continue
        there = happened(word)
        inside = _counted(declared, there, policy)
        mine = [one for _, one in _as_classes(declared, word, names, there, inside, policy)]
        alone = there.alone[np.logical_or.reduce(mine)]
        if len(alone) and alone.mean() > UNKNOWN_AT_MOST:
            found.add(word)
    return frozenset(found)


def _counted(declared: DeclaredTable, found: Happened, policy: Policy) -> NDArray[np.bool_]:
    """What a table is about, among what has a record that can be used."""
    of = declared.table.of
    if of.tiers is not None:
        tiers = [number for number, tier in enumerate(policy.tiers) if tier.tier in of.tiers]
        return found.there & np.isin(found.tier, tiers)
    return np.asarray(found.there & ((found.classes(policy.class_names) & _mask(policy, of.classes or ())) != 0))


def _as_classes(
    declared: DeclaredTable,
    word: str,
    names: list[str],
    found: Happened,
    inside: NDArray[np.bool_],
    policy: Policy,
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """(class, what is counted as it) of one part.

    Without classes in the table everything is in one part alone: that of the home where one of its classes is counted
    so, else that of the victim.
    """
    classes = found.classes(policy.class_names)
    if declared.by_class:
        for name in names:
            yield name, inside & ((classes & _mask(policy, [name])) != 0)
        return
    at = UNITS.index(word)
    before = _mask(policy, [name for unit in UNITS[at + 1 :] for name in declared.parts.get(unit, ())])
    mine = inside & ((classes & before) == 0)
    last = all(unit not in declared.parts for unit in UNITS[:at])
    yield "", mine if last else mine & ((classes & _mask(policy, names)) != 0)


def _mask(policy: Policy, names: list[str] | tuple[str, ...]) -> np.uint32:
    return np.uint32(sum(1 << policy.class_names.index(name) for name in names if name))
