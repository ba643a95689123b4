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
    """Victims of truly sensitive events; as many controls, who live and look like other victims of the same area and to
    whom nothing happened at that time."""
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
    others = _others(mine, known, windows, rng)
    if not len(others):
        return Asked(facts, answers)
    keep = np.flatnonzero(others >= 0)
    looks = known.iloc[others[keep]]
    same = mine.iloc[keep]
    controls = _with_looks(_facts(scenario, case.city, same, (windows[0][keep], windows[1][keep])), looks)
    more = answers_of(len(keep), CONTROL, right="*", household=-1 - keep)
    return Asked(pd.concat([facts, controls], ignore_index=True), pd.concat([answers, more], ignore_index=True))


def _with_looks(facts: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    return facts.assign(**{name: people[name].to_numpy(object) for name in SIGHT})


def _others(
    mine: pd.DataFrame, known: pd.DataFrame, windows: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """Per target the row of another person of the same beat of whom there is no record in that time; -1: none found."""
    by_beat = {beat: at for beat, at in known.assign(at=np.arange(len(known))).groupby("beat")["at"]}
    occurred, victim = known["occurred"].to_numpy(), known["victim"].to_numpy()
    found = np.full(len(mine), -1, dtype=np.int64)
    for number, (beat, own, start, end) in enumerate(
        zip(mine["beat"], mine["victim"], windows[0].tolist(), windows[1].tolist(), strict=True)
    ):
        pool = by_beat[beat].to_numpy()
        for at in rng.choice(pool, min(8, len(pool)), replace=False).tolist():
            if victim[at] != own and not start <= occurred[at] < end:
                found[number] = at
                break
    return found
