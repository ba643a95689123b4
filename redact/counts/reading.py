"""What noisy numbers mean to a reader: reliable or not, rounded for display, odds, and what to ask for instead.

Everything here is decided from the noisy value and the known error, never from an exact count, so that it costs no
budget and gives nothing away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

RELIABLE: Final = 0.30
"""A number is reliable while its standard deviation is at most this share of it."""

DO_NOT_ADD: Final = "do not add up"
"""What is written beside displayed counts."""


def is_reliable(value: NDArray[Any], standard_deviation: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether standard deviation / max(noisy value, 1) is at most 0.30."""
    return np.asarray(standard_deviation / np.maximum(value, 1) <= RELIABLE)


def display(value: NDArray[Any]) -> NDArray[np.int64]:
    """Counts to look at: rounded and never negative. They are too large on average where counts are small, so that no
    sum of them is right."""
    return np.asarray(np.maximum(np.rint(value), 0), dtype=np.int64)


def odds(epsilon: Decimal) -> float:
    """How sure an attacker who was undecided can become at most: e^epsilon / (1 + e^epsilon)."""
    return 1 / (1 + math.exp(-float(epsilon)))


def too_wide(expected: float, standard_deviation: float) -> bool:
    """Whether a count of the size that is expected, from public or synthetic numbers, would not be reliable."""
    return standard_deviation / max(expected, 1.0) > RELIABLE


@dataclass(frozen=True, slots=True)
class Outlook:
    """A level of a table before it is drawn: the count that a typical cell is expected to have, from public or
    synthetic numbers, and the standard deviation that its numbers will have. `words` name it in a sentence."""

    level: str
    words: str
    expected: float
    standard_deviation: float

    @property
    def too_wide(self) -> bool:
        """Whether a typical cell would not be reliable."""
        return too_wide(self.expected, self.standard_deviation)


def proposal(asked: Outlook, others: Sequence[Outlook]) -> str:
    """Empty where the table asked for would be reliable; otherwise a sentence that proposes the first of `others` (from
    fine to coarse: the year, the larger area) that would be, or less detail where none is."""
    if not asked.too_wide:
        return ""
    problem = (
        f"Numbers {asked.words} would be off by about {asked.standard_deviation:.1f}, where about "
        f"{asked.expected:.1f} are expected: most could not be relied on. "
    )
    better = next((other for other in others if not other.too_wide), None)
    if better is None:
        return problem + "No larger area or longer period of this table would do; count fewer kinds of things apart."
    return problem + (
        f"Numbers {better.words} would be off by about {better.standard_deviation:.1f}, where about "
        f"{better.expected:.0f} are expected."
    )
