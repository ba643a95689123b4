"""The mark is the message: rows whose blanks, blur or left-over columns say what they are."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.looks import looks
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, YES, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release
from redact.vocabulary import OffenseGroup

SHARE: Final = 0.02
"""Of all rows so many are named, unless the scenario says otherwise: those that he is surest of."""

_MONTH: Final = 31 * 1_440

_CERTAIN: Final = 0.9
_A_FEW: Final = 20
"""Where he is as good as certain of so many rows, he names no others."""


@attack("marker")
def guess(release: Release, knows: Knows) -> Guesses:
    """Names the rows that stand out most: that say a telling word, or are blurred where few others are.

    What the policy says of cover is public. If of other events of a group a share r is blurred, the rows shown exactly
    tell how many blurred ones are cover: fine * r / (1 - r). The rest of the blurred rows of a cell is what is hidden.
    """
    score = _scores(release, knows)
    return name_surest(score, knows, release)


def name_surest(score: NDArray[np.float64], knows: Knows, release: Release) -> Guesses:
    """Guesses that name the surest rows; `score` is of all rows in release order."""
    starts, at = {}, 0
    for name, table in release.tables.items():
        starts[name] = at
        at += len(table)
    if not len(knows) or not len(score):
        return claims([NOTHING] * len(knows), 0.0)
    row = knows.targets["table"].map(starts).to_numpy(np.int64) + knows.targets["row"].to_numpy(np.int64)
    mine = score[row]
    many = max(int(knows.number("at_least", 100)), round(knows.number("share", SHARE) * len(mine)))
    certain = int((mine >= _CERTAIN).sum())
    if certain >= _A_FEW:
        many = min(many, certain)
    named = np.zeros(len(mine), dtype=np.bool_)
    named[np.argsort(-mine, kind="stable")[:many]] = True
    return claims(np.where(named, YES, NOTHING), np.clip(mine, 0, 1))


def _scores(release: Release, knows: Knows) -> NDArray[np.float64]:
    _, frame = looks(release, knows.city)
    if not len(frame):
        return np.empty(0)
    coarse = frame["coarse"].to_numpy() | _bare(frame)
    hidden = _hidden_share(frame, coarse, release)
    # Among alike rows, a cell with fewer than others of its kind has less room for cover.
    crowd = pd.Series(np.where(coarse, frame["cell"], np.nan))
    rank = crowd.groupby([frame["table"], frame["offense_group"]]).rank(pct=True).fillna(1.0).to_numpy()
    score = np.where(coarse, 0.9 * hidden + 0.05 * (1 - rank), 0.0)
    return np.asarray(np.where(frame["told"], 0.95 + 0.05 * score, 0.95 * score), dtype=np.float64)


def _hidden_share(frame: pd.DataFrame, coarse: NDArray[np.bool_], release: Release) -> NDArray[np.float64]:
    """Of each blurred row how likely it is no cover, from the rows of its table, group and month that are not blurred.

    Months are looked at where blurred rows tell them, else the whole time.
    """
    rates = _rates(release)
    rate = np.array([rates.get(each, 0.0) for each in frame["offense_group"].to_numpy(object)])
    month = np.where(frame["length"].to_numpy() <= _MONTH, frame["month"].to_numpy(), -1)
    share = np.zeros(len(frame))
    for by in ([frame["table"], frame["offense_group"]], [frame["table"], frame["offense_group"], pd.Series(month)]):
        exact = pd.Series(~coarse).groupby(by).transform("sum").to_numpy(np.float64)
        blurred = pd.Series(coarse).groupby(by).transform("sum").to_numpy(np.float64)
        cover = exact * rate / np.maximum(1 - rate, 0.05)
        share += 0.5 * np.clip(1 - cover / np.maximum(blurred, 1.0), 0, 1)
    return share


def _bare(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows that show less than their table's usually do."""
    usual = frame.groupby("table")["filled"].transform("median")
    return (frame["filled"] < usual - 1).to_numpy()


def _rates(release: Release) -> dict[str, float]:
    """Of each group how many other events are blurred as cover, as the policy says."""
    for tier in release.policy.tiers if release.policy is not None else ():
        if tier.rows == "publish" and tier.classes and tier.cover is not None:
            return {group.word: tier.cover.rate_of(group.word) for group in OffenseGroup}
    return {}
