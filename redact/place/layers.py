"""Reading map layers: any of the usual formats, one coordinate system in metres."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.errors import DataMismatch, Where
from redact.place.jurisdiction import Jurisdiction
from redact.policy.wording import did_you_mean

if TYPE_CHECKING:
    from pyproj import CRS

GEOMETRY: Final = "geometry"
WGS84: Final = "EPSG:4326"

Shapes = NDArray[np.object_]
"""Shapely geometries, one per row."""


@dataclass(frozen=True)
class Layer:
    """One layer's attributes, and its shapes where it has any, in the jurisdiction's metre system."""

    path: Path
    columns: pd.DataFrame
    shapes: Shapes | None

    def __len__(self) -> int:
        return len(self.columns)

    def texts(self, column: str | None) -> list[str]:
        """A column as text, empty where the layer says nothing or has no such column asked for."""
        if column is None:
            return [""] * len(self)
        return [text_of(value) for value in self._column(column).tolist()]

    def numbers(self, column: str | None) -> NDArray[np.float64]:
        """A column as numbers, NaN where it holds none."""
        if column is None:
            return np.full(len(self), np.nan)
        return np.asarray(pd.to_numeric(self._column(column), errors="coerce"), dtype=np.float64)

    def shapes_of(self, dimension: int) -> Shapes:
        """The shapes, which must all be lines (1) or polygons (2). Raises DataMismatch (11) where they are not."""
        import shapely

        word = {1: "lines", 2: "polygons"}[dimension]
        if self.shapes is None:
            raise DataMismatch(f"the layer has no shapes; {word} are needed here", where=Where(self.path))
        wrong = int((shapely.get_dimensions(self.shapes) != dimension).sum())
        if wrong:
            raise DataMismatch(
                f"{wrong} of the layer's {len(self):,} shapes are not {word}, which are needed here",
                where=Where(self.path),
                fix="Name another layer, or take them out",
            )
        return self.shapes

    def first_of(self, names: Iterable[str]) -> str | None:
        """The first of these columns that the layer has, whatever its capitals."""
        there = {str(name).casefold(): str(name) for name in self.columns.columns}
        return next((there[name] for name in names if name in there), None)

    def _column(self, name: str) -> pd.Series[Any]:
        if name in self.columns.columns:
            return self.columns[name]
        folded = self.first_of([name.casefold()])
        if folded is None:
            words = [str(each) for each in self.columns.columns]
            raise DataMismatch(
                f"the layer has no column '{name}'.{did_you_mean(name, words)}",
                where=Where(self.path),
                fix=f"It has: {', '.join(words[:30])}",
            )
        return self.columns[folded]


def text_of(value: object) -> str:
    """A cell as text; whole numbers without a decimal point, nothing for missing values."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


class Layers:
    """The layers of one jurisdiction, each read once, all in the same metre system."""

    def __init__(self, jurisdiction: Jurisdiction) -> None:
        self.jurisdiction = jurisdiction
        self._read: dict[tuple[str, str | None], Any] = {}
        self._system: CRS | None = None
        self.digests: dict[str, str] = {}

    @property
    def system(self) -> CRS:
        """The metre system everything is measured in: the file's `crs` if it is one in metres, else the UTM zone."""
        if self._system is None:
            self._system = self._choose_system()
        return self._system

    def layer(self, file: str, layer: str | None = None) -> Layer:
        """A layer with its shapes in metres. Raises DataMismatch (11) where it cannot be read."""
        frame = self._frame(file, layer)
        path = self.jurisdiction.file(file)
        if GEOMETRY not in frame.columns:
            return Layer(path, frame, None)
        import geopandas
        import shapely

        shapes = geopandas.GeoSeries(frame[GEOMETRY], crs=frame.crs).to_crs(self.system).to_numpy()
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        columns = pd.DataFrame(frame.drop(columns=[GEOMETRY]))[there].reset_index(drop=True)
        return Layer(path, columns, np.asarray(shapely.force_2d(shapes[there]), dtype=object))

    def _frame(self, file: str, layer: str | None) -> Any:
        key = (file, layer)
        if key not in self._read:
            path = self.jurisdiction.file(file)
            self.digests[file] = hashlib.sha256(path.read_bytes()).hexdigest()
            self._read[key] = self._with_system(read_file(path, layer), path)
        return self._read[key]

    def _with_system(self, frame: Any, path: Path) -> Any:
        if GEOMETRY not in frame.columns or frame.crs is not None:
            return frame
        if self.jurisdiction.crs is None:
            raise DataMismatch(
                "the layer does not say its coordinate system",
                where=Where(path),
                fix="Name it as crs: in the jurisdiction file, as in EPSG:2804",
            )
        return frame.set_crs(self.jurisdiction.crs)

    def _choose_system(self) -> CRS:
        from pyproj import CRS

        if self.jurisdiction.crs is not None:
            stated = CRS.from_user_input(self.jurisdiction.crs)
            metres = all(axis.unit_name == "metre" for axis in stated.axis_info[:2])
            if stated.is_projected and metres and stated.to_epsg() != _WEB_MERCATOR:
                return stated
        for entry in (
            self.jurisdiction.streets, *self.jurisdiction.levels.values(), self.jurisdiction.households,
        ):  # fmt: skip
            if entry is not None:
                frame = self._frame(entry.file, entry.layer)
                if GEOMETRY in frame.columns and len(frame):
                    found: CRS = frame.geometry.estimate_utm_crs()
                    return found
        return CRS.from_epsg(_WEB_MERCATOR)


_WEB_MERCATOR: Final = 3857
"""Its metres are stretched by a third at 40 degrees north, so nothing is measured in it."""


def read_file(path: Path, layer: str | None) -> Any:
    """A file as a GeoDataFrame with a column `geometry`, or as a DataFrame of texts where it has no shapes.

    Raises DataMismatch (11) for a damaged file or an unknown format.
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
