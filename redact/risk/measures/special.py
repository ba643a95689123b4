"""Special uniques: which two or three columns are enough to single a row out (SUDA2).

A *minimal sample unique* of a row is a set of columns whose values occur together in this row only, while those of no
smaller part of the set do. The fewer columns it takes, and the more such sets there are, the easier the row is found by
somebody who knows a little: a row that needs all its columns to be unique is no worry, one that age and street single
out is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redact.errors import DataMismatch
from redact.risk.measures.classes import Classes, by_key, keys
from redact.risk.measures.columns import Coded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Special", "special_uniques"]

MOST = 10
"""Of ten columns there are 1,023 sets; more could neither be held in memory for a large file nor read by anybody. Up to
here a row's minimal sets of one size are also fewer than 256."""


@dataclass(frozen=True)
class Special:
    """What SUDA2 finds in one set of columns.

    `rows` (int64) are the rows that are unique, in order; the other arrays have one value for each of them.
    `score` is the sum over a row's minimal sample uniques of (columns - size)!, `dis` sdcMicro's estimate of the chance
    that a match with the row is right. `found` counts for each set of columns (places in the order given) the rows of
    which it is a minimal sample unique. `column_share` is each column's share of all scores; the shares add up to more
    than 1, for a set counts in full for each of its columns.
    """

    rows: NDArray[np.int64]
    score: NDArray[np.float64]
    dis: NDArray[np.float64]
    column_share: tuple[float, ...]
    found: dict[tuple[int, ...], int]


def weights_of(columns: int, *, published: bool = True) -> list[float]:
    """What a minimal sample unique of 1, 2, … columns counts.

    `published`: (columns - size)! as in Elliot and others. Otherwise as in the older program that sdcMicro calls
    `original_scores=FALSE`.
    """
    if published:
        return [float(math.factorial(columns - size)) for size in range(1, columns + 1)]
    return [(2 ** (columns - size) - 1) / math.comb(columns, size) for size in range(1, columns + 1)]


def special_uniques(
    columns: Sequence[Coded],
    classes: Classes,
    *,
    most: int | None = None,
    fraction: float = 0.01,
    published: bool = True,
) -> Special:
    """The minimal sample uniques of all rows, their scores and DIS.

    `classes` are those of the same columns. `most` is the largest set looked at (default: all of them), `fraction` the
    sampling fraction that DIS assumes. A missing value is in no minimal sample unique. Only rows that are unique on all
    columns can be special, and a set is only looked at for rows that are unique on every set with one column more:
    seconds for a million unique rows and six columns, nothing where few rows are unique.
    """
    import numpy as np

    number = len(columns)
    if number > MOST:
        raise DataMismatch(
            f"{number} columns have too many sets for SUDA2.", fix=f"Name the {MOST} columns that matter, or fewer."
        )
    here = [Coded(column.codes[classes.first], column.size, column.gaps) for column in columns]
    is_lone = classes.sizes == 1
    lone = np.flatnonzero(is_lone)
    most_are = 2 * len(lone) > len(classes)  # then it is quicker to look at all classes than to pick these
    start = is_lone if most_are else np.ones(len(lone), dtype=bool)
    how_many = np.zeros((number, len(start)), dtype=np.uint8)
    found: dict[tuple[int, ...], int] = {}
    worth = weights_of(number, published=published)
    share = [0.0] * number
    for chosen, minimal in _minimal(here, start, None if most_are else lone):
        rows = int(np.count_nonzero(minimal))
        if rows and len(chosen) <= (most or number):
            found[chosen] = rows
            how_many[len(chosen) - 1] += minimal
            for place in chosen:
                share[place] += rows * worth[len(chosen) - 1]
    score = np.zeros(len(start))
    for count, each in zip(how_many, worth, strict=True):
        score += count * each
    score = score[lone] if most_are else score
    total = float(score.sum())
    order = np.argsort(classes.first[lone])
    return Special(
        classes.first[lone][order],
        score[order],
        _dis(score, number, 2 * int((classes.sizes == 2).sum()), fraction)[order],
        tuple(each / total for each in share) if total else (0.0,) * number,
        dict(sorted(found.items(), key=lambda each: (len(each[0]), -each[1]))),
    )


def _minimal(
    here: Sequence[Coded], start: NDArray[np.bool_], lone: NDArray[np.int64] | None
) -> Iterator[tuple[tuple[int, ...], NDArray[np.bool_]]]:
    """Every set of columns with the classes of which it is a minimal sample unique, the largest sets first.

    `lone` are the classes looked at (None: all), `start` which of them are one row. Two layers of sets are held at a
    time: a set is minimal where it is unique and no set with one column less is.
    """
    number = len(here)
    present = [None if not column.gaps else ~column.missing[slice(None) if lone is None else lone] for column in here]
    above: dict[tuple[int, ...], NDArray[np.bool_]] = {tuple(range(number)): start}
    for size in range(number, 0, -1):
        below: dict[tuple[int, ...], NDArray[np.bool_]] = {}
        for chosen in itertools.combinations(range(number), size - 1) if size > 1 else ():
            may = start.copy()
            for place in set(range(number)).difference(chosen):
                may &= above[tuple(sorted((*chosen, place)))]
            if may.any():
                may &= _alone([here[place] for place in chosen], lone)
            below[chosen] = may
        for chosen, unique in above.items():
            minimal = unique.copy()
            for place in chosen:
                there = present[place]
                if there is not None:
                    minimal &= there
                rest = tuple(each for each in chosen if each != place)
                if rest:
                    minimal &= ~below[rest]
            yield chosen, minimal
        above = below


def _alone(columns: Sequence[Coded], lone: NDArray[np.int64] | None) -> NDArray[np.bool_]:
    """Which classes of `lone` (None: all) no other class equals in these columns."""
    import numpy as np

    key, size = keys(columns)
    if size <= 2 * len(key):
        once = np.bincount(key, minlength=size) == 1
        alone: NDArray[np.bool_] = once[key if lone is None else key[lone]]
        return alone
    order, changes = by_key(key, size)
    shared = ~(changes[1:] & changes[:-1])
    few = 2 * int(np.count_nonzero(shared)) < len(key)
    flags = np.full(len(key), few)
    flags[order[shared if few else ~shared]] = not few
    return flags if lone is None else flags[lone]


def _dis(score: NDArray[np.float64], columns: int, paired: int, fraction: float) -> NDArray[np.float64]:
    """sdcMicro's DIS-SUDA: DIS, the chance that a unique match is right, spread over rows by their scores."""
    import numpy as np

    unique = len(score)
    if not unique or not score.any():
        return np.zeros(unique)
    dis = unique * fraction / (unique * fraction + paired * (1 - fraction))
    power = 1 + (8 - columns) / 20
    raised = np.where(score > 0, score, 1.0) ** power
    sums = float((1 / raised)[score > 0].sum())
    return np.where(score > 0, 1 / (1 + (unique / dis - unique) / (raised * sums)), 0.0)
