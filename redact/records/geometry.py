"""Geometry as text: WKT from WKB, from GeoJSON and from Esri JSON, with numbers as they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

GEOMETRY = "geometry"
"""The title under which a format's own geometry is read."""

_ESRI_CODES = {"102100": "3857", "102113": "3857", "900913": "3857", "102711": "3435"}
"""Esri's own numbers for systems that have an EPSG number."""


def wkb_as_wkt(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Binary geometry as WKT text; nothing as the empty string."""
    import numpy as np
    import shapely

    cells = np.asarray(column.to_pylist(), dtype=object)
    shapes = shapely.from_wkb(cells, on_invalid="ignore")
    text = shapely.to_wkt(shapes, rounding_precision=-1, trim=True)
    return pa.array(["" if each is None else each for each in text], pa.string())


def geojson_as_wkt(geometry: Any) -> str:
    """A GeoJSON geometry (numbers already text) as WKT; "" for none or for what is no geometry."""
    if not isinstance(geometry, Mapping):
        return ""
    kind = str(geometry.get("type", ""))
    if kind == "GeometryCollection":
        parts = [geojson_as_wkt(part) for part in geometry.get("geometries") or ()]
        return f"GEOMETRYCOLLECTION ({', '.join(parts)})" if parts else ""
    coordinates = geometry.get("coordinates")
    depth = _DEPTHS.get(kind)
    if depth is None or not isinstance(coordinates, Sequence) or not coordinates:
        return ""
    inner = _nested(coordinates, depth)
    return f"{kind.upper()} {inner if depth else f'({inner})'}"


_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}


def _nested(coordinates: Any, depth: int) -> str:
    if depth == 0:
        return " ".join(str(number) for number in coordinates[:2])
    return f"({', '.join(_nested(part, depth - 1) for part in coordinates)})"


def esri_as_wkt(geometry: Any) -> str:
    """An Esri JSON point as WKT; its lines and areas are not read ("")."""
    if isinstance(geometry, Mapping) and geometry.get("x") not in (None, "", "NaN"):
        return f"POINT ({geometry['x']} {geometry['y']})"
    return ""


def crs_name(stated: str | None) -> str | None:
    """ "EPSG:3435" for the many ways in which formats name a coordinate system; None where it is not named."""
    if not stated:
        return None
    if "CRS84" in stated.upper():
        return "EPSG:4326"
    found = re.fullmatch(
        r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(EPSG|ESRI)[:/].*?(\d+)", stated, re.I
    )
    if found is None:
        return None
    code = _ESRI_CODES.get(found.group(2), found.group(2))
    return f"EPSG:{code}"
