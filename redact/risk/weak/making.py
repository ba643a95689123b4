"""What makers of weak releases share: source rows, published columns, and which record each row is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.errors import Missing
from redact.risk.lab.cities import Case
from redact.risk.lab.release import COLUMNS, Release
from redact.synth import City

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents": ("offense_text", "status", "disposition"),
    "calls": ("final_type", "disposition"),
    "arrests": ("charge",),
}
"""Columns of the exports that a careless publisher shows beside place and time."""


def sources(case: Case) -> dict[str, pd.DataFrame]:
    """By table the exported rows joined with their truth: columns of `TEXTS`, and those of the city's truth file;
    `record` is the row of `truth.records`."""
    if case.folder is None:
        raise Missing("a weak release needs the exports of a made-up city", fix="Use redact.risk.lab.cities.make_case.")
    city, found = City(case.folder, {}), {}
    every = case.truth.records.assign(record=np.arange(len(case.truth.records)))
    for table, columns in TEXTS.items():
        parts = [
            pd.read_csv(path, dtype="str", keep_default_na=False, usecols=list(columns)) for path in city.exports(table)
        ]
        mine = every[every["dataset"] == table].reset_index(drop=True)
        found[table] = mine.join(pd.concat(parts, ignore_index=True))
    return found


def table_of(rows: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """A published table of the usual columns; what is not given is empty."""
    own = {name: value for name, value in columns.items() if name not in COLUMNS}
    frame = pd.DataFrame({name: columns.get(name, "") for name in COLUMNS} | own, index=range(len(rows)))
    return frame.astype("str").fillna("")


def minute_text(minutes: NDArray[np.int64] | pd.Series) -> NDArray[np.object_]:
    """Minutes since 1970 as 2025-03-04T21:10."""
    at = np.asarray(minutes, dtype=np.int64).astype("datetime64[m]")
    return np.datetime_as_string(at, unit="m").astype(object)


def ids(rows: pd.DataFrame, seed: int) -> NDArray[np.object_]:
    """One random number per event."""
    events, which = np.unique(rows["event"].to_numpy(), return_inverse=True)
    made = np.random.default_rng([seed, 17]).permutation(len(events)) + 10**9
    return made[which].astype(str).astype(object)


def weakened(
    case: Case, name: str, tables: Mapping[str, pd.DataFrame], record: Mapping[str, NDArray[np.int64]]
) -> Case:
    """The case with these tables as its release, rows in an order that says nothing."""
    rng = np.random.default_rng([case.number, 19])
    shuffled, published = {}, {}
    for table, frame in tables.items():
        order = rng.permutation(len(frame))
        shuffled[table] = frame.iloc[order].reset_index(drop=True)
        published[table] = np.asarray(record[table], dtype=np.int64)[order]
    release = Release(name, shuffled, case.release.counts, case.release.places, case.release.policy)
    return case.with_release(release, published)
