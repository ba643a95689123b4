"""Housing units of census blocks, spread over the street faces around them: an estimate, for want of addresses.

Five points 12 m off each side of a street piece stand for that side; each carries the side's share of house numbers.
A census block's homes go to the points that are its own, in proportion (location notes, 7.2 step 3).

Where blocks are polygons, a point is the block's that it lies in. Where a file gives only one point per block, with
the block's area, a block is taken for a disc of that area: a face is the block's whose centre is nearest, measured in
that block's radius, as long as it lies within `REACH` radii. Measured on Baltimore's blocks, given once as polygons
and once as points, see docs/places.md. A block with no face keeps its homes at its own point.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.blocks import Pieces
from redact.place.layers import Shapes

FACE_METRES: Final = 12.0
"""How far from the centreline the block face is looked for: behind the kerb, in front of the next block."""

REACH: Final = 2.0
"""How many of its radii from a block's centre its faces may be: blocks are longer than they are wide."""

SMALLEST_RADIUS: Final = 25.0
"""Metres; a block that consists of one building still has a street in front of it."""

LARGEST_RADIUS: Final = 1_000.0
"""Metres; further away nobody would call a street the block's."""

_SAMPLES: Final = (0.1, 0.3, 0.5, 0.7, 0.9)

Faces = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""Of every point looked at: its piece, how many house numbers it stands for, x and y."""

Shares = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Piece, census block, and the weight of the one in the other."""


def faces(pieces: Pieces) -> Faces:
    """The points on both sides of all pieces, where the side has numbers."""
    import shapely

    slots = np.where(pieces.low >= 0, (pieces.high - pieces.low) // 2 + 1, 0).astype(np.float64)
    found: list[Faces] = []
    for side, turn in ((0, 1.0), (1, -1.0)):
        numbered = np.flatnonzero(slots[:, side] > 0)
        line = pieces.segment[numbered]
        begin, finish = pieces.along[numbered, side].T
        for fraction in _SAMPLES:
            at = begin + fraction * (finish - begin)
            here, back, ahead = (
                shapely.get_coordinates(shapely.line_interpolate_point(line, np.clip(at + step, 0, 1), normalized=True))
                for step in (0.0, -0.05, 0.05)
            )
            along = ahead - back
            along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
            x = here[:, 0] - turn * FACE_METRES * along[:, 1]
            y = here[:, 1] + turn * FACE_METRES * along[:, 0]
            found.append((numbered, slots[numbered, side] / len(_SAMPLES), x, y))
    piece, weight, x, y = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return piece.astype(np.int64), weight, x, y


def by_polygon(shapes: Shapes, pieces: Pieces) -> Shares:
    """Every face is the block's that it lies in."""
    import shapely

    piece, weight, x, y = faces(pieces)
    at, census = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="within")
    return piece[at], census.astype(np.int64), weight[at]


def by_point(x: NDArray[np.float64], y: NDArray[np.float64], area: NDArray[np.float64], pieces: Pieces) -> Shares:
    """Every face is the block's whose centre is nearest in that block's radii. `area` in m², NaN where unknown."""
    import shapely

    radius = _radii(x, y, area)
    piece, weight, face_x, face_y = faces(pieces)
    centres = shapely.points(x, y)
    census, face = shapely.STRtree(shapely.points(face_x, face_y)).query(
        centres, predicate="dwithin", distance=radius * REACH
    )  # fmt: skip
    away = np.hypot(face_x[face] - x[census], face_y[face] - y[census]) / radius[census]
    order = np.lexsort((census, np.round(away, 9), face))
    census, face = census[order], face[order]
    first = np.ones(len(face), dtype=np.bool_)
    first[1:] = face[1:] != face[:-1]
    owner = first.copy()
    without = ~np.isin(np.arange(len(x)), census[owner])
    owner |= without[census]
    return piece[face[owner]], census[owner].astype(np.int64), weight[face[owner]]


def _radii(x: NDArray[np.float64], y: NDArray[np.float64], area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of a disc as large as the block; without an area, half the way to the nearest other block."""
    import shapely

    radius = np.sqrt(np.maximum(np.nan_to_num(area), 0.0) / np.pi)
    unknown = np.flatnonzero(radius <= 0)
    if len(unknown) and len(x) > 1:
        centres = shapely.points(x, y)
        tree = shapely.STRtree(centres)
        (at, _), metres = tree.query_nearest(
            centres[unknown], exclusive=True, return_distance=True, all_matches=False
        )  # fmt: skip
        radius[unknown[at]] = metres / 2
    return np.clip(radius, SMALLEST_RADIUS, LARGEST_RADIUS)
