"""Tables of events over a declared, public domain: every cell of it, whatever the data."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.counts.bounding import Part, bound
from redact.counts.mechanism import choose_mechanism
from redact.counts.noise import Draw, add_noise
from redact.errors import PolicyInvalid

OTHER = "other"
"""The declared cell for events whose place is not known at the table's level."""

MECHANISM = "two-sided geometric (discrete Laplace), diffprivlib Geometric"


@dataclass(frozen=True, slots=True)
class Domain:
    """Every cell that a table has, whatever the data: `words` per dimension, in order.

    Cell (i, j, k) has number (i * n_j + j) * n_k + k.
    """

    dimensions: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        return int(np.prod([len(words) for words in self.words], dtype=np.int64))

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
    """Exact counts per cell of a table with one unit: `bound` says how units are cut."""
    part = Part(cells.unit.astype(np.int64), cells.cell.astype(np.int64), identity)
    return bound([part], domain.size, max_per_unit, key=key).counts


def draw_table(
    counts: NDArray[np.int64], domain: Domain, epsilon: float, max_per_unit: int, *, draw: Draw | None = None
) -> pa.Table:
    """A table with one level: the domain's words, `count_dp` (signed), its standard deviation and 90 % interval."""
    mechanism = choose_mechanism(Decimal(str(epsilon)), max_per_unit)
    noisy = add_noise(counts, mechanism, draw)
    width = mechanism.half_width()
    rows = domain.cells()
    columns: dict[str, pa.Array] = {
        name: pa.array([row[number] for row in rows]) for number, name in enumerate(domain.dimensions)
    }
    columns["count_dp"] = pa.array(noisy)
    columns["standard_deviation"] = pa.array(np.full(len(noisy), round(mechanism.standard_deviation, 2)))
    columns["low_90"] = pa.array(noisy - width)
    columns["high_90"] = pa.array(noisy + width)
    return pa.table(columns)
