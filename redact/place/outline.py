"""What of a county's layers is the city's."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.place.layers import Shapes
from redact.place.standins import middle_of_lines

BORDER_METRES: Final = 15.0
"""How far outside the city's outline a home or the middle of a street may lie: outlines are drawn coarsely."""

SLIVER: Final = 0.01
"""The part of an area that must lie in the city for it to be one of the city's; less is how two maps disagree."""


def in_city(outline: Any, shapes: Shapes) -> NDArray[np.bool_]:
    """Which homes (points, parcels, census blocks) or streets lie in the city, by a point in their middle."""
    import shapely

    points = shapes.copy()
    dimension = shapely.get_dimensions(shapes)
    points[dimension == 2] = shapely.point_on_surface(shapes[dimension == 2])
    points[dimension == 1] = middle_of_lines(shapes[dimension == 1])
    return np.asarray(shapely.dwithin(outline, points, BORDER_METRES), dtype=np.bool_)


def partly_in_city(outline: Any, shapes: Shapes) -> NDArray[np.bool_]:
    """Which areas are the city's by more than a sliver along the border."""
    import shapely

    kept = np.ones(len(shapes), dtype=np.bool_)
    areal = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    inside = shapely.area(shapely.intersection(outline, shapely.make_valid(shapes[areal])))
    kept[areal] = inside > SLIVER * shapely.area(shapes[areal])
    return kept
