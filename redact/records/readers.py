"""Which reader a file gets: by its ending, checked against its first bytes by the reader itself."""

from __future__ import annotations

from pathlib import Path

from redact.errors import DataMismatch, Where
from redact.records.card import ReadOptions
from redact.records.opening import opened
from redact.records.reading import Reader

DELIMITED = (".csv", ".tsv", ".txt", ".tab")
"""Endings read as delimited text."""

_JSON_LINES = (".jsonl", ".ndjson", ".geojsonl")
_JSON = (".json", ".geojson", *_JSON_LINES)


def open_reader(path: Path, options: ReadOptions) -> Reader:
    """The reader for one file, opened and checked as far as its header.

    Raises DataMismatch (11) for a file that cannot be read, with what to do about it.
    """
    opened(path).close()
    ending = kind_of_file(path)
    if ending in DELIMITED:
        from redact.records.formats.delimited import open_delimited

        return open_delimited(path, options)
    if ending == ".parquet":
        from redact.records.formats.parquet import open_parquet

        return open_parquet(path)
    if ending in _JSON:
        from redact.records.formats.json_rows import open_json

        return open_json(path, options.encoding, lines=ending in _JSON_LINES)
    if ending in (".xlsx", ".xlsm", ".xls"):
        from redact.records.formats.workbook import open_workbook

        return open_workbook(path, options)
    if ending in (".gpkg", ".shp"):
        from redact.records.formats.layers import open_layer

        return open_layer(path, options)
    raise DataMismatch(
        f"files of the kind '{ending or 'without ending'}' are not read",
        where=Where(path),
        fix="Export as CSV, XLSX, Parquet, JSON, JSON lines, GeoJSON, GeoPackage or Shapefile.",
    )


def kind_of_file(path: Path) -> str:
    """The ending that says what is inside, in small letters: ".csv" for `calls.CSV.gz` too."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""
