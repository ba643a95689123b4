"""Releases whose cover gives itself away: beside other tables, or beside the release before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import beat_of_homes
from redact.risk.lab.cities import Case
from redact.risk.lab.release import COLUMNS
from redact.risk.lab.truth import Truth
from redact.risk.useful import unit_of_records

_MONTHLY = ("month", "quarter", "year")
_SEED = 41
_LEAVING = 0.06
"""Of the events that are to be hidden so many were ordinary ones in the release before."""


def cover_by_row(case: Case) -> Case:
    """Cover is drawn anew in each table, so that of one event the call is blurred and the report is not.

    All rows of one event have one id: an event all of whose rows are blurred is then a hidden one.
    """
    rng, units = np.random.default_rng([case.number, _SEED]), unit_of_records(case)
    tables = {}
    for table, frame in case.release.tables.items():
        cover = blurred(frame) & ~_hidden(case, table)
        shown = cover & (rng.random(len(frame)) < 0.85)
        tables[table] = _told(case, table, frame.assign(id=_event_ids(case, table)), shown, units)
    return replace(case, release=replace(case.release, name="cover by row", tables=tables, files=None))


def fresh_cover(case: Case) -> Case:
    """Each monthly release of a year draws its cover anew: what is cover in one is an ordinary row in another, so that
    a visit that is in none of them is a hidden one."""
    rng, units = np.random.default_rng([case.number, _SEED + 1]), unit_of_records(case)

    def other(table: str, frame: pd.DataFrame) -> pd.DataFrame:
        hidden, coarse = _hidden(case, table), blurred(frame)
        group = pd.Series(case.truth.records["group"].to_numpy(object)[np.maximum(case.truth.published[table], 0)])
        rate = pd.Series(coarse & ~hidden).groupby(group).sum() / pd.Series(~hidden).groupby(group).sum()
        drawn = rng.random(len(frame)) < group.map(rate).to_numpy(np.float64)
        told = _told(case, table, frame, coarse & ~hidden & ~drawn, units)
        return blur(case, table, told, ~coarse & ~hidden & drawn)

    return _after(case, other, "fresh_cover", 11)


def relabelled(case: Case) -> Case:
    """The release before had not recognised a few of the hidden events: their rows told the day and the street, and
    today they are blurred. Nothing else leaves with them."""
    events = case.truth.events
    rng, units = np.random.default_rng([case.number, _SEED + 2]), unit_of_records(case)
    chosen = events.index[(events["should"] != "").to_numpy() & (rng.random(len(events)) < _LEAVING)]

    def other(table: str, frame: pd.DataFrame) -> pd.DataFrame:
        event = case.truth.records["event"].to_numpy()[np.maximum(case.truth.published[table], 0)]
        return _told(case, table, frame, blurred(frame) & np.isin(event, chosen), units)

    made = _after(case, other, "relabelled")
    # Asked is about those whose report changed; the others are not what this release gives away.
    records = made.truth.records
    still = records.assign(should=records["should"].where(records["event"].isin(chosen), ""))
    hidden = records["should"].ne("") & ~records["event"].isin(chosen)
    still.loc[hidden, "should"] = "unasked"
    return replace(made, truth=Truth(still, made.truth.published, made.truth.before))


def _after(case: Case, other: Callable[[str, pd.DataFrame], pd.DataFrame], name: str, many: int = 1) -> Case:
    """The case with releases before it that show the same rows otherwise."""
    earlier = []
    for number in range(many):
        tables = {table: other(table, frame) for table, frame in case.release.tables.items()}
        earlier.append(replace(case.release, name=f"before {number}", tables=tables, files=None))
    release = replace(case.release, name=name, files=None, earlier=tuple(earlier))
    truth = Truth(case.truth.records, case.truth.published, (case.truth.published,) * many)
    return replace(case, release=release, truth=truth)


def blurred(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """(n,) Rows to the month or coarser."""
    return frame["time_precision"].isin(_MONTHLY).to_numpy(np.bool_)


def _hidden(case: Case, table: str) -> NDArray[np.bool_]:
    should = case.truth.records["should"].to_numpy(object)
    return np.asarray(should[np.maximum(case.truth.published[table], 0)] != "", dtype=np.bool_)


def _event_ids(case: Case, table: str) -> NDArray[np.object_]:
    event = case.truth.records["event"].to_numpy(np.int64)[np.maximum(case.truth.published[table], 0)]
    most = int((case.truth.records["event"].to_numpy(np.int64) % 10_000_000).max(initial=0))
    order = np.random.default_rng(case.number).permutation(most + 1)
    return np.array([f"{order[each % 10_000_000]:08x}" for each in event.tolist()], dtype=object)


def blur(case: Case, table: str, frame: pd.DataFrame, rows: NDArray[np.bool_]) -> pd.DataFrame:
    """The table with some rows as blurred ones: to the month, in the beat of the address."""
    home = case.city.find(case.truth.records["address"].iloc[np.maximum(case.truth.published[table], 0)])
    time = case.truth.records["occurred"].to_numpy(np.int64)[np.maximum(case.truth.published[table], 0)]
    month = np.datetime_as_string(time.astype("datetime64[m]"), unit="M").tolist()
    beat = np.where(home >= 0, beat_of_homes(case.city)[np.maximum(home, 0)], -1)
    chosen = rows & (beat >= 0)
    ids, labels = case.city.units.ids.to_pylist(), case.city.units.label.to_pylist()
    own = [name for name in frame.columns if name not in COLUMNS]
    made = frame.assign(**{name: frame[name].where(~chosen, "") for name in own})
    for column, cells in (
        ("place_id", [ids[at] for at in beat]),
        ("place", [labels[at] for at in beat]),
        ("place_precision", ["beat"] * len(frame)),
        ("time", month),
        ("time_precision", ["month"] * len(frame)),
    ):
        made[column] = frame[column].where(~chosen, pd.Series(cells, dtype="str"))
    return made


def _told(
    case: Case, table: str, frame: pd.DataFrame, rows: NDArray[np.bool_], units: NDArray[np.int64]
) -> pd.DataFrame:
    """The table with some rows as ordinary ones: to the day, on the block of the record or nearest to it, with what it
    was against; where it has no place, as they were. `units` are those of all records."""
    record = np.maximum(case.truth.published[table], 0)
    records = case.truth.records
    unit = units[record]
    chosen = rows & (unit >= 0)
    ids, labels = case.city.units.ids.to_pylist(), case.city.units.label.to_pylist()
    day = records["occurred"].to_numpy(np.int64)[record].astype("datetime64[m]").astype("datetime64[D]").astype(str)
    made = frame.copy()
    for column, cells in (
        ("place_id", np.array([ids[at] for at in unit], dtype=object)),
        ("place", np.array([labels[at] for at in unit], dtype=object)),
        ("place_precision", np.full(len(frame), "block", dtype=object)),
        ("time", day.astype(object)),
        ("time_precision", np.full(len(frame), "day", dtype=object)),
        ("offense_group", records["group"].to_numpy(object)[record]),
    ):
        made[column] = pd.Series(np.where(chosen, cells, frame[column].to_numpy(object)), dtype="str")
    return made
