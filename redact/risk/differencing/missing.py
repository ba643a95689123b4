"""What an old copy shows and no release tells as ordinary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from numpy.typing import NDArray

from redact.risk.differencing.claims import MARGIN, OLD, Claim, Kind
from redact.risk.differencing.drawn import share
from redact.risk.differencing.portal import OldCopy, told_finely
from redact.risk.differencing.published import Published
from redact.risk.differencing.rules import Rules

FEW: Final = 8
"""Fewer rows than this say nothing about a rate."""


def missing(old: OldCopy, releases: Sequence[Published], rules: Rules) -> list[Claim]:
    """Rows of an old copy that no release tells as ordinary ones. Where a kind of them is never told, that says nothing
    that the copy does not say itself."""
    told = told_finely(old, releases)
    group = _groups(old, releases)
    rows = old.rows.assign(told=told, group=group)
    found: list[Claim] = []
    name = releases[-1].name
    for (kind, _), mine in rows.groupby(["group", "category"], sort=True):
        lacking = mine[~mine["told"]]
        if len(lacking) in (0, len(mine)) or len(mine) < FEW:
            continue
        sure = share(len(mine), len(lacking), rules.cover.get(str(kind), 0.0))
        if sure > rules.sure_at_most + MARGIN:
            found += [
                Claim(Kind.MISSING, old.dataset, OLD, name, OLD, int(row), sure) for row in lacking.index.tolist()
            ]
    return found


def _groups(old: OldCopy, releases: Sequence[Published]) -> NDArray[Any]:
    """The offence group of each row of the copy, learnt from published rows with the same offence in words."""
    import pandas as pd

    rows = pd.concat([each.rows.loc[each.rows["dataset"] == old.dataset, ["text", "group"]] for each in releases])
    known = rows[rows["text"] != ""].groupby("text")["group"].agg(lambda words: words.mode().iloc[0]).to_dict()
    by_category = old.rows.assign(group=old.rows["offense"].map(known)).dropna().groupby("category")["group"]
    usual = by_category.agg(lambda words: words.mode().iloc[0]).to_dict()
    return old.rows["offense"].map(known).fillna(old.rows["category"].map(usual)).fillna("").to_numpy(dtype=object)
