"""Reading one layer's file, whatever its format, and the digest that says which file it was."""

from __future__ import annotations

import hashlib
from glob import escape
from pathlib import Path
from typing import Any, Final

import pandas as pd

from redact.errors import DataMismatch, Where

GEOMETRY: Final = "geometry"


def read_file(path: Path, layer: str | None) -> Any:
    """A file as a GeoDataFrame with a column `geometry`, or as a DataFrame of texts where it has no shapes.

    A Shapefile may stay in the .zip it came in. Raises DataMismatch (11) for a damaged file or an unknown format.
    """
    import geopandas
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        if path.suffix.lower() in (".csv", ".txt"):
            return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        if path.suffix.lower() in (".parquet", ".geoparquet"):
            if b"geo" not in (pq.read_schema(path).metadata or {}):
                return pd.read_parquet(path)
            frame = geopandas.read_parquet(path)
        else:
            frame = geopandas.read_file(path, layer=layer, engine="pyogrio")
    except (DataSourceError, DataLayerError, pa.ArrowInvalid, OSError, UnicodeDecodeError, ValueError):
        raise DataMismatch(
            "the layer cannot be read",
            where=Where(path),
            fix="It must be GeoParquet, GeoPackage, Shapefile, GeoJSON or, for a typed table, CSV in UTF-8",
        ) from None
    if not isinstance(frame, geopandas.GeoDataFrame):
        return frame
    return frame.rename_geometry(GEOMETRY) if frame.geometry.name != GEOMETRY else frame


def with_points(frame: Any) -> Any:
    """A table of addresses that has longitude and latitude, with its points; any other frame as it is."""
    import geopandas

    folded = {str(name).casefold(): name for name in frame.columns}
    x, y = (next((folded[word] for word in words if word in folded), None) for words in (_LONGITUDE, _LATITUDE))
    if GEOMETRY in frame.columns or x is None or y is None:
        return frame
    longitude, latitude = (pd.to_numeric(frame[name], errors="coerce") for name in (x, y))
    points = geopandas.points_from_xy(longitude, latitude)
    points[(longitude.isna() | latitude.isna()).to_numpy()] = None
    return geopandas.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


_LONGITUDE: Final = ("longitude", "lon", "long", "lng")
_LATITUDE: Final = ("latitude", "lat")


def digest_of(path: Path) -> str:
    """SHA-256 of a layer: of its file, or of all its files where a Shapefile or geodatabase has several."""
    if path.is_dir():
        files = sorted(each for each in path.rglob("*") if each.is_file())
    elif path.suffix.lower() == ".shp":
        files = sorted(each for each in path.parent.glob(f"{escape(path.stem)}.*") if each.suffix.lower() in _SHAPE)
    else:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for each in files:
        digest.update(f"{each.name}\0".encode())
        digest.update(hashlib.sha256(each.read_bytes()).digest())
    return digest.hexdigest()


_SHAPE: Final = frozenset({".shp", ".dbf", ".prj", ".cpg"})
"""The parts of a Shapefile that say something; the rest are indexes and notes."""
