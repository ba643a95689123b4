"""What an attack says: one claim per target, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

NOTHING: Final = ""
"""The claim of an attack that does not venture one. It is never right, and never a false alarm."""

YES: Final = "yes"

ROW_ORDER: Final = "the order of the rows"
"""What is claimed of a file whose rows still stand in the order of the records."""


@dataclass(frozen=True, eq=False)
class Guesses:
    """n claims in the order of `knows.targets`.

    `claim` (n,) text: what he says, by what the scenario wants:
        presence, class     "yes", or NOTHING for no
        row                 "incidents:17", dataset and number of the row in its table
        household           the address as the public list has it (`knows.city.homes.address`)
        value               the number or word
        rows of a class     "yes" for every row that he names
        value, of a file    all that it holds beside the published cells, a line each; ROW_ORDER and `point_text` are
                            such lines
    `confidence` (n,) from 0 to 1: how likely he thinks it is. Where yes or no is wanted it is how likely "yes" is, and
    the lab looks for the threshold that serves him best; for other claims, how likely the claim is right.
    """

    claim: NDArray[Any]
    confidence: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.claim.shape != self.confidence.shape or self.claim.ndim != 1:
            raise ValueError("claims and confidences must be two columns of the same length")
        if not np.isfinite(self.confidence).all():
            raise ValueError("every confidence must be a number")

    def __len__(self) -> int:
        return len(self.claim)


def point_text(one: float, other: float) -> str:
    """A point as it is claimed; one of its numbers alone says little, since whole streets share it."""
    return f"{one!r} {other!r}"


def claims(claim: Sequence[str] | NDArray[Any], confidence: Sequence[float] | NDArray[Any] | float = 1.0) -> Guesses:
    """Guesses from what is at hand: lists, columns or arrays; one confidence for all where it is a number."""
    said = np.asarray(claim, dtype=object)
    sure = np.broadcast_to(np.asarray(confidence, dtype=np.float64), said.shape).copy()
    return Guesses(said, sure)


def yes_no(confidence: Sequence[float] | NDArray[Any], at_least: float = 0.5) -> Guesses:
    """Yes where the confidence reaches `at_least`."""
    sure = np.asarray(confidence, dtype=np.float64)
    return Guesses(np.where(sure >= at_least, YES, NOTHING).astype(object), sure)


def no_guesses(n: int) -> Guesses:
    """Says nothing of n targets."""
    return claims([NOTHING] * n, 0.0)
