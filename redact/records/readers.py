"""Which reader a file gets: by its ending, checked against its first bytes by the reader itself."""

from __future__ import annotations

from pathlib import Path

from redact.errors import DataMismatch, Where
from redact.records.card import ReadOptions
from redact.records.opening import opened
from redact.records.reading import Reader

DELIMITED = (".csv", ".tsv", ".txt", ".tab")
"""Endings read as delimited text."""


def open_reader(path: Path, options: ReadOptions) -> Reader:
    """The reader for one file, opened and checked as far as its header.

    Raises DataMismatch (11) for a file that cannot be read, with what to do about it.
    """
    opened(path).close()
    ending = kind_of_file(path)
    if ending in DELIMITED:
        from redact.records.formats.delimited import open_delimited

        return open_delimited(path, options)
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
