"""What a row of an old portal file showed, as a few words that the ledger keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

PLACES: Final = ("address", "point", "block", "area", "none")
"""How exactly a place was told, the most exact first."""

TIMES: Final = ("minute", "hour", "day", "coarser", "none")
"""How exactly a time was told."""

BETWEEN: Final = ";"


def shown(place: NDArray[np.int8], time: NDArray[np.int8], classes: Sequence[str]) -> pa.Array:
    """Per row its words: `place` and `time` index PLACES and TIMES, `classes` are its own, joined by commas."""
    kinds = np.array([BETWEEN.join((one, other)) for one in PLACES for other in TIMES], dtype=object)
    first = kinds[place.astype(np.int64) * len(TIMES) + time]
    return pa.array([f"{exact}{BETWEEN}{named}" for exact, named in zip(first, classes, strict=True)], pa.string())


def words_shown(text: str) -> tuple[str, str, tuple[str, ...]]:
    """(place, time, classes) of a row; of a text in another form nothing is known, and that counts as the most."""
    parts = text.split(BETWEEN)
    if len(parts) != 3 or parts[0] not in PLACES or parts[1] not in TIMES:
        return PLACES[0], TIMES[0], ()
    return parts[0], parts[1], tuple(name for name in parts[2].split(",") if name)


def classes_shown(text: str) -> tuple[str, ...]:
    """The classes that a row was found to have when its file was read."""
    return words_shown(text)[2]
