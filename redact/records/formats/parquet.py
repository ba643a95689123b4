"""Parquet and GeoParquet, by row groups; geometry as WKT."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from redact.errors import DataMismatch, Where
from redact.records.astext import as_text
from redact.records.geometry import crs_name, wkb_as_wkt
from redact.records.opening import digest
from redact.records.reading import Chunk, text_table

_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """One Parquet file. `geometry` are the titles of columns that GeoParquet metadata says hold WKB."""

    path: Path
    titles: tuple[str, ...]
    sha256: str
    geometry: frozenset[str] = frozenset()
    crs: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """All rows, a batch at a time; only the wanted columns are read from disk."""
        names = [self.titles[position] for position in wanted]
        with pq.ParquetFile(self.path) as file:
            try:
                for rows in file.iter_batches(batch_size=_ROWS, columns=list(dict.fromkeys(names))):
                    columns = [self._text(name, rows.column(name)) for name in names]
                    yield Chunk(text_table(columns, rows.num_rows), np.zeros(rows.num_rows, np.int8))
            except (pa.ArrowInvalid, OSError):
                raise _damaged(self.path) from None

    def _text(self, name: str, column: pa.Array) -> pa.Array:
        return wkb_as_wkt(column) if name in self.geometry else as_text(column)


def open_parquet(path: Path) -> ParquetFile:
    """Reads the schema. Raises DataMismatch (11) for a damaged file or one that is not Parquet."""
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
    except (pa.ArrowInvalid, OSError):
        raise _damaged(path) from None
    binary = [each.name for each in schema if pa.types.is_binary(each.type) or pa.types.is_large_binary(each.type)]
    geo = _geo(schema)
    crs = {name: found for name, each in geo.items() if (found := _crs(each)) is not None}
    notes = tuple(f"the column '{name}' holds binary data and is read as text" for name in binary if name not in geo)
    titles = tuple(name.strip() for name in schema.names)
    return ParquetFile(path, titles, digest(path), frozenset(geo), crs, notes)


def _geo(schema: pa.Schema) -> Mapping[str, Mapping[str, Any]]:
    raw = (schema.metadata or {}).get(b"geo")
    columns = json.loads(raw).get("columns", {}) if raw else {}
    return {name: each for name, each in columns.items() if str(each.get("encoding", "")).upper() == "WKB"}


def _crs(column: Mapping[str, Any]) -> str | None:
    """GeoParquet: no `crs` means longitude and latitude, null means unknown."""
    stated = column.get("crs", "OGC:CRS84")
    if isinstance(stated, Mapping):
        name = stated.get("id") or {}
        return crs_name(f"{name.get('authority', '')}:{name.get('code', '')}")
    return crs_name(stated)


def _damaged(path: Path) -> DataMismatch:
    return DataMismatch(
        "the file is damaged or is not a Parquet file", where=Where(path), fix="Copy or export it again."
    )
