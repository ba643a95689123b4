"""The shape of an event: called, written down, arrested; where and when rows of these stand together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import own_columns
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, YES, Guesses, claims
from redact.risk.lab.knows import City, Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_SMOOTH: Final = 20.0
"""Rows of a pattern that count as much as what is usual: rare patterns say little."""

_SEED: Final = 7
_MOST_ROWS: Final = 80_000
_WORDS: Final = 400
"""A column with more different cells says nothing that could be learnt."""


@attack("link_shape")
def guess(release: Release, knows: Knows) -> Guesses:
    """Learns from practice cities which shapes hidden events have, and names the rows of the likeliest shapes.

    The shape of a row: in which tables its id is, how exactly each of these tells, and how many calls, reports and
    arrests are shown for the same place, time and group as its own. Columns of a table's own count too;
    boosted trees weigh all of it.
    """
    claim = np.full(len(knows), NOTHING, dtype=object)
    practice = [(each, shapes(each.release, each.city)) for each in knows.practice]
    here = shapes(release, knows.city)
    if not practice or not len(here) or not len(knows):
        return claims(claim, 0.0)
    truth = [np.concatenate([each.sensitive[name] for name in each.release.tables]) for each, _ in practice]
    score = learnt_odds(pd.concat([frame for _, frame in practice], ignore_index=True), np.concatenate(truth), here)
    starts = dict(zip(release.tables, np.cumsum([0, *(len(each) for each in release.tables.values())]), strict=False))
    mine = score[knows.targets["table"].map(starts).to_numpy(np.int64) + knows.targets["row"].to_numpy(np.int64)]
    many = max(int(knows.number("at_least", 100)), round(knows.number("share", 0.01) * len(mine)))
    surest = np.argsort(-mine, kind="stable")[:many]
    claim[surest] = YES
    return claims(claim, np.clip(mine, 0, 1))


def shapes(release: Release, city: City) -> pd.DataFrame:
    """Per row of all tables: `own ...`, cells of its own columns, and words for parts of its shape."""
    rows = read(release, city)
    if not len(rows):
        return pd.DataFrame()
    frame = rows.frame
    short = frame["table"].astype("str") + "/" + frame["time_precision"] + "/" + frame["offense_group"]
    made = {
        "linked": frame["table"].astype("str") + "|" + _linked(frame, short),
        "around": short + "|" + _around(rows),
        "look": short + "/" + frame["place_precision"],
        "weekday": _hours(frame),
    }
    found = pd.DataFrame(made)
    names = sorted({name for table in release.tables.values() for name in own_columns(table)})
    for name in names:
        parts = [
            table[name].to_numpy(object) if name in table else np.full(len(table), "", dtype=object)
            for table in release.tables.values()
            if len(table)
        ]
        cells = np.concatenate(parts)
        if len(np.unique(cells)) <= _WORDS:
            found[f"own {name}"] = cells
    return found


def _linked(frame: pd.DataFrame, short: pd.Series) -> NDArray[np.object_]:
    """What the rows of one id are, put in order: "calls/day/persons+incidents/day/persons"."""
    alone = frame["table"].astype("str") + ":" + frame["row"].astype("str")
    event = frame["id"].where(frame["id"] != "", alone)
    code = pd.factorize(event)[0]
    order = np.lexsort((short.to_numpy(object).astype(str), code))
    joined = short.iloc[order].groupby(code[order]).agg("+".join)
    return joined.reindex(code).to_numpy(object)


def _around(rows: Rows) -> NDArray[np.object_]:
    """How many calls, reports and arrests the row's place, time and group has, in powers of two."""
    frame = rows.frame
    key = frame.groupby(["place", "start", "end", "offense_group"], sort=False).ngroup().to_numpy()
    said = np.full(len(frame), "", dtype=object)
    for table in sorted(frame["table"].unique().tolist()):
        count = np.bincount(key[(frame["table"] == table).to_numpy()], minlength=int(key.max()) + 1)[key]
        power = np.minimum(np.ceil(np.log2(count + 1)), 6).astype(np.int64)
        said = said + power.astype(str).astype(object)
    return said


def _hours(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Weekday and quarter of the day, as far as the row tells."""
    length = (frame["end"] - frame["start"]).to_numpy()
    day = (frame["start"].to_numpy() // 1_440 + 3) % 7
    quarter = frame["start"].to_numpy() % 1_440 // 360
    weekday = np.where(length <= 1_440, day.astype(str).astype(object), "")
    return np.where(length <= 60, weekday + "." + quarter.astype(str).astype(object), weekday)


def learnt_odds(known: pd.DataFrame, truth: NDArray[np.bool_], here: pd.DataFrame) -> NDArray[np.float64]:
    """(rows of `here`,) How likely each is of a hidden kind, by boosted trees over all parts of the shape."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    if truth.all() or not truth.any():
        return np.full(len(here), float(truth.mean()))
    parts = [name for name in known.columns if name in here]
    codes = {name: _codes(known[name], truth) for name in parts}
    model = HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.15, min_samples_leaf=25, early_stopping=False, random_state=_SEED
    )
    rows = np.random.default_rng(_SEED).permutation(len(known))[:_MOST_ROWS]
    model.fit(_matrix(known.iloc[rows], codes), truth[rows])
    return np.asarray(model.predict_proba(_matrix(here, codes))[:, 1], dtype=np.float64)


def _codes(column: pd.Series, truth: NDArray[np.bool_]) -> pd.Series:
    """What each cell says by itself: the share of hidden rows among those that have it, rare cells drawn to what is
    usual."""
    table = pd.DataFrame({"cell": column.astype("str").to_numpy(object), "hidden": truth}).groupby("cell")["hidden"]
    size = table.size()
    share: pd.Series = (table.sum() + _SMOOTH * truth.mean()) / (size + _SMOOTH)
    return share


def _matrix(frame: pd.DataFrame, codes: Mapping[str, pd.Series]) -> NDArray[np.float64]:
    return np.column_stack([frame[name].astype("str").map(code).to_numpy(np.float64) for name, code in codes.items()])
