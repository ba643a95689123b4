"""For how many households a published place stands: a second, simpler implementation of the place map.

Written as one would explain it, without looking at `redact.place.publishing`: every household says as what its own
address would be published, and the places count the households that name them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redact.place import UnitTable

Members = frozenset[int]
"""Units whose own households come out as one published place. Every household is in exactly one unit's own."""


@dataclass(frozen=True)
class PlaceMap:
    """The units that a rule publishes as themselves, with the units that come out as them and their households."""

    stands_for: dict[int, Members]
    households: dict[int, float]


def place_map(units: UnitTable, level: str, required: float) -> PlaceMap:
    """Where households go when nothing finer than `level` and fewer than `required` may be shown.

    Those who are too few at one level go on together to the next one, where all who arrived are counted anew.
    """
    ladder = list(units.ladder)
    parents = units.parents.tolist()
    level_of = units.level.tolist()
    homes = own_households(units)
    waiting = list(range(len(parents)))
    stands_for: dict[int, Members] = {}
    for step in range(ladder.index(level) if level in ladder else 0, len(ladder)):
        arrived: dict[int, list[int]] = defaultdict(list)
        for member in waiting:
            if level_of[member] <= step and parents[member][step] >= 0:
                arrived[parents[member][step]].append(member)
        for unit, members in arrived.items():
            if sum(homes[member] for member in members) >= required:
                stands_for[unit] = frozenset(members)
        gone = {member for members in stands_for.values() for member in members}
        waiting = [member for member in waiting if member not in gone]
    return PlaceMap(stands_for, {unit: sum(homes[each] for each in members) for unit, members in stands_for.items()})


def own_households(units: UnitTable) -> list[float]:
    """Per unit the households whose own address is found no finer than there; 0 where that is not known."""
    return [0.0 if value != value else float(value) for value in units.own.tolist()]


def households_of(units: UnitTable, rule: PlaceMap, unit: int, *, climbs: bool) -> float:
    """The households that `unit` stands for under a rule.

    The city stands for everybody in it: whoever cannot be placed is published so. With `climbs` a unit also stands for
    the finer published units inside it, since cells of a tier with cover climb as wholes: then for at least the
    smallest of them.
    """
    if int(units.level[unit]) == len(units.ladder) - 1:
        everybody = float(units.households[unit])
        return 0.0 if everybody != everybody else everybody
    if unit in rule.households:
        return rule.households[unit]
    if climbs:
        level = int(units.level[unit])
        inside = [count for other, count in rule.households.items() if int(units.parents[other][level]) == unit]
        return min(inside, default=0.0)
    return 0.0
