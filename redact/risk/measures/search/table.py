"""The classes of a table at one combination of levels, and how to get from one combination to a coarser one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redact.risk.measures.classes import compact, group, keys
from redact.risk.measures.columns import Coded
from redact.risk.measures.search.hierarchy import Hierarchy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Node", "Table", "coarser", "finest"]

Node = tuple[int, ...]
"""A level for each column."""


@dataclass(frozen=True)
class Table:
    """Classes at a node: one entry per class in every array.

    `codes` has a row of groups for each column, `rows` the rows of the release in the class, `people` those of the
    population (the same where none was given), `values` how often each sensitive value occurs (classes by values; no
    columns where there is no sensitive column) and `first` one row of the class.
    """

    node: Node
    codes: tuple[NDArray[np.int32], ...]
    rows: NDArray[np.int64]
    people: NDArray[np.int64]
    values: NDArray[np.int64]
    first: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)


def finest(columns: Sequence[Coded], released: NDArray[np.bool_] | None, sensitive: Coded | None) -> Table:
    """The classes of the values as they are. `released` says which rows are of the release; the others are population.

    A sensitive value is only counted in released rows.
    """
    import numpy as np

    classes = group(columns)
    if released is None:
        rows = classes.sizes
        counted: NDArray[np.intp] | slice = slice(None)
    else:
        counted = np.flatnonzero(released)
        rows = np.bincount(classes.of[counted], minlength=len(classes))
    size = 0 if sensitive is None else sensitive.size
    values = np.zeros((len(classes), size), dtype=np.int64)
    if sensitive is not None:
        key = classes.of[counted].astype(np.int64) * size + sensitive.codes[counted]
        values = np.bincount(key, minlength=len(classes) * size).reshape(len(classes), size)
    first = np.full(len(classes), len(columns[0]), dtype=np.int64)
    np.minimum.at(first, classes.of[counted], np.arange(len(classes.of))[counted])
    codes = tuple(column.codes[classes.first] for column in columns)
    return Table((0,) * len(columns), codes, rows, classes.sizes, values, first)


def coarser(table: Table, node: Node, hierarchies: Sequence[Hierarchy]) -> Table:
    """The classes at a node whose levels are nowhere below the table's."""
    import numpy as np

    codes = tuple(
        each.ups[low][high - low][column] if high > low else column
        for each, column, low, high in zip(hierarchies, table.codes, table.node, node, strict=True)
    )
    sized = [
        Coded(column, len(each.labels[level])) for column, each, level in zip(codes, hierarchies, node, strict=True)
    ]
    of, number = compact(*keys(sized))
    one = np.empty(number, dtype=np.int64)
    one[of] = np.arange(len(of))

    def total(counts: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(of, weights=counts, minlength=number).astype(np.int64)

    first = np.full(number, np.iinfo(np.int64).max)
    np.minimum.at(first, of, table.first)
    rows = total(table.rows)
    people = rows if table.people is table.rows else total(table.people)
    values = np.zeros((number, table.values.shape[1]), dtype=np.int64)
    if values.size:
        for place in range(values.shape[1]):
            values[:, place] = total(table.values[:, place])
    return Table(node, tuple(column[one] for column in codes), rows, people, values, first)
