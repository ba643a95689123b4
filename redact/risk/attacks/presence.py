"""Did she report me? A likelihood ratio over every published cell that a row about her could be in."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

DAY: Final = 1_440
_FLOOR: Final = 0.02
"""Rows that even the emptiest cell is taken to have, so that no ratio is infinite."""


@attack("presence")
def guess(release: Release, knows: Knows) -> Guesses:
    """Counts what is published of her home and her days, in every table, and compares it with how much there usually
    is: the more above the usual, the likelier one row of it is hers.

    A cell with n rows that usually has m speaks for one row more with n / m: the ratio of two Poisson probabilities.
    A row may be in any cell that her home and her time fit, so ratios are averaged within a table by how usual such a
    look is for rows like hers, and multiplied across tables that nobody links.
    """
    rows = read(release, knows.city)
    if not len(rows) or not len(knows):
        return yes_no(np.full(len(knows), 0.5), at_least=0.51)
    pairs = rows.fitting(knows.targets)
    pairs = pairs[_of_her_kind(pairs, knows, release)]
    ratio = likelihood_ratio(rows, pairs, len(knows), fine=knows.number("fine_weight", 0.05))
    prior = knows.number("prior", 0.5)
    odds = ratio * prior / (1 - prior)
    return yes_no(odds / (1 + odds), at_least=knows.number("claim_at", 0.5001))


def _of_her_kind(pairs: pd.DataFrame, knows: Knows, release: Release) -> NDArray[np.bool_]:
    """Cells of the offence groups that a row about such a deed can have: against persons, or not stated."""
    if "offense" not in knows.targets:
        return np.ones(len(pairs), dtype=np.bool_)
    return np.isin(pairs["offense_group"].to_numpy(object), ("persons", "none", ""))


def likelihood_ratio(rows: Rows, pairs: pd.DataFrame, n: int, *, fine: float) -> NDArray[np.float64]:
    """(n,) How much likelier what is published is with her row than without.

    `fine` is how likely he thinks it that a row of her kind is shown to the day or finer: that it was not recognised.
    """
    ratio = np.ones(n)
    if not len(pairs):
        return ratio
    length = (pairs["end"] - pairs["start"]).to_numpy(np.float64)
    usual = np.maximum(rows.usual(pairs), _FLOOR)
    pairs = pairs.assign(ratio=pairs["rows"].to_numpy(np.float64) / usual, exact=length <= 7 * DAY)
    for _, part in pairs.groupby("table"):
        exact = part[part["exact"]]
        found = np.zeros(n)
        np.add.at(found, exact["target"].to_numpy(), exact["ratio"].to_numpy())
        coarse = part[~part["exact"]].groupby("target")["ratio"].mean()
        blurred = np.ones(n)
        blurred[coarse.index.to_numpy()] = coarse.to_numpy()
        ratio *= (1 - fine) * blurred + fine * found
    return ratio
