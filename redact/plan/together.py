"""Records of one event say together where it was. What their places have in common must hold enough homes too.

A report with an address is shown on its stretch of street. The call to it, of which only the beat is known, is shown as
the beat. Where the stretch runs through two beats the event was on its part in that beat, with a few homes. So a place
that does not have the whole of the event's most exact place goes on to one that has: nothing new is said then.

Where an event has records in several tiers, the one that asks for most decides for all of them: a stop is shown by its
district because age, sex and race stand beside it, and they must not come to stand beside a street by way of its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from redact.place import UnitTable
from redact.plan.places import PlaceMaps
from redact.plan.treatments import Treatment

Choice = tuple[int, int]
"""A treatment and a unit that it shows."""


def held_together(
    unit: NDArray[np.int32],
    event: NDArray[np.int32],
    treatment: NDArray[np.int8],
    told: NDArray[np.bool_],
    treatments: Sequence[Treatment],
    maps: PlaceMaps,
    units: UnitTable,
) -> NDArray[np.int32]:
    """The places (n,) of all rows, those coarser that cut the place of another record of their event.

    `told` are the rows that are published or wait to be. Tiers whose cells climb as wholes are left as they are: all
    records of such an event have the same tier and no key that the public could join them by. Records whose places have
    no home in common were in different places, and stay.
    """
    if units.bare or not units.has_households:
        return unit
    open_ = np.array([rule.published and rule.cover is None for rule in treatments])
    rows = np.flatnonzero(told & (unit >= 0) & open_[treatment])
    if not len(rows):
        return unit
    rows = rows[np.argsort(event[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(event[rows], prepend=-1))
    ends = np.append(starts[1:], len(rows))
    several = np.zeros(len(starts), dtype=np.bool_)
    for column in (unit[rows], treatment[rows]):
        several |= np.minimum.reduceat(column, starts) < np.maximum.reduceat(column, starts)
    lifting = _Lifting(units, maps, [rule.min_households * units.safety for rule in treatments])
    found = unit.copy()
    for at in np.flatnonzero(several).tolist():
        mine = rows[starts[at] : ends[at]]
        choices = [(int(treatment[row]), int(unit[row])) for row in mine.tolist()]
        lifted = lifting.of(frozenset(choices))
        found[mine] = [lifted[choice] for choice in choices]
    return found


class _Lifting:
    """Works out every combination of places once; a city has few."""

    def __init__(self, units: UnitTable, maps: PlaceMaps, required: Sequence[float]) -> None:
        self.units, self.maps, self.required = units, maps, required
        self.own = np.nan_to_num(units.own, nan=0.0)
        self._known: dict[frozenset[Choice], Mapping[Choice, int]] = {}
        self._inside: dict[int, NDArray[np.int64]] = {}
        self._shown: dict[int, frozenset[int]] = {}

    def of(self, choices: frozenset[Choice]) -> Mapping[Choice, int]:
        """As which unit each of an event's places is shown."""
        if choices not in self._known:
            self._known[choices] = self._worked_out(choices)
        return self._known[choices]

    def _worked_out(self, choices: Iterable[Choice]) -> Mapping[Choice, int]:
        """All places as coarse as the strictest tier asks, then the most exact stays and the others come to hold it."""
        lifted: dict[Choice, Choice] = {}
        for group in self._overlapping(choices):
            need = max(self.required[treatment] for treatment, _ in group)
            for treatment, unit in group:
                lifted[treatment, unit] = (treatment, self._large(treatment, unit, need))
        told = {choice for choice in lifted.values() if choice[1] >= 0 and choice[1] != self.units.city}
        held = self._held(told)
        return {choice: held.get(wide, wide[1]) for choice, wide in lifted.items()}

    def _overlapping(self, choices: Iterable[Choice]) -> list[list[Choice]]:
        """The choices in groups of which each shares homes with another of its group."""
        groups: list[list[Choice]] = []
        for choice in sorted(choices):
            touched = [each for each in groups if any(self._together(choice[1], unit) for _, unit in each)]
            groups = [each for each in groups if each not in touched]
            groups.append([choice, *(other for each in touched for other in each)])
        return groups

    def _together(self, one: int, other: int) -> bool:
        return one == other or self._in_common(one, other) > 0

    def _large(self, treatment: int, unit: int, need: float) -> int:
        """The unit, or what is around it and shown by the treatment, that has as many homes as are needed."""
        return self._first(treatment, unit, lambda wider: self._homes(wider) >= need)

    def _first(self, treatment: int, unit: int, fits: Callable[[int], bool]) -> int:
        """The unit, or the next around it that the treatment shows and that fits; else the city.

        No place where not even the city is shown.
        """
        level = int(self.units.level[unit])
        for wider in (unit, *self.units.parents[unit, level + 1 : -1].tolist()):
            if wider >= 0 and (wider == unit or wider in self._shown_by(treatment)) and fits(wider):
                return int(wider)
        return self.units.city if self.units.city in self._shown_by(treatment) else -1

    def _held(self, choices: Iterable[Choice]) -> Mapping[Choice, int]:
        """The most exact place stays, and what shares homes with it comes to hold it; the same again with the rest."""
        found: dict[Choice, int] = {}
        waiting = sorted(choices, key=lambda choice: (self._homes(choice[1]), choice))
        while waiting:
            exact = waiting[0][1]
            rest = []
            for choice in waiting:
                if choice[1] == exact or self._in_common(exact, choice[1]) > 0:
                    found[choice] = self._holding(choice, exact)
                else:
                    rest.append(choice)
            waiting = rest
        return found

    def _homes(self, unit: int) -> float:
        return float(self.own[self._members(unit)].sum())

    def _in_common(self, one: int, other: int) -> float:
        return float(self.own[np.intersect1d(self._members(one), self._members(other), assume_unique=True)].sum())

    def _holding(self, choice: Choice, exact: int) -> int:
        """The choice's unit, or what is around it and shown by its treatment, that has all of the exact place."""
        needed = self._members(exact)
        needed = needed[self.own[needed] > 0]
        return self._first(*choice, lambda wider: bool(np.isin(needed, self._members(wider)).all()))

    def _shown_by(self, treatment: int) -> frozenset[int]:
        if treatment not in self._shown:
            place_map = self.maps[treatment]
            assert place_map is not None, "its rows have a place"
            self._shown[treatment] = frozenset(np.unique(place_map).tolist())
        return self._shown[treatment]

    def _members(self, unit: int) -> NDArray[np.int64]:
        """The units whose households live in a unit, ascending."""
        if unit not in self._inside:
            units = self.units
            if units.stretches[unit]:
                inside = (units.runs == unit).any(axis=1)
            else:
                inside = units.parents[:, int(units.level[unit])] == unit
            self._inside[unit] = np.flatnonzero(inside & ~units.stretches)
        return self._inside[unit]
