"""Rows without what is hidden, and beside them a table that counted everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.weak.making import minute_text, sources
from redact.risk.weak.no_cover import no_cover


def exact_totals(case: Case) -> Case:
    """What `no_cover` shows to the beat and month, with an exact count of all events of that beat and month.

    Events of the main table are counted once, by the first of their rows.
    """
    bare = no_cover(case)
    every = sources(case)["incidents"].drop_duplicates("event")
    units = case.city.units
    keys = dict(zip(units.key.to_pylist(), units.label.to_pylist(), strict=True))
    month = np.array([text[:7] for text in minute_text(every["occurred"])])
    labels = every["beat"].map(keys).fillna("").to_numpy(object)
    kept = every["should"].to_numpy(object) != "protected"
    counted = pd.DataFrame({"beat": labels, "month": month, "n": 1})[kept]
    total = counted.groupby(["beat", "month"])["n"].sum().reset_index()
    table = pd.DataFrame(
        {"offense_group": "", "beat": total["beat"], "month": total["month"], "count": total["n"].astype("str"),
         "shown": "exact"}
    ).astype("str")  # fmt: skip
    tables = {name: _to_beats(case, frame, bare, name) for name, frame in bare.release.tables.items()}
    release = replace(bare.release, name="exact_totals", tables=tables, counts={"all_by_beat_month": table})
    return replace(bare, release=release)


def _to_beats(case: Case, frame: pd.DataFrame, bare: Case, table: str) -> pd.DataFrame:
    """Rows told by beat and month, so that they can be counted as the table counts."""
    units = case.city.units
    at = {key: number for number, key in enumerate(units.key.to_pylist()) if key}
    beat = case.truth.records["beat"].to_numpy(object)[bare.truth.published[table]]
    unit = [at.get(each, units.city) for each in beat]
    names, labels = units.ids.to_pylist(), units.label.to_pylist()
    return frame.assign(
        place=[labels[each] for each in unit], place_id=[names[each] for each in unit],
        place_precision=[units.ladder[units.level[each]] for each in unit],
        time=frame["time"].str[:7], time_precision="month",
    )  # fmt: skip
