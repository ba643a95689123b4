"""For how many households a published place stands: a second, simpler implementation of the place map.

Written as one would explain it, without looking at `redact.place.publishing`: every household says as what its own
address would be published, and the places count the households that name them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Final

import numpy as np

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

    At street level they go to the stretch of street that the unit table names for their block. Those without one, and
    those who are too few at one level of areas, go on together to the next, where all who arrived are counted anew; a
    large area with too few takes in its stretches of street, those nearest to who arrived first.
    """
    ladder = list(units.ladder)
    if level == _STREETS and level not in ladder and _CELLS in ladder:
        level = _CELLS
    parents = units.parents.tolist()
    level_of = units.level.tolist()
    homes = own_households(units)
    stretches = set(np.flatnonzero(units.stretches).tolist())
    waiting = [unit for unit in range(len(parents)) if unit not in stretches]
    stands_for: dict[int, Members] = {}
    first = ladder.index(level) if level in ladder else 0
    on_streets = level == _STREETS and level in ladder
    if on_streets:
        shown_as = units.runs_at(required / units.safety).tolist()
        together: dict[int, list[int]] = defaultdict(list)
        for member in waiting:
            if shown_as[member] >= 0:
                together[shown_as[member]].append(member)
        stands_for = {unit: frozenset(members) for unit, members in together.items()}
        waiting = [member for member in waiting if shown_as[member] < 0]
        first += 1
    for step in range(first, len(ladder)):
        arrived: dict[int, list[int]] = defaultdict(list)
        for member in waiting:
            if level_of[member] <= step and parents[member][step] >= 0:
                arrived[parents[member][step]].append(member)
        for area in sorted(arrived):
            members = arrived[area]
            missing = required - sum(homes[member] for member in members)
            if on_streets and step < len(ladder) - 1 and missing > 0:
                inside = [unit for unit in stands_for if level_of[unit] < first and parents[unit][step] == area]
                most = _GIVEN * float(units.households[area])
                for unit in _come_along(units, inside, members, stands_for, homes, missing, most):
                    members = [*members, *stands_for.pop(unit)]
            if sum(homes[member] for member in members) >= required:
                stands_for[area] = frozenset(members)
        gone = {member for members in stands_for.values() for member in members}
        waiting = [member for member in waiting if member not in gone]
    return PlaceMap(stands_for, {unit: sum(homes[each] for each in members) for unit, members in stands_for.items()})


_STREETS: Final = "block"
_CELLS: Final = "cell"
_GIVEN: Final = 0.02
"""An area takes stretches of street in if they have at most this part of all its households."""


def _come_along(
    units: UnitTable,
    stretches: list[int],
    arrived: list[int],
    stands_for: dict[int, Members],
    homes: list[float],
    missing: float,
    most: float,
) -> list[int]:
    """The stretches that make up for the households that an area misses; none where they would be too many."""
    chosen: list[int] = []
    gained = 0.0
    if most >= missing:
        for unit in _nearest_first(units, stretches, arrived, stands_for, homes):
            here = sum(homes[each] for each in stands_for[unit])
            if gained + here <= most:
                gained += here
                chosen.append(unit)
            if gained >= missing:
                return chosen
    return []


def _nearest_first(
    units: UnitTable, stretches: list[int], arrived: list[int], stands_for: dict[int, Members], homes: list[float]
) -> list[int]:
    """Stretches by how far their point is from the nearest block that arrived, then by households, then by number."""
    spots = [units.points[member] for member in arrived if units.hundred[member] >= 0]
    spots = [spot for spot in spots if not np.isnan(spot).any()]

    def far(unit: int) -> float:
        if not spots:
            return 0.0
        east = cos(radians(spots[0][1]))
        longitude, latitude = units.points[unit]
        degrees = min(hypot((longitude - x) * east, latitude - y) for x, y in spots)
        return float("inf") if degrees != degrees else round(degrees * 111_195.0)

    return sorted(stretches, key=lambda unit: (far(unit), sum(homes[each] for each in stands_for[unit]), unit))


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
