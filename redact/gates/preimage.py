"""For how many households a published place stands: a second, simpler implementation of the place map.

Written as one would explain it, without looking at `redact.place`: every household says as what its own address
would be published, and the places count the households that name them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from redact.place import UnitTable

Leaves = frozenset[int]


@dataclass(frozen=True)
class PlaceMap:
    """The units that a rule publishes as themselves, each with the finest units that come out as it.

    `stands_for` maps a published unit to those finest units; `households` counts theirs.
    """

    stands_for: dict[int, Leaves]
    households: dict[int, float]


def place_map(units: UnitTable, level: str, min_households: float) -> PlaceMap:
    """Where the finest units go when nothing finer than `level` and fewer than `min_households` may be shown.

    Units that are too small at one level go on together to the next one, where those that arrived are counted anew.
    """
    ladder = list(units.ladder)
    parents = units.parents.tolist()
    homes = [0.0 if value != value else float(value) for value in units.households.tolist()]
    above = {ancestor for number, row in enumerate(parents) for ancestor in row if ancestor not in (-1, number)}
    waiting = [number for number in range(len(parents)) if number not in above]
    stands_for: dict[int, Leaves] = {}
    for step in range(ladder.index(level) if level in ladder else 0, len(ladder)):
        arrived: dict[int, list[int]] = defaultdict(list)
        for leaf in waiting:
            if parents[leaf][step] >= 0:
                arrived[parents[leaf][step]].append(leaf)
        for unit, leaves in arrived.items():
            if sum(homes[leaf] for leaf in leaves) >= min_households:
                stands_for[unit] = frozenset(leaves)
        published = set().union(*stands_for.values()) if stands_for else set()
        waiting = [leaf for leaf in waiting if leaf not in published]
    return PlaceMap(stands_for, {unit: sum(homes[leaf] for leaf in leaves) for unit, leaves in stands_for.items()})


def households_of(units: UnitTable, rule: PlaceMap, unit: int, *, climbs: bool) -> float:
    """The households that `unit` stands for under a rule.

    The whole city stands for all of its households: whoever cannot be placed is published so. With `climbs` a unit
    also stands for finer published units of which it is an area, since cells of a tier with cover climb as wholes:
    then for at least the smallest of them.
    """
    if unit in rule.households:
        return rule.households[unit]
    homes = units.households
    if int(units.level[unit]) == len(units.ladder) - 1:
        return float(homes[unit]) if homes[unit] == homes[unit] else 0.0
    if climbs:
        level = int(units.level[unit])
        inside = [count for other, count in rule.households.items() if int(units.parents[other][level]) == unit]
        return min(inside, default=0.0)
    return 0.0
