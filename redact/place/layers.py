"""Reading map layers: any of the usual formats, one coordinate system in metres."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.errors import DataMismatch, Where
from redact.place.jurisdiction import CITY, Jurisdiction, MapLayer
from redact.place.reading import GEOMETRY, digest_of, read_file, with_points
from redact.policy.wording import did_you_mean

if TYPE_CHECKING:
    from pyproj import CRS

    from redact.place.extent import Extent

WGS84: Final = "EPSG:4326"

_CITY_ROLE: Final = f"levels: {CITY}"

Shapes = NDArray[np.object_]
"""Shapely geometries, one per row."""


@dataclass(frozen=True)
class Layer:
    """One layer's attributes, and its shapes where it has any, in the jurisdiction's metre system.

    `outside` is how many homes or streets were left out because they lie outside the city's outline.
    """

    path: Path
    columns: pd.DataFrame
    shapes: Shapes | None
    outside: int = 0

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
        self._checked = False
        self._outline: Any = None
        self.digests: dict[str, str] = {}

    @property
    def system(self) -> CRS:
        """The metre system everything is measured in: the file's `crs` if it is one in metres, else the UTM zone."""
        if self._system is None:
            self._system = self._choose_system()
        return self._system

    def layer(self, file: str, layer: str | None = None) -> Layer:
        """A layer with its shapes in metres. Raises DataMismatch (11) where it cannot be read or lies elsewhere."""
        self._check_extents()
        from redact.place.outline import in_city, partly_in_city

        frame = self._frame(file, layer)
        path = self.jurisdiction.file(file)
        if GEOMETRY not in frame.columns:
            return Layer(path, frame, None)
        shapes = self._in_metres(frame)
        kept = ~_absent(shapes)
        role = self._role(file, layer)
        outline = self._city() if role != _CITY_ROLE else None
        if outline is not None:
            belongs = in_city if role in ("households", "streets") else partly_in_city
            kept[kept] = belongs(outline, shapes[kept])
        columns = pd.DataFrame(frame.drop(columns=[GEOMETRY]))[kept].reset_index(drop=True)
        outside = int((~kept).sum()) - int(_absent(shapes).sum())
        return Layer(path, columns, shapes[kept], outside)

    def _in_metres(self, frame: Any) -> Shapes:
        import geopandas
        import shapely

        shapes = geopandas.GeoSeries(frame[GEOMETRY], crs=frame.crs).to_crs(self.system).to_numpy()
        return np.asarray(shapely.force_2d(shapes), dtype=object)

    def _city(self) -> Any:
        """The city's outline, None where no layer gives it."""
        import shapely

        entry = self.jurisdiction.levels.get(CITY)
        if self._outline is None and entry is not None:
            frame = self._frame(entry.file, entry.layer)
            if GEOMETRY in frame.columns:
                outline = self._in_metres(frame)
                self._outline = shapely.union_all(shapely.make_valid(outline[~_absent(outline)]))
                shapely.prepare(self._outline)
        return self._outline

    def _role(self, file: str, layer: str | None) -> str:
        """What the first entry that names the layer gives."""
        return next((name for name, each in self.jurisdiction.entries if (each.file, each.layer) == (file, layer)), "")

    def _frame(self, file: str, layer: str | None) -> Any:
        key = (file, layer)
        if key not in self._read:
            path = self.jurisdiction.file(file)
            self.digests[file] = digest_of(path)
            entry = next((each for _, each in self.jurisdiction.entries if (each.file, each.layer) == key), None)
            frame = read_file(path, layer)
            if entry is not None and entry is self.jurisdiction.households:
                frame = with_points(frame)
            self._read[key] = self._with_system(_only(frame, path, entry), entry)
        return self._read[key]

    def extents(self) -> list[Extent]:
        """Where each layer of the jurisdiction lies, those without shapes aside."""
        from redact.place.extent import extent_of

        found = []
        for name, entry in self.jurisdiction.entries:
            frame = self._frame(entry.file, entry.layer)
            system = frame.crs if GEOMETRY in frame.columns else None
            extent = extent_of(name, self.jurisdiction.file(entry.file), frame, system)
            if extent is not None:
                found.append(extent)
        return found

    def _check_extents(self) -> None:
        if not self._checked:
            from redact.place.extent import check_extents

            check_extents(self.extents())
            self._checked = True

    def _with_system(self, frame: Any, entry: MapLayer | None) -> Any:
        """What the layer's entry says is its system; else what the file says; else what the jurisdiction says."""
        if GEOMETRY not in frame.columns:
            return frame
        if entry is not None and entry.crs is not None:
            return frame.set_crs(entry.crs, allow_override=True)
        if frame.crs is None and self.jurisdiction.crs is not None:
            return frame.set_crs(self.jurisdiction.crs)
        return frame

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
                if GEOMETRY in frame.columns and len(frame) and frame.crs is not None:
                    found: CRS = frame.geometry.estimate_utm_crs()
                    return found
        return CRS.from_epsg(_WEB_MERCATOR)


_WEB_MERCATOR: Final = 3857
"""Its metres are stretched by a third at 40 degrees north, so nothing is measured in it."""


def _absent(shapes: Shapes) -> NDArray[np.bool_]:
    import shapely

    return np.asarray(shapely.is_missing(shapes) | shapely.is_empty(shapes), dtype=np.bool_)


def _only(frame: Any, path: Path, entry: MapLayer | None) -> Any:
    """The rows that the entry's `only` keeps. Raises DataMismatch (11) where that is none."""
    if entry is None or not entry.only:
        return frame
    layer = Layer(path, pd.DataFrame(frame), None)
    for column, values in entry.only.items():
        kept = np.isin(np.array(layer.texts(column), dtype=np.str_), np.array(values, dtype=np.str_))
        if not kept.any():
            there = sorted(set(layer.texts(column)))
            raise DataMismatch(
                f"only: no row has one of the wanted values.{did_you_mean(values[0] if values else None, there)}",
                where=Where(path, name=column),
                fix="Write the values as the column has them; zeros in front count",
            )
        frame = frame[kept].reset_index(drop=True)
        layer = Layer(path, pd.DataFrame(frame), None)
    return frame
