"""Random numbers by name: every part of the city draws from its own stream.

A stream depends on the seed, its name and its number only, so that one part can be changed, or made in another order,
without changing the others.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np


def stream(seed: int, name: str, number: int = 0) -> np.random.Generator:
    """The generator of one part of the city, e.g. `stream(1, "events", month)`."""
    return np.random.default_rng([seed, crc32(name.encode()), number])
