"""What several attacks need: rows that fit a time and a place, how sure one of them is the one, words that tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import City
from redact.risk.lab.reading import LOOK, Rows
from redact.risk.lab.release import COLUMNS, Release

TELLING: Final = (
    r"DOMEST|FAMIL|\bDV|SEX|RAPE|FONDL|SODOM|INDECEN|STALK|CHILD|TRAFFICK|PROTECT\w* ORDER|RESTRAIN|NO.CONTACT|ELDER"
    r"|INCEST|MOLEST|CUSTOD|SPOUSE|WIFE|HUSBAND|BOYFRIEND|GIRLFRIEND|STRANGUL|\b(?:11[A-D]|36[AB]|64[AB])\b"
)
"""Words and codes in an offence, a call type or a relationship that give the kind away."""

NEAR_TELLING: Final = r"ASSAULT|BATTERY|DISTURB|WELFARE|HARASS|THREAT|SIMPLE|FIGHT|NOISE"
"""Words of what such events are first taken for."""

_MANY: Final = 20_000
FLOOR: Final = 0.02


def own_columns(table: pd.DataFrame) -> list[str]:
    """The columns of a table that not every table has."""
    return [name for name in table.columns if name not in COLUMNS]


def says(cells: pd.Series, pattern: str) -> NDArray[np.bool_]:
    """(n,) Which cells have a match of a pattern, by distinct cells."""
    values, codes = np.unique(cells.to_numpy(object), return_inverse=True)
    found: NDArray[np.bool_] = (
        pd.Series(values, dtype="str").str.contains(pattern, case=False, regex=True).to_numpy(np.bool_)
    )
    return np.asarray(found[codes], dtype=np.bool_)


def telling(release: Release, rows: Rows) -> NDArray[np.float64]:
    """(rows,) 1 where any cell says it is of such a kind, 0.3 where one says what these are first taken for, else 0.

    Where the tables say no words at all, groups stand in: against persons or not stated 0.3.
    """
    parts = []
    for table in (table for table in release.tables.values() if len(table)):
        found = np.zeros(len(table))
        for column in own_columns(table):
            if table[column].nunique() < _MANY:
                found = np.maximum(found, 0.3 * says(table[column], NEAR_TELLING))
                found = np.maximum(found, 1.0 * says(table[column], TELLING))
        parts.append(found)
    told = np.concatenate(parts) if parts else np.empty(0)
    group = rows.frame["offense_group"].to_numpy(object)
    return np.asarray(np.maximum(told, 0.3 * np.isin(group, ("persons", "none", ""))), dtype=np.float64)


def with_times(rows: Rows, start: NDArray[np.int64], end: NDArray[np.int64]) -> Rows:
    """The same rows with other times, and their cells anew."""
    frame = rows.frame.assign(start=start, end=end)
    keys = [*LOOK, "start", "end"]
    frame["cell"] = frame.groupby(keys, sort=False).ngroup()
    cells = frame.groupby("cell").agg(**{name: (name, "first") for name in keys}, rows=("row", "size"))
    return Rows(frame, rows.homes, cells.reset_index(drop=True), rows.city)


def some_rows(release: Release, keep: Mapping[str, NDArray[np.bool_]]) -> Release:
    """A release of some of the rows of each table, numbered anew."""
    tables = {name: table[keep[name]].reset_index(drop=True) for name, table in release.tables.items()}
    return replace(release, tables=tables)


def pairs_of_rows(rows: Rows, pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of a target and a cell as pairs of a target and a row, with `at`: the row's number among all rows."""
    members = pd.DataFrame({"cell": rows.frame["cell"].to_numpy(), "at": np.arange(len(rows))})
    members = members[members["cell"].isin(pairs["cell"].unique())]
    return pairs.merge(members, on="cell")


def likeliest_row(
    rows: Rows, pairs: pd.DataFrame, weight: NDArray[np.float64], n: int, *, none: float | NDArray[np.float64],
    at_least: float,
) -> Guesses:  # fmt: skip
    """Of each of n targets the row with the largest weight, if its share reaches `at_least`.

    `pairs` has target and `at`; `weight` is how much likelier each is the one than a row picked blindly, `none` the
    same (n,) for that no row is. A row of the same id as another one counts with it: they are one event.
    """
    ids = rows.frame["id"].to_numpy(object)[pairs["at"].to_numpy()]
    alone = rows.names[pairs["at"].to_numpy()]
    frame = pd.DataFrame(
        {"target": pairs["target"].to_numpy(), "event": np.where(ids == "", alone, ids), "weight": weight}
    )
    frame["at"] = pairs["at"].to_numpy()
    claim, sure = np.full(n, NOTHING, dtype=object), np.zeros(n)
    frame = frame[frame["weight"] > 0].sort_values("weight", ascending=False, kind="stable")
    if not len(frame):
        return claims(claim, sure)
    best = frame.drop_duplicates(["target", "event"])
    total = best.groupby("target")["weight"].sum()
    best = best.drop_duplicates("target")
    target = best["target"].to_numpy()
    nobody = np.broadcast_to(np.asarray(none, dtype=np.float64), n)[target]
    sure[target] = best["weight"].to_numpy() / (nobody + total.loc[target].to_numpy())
    named = sure[target] >= at_least
    claim[target[named]] = rows.names[best["at"].to_numpy()[named]]
    return claims(claim, sure)


def shown_share(ratio: NDArray[np.float64], kind: NDArray[np.object_], *, before: float = 0.1) -> NDArray[np.float64]:
    """(n,) How likely each of n cases is shown at all, by its kind, learnt from the cases themselves.

    `ratio` is how much likelier what is there is if a case is shown. A kind whose cases have rows no more often than
    chance brings is not shown, whatever fits. Expectation and maximisation, from `before` with the weight of ten cases.
    """
    kinds, code = np.unique(kind.astype(str), return_inverse=True)
    size = np.bincount(code, minlength=len(kinds))
    share = np.full(len(kinds), before)
    for _ in range(40):
        odds = share[code] * ratio
        sure = odds / (1 - share[code] + odds)
        share = (np.bincount(code, weights=sure, minlength=len(kinds)) + 10 * before) / (size + 10)
        share = np.clip(share, 1e-4, 0.98)
    return np.asarray(share[code], dtype=np.float64)


def beat_of_homes(city: City) -> NDArray[np.int64]:
    """(homes,) The beat that each home lies in, -1 where the city has no beats."""
    units = city.units
    if "beat" not in units.ladder:
        return np.full(len(city.homes), -1, dtype=np.int64)
    return np.asarray(units.parents[city.public.homes.unit, units.ladder.index("beat")], dtype=np.int64)


def first_homes(rows: Rows) -> NDArray[np.int64]:
    """(places,) A home that each place may mean, -1 for a place that may mean none."""
    return np.array([int(some[len(some) // 2]) if len(some) else -1 for some in rows.homes], dtype=np.int64)
