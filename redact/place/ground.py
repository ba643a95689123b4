"""The units on the ground: distances, nearest blocks, corners and areas, in metres."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.place.areas import containing
from redact.place.gazetteer import AMBIGUOUS, NOT_FOUND, compatible
from redact.place.households import SNAP_METRES
from redact.place.jurisdiction import BLOCK
from redact.place.layers import WGS84, Shapes
from redact.place.lines import Lines
from redact.place.runs import CORNER_METRES
from redact.place.said import Said
from redact.place.street import Readings, Street
from redact.place.units import UnitTable

if TYPE_CHECKING:
    pass

Coordinates = NDArray[np.float64]

MARGIN_METRES: Final = 500.0
"""How far outside the city's outline a point may be and still be meant."""

_AMBIGUOUS_REACH: Final = 200.0


class Ground:
    """Shapes of a unit table in its metre system, with the indexes that locating needs."""

    def __init__(self, units: UnitTable) -> None:
        self.units = units

    @cached_property
    def shapes(self) -> Shapes:
        """Every unit's shape in metres, None where it has none."""
        return np.asarray(self.units.geometry().to_crs(self.units.metres).to_numpy(), dtype=object)

    @property
    def _blocks(self) -> NDArray[np.int32]:
        return self.units.blocks

    @cached_property
    def _streets(self) -> list[Street]:
        """Each block's street, in the order of `_blocks`."""
        parts = self.units.street.to_pylist()
        return [Street(*parts[unit]) for unit in self._blocks.tolist()]

    @cached_property
    def middle(self) -> tuple[Coordinates, Coordinates]:
        """A point on every block; NaN for areas."""
        from pyproj import Transformer

        on_block = self.units.points.copy()
        on_block[self.units.hundred < 0] = np.nan
        x, y = Transformer.from_crs(WGS84, self.units.metres, always_xy=True).transform(on_block[:, 0], on_block[:, 1])
        return np.asarray(x), np.asarray(y)

    @cached_property
    def _outline(self) -> Any:
        import shapely

        shape = self.shapes[self.units.city]
        if shape is None:
            return None
        wide = shapely.buffer(shapely.simplify(shape, 50.0), MARGIN_METRES + 50.0, quad_segs=2)
        shapely.prepare(wide)
        return wide

    def in_city(self, x: Coordinates, y: Coordinates) -> NDArray[np.bool_]:
        """Whether each point is in the city or close to it; all are where the city has no shape."""
        import shapely

        if self._outline is None:
            return np.ones(len(x), dtype=np.bool_)
        return np.asarray(shapely.contains_xy(self._outline, x, y), dtype=np.bool_)

    def distance(self, unit: NDArray[np.int32], x: Coordinates, y: Coordinates) -> Coordinates:
        """Metres from each point to its unit; exact only from 200 m on, nearer it may be the distance to the middle."""
        import shapely

        middle_x, middle_y = self.middle
        metres = np.hypot(x - middle_x[unit], y - middle_y[unit])
        far = np.flatnonzero(~(metres <= _AMBIGUOUS_REACH))
        if len(far):
            metres[far] = shapely.distance(self.shapes[unit[far]], shapely.points(x[far], y[far]))
        return np.asarray(metres)

    def area(self, x: Coordinates, y: Coordinates) -> NDArray[np.int32]:
        """The finest area that each point lies in, NOT_FOUND where there is none."""
        found = np.full(len(x), NOT_FOUND, dtype=np.int32)
        for at in range(len(self.units.ladder) - 1):
            if self.units.ladder[at] == BLOCK:
                continue
            rest = np.flatnonzero(found < 0)
            if len(rest):
                found[rest] = self._area_at(at, x[rest], y[rest])
        return found

    def _area_at(self, level: int, x: Coordinates, y: Coordinates) -> NDArray[np.int32]:
        rows = np.flatnonzero(self.units.level == level)
        shapes = self.shapes[rows]
        if not len(rows) or any(shape is None for shape in shapes):
            return np.full(len(x), NOT_FOUND, dtype=np.int32)
        inside = containing(shapes, x, y)
        return np.where(inside >= 0, rows[np.maximum(inside, 0)], NOT_FOUND).astype(np.int32)

    def common_area(self, unit: NDArray[np.int32], x: Coordinates, y: Coordinates) -> NDArray[np.int32]:
        """The finest area that has both the unit and the point; the city at the latest."""
        found = np.full(len(unit), NOT_FOUND, dtype=np.int32)
        for at in range(len(self.units.ladder) - 1):
            rest = np.flatnonzero(found < 0)
            if self.units.ladder[at] == BLOCK or not len(rest):
                continue
            here = self._area_at(at, x[rest], y[rest])
            same = (here >= 0) & (here == self.units.parents[unit[rest], at])
            found[rest[same]] = here[same]
        return np.where(found < 0, self.units.city, found).astype(np.int32)

    # --- blocks --------------------------------------------------------------------------------------------------

    def nearest_block(self, x: Coordinates, y: Coordinates) -> NDArray[np.int32]:
        """The nearest block within 60 m, NOT_FOUND where there is none."""
        return self._as_units(self._lines.nearest(x, y, SNAP_METRES))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.shapes[self._blocks])

    def _as_units(self, block: NDArray[np.int64]) -> NDArray[np.int32]:
        if not len(self._blocks):
            return np.full(len(block), NOT_FOUND, dtype=np.int32)
        return np.where(block >= 0, self._blocks[np.maximum(block, 0)], NOT_FOUND).astype(np.int32)

    def nearest_of(self, units: Sequence[int], x: float, y: float) -> int:
        """The nearest of some blocks within 200 m of a point; NOT_FOUND where there is none."""
        import shapely

        if not units:
            return NOT_FOUND
        metres = shapely.distance(self.shapes[np.array(units)], shapely.Point(x, y))
        best = int(np.argmin(metres))
        return units[best] if metres[best] <= _AMBIGUOUS_REACH else NOT_FOUND

    def named_block(self, x: Coordinates, y: Coordinates, said: Sequence[Said]) -> NDArray[np.int32]:
        """The nearest block within 60 m on a street that the record names. A street of another name is not guessed."""
        found = np.full(len(x), NOT_FOUND, dtype=np.int64)
        if not len(x) or not len(self._blocks):
            return found.astype(np.int32)
        at, block, metres = self._lines.within(x, y, SNAP_METRES)
        memo: dict[tuple[Readings, Street, bool], bool] = {}
        keep = np.zeros(len(at), dtype=np.bool_)
        hundred = self.units.hundred[self._blocks]
        for pair, (row, line) in enumerate(zip(at.tolist(), block.tolist(), strict=True)):
            key = (said[row].streets, self._streets[line], bool(hundred[line] == said[row].hundred))
            if key not in memo:
                memo[key] = any(_names(reading, key[1], key[2]) for reading in key[0])
            keep[pair] = memo[key]
        at, block, metres = at[keep], block[keep], np.round(metres[keep], 6)
        order = np.lexsort((block, metres, at))[::-1]
        found[at[order]] = block[order]
        return self._as_units(found)

    # --- corners -------------------------------------------------------------------------------------------------

    @cached_property
    def _by_street(self) -> dict[Street, NDArray[np.int32]]:
        """Each street's blocks."""
        found: dict[Street, list[int]] = {}
        for street, unit in zip(self._streets, self._blocks.tolist(), strict=True):
            found.setdefault(street, []).append(unit)
        return {street: np.array(units, dtype=np.int32) for street, units in found.items()}

    def corner(self, one: Collection[Street], other: Collection[Street]) -> int:
        """The unit for the corner of two streets: of the blocks that meet there the one with most households.

        AMBIGUOUS where the streets (or streets of these names) meet in more than one place, NOT_FOUND where in none.
        """
        import shapely

        meeting: list[tuple[int, float, float]] = []
        for first in sorted(one):
            for second in sorted(other):
                if first == second:
                    continue
                blocks, crossing = self._by_street[first], self._by_street[second]
                tree = shapely.STRtree(self.shapes[crossing])
                left, right = tree.query(self.shapes[blocks], predicate="dwithin", distance=CORNER_METRES)
                for at, to in zip(blocks[left].tolist(), crossing[right].tolist(), strict=True):
                    touch = shapely.get_coordinates(shapely.shortest_line(self.shapes[at], self.shapes[to]))[0]
                    meeting += [(at, *touch.tolist()), (to, *touch.tolist())]
        if not meeting:
            return NOT_FOUND
        spots = np.array([(x, y) for _, x, y in meeting])
        if np.ptp(spots, axis=0).max() > 4 * CORNER_METRES:
            return AMBIGUOUS
        candidates = sorted({unit for unit, _, _ in meeting})
        households = np.nan_to_num(self.units.own[candidates], nan=0.0)
        return candidates[int(np.argmax(households))]


def _names(reading: Street, street: Street, same_hundred: bool) -> bool:
    """Whether a text means this street beside its point: by name, or misspelt where the hundred is the same too."""
    from rapidfuzz.distance import Levenshtein

    if not compatible(reading, street):
        return False
    if reading.name == street.name:
        return True
    if not same_hundred or len(reading.name) < 3 or any(map(str.isdigit, reading.name + street.name)):
        return False
    slips = 1 if len(street.name) < 6 else 2
    return Levenshtein.distance(reading.name, street.name, score_cutoff=slips) <= slips
