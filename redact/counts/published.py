"""Noisy numbers as the tables that are published: every declared cell, its error, and what it is good for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.counts.fit import Estimates
from redact.counts.hierarchy import Measured
from redact.counts.info import COLUMNS
from redact.counts.reading import display, is_reliable

Dimensions = Sequence[tuple[str, Sequence[str]]]
"""Columns of words: name, and the declared words in their order."""


def as_table(dimensions: Dimensions, estimates: Estimates, order: Sequence[str] = ()) -> pa.Table:
    """One level: its dimensions' words and `redact.counts.info.COLUMNS`, one row per declared cell.

    `dimensions` are those of the groups (one or several), then of the place and the period where the level has such;
    their numbers of words multiply to the number of cells. `order` gives the columns, and the order of rows with them,
    where that is another. Fitted counts have two digits: they add up as signed numbers, and only those do.
    """
    table = _Words(dimensions, order)
    value = table.column(estimates.value)
    deviation = table.column(estimates.standard_deviation)
    columns: dict[str, pa.Array] = table.words()
    whole = value.dtype == np.int64
    found = (
        pa.array(value if whole else np.round(value, 2) + 0.0),
        pa.array(np.round(deviation, 2)),
        pa.array(table.column(estimates.low)),
        pa.array(table.column(estimates.high)),
        pa.array(["no", "yes"]).take(pa.array(is_reliable(value, deviation).astype(np.int8))),
        pa.array(display(value)),
    )
    return pa.table(columns | dict(zip(COLUMNS, found, strict=True)))


def measured_table(measured: Measured, words: Sequence[Dimensions], names: Sequence[str]) -> pa.Table:
    """Everything as it was drawn, before any fit: `level`, the columns `names`, `measured` and `epsilon`.

    `words` gives the dimensions of each level, in the order of the design; a level without one of the columns (a city
    has no district) has an empty text there.
    """
    tables = []
    for level, mechanism, noisy, dimensions in zip(
        measured.design.levels, measured.design.mechanisms, measured.noisy, words, strict=True
    ):
        table = _Words(dimensions, ())
        columns = table.words()
        rows = noisy.size
        empty = pa.array([""]).take(pa.array(np.zeros(rows, dtype=np.int8)))
        tables.append(
            pa.table(
                {"level": pa.array([level.name]).take(pa.array(np.zeros(rows, dtype=np.int8)))}
                | {name: columns.get(name, empty) for name in names}
                | {"measured": pa.array(table.column(noisy))}
                | {"epsilon": pa.array([f"{mechanism.epsilon:f}"]).take(pa.array(np.zeros(rows, dtype=np.int8)))}
            )
        )
    return pa.concat_tables(tables)


class _Words:
    """Declared words over all cells, in the order of the columns."""

    def __init__(self, dimensions: Dimensions, order: Sequence[str]) -> None:
        names = [name for name, _ in dimensions]
        if order and sorted(order) != sorted(names):
            raise ValueError("the order names each dimension once")
        self.axes = [names.index(name) for name in order or names]
        self.shape = tuple(len(words) for _, words in dimensions)
        self.dimensions = dimensions

    def column(self, values: NDArray[Any]) -> NDArray[Any]:
        """Numbers of the cells, one per row."""
        return np.ascontiguousarray(values.reshape(self.shape).transpose(self.axes)).reshape(-1)

    def words(self) -> dict[str, pa.Array]:
        """A column of texts per dimension."""
        shape = [self.shape[axis] for axis in self.axes]
        grid = np.indices(shape, dtype=np.int32).reshape(len(shape), -1)
        return {
            self.dimensions[axis][0]: pa.array(self.dimensions[axis][1], pa.string()).take(pa.array(row))
            for axis, row in zip(self.axes, grid, strict=True)
        }
