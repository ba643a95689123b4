"""Releases that keep the department's numbers, or what is made of them without a secret."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.cities import Case
from redact.risk.lab.truth import Truth
from redact.risk.weak.no_cover import no_cover

_EVENT = 10_000_000
"""An event's number is its year times this, and its place in the year."""


def numbers_by_area(case: Case) -> Case:
    """What is to be hidden is left out without a word, but the others keep numbers that count up with the time of
    reporting and say the beat: "25-32-00123". What was left out had a number too.
    """
    case = no_cover(case)
    events = case.truth.events.sort_values(["reported"], kind="stable")
    serial = events.groupby("beat").cumcount() + 1
    number = "25-" + events["beat"].astype("str") + "-" + serial.astype("str").str.zfill(5)
    return _with_ids(case, number)


def unsalted_hashes(case: Case) -> Case:
    """The id is the beginning of the SHA-1 of the report's number, as it stands on every letter: no secret is in it."""

    def digest(event: int) -> str:
        plain = f"{event // _EVENT}{event % _EVENT:06d}".encode()
        return hashlib.sha1(plain, usedforsecurity=False).hexdigest()[:16]

    events = case.truth.events
    return _with_ids(case, pd.Series([digest(event) for event in events.index.tolist()], index=events.index))


def with_column(case: Case, name: str, cells: Callable[[NDArray[np.int64]], object]) -> Case:
    """The same release with a column more; `cells` gives it from the records of a table's rows."""
    tables = {
        table: frame.assign(**{name: pd.Series(cells(np.maximum(case.truth.published[table], 0)), dtype="str")})
        for table, frame in case.release.tables.items()
    }
    return replace(case, release=replace(case.release, name=f"with {name}", tables=tables, files=None))


def _with_ids(case: Case, number: pd.Series) -> Case:
    """The same release with other ids, in the order of these."""
    event = case.truth.records["event"]
    tables, published = {}, {}
    for table, frame in case.release.tables.items():
        record = case.truth.published[table]
        ids = number.reindex(event.to_numpy()[np.maximum(record, 0)]).fillna("").to_numpy(object)
        order = np.argsort(ids.astype(str), kind="stable")
        tables[table] = frame.assign(id=pd.Series(ids, dtype="str")).iloc[order].reset_index(drop=True)
        published[table] = record[order]
    release = replace(case.release, name="numbers", tables=tables, files=None)
    return replace(case, release=release, truth=Truth(case.truth.records, published))
