"""A weak release whose noise is drawn anew every week."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import CannotTry
from redact.risk.lab.targets.numbers import true_counts

TABLE: Final = "withheld_by_district_year"
DRAWS: Final = 52
SCALE: Final = 2.5
"""The width of Laplace noise for epsilon 0.4."""


def fresh_noise(case: Case) -> Case:
    """The table of withheld victims, published each week of a year with noise that is new each time."""
    table = case.release.counts.get(TABLE)
    if table is None:
        raise CannotTry(f"the release has no table {TABLE}")
    true = true_counts(case, ("withheld",))
    rng = np.random.default_rng([case.number, 31])
    cells = table[["class", "district", "year"]].drop_duplicates().reset_index(drop=True)
    count = np.array([true.get(key, 0) for key in cells.itertuples(index=False, name=None)], dtype=np.float64)
    weeks = []
    for week in range(DRAWS):
        drawn = np.round(count + rng.laplace(0, SCALE, len(count)), 2)
        made = cells.assign(count_dp=pd.Series(drawn).map(str), standard_deviation=f"{SCALE * 2**0.5:.2f}")
        weeks.append(replace(case.release, name=f"week {week + 1}", counts={TABLE: made}, earlier=()))
    *earlier, last = weeks
    return case.with_release(replace(last, earlier=tuple(earlier)), case.truth.published)
