"""GeoPackage and Shapefile through GDAL: attributes as text, geometry as WKT, streamed as Arrow batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from redact.errors import DataMismatch, Where
from redact.records.astext import as_text
from redact.records.card import ReadOptions
from redact.records.geometry import GEOMETRY, crs_name, wkb_as_wkt
from redact.records.opening import chosen_sheet, digest, empty_file
from redact.records.reading import Chunk, text_table

_ROWS = 65_536
_SIDECARS = (".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a GeoPackage, or a Shapefile; `columns` are its attribute names as GDAL knows them."""

    path: Path
    layer: str
    encoding: str | None
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    sha256: str
    crs: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """All features in the order of the layer."""
        import pyogrio

        shapes = GEOMETRY in self.titles and self.titles.index(GEOMETRY) in wanted
        names = [self.columns[position] for position in wanted if position < len(self.columns)]
        try:
            with pyogrio.open_arrow(
                self.path, layer=self.layer, columns=names, encoding=self.encoding, read_geometry=shapes,
                batch_size=_ROWS, use_pyarrow=True,
            ) as (meta, batches):  # fmt: skip
                for rows in batches:
                    cells = [self._column(position, rows, meta) for position in wanted]
                    yield Chunk(text_table(cells, rows.num_rows), np.zeros(rows.num_rows, np.int8))
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowInvalid, OSError):
            raise _damaged(self.path) from None

    def _column(self, position: int, rows: pa.RecordBatch, meta: Mapping[str, Any]) -> pa.Array:
        if position < len(self.columns):
            return as_text(rows.column(self.columns[position]))
        return wkb_as_wkt(rows.column(meta["geometry_name"] or "wkb_geometry"))


def open_layer(path: Path, options: ReadOptions) -> Layer:
    """Chooses the layer (`read.sheet` names one of several) and reads what columns and system it has.

    Raises DataMismatch (11): damaged, no layer, several and none named, a Shapefile without its .dbf.
    """
    import pyogrio

    if path.stat().st_size == 0:
        raise empty_file(path)
    shapefile = path.suffix.lower() == ".shp"
    if shapefile and _sidecar(path, ".dbf") is None:
        raise DataMismatch(
            "the .dbf file that belongs to this Shapefile is not beside it, so its columns are missing",
            where=Where(path),
            fix="Copy all files of the Shapefile (.shp, .shx, .dbf, .prj) into the same folder.",
        )
    try:
        found = [str(name) for name, _ in pyogrio.list_layers(path)]
        layer = chosen_sheet(path, options.sheet, found, found, word="layer", many="the file has {} layers")
        info = pyogrio.read_info(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        raise _damaged(path) from None
    columns = tuple(str(name) for name in info["fields"])
    titles = tuple(name.strip() for name in columns)
    crs, notes = {}, []
    if info["geometry_type"] is not None:
        titles = (*titles, GEOMETRY)
        name = crs_name(info["crs"])
        if name is not None:
            crs[GEOMETRY] = name
        else:
            notes.append("the file does not say which coordinate system its geometry has")
    encoding = options.encoding if shapefile and _sidecar(path, ".cpg") is None else None
    return Layer(path, layer, encoding, columns, titles, _sha256(path, shapefile), crs, tuple(notes))


def _sidecar(path: Path, ending: str) -> Path | None:
    both = (path.with_suffix(ending), path.with_suffix(ending.upper()))
    return next((each for each in both if each.exists()), None)


def _sha256(path: Path, shapefile: bool) -> str:
    """Of a Shapefile: over the digests of all its parts."""
    if not shapefile:
        return digest(path)
    parts = [path, *filter(None, (_sidecar(path, ending) for ending in _SIDECARS))]
    return hashlib.sha256("".join(f"{digest(part)}\n" for part in parts).encode()).hexdigest()


def _damaged(path: Path) -> DataMismatch:
    return DataMismatch("the file is damaged or is not what its ending says", where=Where(path), fix="Export it again.")
