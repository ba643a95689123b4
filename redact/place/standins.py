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
    """Per block (m, 2) the point nearest its middle that is not within 15 m of a house; NaN if there is none.

    `houses` (k, 2) are address points in metres.
    """
    import shapely

    found = np.full((len(shapes), 2), np.nan)
    if not len(shapes):
        return found
    lines = _longest(shapes)
    open_ = np.arange(len(shapes))
    for fraction in _FRACTIONS:
        points = shapely.get_coordinates(shapely.line_interpolate_point(lines[open_], fraction, normalized=True))
        clear = away_from(houses, points)
        found[open_[clear]] = points[clear]
        open_ = open_[~clear]
        if not len(open_):
            break
    return found


def away_from(houses: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points (n, 2) are at least 15 m from every house; NaN is at none."""
    import shapely

    clear = np.ones(len(points), dtype=np.bool_)
    there = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(houses) and len(there):
        tree = shapely.STRtree(shapely.points(houses))
        near = tree.query(shapely.points(points[there]), predicate="dwithin", distance=HOUSE_METRES)[0]
        clear[there[near]] = False
    return clear


def points_on_stretches(
    shapes: Shapes, stretches: Sequence[Sequence[int]], on_blocks: NDArray[np.float64], houses: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    """Per stretch (m, 2) the corner or end of one of its blocks that is nearest its middle and at no house.

    Where every one of them is within 15 m of a house, the point of the block nearest the middle; NaN if none has one.
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
    clear = away_from(houses, ends.reshape(-1, 2)).reshape(-1, 2)
    for at, members in enumerate(stretches):
        blocks = np.array(members)
        corners, free = ends[blocks].reshape(-1, 2), clear[blocks].reshape(-1)
        choice = corners[free] if free.any() else on_blocks[blocks]
        choice = choice[np.isfinite(choice).all(axis=1)]
        if len(choice):
            found[at] = choice[int(np.argmin(np.round(np.hypot(*(choice - corners.mean(axis=0)).T), 3)))]
    return found


def points_in_areas(
    shapes: Shapes, on_blocks: NDArray[np.float64], area_of_block: NDArray[np.int32], houses: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    """Per area (m, 2) the point of the block in it that is nearest to its middle; without blocks a point inside it.

    NaN where that would be within 15 m of a house.
    """
    import shapely

    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    order = np.argsort(area_of_block, kind="stable")
    order = order[np.isfinite(on_blocks[order]).all(axis=1)]
    bounds = np.searchsorted(area_of_block[order], np.arange(len(shapes) + 1))
    for at in range(len(shapes)):
        blocks = on_blocks[order[bounds[at] : bounds[at + 1]]]
        if len(blocks):
            inside[at] = blocks[int(np.argmin(np.hypot(*(blocks - inside[at]).T)))]
    inside[~away_from(houses, inside)] = np.nan
    return np.asarray(inside)
