"""Delay: nothing appears before its period is over and the longest delay has passed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView, StagedColumn
from redact.vocabulary import TimePrecision
from redact.when.publication import publication_ends

NAME = "delay"
_EPOCH = date(1970, 1, 1)
_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T\d\d(?::\d\d)?)?)?|-Q([1-4]))?")


def check(view: ReleaseView) -> GateResult:
    """Measures the published times themselves, and for rows that show no time the one they were decided with."""
    policy = view.policy
    wait = max((item.delay_days for item in view.treatments if item.published), default=0)
    as_of = date.fromisoformat(view.plan.summary["as_of"])
    latest = as_of - timedelta(days=wait)
    early, unreadable, newest = 0, 0, date.min
    for dataset in view.datasets:
        column = view.column(dataset, "time") if "time" in view.header(dataset) else None
        if column is None:
            continue
        ends = [period_end(text, policy.releases.period) for text in column.values.to_pylist()]
        rows = np.bincount(column.codes, minlength=len(ends))
        for text, end, count in zip(column.values.to_pylist(), ends, rows.tolist(), strict=True):
            if not count or not text:
                continue
            if end is None:
                unreadable += count
            else:
                newest = max(newest, end)
                early += count if end > latest else 0
        silent, last = _undated(view, dataset, column, policy.releases.period, (latest - _EPOCH).days)
        early += silent
        newest = max(newest, last)
    passed = early == 0 and unreadable == 0
    measured = f"{early:,} rows too early"
    if newest > date.min:
        measured += f"; the newest period ended on {newest - timedelta(days=1)}"
    if unreadable:
        measured += f"; {unreadable:,} rows with a time in no known form"
    return GateResult(
        NAME,
        passed,
        measured,
        f"only periods that were over by {latest - timedelta(days=1)}, {wait} days before {as_of}",
        "Every published row's period was over and the longest delay had passed."
        if passed
        else f"{early + unreadable:,} rows would appear too early. Preview again with the day of release as --as-of.",
    )


def period_end(text: str, period: str) -> date | None:
    """The first day after the period of a published time, widened to `period`.

    None for what is no published time.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    year, month, quarter = int(match[1]), int(match[2] or 0), int(match[4] or 0)
    if period in ("day", "week") and match[3]:
        day = date(year, month, int(match[3]))
        return day + timedelta(days=1 if period == "day" else 7 - day.weekday())
    if (not month and not quarter) or period == "year":
        return date(year + 1, 1, 1)
    if month and period == "quarter":
        quarter = (month - 1) // 3 + 1
    if quarter:
        month = quarter * 3
    if not 1 <= month <= 12:
        return None
    return date(year + month // 12, month % 12 + 1, 1)


def _undated(view: ReleaseView, dataset: str, column: StagedColumn, period: str, latest: int) -> tuple[int, date]:
    """(rows too early, end of the newest period) among rows that show no time."""
    rows = view.rows(dataset)
    bare = ~column.filled()
    if not bare.any() or len(bare) != len(rows):
        return 0, date.min
    known = bare & (rows.time_precision != TimePrecision.NONE)
    if not known.any():
        return 0, date.min
    ends = publication_ends(rows.time_code[known], rows.time_precision[known], period)
    return int((ends > latest).sum()), _EPOCH + timedelta(days=int(ends.max()))
