"""Homes where it happened again and again: whose they are, or whether a home is one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.targets.asked import CONTROL, TARGET, Asked, answers_of
from redact.risk.lab.targets.events import facts_of, some_of, visits_of, windows_of
from redact.risk.scenarios import Scenario

_SPARSE: float = 20.0
"""Households on a block with fewer than these: there a number says something."""


def homes(scenario: Scenario, case: Case) -> Asked:
    """Households with truly sensitive events at home, once each.

    household   all of them: he knows how often she called, about when it was once, and the part of the city
    presence    those with three or more on blocks with few homes; controls are other homes there where at most one
                visit of any kind was
    """
    rng = np.random.default_rng([case.number, 19])
    visits = visits_of(case, scenario)
    wanted = visits[visits["should"].isin(scenario.targets.tiers)]
    number = wanted.groupby("household")["occurred"].transform("size")
    once = wanted.assign(calls=number).sample(frac=1.0, random_state=case.number).drop_duplicates("household")
    return _whose(scenario, case, once, rng) if scenario.wants == "household" else _whether(scenario, case, once, rng)


def _whose(scenario: Scenario, case: Case, once: pd.DataFrame, rng: np.random.Generator) -> Asked:
    mine = some_of(once, scenario.targets.most, rng)
    facts = facts_of(scenario, case.city, mine, windows_of(scenario, mine, rng))
    facts["calls"] = mine["calls"].to_numpy()
    home, living = mine["home"].to_numpy(np.int64), np.maximum(case.city.households, 0)
    answers = answers_of(
        len(mine), TARGET, right=case.city.homes["address"].to_numpy(object)[home],
        worth=1 / np.maximum(living[home], 1.0), household=mine["household"].to_numpy(),
        part=mine["should"].to_numpy(), chance=1 / np.maximum(_living_near(case, home), 1.0),
    )  # fmt: skip
    return Asked(facts, answers)


def _whether(scenario: Scenario, case: Case, once: pd.DataFrame, rng: np.random.Generator) -> Asked:
    units = case.city.public.homes.unit
    on_block = np.bincount(units, weights=case.city.households, minlength=int(units.max()) + 1)[units]
    sparse = on_block < _SPARSE
    mine = some_of(once[(once["calls"] >= scenario_calls(scenario)) & sparse[once["home"]]], scenario.targets.most, rng)
    seen = np.bincount(
        case.city.find(case.truth.events["address"]).clip(min=-1) + 1, minlength=len(case.city.homes) + 1
    )
    quiet = np.flatnonzero(sparse & (case.city.households > 0) & (seen[1:] <= 1))
    beat = case.city.units.parents[units, case.city.units.ladder.index("beat")]
    pools = {int(each): quiet[beat[quiet] == each] for each in np.unique(beat[mine["home"].to_numpy(np.int64)])}
    chosen = [rng.choice(pools[int(beat[at])]) if len(pools[int(beat[at])]) else -1 for at in mine["home"].tolist()]
    other = np.array(chosen, dtype=np.int64)
    others = mine[other >= 0].assign(home=other[other >= 0])
    facts = [facts_of(scenario, case.city, part, windows_of(scenario, part, rng)) for part in (mine, others)]
    answers = [
        answers_of(len(mine), TARGET, household=mine["household"].to_numpy(), part=mine["should"].to_numpy()),
        answers_of(len(others), CONTROL, household=-1 - others["home"].to_numpy()),
    ]
    return Asked(pd.concat(facts, ignore_index=True), pd.concat(answers, ignore_index=True))


def scenario_calls(scenario: Scenario) -> float:
    """How often it happened at least, in the homes that are asked about."""
    return float(scenario.attack.parameters.get("calls_at_least", 3))


def _living_near(case: Case, home: np.ndarray) -> np.ndarray:
    """The households of the beat of each home."""
    units = case.city.units
    beat = units.parents[case.city.public.homes.unit, units.ladder.index("beat")]
    shifted = np.maximum(beat, -1) + 1
    return np.asarray(np.bincount(shifted, weights=case.city.households)[shifted[home]])
