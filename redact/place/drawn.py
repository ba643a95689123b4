"""A city's outline, and shapes and points of metres in degrees, as the unit table keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.place.layers import WGS84, Layers, Shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_DECIMALS: Final = 7
"""About a centimetre, so that another version of the projection library gives the same shapes."""

_AROUND_METRES: Final = 100.0
"""Where no layer has the city's outline, it reaches this far beyond its streets or homes."""


def outline(
    stated: Shapes | None, areas: Sequence[Shapes], streets: Shapes, homes: NDArray[np.float64]
) -> BaseGeometry | None:  # fmt: skip
    """The city's shape: its own layer, else all areas of the coarsest level, else around its streets or homes (k, 2).

    `areas` are the levels' shapes, the finest first. None where there is nothing to draw.
    """
    import shapely

    if stated is not None and len(stated):
        return shapely.union_all(shapely.make_valid(stated))
    if areas:
        return shapely.union_all(areas[-1], grid_size=0.01)
    if len(streets):
        return shapely.convex_hull(shapely.multilinestrings(shapely.get_parts(streets))).buffer(_AROUND_METRES)
    known = homes[np.isfinite(homes).all(axis=1)]
    return shapely.convex_hull(shapely.multipoints(known)).buffer(_AROUND_METRES) if len(known) else None


def to_wkb(shapes: Shapes, layers: Layers) -> pa.Array:
    """Shapes in metres as WKB in degrees, null where there is none."""
    import geopandas
    import shapely

    if not any(shape is not None for shape in shapes):
        return pa.array([None] * len(shapes), pa.binary())
    degrees = geopandas.GeoSeries(shapes, crs=layers.system).to_crs(WGS84).to_numpy()
    there = ~shapely.is_missing(degrees)
    degrees[there] = shapely.transform(degrees[there], lambda xy: np.round(xy, _DECIMALS))
    return pa.array(shapely.to_wkb(degrees).tolist(), pa.binary())


def to_degrees(points: NDArray[np.float64], layers: Layers) -> NDArray[np.float64]:
    """(m, 2) points in metres as longitude and latitude, NaN where there is none."""
    import geopandas
    import shapely

    found = points.copy()
    there = np.flatnonzero(np.isfinite(points[:, 0]))
    if len(there):
        degrees = geopandas.GeoSeries(shapely.points(points[there]), crs=layers.system).to_crs(WGS84)
        found[there] = np.round(shapely.get_coordinates(degrees.to_numpy()), _DECIMALS)
    return found
