"""Tiny releases made by hand, in the city of eight blocks, and what somebody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from redact.policy import load_policy
from redact.risk.lab import City, Knows, Release
from redact.risk.lab.knows import city_of_units
from redact.risk.lab.reading import when

from ...plan.making import small_city

POLICY = load_policy("baseline")
CITY: City = city_of_units(small_city())
BLOCKS: Sequence[str] = CITY.homes["address"].tolist()


def place(label: str) -> dict[str, str]:
    """The place columns of a unit by its label."""
    units = CITY.units
    at = units.label.to_pylist().index(label)
    return {"place": label, "place_id": units.ids[at].as_py(), "place_precision": units.ladder[units.level[at]]}


def row(where: str, time: str, group: str = "persons", **more: str) -> dict[str, str]:
    """A published row at a unit's label."""
    lengths = {4: "year", 7: "month", 10: "day", 13: "hour", 16: "minute"}
    return {"id": "", "offense_group": group, **place(where), "households_band": "", "time": time,
            "time_precision": lengths[len(time)]} | more  # fmt: skip


def release(counts: Mapping[str, pd.DataFrame] | None = None, **tables: Sequence[Mapping[str, str]]) -> Release:
    """A release of these rows."""
    frames = {name: pd.DataFrame(list(rows), dtype="str").fillna("") for name, rows in tables.items()}
    for name, frame in frames.items():
        if "id" in frame and (frame["id"] == "").all():
            frame["id"] = [f"{name}{at:04}x" for at in range(len(frame))]
    return Release("made", frames, counts or {}, {}, POLICY)


def knows(targets: pd.DataFrame, **more: object) -> Knows:
    """Somebody who knows these targets."""
    given: dict[str, object] = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    return Knows(targets=targets, city=CITY, **(given | more))  # type: ignore[arg-type]


def visits(*at: tuple[str, str]) -> pd.DataFrame:
    """Targets at blocks and times."""
    homes = [BLOCKS.index(block) for block, _ in at]
    spans = np.array([when(time) for _, time in at], dtype=np.int64)
    return pd.DataFrame({"home": [block for block, _ in at], "home_number": homes, "start": spans[:, 0],
                         "end": spans[:, 1]})  # fmt: skip
