"""Narrative hints: what neighbours know of somebody, looked for in the texts that are published."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_WORD: Final = r"[a-z0-9][a-z0-9'\-]*[a-z0-9]"
_LONG: Final = 8
_ENOUGH: Final = 0.6
"""A row that has less of what he looks for, by weight, is about somebody else."""

_AHEAD: Final = 0.12
"""By so much the best row must be ahead of the next one."""

_NAME_WEIGHT: Final = 2.0


@attack("narrative_hints")
def guess(release: Release, knows: Knows) -> Guesses:
    """The row whose texts have most of what he knows of her, rare words counting most, and whose place and time fit.

    He knows things (an ex-husband, a black Camry, a cut over the eye), perhaps her name, and where and about when it
    happened. Words are weighted by how few rows have them (Sparck Jones 1972).
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    texts = _texts(release)
    if not len(rows) or not len(knows) or not len(texts) or "told" not in knows.targets:
        return claims(claim, sure)
    words = texts.str.lower().str.findall(_WORD)
    table = words.explode().dropna().rename("word").rename_axis("row").reset_index().drop_duplicates()
    rarity = np.log(len(texts) / table.groupby("word").size())
    looked = _looked_for(knows.targets)
    looked["weight"] = looked["factor"] * looked["word"].map(rarity).fillna(np.log(len(texts)))
    whole = looked.groupby("target")["weight"].sum()
    pairs = _fitting(rows, knows, texts.index.to_numpy())
    hits = pairs.merge(looked, on="target").merge(table, on=["row", "word"])
    score = hits.groupby(["target", "row"])["weight"].sum().reset_index()
    score["share"] = score["weight"] / score["target"].map(whole)
    score = score.sort_values(["target", "share"], ascending=[True, False], kind="stable")
    best = score.drop_duplicates("target")
    second = score[score.duplicated("target")].drop_duplicates("target").set_index("target")["share"]
    ahead = best["share"].to_numpy() - best["target"].map(second).fillna(0.0).to_numpy()
    good = (best["share"].to_numpy() >= knows.number("enough", _ENOUGH)) & (ahead >= knows.number("ahead", _AHEAD))
    named = best[good]
    claim[named["target"].to_numpy()] = rows.names[named["row"].to_numpy()]
    sure[named["target"].to_numpy()] = np.minimum(named["share"].to_numpy(), 1.0)
    return claims(claim, sure)


def _texts(release: Release) -> pd.Series:
    """All sentences of each row, by the row's number in the whole release; rows without any are left out."""
    from redact.risk.lab.targets.told import text_columns

    wanted = text_columns(release)
    parts, first = [], 0
    for name, table in release.tables.items():
        if not len(table):
            continue
        if name in wanted:
            joined = table[wanted[name]].agg(" ".join, axis=1)
            joined.index = pd.RangeIndex(first, first + len(table))
            parts.append(joined)
        first += len(table)
    if not parts:
        return pd.Series([], dtype="str")
    every = pd.concat(parts)
    return every[every.str.count(r"\S+") >= _LONG]


def _looked_for(targets: pd.DataFrame) -> pd.DataFrame:
    """Per target the words that he looks for: target, word, factor."""
    told = targets["told"].str.split().explode().dropna()
    found = pd.DataFrame({"target": told.index.to_numpy(), "word": told.to_numpy(object), "factor": 1.0})
    if "name" in targets:
        names = targets["name"].str.lower().str.findall(r"[a-z][a-z'\-]+").explode().dropna()
        more = pd.DataFrame({"target": names.index.to_numpy(), "word": names.to_numpy(object), "factor": _NAME_WEIGHT})
        found = pd.concat([found, more], ignore_index=True)
    return found.drop_duplicates(["target", "word"])


def _fitting(rows: Rows, knows: Knows, with_text: NDArray[np.int64]) -> pd.DataFrame:
    """Pairs of a target and a row with text that may be about her home and time: target, row."""
    frame = rows.frame.iloc[with_text][["cell"]].assign(row=with_text)
    if "home_number" in knows.targets and "start" in knows.targets:
        return rows.fitting(knows.targets)[["target", "cell"]].merge(frame, on="cell")[["target", "row"]]
    every = pd.DataFrame({"target": np.arange(len(knows))})
    return every.merge(frame[["row"]], how="cross")


