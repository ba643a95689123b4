"""The numbers of a table as they are published: read back from its files, for charts, sentences and manifests.

Only the public files are read, so nothing that is drawn or said can tell more than they do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from redact.bundle.count_words import KEPT, PERIODS
from redact.counts.info import COLUMNS, TableInfo
from redact.errors import DataMismatch, Where


@dataclass(frozen=True, slots=True)
class Count:
    """One number of a noisy table: its words in the order of the file's dimensions, and what is told about it."""

    words: tuple[str, ...]
    value: float
    deviation: float
    low: int
    high: int
    reliable: bool
    display: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """One file: its header and rows as text, the words of each dimension in the file's order, and its counts (of noisy
    tables only). `whole`: every number in `count_dp` is an integer."""

    header: tuple[str, ...]
    by: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    counts: tuple[Count, ...]
    rows: int
    whole: bool

    @property
    def groups(self) -> tuple[str, ...]:
        """Dimensions that are kinds of events."""
        return tuple(name for name in self.by if name in KEPT)

    @property
    def place(self) -> str:
        """The dimension that is a place; empty where the numbers are the whole city's."""
        found = next((name for name in self.by if name not in (*KEPT, *PERIODS)), "")
        return found if found and len(self.words[found]) > 1 else ""

    @property
    def period(self) -> str:
        """The dimension that is a time; empty where there is none."""
        return next((name for name in self.by if name in PERIODS), "")

    def of(self, count: Count, dimension: str) -> str:
        """A count's word in one dimension; empty for a dimension that the file does not have."""
        return count.words[self.by.index(dimension)] if dimension in self.by else ""


def read_numbers(tables: Iterable[TableInfo], folder: Path) -> dict[str, Numbers]:
    """The numbers of every file of every table, by file name. Raises DataMismatch (11) where one is not as said.

    What was measured, before it was made to agree, is in a file of its own where a table has one; it is not drawn.
    """
    found = {}
    for info in tables:
        for level in info.levels:
            found[level.file] = read_file(folder / level.file, info, level.by)
        if (folder / info.measured_file).exists():
            found[info.measured_file] = _read_header(folder / info.measured_file)
    return found


def _read_header(path: Path) -> Numbers:
    header, *rows = _lines(path)
    return Numbers(tuple(header), (), {}, (), len(rows), whole=True)


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def read_file(path: Path, info: TableInfo, by: tuple[str, ...]) -> Numbers:
    """The numbers of one file. `by` are its dimensions, which come first."""
    try:
        header, *rows = _lines(path)
        expected = (*by, *COLUMNS) if info.kind == "noisy" else by
        if tuple(header[: len(expected)]) != expected:
            raise ValueError
        counts = tuple(_count(row, len(by)) for row in rows) if info.kind == "noisy" else ()
        words = {name: tuple(dict.fromkeys(row[at] for row in rows)) for at, name in enumerate(by)}
    except (OSError, ValueError, IndexError):
        raise DataMismatch(
            "a table's file is not as its description says",
            where=Where(path),
            fix="Make the plan again; do not change files in it.",
        ) from None
    whole = not any("." in row[len(by)] for row in rows)
    return Numbers(tuple(header), by, words, counts, len(rows), whole)


def _count(row: list[str], start: int) -> Count:
    value, deviation, low, high, reliable, display = row[start : start + len(COLUMNS)]
    if reliable not in ("yes", "no"):
        raise ValueError
    return Count(
        words=tuple(row[:start]),
        value=float(value),
        deviation=float(deviation),
        low=int(low),
        high=int(high),
        reliable=reliable == "yes",
        display=int(display),
    )
