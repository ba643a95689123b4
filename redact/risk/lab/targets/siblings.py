"""Coarse rows, and the day that they do not say: does another table tell it?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.reading import read
from redact.risk.lab.targets.asked import FILLER, TARGET, Asked, answers_of
from redact.risk.scenarios import Scenario

_COARSE: int = 25 * 1_440
"""Minutes: rows that tell no more than a month."""


def siblings(scenario: Scenario, case: Case) -> Asked:
    """Published rows to the month or coarser that truly are of the wanted tiers; right is the day that it happened.

    As many coarse rows of other events are asked about too and do not count. A blind pick among the days that the row
    itself leaves over is right by chance.
    """
    rng = np.random.default_rng([case.number, 29])
    rows = read(case.release.only(scenario.tables), case.city)
    shown = case.truth.shown.set_index("name").loc[rows.names.tolist()]
    length = (rows.frame["end"] - rows.frame["start"]).to_numpy(np.float64)
    wanted = shown["should"].isin(scenario.targets.tiers).to_numpy()
    coarse = length > _COARSE
    targets = rng.permutation(np.flatnonzero(coarse & wanted))[: scenario.targets.most]
    others = rng.permutation(np.flatnonzero(coarse & ~wanted))[: len(targets)]
    record = case.truth.records.iloc[np.maximum(shown["record"].to_numpy(), 0)]
    day = record["occurred"].to_numpy(np.int64).astype("datetime64[m]").astype("datetime64[D]").astype(str)
    answers = answers_of(
        len(targets), TARGET, right=day[targets].astype(object), household=shown["event"].to_numpy()[targets],
        part=shown["should"].to_numpy(object)[targets], chance=np.minimum(1.0, 1_440 / length[targets]),
    )  # fmt: skip
    filler = answers_of(len(others), FILLER, right="never")
    facts = rows.frame.iloc[np.concatenate([targets, others])][["table", "row"]].reset_index(drop=True)
    return Asked(facts, pd.concat([answers, filler], ignore_index=True))
