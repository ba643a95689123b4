"""How sure one can be of a share that was counted."""

from __future__ import annotations

from math import sqrt
from typing import Final

Z: Final = 1.959964
"""The normal quantile of a two-sided 95 %."""


def wilson(successes: float, tries: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share.

    >>> [round(limit, 4) for limit in wilson(0, 200)]
    [0.0, 0.0188]
    """
    if tries <= 0:
        return 0.0, 1.0
    share = successes / tries
    middle = (share + Z * Z / (2 * tries)) / (1 + Z * Z / tries)
    half = Z / (1 + Z * Z / tries) * sqrt(share * (1 - share) / tries + Z * Z / (4 * tries * tries))
    return max(0.0, middle - half), min(1.0, middle + half)
