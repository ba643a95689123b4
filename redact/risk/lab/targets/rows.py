"""Published rows: whose address is behind them, which of them are of a kind that is to be hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.targets.asked import FILLER, TARGET, Asked, answers_of
from redact.risk.scenarios import Scenario


def rows(scenario: Scenario, case: Case) -> Asked:
    """Published rows as targets, named by table and row.

    household         rows that truly are of the wanted tiers and at a home, and as many others, which do not count
    rows of a class   every row; right is "yes" of those that truly are
    """
    shown = case.truth.shown
    shown = shown[shown["table"].isin(case.release.only(scenario.tables).tables)]
    facts = shown[["table", "row"]].reset_index(drop=True)
    record = case.truth.records.iloc[np.maximum(shown["record"].to_numpy(), 0)]
    wanted = shown["should"].isin(scenario.targets.tiers).to_numpy()
    household = np.where(record["household"].to_numpy() >= 0, record["household"].to_numpy(), -1 - shown["event"])
    part = shown["should"].to_numpy(object)
    if scenario.wants == "rows of a class":
        right = np.where(wanted, "yes", "never")
        return Asked(facts, answers_of(len(facts), TARGET, right=right, household=household, part=part))
    home = case.city.find(record["address"])
    at_home = wanted & (home >= 0) & (record["household"].to_numpy() >= 0)
    living = case.city.households[np.maximum(home, 0)]
    rng = np.random.default_rng([case.number, 13])
    targets = rng.permutation(np.flatnonzero(at_home))[: scenario.targets.most]
    others = rng.permutation(np.flatnonzero(~wanted))[: len(targets)]
    every = max(float(case.city.households.sum()), 1.0)
    answers = answers_of(
        len(targets), TARGET, right=case.city.homes["address"].to_numpy(object)[home[targets]],
        worth=1 / np.maximum(living[targets], 1.0), household=household[targets], part=part[targets],
        chance=1 / every,
    )  # fmt: skip
    filler = answers_of(len(others), FILLER, right="never")
    chosen = np.concatenate([targets, others])
    return Asked(facts.iloc[chosen].reset_index(drop=True), pd.concat([answers, filler], ignore_index=True))
