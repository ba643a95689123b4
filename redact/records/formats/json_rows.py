"""JSON, JSON lines, GeoJSON and Esri JSON: one object a row, numbers as they were written.

Arrays are read element by element, never as a whole. The file is gone through once when it is opened: objects may
leave out empty keys, so only all of them together tell the columns.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from redact.errors import DataMismatch, Where
from redact.records.astext import compact
from redact.records.batch import Fault
from redact.records.decoding import check_encoding
from redact.records.geometry import GEOMETRY, crs_name, esri_as_wkt, geojson_as_wkt
from redact.records.opening import BLOCK, Utf8Text, digest, empty_file
from redact.records.reading import Chunk, text_table

_ROWS = 8_192
_CUT_LINES = 1_000
"""More lines than this after the last readable record are not one cut record but a damaged file."""

_SPACE = re.compile(r"[\s,]*")
_ARRAY = re.compile(r'"(features|data|rows|records|results|items|value)"\s*:\s*\[\s*(?=[{\]])')
_NOTHING = frozenset({"NaN", "Infinity", "-Infinity"})
_decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)

Row = Mapping[str, Any]
"""One record: its cells by title, numbers already text."""

_BROKEN: Final[dict[str, Any]] = {}
"""Stands for a record that could not be read."""


class Shape(Enum):
    """How the objects lie in the file."""

    LINES = "one object a line"
    ARRAY = "objects in a list"


@dataclass(frozen=True, slots=True)
class JsonFile:
    """One JSON file: where its list starts (in characters), and the titles of all its objects together."""

    path: Path
    encoding: str
    shape: Shape
    start: int
    titles: tuple[str, ...]
    sha256: str
    crs: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """All rows in order; a row whose object is broken is a fault."""
        names = [self.titles[position] for position in wanted]
        rows = _rows(self.path, self.encoding, self.shape, self.start)
        while part := list(islice(rows, _ROWS)):
            columns = [[_cell(row.get(name)) for row in part] for name in names]
            faults = [Fault.TRUNCATED if row is _BROKEN else Fault.NONE for row in part]
            table = text_table([pa.array(column, pa.string()) for column in columns], len(part))
            yield Chunk(table, np.asarray(faults, dtype=np.int8))


def open_json(path: Path, encoding: str, lines: bool) -> JsonFile:
    """Finds the records and goes through them once for the titles.

    Raises DataMismatch (11) for an empty file, another encoding, text that is no JSON, or no list of objects.
    """
    check_encoding(path, encoding)
    with _text(path, encoding) as text:
        head = text.read(BLOCK)
    shape, start = _shape(path, head, lines)
    titles: dict[str, None] = {}
    last: Any = None
    count = broken = 0
    for row in _rows(path, encoding, shape, start):
        count += 1
        broken += row is _BROKEN
        if row.keys() != last:
            titles.update(dict.fromkeys(row))
            last = row.keys()
    if count == 0:
        raise DataMismatch("the file holds no records", where=Where(path), fix="Export it again.")
    if broken == count:
        raise _no_json(path)
    crs = {GEOMETRY: _stated_crs(head)} if GEOMETRY in titles else {}
    return JsonFile(path, encoding, shape, start, tuple(titles), digest(path), crs)


def _shape(path: Path, head: str, lines: bool) -> tuple[Shape, int]:
    begin = len(head) - len(head.lstrip())
    if begin == len(head):
        raise empty_file(path)
    if head[begin] == "[":
        return Shape.ARRAY, begin + 1
    if head[begin] != "{":
        raise _no_json(path)
    found = None if lines else _ARRAY.search(head)
    first_line = head[begin:].split("\n", 1)[0]
    if found is not None and not _is_object(first_line):
        return Shape.ARRAY, found.end()
    if found is not None and "\n" not in head[begin:].strip():
        return Shape.ARRAY, found.end()
    if lines or _is_object(first_line):
        return Shape.LINES, begin
    raise DataMismatch(
        "the file holds no list of records",
        where=Where(path),
        fix="Export the records as a list ([{...}, {...}]) or one on each line.",
    )


def _is_object(line: str) -> bool:
    try:
        return isinstance(_decoder.decode(line), dict)
    except ValueError:
        return False


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(Utf8Text(path, encoding), BLOCK), "utf-8", newline="")


def _rows(path: Path, encoding: str, shape: Shape, start: int) -> Iterator[Row]:
    with _text(path, encoding) as text:
        objects = _from_lines(text) if shape is Shape.LINES else _from_array(text, start, path)
        for each in objects:
            yield _as_row(each) if isinstance(each, dict) else _BROKEN


def _from_lines(lines: Iterable[str]) -> Iterator[Any]:
    for line in lines:
        plain = line.strip()
        if plain:
            try:
                value, end = _decoder.raw_decode(plain)
            except ValueError:
                yield None
            else:
                yield value if end == len(plain) else None


def _from_array(text: io.TextIOWrapper, start: int, path: Path) -> Iterator[Any]:
    """The elements of a list; None for the last where the file ends before the list does. Other damage stops."""
    text.read(start)
    buffer, position, ended, count = "", 0, False, 0
    while True:
        match = _SPACE.match(buffer, position)
        position = match.end() if match is not None else position
        if position < len(buffer):
            if buffer[position] == "]":
                return
            try:
                value, position = _decoder.raw_decode(buffer, position)
                count += 1
                yield value
                continue
            except ValueError:
                pass
        if ended:
            if buffer.count("\n", position) > _CUT_LINES:
                what = "from this row on the file cannot be read as JSON"
                raise DataMismatch(what, where=Where(path, row=count), fix="Export it again.")
            yield None
            return
        more = text.read(max(BLOCK, len(buffer) - position))
        ended = not more
        buffer, position = buffer[position:] + more, 0


def _as_row(value: dict[str, Any]) -> Row:
    """An object's cells by title; a GeoJSON or Esri feature's properties, with its geometry as WKT."""
    properties = value.get("properties", _BROKEN)
    if value.get("type") == "Feature" and (properties is None or isinstance(properties, dict)):
        row = dict(properties or {})
        if value.get("id") is not None:
            row.setdefault("id", value["id"])
        row[GEOMETRY] = geojson_as_wkt(value.get("geometry"))
        return row
    attributes = value.get("attributes")
    if isinstance(attributes, dict) and set(value) <= {"attributes", "geometry"}:
        return {**attributes, GEOMETRY: esri_as_wkt(value.get("geometry"))} if "geometry" in value else attributes
    return value


def _cell(value: Any) -> str:
    if type(value) is str:
        return "" if value in _NOTHING else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return geojson_as_wkt(value) or compact(value)


def _stated_crs(head: str) -> str:
    """GeoJSON is longitude and latitude unless an old-style `crs` or Esri's `spatialReference` says otherwise."""
    esri = re.search(r'"spatialReference"\s*:\s*\{[^}]*?"(?:latestWkid|wkid)"\s*:\s*(\d+)', head)
    named = re.search(r'"crs"\s*:\s*\{.{0,80}?"name"\s*:\s*"([^"]+)"', head, re.DOTALL)
    stated = f"EPSG:{esri.group(1)}" if esri else (named.group(1) if named else None)
    return crs_name(stated) or "EPSG:4326"


def _no_json(path: Path) -> DataMismatch:
    return DataMismatch("the file cannot be read as JSON", where=Where(path), fix="Export it again, or as CSV.")
