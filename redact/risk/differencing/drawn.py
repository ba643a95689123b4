"""What the public rates of cover tell about coarse rows: how many of them are protected, and what is left once cover
turned up.

Of n events of a group, of which m are not told as ordinary ones, and with a share r of ordinary events taken in as
cover, (m - r n) / (1 - r) are protected: with each ordinary row that is told come r / (1 - r) that are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from redact.risk.differencing.changes import Changes, Positions
from redact.risk.differencing.claims import MARGIN, Claim, Kind, surer
from redact.risk.differencing.published import Published
from redact.risk.differencing.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

FEW: Final = 8
"""Fewer rows than this say nothing about a rate."""
SOME: Final = 3
"""So many ordinary rows must have come late with coarse ones, or nothing follows from the rate of cover."""


def share(events: int, looking: int, rate: float, *, sure: bool = True) -> float:
    """The share of protected events among `looking` ones of `events`, where a share `rate` of the others is cover.

    `sure` takes off one standard error of how many are cover, so that chance alone makes nobody a claim.
    """
    if not looking or rate >= 1.0:
        return 0.0
    protected = (looking - rate * events) / (1.0 - rate)
    ordinary = max(events - protected, 0.0)
    if sure:
        protected -= float(np.sqrt(ordinary * rate * (1.0 - rate))) / (1.0 - rate)
    return float(np.clip(protected / looking, 0.0, 1.0))


def cover_of(groups: Iterable[str], rates: Mapping[str, float], draws: int = 1) -> tuple[float, float]:
    """How many ordinary events were told in none of `draws` draws of the cover, given the `groups` of those that were:
    what is to be expected, and one standard error of it. `rates` are the shares that one draw does not tell."""
    mean, spread = 0.0, 0.0
    for group in groups:
        rate = rates.get(group, 0.0) ** draws
        if rate < 1.0:
            mean += rate / (1.0 - rate)
            spread += rate / (1.0 - rate) ** 2
    return mean, float(np.sqrt(spread))


def late(steps: Sequence[Changes], rules: Rules) -> list[Claim]:
    """Coarse rows that joined months that were out. With them came ordinary ones, so the rate of cover among all that
    came late tells how many of the coarse ones are protected.

    Rows of a cell can't be told apart. The claim is about all of them but those that were there before.
    """
    found: list[Claim] = []
    for kind in (Kind.LATE, Kind.REVISED):
        mine = [
            step for step in steps if rules.revised(step.earlier.newest, step.later.newest) == (kind is Kind.REVISED)
        ]
        for dataset in sorted({name for step in mine for name in step.later.rows["dataset"].unique()}):
            found += _late(kind, mine, dataset, rules)
    return found


def _late(kind: Kind, steps: Sequence[Changes], dataset: str, rules: Rules) -> list[Claim]:
    """The claims about one dataset. A coarse row that shows its group is compared with ordinary ones of the group."""
    parts = [
        (step, _of(step.later, step.appeared, dataset), _of(step.earlier, step.vanished, dataset)) for step in steps
    ]
    words = sorted({word for _, came, _ in parts for word in came["group"][came["coarse"]].unique()})
    found: list[Claim] = []
    for word in words:
        coarse, told = 0, []
        for _, came, gone in parts:
            coarse += int((came["coarse"] & (came["group"] == word)).sum())
            coarse -= int((gone["coarse"] & (gone["group"] == word)).sum())
            told += came["group"][~came["coarse"] & ((came["group"] == word) | (word == ""))].tolist()
        if coarse < FEW or len(told) < SOME:
            continue  # without ordinary rows of the kind these are none that came late: their cells were too small
        mean, error = cover_of(told, rules.shown_cover)
        sure = float(np.clip(1.0 - (mean + error) / coarse, 0.0, 1.0))
        for step, came, _ in parts:
            values = came["value"][came["coarse"] & (came["group"] == word)]
            rows = step.later.rows[step.later.rows["value"].isin(values)]
            found += surer(kind, step, step.later, rows, np.full(len(rows), sure), rules)
    return found


def _of(release: Published, at: Positions, dataset: str) -> pd.DataFrame:
    rows = release.rows.iloc[at]
    return rows[rows["dataset"] == dataset]


def remaining(steps: Sequence[Changes], rules: Rules) -> list[Claim]:
    """Coarse rows of months in the release that first had them, once so many ordinary rows of the months turned up in
    later ones that the others must be the protected ones: an event that looks protected in every draw is protected.

    The rows of a cell can't be told apart. The claim is about all of them but those that turned up.
    """
    releases = [steps[0].earlier, *(step.later for step in steps)]
    found: list[Claim] = []
    for number, base in enumerate(releases[:-1]):
        before = releases[number - 1] if number else None
        for dataset, through in base.through.items():
            since = before.through.get(dataset, through) if before is not None else None
            rows = base.rows[base.rows["dataset"] == dataset]
            month = rows["first"].where(rows["first"] == rows["last"], -1)
            months = month[(month >= 0) & (month <= through) & ((month > since) if since is not None else True)]
            for each in sorted(set(months.tolist())):
                found += _remaining(base, releases[number + 1 :], dataset, int(each), rules)
    return found


def _remaining(base: Published, later: Sequence[Published], dataset: str, month: int, rules: Rules) -> list[Claim]:
    import pandas as pd

    own = _month(base, dataset, month)
    told = own[~own["coarse"]]
    turned = pd.concat([rows[~rows["coarse"]] for rows in (_month(each, dataset, month) for each in later)])
    turned = turned.drop_duplicates("value")
    turned = turned[~turned["value"].isin(told["value"]) & ~_days(turned).isin(set(_days(told)))]
    found: list[Claim] = []
    for word, rows in own[own["coarse"]].groupby("group", sort=True):
        came = turned["group"][(turned["group"] == word) | (word == "")].tolist()
        rest = len(rows) - len(came)
        if not came or rest < 1 or len(rows) < FEW:
            continue
        mean, error = cover_of(came, rules.cover, draws=len(later))
        posterior = float(np.clip(1.0 - (mean + error) / rest, 0.0, 1.0))
        nothing = np.empty(0, dtype=np.int64)
        step = Changes(base, later[-1], nothing, nothing, np.empty((0, 2), dtype=np.int64))
        found += surer(Kind.REMAINING, step, base, rows, np.full(len(rows), posterior), rules, MARGIN)
    return found


def _month(release: Published, dataset: str, month: int) -> pd.DataFrame:
    rows = release.rows
    return rows[(rows["dataset"] == dataset) & (rows["first"] == month) & (rows["last"] == month)]


def _days(rows: pd.DataFrame) -> pd.Series[str]:
    """Place and day: what a record told in other words keeps."""
    return rows["place_id"] + " " + rows["time"].str[:10]
