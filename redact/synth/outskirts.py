"""Around the city: farm land in square miles, give or take, with county roads, two state routes and scattered houses.

The roads there have no address ranges in the street layer, as in many counties: a house is `4512 COUNTY ROAD 12`, a
crash is at `SR 9 MP 3.1`, and only points and areas say where that is. The city itself is the same with and without.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.streets import CELL, CELLS, EAST, NORTH, RURAL, Blocks, Streets

SHARE: Final = 0.025
"""Farm houses per household of the city."""
DENSEST: Final = 0.3
"""At most so many houses per side of 125 m of road."""
ROUTES: Final = ("STATE ROUTE 9", "STATE ROUTE 14")
"""The middle roads northward and eastward: they go on as the city's two main streets."""
MILE: Final = 1609.344

Part = TypeVar("Part")


def ring_for(side: int) -> int:
    """How many sections wide the outskirts of a city of side x side sections are."""
    return 1 if side < 8 else 2


def lay_out_ring(side: int, streets: Streets, blocks: Blocks) -> tuple[Streets, Blocks]:
    """The city's streets and blocks with those of the outskirts behind them."""
    ring = ring_for(side)
    wide = side + 2 * ring
    column, row = np.meshgrid(np.arange(wide), np.arange(wide), indexing="ij")
    inside = (column >= ring) & (column < ring + side) & (row >= ring) & (row < ring + side)
    # Framed by -1 as the city is: [i + 1, j + 1] is the section i, j counted from the outer south-west corner.
    frame = np.full((wide + 2, wide + 2), -1, dtype=np.int32)
    frame[1:-1, 1:-1][~inside] = len(blocks) + np.arange(int((~inside).sum()), dtype=np.int32)
    west, south = column[~inside], row[~inside]
    farm = Blocks(
        x0=_metres(EAST, west, side, ring),
        y0=_metres(NORTH, south, side, ring),
        x1=_metres(EAST, west + 1, side, ring),
        y1=_metres(NORTH, south + 1, side, ring),
        kind=np.full(len(west), RURAL, dtype=np.int8),
    )
    upright = [_road(at, True, side, ring, frame) for at in range(wide + 1)]
    level = [_road(at, False, side, ring, frame) for at in range(wide + 1)]
    roads = joined(*upright, *level)
    first = len(streets)
    line = roads.line + streets.line.max() + 1
    roads = replace(roads, line=line.astype(np.int32), crossing=_crossings(roads, first))
    return joined(_with_neighbours(streets, side, ring, frame), roads), joined(blocks, farm)


def _with_neighbours(streets: Streets, side: int, ring: int, frame: NDArray[np.int32]) -> Streets:
    """The city's streets, those along its edge with the farm land that lies on their other side."""
    dx, dy = streets.x1 - streets.x0, streets.y1 - streets.y0
    length = np.hypot(dx, dy)
    found = []
    for block, sign in ((streets.left, 1.0), (streets.right, -1.0)):
        x = (streets.x0 + streets.x1) / 2 - sign * dy / length - EAST
        y = (streets.y0 + streets.y1) / 2 + sign * dx / length - NORTH
        column, row = (np.floor(at / (CELL * CELLS) + side / 2 + ring).astype(np.int64) + 1 for at in (x, y))
        found.append(np.where(block < 0, frame[column, row], block).astype(np.int32))
    return replace(streets, left=found[0], right=found[1])


def _metres(origin: float, section: NDArray[np.int64], side: int, ring: int) -> NDArray[np.float64]:
    return np.asarray(origin + (section - ring - side / 2) * CELL * CELLS, dtype=np.float64)


def _road(at: int, upright: bool, side: int, ring: int, frame: NDArray[np.int32]) -> Streets:
    """One road along a section line, in pieces of 125 m that count from its south or west end; none in the city."""
    wide = side + 2 * ring
    piece = np.arange(wide * CELLS)
    section = piece // CELLS
    if ring <= at <= ring + side:
        keep = (section < ring) | (section >= ring + side)
        piece, section = piece[keep], section[keep]
    if upright:
        left, right = frame[at, section + 1], frame[at + 1, section + 1]
    else:
        left, right = frame[section + 1, at + 1], frame[section + 1, at]
    middle = at == ring + side // 2
    name = ROUTES[0 if upright else 1] if middle else f"COUNTY ROAD {2 * at + (1 if upright else 2)}"
    count = len(piece)
    across = np.full(count, float(_metres(EAST if upright else NORTH, np.array(at), side, ring)))
    start = _metres(NORTH if upright else EAST, piece / CELLS, side, ring)  # type: ignore[arg-type]
    x0, y0 = (across, start) if upright else (start, across)
    x1, y1 = (across, start + CELL) if upright else (start + CELL, across)
    return Streets(
        hundred=((piece + 1) * 100).astype(np.int32),
        dir=pa.array([""] * count),
        name=pa.array([name] * count),
        type=pa.array([""] * count),
        line=np.full(count, at if upright else wide + 1 + at, dtype=np.int32),
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        left=left.astype(np.int32),
        right=right.astype(np.int32),
        kind=np.full(count, RURAL, dtype=np.int8),
        label=pa.array([name] * count),
        crossing=np.full(count, -1, dtype=np.int32),
        ranged=np.zeros(count, dtype=np.bool_),
        mile=np.where(middle, piece * CELL / MILE, np.nan),
    )


def _crossings(roads: Streets, first: int) -> NDArray[np.int32]:
    """For each piece one of a road across its beginning, -1 where none begins there."""
    begins: dict[tuple[float, float], list[int]] = {}
    spots = list(zip(roads.x0.tolist(), roads.y0.tolist(), strict=True))
    for at, spot in enumerate(spots):
        begins.setdefault(spot, []).append(at)
    crossing = np.full(len(roads), -1, dtype=np.int32)
    for at, spot in enumerate(spots):
        others = [other for other in begins[spot] if roads.line[other] != roads.line[at]]
        if others:
            crossing[at] = first + others[0]
    return crossing


def farm_houses(
    streets: Streets, first: int, households: int, rng: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.bool_], NDArray[np.int32], pa.Array]:
    """Houses along the roads from segment `first` on: their segment, whether on the left, number and address."""
    segment = np.repeat(np.arange(first, len(streets), dtype=np.int32), 2)
    left = np.tile([True, False], len(streets) - first)
    there = np.where(left, streets.left[segment], streets.right[segment]) >= 0
    chance = min(DENSEST, SHARE * households / max(1, int(there.sum())))
    chosen = np.flatnonzero(there & (rng.random(len(segment)) < chance))
    segment, left = segment[chosen], left[chosen]
    slot = (rng.random(len(chosen)) * 49).astype(np.int64)
    number = (streets.hundred[segment] + np.where(left, 1, 2) + 2 * slot).astype(np.int32)
    label = streets.label.take(pa.array(segment))
    return segment, left, number, pc.binary_join_element_wise(pa.array(number).cast(pa.string()), label, " ")


def joined(*parts: Part) -> Part:
    """Tables of arrays, one behind the other."""
    columns: dict[str, Any] = {}
    for each in fields(parts[0]):  # type: ignore[arg-type]
        arrays = [getattr(part, each.name) for part in parts]
        columns[each.name] = pa.concat_arrays(arrays) if isinstance(arrays[0], pa.Array) else np.concatenate(arrays)
    return type(parts[0])(**columns)
