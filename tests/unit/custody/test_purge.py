"""Old plans go, nothing else does, and none that people wait for."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from redact.custody.purge import days_of, keep_days, purge
from redact.errors import UsageError
from redact.ledger import Kind, Secret
from redact.plan.folder import Plan
from redact.policy.values import Delay
from redact.signoff.standing import plan_digest

from .conftest import NOW, Desk


def aged(path: Path, days: float) -> Path:
    """The path with everything in it last written so many days before NOW."""
    at = (NOW - timedelta(days=days)).timestamp()
    for each in (*path.rglob("*"), path):
        os.utime(each, (at, at))
    return path


def test_plans_older_than_that_go_with_their_drafts_and_are_counted_in_the_ledger(desk: Desk) -> None:
    old, young = desk.plan("old", days=91), desk.plan("young", days=89)
    (old / "draft" / "2027-01-01-x").mkdir(parents=True)
    found = purge(desk.kept, 90, NOW)
    assert [each.folder for each in found.plans] == [old]
    assert not old.exists()
    assert young.exists()
    with desk.open() as ledger:
        (step,) = ledger.steps()
    assert step.kind is Kind.PURGE
    assert step.content == {"plans": 1, "drafts": 1, "leftovers": 0, "days": 90, "forced": False}
    assert not list(desk.folder.glob(".old*"))


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    old = desk.plan("old", days=91)
    found = purge(desk.kept, 90, NOW, dry_run=True)
    assert [each.folder for each in found.plans] == [old]
    assert (old / "plan.json").is_file()
    with desk.open() as ledger:
        assert not ledger.steps()


@pytest.mark.parametrize("kind", [Kind.NOTICE, Kind.APPROVAL])
def test_a_plan_that_people_wait_for_stays_until_it_is_released(desk: Desk, kind: Kind) -> None:
    old = desk.plan("old", days=400, nonce="2027-01-20-abc")
    with desk.open() as ledger:
        ledger.note(kind, plan_digest(Plan.open(old)), {"by": "Cy Marsh"})
    found = purge(desk.kept, 90, NOW)
    assert not found.plans
    (kept,) = found.kept_back
    assert "not released" in kept.waits
    desk.release("2027-01-20-abc")
    assert len(purge(desk.kept, 90, NOW).plans) == 1
    assert not old.exists()


def test_force_takes_it_all_the_same(desk: Desk) -> None:
    old = desk.plan("old", days=400)
    with desk.open() as ledger:
        ledger.note(Kind.APPROVAL, plan_digest(Plan.open(old)), {"by": "Cy Marsh"})
    purge(desk.kept, 90, NOW, force=True)
    assert not old.exists()
    with desk.open() as ledger:
        assert ledger.steps()[-1].content["forced"] is True


def test_only_this_publishers_plans_go(desk: Desk) -> None:
    """Beside the project too, and after a move to another computer, where the remembered path is another."""
    others = desk.plan("../elsewhere", days=400, project={"path": "another/redact.yaml"})
    stranger = desk.plan("stranger", days=400, project={"path": "another/redact.yaml", "publisher": "Shelbyville"})
    copied = desk.plan("copied", days=400, project={"path": "old", "publisher": desk.kept.publisher})
    broken = desk.plan("broken", days=400)
    (broken / "plan.json").write_text("{", encoding="utf-8")
    beside = desk.plan("../beside", days=400)
    fingerprint = Secret.load(desk.secret).fingerprint
    moved = desk.plan("deep/er/plan", days=400, project={"path": "old computer"}, secret=fingerprint)
    far = desk.plan("a/b/c/d/plan", days=400)
    assert {each.folder for each in purge(desk.kept, 90, NOW).plans} == {beside.resolve(), moved, copied}
    assert others.exists()
    assert stranger.exists()
    assert broken.exists()
    assert far.exists()
    assert [each.folder for each in purge(desk.kept, 90, NOW, more=[desk.folder / "a" / "b"]).plans] == [far]


def test_a_plan_is_found_where_the_ledger_says_that_its_draft_is(desk: Desk, tmp_path: Path) -> None:
    far = desk.plan("../one/two/three", days=400)
    with desk.open() as ledger:
        ledger.drafted("d", folder=far / "draft" / "d", nonce="d")
    assert [each.folder for each in purge(desk.kept, 90, NOW).plans] == [far.resolve()]


def test_a_folder_with_the_ledger_in_it_never_goes(desk: Desk) -> None:
    desk.plan("private", days=400) if not (desk.folder / "private").exists() else None
    shutil.copytree(desk.plan("x", days=400), desk.folder / "private", dirs_exist_ok=True)
    purge(desk.kept, 90, NOW)
    assert desk.ledger.exists()
    assert (desk.folder / "private" / "plan.json").exists()


def test_a_link_to_a_plan_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    far = desk.plan("../one/two/three", days=400)
    (desk.folder / "linked").symlink_to(far)
    assert not purge(desk.kept, 90, NOW).plans
    assert far.exists()


def test_what_interrupted_writes_left_goes_after_a_day(desk: Desk) -> None:
    plan = desk.plan("plan")
    left = desk.folder / ".plan-ab12cd34"
    shutil.copytree(plan, left / "x")
    (left / "x").rename(left / "staged")
    swapped = desk.folder / ".plan-old-ab12cd34"
    shutil.copytree(plan, swapped / "plan")
    writing = desk.folder / "releases" / ".writing-ab12cd34"
    (writing / "data").mkdir(parents=True)
    part = desk.ledger.with_name(".ledger.sqlite.0011.part")
    part.write_text("", encoding="utf-8")
    stranger = desk.folder / ".notes-ab12cd34"
    stranger.mkdir()
    (stranger / "diary.txt").write_text("", encoding="utf-8")
    every = (left, swapped, writing, part, stranger)
    for path in every:
        aged(path, 0.5)
    assert not purge(desk.kept, 90, NOW).leftovers
    for path in every:
        aged(path, 1.5)
    assert set(purge(desk.kept, 90, NOW).leftovers) == {left, swapped, writing, part}
    assert [path.exists() for path in every] == [False, False, False, False, True]
    assert plan.exists()


def test_days() -> None:
    assert [days_of(text) for text in ("90d", "90 days", "1 day", "7", " 30D ")] == [90, 90, 1, 7, 30]
    for text in ("", "d", "-1", "3 weeks", "1.5"):
        with pytest.raises(UsageError):
            days_of(text)


def test_the_policy_says_how_long() -> None:
    assert keep_days(SimpleNamespace(keep_plans=Delay(30))) == 30
    assert keep_days(SimpleNamespace()) == 90
