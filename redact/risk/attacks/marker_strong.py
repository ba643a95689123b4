"""The marker made strong: a classifier that has learnt on a city of its own what hidden rows look like."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.looks import looks
from redact.risk.attacks.marker import name_surest
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release

_NUMBERS: Final = ("filled", "cell", "usual", "spread", "length", "fine", "same_id", "told")
_WORDS: Final = (
    "table", "offense_group", "place_precision", "time_precision", "households_band", "pattern", "linked", "month",
)  # fmt: skip
_MOST_WORDS: Final = 250
"""Different cells of a column that are told apart; rarer ones count as one."""

_MOST_ROWS: Final = 80_000
_SEED: Final = 7


@attack("marker_strong")
def guess(release: Release, knows: Knows) -> Guesses:
    """Learns from practice cities, by every published column, which rows are hidden ones, and names the surest here.

    Besides the columns it sees what can be counted: how many rows look alike, what is usual, in which tables the same
    id is found. Without a practice city it can name nothing.
    """
    learnt = [looks(each.release, each.city)[1] for each in knows.practice]
    _, here = looks(release, knows.city)
    if not learnt or not len(here) or not any(len(frame) for frame in learnt):
        return name_surest(np.zeros(0), knows, release)
    truth = np.concatenate([np.concatenate([*each.sensitive.values()]) for each in knows.practice])
    score = learn_and_score(pd.concat(learnt, ignore_index=True), truth, here)
    return name_surest(score, knows, release)


def learn_and_score(frame: pd.DataFrame, truth: NDArray[np.bool_], here: pd.DataFrame) -> NDArray[np.float64]:
    """(rows of `here`,) How likely each is true, by gradient boosted trees over all columns that both have."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if truth.all() or not truth.any():
        return np.full(len(here), float(truth.mean()) if len(truth) else 0.0)
    own = [name for name in here.columns if name.startswith("own ") and name in frame]
    words, numbers = [*_WORDS, *own], list(_NUMBERS)
    known = {name: _frequent(frame[name]) for name in words}
    model = HistGradientBoostingClassifier(
        categorical_features=list(range(len(words))), max_iter=60, learning_rate=0.15, min_samples_leaf=25,
        early_stopping=False, random_state=_SEED,
    )  # fmt: skip
    rows = np.random.default_rng(_SEED).permutation(len(frame))[:_MOST_ROWS]
    with threadpool_limits(1):  # threads that wait for each other are slower than one where cores are shared
        model.fit(_matrix(frame.iloc[rows], known, numbers), truth[rows])
        return np.asarray(model.predict_proba(_matrix(here, known, numbers))[:, 1], dtype=np.float64)


def _frequent(column: pd.Series) -> dict[str, int]:
    counts = column.astype("str").value_counts()
    return {value: at + 1 for at, value in enumerate(counts.index[:_MOST_WORDS].tolist())}


def _matrix(frame: pd.DataFrame, known: dict[str, dict[str, int]], numbers: list[str]) -> NDArray[np.float64]:
    columns = [frame[name].astype("str").map(codes).fillna(0).to_numpy(np.float64) for name, codes in known.items()]
    columns += [frame[name].to_numpy(np.float64) for name in numbers]
    return np.column_stack(columns)
