"""Levels that agree: generalised least squares over everything that was measured, signed, unbiased, never clamped.

The finest cells x are measured with variance v each, y0 = x + e0, and larger ones, y1 = A x + e1 with variances V1.
The best linear unbiased estimate ([Hay et al. 2010](https://arxiv.org/abs/0904.0942)) is

    x = y0 + v A' (V1 + v A A')^-1 (y1 - A y0),    Cov(x) = v I - v^2 A' (V1 + v A A')^-1 A.

Only the matrix of the larger cells is inverted, and it depends on no data and on no group. Cells of one level do not
overlap, so that the biggest of the larger levels has a diagonal block and is eliminated first; a small dense matrix of
the others is left. A is never written down: what two cells of two levels share is a product over places and periods.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.counts.hierarchy import Design, Measured, sums
from redact.errors import PolicyInvalid

NORMAL_90: Final = 1.6448536269514722
"""The normal law's quantile for an interval that holds 90 %."""

_DENSE: Final = 5000
"""More cells than this above the finest level and the next one make a matrix that does not fit a small machine."""

_STEPS: Final = 0.1
"""A fit that takes less variance than this away leaves an error that still comes in whole steps (a uniform law over one
step has 1/12)."""

_BLOCK: Final = 512


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """How far numbers may be off, float64[places, periods], known before any data: standard deviation, and the largest
    distance of a true count that the 90 % interval holds."""

    standard_deviation: NDArray[np.float64]
    margin: NDArray[np.float64]

    @property
    def worst(self) -> tuple[float, int]:
        """The largest standard deviation, and the half width of the widest interval in whole counts."""
        return float(self.standard_deviation.max()), math.ceil(float(self.margin.max()))


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Published numbers [groups, places, periods]: `value` is int64 where nothing was fitted, otherwise float64.
    `low` and `high` are the integers at both ends of the 90 % interval."""

    value: NDArray[Any]
    standard_deviation: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A design's least squares, solved once for all groups and all draws.

    `larger` are the numbers of the levels above the finest, the biggest first. With its diagonal d and its overlap O
    with the others, `inverse` is that of the others' part after elimination, R - O' d^-1 O.
    """

    design: Design
    larger: tuple[int, ...]
    diagonal: NDArray[np.float64]
    overlap: Any
    inverse: NDArray[np.float64]

    def errors(self, place: NDArray[np.int32], period: NDArray[np.int32]) -> Errors:
        """Of the cells of any level of areas and periods, measured or not, given as `Level` gives them.

        Where nothing was fitted, an interval is the smallest of whole numbers that holds 90 %, exactly, also for sums.
        After a fit the error is a weighted sum of many draws, and normal quantiles hold 90 % to about one percent.
        Where the fit hardly moves a number, its noise still comes in whole steps: there the exact interval of the
        number as drawn is widened by half a step, so that it holds more rather than less.
        """
        cells = np.outer(np.bincount(place), np.bincount(period))
        drawn, width = self._drawn(place, period, cells)
        if len(self.design.levels) == 1:
            return Errors(np.sqrt(drawn), width)
        variance = self._variance(place, period, cells)
        normal = NORMAL_90 * np.sqrt(variance)
        return Errors(np.sqrt(variance), np.where(drawn - variance < _STEPS, np.maximum(normal, width + 0.5), normal))

    def _drawn(
        self, place: NDArray[np.int32], period: NDArray[np.int32], cells: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Variance and exact half width of the most exact number that was drawn for the cells themselves: the sum of
        the finest, or the level's own."""
        finest = self.design.mechanisms[0]
        widths = {number: finest.half_width(cells=number) for number in np.unique(cells).tolist()}
        variance = cells * np.float64(finest.variance)
        width = np.vectorize(widths.__getitem__, otypes=[np.float64])(cells)
        for level, mechanism in zip(self.design.levels[1:], self.design.mechanisms[1:], strict=True):
            if np.array_equal(level.place, place) and np.array_equal(level.period, period):
                width = np.where(mechanism.variance < variance, mechanism.half_width(), width)
                variance = np.minimum(variance, mechanism.variance)
        return variance, width

    def _variance(
        self, place: NDArray[np.int32], period: NDArray[np.int32], cells: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The diagonal of B Cov(x) B'. Areas that share the same cells with every level have the same variance, and so
        have periods: each kind is computed once."""
        from scipy.sparse import hstack, kron

        levels = [self.design.levels[number] for number in self.larger]
        variance = self.design.mechanisms[0].variance
        places, which_place = _kinds([_shared(place, level.place) for level in levels])
        periods, which_period = _kinds([_shared(period, level.period) for level in levels])
        first, *others = (kron(one, other, format="csr") for one, other in zip(places, periods, strict=True))
        explained = np.asarray(first.multiply(first) @ (1 / self.diagonal)).ravel()
        if others:
            rest = (hstack(others, format="csr") - first @ self.overlap.multiply(1 / self.diagonal[:, None])).tocsr()
            for start in range(0, len(explained), _BLOCK):
                block = rest[start : start + _BLOCK].toarray()
                explained[start : start + _BLOCK] += ((block @ self.inverse) * block).sum(axis=1)
        kinds = explained.reshape(places[0].shape[0], periods[0].shape[0])
        return np.asarray(variance * cells - variance**2 * kinds[np.ix_(which_place, which_period)])


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Consistent numbers of the finest cells [groups, places, periods]; every other number is a sum of them."""

    solution: Solution
    cells: NDArray[Any]

    def at(self, place: NDArray[np.int32], period: NDArray[np.int32]) -> Estimates:
        """The numbers of a level, measured or not, and how far they may be off: from noise alone, never from counts."""
        errors = self.solution.errors(place, period)
        value: NDArray[Any] = sums(self.cells, place, period)
        low, high = np.ceil(value - errors.margin), np.floor(value + errors.margin)
        deviation = np.broadcast_to(errors.standard_deviation, value.shape)
        return Estimates(value, deviation, low.astype(np.int64), high.astype(np.int64))


def solve(design: Design) -> Solution:
    """Inverts what the levels of a design need. Raises PolicyInvalid (10) where they have too many larger cells."""
    from scipy.sparse import csr_matrix, hstack, kron

    sizes = [math.prod(level.shape) for level in design.levels]
    larger = sorted(range(1, len(sizes)), key=lambda number: -sizes[number])
    if sum(sizes[number] for number in larger[1:]) > _DENSE:
        raise PolicyInvalid(
            f"the totals of a table have more than the {_DENSE:,} cells that can be fitted together",
            fix=f"Leave {design.levels[larger[1]].name} out of its totals, or count by larger areas or longer periods.",
        )
    if not larger:
        return Solution(design, (), np.empty(0), csr_matrix((0, 0)), np.empty((0, 0)))
    variance = design.mechanisms[0].variance

    def shared(one: int, other: int) -> Any:
        first, second = design.levels[one], design.levels[other]
        return variance * kron(_shared(first.place, second.place), _shared(first.period, second.period), format="csr")

    biggest, *others = larger
    diagonal = shared(biggest, biggest).diagonal() + design.mechanisms[biggest].variance
    if not others:
        return Solution(design, tuple(larger), diagonal, csr_matrix((len(diagonal), 0)), np.empty((0, 0)))
    overlap = hstack([shared(biggest, other) for other in others], format="csr")
    matrix = np.concatenate([hstack([shared(one, other) for other in others]).toarray() for one in others])
    matrix[np.diag_indices(len(matrix))] += np.repeat(
        [design.mechanisms[other].variance for other in others], [sizes[other] for other in others]
    )
    matrix -= (overlap.T @ overlap.multiply(1 / diagonal[:, None])).toarray()
    return Solution(design, tuple(larger), diagonal, overlap, _inverse(matrix))


def fit(measured: Measured, solution: Solution | None = None) -> Fitted:
    """The estimates that agree over all levels; the noisy counts themselves where only one level was measured."""
    solution = solution or solve(measured.design)
    noisy = measured.noisy[0]
    if not solution.larger:
        return Fitted(solution, noisy)
    levels = [measured.design.levels[number] for number in solution.larger]
    first, *others = (
        (measured.noisy[number] - sums(noisy, level.place, level.period)).reshape(len(noisy), -1).astype(np.float64)
        for number, level in zip(solution.larger, levels, strict=True)
    )
    if others:
        rest = (
            np.concatenate(others, axis=1) - (solution.overlap.T @ (first / solution.diagonal).T).T
        ) @ solution.inverse
        first = first - (solution.overlap @ rest.T).T
        weights = np.concatenate([first / solution.diagonal, rest], axis=1)
    else:
        weights = first / solution.diagonal
    cells = noisy.astype(np.float64)
    start = 0
    for level in levels:
        size = math.prod(level.shape)
        part = weights[:, start : start + size].reshape(len(noisy), *level.shape)
        cells += measured.design.mechanisms[0].variance * part[:, level.place][:, :, level.period]
        start += size
    return Fitted(solution, cells)


def _inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of a symmetric positive definite matrix, by Cholesky's factors."""
    from scipy.linalg import cho_factor, cho_solve

    return np.asarray(cho_solve(cho_factor(matrix), np.eye(len(matrix))))


def _shared(one: NDArray[np.int32], other: NDArray[np.int32]) -> Any:
    """How many of the finest places (or periods) lie in both, a sparse matrix of one's by the other's."""
    from scipy.sparse import coo_matrix

    return coo_matrix((np.ones(len(one)), (one, other))).tocsr()


def _kinds(parts: list[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """Sparse matrices with rows in common, without repeated rows, and which of the remaining ones each row is."""
    from scipy.sparse import hstack

    rows = hstack(parts, format="csr")
    rows.sort_indices()
    found: dict[tuple[bytes, bytes], int] = {}
    which = np.empty(rows.shape[0], dtype=np.int64)
    for number in range(rows.shape[0]):
        entries = slice(rows.indptr[number], rows.indptr[number + 1])
        kind = (rows.indices[entries].tobytes(), rows.data[entries].tobytes())
        which[number] = found.setdefault(kind, len(found))
    first = np.unique(which, return_index=True)[1]
    return [part[first] for part in parts], which
