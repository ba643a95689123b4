"""What decoys are drawn by: lots under the list's key, and the order in which blocks run over the map."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from redact.place.sensitive.kinds import City


class Lots:
    """Ranks drawn for one place: a number per block and purpose that only who has the key can work out."""

    def __init__(self, key: bytes, draw: str, ids: Sequence[str]) -> None:
        self.ids = ids
        self._key = hmac.digest(key, draw.encode(), hashlib.sha256)

    def ranked(self, purpose: str, blocks: Iterable[int]) -> list[int]:
        """The blocks in the order of their lots."""
        return sorted(blocks, key=lambda at: hmac.digest(self._key, f"{purpose} {self.ids[at]}".encode(), "sha256"))


def along_the_map(city: City) -> NDArray[np.int64]:
    """The blocks in the order of a curve that keeps neighbours together (Morton's)."""
    if not len(city):
        return np.empty(0, dtype=np.int64)
    code = np.zeros(len(city), dtype=np.int64)
    for axis, values in enumerate((city.x, city.y)):
        span = float(np.ptp(values)) or 1.0
        cell = np.minimum(((values - values.min()) / span * 65_536).astype(np.int64), 65_535)
        for bit in range(16):
            code |= ((cell >> bit) & 1) << (2 * bit + axis)
    return np.lexsort((np.array(city.ids), code))
