"""What is left of a release's use: rows, streets, hot spots, months and totals, held against the source.

    found = usefulness(case)
    for each in found.aims():
        print(each.words)

Measured on a made-up city, where it is known what every row was; the aims are those of `AIMS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.place.jurisdiction import BLOCK
from redact.risk.lab.cities import Case
from redact.risk.lab.promises import covered_times
from redact.risk.lab.reading import when
from redact.risk.totals import Total, totals
from redact.risk.useful import TierUse, by_tier, top_overlap, unit_of_records, unit_of_rows, wide

BUSIEST: Final = 0.05

AIMS: Final[Mapping[str, float]] = {
    "events_kept": 0.90, "street_level": 0.75, "busiest_places": 0.80, "busiest_beat_months": 0.80, "totals_right": 1.0,
}  # fmt: skip
"""At least so much, see issue 9. Totals: all within 5 % or their stated margin."""


@dataclass(frozen=True)
class Aim:
    """One aim: what was reached, what is wanted, and a sentence that says both."""

    name: str
    value: float
    at_least: float
    words: str

    @property
    def met(self) -> bool:
        return self.value >= self.at_least


@dataclass(frozen=True)
class Usefulness:
    """All in shares from 0 to 1 unless said otherwise.

    `events_kept` of events outside the sensitive classes those with a published row; `rows_kept` of all rows;
    `street_level` of the published rows of such events outside cover those on a street; `busiest_places` and
    `busiest_beat_months` how many of the busiest twentieth before are among it after; `trend_error` by how much a
    month's share of the rows that tell a month is off, on average, `trend_worst` in the worst month;
    `district_error` by how much a district's share of the rows that tell one is off on average, `district_missing` the
    share of rows that tell none; `totals` the yearly totals by class in published tables; `tiers` the same by tier.
    """

    events_kept: float
    rows_kept: float
    street_level: float
    busiest_places: float
    busiest_beat_months: float
    trend_error: float
    trend_worst: float
    district_error: float
    district_worst: float
    district_missing: float
    totals: tuple[Total, ...]
    tiers: tuple[TierUse, ...]

    @property
    def totals_right(self) -> float:
        """The share of class totals within 5 % or their stated margin; 1 where no table has any."""
        return float(np.mean([each.right for each in self.totals])) if self.totals else 1.0

    def aims(self) -> tuple[Aim, ...]:
        """Each aim with what was reached."""
        said = {
            "events_kept": "{of} of the events outside the sensitive classes are published",
            "street_level": "{of} of their rows outside cover are shown on a street",
            "busiest_places": "{of} of the busiest twentieth of streets are among it in the release as well",
            "busiest_beat_months": "{of} of the busiest twentieth of beats and months are among it in the release",
            "totals_right": "{of} of the yearly totals by class are within 5 % or their stated margin",
        }
        found = []
        for name, least in AIMS.items():
            value = float(getattr(self, name))
            words = f"{said[name].format(of=f'{value:.1%}')}; at least {least:.0%} are wanted"
            found.append(Aim(name, value, least, words))
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """Plain data, shares to four digits."""
        made = asdict(self) | {"totals_right": self.totals_right, "aims": {each.name: each.met for each in self.aims()}}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in made.items()}


def usefulness(case: Case) -> Usefulness:
    """How much use a release of a made-up city is, next to the records that it was made from."""
    records, shown = case.truth.records, case.truth.shown
    shown = shown[shown["record"] >= 0].reset_index(drop=True)
    looks = _looks(case)
    shown = shown.join(looks.set_index(["table", "row"]), on=["table", "row"])
    ordinary = case.truth.events[case.truth.events["should"] == ""].index
    outside = shown[(shown["should"] == "") & ~shown["time_precision"].isin(covered_times(case.release.policy))]
    before, after = unit_of_records(case), unit_of_rows(case, shown)
    whole = wide(case.city.units)
    street, known = before[before >= 0], after[(after >= 0) & (shown["place_precision"] == BLOCK).to_numpy()]
    beat_months = top_overlap(_cells(case, before, _months(records["occurred"])), _cells(case, after, shown["month"]))
    trend = _off(*(_within(case, each) for each in (_months(records["occurred"]), shown["month"].to_numpy())))
    districts_before, districts_after = _areas(case, before, "district"), _areas(case, after, "district")
    district = _off(districts_before[districts_before >= 0], districts_after[districts_after >= 0])
    return Usefulness(
        events_kept=float(np.isin(ordinary, shown["event"].to_numpy()).mean()) if len(ordinary) else 1.0,
        rows_kept=len(shown) / max(len(records), 1),
        street_level=float((outside["place_precision"] == BLOCK).mean()) if len(outside) else 0.0,
        busiest_places=top_overlap(whole[street], whole[known], of=_stretches(case)),
        busiest_beat_months=beat_months,
        trend_error=float(np.mean(trend)),
        trend_worst=float(np.max(trend)),
        district_error=float(np.mean(district)),
        district_worst=float(np.max(district)),
        district_missing=float((districts_after < 0).mean()) if len(districts_after) else 1.0,
        totals=totals(case),
        tiers=by_tier(case, shown),
    )


def _looks(case: Case) -> pd.DataFrame:
    """Of every published row: table, row, place_id, the precisions, and the month (months since 1970, -1: none)."""
    parts = []
    for name, table in case.release.tables.items():
        made = table[["place_id", "place_precision", "time_precision"]].assign(table=name, row=np.arange(len(table)))
        values, codes = np.unique(table["time"].to_numpy(object), return_inverse=True)
        month = np.array([_month(text) for text in values.tolist()], dtype=np.int64)
        parts.append(made.assign(month=month[codes] if len(values) else -1))
    return pd.concat(parts, ignore_index=True)


def _month(text: str) -> int:
    """The one month that a published time lies in."""
    start, end = when(text)
    if not np.isfinite(start):
        return -1
    first, last = (int(np.datetime64(int(each), "m").astype("datetime64[M]").astype(int)) for each in (start, end - 1))
    return first if first == last else -1


def _months(minutes: pd.Series) -> NDArray[np.int64]:
    at: NDArray[np.int64] = minutes.to_numpy().astype("datetime64[m]").astype("datetime64[M]").astype(np.int64)
    return at


def _within(case: Case, month: NDArray[np.int64]) -> NDArray[np.int64]:
    """Only the months that the release is about: what is older or later belongs to other releases."""
    first, last = (12 * (day.year - 1970) + day.month - 1 for day in (case.first, case.last))
    return month[(month >= first) & (month <= last)]


def _areas(case: Case, unit: NDArray[np.int64], level: str) -> NDArray[np.int64]:
    """The area of a level that each unit lies in; -1 for none, and for a unit that is coarser."""
    units = case.city.units
    if level not in units.ladder:
        return np.full(len(unit), -1, dtype=np.int64)
    at = units.ladder.index(level)
    fine = (unit >= 0) & (units.level[np.maximum(unit, 0)] <= at)
    return np.where(fine, units.parents[np.maximum(unit, 0), at], -1).astype(np.int64)


def _cells(case: Case, unit: NDArray[np.int64], month: pd.Series | NDArray[np.int64]) -> NDArray[np.int64]:
    """Each row's beat and month as one number; rows that lack one of them are left out."""
    beat, months = _areas(case, unit, "beat"), np.asarray(month, dtype=np.int64)
    both = (beat >= 0) & (months >= 0)
    return beat[both] * 10_000 + months[both]


def _stretches(case: Case) -> int:
    """How many streets there are to be among the busiest."""
    return len(np.unique(wide(case.city.units)[case.city.units.blocks]))


def _off(before: NDArray[np.int64], after: NDArray[np.int64]) -> NDArray[np.float64]:
    """By how much the share of each month or area is off, relative to its true share."""
    values, count = np.unique(before, return_counts=True)
    if not len(values):
        return np.zeros(1)
    there = np.array([(after == value).sum() for value in values.tolist()], dtype=np.float64)
    share = there / max(there.sum(), 1.0)
    return np.asarray(np.abs(share / (count / count.sum()) - 1))
