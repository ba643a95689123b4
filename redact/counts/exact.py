"""Exact tables: counts without noise, of rows that are published anyway at this detail or finer.

Only such rows may be counted exactly, and only as they are published, with the treatment that each of them got. The
exact count of a tier's own events, minus the rows that can be seen, would say how many events of the tier serve as
cover for others. Counted from the published rows a table adds nothing to them; recount.py checks that from the
published files alone. Small numbers are hidden nevertheless: tables are copied, printed and kept where rows are
corrected or removed.

Empty cells are hidden like small ones, and there is no key to show them. To see that there was nothing is to know
something of everybody there, and shown zeros void the protection of the small counts beside them: on tables of 60
beats, 12 months and 4 groups (64 % of the cells below 10, 17 % empty, margins by month, year, district and city) with
zeros shown, one or two of the four groups had to be hidden as a whole in each of six runs, because a small total over
cells that each are at least 1 leaves them no room. With zeros hidden none had to be; at a width of 5, 1 to 2 % of the
cells were hidden beyond the small ones.

A margin is published exactly where the audit allows it. Beside it stands the sum of the finest cells that are shown,
marked as just that; where the margin itself is hidden that sum is all there is, and it says nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.counts.said import PARTNER, SHOWN, SMALL, WITHHELD, Known, Rule, numbers
from redact.counts.suppression import Suppressed, suppress

COLUMNS: Final = ("count", "shown")
"""Columns of an exact table's file after its dimensions; `count` is empty where it is hidden."""
MARGIN_COLUMNS: Final = ("count", "shown", "count_of_shown_cells")
"""The same for a level above the finest."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level above the finest: `places[i]` is the number of the place there that place i lies in, `periods` alike.

    Place and period numbers of the level count from 0 without a gap. Groups are kept.
    """

    name: str
    places: NDArray[np.int64]
    periods: NDArray[np.int64]

    def matrix(self, shape: tuple[int, ...]) -> Any:
        """Its numbers as sums of the finest cells, which are `shape` (groups, places, periods) in that order."""
        from scipy.sparse import csr_matrix, eye_array, kron

        groups = shape[0]
        if shape[1:] != (len(self.places), len(self.periods)):
            raise ValueError("a level must say where every place and every period lies")

        def nesting(larger: NDArray[np.int64]) -> Any:
            return csr_matrix((np.ones(len(larger), dtype=np.int64), (larger, np.arange(len(larger)))))

        return csr_matrix(kron(eye_array(groups, dtype=np.int64), kron(nesting(self.places), nesting(self.periods))))

    def shape(self, groups: int) -> tuple[int, int, int]:
        """Groups, places and periods of the level."""
        return groups, int(self.places.max()) + 1, int(self.periods.max()) + 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The exact counts of one table over its whole declared domain, int64[G, P, T], and the levels to publish."""

    counts: NDArray[np.int64]
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Same:
    """Two tables (by number) that count the same records, and where their sums must agree.

    `first_cells` gives each finest cell of the first table the number of a common cell, such as its place and period
    without the group; `second_cells` those of the second.
    """

    first: int
    first_cells: NDArray[np.int64]
    second: int
    second_cells: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LevelResult:
    """The numbers of one level, [groups, places, periods], and nothing that is hidden.

    The counts (-1 where hidden), how each is marked, and of each the sum of the finest cells in it that are shown.
    """

    name: str
    counts: NDArray[np.int64]
    marks: NDArray[np.int8]
    of_shown: NDArray[np.int64]
    finest: bool


def hide(
    tables: Sequence[Layout], rule: Rule, *, same: Sequence[Same] = (), known: Sequence[Known] = ()
) -> tuple[Suppressed, list[list[LevelResult]]]:
    """Hides what must be hidden in tables that are published together; per table its levels, the finest first.

    The first of the two results holds hidden numbers and what is known of them, and is never written anywhere.
    Tables over the same records are audited as one publication, so they take one rule: the strictest of theirs.
    `known` counts the finest cells of all tables through, one table after the other. Raises DataMismatch (11) where
    tables that should agree do not, or something known is not true.
    """
    start = np.concatenate([[0], np.cumsum([table.counts.size for table in tables])])
    total = int(start[-1])
    equal = [item for pair in same for item in _equal(pair, start)]
    cells = np.concatenate([np.ascontiguousarray(table.counts).ravel() for table in tables])
    margins = [
        _moved(level.matrix(table.counts.shape), int(begin), total)
        for table, begin in zip(tables, start, strict=False)
        for level in table.levels
    ]
    result = suppress(numbers(cells, margins, [*equal, *known]), rule)
    of_shown = result.numbers.sums @ np.where(result.marks[:total] == SHOWN, cells, 0)

    def level_result(name: str, begin: int, shape: tuple[int, ...], finest: bool) -> LevelResult:
        its = slice(begin, begin + int(np.prod(shape)))
        marks = result.marks[its]
        counts = np.where(marks == SHOWN, result.numbers.values[its], -1)
        return LevelResult(name, counts.reshape(shape), marks.reshape(shape), of_shown[its].reshape(shape), finest)

    found: list[list[LevelResult]] = []
    at = total
    for table, begin in zip(tables, start, strict=False):
        levels = [level_result("finest", int(begin), table.counts.shape, finest=True)]
        for level in table.levels:
            shape = level.shape(table.counts.shape[0])
            levels.append(level_result(level.name, at, shape, finest=False))
            at += int(np.prod(shape))
        found.append(levels)
    return result, found


def _moved(matrix: Any, by: int, width: int) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((matrix.data, matrix.indices + by, matrix.indptr), shape=(matrix.shape[0], width))


def _equal(pair: Same, start: NDArray[np.int64]) -> list[Known]:
    """For every common cell: what the first table has there, minus what the second has, is 0."""
    found = []
    for common in np.union1d(pair.first_cells, pair.second_cells):
        one = np.flatnonzero(pair.first_cells == common)
        other = np.flatnonzero(pair.second_cells == common)
        weights = np.repeat(np.array([1, -1], dtype=np.int64), [len(one), len(other)])
        found.append(Known(np.concatenate([one + start[pair.first], other + start[pair.second]]), 0, 0, weights))
    return found


def as_table(
    level: LevelResult,
    rule: Rule,
    *,
    groups: Mapping[str, Sequence[str]],
    place: tuple[str, Sequence[str]] | None,
    period: tuple[str, Sequence[str]],
) -> pa.Table:
    """The published table: the dimensions' words, `count` (empty where hidden) and `shown`, why or why not.

    `groups` has a word per group number and dimension; `place` and `period` are a column's name and a word per
    number; no place column where `place` is None.
    """
    shape = level.counts.shape
    group, place_number, period_number = (axis.ravel() for axis in np.indices(shape))
    columns = {name: pa.array([words[number] for number in group.tolist()]) for name, words in groups.items()}
    for axis, numbered in ((place, place_number), (period, period_number)):
        if axis is not None:
            columns[axis[0]] = pa.array([axis[1][number] for number in numbered.tolist()])
    marks = level.marks.ravel()
    words = reasons(rule)
    columns["count"] = pa.array(level.counts.ravel(), mask=marks != SHOWN)
    columns["shown"] = pa.array([words[mark] for mark in marks.tolist()])
    if not level.finest:
        columns["count_of_shown_cells"] = pa.array(level.of_shown.ravel())
    return pa.table(columns)


def reasons(rule: Rule) -> dict[int, str]:
    """The words of the column `shown`, by mark."""
    return {
        SHOWN: "exact",
        SMALL: f"hidden: below {rule.threshold}",
        PARTNER: "hidden: would give away another",
        WITHHELD: "hidden: with the whole slice",
    }


def sentences(result: Suppressed) -> tuple[str, ...]:
    """What a reader must know of the table, in plain words; no numbers but those of the rule and of how much."""
    rule, marks = result.rule, result.marks
    words = [
        "The counts are exact, without noise. They count events by their published rows, as these are published.",
        "An event with rows in two of the finest cells is in both, and twice in their total.",
        f"Numbers below {rule.threshold} are hidden, 0 included; an empty count is not a zero.",
        f"{np.count_nonzero(marks == PARTNER):,} more of {len(marks):,} numbers are hidden: they give small ones away.",
        f"By all that is shown here, the largest and smallest value of a hidden one are at least {rule.width} apart.",
        "That was checked for each hidden number; it does not cover what somebody knows from elsewhere.",
        "count_of_shown_cells adds up the finest cells that are shown. It is less than the total where one is hidden.",
    ]
    if result.withheld_parts:
        words.append(
            "Where nothing else kept small numbers safe, all numbers that hang together with them are hidden: "
            f"{np.count_nonzero(marks == WITHHELD):,} of {len(marks):,}."
        )
    return tuple(words)
