"""What a publication of exact counts says: every number as a sum of the finest cells, and how each one is marked.

The finest cells are the unknowns of whoever wants to know what is hidden. Every published number, a margin as well, is
a sum of them. A number that is shown fixes its sum; a number that is hidden still says something, because the rule is
known: hidden as small means below the threshold, hidden as a partner means the threshold or more. All of it is taken
to be known, also which of the two a hidden number is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch, PolicyInvalid

SHOWN: Final = 0
SMALL: Final = 1
"""Hidden because it is below the threshold."""
PARTNER: Final = 2
"""Hidden because it would give another one away."""
WITHHELD: Final = 3
"""Hidden together with everything that hangs together with it: nothing else would have helped."""

_LARGEST = 2**40


@dataclass(frozen=True, slots=True)
class Rule:
    """How exact counts are hidden.

    Counts below `threshold` are hidden. Nobody may be able to work out an interval narrower than `width` (largest
    minus smallest possible value) for anything hidden. Empty cells are hidden like small ones; see exact.py.

    Raises PolicyInvalid (10) where the rule cannot be kept: a small count lies in an interval of width threshold - 1,
    whatever else is published.
    """

    threshold: int = 10
    width: int = 5

    def __post_init__(self) -> None:
        if self.threshold < 3:
            raise PolicyInvalid("a threshold below 3 hides next to nothing", fix="Use 10, or at least 3.")
        if not 1 <= self.width < self.threshold - 1:
            raise PolicyInvalid(
                f"a width of {self.width} does not go with a threshold of {self.threshold}",
                fix=f"Use a width from 1 to {self.threshold - 2}; {max(1, self.threshold // 2)} is usual.",
            )


@dataclass(frozen=True, slots=True)
class Known:
    """Something that others know about the finest cells: the sum of `cells`, each times its weight, is in [low, high].

    A total printed elsewhere, the number of rows in a public file, what another table over the same records shows.
    `weights` of one where none are given.
    """

    cells: NDArray[np.int64]
    low: int
    high: int
    weights: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """All numbers that could be published together: row i of `sums` times the finest cells is `values[i]`.

    The first rows are the finest cells themselves, in order. `known` (rows times the finest cells in
    [known_low, known_high]) is out of the publisher's hands. `part` numbers what hangs together: no equation reaches
    from one part of the finest cells to another. Both matrices are scipy CSR matrices of int64.
    """

    sums: Any
    values: NDArray[np.int64]
    known: Any
    known_low: NDArray[np.int64]
    known_high: NDArray[np.int64]
    part: NDArray[np.int64]

    @property
    def finest(self) -> int:
        """How many finest cells there are."""
        return int(self.sums.shape[1])

    @property
    def part_of_number(self) -> NDArray[np.int64]:
        """The part that each number's cells are in."""
        return np.asarray(self.part[self.sums.indices[self.sums.indptr[:-1]]])

    @property
    def ceiling(self) -> int:
        """More than anybody needs to suppose of a number without an upper limit; at least ten times the largest."""
        return 10 * int(self.values.max(initial=0)) + 1000

    def bounds(self, marks: NDArray[np.int8], rule: Rule) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(lowest, highest) of every number, from its own mark alone."""
        low = np.where(marks == SHOWN, self.values, 0)
        low[marks == PARTNER] = rule.threshold
        high = np.where(marks == SHOWN, self.values, self.ceiling)
        high[marks == SMALL] = rule.threshold - 1
        return low, high


def numbers(cells: NDArray[np.int64], margins: Sequence[Any] = (), known: Sequence[Known] = ()) -> Numbers:
    """The numbers of one publication: `cells` [n] are the finest, each of `margins` a 0/1 matrix [its numbers, n].

    Several tables over the same records are one publication: their cells one after another, and as `known` that two
    sums are the same (weights 1 and -1, low = high = 0). Raises DataMismatch (11) for counts out of range and where
    something known is not true of the cells, because an audit against false knowledge says nothing.
    """
    from scipy.sparse import csr_matrix, eye_array, vstack
    from scipy.sparse.csgraph import connected_components

    if cells.dtype != np.int64:
        raise TypeError("counts must be int64")
    if len(cells) and (int(cells.min()) < 0 or int(cells.max()) > _LARGEST):
        raise DataMismatch("a count is out of range", fix="Check the datasets for repeated files.")
    size = len(cells)
    sums = csr_matrix(vstack([eye_array(size, dtype=np.int64), *margins]), dtype=np.int64)
    sums.eliminate_zeros()
    if (np.diff(sums.indptr) == 0).any():
        raise ValueError("a published number must be the sum of at least one cell")
    weights = [np.ones(len(item.cells), dtype=np.int64) if item.weights is None else item.weights for item in known]
    row = np.repeat(np.arange(len(known)), [len(item.cells) for item in known])
    column = np.concatenate([np.empty(0, dtype=np.int64), *(item.cells for item in known)])
    data = np.concatenate([np.empty(0, dtype=np.int64), *weights])
    others = csr_matrix((data, (row, column)), shape=(len(known), size), dtype=np.int64)
    low = np.array([item.low for item in known], dtype=np.int64)
    high = np.array([item.high for item in known], dtype=np.int64)
    told = others @ cells
    if ((told < low) | (told > high)).any():
        raise DataMismatch(
            "a total that is said to be known is not true of the counts",
            fix="Correct the total, or leave out what does not cover exactly these records.",
        )
    joined = vstack([sums, others])
    both = csr_matrix((np.ones(joined.nnz), joined.indices, joined.indptr), shape=joined.shape)
    _, part = connected_components(both.T @ both, directed=False)
    return Numbers(sums, sums @ cells, others, low, high, part.astype(np.int64))
