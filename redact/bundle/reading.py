"""Reading a bundle again: the bytes that were written, decoded as anybody would."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from redact.bundle.cells import harmless
from redact.errors import DataMismatch, Where

TEXTS = (".html", ".json", ".geojson", ".csv")


def read_csv(path: Path) -> pa.Table:
    """A CSV file of a bundle, all columns text. Raises DataMismatch (11) where it cannot be decoded."""
    try:
        header = pacsv.open_csv(path, parse_options=pacsv.ParseOptions(newlines_in_values=True)).schema.names
        return pacsv.read_csv(
            path,
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, OSError):
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
    wanted = pq.read_table(staged, read_dictionary=list(header))
    csv = read_csv(data / f"{name}.csv")
    parquet = pq.read_table(data / f"{name}.parquet")
    read = {f"data/{name}.csv": csv, f"data/{name}.parquet": parquet}
    if (data / f"{name}.geojson").exists():
        table, geometries = read_features(data / f"{name}.geojson")
        read[f"data/{name}.geojson"] = table
        wrong += [f"points of data/{name}.geojson"] if _misplaced(table, geometries, points) else []
    for file, table in read.items():
        if table.num_rows != wanted.num_rows:
            wrong.append(f"{file} has {table.num_rows:,} rows, not {wanted.num_rows:,}")
        elif table.num_rows and table.column_names != list(header):
            wrong.append(f"{file} has other columns")
        else:
            wrong += [
                f"column '{column}' of {file}"
                for column in table.column_names
                if not _same(wanted.column(column), table.column(column))
            ]
    return wrong


def _misplaced(table: pa.Table, geometries: Sequence[Any], points: Mapping[str, str]) -> bool:
    """Whether any feature stands elsewhere than where its published place does."""
    allowed = {name: json.loads(text) for name, text in points.items()}
    places = table.column("place_id").to_pylist() if table.num_columns else []
    return any(
        geometry != allowed.get(place) for place, geometry in zip(places, geometries, strict=True)
    )


def _same(staged: pa.ChunkedArray, written: pa.ChunkedArray) -> bool:
    """Whether every written cell is the harmless form of the staged one."""
    at = 0
    for chunk in staged.chunks:
        if not len(chunk):
            continue
        cells = pa.DictionaryArray.from_arrays(chunk.indices, harmless(chunk.dictionary.cast(pa.string())))
        other = written.slice(at, len(chunk)).combine_chunks()
        other = other.chunk(0) if isinstance(other, pa.ChunkedArray) else other
        if not pc.all(pc.equal(cells.cast(pa.string()), other), min_count=0).as_py() or other.null_count:
            return False
        at += len(chunk)
    return True


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
        elif path.suffix in TEXTS and not name.startswith("data/"):
            yield name, path.read_text(encoding="utf-8")
