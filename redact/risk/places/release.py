"""What the public has of places: published rows one below the other, and the map of the published places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

PLACE: Final = ("place", "place_id", "place_precision")
KEPT: Final = ("id", "offense_group", "households_band", "time", "time_precision")
"""Columns of every release that no attack on places looks into for a place."""


@dataclass(frozen=True)
class Place:
    """A place as rows name it: its words, its id and its precision."""

    label: str
    id: str
    precision: str


@dataclass(frozen=True)
class Drawn:
    """A place as the published map has it: the point (longitude, latitude; NaN: none) and the shape in EPSG:4326."""

    precision: str
    band: str
    longitude: float
    latitude: float
    shape: Any


@dataclass(frozen=True)
class Cells:
    """A column of all rows: distinct cells and, per row, the index of its cell. Datasets without it have empty ones."""

    values: tuple[str, ...]
    codes: NDArray[np.int64]


@dataclass(frozen=True)
class Release:
    """n published rows of all datasets, in the order of `datasets` and within one as published.

    `dataset` (n,) indexes `datasets`, `place` (n,) indexes `places`, -1 where a row names none. `columns` are all
    published columns by name, `drawn` the places on the map by id.
    """

    datasets: tuple[str, ...]
    dataset: NDArray[np.int64]
    places: tuple[Place, ...]
    place: NDArray[np.int64]
    columns: Mapping[str, Cells]
    drawn: Mapping[str, Drawn]

    def __len__(self) -> int:
        return len(self.dataset)

    @property
    def further(self) -> tuple[str, ...]:
        """Columns beside those that every release has."""
        return tuple(name for name in self.columns if name not in (*PLACE, *KEPT))

    @property
    def linked(self) -> NDArray[np.int64]:
        """(n,) A number for the rows that carry the same id, in whatever dataset."""
        return self.columns["id"].codes


def of_tables(tables: Mapping[str, pa.Table], drawn: Mapping[str, Drawn]) -> Release:
    """A release of published rows, by dataset, as text columns."""
    datasets = tuple(tables)
    dataset = np.repeat(np.arange(len(datasets)), [table.num_rows for table in tables.values()])
    names = list(dict.fromkeys(name for table in tables.values() for name in table.column_names))
    columns = {name: _cells(tables.values(), name) for name in dict.fromkeys([*PLACE, "id", *names])}
    places, place = _places(columns)
    return Release(datasets, dataset.astype(np.int64), places, place, columns, drawn)


def _cells(tables: Iterable[pa.Table], name: str) -> Cells:
    parts: list[pa.Array] = []
    for table in tables:
        if name in table.column_names:
            parts += table.column(name).cast(pa.string()).chunks
        else:
            parts.append(pa.array([""] * table.num_rows, pa.string()))
    whole = pa.chunked_array(parts, pa.string())
    encoded = pc.fill_null(whole, "").combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Cells(tuple(encoded.dictionary.to_pylist()), codes)


def _places(columns: Mapping[str, Cells]) -> tuple[tuple[Place, ...], NDArray[np.int64]]:
    cells = [columns[name] for name in PLACE]
    number = np.zeros(len(cells[0].codes), dtype=np.int64)
    for each in cells:
        number = number * (len(each.values) + 1) + each.codes
    _, first, place = np.unique(number, return_index=True, return_inverse=True)
    found = [Place(*(each.values[each.codes[at]] for each in cells)) for at in first.tolist()]
    kept = [at for at, each in enumerate(found) if each.id or each.label]
    renumbered = np.full(len(found), -1, dtype=np.int64)
    renumbered[kept] = np.arange(len(kept))
    return tuple(found[at] for at in kept), renumbered[place]


def read_release(folder: Path) -> Release:
    """A release that somebody downloaded: data/*.csv and places.geojson."""
    import shapely
    from pyarrow import csv

    tables = {}
    for path in sorted((folder / "data").glob("*.csv")):
        names = csv.open_csv(path).schema.names
        text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
        tables[path.stem] = csv.read_csv(path, convert_options=text)
    features = json.loads((folder / "places.geojson").read_text(encoding="utf-8"))["features"]
    shapes = [None if each["geometry"] is None else shapely.geometry.shape(each["geometry"]) for each in features]
    drawn = {
        each["id"]: Drawn(
            each["properties"]["precision"],
            each["properties"]["households"],
            float(each["properties"].get("longitude", "nan")),
            float(each["properties"].get("latitude", "nan")),
            shape,
        )
        for each, shape in zip(features, shapes, strict=True)
    }
    return of_tables(tables, drawn)
