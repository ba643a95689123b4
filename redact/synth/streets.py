"""The street grid: which streets exist, what they are called, and the hundred-blocks they are made of.

The city is a square of sections, each 8 by 8 cells of 125 m. A section is core, inner, suburb, exurb or rural, which
decides how many cells wide and high its census blocks are; a street runs wherever blocks meet. Addresses count from
the centre: one hundred per cell, odd numbers on the left and even ones on the right in the direction of rising numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.synth.wordlists import words

CELL: Final = 125.0
"""Metres from one hundred to the next."""
CELLS: Final = 8
"""Cells along the side of a section."""
EAST, NORTH = 500_000.0, 4_605_000.0
"""The city's centre in EPSG:32615; the meridian runs through it, so no real town is meant."""

CORE, INNER, SUBURB, EXURB, RURAL = range(5)
BLOCK_SIZE: Final = np.array([(1, 1), (2, 1), (2, 2), (4, 4), (8, 8)], dtype=np.int64)
"""Width and height of a census block in cells, by kind of section."""
_RADII: Final = (1.2, 2.0, 3.6, 4.5)

_NORTH_SIDE: Final = tuple(
    f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}".upper() for n in range(1, 90)
)
_SOUTH_SIDE: Final = words(
    """ELM OAK MAPLE CEDAR PINE WALNUT CHESTNUT BIRCH ASH SYCAMORE HICKORY SPRUCE WILLOW POPLAR LINDEN COTTONWOOD
    DOGWOOD MAGNOLIA JUNIPER ALDER HAWTHORN LOCUST MULBERRY CYPRESS HEMLOCK LAUREL BUCKEYE TAMARACK BASSWOOD
    REDBUD ASPEN CATALPA HOLLY BUTTERNUT PERSIMMON SASSAFRAS TUPELO IRONWOOD PECAN HAZEL"""
)
_WEST_SIDE: Final = words(
    """WASHINGTON ADAMS JEFFERSON MADISON MONROE JACKSON VAN_BUREN HARRISON TYLER POLK TAYLOR FILLMORE PIERCE BUCHANAN
    LINCOLN JOHNSON GRANT HAYES GARFIELD ARTHUR CLEVELAND MCKINLEY ROOSEVELT TAFT WILSON HARDING COOLIDGE HOOVER
    TRUMAN EISENHOWER KENNEDY FORD CARTER REAGAN"""
)
_EAST_SIDE: Final = words(
    """RIVER MILL CHURCH MARKET FRONT WATER COURT SCHOOL COLLEGE UNION LIBERTY COMMERCE FOUNDRY DEPOT ORCHARD MEADOW
    PRAIRIE HILLCREST LAKEVIEW FAIRVIEW GROVE SPRING SUMMIT VALLEY HIGHLAND WOODLAWN STADIUM AIRPORT QUARRY
    FERRY DR_MARTIN_LUTHER_KING_JR CANAL RIDGE GLENWOOD"""
)
_TYPES: Final = ("ST", "ST", "ST", "ST", "AVE", "DR")
_CROSS_TYPES: Final = ("AVE", "AVE", "AVE", "BLVD", "ST", "RD")


@dataclass(frozen=True, slots=True)
class Streets:
    """All hundred-blocks of the city; arrays have one item per hundred-block.

    `hundred` is the block's first number (1200); `dir`, `name`, `type` make the street's name; `line` numbers
    streets, so that equal lines are one street. A block runs from (x0, y0) to (x1, y1), metres, in the direction of
    rising numbers. `left` and
    `right` are census block indices (-1 outside the city).
    """

    hundred: NDArray[np.int32]
    dir: pa.Array
    name: pa.Array
    type: pa.Array
    line: NDArray[np.int32]
    x0: NDArray[np.float64]
    y0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y1: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    kind: NDArray[np.int8]
    label: pa.Array
    """The street as written in an address: `W ELM ST`."""
    crossing: NDArray[np.int32]
    """A hundred-block of the street that crosses at the block's beginning; -1 where none does."""
    ranged: NDArray[np.bool_]
    """Whether the street layer knows the block's numbers."""
    mile: NDArray[np.float64]
    """The mile post at the block's beginning; NaN where the street is no highway."""

    def __len__(self) -> int:
        return len(self.hundred)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Census blocks: rectangles in metres, the kind of their section; one item per block."""

    x0: NDArray[np.float64]
    y0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y1: NDArray[np.float64]
    kind: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.x0)


def side_for(households: int) -> int:
    """How many sections long the city's side is so that about so many households live in it (even, at least 4)."""
    return max(4, 2 * round(5 * math.sqrt(households / 36_000)))


def _sections(side: int, rng: np.random.Generator) -> NDArray[np.int8]:
    """The kind of every section, shape (side, side): rings around the centre with ragged edges."""
    middle = np.arange(side) + 0.5 - side / 2
    radius = np.hypot(middle[:, None], middle[None, :]) * 10 / side
    radius = radius + rng.normal(0, 0.18, radius.shape)
    kinds = np.searchsorted(_RADII, radius).astype(np.int8)
    near = np.abs(middle) < 1 if side >= 8 else middle == 0.5
    kinds[np.ix_(near, near)] = CORE
    return np.asarray(kinds, dtype=np.int8)


def lay_out(side: int, rng: np.random.Generator) -> tuple[Streets, Blocks]:
    """The streets and census blocks of a city of side x side sections."""
    cells = side * CELLS
    kind = np.repeat(np.repeat(_sections(side, rng), CELLS, 0), CELLS, 1)  # [column, row]
    column, row = np.meshgrid(np.arange(cells), np.arange(cells), indexing="ij")
    width, height = BLOCK_SIZE[kind, 0], BLOCK_SIZE[kind, 1]
    corner = (column - column % width) * cells + (row - row % height)
    corners, block_of = np.unique(corner, return_inverse=True)
    block_of = block_of.reshape(corner.shape).astype(np.int32)
    west, south = corners // cells, corners % cells
    block_kind = kind[west, south]
    blocks = Blocks(
        x0=_x(west, cells),
        y0=_y(south, cells),
        x1=_x(west + BLOCK_SIZE[block_kind, 0], cells),
        y1=_y(south + BLOCK_SIZE[block_kind, 1], cells),
        kind=block_kind,
    )
    # Framed by -1, so that the city's edge has streets too: index i + 1 is cell i.
    frame = np.full((cells + 2, cells + 2), -1, dtype=np.int32)
    frame[1:-1, 1:-1] = block_of
    upright = np.argwhere(frame[:-1, 1:-1] != frame[1:, 1:-1])  # (line, row): different blocks west and east
    level = np.argwhere(frame[1:-1, :-1] != frame[1:-1, 1:])  # (column, line): different blocks south and north
    return _join(upright, level, frame, kind, cells), blocks


def _x(line: NDArray[np.int64], cells: int) -> NDArray[np.float64]:
    return np.asarray(EAST + (line - cells / 2) * CELL, dtype=np.float64)


def _y(line: NDArray[np.int64], cells: int) -> NDArray[np.float64]:
    return np.asarray(NORTH + (line - cells / 2) * CELL, dtype=np.float64)


def _join(
    upright: NDArray[np.int64], level: NDArray[np.int64], frame: NDArray[np.int32], kind: NDArray[np.int8], cells: int
) -> Streets:
    half = cells // 2
    # North-south streets: `at` is the line's number, `step` the cell along it.
    at = np.concatenate([upright[:, 0], level[:, 1]])
    step = np.concatenate([upright[:, 1], level[:, 0]])
    is_upright = np.arange(len(at)) < len(upright)
    ahead = step >= half  # the north or the east half: numbers rise with the coordinate
    hundred = (np.where(ahead, step - half, half - 1 - step) + 1) * 100
    start, stop = np.where(ahead, step, step + 1), np.where(ahead, step + 1, step)
    x0 = np.where(is_upright, _x(at, cells), _x(start, cells))
    x1 = np.where(is_upright, _x(at, cells), _x(stop, cells))
    y0 = np.where(is_upright, _y(start, cells), _y(at, cells))
    y1 = np.where(is_upright, _y(stop, cells), _y(at, cells))
    low = np.where(is_upright, frame[at, step + 1], frame[step + 1, at])  # west of it, or south of it
    high = np.where(is_upright, frame[at + 1, step + 1], frame[step + 1, at + 1])
    left = np.where(is_upright == ahead, low, high)
    right = np.where(is_upright == ahead, high, low)
    lower = np.maximum(at - 1, 0)
    upper = np.minimum(at, cells - 1)
    kinds = np.minimum(
        kind[np.where(is_upright, lower, step), np.where(is_upright, step, lower)],
        kind[np.where(is_upright, upper, step), np.where(is_upright, step, upper)],
    )
    directions = np.where(is_upright, np.where(ahead, "N", "S"), np.where(ahead, "E", "W"))
    names, types = _titles(at, is_upright, half)
    crossing = _crossings(at, step, start, is_upright, cells)
    label = [f"{d} {n} {t}".rstrip() for d, n, t in zip(directions, names, types, strict=True)]
    return Streets(
        hundred=hundred.astype(np.int32),
        dir=pa.array(directions.tolist()),
        name=pa.array(names),
        type=pa.array(types),
        line=np.where(is_upright, at, cells + 1 + at).astype(np.int32),
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        left=left.astype(np.int32),
        right=right.astype(np.int32),
        kind=kinds,
        label=pa.array(label),
        crossing=crossing,
        ranged=np.ones(len(at), dtype=np.bool_),
        mile=np.full(len(at), np.nan),
    )


def _titles(at: NDArray[np.int64], is_upright: NDArray[np.bool_], half: int) -> tuple[list[str], list[str]]:
    names, types = [], []
    for line, up in zip(at.tolist(), is_upright.tolist(), strict=True):
        offset = line - half
        if offset == 0:
            names.append("CENTER" if up else "MAIN")
            types.append("AVE" if up else "ST")
            continue
        side = (_EAST_SIDE if offset > 0 else _WEST_SIDE) if up else (_NORTH_SIDE if offset > 0 else _SOUTH_SIDE)
        place = abs(offset) - 1
        if place >= len(side):
            names.append(f"COUNTY ROAD {abs(offset) * 2 + (1 if up else 0) + (100 if offset > 0 else 300)}")
            types.append("")
            continue
        names.append(side[place])
        types.append((_CROSS_TYPES if up else _TYPES)[place % 6])
    return names, types


def _crossings(
    at: NDArray[np.int64], step: NDArray[np.int64], start: NDArray[np.int64], is_upright: NDArray[np.bool_], cells: int
) -> NDArray[np.int32]:
    """For each hundred-block one of a street across its beginning: looked up by the grid point where they meet."""
    point = np.where(is_upright, at * (cells + 1) + start, start * (cells + 1) + at)
    crossing = np.full(len(at), -1, dtype=np.int32)
    for mine in (True, False):
        others = np.flatnonzero(is_upright != mine)
        table = np.full((cells + 1) ** 2, -1, dtype=np.int32)
        table[point[others]] = others
        own = np.flatnonzero(is_upright == mine)
        crossing[own] = table[point[own]]
    return crossing
