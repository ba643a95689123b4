"""What an audit found: findings in plain words, and the counts behind them. Nothing here holds a cell of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redact.risk.measures.alike import Alike


class Who(IntEnum):
    """Who can use a finding, the most people first: findings are ordered by it."""

    ANYONE = 0
    KNOWS_HER = 1
    SECOND_FILE = 2
    COMPARES = 3

    @property
    def plain(self) -> str:
        return _WHO[self]


_WHO = {
    Who.ANYONE: "anyone who opens the file",
    Who.KNOWS_HER: "somebody who knows a little about her",
    Who.SECOND_FILE: "somebody with a map or a second file",
    Who.COMPARES: "somebody who counts and compares",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a file gives away.

    `rows` of `of` rows are touched, `hers` of them sensitive; `what` is the fact in a line, `means` one plain sentence
    of what it means for a victim, `do` what to do about it: the policy key or the column to drop. `name` is for
    programs.
    """

    name: str
    who: Who
    rows: int
    of: int
    columns: tuple[str, ...]
    what: str
    means: str
    do: str
    hers: int = 0
    file: str = ""

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Worst first: who can use it, then how many sensitive rows it touches, then how narrowly it is about them."""
        return (int(self.who), -self.hers, self.of, self.name)

    def told(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "name": self.name, "file": self.file, "who": self.who.name.lower(), "rows": self.rows, "of": self.of,
            "sensitive": self.hers,
            "columns": list(self.columns), "what": self.what, "means": self.means, "do": self.do,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassSeen:
    """Rows of one class: all, by the source that shows it, and by the one source that alone shows it."""

    name: str
    rows: int
    by_source: Mapping[str, int]
    only: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Counts of rows by two things, such as class by precision of place."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """Something other than the offence that tells sensitive rows from others.

    Of `rows` rows that have it `hits` are of `of_class`; `usual` is the share of that class in the file and
    `covers` the share of the class that has the mark.
    """

    columns: tuple[str, ...]
    state: str
    of_class: str
    rows: int
    hits: int
    usual: float
    covers: float

    @property
    def precision(self) -> float:
        return self.hits / self.rows

    @property
    def lift(self) -> float:
        return self.precision / self.usual


@dataclass(frozen=True, slots=True)
class Alone:
    """How many of the sensitive rows that state all of a set are the only event of the whole file with it."""

    knows: str
    stated: int
    alone: int


@dataclass(frozen=True, slots=True)
class Numbering:
    """A column of numbers that were given out in order, and what is missing between them.

    `order` is the rank correlation of number and date, `missing` the numbers between the lowest and the highest of a
    series that no row has, `known_day` how many of those have neighbours that are one day apart or less.
    """

    column: str
    present: int
    missing: int
    known_day: int
    order: float
    gaps: int


@dataclass(frozen=True)
class FileAudit:
    """All that was measured of one file."""

    file: str
    rows: int
    card: str
    read: tuple[str, ...]
    sensitive: int
    doubt: int
    unknown: int
    silent: int
    for_safety: int
    classes: tuple[ClassSeen, ...]
    shown_in: tuple[tuple[str, str, int], ...]
    places: Grid
    times: Grid
    both: Grid
    points: Mapping[str, int]
    markers: tuple[Marker, ...]
    alone: tuple[Alone, ...]
    alike: tuple[Alike, ...]
    repeats: Mapping[str, int]
    cells: tuple[tuple[str, int, int, int], ...]
    numbers: tuple[Numbering, ...]
    columns: tuple[tuple[str, str, str], ...]
    findings: tuple[Finding, ...]

    def told(self) -> dict[str, Any]:
        """For `--json`: counts and rates only."""
        return {
            "file": self.file, "rows": self.rows, "card": self.card, "read": list(self.read),
            "sensitive": self.sensitive, "doubt": self.doubt, "unknown": self.unknown, "offence_silent": self.silent,
            "for_safety": self.for_safety,
            "classes": [{"class": each.name, "rows": each.rows, "by_source": dict(each.by_source),
                         "only": dict(each.only)} for each in self.classes],
            "shown_in": [{"column": column, "source": source, "rows": n} for column, source, n in self.shown_in],
            "places": _grid(self.places), "times": _grid(self.times), "place_and_time": _grid(self.both),
            "points": dict(self.points),
            "markers": [{"columns": list(each.columns), "state": each.state, "class": each.of_class, "rows": each.rows,
                         "hits": each.hits, "precision": round(each.precision, 4), "lift": round(each.lift, 2),
                         "covers": round(each.covers, 4)} for each in self.markers],
            "alone": [{"knows": each.knows, "stated": each.stated, "alone": each.alone} for each in self.alone],
            "alike": [each.as_json() for each in self.alike],
            "repeats": dict(self.repeats),
            "small_cells": [{"area": area, "cells": cells, "of_one": one, "under_five": five}
                            for area, cells, one, five in self.cells],
            "numbers": [{"column": each.column, "present": each.present, "missing": each.missing, "gaps": each.gaps,
                         "known_day": each.known_day, "order": round(each.order, 3)} for each in self.numbers],
            "columns": [{"column": title, "kind": kind, "says": says} for title, kind, says in self.columns],
            "findings": [each.told() for each in self.findings],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Siblings:
    """What two files say of the same events. `by` tells how they were matched; counts are events."""

    first: str
    second: str
    by: str
    matched: int
    only_first_tells: int
    only_second_tells: int
    place_finer: int
    time_finer: int
    absent: int
    absent_of: int

    def told(self) -> dict[str, Any]:
        """For `--json`."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Audit:
    """All files, what they say of each other, and every finding worst first."""

    files: tuple[FileAudit, ...]
    siblings: tuple[Siblings, ...]
    findings: tuple[Finding, ...]


def _grid(grid: Grid) -> dict[str, dict[str, int]]:
    return {name: dict(zip(grid.heads, counts, strict=True)) for name, counts in grid.rows}
