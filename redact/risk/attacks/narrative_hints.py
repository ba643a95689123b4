"""Narrative hints: what neighbours know of somebody, looked for in the texts that are published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_CHUNK: Final = 250
_WORD: Final = r"[a-z0-9][a-z0-9'\-]*[a-z0-9]"
_LONG: Final = 8
_ENOUGH: Final = 0.9
"""A row that has less of what he looks for, by weight, is about somebody else."""

_AHEAD: Final = 0.15
"""By so much the best row must be ahead of the next one."""

_NAME_WEIGHT: Final = 3.0

_ALONE: Final = (0.95, 0.4)
"""The same two where he goes by what is told alone, for texts whose names are masked."""


@attack("narrative_hints")
def guess(release: Release, knows: Knows) -> Guesses:
    """Looks for the row whose texts have most of what he knows of her, rare words counting most, and whose place and
    time fit.

    He knows things (an ex-husband, a black Camry, a cut over the eye), perhaps her name, and where and about when it
    happened. Words are weighted by how few rows have them (Sparck Jones 1972).
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    texts = _texts(release)
    if not len(rows) or not len(knows) or not len(texts) or "told" not in knows.targets:
        return claims(claim, sure)
    for looked, enough, lead in ((_told(knows.targets), *_ALONE), (_with_name(knows.targets), _ENOUGH, _AHEAD)):
        target, row, share, ahead = _best(rows, knows, texts, *_weights(texts, looked, len(knows)))
        good = (share >= enough) & (ahead >= lead)
        claim[target[good]] = rows.names[row[good]]
        sure[target[good]] = np.minimum(share[good], 1.0)
    return claims(claim, sure)


def _weights(texts: pd.Series[str], looked: pd.DataFrame, n: int) -> tuple[csr_matrix, csr_matrix]:
    """Which of the words that anybody looks for each text has, (texts, words) of 0 and 1; and how much each target
    cares for each word, (targets, words), adding up to 1."""
    from scipy.sparse import csr_matrix

    words, which = np.unique(looked["word"].to_numpy(object).astype("str"), return_inverse=True)
    number = {word: at for at, word in enumerate(words.tolist())}
    found = texts.str.lower().str.findall(_WORD)
    pairs = {(at, number[word]) for at, said in enumerate(found.tolist()) for word in said if word in number}
    at = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    has = csr_matrix((np.ones(len(at), dtype=np.float32), (at[:, 0], at[:, 1])), shape=(len(texts), len(words)))
    count = np.maximum(np.bincount(at[:, 1], minlength=len(words)), 1)
    weight = looked["factor"].to_numpy(np.float64) * np.log(1 + len(texts) / count[which])
    target = looked["target"].to_numpy(np.int64)
    whole = np.bincount(target, weights=weight, minlength=n)
    cares = csr_matrix((weight / whole[target], (target, which)), shape=(n, len(words)))
    return has, cares


def _best(
    rows: Rows, knows: Knows, texts: pd.Series[str], has: csr_matrix, cares: csr_matrix
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Per target with a text that fits its home and time: its number, the best row, what share of what he looks for
    that has, and by how much it is ahead of the best row of another event."""
    event, number = _events(rows), texts.index.to_numpy(np.int64)
    cell = rows.frame["cell"].to_numpy(np.int64)[number]
    order = np.argsort(cell, kind="stable")
    cells, first = np.unique(cell[order], return_index=True)
    of_cell = dict(zip(cells.tolist(), np.split(order, first[1:]), strict=True))
    fits = rows.fitting(knows.targets)[["target", "cell"]]
    fits = fits[fits["cell"].isin(cells)]
    found: list[tuple[int, int, float, float]] = []
    for start in range(0, len(knows), _CHUNK):
        score = (cares[start : start + _CHUNK] @ has.T).toarray()
        here = fits[(fits["target"] >= start) & (fits["target"] < start + _CHUNK)]
        for target in here["target"].unique().tolist():
            mine = here["cell"].to_numpy()[here["target"].to_numpy() == target]
            some = np.concatenate([of_cell[each] for each in mine.tolist()])
            said = score[target - start, some]
            best = int(some[int(np.argmax(said))])
            others = said[event[number[some]] != event[number[best]]]
            top = float(said.max())
            found.append((target, int(number[best]), top, top - float(others.max(initial=0.0))))
    made = np.array(found, dtype=np.float64).reshape(-1, 4)
    return made[:, 0].astype(np.int64), made[:, 1].astype(np.int64), made[:, 2], made[:, 3]


def _events(rows: Rows) -> NDArray[np.int64]:
    """(rows,) The same number for rows with the same id: they are about one event and no rivals."""
    ids = rows.frame["id"].to_numpy(object)
    own = np.array([f"row {at}" for at in range(len(ids))], dtype=object)
    return np.asarray(np.unique(np.where(ids == "", own, ids).astype("str"), return_inverse=True)[1], dtype=np.int64)


def _texts(release: Release) -> pd.Series[str]:
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
    every: pd.Series[str] = pd.concat(parts)
    return every[every.str.count(r"\S+") >= _LONG]


def _told(targets: pd.DataFrame) -> pd.DataFrame:
    """Per target the things that he looks for: target, word, factor."""
    told = targets["told"].str.split().explode().dropna()
    found = pd.DataFrame({"target": told.index.to_numpy(), "word": told.to_numpy(object), "factor": 1.0})
    return found.drop_duplicates(["target", "word"])


def _with_name(targets: pd.DataFrame) -> pd.DataFrame:
    """The same with her name, where he knows it."""
    found = _told(targets)
    if "name" not in targets:
        return found
    names = targets["name"].str.lower().str.findall(r"[a-z][a-z'\-]+").explode().dropna()
    more = pd.DataFrame({"target": names.index.to_numpy(), "word": names.to_numpy(object), "factor": _NAME_WEIGHT})
    return pd.concat([more, found], ignore_index=True).drop_duplicates(["target", "word"])
