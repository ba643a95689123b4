"""Events that any release so far has a row of: which of them are of a kind that is to be hidden?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.targets.asked import CONTROL, TARGET, Asked, answers_of
from redact.risk.lab.targets.events import living_of, some_of
from redact.risk.scenarios import Scenario

_MONTHLY = ("month", "quarter", "year")


def releases(scenario: Scenario, case: Case) -> Asked:
    """Events by their rows in all releases, as "0:calls:17;2:incidents:5" (the first release is 0, the attacked last).

    An attack names rows and says yes to the events that have one of them. That rows of several tables and releases
    stand together in one line is for the scorer's sake: it is no knowledge, and no attack may use it as such.

    Controls are other events that are always told alike. One that is an ordinary row in one release and a blurred one
    in another is not counted: everybody knows that it hides nothing.
    """
    rng = np.random.default_rng([case.number, 31])
    records = case.truth.records
    parts = []
    steps = zip((*case.release.earlier, case.release), (*case.truth.before, case.truth.published), strict=True)
    for number, (release, published) in enumerate(steps):
        for table, record in published.items():
            blurred = release.tables[table]["time_precision"].isin(_MONTHLY).to_numpy(np.bool_)
            at = np.flatnonzero(record >= 0)
            names = [f"{number}:{table}:{row}" for row in at.tolist()]
            parts.append(
                pd.DataFrame({"event": records["event"].to_numpy()[record[at]], "name": names, "blurred": blurred[at]})
            )
    every = pd.concat(parts, ignore_index=True).groupby("event")
    named, share = every["name"].agg(";".join), every["blurred"].mean()
    events = case.truth.events.loc[named.index]
    wanted = events["should"].isin(scenario.targets.tiers)
    mine = some_of(events[wanted], scenario.targets.most, rng)
    others = some_of(events[(events["should"] == "") & share.isin((0.0, 1.0))], scenario.targets.most, rng)
    facts = pd.DataFrame({"rows": named.loc[[*mine.index, *others.index]].to_numpy(object)})
    answers = [
        answers_of(len(mine), TARGET, household=living_of(mine), part=mine["should"].to_numpy()),
        answers_of(len(others), CONTROL, household=living_of(others)),
    ]
    return Asked(facts, pd.concat(answers, ignore_index=True))
