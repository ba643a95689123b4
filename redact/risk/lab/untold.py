"""Scenarios on real records, where nobody knows the truth: what an adversary would reach by his own reckoning.

Only counts and rates come out, never a row or a guess. It works for scenarios that need no truth: their attacks say
with every claim how likely it is right, and that is counted as success.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from redact.place import UnitTable
from redact.risk.attacks.registry import attack_named
from redact.risk.lab.guesses import NOTHING
from redact.risk.lab.knows import Knows, city_of_units
from redact.risk.lab.outcome import Outcome
from redact.risk.lab.promises import covered_times
from redact.risk.lab.release import Release
from redact.risk.lab.run import not_runnable
from redact.risk.lab.score import Tries, figures, verdict_of
from redact.risk.lab.words import in_words
from redact.risk.scenarios import Scenario

_SEED = 31


def run_untold(scenario: Scenario, release: Release, units: UnitTable) -> Outcome:
    """The outcome of a scenario on a release whose truth nobody has, with the places that may be published."""
    if scenario.finding is not None and not scenario.finding.built_in:
        return not_runnable(scenario, release.name, "its program does not come with redact and is only described")
    if scenario.needs_truth:
        why = "it is scored by what truly happened, which is known of made-up cities only"
        return not_runnable(scenario, release.name, why)
    if scenario.targets.of != "rows":
        return not_runnable(scenario, release.name, "without the truth only published rows can be asked about")
    if units.bare or not units.has_households:
        return not_runnable(scenario, release.name, "no map layer counts households")
    city, opened = city_of_units(units), release.only(scenario.tables)
    facts = _rows(opened, scenario.targets.most)
    if not len(facts):
        return not_runnable(scenario, release.name, "no published row looks blurred")
    knows = Knows(facts, city, date(1970, 1, 1), date(1970, 1, 1), parameters=scenario.attack.parameters)
    said = attack_named(scenario.attack.name).guess(opened, knows)
    n, every = len(facts), max(float(city.households.sum()), 1.0)
    named = said.claim != NOTHING
    tries = Tries(
        right=np.where(named, said.confidence, 0.0), named=named, confidence=said.confidence,
        target=np.ones(n, dtype=np.bool_), control=np.zeros(n, dtype=np.bool_), household=np.arange(n),
        part=np.full(n, "", dtype=object), baseline=np.full(n, 1 / every),
    )  # fmt: skip
    found = figures(tries, scenario.metric, against="baseline")
    if found is None:
        return not_runnable(scenario, release.name, "the release has no rows")
    verdict = verdict_of(found, scenario.passes.at_most, scenario.tries_at_least)
    return Outcome(
        scenario.scenario, scenario.title, release.name, verdict, scenario.passes.at_most, found,
        in_words(scenario, found, verdict, 0), cities=0,
        notes=("by his own reckoning of the rows that look blurred, since nobody knows the truth of real records",),
    )  # fmt: skip


def _rows(release: Release, most: int) -> pd.DataFrame:
    """Rows that look as those do that the policy blurs, at most so many, by table and number: behind which of them is
    what he looks for nobody knows. All rows where the policy blurs none, or is not known."""
    blurred = covered_times(release.policy)
    parts = []
    for name, table in release.tables.items():
        rows = np.arange(len(table))
        if blurred and "time_precision" in table.columns:
            rows = rows[table["time_precision"].isin(blurred).to_numpy()]
        parts.append(pd.DataFrame({"table": name, "row": rows}))
    every = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"table": [], "row": []})
    order = np.random.default_rng(_SEED).permutation(len(every))[:most]
    return every.iloc[np.sort(order)].reset_index(drop=True)
