"""Whether rows still name, and find, their events in other datasets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FALLS: Final = 0.15
"""A share that falls by less is left to the policy's `linked_at_least`."""

FEWEST: Final = 20
"""Rows below which a share says nothing."""


@dataclass(frozen=True, slots=True)
class Links:
    """Per row of a dataset: does it name an event of another dataset, is (if so) that found in these exports, and is it
    known from earlier releases? bool[rows].

    What is usual is measured without the last: of old rows it knows all, of new ones none.
    """

    names: NDArray[np.bool_]
    finds: NDArray[np.bool_]
    known: NDArray[np.bool_]

    def shares(self, chosen: NDArray[np.bool_]) -> tuple[float | None, float | None]:
        """The share of the chosen rows that name an event, and of those that find it; None of too few rows."""
        rows, named = int(chosen.sum()), int((self.names & chosen).sum())
        names = named / rows if rows >= FEWEST else None
        return names, int((self.finds & chosen).sum()) / named if named >= FEWEST else None


def fallen(share: float | None, usual: float | None, rows: int) -> bool:
    """Whether a share of `rows` rows is far below the usual one."""
    if share is None or usual is None:
        return False
    chance = 4 * math.sqrt(max(usual * (1 - usual), 0.01) / max(rows, 1))
    return share < usual - max(FALLS, chance)


def usual_shares(
    links: Links, codes: NDArray[np.int32], others: Mapping[int, int]
) -> tuple[float | None, float | None]:
    """The median shares over other periods of the export; None where fewer than three of them have enough rows."""
    found = [links.shares(codes == code) for code in others]
    return _median([names for names, _ in found]), _median([finds for _, finds in found])


def _median(shares: list[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return float(np.median(known)) if len(known) >= 3 else None
