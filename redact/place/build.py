"""Builds the unit table from a jurisdiction's layers. Deterministic, and no record enters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.place.areas import NEAR_METRES, Areas, containing, read_areas
from redact.place.blocks import hundred_blocks, no_blocks
from redact.place.cells import CELL, cells
from redact.place.drawn import outline, to_degrees, to_wkb
from redact.place.households import Households, count_households, no_households
from redact.place.jurisdiction import BLOCK, CITY, Jurisdiction
from redact.place.layers import Layers, Shapes
from redact.place.naming import ids_of, labels_of_blocks
from redact.place.standins import middle_of_lines, points_in_areas, points_on_blocks, points_on_stretches
from redact.place.stretched import Stretched, joined_pairs, stretched
from redact.place.units import VERSION, UnitTable, bare_city

BORDER: Final = "district"
"""No stretch of street crosses a border of this level; where there is none, of the coarsest level with shapes."""


SLIVER_METRES: Final = 1.0
"""Layers that share a border do so to a metre."""


class PlaceWords(Protocol):
    """The part of a policy that the table depends on: `places:`."""

    @property
    def ladder(self) -> Sequence[str]: ...

    @property
    def household_safety(self) -> float: ...

    @property
    def style(self) -> str: ...


def build_units(jurisdiction: Jurisdiction, places: PlaceWords, floors: Sequence[float] = ()) -> UnitTable:
    """The table for a jurisdiction and a policy's `places`; ladder levels without a layer are in its `skipped`.

    `floors` are the numbers of households that the policy asks of street-level places, one set of stretches each.
    Raises DataMismatch (11) for layers that cannot be read or lack a column.
    """
    if jurisdiction.bare:
        return bare_city(jurisdiction.label, tuple(level for level in places.ladder if level != CITY))
    return _Builder(jurisdiction, places, tuple(sorted(set(floors)))).table()


class _Builder:
    """Rows are laid out by ladder level; at the level `block` the hundred-blocks first, then the stretches."""

    def __init__(self, jurisdiction: Jurisdiction, places: PlaceWords, floors: tuple[float, ...]) -> None:
        self.jurisdiction, self.places, self.floors = jurisdiction, places, floors
        self.layers = Layers(jurisdiction)
        self.areas = tuple(
            read_areas(self.layers, level, jurisdiction.levels[level])
            for level in places.ladder
            if level in jurisdiction.levels and level not in (BLOCK, CITY)
        )
        wants_blocks = BLOCK in places.ladder and jurisdiction.streets is not None
        self.blocks = (
            hundred_blocks(self.layers, jurisdiction.streets)
            if wants_blocks and jurisdiction.streets is not None else no_blocks()
        )  # fmt: skip
        self.counted = (
            count_households(self.layers, jurisdiction.households, self.blocks)
            if jurisdiction.households is not None else no_households(len(self.blocks))
        )  # fmt: skip
        self.safety = float(places.household_safety) if self.counted.apportioned else 1.0
        self.stretched = self._stretched()
        cells_ = self._cells()
        stated = [level for level in places.ladder if level in {area.level for area in self.areas}]
        self.areas = ((cells_,) if cells_ is not None else ()) + self.areas
        self.ladder = (
            *((BLOCK,) if len(self.blocks) else ()), *((CELL,) if cells_ is not None else ()), *stated, CITY
        )  # fmt: skip
        self.first: dict[str, int] = {}
        at = 0
        for level in self.ladder[:-1]:
            self.first[level] = at
            at += self._length(level)
        self.first[CITY] = at
        self.size = at + 1

    def _areas(self, level: str) -> Areas:
        return next(area for area in self.areas if area.level == level)

    def _length(self, level: str) -> int:
        if level == CITY:
            return 1
        return len(self.blocks) + len(self.stretched) if level == BLOCK else len(self._areas(level))

    def _rows(self, level: str) -> NDArray[np.int64]:
        """The rows of a level; of blocks without the stretches."""
        count = len(self.blocks) if level == BLOCK else self._length(level)
        return np.arange(self.first[level], self.first[level] + count)

    @property
    def _stretch_rows(self) -> NDArray[np.int64]:
        first = self.first.get(BLOCK, 0) + len(self.blocks)
        return np.arange(first, first + len(self.stretched))

    @cached_property
    def _border(self) -> Areas | None:
        """The areas whose borders no stretch and no cell crosses."""
        borders = [area for area in self.areas if area.shapes is not None and area.level != CELL]
        return next((area for area in borders if area.level == BORDER), borders[-1] if borders else None)

    def _cells(self) -> Areas | None:
        """Places for homes on no block, large enough for every street-level tier of the policy."""
        known = np.isfinite(self.counted.x)
        if not self.floors or BLOCK not in self.places.ladder or not known.any():
            return None
        x, y, homes = self.counted.x[known], self.counted.y[known], self.counted.rest[known]
        return cells(x, y, homes, self.floors[-1] * self.safety, self._border, self._outline)

    def _stretched(self) -> Stretched:
        """Joins the blocks for every floor; none where households are not known."""
        floors = [floor * self.safety for floor in self.floors] if self.jurisdiction.households is not None else []
        border = self._border
        zone = np.zeros(len(self.blocks), dtype=np.int32)
        if border is not None and border.shapes is not None and len(self.blocks):
            x, y = self._inner_points(BLOCK)
            assert x is not None and y is not None
            zone = containing(border.shapes, x, y, near=NEAR_METRES)
        return stretched(self.blocks, self.counted.on_block, zone, floors, joined_pairs(self.jurisdiction, self.blocks))

    def table(self) -> UnitTable:
        parents = self._parents()
        own, households = self._households(parents)
        level = np.full(self.size, len(self.ladder) - 1, dtype=np.int8)
        for name, at in self.first.items():
            level[at : at + self._length(name)] = self.ladder.index(name)
        label = self._labels()
        key = [""] * self.size
        for area in self.areas:
            key[self.first[area.level] : self.first[area.level] + len(area)] = area.ids
        streets: list[list[str]] = [[] for _ in range(self.size)]
        hundred = np.full(self.size, -1, dtype=np.int32)
        hyphen = np.zeros(self.size, dtype=np.bool_)
        for at, (street, number, hyphened) in enumerate(self.blocks.keys, start=self.first.get(BLOCK, 0)):
            streets[at], hundred[at], hyphen[at] = list(street), number, hyphened
        ids = ids_of(
            [self.ladder[each] for each in level.tolist()], key, streets, hundred,
            dict(zip(self._stretch_rows.tolist(), self._members(), strict=True)),
        )  # fmt: skip
        runs = self._runs()
        return UnitTable(
            digest=self._digest(ids, label, households, own, parents, runs),
            ladder=self.ladder,
            skipped=tuple(name for name in self.places.ladder if name not in self.ladder),
            bare=False,
            safety=self.safety,
            metres=_system_name(self.layers),
            ids=pa.array(ids),
            level=level,
            label=pa.array(label),
            key=pa.array(key),
            households=households,
            own=own,
            parents=parents,
            street=pa.array(streets, pa.list_(pa.string())),
            hundred=hundred,
            hyphen=hyphen,
            floors=self.floors,
            runs=runs,
            wkb=to_wkb(self._shapes(), self.layers),
            points=to_degrees(self._points(parents), self.layers),
            sources=dict(sorted(self.layers.digests.items())),
            notes=self._notes(),
        )

    def _members(self) -> list[list[int]]:
        """Per stretch the rows of its blocks."""
        first = self.first.get(BLOCK, 0)
        return [[first + at for at in members] for members in self.stretched.members]

    def _runs(self) -> NDArray[np.int32]:
        runs = np.full((self.size, len(self.floors)), -1, dtype=np.int32)
        if not len(self.blocks):
            return runs
        for at, run in enumerate(self.stretched.runs):
            runs[self._rows(BLOCK), at] = np.where(run >= 0, run + self.first[BLOCK], -1)
        return runs

    # --- what lies in what ---------------------------------------------------------------------------------------

    def _parents(self) -> NDArray[np.int32]:
        """By a point on the unit in the coarser level's polygons; in a typed table by the column that says so."""
        parents = np.full((self.size, len(self.ladder)), -1, dtype=np.int32)
        parents[:, -1] = self.size - 1
        for at, level in enumerate(self.ladder[:-1]):
            rows = self._rows(level)
            parents[rows, at] = rows
            x, y = self._inner_points(level)
            for higher in range(at + 1, len(self.ladder) - 1):
                name = self.ladder[higher]
                area = self._areas(name)
                inside = self._stated_within(level, area)
                if inside is None and area.shapes is not None and x is not None and y is not None:
                    inside = containing(area.shapes, x, y, near=NEAR_METRES)
                if inside is not None and level == CELL:
                    inside = self._whole(inside, area)
                if inside is not None:
                    parents[rows, higher] = np.where(inside >= 0, inside + self.first[name], -1)
        for row, members in zip(self._stretch_rows.tolist(), self._members(), strict=True):
            above = parents[members]
            parents[row] = np.where((above == above[0]).all(axis=0), above[0], -1)
            parents[row, self.ladder.index(BLOCK)] = row
        return parents

    def _whole(self, inside: NDArray[np.int32], area: Areas) -> NDArray[np.int32]:
        """Without the cells that reach out of the area that their middle is in: to say it of them would be false."""
        import shapely

        shapes = self._areas(CELL).shapes
        if shapes is None or area.shapes is None:
            return inside
        around = shapely.buffer(area.shapes[np.maximum(inside, 0)], SLIVER_METRES)
        return np.where((inside >= 0) & shapely.covers(around, shapes), inside, -1).astype(np.int32)

    def _inner_points(self, level: str) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
        import shapely

        if level == BLOCK:
            points = middle_of_lines(self.blocks.shape)
        else:
            shapes = self._areas(level).shapes
            if shapes is None:
                return None, None
            points = shapely.point_on_surface(shapes)
        return shapely.get_x(points), shapely.get_y(points)

    def _stated_within(self, level: str, area: Areas) -> NDArray[np.int32] | None:
        if level == BLOCK:
            return None
        stated = self._areas(level).within.get(area.level)
        if stated is None:
            return None
        number = {key: at for at, key in enumerate(area.ids)}
        return np.array([number.get(key, -1) for key in stated], dtype=np.int32)

    # --- households ----------------------------------------------------------------------------------------------

    def _households(self, parents: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(own, inside): every household at the finest unit that shows its address, and everybody inside each unit."""
        if self.jurisdiction.households is not None:
            own = self._spread(self.counted)
            inside = _sums(own, parents)
            for row, members in zip(self._stretch_rows.tolist(), self._members(), strict=True):
                inside[row] = own[members].sum()
            return own, inside
        own = np.full(self.size, np.nan)
        inside = np.full(self.size, np.nan)
        stated = [area for area in self.areas if np.isfinite(area.households).any()]
        for area in stated:
            rows = slice(self.first[area.level], self.first[area.level] + len(area))
            inside[rows] = area.households
        for at, level in enumerate(self.ladder[:-1]):
            if level == BLOCK or level not in {area.level for area in stated}:
                continue
            for row in self._rows(level).tolist():
                finer = np.flatnonzero((parents[:, at] == row) & np.isfinite(own))
                own[row] = max(inside[row] - own[finer].sum(), 0.0)
        if stated:
            inside[-1] = max(float(np.nansum(area.households)) for area in stated)
            own[-1] = 0.0
        return own, inside

    def _spread(self, counted: Households) -> NDArray[np.float64]:
        """Blocks first; households on no block in the finest area around them, else only in the city."""
        own = np.zeros(self.size)
        if len(self.blocks):
            own[self._rows(BLOCK)] = counted.on_block
        unplaced = np.ones(len(counted.rest), dtype=np.bool_)
        for level in self.ladder[:-1]:
            if level == BLOCK:
                continue
            shapes = self._areas(level).shapes
            here = np.flatnonzero(unplaced & np.isfinite(counted.x))
            if shapes is None or not len(here):
                continue
            inside = containing(shapes, counted.x[here], counted.y[here])
            hit = inside >= 0
            np.add.at(own, self.first[level] + inside[hit], counted.rest[here[hit]])
            unplaced[here[hit]] = False
        own[-1] = float(counted.rest[unplaced].sum())
        return own

    # --- shapes and words ----------------------------------------------------------------------------------------

    @cached_property
    def _outline(self) -> object:
        stated = None
        if CITY in self.jurisdiction.levels:
            entry = self.jurisdiction.levels[CITY]
            stated = self.layers.layer(entry.file, entry.layer).shapes
        areas = [area.shapes for area in self.areas if area.level != CELL and area.shapes is not None and len(area)]
        return outline(stated, areas, self.blocks.shape, np.column_stack([self.counted.x, self.counted.y]))

    def _shapes(self) -> Shapes:
        """Every unit's shape in metres, None where a layer has none."""
        shapes = np.full(self.size, None, dtype=object)
        if len(self.blocks):
            shapes[self._rows(BLOCK)] = self.blocks.shape
            shapes[self._stretch_rows] = self.stretched.shapes
        for area in self.areas:
            if area.shapes is not None:
                shapes[self._rows(area.level)] = area.shapes
        shapes[-1] = self._outline
        return shapes

    def _points(self, parents: NDArray[np.int32]) -> NDArray[np.float64]:
        """(m, 2) a point of each unit for maps, in metres."""
        import shapely

        houses = self.counted.houses
        points = np.full((self.size, 2), np.nan)
        on_blocks = points_on_blocks(self.blocks.shape, houses)
        block = slice(self.first.get(BLOCK, 0), self.first.get(BLOCK, 0) + len(self.blocks))
        points[block] = on_blocks
        points[self._stretch_rows] = points_on_stretches(self.blocks.shape, self.stretched.members, on_blocks, houses)
        outlines = np.full(1, self._outline, dtype=object)
        for level, shapes in (*((area.level, area.shapes) for area in self.areas), (CITY, outlines)):
            if shapes is None or shapely.is_missing(shapes).any():
                continue
            above = parents[block, self.ladder.index(level)] - self.first[level]
            points[self._rows(level)] = points_in_areas(shapes, on_blocks, above, houses)
        return points

    def _labels(self) -> list[str]:
        labels = [self.jurisdiction.label] * self.size
        if len(self.blocks):
            first = self.first[BLOCK]
            labels[first : first + self._length(BLOCK)] = labels_of_blocks(
                self.blocks.keys, self.stretched.members, self.places.style
            )
        for area in self.areas:
            labels[self.first[area.level] : self.first[area.level] + len(area)] = area.labels
        return labels

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if self.blocks.left_out:
            notes.append(f"{self.blocks.left_out} street segments with impossible number ranges are left out")
        return tuple(notes)

    def _digest(
        self,
        ids: list[str],
        label: list[str],
        households: NDArray[np.float64],
        own: NDArray[np.float64],
        parents: NDArray[np.int32],
        runs: NDArray[np.int32],
    ) -> str:
        content = {
            "version": VERSION, "layers": dict(sorted(self.layers.digests.items())), "ladder": self.ladder,
            "safety": self.safety, "floors": self.floors, "runs": runs.tolist(), "ids": ids, "labels": label,
            "households": [f"{value:.3f}" for value in households.tolist()],
            "own": [f"{value:.3f}" for value in own.tolist()], "parents": parents.tolist(),
        }  # fmt: skip
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _sums(own: NDArray[np.float64], parents: NDArray[np.int32]) -> NDArray[np.float64]:
    inside = own.copy()
    for step in range(parents.shape[1]):
        above = parents[:, step]
        below = np.flatnonzero((above >= 0) & (above != np.arange(len(own))))
        inside += np.bincount(above[below], weights=own[below], minlength=len(own))
    return inside


def _system_name(layers: Layers) -> str:
    try:
        system = layers.system
    except ValueError:
        return "EPSG:3857"
    code = system.to_epsg()
    return f"EPSG:{code}" if code is not None else str(system.to_wkt())
