"""The shape of an event: called, written down, arrested; where and when rows of these stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

_PARTS: Final = 4
_WORDS: Final = 400
"""A column with more different cells says nothing that could be learnt."""


@attack("link_shape")
def guess(release: Release, knows: Knows) -> Guesses:
    """Learns from practice cities which shapes hidden events have, and names the rows of the likeliest shapes.

    The shape of a row: in which tables its id is, how exactly each of these tells, and how many calls, reports and
    arrests are shown for the same place, time and group as its own. Columns of a table's own count too, one by one:
    a whole shape gives the odds, and each column multiplies them.
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
    """(rows of `here`,) How likely each is of a hidden kind.

    Rows with the same `look` have the odds of that look; what else is seen of a row multiplies them by how much more
    often hidden rows of that look have it.
    """
    base = float(np.clip(truth.mean(), 1e-6, 1 - 1e-6))
    odds = _rate(known["look"], truth, here["look"], base)
    score = np.log(odds / (1 - odds))
    parts: Sequence[str] = [name for name in known.columns if name != "look" and name in here]
    gains: Mapping[str, NDArray[np.float64]] = {
        name: _gain(known, truth, here, name, base) for name in parts
    }
    for gain in gains.values():
        score = score + gain / (1 + max(0, len(gains) - _PARTS) / _PARTS)
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float64)


def _rate(known: pd.Series, truth: NDArray[np.bool_], here: pd.Series, base: float) -> NDArray[np.float64]:
    table = pd.DataFrame({"cell": known.to_numpy(object), "hidden": truth}).groupby("cell")["hidden"].agg(["sum", "size"])
    rate = (table["sum"] + _SMOOTH * base) / (table["size"] + _SMOOTH)
    return np.clip(here.map(rate).fillna(base).to_numpy(np.float64), 1e-6, 1 - 1e-6)


def _gain(
    known: pd.DataFrame, truth: NDArray[np.bool_], here: pd.DataFrame, name: str, base: float
) -> NDArray[np.float64]:
    """(rows of `here`,) The logarithm of the odds with this part of the shape, over the odds without."""
    look = _rate(known["look"], truth, known["look"], base)
    frame = pd.DataFrame(
        {"key": (known["look"] + "#" + known[name].astype("str")).to_numpy(object), "hidden": truth, "look": look}
    )
    table = frame.groupby("key").agg(hidden=("hidden", "sum"), rows=("hidden", "size"), look=("look", "first"))
    rate = np.clip((table["hidden"] + _SMOOTH * table["look"]) / (table["rows"] + _SMOOTH), 1e-6, 1 - 1e-6)
    gain = np.log(rate / (1 - rate)) - np.log(table["look"] / (1 - table["look"]))
    return (here["look"] + "#" + here[name].astype("str")).map(gain).fillna(0.0).to_numpy(np.float64)
