"""What the public gets about places: units as GeoJSON, so that maps draw areas and no point is taken for a house."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.place.jurisdiction import BLOCK
from redact.place.publishing import band
from redact.place.units import UnitTable

SIMPLIFY_METRES: Final = 10.0
"""Areas are drawn this much simpler than their layers have them."""

STREET_METRES: Final = 1.0
"""The same for streets. Layers have a vertex every few metres; a city's file is little more than half as large."""

_DECIMALS: Final = 6


def places_geojson(
    units: UnitTable,
    used: Collection[str] | None = None,
    households: NDArray[np.float64] | None = None,
    least: float = 0.0,
) -> dict[str, Any]:
    """A FeatureCollection (EPSG:4326, longitude first) of the units with these ids; where none are named of all that
    may be published: those that `least` households live in, and the city.

    Properties: `id`, `label`, `precision` (the level), `households` (a band), and `longitude`, `latitude` of a point on
    a street of the unit for maps that cannot draw shapes. Blocks are lines, areas polygons. `households` overrides the
    table's own count per unit, for instance with `preimage_households`.
    """
    if used is None:
        enough = units.households >= least * units.safety if least > 0 else np.ones(len(units), dtype=np.bool_)
        enough[units.city] = True
        wanted = np.flatnonzero(units.shown & enough).tolist()
    else:
        wanted = [at for at, name in enumerate(units.ids.to_pylist()) if name in used]
    counted = units.households / units.safety if households is None else households
    shapes = _simple_shapes(units, np.fromiter(wanted, dtype=np.int64))
    ids, labels = units.ids.to_pylist(), units.label.to_pylist()
    features = []
    for at, shape in zip(wanted, shapes, strict=True):
        properties: dict[str, Any] = {
            "id": ids[at],
            "label": labels[at],
            "precision": units.ladder[units.level[at]],
            "households": band(float(counted[at])),
        }
        if np.isfinite(units.points[at, 0]):
            longitude, latitude = np.round(units.points[at], _DECIMALS).tolist()
            properties |= {"longitude": longitude, "latitude": latitude}
        features.append({"type": "Feature", "id": ids[at], "properties": properties, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


def _simple_shapes(units: UnitTable, rows: NDArray[np.int64]) -> list[dict[str, Any] | None]:
    """GeoJSON geometries; areas are simplified together so that neighbours still share their borders."""
    import json

    import geopandas
    import shapely

    shapes = units.geometry().iloc[rows].to_numpy().astype(object)
    blocks = units.level[rows] == (units.ladder.index(BLOCK) if units.has_blocks else -1)
    for level in np.unique(units.level[rows]).tolist():
        here = np.flatnonzero((units.level[rows] == level) & ~shapely.is_missing(shapes))
        if not len(here):
            continue
        metres = geopandas.GeoSeries(shapes[here], crs="EPSG:4326").to_crs(units.metres).to_numpy()
        if blocks[here[0]]:
            simple = shapely.simplify(metres, STREET_METRES)
        else:
            simple = shapely.coverage_simplify(metres, SIMPLIFY_METRES)
        empty = shapely.is_empty(simple)
        simple[empty] = metres[empty]
        shapes[here] = geopandas.GeoSeries(simple, crs=units.metres).to_crs("EPSG:4326").to_numpy()
    there = ~shapely.is_missing(shapes)
    shapes[there] = shapely.transform(shapes[there], lambda xy: np.round(xy, _DECIMALS))
    for at in np.flatnonzero(there & ~shapely.is_valid(shapes)):
        shapes[at] = _whole(shapes[at])
    return [json.loads(text) if text is not None else None for text in shapely.to_geojson(shapes)]


def _whole(shape: Any) -> Any:
    """A shape without its broken parts, such as a street cut off at the city's border in a single point; None where
    nothing is left."""
    import shapely

    if shape.geom_type.endswith("Polygon"):
        return shapely.make_valid(shape)
    parts = shapely.get_parts(shape)
    parts = parts[shapely.is_valid(parts)]
    if len(parts) < 2:
        return parts[0] if len(parts) else None
    return shapely.multilinestrings(parts)


def representative_points(units: UnitTable) -> NDArray[np.float64]:
    """(m, 2) longitude and latitude of a spot on a street of each unit, 15 m from every house; NaN if there is none."""
    return units.points
