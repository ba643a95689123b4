"""Times at a home: those at which it happened, and other times at the same home at which nothing did.

Against controls elsewhere in the area he gains nothing by a sign that the whole area shares, such as a number that is
missing from its row. These controls differ from targets in the time alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.cities import Case
from redact.risk.lab.targets.asked import CONTROL, TARGET, Asked, answers_of
from redact.risk.lab.targets.events import facts_of, some_of, visits_of, windows_of
from redact.risk.scenarios import Scenario

_MINUTES: int = 1_440
_TRIES: int = 12


def moments(scenario: Scenario, case: Case) -> Asked:
    """Truly sensitive events with the facts that the scenario grants, and the same homes at another time.

    The other time is at the same hour of the same day of the week, so that rush hours give nothing away, and at least
    two days from anything that happened in that home.
    """
    rng = np.random.default_rng([case.number, 17])
    visits = visits_of(case, scenario)
    mine = some_of(visits[visits["should"].isin(scenario.targets.tiers)], scenario.targets.most, rng)
    start, end = windows_of(scenario, mine, rng)
    moved = _moved(case, visits, mine, start, end, rng)
    keep = moved != 0
    others = (start[keep] + moved[keep], end[keep] + moved[keep])
    house = mine["household"].to_numpy()
    facts = [facts_of(scenario, case.city, mine, (start, end)), facts_of(scenario, case.city, mine[keep], others)]
    answers = [
        answers_of(len(mine), TARGET, household=house, part=mine["should"].to_numpy()),
        answers_of(int(keep.sum()), CONTROL, household=house[keep]),
    ]
    return Asked(pd.concat(facts, ignore_index=True), pd.concat(answers, ignore_index=True))


def _moved(
    case: Case, visits: pd.DataFrame, mine: pd.DataFrame, start: NDArray[np.int64], end: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:  # fmt: skip
    """(n,) By how many minutes each is moved; 0 where no free time was found."""
    low = int(np.datetime64(case.first, "m").astype(np.int64))
    high = int(np.datetime64(case.last, "m").astype(np.int64)) + _MINUTES
    weeks = max(1, (high - low) // (7 * _MINUTES))
    busy = visits.groupby("home")["occurred"].agg(list)
    found = np.zeros(len(mine), dtype=np.int64)
    for number, home in enumerate(mine["home"].tolist()):
        times = np.asarray(busy.loc[home])
        for by in (rng.integers(-weeks, weeks + 1, _TRIES) * 7 * _MINUTES).tolist():
            begins, ends = int(start[number]) + by, int(end[number]) + by
            near = (times >= begins - 2 * _MINUTES) & (times < ends + 2 * _MINUTES)
            if by and begins >= low and ends <= high and not near.any():
                found[number] = by
                break
    return found
