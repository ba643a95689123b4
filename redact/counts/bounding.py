"""Contributions: one row per unit and cell, and each unit in at most m cells, chosen by a secret-keyed order.

The order depends on no date, severity or position in a file: any such rule would make rare offences vanish, and would
itself be seen in the published numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.errors import PolicyInvalid
from redact.keyed import random_words

MOST_CELLS: Final = 20_000_000
"""Far below where the number of a pair of unit and cell could overflow."""

_SALT: Final = 7
"""Separates the hash of cells from other uses of the key."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The rows of a table that are counted by one unit: parallel arrays of unit number and cell number, int64[rows].

    `identity` int64[units] is each unit's lasting keyed hash, so that the same unit is cut in the same way whatever
    numbers or order its rows have this time.
    """

    unit: NDArray[np.int64]
    cell: NDArray[np.int64]
    identity: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """Exact counts int64[cells]. The other numbers are exact too, and for internal use only.

    `units` are in the table, `cut_units` of them in more cells than they count in, `cut` contributions are not counted.
    One unit changes `counts` by at most `sensitivity` in all.
    """

    counts: NDArray[np.int64]
    sensitivity: int
    units: int
    cut_units: int
    cut: int


def bound(parts: Sequence[Part], cells: int, max_per_unit: int, *, key: bytes) -> Bounded:
    """Counts over all parts, each unit of each part in at most `max_per_unit` of the `cells` cells and once in each.

    One person may be a unit of every part (the victim of one row, the household of another), so that the sensitivity
    is `max_per_unit` times the number of parts. Raises ValueError for numbers outside the domain, PolicyInvalid (10)
    for a table that is too large.
    """
    if cells < 1 or max_per_unit < 1 or not parts:
        raise ValueError("a table has cells, parts and a bound")
    if cells > MOST_CELLS:
        raise PolicyInvalid(
            f"a table has {cells:,} cells, more than the {MOST_CELLS:,} that can be counted",
            fix="Count by fewer things, larger areas or longer periods.",
        )
    counts = np.zeros(cells, dtype=np.int64)
    units = cut_units = cut = 0
    for part in parts:
        unit, cell = _distinct(part, cells)
        first = np.flatnonzero(np.concatenate((np.ones(min(1, len(unit)), dtype=bool), unit[1:] != unit[:-1])))
        size = np.diff(np.concatenate((first, [len(unit)])))
        over = size > max_per_unit
        kept = np.repeat(~over, size)
        counts += np.bincount(cell[kept], minlength=cells)
        chosen = _chosen(unit[~kept], cell[~kept], size[over], part.identity, max_per_unit, key)
        counts += np.bincount(chosen, minlength=cells)
        units += len(size)
        cut_units += int(over.sum())
        cut += int(size[over].sum()) - len(chosen)
    return Bounded(counts, max_per_unit * len(parts), units, cut_units, cut)


def _distinct(part: Part, cells: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct (unit, cell) pairs, by unit."""
    unit, cell = part.unit, part.cell
    if unit.dtype != np.int64 or cell.dtype != np.int64 or unit.shape != cell.shape or unit.ndim != 1:
        raise TypeError("units and cells are int64, one of each per row")
    if not len(unit):
        return unit, cell
    if int(cell.min()) < 0 or int(cell.max()) >= cells or int(unit.min()) < 0 or int(unit.max()) >= len(part.identity):
        raise ValueError("a unit or a cell is outside what was declared")
    pair = unit * np.int64(cells) + cell
    pair.sort()
    pair = pair[np.concatenate(([True], pair[1:] != pair[:-1]))]
    unit = pair // cells
    return unit, pair - unit * cells


def _chosen(
    unit: NDArray[np.int64],
    cell: NDArray[np.int64],
    size: NDArray[np.int64],
    identity: NDArray[np.int64],
    most: int,
    key: bytes,
) -> NDArray[np.int64]:
    """The cells in which units with too many count, `size` rows each: the first `most` of a keyed order.

    The order is by a keyed hash of the unit's identity mixed with a keyed hash of the cell, both by AES: a pair's place
    tells nothing about any other pair's, of the same unit or of the same cell.
    """
    if not len(unit):
        return cell
    mixed = random_words(key, cell, _SALT)[:, 0].view(np.int64) ^ identity[unit]
    rank = random_words(key, mixed, _SALT + 1)[:, 0]
    order = np.lexsort((rank, unit))
    place = np.arange(len(unit)) - np.repeat(np.cumsum(size) - size, size)
    return cell[order[place < most]]
