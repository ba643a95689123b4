"""Levels: the cells of a table and their sums over larger areas and longer periods, each measured with its own noise.

A sum that is measured is far more exact than the sum of noisy cells; it is paid for with a share of the table's
epsilon. `redact.counts.fit` makes the levels agree afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, Inexact, localcontext
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from redact.counts.mechanism import Mechanism, Sampler, choose_mechanism
from redact.counts.noise import Draw, add_noise

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A table's cells, or sums of them: `place` int32[places] and `period` int32[periods] say for each of the finest
    places and periods in which one of the level's it lies, numbered from 0 without gaps. `share` of epsilon is spent.
    """

    name: str
    place: NDArray[np.int32]
    period: NDArray[np.int32]
    share: Decimal

    def __post_init__(self) -> None:
        for index in (self.place, self.period):
            if index.ndim != 1 or not len(index) or int(index.min()) < 0 or not np.bincount(index).all():
                raise ValueError(f"level {self.name}: places and periods are numbered from 0 without gaps")

    @property
    def shape(self) -> tuple[int, int]:
        """How many places and periods the level has."""
        return int(self.place.max()) + 1, int(self.period.max()) + 1

    @property
    def is_finest(self) -> bool:
        """Whether it is the cells themselves, in their order."""
        return all(np.array_equal(index, np.arange(len(index))) for index in (self.place, self.period))


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What is measured and how, known before any data: the finest level first, one mechanism per level."""

    levels: tuple[Level, ...]
    mechanisms: tuple[Mechanism, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Noisy numbers int64[groups, places, periods] per level, as drawn: signed, and not yet consistent."""

    design: Design
    noisy: tuple[NDArray[np.int64], ...]


def design(
    levels: Sequence[Level],
    epsilon: Decimal,
    sensitivity: int,
    sampler: Sampler = "diffprivlib",
    delta: Decimal = Decimal(0),
    *,
    most_in_cell: int = 1,
) -> Design:
    """Mechanisms for levels whose shares add up to exactly 1, the finest first.

    `sensitivity` is how much one unit changes all finest cells together; it bounds the change of every level's cells
    too (L1). `most_in_cell` is how much it can change one finest cell. Epsilons are exact decimals that add up to
    `epsilon`. `delta` is spent where one unit may touch so many cells that Gaussian noise is smaller, which is at the
    finest level only, so that the whole table is (epsilon, delta) at most. Raises ValueError for shares that do not
    add up, a level of another shape or a first one that is not the finest.
    """
    if not levels or not levels[0].is_finest:
        raise ValueError("the first level is the finest one")
    shape = levels[0].shape
    if any((len(level.place), len(level.period)) != shape for level in levels):
        raise ValueError("every level is of the finest places and periods")
    with localcontext(prec=200) as context:
        context.traps[Inexact] = True
        if sum((level.share for level in levels), Decimal(0)) != 1 or any(level.share <= 0 for level in levels):
            raise ValueError("the shares of a table's levels are above 0 and add up to 1")
        spent = [(epsilon * level.share).normalize() for level in levels]
    mechanisms = [
        choose_mechanism(
            each, sensitivity, sampler=sampler, delta=delta, most_in_cell=most_in_cell if number == 0 else None
        )
        for number, each in enumerate(spent)
    ]
    return Design(tuple(levels), tuple(mechanisms))


def measure(
    counts: NDArray[np.int64],
    levels: Sequence[Level],
    epsilon: Decimal,
    sensitivity: int,
    sampler: Sampler = "diffprivlib",
    delta: Decimal = Decimal(0),
    *,
    most_in_cell: int = 1,
    draw: Draw | None = None,
) -> Measured:
    """Draws the noise of a table: int64[groups, places, periods] exact counts to noisy numbers of every level.

    Every level is summed from the exact counts and drawn apart, all cells, empty ones included. For what is refused see
    `design` and `add_noise`.
    """
    planned = design(levels, epsilon, sensitivity, sampler, delta, most_in_cell=most_in_cell)
    if counts.ndim != 3 or counts.shape[1:] != levels[0].shape:
        raise ValueError("counts are of groups, places and periods")
    noisy = tuple(
        add_noise(sums(counts, level.place, level.period), mechanism, draw)
        for level, mechanism in zip(planned.levels, planned.mechanisms, strict=True)
    )
    return Measured(planned, noisy)


def sums(values: NDArray[Number], place: NDArray[np.int32], period: NDArray[np.int32]) -> NDArray[Number]:
    """Cells [groups, places, periods] added up into larger places and longer periods; int64 stays int64."""
    return np.ascontiguousarray(_along(_along(values, place, 1), period, 2))


def _along(values: NDArray[Number], index: NDArray[np.int32], axis: int) -> NDArray[Number]:
    if np.array_equal(index, np.arange(len(index))):
        return values
    order = np.argsort(index, kind="stable")
    starts = np.searchsorted(index[order], np.arange(int(index.max()) + 1))
    return np.add.reduceat(values.take(order, axis=axis), starts, axis=axis)
