"""Cells as they are written: harmless for spreadsheets, and the files made of them, column by column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

BATCH_ROWS = 65_536
MAX_GEOJSON_ROWS = 200_000
"""A GeoJSON file of more rows is of no use in a browser or a map program; CSV and Parquet are there."""

_DANGEROUS = r"^[=+\-@\t\r]"
_NUMBER = r"^[+\-]?(\d+(\.\d*)?|\.\d+)([eE][+\-]?\d+)?$"
_NEEDS_QUOTES = "[\",\r\n]|^ | $"


def harmless(cells: pa.Array) -> pa.Array:
    """Cells that a spreadsheet would run as a formula get an apostrophe in front; numbers stay numbers.

    >>> harmless(pa.array(["=1+1", "-87.6", "@cmd", "plain"])).to_pylist()
    ["'=1+1", '-87.6', "'@cmd", 'plain']
    """
    risky = pc.and_(
        pc.match_substring_regex(cells, _DANGEROUS), pc.invert(pc.match_substring_regex(cells, _NUMBER))
    )
    if not pc.any(risky, min_count=0).as_py():
        return cells
    return pc.if_else(risky, pc.binary_join_element_wise("'", cells, ""), cells)


@dataclass(frozen=True)
class Cells:
    """Some rows of one column: harmless values, and where each row's stands among them (None: the values
    themselves)."""

    values: pa.Array
    indices: pa.Array | None

    def spread(self, values: pa.Array) -> pa.Array:
        """The cells in full, from `values` made one by one of the distinct ones."""
        return values if self.indices is None else values.take(self.indices)


def batches(path: Path) -> Iterator[list[Cells]]:
    """The columns of a staged file, some rows at a time. Ids, distinct anyway, are not looked up."""
    names = [name for name in pq.read_schema(path).names if name != "id"]
    with pq.ParquetFile(path, read_dictionary=names) as file:
        for batch in file.iter_batches(BATCH_ROWS):
            yield [_cells(column) for column in batch.columns]


def _cells(column: pa.Array) -> Cells:
    if pa.types.is_dictionary(column.type):
        return Cells(harmless(column.dictionary.cast(pa.string())), column.indices)
    return Cells(harmless(column), None)


def write_csv(staged: Path, header: Sequence[str], path: Path) -> int:
    """Staged rows as CSV (UTF-8, comma, quotes only where needed, LF); the number of rows."""
    rows = 0
    with path.open("wb") as file:
        file.write((",".join(_quoted(pa.array(list(header))).to_pylist()) + "\n").encode())
        for columns in batches(staged):
            parts = [column.spread(_quoted(column.values)) for column in columns]
            last = pc.binary_join_element_wise(parts[-1], "", "\n")
            lines = pc.binary_join_element_wise(*parts[:-1], last, ",")
            _write_joined(file, lines)
            rows += len(lines)
    return rows


def _quoted(values: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(values, _NEEDS_QUOTES)
    if not pc.any(special, min_count=0).as_py():
        return values
    doubled = pc.replace_substring(values, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), values)


def _write_joined(file: BinaryIO, texts: pa.Array) -> None:
    """Writes texts one after the other, straight from Arrow's buffer."""
    if not len(texts):
        return
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    file.write(memoryview(texts.buffers()[2])[int(offsets[0]) : int(offsets[-1])])


def write_parquet(staged: Path, header: Sequence[str], path: Path) -> None:
    """Staged rows as Parquet, all columns text."""
    schema = pa.schema([(name, pa.string()) for name in header])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for columns in batches(staged):
            writer.write_table(pa.table([column.spread(column.values) for column in columns], schema=schema))


def write_geojson(staged: Path, header: Sequence[str], path: Path, points: dict[str, str]) -> None:
    """Staged rows as GeoJSON features (EPSG:4326), each at the point on a street that stands for its published place.

    `points` gives the geometry, as JSON text, by `place_id`; a row without a place has none.
    """
    place = list(header).index("place_id")
    names = [json.dumps(name) for name in header]
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        first = True
        for columns in batches(staged):
            parts: list[pa.Array | str] = []
            for number, (name, column) in enumerate(zip(names, columns, strict=True)):
                parts += [f"{',' if number else ''}{name}:", column.spread(_json(column.values))]
            spots = pa.array([points.get(value, "null") for value in columns[place].values.to_pylist()], pa.string())
            features = pc.binary_join_element_wise(
                '{"type":"Feature","geometry":', columns[place].spread(spots), ',"properties":{', *parts, "}}", ""
            )
            commas = pa.array(["\n" if first else ",\n"] + [",\n"] * (len(features) - 1)) if len(features) else features
            _write_joined(file, pc.binary_join_element_wise(commas, features, ""))
            first = first and not len(features)
        file.write(b"\n]}\n")


def _json(values: pa.Array) -> pa.Array:
    return pa.array([json.dumps(value, ensure_ascii=False) for value in values.to_pylist()], pa.string())


def point_texts(ids: Sequence[str], points: NDArray[np.float64]) -> dict[str, str]:
    """The point of each place that has one, as GeoJSON text with six decimals."""
    rounded = np.round(points, 6).tolist()
    return {
        name: json.dumps({"type": "Point", "coordinates": spot}, separators=(",", ":"))
        for name, spot in zip(ids, rounded, strict=True)
        if spot[0] == spot[0]
    }
