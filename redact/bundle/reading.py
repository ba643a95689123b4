"""Reading a bundle again: the bytes that were written, decoded as anybody would."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from redact.bundle.cells import batches
from redact.errors import DataMismatch, Where
from redact.gates.scan import table_words


def read_csv(path: Path) -> pa.Table:
    """A CSV file of a bundle, all columns text. Raises DataMismatch (11) where it cannot be decoded."""
    batches_ = list(stream_csv(path))
    return pa.Table.from_batches(batches_) if batches_ else pa.table({})


def stream_csv(path: Path) -> Iterator[pa.RecordBatch]:
    """A CSV file of a bundle, some rows at a time; at least one batch, so that the header is known."""
    parse = pacsv.ParseOptions(newlines_in_values=True)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        convert = pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False)
        reader = pacsv.open_csv(path, parse_options=parse, convert_options=convert)
        yield pa.RecordBatch.from_pylist([], schema=reader.schema)
        yield from reader
    except (pa.ArrowInvalid, OSError, ValueError, StopIteration):
        raise DataMismatch("this file cannot be read as CSV", where=Where(path)) from None


def read_json(path: Path) -> Any:
    """A JSON file of a bundle. Raises DataMismatch (11) where it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        raise DataMismatch("this file cannot be read as JSON", where=Where(path)) from None


def read_features(path: Path) -> tuple[pa.Table, list[Any]]:
    """The properties of a GeoJSON file as columns of text, and its geometries."""
    features = read_json(path)["features"]
    rows = [feature["properties"] for feature in features]
    names = list(rows[0]) if rows else []
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    return table, [feature["geometry"] for feature in features]


def differences(
    staged: Path, header: Sequence[str], data: Path, name: str, points: Mapping[str, str]
) -> list[str]:
    """In what the written files of a dataset say something else than its staged rows, in order.

    `points` gives the one geometry, as JSON text, that features of a `place_id` may have.
    """
    wrong = []
    read: dict[str, Iterator[pa.RecordBatch]] = {
        f"data/{name}.csv": stream_csv(data / f"{name}.csv"),
        f"data/{name}.parquet": pq.ParquetFile(data / f"{name}.parquet").iter_batches(),
    }
    if (data / f"{name}.geojson").exists():
        table, geometries = read_features(data / f"{name}.geojson")
        read[f"data/{name}.geojson"] = iter(table.to_batches())
        wrong += [f"points of data/{name}.geojson"] if _misplaced(table, geometries, points) else []
    for file, written in read.items():
        wrong += [f"{what} of {file}" for what in _other_cells(staged, header, written)]
    return wrong


def _other_cells(staged: Path, header: Sequence[str], written: Iterator[pa.RecordBatch]) -> list[str]:
    """The columns in which some written cell is not the harmless form of the staged one; `rows` where they are not
    as many."""
    wrong: dict[str, None] = {}
    waiting: list[pa.RecordBatch] = []
    for columns in batches(staged):
        cells = pa.table([column.spread(column.values) for column in columns], names=list(header))
        while sum(map(len, waiting)) < len(cells) and (batch := next(written, None)) is not None:
            waiting.append(batch)
        have = pa.Table.from_batches(waiting) if waiting else cells.slice(0, 0)
        if have.num_rows < len(cells) or have.column_names != list(header):
            return ["rows" if have.column_names == list(header) else "columns"]
        for name in header:
            if have.column(name).null_count or not cells.column(name).equals(have.column(name).slice(0, len(cells))):
                wrong[f"column '{name}'"] = None
        waiting = have.slice(len(cells)).to_batches()
    return ["rows"] if any(map(len, waiting)) or any(map(len, written)) else list(wrong)


def _misplaced(table: pa.Table, geometries: Sequence[Any], points: Mapping[str, str]) -> bool:
    """Whether any feature stands elsewhere than where its published place does."""
    allowed = {name: json.loads(text) for name, text in points.items()}
    places = table.column("place_id").to_pylist() if table.num_columns else []
    return any(
        geometry != allowed.get(place) for place, geometry in zip(places, geometries, strict=True)
    )


def other_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """(path in the bundle, text) of every file that holds no staged rows: pages, manifests, places and tables.

    Of places only what is said about them: their shapes come from the map layers, and a city's streets have all the
    coordinates there are.
    """
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == "places.geojson":
            properties = [feature["properties"] for feature in read_json(path)["features"]]
            said = [str(value) for each in properties for value in each.values() if isinstance(value, str)]
            yield name, "\n".join(said)
        elif path.suffix == ".json":
            yield name, "\n".join(_strings(read_json(path)))
        elif name.startswith("tables/"):
            yield name, table_words(path)
        elif path.suffix == ".html":
            yield name, path.read_text(encoding="utf-8")


def _strings(content: Any) -> Iterator[str]:
    """Every key and text of a JSON value; numbers are sizes and counts of redact's own."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)
