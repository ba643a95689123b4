"""Yearly totals by class in published tables, held against the truth and the margins that they state themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from redact.policy.model import Policy
from redact.risk.lab.cities import Case

OFF: Final = 0.05
"""A total may be off by so much of the truth, or by its stated margin, whichever is larger."""


@dataclass(frozen=True)
class Total:
    """A yearly total: what the table says, what is true, and the margin (90 %) that the table states for it."""

    table: str
    of: str
    year: str
    said: float
    true: int
    margin: float

    @property
    def right(self) -> bool:
        """Within 5 % of the truth or the stated margin."""
        return abs(self.said - self.true) <= max(OFF * self.true, self.margin)


def totals(case: Case) -> tuple[Total, ...]:
    """Every class and year of the tables with drawn numbers: of each the file of the whole city where there is one,
    else the sum of its cells with the margins added as for independent noise."""
    policy, found = case.release.policy, []
    for table in policy.counts if policy is not None else ():
        if table.kind == "exact":
            continue
        name = f"{table.table}-city_year"
        counts = case.release.counts.get(name, case.release.counts.get(table.table))
        if counts is None or not {"class", "year", "count_dp", "low_90", "high_90"} <= {*counts}:
            continue
        number = {
            column: pd.to_numeric(counts[column], errors="coerce") for column in ("count_dp", "low_90", "high_90")
        }
        frame = counts[["class", "year"]].assign(
            said=number["count_dp"], square=((number["high_90"] - number["low_90"]) / 2) ** 2
        )
        sums = frame.groupby(["class", "year"])[["said", "square"]].sum()
        true = _true(case, policy, table.table)
        for word, year, said, square in sums.reset_index().itertuples(index=False):
            found.append(Total(table.table, word, year, float(said), true.get((word, year), 0), float(np.sqrt(square))))
    return tuple(found)


def _true(case: Case, policy: Policy | None, name: str) -> dict[tuple[str, str], int]:
    """By class and year what the table counts, from the truth: events, or victims (children: homes) once a year.

    An event whose victim nobody knows is somebody of its own, as the tables say. What is only taken in for safety is in
    no number of its class.
    """
    assert policy is not None
    table = next(each for each in policy.counts if each.table == name)
    records = case.truth.records
    wanted = ~records["for_safety"].astype("bool")
    if table.of.tiers:
        hidden = {tier.tier: "withheld" if tier.rows != "publish" else "protected" for tier in policy.tiers}
        wanted &= records["should"].isin([hidden[each] for each in table.of.tiers])
    frame = pd.DataFrame(
        {
            "class": records["classes"].str.split(";"),
            "year": pd.to_datetime(records["occurred"] * 60, unit="s").dt.year.astype("str"),
            "event": records["event"],
            "victim": records["victim"],
            "home": records["victim_household"],
        }
    )[wanted].explode("class")
    if table.of.classes:
        frame = frame[frame["class"].isin([str(each) for each in table.of.classes])]
    who = frame["event"].to_numpy()
    units = table.unit if isinstance(table.unit, dict) else {"default": table.unit}
    default = str(units.get("default", "event"))
    for word in frame["class"].unique().tolist():
        unit = str(units.get(word, default))
        if unit != "event":
            column = frame["home" if unit == "household" else "victim"].to_numpy()
            column = np.where(column >= 0, column, -1 - frame["event"].to_numpy())
            who = np.where((frame["class"] == word).to_numpy(), column, who)
    once = frame.assign(who=who).drop_duplicates(["class", "year", "who"])
    sizes = once.groupby(["class", "year"]).size().reset_index()
    return {(word, year): int(count) for word, year, count in sizes.itertuples(index=False)}
