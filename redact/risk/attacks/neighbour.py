"""The neighbour: she saw a police car at a house at ten past nine, and looks for the row."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims, no_guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_FLOOR = 0.02


@attack("neighbour")
def guess(release: Release, knows: Knows) -> Guesses:
    """Matches place and time, and names the row that is most likely this visit's, if it is likelier than not.

    Of a cell with n rows that usually has m, one is hers with odds of n / m times how usual it is that such visits are
    shown so exactly; which one of the n nobody can tell.
    """
    rows = read(release, knows.city)
    if not len(rows) or not len(knows):
        return no_guesses(len(knows))
    pairs = rows.fitting(knows.targets)
    pairs["sure"] = row_by_row(rows, pairs, shown=knows.number("shown", 0.5))
    best = pairs.loc[pairs.groupby("target")["sure"].idxmax()] if len(pairs) else pairs
    first = rows.frame.reset_index().groupby("cell")["index"].first().to_numpy()
    claim = np.full(len(knows), NOTHING, dtype=object)
    confidence = np.zeros(len(knows))
    target = best["target"].to_numpy()
    confidence[target] = best["sure"].to_numpy()
    named = best[best["sure"] >= knows.number("claim_at", 0.5)]
    claim[named["target"].to_numpy()] = rows.names[first[named["cell"].to_numpy()]]
    return claims(claim, confidence)


def row_by_row(rows: Rows, pairs: pd.DataFrame, *, shown: float) -> NDArray[np.float64]:
    """(pairs,) How likely one given row of the cell is the visit's. `shown`: how likely such a visit is in any cell of
    one table."""
    count = pairs["rows"].to_numpy(np.float64)
    odds = shown / (1 - shown) * count / np.maximum(rows.usual(pairs), _FLOOR)
    # All cells of a table that fit share the one row that it can have: their odds stand against each other and none.
    whole = pd.Series(odds).groupby([pairs["target"].to_numpy(), pairs["table"].to_numpy(object)]).transform("sum")
    return np.asarray(odds / (1 + whole.to_numpy()) / count, dtype=np.float64)
