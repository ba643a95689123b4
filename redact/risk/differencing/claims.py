"""What somebody who compares releases would say, and how sure he can be of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.differencing.changes import Changes
from redact.risk.differencing.published import Published
from redact.risk.differencing.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

OLD: Final = "old copy"
MARGIN: Final = 0.1
"""How much surer than the policy allows he must be where all he knows are rates, which come true only roughly."""


class Kind(StrEnum):
    """How a row was found."""

    VANISHED = "an ordinary row is gone"
    UNCOVERED = "a coarse row became an ordinary one"
    LATE = "a coarse row joined a month that was out"
    REVISED = "a coarse row joined a month that was out, at a revision"
    REMAINING = "a coarse row whose neighbours turned out to be cover"
    MISSING = "a row of the old copy is not told as an ordinary one"


@dataclass(frozen=True, slots=True)
class Claim:
    """This row is about a protected person: row number `row` of `dataset` in the release (or the old copy) named `of`,
    found by comparing `earlier` with `later`. `posterior` is how sure the adversary is."""

    kind: Kind
    dataset: str
    earlier: str
    later: str
    of: str
    row: int
    posterior: float


def surer(
    kind: Kind,
    step: Changes,
    of: Published,
    rows: pd.DataFrame,
    posterior: NDArray[np.float64],
    rules: Rules,
    margin: float = 1e-9,
) -> list[Claim]:
    """A claim about each row of which he is surer than the policy allows."""
    keep = posterior > rules.sure_at_most + margin
    return [
        Claim(kind, str(dataset), step.earlier.name, step.later.name, of.name, int(row), float(sure))
        for dataset, row, sure in zip(
            rows["dataset"].to_numpy()[keep], rows["row"].to_numpy()[keep], posterior[keep], strict=True
        )
    ]
