"""The list of real hundred-blocks: which unit an address on a street is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from redact.place.street import Readings, Street

NOT_FOUND = -1
AMBIGUOUS = -2

BlockKey = tuple[Street, int, bool]
"""Street, hundred, hyphenated."""


class Gazetteer:
    """Blocks by their street and hundred.

    Exact parts are looked for first. Parts that either side leaves out (Baltimore's addresses have no N, S, E, W)
    match anything, and then only a single candidate counts: two are AMBIGUOUS, which is not a match.
    """

    def __init__(self, blocks: Iterable[tuple[BlockKey, int]]) -> None:
        self._exact: dict[BlockKey, int] = {}
        self._named: defaultdict[tuple[str, int, bool], list[tuple[Street, int]]] = defaultdict(list)
        self._streets: defaultdict[str, set[Street]] = defaultdict(set)
        for (street, hundred, hyphen), unit in blocks:
            self._exact[street, hundred, hyphen] = unit
            self._named[street.name, hundred, hyphen].append((street, unit))
            self._streets[street.name].add(street)

    def find(self, readings: Readings, hundred: int, hyphen: bool = False) -> int:
        """The unit, NOT_FOUND or AMBIGUOUS."""
        for reading in readings:
            unit = self._exact.get((reading, hundred, hyphen))
            if unit is not None:
                return unit
            found = self.candidates(reading, hundred, hyphen)
            if len(found) == 1:
                return found[0]
            if found:
                return AMBIGUOUS
        return NOT_FOUND

    def candidates(self, reading: Street, hundred: int, hyphen: bool = False) -> list[int]:
        """All units that the reading could mean, where parts left out match anything."""
        named = self._named.get((reading.name, hundred, hyphen), ())
        return [unit for street, unit in named if compatible(reading, street)]

    def streets(self, readings: Readings) -> frozenset[Street]:
        """The streets that the first fitting reading could mean."""
        for reading in readings:
            exact = self._streets.get(reading.name, set())
            if reading in exact:
                return frozenset({reading})
            found = frozenset(street for street in exact if compatible(reading, street))
            if found:
                return found
        return frozenset()


def compatible(one: Street, other: Street) -> bool:
    """Whether two streets of the same name could be the same: no stated type or direction contradicts."""
    if one.type and other.type and one.type != other.type:
        return False
    here, there = {one.direction, one.post} - {""}, {other.direction, other.post} - {""}
    return here <= there or there <= here
