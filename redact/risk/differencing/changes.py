"""What changed between two releases, by content: rows that are gone, new in old months, or told otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from redact.risk.differencing.published import NO_MONTH, Published

if TYPE_CHECKING:
    import pandas as pd

Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Changes:
    """`vanished` are positions in the earlier release's rows, `appeared` in the later's: rows of months of which the
    earlier one had all. `changed` (k, 2) are pairs of them that are one record told otherwise, and are in neither."""

    earlier: Published
    later: Published
    vanished: Positions
    appeared: Positions
    changed: Positions


def compare(earlier: Published, later: Published) -> Changes:
    """The differences of two releases."""
    before, after = earlier.rows, later.rows
    gone, new = surplus(before["value"].to_numpy(), after["value"].to_numpy())
    through = after["dataset"].map(dict(earlier.through)).fillna(NO_MONTH).to_numpy(dtype=np.int64)
    last = after["last"].to_numpy()
    opened = (last != NO_MONTH) & (last <= through)
    vanished, appeared = np.flatnonzero(gone), np.flatnonzero(new & opened)
    fine = ~before["coarse"].to_numpy()[vanished], ~after["coarse"].to_numpy()[appeared]
    left, right = before.iloc[vanished[fine[0]]], after.iloc[appeared[fine[1]]]
    pairs = []
    for keys in (_exactly, _street):
        at, there = pair(keys(left), keys(right))
        pairs.append(np.column_stack([left.index[at], right.index[there]]))
        left, right = left.drop(left.index[at]), right.drop(right.index[there])
    changed = np.concatenate(pairs).astype(np.int64)
    return Changes(
        earlier,
        later,
        vanished[~np.isin(vanished, changed[:, 0])],
        appeared[~np.isin(appeared, changed[:, 1])],
        changed,
    )


def surplus(left: NDArray[Any], right: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of two lists' values the other has not, or not as often (the last ones of a value are those too many)."""
    import pandas as pd

    number, distinct = pd.factorize(np.concatenate([left, right]))
    own, other = number[: len(left)], number[len(left) :]
    counts = np.bincount(own, minlength=len(distinct)), np.bincount(other, minlength=len(distinct))
    return _nth(own) >= counts[1][own], _nth(other) >= counts[0][other]


def pair(left: Sequence[NDArray[Any]], right: Sequence[NDArray[Any]]) -> tuple[Positions, Positions]:
    """Positions of rows with the same keys in both, the first with the first and so on."""
    import pandas as pd

    size = len(left[0])
    number = np.zeros(size + len(right[0]), dtype=np.int64)
    for a, b in zip(left, right, strict=True):
        code, distinct = pd.factorize(np.concatenate([a, b]))
        number, _ = pd.factorize(number * max(1, len(distinct)) + code)
    own, other = number[:size].astype(np.int64), number[size:].astype(np.int64)
    most = int(max(np.bincount(own).max(initial=0), np.bincount(other).max(initial=0))) + 1
    _, at, there = np.intersect1d(
        own * most + _nth(own), other * most + _nth(other), assume_unique=True, return_indices=True
    )
    return at.astype(np.int64), there.astype(np.int64)


def _nth(number: NDArray[Any]) -> NDArray[np.int64]:
    """How many rows before each have the same number."""
    order = np.argsort(number, kind="stable")
    ordered = number[order]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    nth = np.empty(len(number), dtype=np.int64)
    nth[order] = np.arange(len(number)) - np.repeat(starts, np.diff(np.append(starts, len(number))))
    return nth


def _exactly(rows: pd.DataFrame) -> list[NDArray[Any]]:
    return [rows["dataset"].to_numpy(), rows["place_id"].to_numpy(), rows["time"].str[:10].to_numpy()]


def _street(rows: pd.DataFrame) -> list[NDArray[Any]]:
    """Another stretch of the same street on the same day is the same record at another precision."""
    street = rows["place"].str.extract(r"BLOCK ([^&]+?)(?: &|$)", expand=False).fillna("").to_numpy()
    return [rows["dataset"].to_numpy(), street, rows["time"].str[:10].to_numpy()]
