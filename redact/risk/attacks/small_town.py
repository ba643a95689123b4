"""The small town: everybody knows everybody, so that it is enough to know that something happened that month."""

from __future__ import annotations

import numpy as np

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import read
from redact.risk.lab.release import Release

_FINE = 7 * 1_440


@attack("small_town")
def guess(release: Release, knows: Knows) -> Guesses:
    """Says of every month how likely something that is hidden happened in it: from rows that are blurred or blank,
    against the rows that are shown, and from whole months that are missing.

    Where all that is blurred is told by the year, every month gets the same answer.
    """
    rows = read(release, knows.city)
    n = len(knows)
    if not len(rows) or not n:
        return yes_no(np.full(n, 0.5), at_least=0.51)
    start, end = knows.targets["start"].to_numpy(np.float64), knows.targets["end"].to_numpy(np.float64)
    length = (rows.frame["end"] - rows.frame["start"]).to_numpy(np.float64)
    middle = (rows.frame["end"] + rows.frame["start"]).to_numpy(np.float64) / 2
    within = length <= (end - start).max()
    blurred, shown = np.zeros(n), np.zeros(n)
    hard = rows.frame["offense_group"].isin(("persons", "none", "")).to_numpy()
    blank = _blank(release, rows.names)
    for at in range(n):
        here = within & (middle >= start[at]) & (middle < end[at])
        blurred[at] = (here & ((length > _FINE) | blank) & hard).sum()
        shown[at] = (here & (length <= _FINE) & ~blank).sum()
    expected = max(float(blurred.mean()), 0.05)
    # More blurred rows than usual speak for one more; fewer shown ones too, since what is hidden is missing there.
    lack = np.maximum(shown.mean() - shown, 0) / max(float(shown.std()), 1.0)
    score = blurred / expected + knows.number("weight_of_lack", 0.1) * lack
    return yes_no(score / (1 + score), at_least=0.501)


def _blank(release: Release, names: np.ndarray) -> np.ndarray:
    """Rows whose columns are emptier than their table's usually are."""
    parts = []
    for table in release.tables.values():
        if not len(table):
            continue
        filled = (table != "").sum(axis=1).to_numpy()
        parts.append(filled < np.median(filled) - 1)
    return np.concatenate(parts) if parts else np.zeros(len(names), dtype=np.bool_)
