"""Drawing texts from lists for whole columns at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Choices:
    """Several lists of texts; which list each row draws from is a column of list numbers."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        filled = [tuple(texts) or ("",) for texts in lists]
        self.texts = pa.array([text for texts in filled for text in texts])
        self.length = np.array([len(texts) for texts in filled], dtype=np.int64)
        self.offset = np.cumsum(self.length) - self.length

    def draw(self, rng: np.random.Generator, which: Ints) -> Ints:
        """A random text of list `which[i]` for every row, as an index into `texts`."""
        return self.offset[which] + (rng.random(len(which)) * self.length[which]).astype(np.int64)

    def take(self, index: Ints) -> pa.Array:
        """The texts at these indices."""
        return self.texts.take(pa.array(index))


class Weighted:
    """Draws of items with fixed weights, by binary search in the running total."""

    def __init__(self, weights: NDArray[np.float64], items: NDArray[np.int32] | None = None) -> None:
        self.total = np.cumsum(weights)
        self.items = items

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.int32]:
        """`count` items (indices where no items were given)."""
        at = np.searchsorted(self.total, rng.random(count) * self.total[-1], side="right")
        at = np.minimum(at, len(self.total) - 1).astype(np.int32)
        return np.asarray(at if self.items is None else self.items[at], dtype=np.int32)


def pick(texts: pa.Array, index: NDArray[np.signedinteger[Any]]) -> pa.Array:
    """`texts` at `index`, the empty text where the index is negative."""
    taken = texts.take(pa.array(np.maximum(index, 0)))
    return pc.if_else(pa.array(index >= 0), taken, "")
