"""Published numbers with noise: each true number behind one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import CannotTry
from redact.risk.lab.targets.asked import TARGET, Asked, answers_of
from redact.risk.scenarios import Scenario

KEYS = ("class", "district", "beat", "year", "outcome")


def noisy_tables(case: Case) -> dict[str, pd.DataFrame]:
    """The published tables whose numbers are drawn."""
    return {name: table for name, table in case.release.counts.items() if "count_dp" in table}


def numbers(scenario: Scenario, case: Case) -> Asked:
    """Every cell of the tables that count truly withheld victims by class, district and year.

    What is right is counted from the truth as the policy counts: a victim once a year, children by their home.
    CannotTry where no table has such numbers.
    """
    tables = {name: table for name, table in noisy_tables(case).items() if {"class", "district", "year"} <= {*table}}
    if not tables:
        raise CannotTry("no table of numbers by class, district and year is published")
    counted = true_counts(case, scenario.targets.tiers)
    facts, right = [], []
    for name, table in tables.items():
        cells = table[["class", "district", "year"]].drop_duplicates()
        for word, district, year in cells.itertuples(index=False):
            facts.append({"table": name, "class": word, "district": district, "year": year})
            right.append(str(counted.get((word, district, year), 0)))
    return Asked(pd.DataFrame(facts), answers_of(len(facts), TARGET, right=np.array(right, dtype=object)))


def true_counts(case: Case, tiers: tuple[str, ...]) -> dict[tuple[str, str, str], int]:
    """Victims by class, district and year, each once; of child abuse homes. Deeds without a victim count nobody."""
    units = case.city.units
    records = case.truth.records
    records = records[records["should"].isin(tiers)]
    beat = units.ladder.index("beat")
    rows = np.flatnonzero(units.level == beat)
    above = units.parents[rows, units.ladder.index("district")]
    labels, keys = units.label.to_pylist(), units.key.to_pylist()
    district_of = {keys[at]: labels[up] for at, up in zip(rows.tolist(), above.tolist(), strict=True) if up >= 0}
    frame = pd.DataFrame(
        {
            "class": records["classes"].str.split(";"),
            "district": records["beat"].map(district_of),
            "victim": records["victim"],
            "household": records["victim_household"],
            "event": records["event"],
        }
    ).explode("class")
    frame["year"] = pd.to_datetime(records["occurred"] * 60, unit="s").dt.year.astype("str").reindex(frame.index)
    child = (frame["class"] == "child_abuse").to_numpy()
    who = np.where(child, frame["household"], frame["victim"])
    frame["who"] = who
    once = frame[frame["who"] >= 0].drop_duplicates(["class", "district", "year", "who"])
    sizes = once.groupby(["class", "district", "year"]).size().reset_index()
    return {(word, area, year): int(count) for word, area, year, count in sizes.itertuples(index=False)}
