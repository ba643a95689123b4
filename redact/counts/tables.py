"""Tables of events over a declared, public domain: one row per unit and cell, bounded contributions, noise last."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.counts.mechanism import add_noise, half_width, standard_deviation
from redact.errors import PolicyInvalid
from redact.keyed import uniform

OTHER = "other"
"""The declared cell for events whose place is not known at the table's level."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Every cell that a table has, whatever the data: `words` per dimension, in order.

    Cell (i, j, k) has number (i * n_j + j) * n_k + k.
    """

    dimensions: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        return int(np.prod([len(words) for words in self.words]))

    def cells(self) -> list[tuple[str, ...]]:
        """The words of every cell, in order."""
        return list(itertools.product(*self.words))


@dataclass(frozen=True, slots=True)
class Cells:
    """Which cells a unit's rows fall in, before bounding: parallel arrays of unit number and cell number."""

    unit: NDArray[np.int64]
    cell: NDArray[np.int64]


def declared_domain(dimensions: Sequence[str], words: Mapping[str, Sequence[str]]) -> Domain:
    """The domain of a table from the policy's classes, the layers' areas and the calendar; never from the data.

    Raises PolicyInvalid (10) for a dimension that nothing declares.
    """
    missing = [name for name in dimensions if not words.get(name)]
    if missing:
        raise PolicyInvalid(
            f"a table counts by {missing[0]}, but nothing declares which values that can have",
            fix="Count by something that the policy, the map layers or the calendar declare.",
        )
    return Domain(tuple(dimensions), tuple(tuple(words[name]) for name in dimensions))


def count_events(
    cells: Cells, domain: Domain, max_per_unit: int, *, identity: NDArray[np.int64], key: bytes
) -> NDArray[np.int64]:
    """Exact counts per cell, each unit in at most `max_per_unit` cells and once in each.

    Which of a unit's cells count is a secret-keyed choice over (unit, cell): it depends on no date, order or
    severity. `identity` gives each unit's lasting keyed hash.
    """
    pair = cells.unit * domain.size + cells.cell
    distinct = np.unique(pair)
    unit, cell = distinct // domain.size, distinct % domain.size
    rank = uniform(key, identity[unit] ^ (cell * np.int64(0x9E3779B97F4A7C1 & 0x7FFFFFFFFFFFFFF)), salt=7)
    order = np.lexsort((rank, unit))
    first = np.concatenate(([True], np.diff(unit[order]) != 0)) if len(order) else np.empty(0, dtype=bool)
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0)) if len(order) else np.empty(0, dtype=int)
    kept = order[np.arange(len(order)) - start < max_per_unit]
    return np.bincount(cell[kept], minlength=domain.size).astype(np.int64)


def draw_table(
    counts: NDArray[np.int64],
    domain: Domain,
    epsilon: float,
    max_per_unit: int,
    *,
    draw: Callable[[int], int] | None = None,
) -> pa.Table:
    """The published table: the domain's words, `count_dp` (signed), its standard deviation and 90 % interval."""
    noisy = add_noise(counts, epsilon, max_per_unit, draw=draw)
    width = half_width(epsilon, max_per_unit)
    rows = domain.cells()
    columns: dict[str, pa.Array] = {
        name: pa.array([row[number] for row in rows]) for number, name in enumerate(domain.dimensions)
    }
    columns["count_dp"] = pa.array(noisy)
    columns["standard_deviation"] = pa.array(np.full(len(noisy), round(standard_deviation(epsilon, max_per_unit), 2)))
    columns["low_90"] = pa.array(noisy - width)
    columns["high_90"] = pa.array(noisy + width)
    return pa.table(columns)
