"""Which columns go with the place: an area that follows from it, or a code whose value fixes it.

Two questions about two coded columns, value and place: do rows at the same place say the same (an area, a catchment),
and are rows that say the same at the same place (a parcel, a look-up code)? Both are measured as agreement of pairs of
rows beyond what chance gives. On twelve public sets the columns of places measure 0.80 or more in one of the two (but
for numbers of apartments, and points that a city had moved at random), every other column 0.66 or less (kinds of
premises, the highest, do go with the house a little).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEAST: Final = 0.75
"""Agreement beyond chance from which two columns go together, in a large sample."""

CAP: Final = 0.98
"""What is asked of a small sample, in which a loose habit can look like a rule."""

_SMALL: Final = 1.0
"""How much more a sample of g groups must agree: this over the square root of g."""

_DIRECT: Final = 4_000_000
"""Pairs of codes up to which they are counted in one table rather than sorted."""

Codes = NDArray[np.int64]


class Link(Enum):
    """How a column goes with the place."""

    FOLLOWS = "rows at the same place say the same here: it is an area or follows from one"
    FIXES = "rows that say the same here are at the same place: it is a code of the place"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rows compared, in how many groups, and how far those of a group agree beyond chance (1: always; 0: by chance).

    `others` is how many of the rows say something else than most rows do: without such rows agreement means nothing.
    """

    rows: int
    groups: int
    others: float
    beyond: float

    def certain(self, rows: int, groups: int) -> bool:
        """Whether enough was compared and agrees, see the constants above."""
        enough = self.rows >= rows and self.groups >= groups and self.others >= rows / 3
        return enough and self.beyond >= min(CAP, LEAST + _SMALL / sqrt(max(self.groups, 1)))


_NOTHING: Final = Agreement(0, 0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Dependence:
    """How a column goes with the place: `follows` among rows at one place, `fixes` among rows of one value."""

    follows: Agreement = _NOTHING
    fixes: Agreement = _NOTHING

    @property
    def link(self) -> Link | None:
        """The way in which they go together; None where they do not, or too little can be compared to say."""
        if self.fixes.certain(rows=12, groups=5):
            return Link.FIXES
        return Link.FOLLOWS if self.follows.certain(rows=30, groups=12) else None


def dependence(values: NDArray[np.integer], places: NDArray[np.integer]) -> Dependence:
    """How two columns of codes of the same length go together; rows with a code below 0 in either are left out.

    Give one row per event: several rows of one event agree by themselves. A million rows take about 0.1 s.
    """
    counted = _together(values, places)
    if counted is None:
        return Dependence()
    at_place, at_value, count = counted
    return Dependence(
        follows=_agreement(at_place, at_value, count),
        fixes=_agreement(at_value, at_place, count),
    )


def fixes(values: NDArray[np.integer], places: NDArray[np.integer]) -> bool:
    """Whether `dependence` would link the two as a code that fixes the place, in half the time."""
    counted = _together(values, places)
    if counted is None:
        return False
    at_place, at_value, count = counted
    return Dependence(fixes=_agreement(at_value, at_place, count)).link is Link.FIXES


def _together(
    values: NDArray[np.integer], places: NDArray[np.integer]
) -> tuple[Codes, Codes, NDArray[np.float64]] | None:
    """The distinct (place, value) and how many rows have each; None where fewer than two rows have both."""
    use = (values >= 0) & (places >= 0)
    if np.count_nonzero(use) < 2:
        return None
    value, values_n = _dense(values[use])
    place, places_n = _dense(places[use])
    pairs, count = _counted(place * values_n + value, places_n * values_n)
    at_place, at_value = np.divmod(pairs, values_n)
    return at_place, at_value, count


def same_inside(values: NDArray[np.integer], groups: NDArray[np.integer]) -> tuple[int, float]:
    """(rows compared, share of them that agree): whether the rows of a group all say the same, chance left in."""
    use = (values >= 0) & (groups >= 0)
    if int(use.sum()) < 2:
        return 0, 0.0
    value, values_n = _dense(values[use])
    group, groups_n = _dense(groups[use])
    pairs, count = _counted(group * values_n + value, groups_n * values_n)
    inside = pairs // values_n
    size = np.bincount(inside, weights=count)[inside]
    again = size > 1
    rows = count[again].sum()
    agree = (count[again] * (count[again] - 1) / (size[again] - 1)).sum()
    return int(rows), float(agree / rows) if rows else 0.0


def _agreement(group: Codes, said: Codes, count: NDArray[np.float64]) -> Agreement:
    """Of the rows in groups of two and more: the mean share of the group's other rows that say the same."""
    size = np.bincount(group, weights=count)[group]
    again = size > 1
    rows = float(count[again].sum())
    if rows == 0:
        return _NOTHING
    agree = float((count[again] * (count[again] - 1) / (size[again] - 1)).sum()) / rows
    shares = np.bincount(said[again], weights=count[again]) / rows
    chance = float((shares**2).sum())
    beyond = (agree - chance) / (1 - chance) if chance < 1 else 0.0
    groups = int(np.count_nonzero(np.bincount(group[again])))
    return Agreement(int(rows), groups, float(rows * (1 - shares.max())), beyond)


def _dense(codes: NDArray[np.integer]) -> tuple[Codes, int]:
    """Codes from 0 without too many gaps, and how many there may be."""
    low, high = int(codes.min()), int(codes.max())
    if high - low < 4 * len(codes) + 1024:
        return codes.astype(np.int64) - low, high - low + 1
    distinct, numbers = np.unique(codes, return_inverse=True)
    return numbers.astype(np.int64), len(distinct)


def _counted(keys: Codes, size: int) -> tuple[Codes, NDArray[np.float64]]:
    """The distinct keys and how many rows have each."""
    if size <= _DIRECT:
        count = np.bincount(keys, minlength=size)
        found = np.flatnonzero(count)
        return found.astype(np.int64), count[found].astype(np.float64)
    found, number = np.unique(keys, return_counts=True)
    return found, number.astype(np.float64)
