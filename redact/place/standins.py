"""One point per unit for maps: on a street of the unit, never at a house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.layers import Shapes

HOUSE_METRES: Final = 15.0
"""No point that is published may be nearer than this to a single address, or somebody will take it for one."""

_FRACTIONS: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9, 0.0, 1.0)


def middle_of_lines(shapes: Shapes) -> Shapes:
    """A point on each line: the middle of its longest part."""
    import shapely

    return np.asarray(shapely.line_interpolate_point(_longest(shapes), 0.5, normalized=True), dtype=object)


def _longest(shapes: Shapes) -> Shapes:
    import shapely

    parts, owner = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.length(parts), owner))
    first = np.unique(owner[order], return_index=True)[1]
    return np.asarray(parts[order[first]], dtype=object)


def points_on_blocks(shapes: Shapes, houses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Per block (m, 2) the point nearest its middle that is not within 15 m of a house; the street's end if none is.

    `houses` (k, 2) are address points in metres.
    """
    import shapely

    found = np.full((len(shapes), 2), np.nan)
    if not len(shapes):
        return found
    lines = _longest(shapes)
    tree = shapely.STRtree(shapely.points(houses)) if len(houses) else None
    open_ = np.ones(len(shapes), dtype=np.bool_)
    for fraction in _FRACTIONS:
        rows = np.flatnonzero(open_)
        if not len(rows):
            break
        points = shapely.line_interpolate_point(lines[rows], fraction, normalized=True)
        clear = np.ones(len(rows), dtype=np.bool_)
        if tree is not None:
            clear[tree.query(points, predicate="dwithin", distance=HOUSE_METRES)[0]] = False
        good = rows[clear] if fraction != _FRACTIONS[-1] else rows
        chosen = points[clear] if fraction != _FRACTIONS[-1] else points
        found[good] = shapely.get_coordinates(chosen)
        open_[good] = False
    return found


def points_on_stretches(
    shapes: Shapes, stretches: Sequence[Sequence[int]], on_blocks: NDArray[np.float64], houses: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    """Per stretch (m, 2) the corner or end of one of its blocks that is nearest its middle and at no house.

    Where every one of them is within 15 m of a house, the point of the block nearest the middle.
    """
    import shapely

    found = np.full((len(stretches), 2), np.nan)
    if not len(stretches):
        return found
    lines = _longest(shapes)
    ends = np.stack(
        [shapely.get_coordinates(shapely.line_interpolate_point(lines, at, normalized=True)) for at in (0.0, 1.0)],
        axis=1,
    )
    clear = np.ones(ends.shape[:2], dtype=np.bool_)
    if len(houses):
        tree = shapely.STRtree(shapely.points(houses))
        for side in (0, 1):
            near = tree.query(shapely.points(ends[:, side]), predicate="dwithin", distance=HOUSE_METRES)[0]
            clear[near, side] = False
    for at, members in enumerate(stretches):
        blocks = np.array(members)
        corners, free = ends[blocks].reshape(-1, 2), clear[blocks].reshape(-1)
        middle = corners.mean(axis=0)
        choice = corners[free] if free.any() else on_blocks[blocks]
        found[at] = choice[int(np.argmin(np.round(np.hypot(*(choice - middle).T), 3)))]
    return found


def points_in_areas(
    shapes: Shapes, on_blocks: NDArray[np.float64], area_of_block: NDArray[np.int32]
) -> NDArray[np.float64]:  # fmt: skip
    """Per area (m, 2) the point of the block in it that is nearest to its middle; without blocks a point inside it."""
    import shapely

    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    order = np.argsort(area_of_block, kind="stable")
    bounds = np.searchsorted(area_of_block[order], np.arange(len(shapes) + 1))
    for at in range(len(shapes)):
        blocks = on_blocks[order[bounds[at] : bounds[at + 1]]]
        if len(blocks):
            inside[at] = blocks[int(np.argmin(np.hypot(*(blocks - inside[at]).T)))]
    return np.asarray(inside)
