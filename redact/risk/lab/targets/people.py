"""People whom he knows by sight: age, sex and race of a victim, and roughly where she lives and when it happened."""

from __future__ import annotations

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.sources import records_of, source_cells
from redact.risk.lab.targets.asked import CONTROL, TARGET, Asked, answers_of
from redact.risk.lab.targets.events import _facts, _windows
from redact.risk.scenarios import Scenario

SIGHT = ("age", "sex", "race")


def people(scenario: Scenario, case: Case) -> Asked:
    """Victims of truly sensitive events; as many controls, who live in the same homes, look like people of that area
    and are no victims."""
    rng = np.random.default_rng([case.number, 17])
    records = records_of(case, "incidents")
    cells = source_cells(case, "incidents", [f"victim_{each}" for each in SIGHT])
    known = records.reset_index(drop=True).join(cells.rename(columns=lambda name: name.removeprefix("victim_")))
    known = known[(known["victim"] >= 0) & (known[[*SIGHT]] != "").all(axis=1)]
    known = known.assign(home=case.city.find(known["address"])).drop_duplicates("event").set_index("event")
    known = known[known["home"] >= 0]
    mine = known[known["should"].isin(scenario.targets.tiers)]
    if scenario.targets.at_home:
        mine = mine[mine["household"] == mine["victim_household"]]
    mine = mine.iloc[np.sort(rng.permutation(len(mine))[: scenario.targets.most])]
    windows = _windows(scenario, mine, rng)
    facts = _with_looks(_facts(scenario, case.city, mine, windows), mine)
    answers = answers_of(
        len(mine), TARGET, right="*", event=mine.index.to_numpy(), household=mine["household"].to_numpy(),
        part=mine["should"].to_numpy(),
    )  # fmt: skip
    controls = _with_looks(_facts(scenario, case.city, mine, windows), _nobody(mine, known, rng))
    more = answers_of(len(mine), CONTROL, right="*", household=-1 - np.arange(len(mine)))
    return Asked(pd.concat([facts, controls], ignore_index=True), pd.concat([answers, more], ignore_index=True))


def _with_looks(facts: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    return facts.assign(**{name: people[name].to_numpy(object) for name in SIGHT})


def _nobody(mine: pd.DataFrame, known: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """As many people as targets, of the same beats, each as old as one victim there and with the sex and race of
    another: such people live there, and nothing is known to have happened to them."""
    by_beat = {beat: part.to_numpy() for beat, part in known.assign(at=np.arange(len(known))).groupby("beat")["at"]}
    pools = [by_beat[beat] for beat in mine["beat"]]
    old, seen = (known.iloc[[int(rng.choice(pool)) for pool in pools]] for _ in range(2))
    parts = {"age": old, "sex": seen, "race": seen}
    return pd.DataFrame({name: part[name].to_numpy(object) for name, part in parts.items()})
