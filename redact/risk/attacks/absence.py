"""A visit that appears nowhere: what is not shown must be what is hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from redact.risk.attacks.neighbour import row_by_row
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import read
from redact.risk.lab.release import Release
from redact.vocabulary import OffenseGroup

_TO_THE_DAY: Final = ("hour", "day")
_EXACT: Final = 7 * 1_440
"""Minutes: rows to the week or finer can be told to be this visit's; coarser ones cannot."""


@attack("absence")
def guess(release: Release, knows: Knows) -> Guesses:
    """Takes a visit for a hidden one if no row to the day fits it, by how many visits of any kind are shown so.

    What he knows of such cities gives the odds before: how many visits to homes are about what is to be hidden. That
    other visits are missing too lowers them: rows that are shown coarsely, and those that the policy leaves out. He has
    kept every release: what was ever shown to the day is there.
    """
    rows = read(ever_shown(release), knows.city)
    before = knows.rates.get("sensitive at home", 0.1)
    if not len(rows) or not len(knows):
        return yes_no(np.full(len(knows), before), at_least=knows.number("claim_at", 0.5))
    exact = (rows.frame["end"] - rows.frame["start"]).to_numpy() <= _EXACT
    coarse = max(0.0, 1 - float(exact.sum()) / max(len(release), 1))
    hidden_anyway = min(0.95, coarse + _left_out(release))
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


def ever_shown(release: Release) -> Release:
    """The release with the rows to the day that only earlier ones have. Rows that say the same are told apart by their
    number: three in one release and two in another are three."""
    if not release.earlier:
        return release
    tables = {}
    for name, newest in release.tables.items():
        parts = [newest, *(each.tables[name] for each in release.earlier if name in each.tables)]
        short = [part[part["time_precision"].isin(_TO_THE_DAY)] for part in parts]
        same = ["offense_group", "place_id", "time", "time_precision"]
        numbered = [part.assign(nth=part.groupby(same, sort=False).cumcount()) for part in short if len(part)]
        coarse = newest[~newest["time_precision"].isin(_TO_THE_DAY)]
        if numbered:
            exact = pd.concat(numbered, ignore_index=True).drop_duplicates([*same, "nth"]).drop(columns="nth")
            tables[name] = pd.concat([exact, coarse], ignore_index=True).fillna("")
        else:
            tables[name] = newest
    return replace(release, tables=tables, earlier=())


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
