"""What the ledger is for: the next release treats every record as the last one did, or more carefully."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from redact.ledger import Ledger, State
from redact.pipeline import preview, publish
from redact.plan.folder import Plan
from redact.project import Project
from redact.shipped import shipped

AS_OF = date(2025, 10, 1)
SAME = ["outcome", "reason", "tier", "own_tier", "cover", "unit", "time_code", "time_precision"]


def _decided(plan: Plan) -> pd.DataFrame:
    return plan.decisions().to_pandas()


def _with_policy(project: Project, path: Path, *changes: tuple[str, str]) -> Project:
    text = shipped("baseline.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return dataclasses.replace(project, policy=path)


def test_the_ledger_says_published_and_the_next_preview_decides_the_same(released: Any) -> None:
    project, folder, first = released
    with project.open_ledger(project.load_secret()) as ledger:
        assert isinstance(ledger, Ledger)
        assert [release.state for release in ledger.releases()] == [State.PUBLISHED]
    again = _decided(preview(project, out=folder / "again", as_of=AS_OF))
    out = first.outcome == 0
    pd.testing.assert_frame_equal(first.loc[out, SAME], again.loc[out, SAME])
    assert not (again.outcome[~out] == 0).any(), "nothing appears beside a period that is out"
    assert again.kept[out].all()


def test_what_was_published_fine_never_becomes_cover(released: Any, tmp_path: Path) -> None:
    project, folder, first = released
    more = (("cover: {rate: 0.05}", "cover: {rate: 0.5}"), ("persons: 0.9", "persons: 0.95"))
    eager = _with_policy(project, tmp_path / "eager.yaml", *more)
    second = _decided(preview(eager, out=folder / "eager", as_of=AS_OF))
    fine = (first.outcome == 0) & ~first.cover & (first.tier == first.own_tier) & (first.tier >= 2)
    assert fine.sum() > 1_000
    assert not second.cover[fine].any()


def test_what_was_cover_never_becomes_fine(released: Any, tmp_path: Path) -> None:
    project, folder, first = released
    stingy = _with_policy(
        project,
        tmp_path / "stingy.yaml",
        ("cover: {rate: 0.05}", "cover: {rate: 0.001}"),
        ("persons: 0.9, property: 0.15, society: 0.4", "persons: 0.001, property: 0.001, society: 0.001"),
    )
    second = _decided(preview(stingy, out=folder / "stingy", as_of=AS_OF))
    assert first.cover.sum() > 300
    assert (second.cover[first.cover] & (second.tier[first.cover] == first.tier[first.cover])).all()


def test_a_repeated_release_spends_no_budget_and_repeats_its_tables(released: Any) -> None:
    project, folder, _ = released
    (once,) = (folder / "releases").glob("2025-*")
    plan = preview(project, out=folder / "repeat", as_of=AS_OF)
    repeated = publish(plan, out=folder / "releases")
    for table in (once / "tables").glob("*.csv"):
        assert (repeated.folder / "tables" / table.name).read_bytes() == table.read_bytes()
