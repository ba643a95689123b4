"""A plan of an export whose geocoder has a default point: found over the whole dataset, counted, not believed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from redact.plan.build import build
from redact.plan.folder import make_private

from .making import BLOCKS, OTHER, REMOVE, address_in, planned, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}
HALL = ("41.634", "-93.0")
"""In District B, far from all streets."""


def records() -> list[dict[str, str]]:
    base = {"offense_code": "23F", "occurred_at": "2025-01-09 11:00"}
    rows = [base | {"address": address_in(n % 8), "latitude": "", "longitude": ""} for n in range(60)]
    hall = {"latitude": HALL[0], "longitude": HALL[1]}
    rows += [base | hall | {"address": address_in(n % 8, n)} for n in range(24)]
    rows += [base | hall | {"address": f"{n}00 NOWHERE{n} LN", "beat": "1" if n % 2 else ""} for n in range(1, 9)]
    return rows


def test_rows_at_a_default_point_are_placed_by_what_else_they_say(tmp_path: Path) -> None:
    plan = planned(tmp_path, {"incidents": records()}, tiny(**BARE))
    unit, tier = plan.built.rows.unit, plan.built.fates.own_tier
    assert (tier == OTHER).all()
    assert unit[60:68].tolist() == list(BLOCKS)
    assert unit[84:].tolist() == [8, 14] * 4, "Beat 1 where a column says so, else the city"
    assert not plan.built.rows.fault.any(), "they are published as those without a point are"
    notes = plan.summary["notes"]["incidents"]
    assert sum("32 of 92 rows" in note and "a default point" in note for note in notes) == 1
    saved = (plan.folder / "plan.json").read_text(encoding="utf-8")
    assert json.loads(saved)["notes"]["incidents"] == notes
    assert HALL[0] not in saved


def test_a_limited_plan_looks_at_its_own_rows_only(tmp_path: Path) -> None:
    plan = planned(tmp_path, {"incidents": records()}, tiny(**BARE))
    limited = tmp_path / "limited"
    make_private(limited)
    few = build(replace(plan.inputs, limit=70), limited)
    assert not few.contexts[0].locator.points.sinks.points, "ten rows show nothing"
    assert plan.built.contexts[0].locator.points.sinks.points
