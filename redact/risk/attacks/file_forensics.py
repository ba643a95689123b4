"""Who takes the files apart: what is in them beside the cells that were meant to be published."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, ROW_ORDER, Guesses, claims, point_text
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import when
from redact.risk.lab.release import Release

_PARTS: Final = re.compile(r"[^\"'\[\]{}()<>,;=|\n\r\t]{4,120}")
_COMMENT: Final = re.compile(r"<!--(.*?)-->", re.DOTALL)
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_TEXT: Final = re.compile(rb">([^<>]{4,})<")
_OURS: Final = ("ARROW:schema",)
_MOST: Final = 5_000
_CLOSE: Final = 0.9

Found = Iterator[str]


@attack("file_forensics")
def guess(release: Release, knows: Knows) -> Guesses:
    """Opens every file with other tools and lists what it holds that the table does not show.

    Metadata, statistics, hidden sheets, extra columns and properties, comments, what hangs behind archives, row order.

    A claim lists what was found, a line each; whether it comes from the records the scorer knows.
    """
    claim = np.full(len(knows), NOTHING, dtype=object)
    if release.files is None or "file" not in knows.targets:
        return claims(claim, 0.0)
    shown = _shown(release)
    for at, name in enumerate(knows.targets["file"].tolist()):
        path = release.files / name
        traces = dict.fromkeys(each for each in _traces(path, release, shown) if each and each not in shown)
        claim[at] = "\n".join(list(traces)[:_MOST])
    return claims(claim, (claim != NOTHING).astype(np.float64))


def _shown(release: Release) -> frozenset[str]:
    found: set[str] = set()
    for table in (*release.tables.values(), *release.counts.values()):
        found.update(str(name) for name in table.columns)
        for name in table.columns:
            found.update(table[name].unique().tolist())
    return frozenset(found)


def _traces(path: Path, release: Release, shown: frozenset[str]) -> Found:
    looks: Mapping[str, Callable[[Path, frozenset[str]], Found]] = {
        ".parquet": _parquet, ".csv": _csv, ".geojson": _json, ".json": _json, ".html": _html, ".xlsx": _archive,
        ".zip": _archive, ".gpkg": _database, ".sqlite": _database,
    }  # fmt: skip
    yield from looks.get(path.suffix.lower(), _plain)(path, shown)
    if path.suffix == ".csv" and path.stem in release.tables and _in_order(release, path.stem):
        yield ROW_ORDER


def _in_order(release: Release, name: str) -> bool:
    """Whether rows that show a day stand in the order of their days, so that those between them happened between."""
    table = release.tables[name]
    if "time" not in table or not len(table):
        return False
    days = table["time"][table["time"].str.len() >= len("2025-01-01")]
    values, codes = np.unique(days.to_numpy(object), return_inverse=True)
    start = np.array([when(each)[0] for each in values.tolist()])[codes] if len(values) else np.empty(0)
    if len(start) < 3 or len(values) < 3:
        return False
    rank = np.argsort(np.argsort(start, kind="stable"), kind="stable")
    return abs(float(np.corrcoef(rank, np.arange(len(rank)))[0, 1])) > _CLOSE


def _split(text: str) -> Found:
    """A text, its parts, and of paths their last piece."""
    yield text.strip()
    for part in _PARTS.findall(text):
        yield part.strip()
        yield from (piece.strip() for piece in re.split(r"[\\/:]", part) if piece.strip())


def _parquet(path: Path, shown: frozenset[str]) -> Found:
    """Metadata of the file and of its columns, and the least and greatest values that statistics tell."""
    import pyarrow.parquet as pq

    meta = pq.read_metadata(path)
    for key, value in (meta.metadata or {}).items():
        if key.decode(errors="replace") not in _OURS:
            yield from _split(value.decode(errors="replace"))
    schema = meta.schema.to_arrow_schema()
    for field in schema:
        for value in (field.metadata or {}).values():
            yield from _split(value.decode(errors="replace"))
    for group in range(meta.num_row_groups):
        for column in range(meta.num_columns):
            told = meta.row_group(group).column(column).statistics
            if told is not None and told.has_min_max:
                yield from (_word(told.min), _word(told.max))
    own = pq.read_table(path)
    for name in own.column_names:
        if _beside(path, name):
            yield from (_word(each) for each in own.column(name).unique().to_pylist())


def _word(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else "" if value is None else str(value)


def _beside(path: Path, column: str) -> bool:
    """Whether the CSV file of the same name lacks this column."""
    other = path.with_suffix(".csv")
    if not other.is_file():
        return False
    with other.open(encoding="utf-8", newline="") as file:
        return column not in next(csv.reader(file), [])


def _csv(path: Path, shown: frozenset[str]) -> Found:
    """Cells beyond the header, lines before it, comments."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        lines = csv.reader(file)
        width = len(next(lines, []))
        for line in lines:
            if len(line) > width:
                yield from line[width:]
            elif line and line[0].startswith("#"):
                yield from _split(",".join(line))


def _json(path: Path, shown: frozenset[str]) -> Found:
    """Every string, name and point in it; the cells that are published do not count."""
    stack: list[Any] = [json.loads(path.read_text(encoding="utf-8"))]
    while stack:
        top = stack.pop()
        if isinstance(top, dict):
            stack.extend(top.values())
            yield from top
        elif isinstance(top, list):
            if len(top) == 2 and all(isinstance(each, float) for each in top):
                yield point_text(*top)
            else:
                stack.extend(top)
        elif isinstance(top, str) and top not in shown:
            yield from _split(top)


def _html(path: Path, shown: frozenset[str]) -> Found:
    text = path.read_text(encoding="utf-8", errors="replace")
    for comment in _COMMENT.findall(text):
        yield from _split(comment)
    for word in re.findall(r"\bdata-[\w-]+=\"([^\"]*)\"|\bcontent=\"([^\"]*)\"", text):
        yield from (each for part in word for each in _split(part))


def _archive(path: Path, shown: frozenset[str]) -> Found:
    """Comments and extra fields, properties, hidden sheets, caches, and what stands in front of or behind it."""
    with zipfile.ZipFile(path) as archive:
        yield from _split(archive.comment.decode(errors="replace"))
        book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
        hidden = any(b"hidden" in each.lower() for each in _SHEET.findall(book))
        for item in archive.infolist():
            yield from _split(item.comment.decode(errors="replace"))
            yield from _split(item.extra.decode("ascii", errors="replace"))
            if hidden or re.search(r"docProps|pivotCache|comments|externalLink|customXml", item.filename):
                for text in _TEXT.findall(archive.read(item)):
                    yield from _split(text.decode(errors="replace"))


def _database(path: Path, shown: frozenset[str]) -> Found:
    """Pages that were given free still hold what stood in them."""
    yield from _plain(path, shown)


def _plain(path: Path, shown: frozenset[str]) -> Found:
    for text in re.findall(rb"[\x20-\x7e]{5,}", path.read_bytes()):
        yield from _split(text.decode("ascii"))
