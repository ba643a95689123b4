"""Releases in which a column says what the others hide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.cities import Case
from redact.risk.weak.ids import with_column

_EVENT = 10_000_000


def hidden_column(case: Case) -> Case:
    """A column that no policy lists, `ucr_hierarchy`, with a code for the kind of the event: on every row."""
    classes = case.truth.records["classes"].to_numpy(object)
    codes = {name: f"H{at:02d}" for at, name in enumerate(sorted(set(classes.tolist())))}
    return with_column(case, "ucr_hierarchy", lambda record: [codes[each] for each in classes[record].tolist()])


def numbers_survive(case: Case) -> Case:
    """Calls still have their number and when they came in, reports and arrests the event's number: the rule that blurs
    was applied to a row's own place and time alone."""
    event = case.truth.records["event"].to_numpy(np.int64)
    reported = case.truth.records["reported"].to_numpy(np.int64)
    made = with_column(case, "event_number", lambda record: [f"{_short(each)}" for each in event[record].tolist()])
    tables = dict(made.release.tables)
    if "calls" in tables:
        record = np.maximum(case.truth.published["calls"], 0)
        call = [f"C{each // _EVENT % 100}-{each % _EVENT:07d}" for each in event[record].tolist()]
        tables["calls"] = (
            tables["calls"].drop(columns="event_number").assign(call_number=call, received_at=_times(reported[record]))
        )
    return replace(made, release=replace(made.release, name="numbers_survive", tables=tables))


def _short(event: int) -> str:
    """26-12345, as arrests write it."""
    return f"{event // _EVENT % 100}-{event % _EVENT}"


def _times(minutes: NDArray[np.int64]) -> NDArray[np.object_]:
    return pd.Series(minutes.astype("datetime64[m]")).dt.strftime("%m/%d/%Y %H:%M:%S").to_numpy(object)
