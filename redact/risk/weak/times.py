"""Releases that come too soon, or tell the minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.release import Release
from redact.risk.lab.truth import Truth
from redact.risk.weak.covers import blur
from redact.risk.weak.rounded import block_only

DAY = 1_440
DAYS = 28
"""So many daily releases before the last one; targets are of the whole year, those of other days gain nothing."""


def to_the_minute(case: Case) -> Case:
    """Every row with its beat, which may be wide enough, and its minute: as call logs that are out at once."""
    case = block_only(case)
    tables = {}
    for table, frame in case.release.tables.items():
        record = np.maximum(case.truth.published[table], 0)
        column = "reported" if table == "calls" else "occurred"
        minute = case.truth.records[column].to_numpy(np.int64)[record].astype("datetime64[m]")
        tables[table] = blur(case, table, frame, np.ones(len(frame), dtype=np.bool_)).assign(
            time=pd.Series(minute).dt.strftime("%Y-%m-%dT%H:%M").astype("str"), time_precision="minute"
        )
    return replace(case, release=replace(case.release, name="to the minute", tables=tables, files=None))


def daily(case: Case, last: date | None = None, days: int = 0) -> Case:
    """Every row says only the hundred-block and the month, but comes out on the day after it was reported. Of the last
    days every release is kept.

    The case is about these days alone: what else happened is no target.
    """
    case = _monthly(block_only(case))
    last = last or case.last
    days = days or DAYS
    until = _minute(last) + DAY
    records = case.truth.records
    steps, before = [], []
    for back in range(days, -1, -1):
        at = until - back * DAY
        tables, published = _known(case, at)
        steps.append(
            Release(str(last + timedelta(days=1 - back)), tables, {}, case.release.places, case.release.policy)
        )
        before.append(published)
    inside = (records["occurred"] >= until - days * DAY) & (records["occurred"] < until)
    release = replace(steps[-1], earlier=tuple(steps[:-1]))
    # Records of other days keep their places (rows are counted) but belong to no tier: nobody is asked about them.
    asked = records.assign(should=records["should"].where(inside, ""))
    truth = Truth(asked, before[-1], tuple(before[:-1]))
    return replace(case, release=release, truth=truth, first=last - timedelta(days=days - 1), last=last)


def _monthly(case: Case) -> Case:
    tables = {
        table: frame.assign(time=frame["time"].str[:7], time_precision="month")
        for table, frame in case.release.tables.items()
    }
    return replace(case, release=replace(case.release, name="daily", tables=tables, files=None))


def _known(case: Case, at: int) -> tuple[dict[str, pd.DataFrame], dict[str, np.ndarray]]:
    """Rows that were reported before a minute."""
    reported = case.truth.records["reported"].to_numpy(np.int64)
    tables, published = {}, {}
    for table, frame in case.release.tables.items():
        record = case.truth.published[table]
        keep = reported[np.maximum(record, 0)] < at
        tables[table], published[table] = frame[keep].reset_index(drop=True), record[keep]
    return tables, published


def _minute(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY
