"""What truly happened, and which published row is which record. Only the scorer and the makers of targets see this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.plan.folder import Plan
from redact.policy.model import Policy
from redact.vocabulary import OffenseGroup

WITHHELD: Final = "withheld"
PROTECTED: Final = "protected"
OTHER: Final = ""

_USED: Final = [
    "dataset", "row", "event", "classes", "for_safety", "group", "household", "victim", "victim_household", "suspect",
    "address", "beat", "x", "y", "occurred", "reported", "outcome", "situation", "late", "fault",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Truth:
    """Every record of a city as it truly was, and what became of it in one release.

    `records` has a row per source record; besides the columns of the city's truth file: `should`, what the policy would
    do with the event if it were recognised ("withheld", "protected", "" for neither), `occurred` and `reported` in
    minutes since 1970. `published` gives, by table, which row of `records` each published row is (-1: none), `before`
    the same of every earlier release that the attacked one comes with.
    """

    records: pd.DataFrame
    published: Mapping[str, NDArray[np.int64]]
    before: tuple[Mapping[str, NDArray[np.int64]], ...] = ()

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per event, by event number: its first record."""
        return self.records.drop_duplicates("event").set_index("event")

    @cached_property
    def shown(self) -> pd.DataFrame:
        """One row per published row, tables in release order: table, row, name ("incidents:3"), record, event,
        should."""
        parts = []
        for table, record in self.published.items():
            at = np.maximum(record, 0)
            parts.append(
                pd.DataFrame(
                    {
                        "table": table,
                        "row": np.arange(len(record)),
                        "name": [f"{table}:{number}" for number in range(len(record))],
                        "record": record,
                        "event": np.where(record >= 0, self.records["event"].to_numpy()[at], -1),
                        "should": np.where(record >= 0, self.records["should"].to_numpy(object)[at], OTHER),
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)

    def sensitive(self) -> dict[str, NDArray[np.bool_]]:
        """By table, of every published row whether it truly is of a kind that is to be hidden."""
        shown = self.shown
        return {
            table: (shown["should"].to_numpy(object)[shown["table"].to_numpy(object) == table] != OTHER)
            for table in self.published
        }


def truth_of_city(folder: Path, policy: Policy) -> pd.DataFrame:
    """The records of a synthetic city, with `should`."""
    frame: pd.DataFrame = pq.read_table(folder / "truth" / "records.parquet", columns=_USED).to_pandas()
    for name in ("occurred", "reported"):
        frame[name] = frame[name].astype("datetime64[s]").astype("int64") // 60
    frame["should"] = _should(frame, policy)
    return frame


def _should(frame: pd.DataFrame, policy: Policy) -> NDArray[np.object_]:
    """By class and group of the event, which tier it belongs into."""
    asked = frame[["dataset", "classes", "group"]].drop_duplicates()
    found = {}
    for dataset, classes, group in asked.itertuples(index=False):
        names = frozenset(classes.split(";")) - {""}
        tier = policy.tiers[policy.tier_of(names, dataset, OffenseGroup[group.upper()])]
        word = OTHER
        if names and tier.classes:
            word = PROTECTED if tier.rows == "publish" else WITHHELD
        found[dataset, classes, group] = word
    keys = zip(frame["dataset"], frame["classes"], frame["group"], strict=True)
    return np.array([found[key] for key in keys], dtype=object)


def published_of_plan(plan: Plan, records: pd.DataFrame) -> dict[str, NDArray[np.int64]]:
    """By table, which row of `records` each staged row is."""
    decided = plan.decisions(["dataset", "row", "staged"]).to_pandas()
    decided = decided[decided["staged"] >= 0]
    starts = {name: int(part.index[0]) for name, part in records.groupby("dataset", sort=False)}
    found = {}
    for name in plan.datasets:
        mine = decided[decided["dataset"] == name].sort_values("staged")
        found[name] = mine["row"].to_numpy(np.int64) + starts.get(name, 0)
    return found
