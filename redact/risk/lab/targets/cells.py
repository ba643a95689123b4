"""Numbers of an area and a time, and times: how many events were hidden there, and whether any was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.reading import when
from redact.risk.lab.targets.asked import CONTROL, TARGET, Asked, answers_of
from redact.risk.scenarios import Scenario


def cells(scenario: Scenario, case: Case) -> Asked:
    """Every (area, period): of how many events of the wanted tiers there truly is a report from there."""
    area, period = scenario.targets.area or "city", scenario.targets.period or "year"
    units = case.city.units
    place = np.flatnonzero(units.level == units.ladder.index(area)) if area in units.ladder else np.array([units.city])
    labels = units.label.to_pylist()
    reports = case.truth.records[case.truth.records["dataset"] == "incidents"].drop_duplicates("event")
    wanted = reports[reports["should"].isin(scenario.targets.tiers)]
    where = _areas(case, wanted, area)
    facts, counts = [], []
    for unit in place.tolist():
        for text in _periods(case.first, case.last, period):
            start, end = when(text)
            inside = (where == unit) & (wanted["occurred"] >= start) & (wanted["occurred"] < end)
            facts.append({"area": labels[unit], "area_id": units.ids[unit].as_py(), "period": text, "start": start,
                          "end": end, "of": ";".join(scenario.targets.tiers)})  # fmt: skip
            counts.append(str(int(inside.sum())))
    answers = answers_of(len(facts), TARGET, right=np.array(counts, dtype=object))
    return Asked(pd.DataFrame(facts), answers)


def periods(scenario: Scenario, case: Case) -> Asked:
    """Every period: targets are those in which an event of the wanted tiers happened, controls the others."""
    wanted = case.truth.events[case.truth.events["should"].isin(scenario.targets.tiers)]["occurred"].to_numpy()
    facts, roles = [], []
    for text in _periods(case.first, case.last, scenario.targets.period or "month"):
        start, end = when(text)
        facts.append({"period": text, "start": start, "end": end})
        roles.append(TARGET if ((wanted >= start) & (wanted < end)).any() else CONTROL)
    answers = answers_of(len(facts), TARGET, household=0)
    answers["role"] = roles
    return Asked(pd.DataFrame(facts), answers)


def _areas(case: Case, events: pd.DataFrame, level: str) -> np.ndarray:
    """The unit of a level in which each event happened, by its beat; -1 for one that lies in none."""
    units = case.city.units
    if level not in units.ladder or level == "city":
        return np.full(len(events), units.city)
    beat = units.ladder.index("beat")
    numbers = np.flatnonzero(units.level == beat)
    keys = dict(zip([units.key[at].as_py() for at in numbers.tolist()], numbers.tolist(), strict=True))
    at = events["beat"].map(keys).fillna(-1).to_numpy(np.int64)
    return np.where(at >= 0, units.parents[np.maximum(at, 0), units.ladder.index(level)], -1)


def _periods(first: date, last: date, length: str) -> Iterator[str]:
    for year in range(first.year, last.year + 1):
        if length == "year":
            yield f"{year}"
        elif length == "quarter":
            yield from (f"{year}-Q{quarter}" for quarter in range(1, 5))
        else:
            yield from (
                f"{year}-{month:02}"
                for month in range(1, 13)
                if (first.year, first.month) <= (year, month) <= (last.year, last.month)
            )
