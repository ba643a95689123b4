"""Events of people: what he knows of a home and a time, and people like her to whom it did not happen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.cities import Case
from redact.risk.lab.knows import City
from redact.risk.lab.targets.asked import CONTROL, FILLER, TARGET, Asked, answers_of
from redact.risk.scenarios import Scenario

_SIZES = (1.5, 9.5, np.inf)
"""Households at an address: one, a few, many. Controls live like targets."""


def events(scenario: Scenario, case: Case) -> Asked:
    """Truly sensitive events with the facts that the scenario grants, and as many controls.

    presence        controls: other homes of the same area and kind, the same time, where nothing happened then
    row             another home, and another day of the same month; a control counts where the row that is named for it
                    is hers all the same, since then only the area and the month gave it away
    class           controls: other visits of the police to homes of the same area; for a share all visits as they come
    """
    rng = np.random.default_rng([case.number, 11])
    visits = _visits(case, scenario)
    wanted = visits["should"].isin(scenario.targets.tiers)
    if scenario.targets.classes:
        named = {str(each) for each in scenario.targets.classes}
        wanted &= visits["classes"].str.split(";").map(lambda each: bool(named & set(each)))
    if scenario.metric == "share":
        some = _some(visits, scenario.targets.most, rng)
        sensitive = (some["should"] != "").to_numpy()
        answers = answers_of(
            len(some), TARGET, right=np.where(sensitive, "yes", "never"), household=some["household"].to_numpy(),
            part=some["should"].to_numpy(),
        )  # fmt: skip
        return Asked(_facts(scenario, case.city, some, _windows(scenario, some, rng)), answers)
    mine = _some(visits[wanted], scenario.targets.most, rng)
    windows = _windows(scenario, mine, rng)
    answers = answers_of(
        len(mine), TARGET, right="yes" if scenario.wants != "row" else "*", event=mine.index.to_numpy(),
        household=mine["household"].to_numpy(), part=mine["should"].to_numpy(),
    )  # fmt: skip
    facts = _facts(scenario, case.city, mine, windows)
    met: NDArray[np.int64] | int = -1
    if scenario.wants == "class":
        others = _some(_like(mine, visits[visits["should"] == ""], rng), len(mine), rng)
        other_facts = _facts(scenario, case.city, others, _windows(scenario, others, rng))
    else:
        home = _other_homes(case, mine, windows, rng)
        keep = home >= 0
        others = mine[keep].assign(home=home[keep], household=-1 - np.flatnonzero(keep))
        met = others.index.to_numpy() if scenario.wants == "row" else -1
        shift = _other_days(mine["occurred"].to_numpy(), rng) if scenario.wants == "row" else np.zeros(len(mine), int)
        then = (windows[0] + shift)[keep], (windows[1] + shift)[keep]
        other_facts = _facts(scenario, case.city, others, then)
    controls = answers_of(
        len(others), CONTROL, right="yes" if scenario.wants != "row" else "*", event=met,
        household=others["household"].to_numpy(),
    )  # fmt: skip
    return Asked(pd.concat([facts, other_facts], ignore_index=True), pd.concat([answers, controls], ignore_index=True))


def _visits(case: Case, scenario: Scenario) -> pd.DataFrame:
    """Events that brought the police to an address of the public list, one row each, with its row of `homes`."""
    found = case.truth.events
    found = found.assign(home=case.city.find(found["address"]))
    found = found[found["home"] >= 0]
    at_home = (found["household"] >= 0) & (
        (found["household"] == found["victim_household"]) | (found["victim_household"] < 0)
    )
    return found[at_home] if scenario.targets.at_home else found


def _some(frame: pd.DataFrame, most: int, rng: np.random.Generator) -> pd.DataFrame:
    if len(frame) <= most:
        return frame
    return frame.iloc[np.sort(rng.permutation(len(frame))[:most])]


def _windows(
    scenario: Scenario, frame: pd.DataFrame, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A time that holds the true one anywhere in it: its middle gives nothing away."""
    half = scenario.knows.give_or_take
    if half is None:
        return np.full(len(frame), -(10**12)), np.full(len(frame), 10**12)
    start = frame["occurred"].to_numpy() - rng.integers(0, 2 * half + 1, len(frame))
    return start, start + 2 * half + 1


def _facts(
    scenario: Scenario, city: City, frame: pd.DataFrame, windows: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> pd.DataFrame:
    knows = scenario.knows
    made: dict[str, object] = {}
    home = frame["home"].to_numpy(np.int64)
    if knows.home == "address":
        made |= {"home": city.homes["address"].to_numpy(object)[home], "home_number": home}
    elif knows.home is not None:
        level = 0 if knows.home == "block" else city.units.ladder.index("beat")
        unit = city.units.parents[city.public.homes.unit[home], level] if level else city.public.homes.unit[home]
        names, labels = city.units.ids.to_pylist(), city.units.label.to_pylist()
        made |= {"home": [labels[at] for at in unit], "home_number": [names[at] for at in unit]}
    if knows.time is not None:
        made |= {"start": windows[0], "end": windows[1]}
    if knows.offense is not None:
        made["offense"] = frame["classes" if knows.offense == "class" else "group"].to_numpy(object)
    return pd.DataFrame(made, index=range(len(frame)))


def _like(mine: pd.DataFrame, others: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One other visit per target, of the same beat where there is one."""
    by_beat = {beat: part.index.to_numpy() for beat, part in others.groupby("beat")}
    every = others.index.to_numpy()
    if not len(every):
        return others
    chosen = [rng.choice(by_beat.get(beat, every)) for beat in mine["beat"].tolist()]
    return others.loc[sorted(set(chosen))]


def _other_days(occurred: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Minutes to another day of the same month, at the same time of the day."""
    days = occurred // 1_440
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    shift = rng.integers(2, 14, len(days)) * rng.choice([-1, 1], len(days))
    leaves = (days + shift).astype("datetime64[D]").astype("datetime64[M]") != month
    return np.asarray(np.where(leaves, -shift, shift) * 1_440, dtype=np.int64)


def _other_homes(
    case: Case, mine: pd.DataFrame, windows: tuple[NDArray[np.int64], NDArray[np.int64]], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Per target another home of the same beat with about as many households, where nothing happened at that time (of
    homes with many households: nothing sensitive); -1 where there is none."""
    city, units = case.city, case.city.units
    beat = (
        units.parents[city.public.homes.unit, units.ladder.index("beat")]
        if "beat" in units.ladder
        else (np.zeros(len(city.homes), dtype=np.int64))
    )
    size = np.digitize(city.households, _SIZES[:2])
    key = beat.astype(np.int64) * 4 + size
    lived = np.flatnonzero(city.households > 0)
    order = lived[np.argsort(key[lived], kind="stable")]
    keys, first = np.unique(key[order], return_index=True)
    pools = dict(zip(keys.tolist(), np.split(order, first[1:]), strict=True))
    busy = case.truth.events
    busy_home = case.city.find(busy["address"])
    counts = (busy["should"] != "").to_numpy() | (np.append(city.households, 1)[busy_home] < _SIZES[0])
    happened: dict[int, list[int]] = {}
    for at, when in zip(busy_home[counts].tolist(), busy["occurred"].to_numpy()[counts].tolist(), strict=True):
        happened.setdefault(at, []).append(when)
    found = np.full(len(mine), -1, dtype=np.int64)
    for number, (own, start, end) in enumerate(
        zip(mine["home"].tolist(), windows[0].tolist(), windows[1].tolist(), strict=True)
    ):
        pool = pools.get(int(key[own]))
        if pool is None:
            continue
        weights = city.households[pool]
        for home in rng.choice(pool, 12, p=weights / weights.sum()).tolist():
            if home != own and not any(start - 1440 <= when < end + 1440 for when in happened.get(home, ())):
                found[number] = home
                break
    return found


def living_of(frame: pd.DataFrame) -> NDArray[np.int64]:
    """(n,) The household of each event; where it was in none, a number of its own."""
    household = frame["household"].to_numpy(np.int64)
    return np.where(household >= 0, household, -2 - np.arange(len(frame)))


facts_of, some_of, visits_of, windows_of = _facts, _some, _visits, _windows
"""What other makers of targets use too."""

__all__ = ["FILLER", "events", "facts_of", "living_of", "some_of", "visits_of", "windows_of"]
