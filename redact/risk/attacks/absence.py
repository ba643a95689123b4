"""A visit that appears nowhere: what is not shown must be what is hidden."""

from __future__ import annotations

import numpy as np

from redact.risk.attacks.neighbour import row_by_row
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import read
from redact.risk.lab.release import Release
from redact.vocabulary import OffenseGroup

_EXACT = 7 * 1_440
"""Minutes: rows to the week or finer can be told to be this visit's; coarser ones cannot."""


@attack("absence")
def guess(release: Release, knows: Knows) -> Guesses:
    """Takes a visit for a hidden one if no row to the day fits it, by how many visits of any kind are shown so.

    What he knows of such cities gives the odds before: how many visits to homes are about what is to be hidden. That
    other visits are missing too lowers them: rows that are shown coarsely, and those that the policy leaves out.
    """
    rows = read(release, knows.city)
    before = knows.rates.get("sensitive at home", 0.1)
    if not len(rows) or not len(knows):
        return yes_no(np.full(len(knows), before), at_least=knows.number("claim_at", 0.5))
    exact = (rows.frame["end"] - rows.frame["start"]).to_numpy() <= _EXACT
    hidden_anyway = min(0.95, float(1 - exact.mean()) + _left_out(release))
    missing = max(0.01, (hidden_anyway - before) / (1 - before))
    pairs = rows.fitting(knows.targets)
    pairs = pairs[(pairs["end"] - pairs["start"]) <= _EXACT]
    there = np.zeros(len(knows))
    if len(pairs):
        pairs["hers"] = row_by_row(rows, pairs, shown=1 - missing) * pairs["rows"]
        by_table = pairs.groupby(["target", "table"])["hers"].sum().groupby("target").max()
        there[by_table.index.to_numpy()] = np.minimum(by_table.to_numpy(), 1.0)
    absent = 1 - there
    odds = before / (1 - before) * absent / np.maximum(missing * absent, 1e-9) * (absent > 0)
    # A row that fits well enough to be hers leaves only the chance that it is another's.
    odds = np.where(there > 0, odds * absent, odds)
    return yes_no(odds / (1 + odds), at_least=knows.number("claim_at", 0.5))


def _left_out(release: Release) -> float:
    """The share of other events that the policy says it leaves out as cover."""
    tiers = release.policy.tiers if release.policy is not None else ()
    rates = [
        tier.cover.rate_of(group.word)
        for tier in tiers
        if tier.rows == "withhold" and tier.cover is not None
        for group in OffenseGroup
    ]
    return max(rates, default=0.0)
