"""Cells: places for homes on no numbered street, along country roads and where a layer has no ranges.

Without them such a home is shown by its tract or beat, which in the country may be an hour's drive wide. So every
district is divided like a quadtree, for as long as a quarter holds enough of these homes; quarters that do not are
left together, and where even together they are too few they go with a neighbour (compare AQuadtree, R Journal 2021).
Only homes count that are on no block. Deterministic; no record enters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.place.areas import Areas
from redact.place.layers import Shapes

CELL: Final = "cell"
"""The level's name in the unit table; it stands between `block` and the areas of the ladder."""

SMALLEST_METRES: Final = 250.0
"""No quarter is smaller than a city block."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Cell:
    boxes: tuple[Box, ...]
    homes: float


def cells(
    x: NDArray[np.float64], y: NDArray[np.float64], homes: NDArray[np.float64], floor: float, border: Areas | None,
    outline: object,
) -> Areas | None:  # fmt: skip
    """The cells of a city: `x`, `y` (metres) and `homes` are households on no block, `floor` how many a cell needs.

    None of them crosses a border of `border`. None where there is not more than one: it would say no more than the
    district, or the city.
    """
    import shapely

    if border is not None and border.shapes is not None:
        regions = list(zip(border.ids, border.labels, border.shapes, strict=True))
    elif outline is not None:
        regions = [("", "", outline)]
    else:
        return None
    ids, labels, shapes = [], [], []
    for key, label, region in regions:
        inside = np.flatnonzero(shapely.intersects_xy(region, x, y))
        if homes[inside].sum() < 2 * floor:
            continue
        found = _divided(_square(shapely.bounds(region)), x[inside], y[inside], homes[inside], floor)
        for number, cell in enumerate(found, start=1):
            shape = _area(shapely.intersection(region, shapely.union_all([shapely.box(*box) for box in cell.boxes])))
            ids.append(f"{key}/{number:05d}")
            labels.append(f"AREA {number}" + (f", {label}" if label else ""))
            shapes.append(shape)
    if len(ids) < 2:
        return None
    column: Shapes = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    return Areas(CELL, tuple(ids), tuple(labels), np.full(len(ids), np.nan), column, {})


def _area(shape: Any) -> Any:
    """The polygons of a shape: a square that also touches its region's border elsewhere leaves points and lines."""
    import shapely

    parts = shapely.get_parts(shape)
    polygons = parts[shapely.get_dimensions(parts) == 2]
    return shape if len(polygons) == len(parts) else shapely.union_all(polygons)


def _square(bounds: Sequence[float]) -> Box:
    """The square around a region whose side is 250 m doubled as often as it takes, on a grid of that side's half."""
    west, south, east, north = bounds
    size = SMALLEST_METRES * 2 ** max(0, math.ceil(math.log2(max(east - west, north - south, 1.0) / SMALLEST_METRES)))
    grid = size / 2
    left, bottom = math.floor(west / grid) * grid, math.floor(south / grid) * grid
    if left + size < east or bottom + size < north:
        size *= 2
    return left, bottom, left + size, bottom + size


def _divided(
    box: Box, x: NDArray[np.float64], y: NDArray[np.float64], homes: NDArray[np.float64], floor: float
) -> list[_Cell]:  # fmt: skip
    """The cells of one square, in which at least `floor` homes are; every spot of it is in exactly one."""
    west, south, east, north = box
    total = float(homes.sum())
    if total < 2 * floor or east - west <= SMALLEST_METRES:
        return [_Cell((box,), total)]
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    right, upper = x >= middle_x, y >= middle_y
    quarters = [
        ((west, south, middle_x, middle_y), ~right & ~upper), ((middle_x, south, east, middle_y), right & ~upper),
        ((west, middle_y, middle_x, north), ~right & upper), ((middle_x, middle_y, east, north), right & upper),
    ]  # fmt: skip
    enough = [(quarter, here) for quarter, here in quarters if homes[here].sum() >= floor]
    short = tuple(quarter for quarter, here in quarters if homes[here].sum() < floor)
    if not enough:
        return [_Cell((box,), total)]
    found = [cell for quarter, here in enough for cell in _divided(quarter, x[here], y[here], homes[here], floor)]
    left = total - sum(float(homes[here].sum()) for _, here in enough)
    if not short:
        return found
    if left >= floor:
        return [*found, _Cell(short, left)]
    least = min(range(len(found)), key=lambda at: (found[at].homes, found[at].boxes))
    found[least] = _Cell(found[least].boxes + short, found[least].homes + left)
    return found
