"""Class sizes where a missing value matches every value, as sdcMicro counts.

Somebody who knows that the victim was 34 cannot rule out a row without an age. Under this rule looking alike is no
longer transitive, so that rows have counts and no classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from redact.risk.measures.classes import Classes, keys
from redact.risk.measures.columns import Coded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["matching"]


def matching(columns: Sequence[Coded], classes: Classes, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each class the weight of all classes that it matches, itself included (float64, one per class).

    Two classes match where in every column their values are equal or one of them is missing. `weights` has one weight
    per class: its rows for class sizes, its sampling weights for sdcMicro's Fk. Classes are taken by which of their
    columns are missing, and every two such kinds are compared on the columns that both have: at worst 4 to the power of
    the number of columns that have gaps, and one pass where none has.
    """
    import numpy as np

    here = [Coded(column.codes[classes.first], column.size, column.gaps) for column in columns]
    kind = np.zeros(len(classes), dtype=np.int64)
    for place, column in enumerate(here):
        kind |= column.missing.astype(np.int64) << place
    found = np.zeros(len(classes), dtype=np.float64)
    kinds = {int(each): np.flatnonzero(kind == each) for each in np.unique(kind)}
    for mine, members in kinds.items():
        for other, others in kinds.items():
            shared = [column for place, column in enumerate(here) if not (mine | other) >> place & 1]
            if not shared:
                found[members] += weights[others].sum()
                continue
            if mine == other:  # alike in all that both have, and without the same: one class
                found[members] += weights[members]
                continue
            both = np.concatenate([members, others])
            key, _ = keys([Coded(column.codes[both], column.size) for column in shared])
            _, number = np.unique(key, return_inverse=True)
            total = np.bincount(number[len(members) :], weights=weights[others], minlength=int(number.max()) + 1)
            found[members] += total[number[: len(members)]]
    return found
