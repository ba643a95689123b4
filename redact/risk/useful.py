"""Parts of the measure of usefulness: where records and rows are, hot spots, and what each tier keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.place import UnitTable
from redact.place.jurisdiction import BLOCK
from redact.risk.lab.cities import Case
from redact.vocabulary import OffenseGroup

BUSIEST = 0.05


@dataclass(frozen=True)
class TierUse:
    """What one tier keeps, by what its records truly are: events and rows there are, the shares of them that are
    published, and of its published rows those on a street and those that tell at least the month."""

    tier: str
    events: int
    events_kept: float
    rows: int
    rows_kept: float
    street_level: float
    to_the_month: float


def unit_of_records(case: Case) -> NDArray[np.int64]:
    """(records,) The hundred-block or area that each record truly happened at: its address's, else its nearest home's;
    -1 where it has no place."""
    from scipy.spatial import cKDTree

    homes, records = case.city.public.homes, case.truth.records
    at = case.city.find(records["address"])
    x, y = records["x"].to_numpy(np.float64), records["y"].to_numpy(np.float64)
    missing = np.flatnonzero((at < 0) & np.isfinite(x) & np.isfinite(y))
    there = np.flatnonzero(np.isfinite(homes.x) & np.isfinite(homes.y))
    if len(missing) and len(there):
        tree = cKDTree(np.column_stack([homes.x[there], homes.y[there]]))
        at[missing] = there[tree.query(np.column_stack([x[missing], y[missing]]))[1]]
    return np.where(at >= 0, homes.unit[np.maximum(at, 0)], -1).astype(np.int64)


def unit_of_rows(case: Case, shown: pd.DataFrame) -> NDArray[np.int64]:
    """(rows,) The unit that each published row names; -1 for none."""
    return np.asarray(shown["place_id"].map(case.city.public.number).fillna(-1).to_numpy(), dtype=np.int64)


def wide(units: UnitTable) -> NDArray[np.int64]:
    """(units,) Of blocks and stretches the longest stretch that they lie in, which all tiers' places can be added up
    by; other units are themselves."""
    own = np.arange(len(units), dtype=np.int64)
    if not units.runs.shape[1]:
        return own
    longest = units.runs[units.blocks, -1]
    for floor in range(units.runs.shape[1]):
        part = units.runs[units.blocks, floor]
        good = (part >= 0) & (longest >= 0)
        own[part[good]] = longest[good]
    own[units.blocks] = np.where(longest >= 0, longest, units.blocks)
    return own


def top_overlap(before: NDArray[np.int64], after: NDArray[np.int64], of: int | None = None) -> float:
    """How many of the busiest twentieth before are among the busiest twentieth after; ties count in parts.

    `of` is how many places there are, where not all have anything.
    """
    values, count = np.unique(before, return_counts=True)
    if not len(values):
        return 1.0
    most = max(1, round(BUSIEST * (of or len(values))))
    there = pd.Series(after).value_counts().reindex(values, fill_value=0).to_numpy(np.float64)
    others = pd.Series(after[~np.isin(after, values)]).value_counts().to_numpy(np.float64)
    first = _chance(count.astype(np.float64), min(most, len(values)))
    second = _chance(np.concatenate([there, others]), most)[: len(values)]
    return float((first * second).sum() / min(most, len(values)))


def _chance(count: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """With what chance each is among the `most` busiest, if ties are broken by lot; nothing is never busy."""
    if most >= len(count):
        return (count > 0).astype(np.float64)
    limit = np.partition(count, len(count) - most)[len(count) - most]
    over, tied = count > limit, count == limit
    chance = over + tied * (most - over.sum()) / max(int(tied.sum()), 1)
    return np.asarray(np.where(count > 0, chance, 0.0))


def by_tier(case: Case, shown: pd.DataFrame) -> tuple[TierUse, ...]:
    """What each of the policy's tiers keeps."""
    policy, records = case.release.policy, case.truth.records
    if policy is None:
        return ()
    keys = list(zip(records["dataset"], records["classes"], records["group"], strict=True))
    of = {}
    for dataset, classes, group in dict.fromkeys(keys):
        names = frozenset(classes.split(";")) - {""}
        of[dataset, classes, group] = policy.tier_of(names, dataset, OffenseGroup[group.upper()])
    tier = np.array([of[key] for key in keys], dtype=np.int64)
    of_row = tier[shown["record"].to_numpy()]
    event = records["event"].to_numpy()
    found = []
    for number, each in enumerate(policy.tiers):
        mine, rows = tier == number, shown[of_row == number]
        if not mine.any():
            continue
        events = np.unique(event[mine])
        found.append(
            TierUse(
                each.tier, len(events), float(np.isin(events, rows["event"].to_numpy()).mean()), int(mine.sum()),
                len(rows) / int(mine.sum()),
                float((rows["place_precision"] == BLOCK).mean()) if len(rows) else 0.0,
                float((rows["month"] >= 0).mean()) if len(rows) else 0.0,
            )
        )  # fmt: skip
    return tuple(found)
