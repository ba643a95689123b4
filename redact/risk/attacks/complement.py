"""The sum that gives it away: a published total, minus the published rows, is what was left out."""

from __future__ import annotations

from math import lgamma, log
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, claims, no_guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read, when
from redact.risk.lab.release import Release
from redact.vocabulary import OffenseGroup

_AREAS: Final = ("beat", "district", "tract", "block_group", "city")
_TIMES: Final = ("month", "quarter", "year")
_GROUPS: Final = tuple(group.word for group in OffenseGroup)
_MOST: Final = 400
"""The largest number that is thought of."""


@attack("complement")
def guess(release: Release, knows: Knows) -> Guesses:
    """Takes the published total of an area and a time, subtracts the rows that are published there, and says how many
    hidden events are likeliest.

    Begins with what is usual for so many households and so long (from the published numbers of the whole city, or from
    statistics of others), then looks at every published table: exact totals minus the rows that are published there,
    less what the policy leaves out as cover; numbers by class; numbers with noise and their standard deviation.
    """
    n = len(knows)
    if not n:
        return no_guesses(0)
    usual = np.maximum(_usual(release, knows), 0.01)
    belief = np.array([[_poisson(number, mean) for number in range(_MOST)] for mean in usual.tolist()])
    rows = read(release, knows.city)
    for table in release.counts.values():
        for at, (value, spread) in _numbers(table, knows, rows, release, float(usual.sum())).items():
            off = np.abs(np.arange(_MOST) - value) / max(spread, 0.2)
            belief[at] += np.where(off < 40, -0.5 * off * off, -800)
    best = belief.argmax(axis=1)
    weight = np.exp(belief - belief.max(axis=1, keepdims=True))
    sure = weight[np.arange(n), best] / weight.sum(axis=1)
    return claims(np.array([str(each) for each in best.tolist()], dtype=object), sure)


def _poisson(number: int, mean: float) -> float:
    return number * log(mean) - mean - lgamma(number + 1)


def _usual(release: Release, knows: Knows) -> NDArray[np.float64]:
    """Of each target how many hidden events are usual: the city's number of the whole time, by households and days."""
    whole = _city_number(release)
    days = (knows.last - knows.first).days + 1
    if whole is None:
        whole = max(knows.rates.get("withheld a year", 1.0), 1.0)
    every = max(float(knows.city.households.sum()), 1.0)
    here = []
    for area in knows.targets["area_id"].tolist():
        unit = knows.city.public.number.get(area)
        homes = knows.city.public.inside(unit) if unit is not None else np.empty(0, dtype=np.int64)
        here.append(0.5 * float(knows.city.households[homes].sum()) / every + 0.5 / knows.targets["area_id"].nunique())
    length = (knows.targets["end"] - knows.targets["start"]).to_numpy(np.float64) / 1_440
    return np.asarray(whole * np.array(here) * length / days, dtype=np.float64)


def _city_number(release: Release) -> float | None:
    """What the noisy tables say of hidden classes in the whole city; None where nothing does."""
    for name, table in release.counts.items():
        if "class" in table and "count_dp" in table and not set(table) & {"district", "beat", "outcome", "level"}:
            found = pd.to_numeric(table["count_dp"], errors="coerce").sum()
            if "withheld" in name and found > 0:
                return float(found)
    return None


def _numbers(
    table: pd.DataFrame, knows: Knows, rows: Rows, release: Release, usual: float
) -> dict[int, tuple[float, float]]:
    """What a table says of each target that it has numbers of: hidden events, and the standard deviation."""
    time = next((name for name in _TIMES if name in table), None)
    numbers = table.get("count_dp", table.get("count"))
    if time is None or numbers is None or set(table) & {"level", "outcome"}:
        return {}
    area = next((name for name in _AREAS if name in table), None)
    frame = pd.DataFrame(
        {
            "area": table[area] if area is not None else "CITY",
            "time": table[time],
            "value": pd.to_numeric(numbers, errors="coerce"),
            "variance": pd.to_numeric(table.get("standard_deviation", "0"), errors="coerce") ** 2,
            "whole": table.get("offense_group", ""),
        }
    )
    asked = {(row.area, row.period): at for at, row in enumerate(knows.targets.itertuples())}
    said = {
        asked[key]: part
        for key, part in frame.groupby(["area", "time"])
        if key in asked and part["value"].notna().all()
    }
    if "class" in table:
        return {at: (float(part["value"].sum()), float(part["variance"].sum()) ** 0.5) for at, part in said.items()}
    if "count_dp" in table or not set(frame["whole"]) <= {*_GROUPS, ""}:
        return {}
    totals = {at: float(part["value"].sum()) for at, part in said.items()}
    return _differences(totals, knows, rows, _left_out(release), usual)


def _differences(
    totals: dict[int, float], knows: Knows, rows: Rows, cover: float, usual: float
) -> dict[int, tuple[float, float]]:
    """Totals minus published rows, less as much cover as the policy says and all the differences together allow."""
    missing = {
        at: total - _published(rows, str(knows.targets["area_id"].iloc[at]), str(knows.targets["period"].iloc[at]),
                               knows)
        for at, total in totals.items()
    }  # fmt: skip
    if sum(missing.values()) <= 0:
        return {}
    rate = float(np.clip((sum(missing.values()) - usual) / max(sum(totals.values()), 1.0), 0.0, cover))
    return {at: (max(gap - rate * totals[at], 0.0), (rate * totals[at]) ** 0.5) for at, gap in missing.items()}


def _published(rows: Rows, area: str, period: str, knows: Knows) -> float:
    """Distinct events of the main table whose rows lie in an area and a time, as far as they tell."""
    start, end = when(period)
    frame = rows.frame
    if not len(frame):
        return 0.0
    main = "incidents" if (frame["table"] == "incidents").any() else str(frame["table"].iloc[0])
    unit = knows.city.public.number.get(area)
    inside = set(knows.city.public.inside(unit).tolist()) if unit is not None else set()
    within = np.array([len(some) > 0 and inside.issuperset(some.tolist()) for some in rows.homes])
    here = (frame["table"] == main).to_numpy() & within[frame["place"].to_numpy()]
    here &= (frame["start"] >= start).to_numpy() & (frame["end"] <= end).to_numpy()
    return float(frame["id"][here].nunique())


def _left_out(release: Release) -> float:
    """The share of other events that the policy leaves out as cover."""
    for tier in release.policy.tiers if release.policy is not None else ():
        if tier.rows == "withhold" and tier.cover is not None:
            return max(tier.cover.rate_of(group) for group in _GROUPS)
    return 0.0


__all__ = ["guess"]
