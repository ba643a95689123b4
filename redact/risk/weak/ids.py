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

_EVENT = 10_000_000
"""An event's number is its year times this, and its place in the year."""


def numbers_by_area(case: Case) -> Case:
    """Rows keep a number that counts up with the time of reporting, and says the beat: "25-32-00123".

    Every report takes a number, also one that is not published. The rows of the baseline release are not changed
    otherwise.
    """
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


def hashed_names(case: Case) -> Case:
    """An unlisted column `party` has the MD5 of the victim's name as the voter roll has it."""
    names, victim = names_of(case), case.truth.records["victim"].to_numpy()

    def digest(person: int) -> str:
        name = names.get(person, "")
        return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest() if name else ""

    known = {person: digest(person) for person in np.unique(victim).tolist()}
    return with_column(case, "party", lambda record: [known[person] for person in victim[record].tolist()])


def names_of(case: Case) -> dict[int, str]:
    """"Last, First" of everybody on the voter roll, by person."""
    assert case.folder is not None, "a made-up city has a folder"
    links = pd.read_csv(case.folder / "truth" / "adversary_links.csv", dtype={"file": "str", "kind": "str"})
    person = links[links["file"] == "voter_roll"].sort_values("row")["number"].tolist()
    roll = case.lists["voter_roll"]
    return dict(zip(person, (roll["last_name"] + ", " + roll["first_name"]).tolist(), strict=True))


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
