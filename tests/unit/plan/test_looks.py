"""Every record that review shows is noted before it is shown: when, who, which row, why."""

from __future__ import annotations

import json
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from redact.cli import reviewing
from redact.errors import Missing, UsageError
from redact.plan.explained import write_evidence
from redact.plan.folder import Plan
from redact.plan.items import Item, Question
from redact.plan.looks import ASKED, LINKED, looks_file, note
from redact.project import Project

from .making import REMOVE, Planned, address_in, planned, tiny

SECRETS = ("Vance", "ELM", "STALK")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    private = tmp_path / "private"
    private.mkdir()
    return Project("x", tmp_path / "p.yaml", None, (), tmp_path, ledger=private / "ledger", secret=private / "secret")


def make(tmp_path: Path) -> Planned:
    """Two events: 0 and 2 share a number; the code of 1 is unknown."""
    rows = [
        {"event_id": "1", "offense_text": "STALKING"},
        {"event_id": "2", "offense_text": "NO SUCH", "offense_code": "Q"},
        {"event_id": "1", "offense_code": "23F", "offense_text": "THEFT"},
    ]  # fmt: skip
    common = {"occurred_at": "2025-01-09 11:00", "address": address_in(0), "victim_name": "Vance, Una"}
    policy = tiny(tiers__0__cover=REMOVE, tiers__1__cover=REMOVE)
    return planned(tmp_path / "made", {"incidents": [common | row for row in rows]}, policy)


@pytest.fixture
def plan(tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> Plan:
    made = make(tmp_path)
    write_evidence(made.folder, made.built.evidence, made.inputs.policy)
    monkeypatch.setattr("redact.plan.fresh.project_of", lambda _: project)
    monkeypatch.setattr("redact.plan.fresh.load_policy_of", lambda *_: made.inputs.policy)
    monkeypatch.setattr("redact.plan.fresh.check_fresh", lambda *_: made.sources)
    return Plan.open(made.folder)


def looks(project: Project) -> list[dict[str, Any]]:
    assert project.ledger is not None
    path = project.ledger.with_name("looks.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def test_a_row_that_is_asked_for_is_noted_with_its_event(plan: Plan, project: Project) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=2)
    list(reviewing.decisions(plan, 0, None, "Sgt. Una"))
    first, second = looks(project)
    assert (first["dataset"], first["row"], first["why"], first["by"]) == ("incidents", 0, ASKED, "Sgt. Una")
    assert (second["row"], second["why"]) == (2, LINKED)
    assert set(first) == {"at", "by", "login", "plan", "why", "dataset", "row"}
    assert begun < datetime.fromisoformat(first["at"]) < begun + timedelta(minutes=1)
    assert first["login"]
    assert plan.summary["nonce"].startswith(first["plan"])
    list(reviewing.decisions(plan, 1, "incidents", None))
    assert [(each["row"], each["by"]) for each in looks(project)] == [(0, "Sgt. Una"), (2, "Sgt. Una"), (1, "")]


def test_nothing_shown_is_nothing_noted(plan: Plan, project: Project) -> None:
    with pytest.raises(UsageError):
        list(reviewing.decisions(plan, 7, None, "me"))
    assert looks(project) == []


def test_what_a_question_shows_is_noted_before_it_is_shown(
    plan: Plan, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[int] = []
    shown = reviewing.context
    monkeypatch.setattr(reviewing, "context", lambda *args: (seen.append(len(looks(project))), shown(*args))[1])
    monkeypatch.setattr(reviewing.typer, "prompt", lambda *_, **__: "skip")
    reviewing.ask(plan, "Sgt. Una")
    (look,) = looks(project)
    assert (look["dataset"], look["row"], look["why"]) == ("incidents", 1, "unknown_code")
    assert seen == [1]
    assert "NO SUCH" in capsys.readouterr().err


def test_texts_are_noted_one_by_one(plan: Plan, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    item = Item("x", Question.TEXTS, "incidents", 3, (4, 5, 6))
    monkeypatch.setattr("redact.plan.readings.texts_of", lambda *_: iter([(4, {"narrative": "a"}), (5, {}), (6, {})]))
    answers = iter(["fine", "skip"])
    monkeypatch.setattr(reviewing.typer, "prompt", lambda *_, **__: next(answers))
    reviewing._read(plan, project, item, "me")
    assert [(look["row"], look["why"]) for look in looks(project)] == [(4, "texts"), (5, "texts")]


def test_the_log_is_the_owners_and_only_added_to(plan: Plan, project: Project) -> None:
    note(plan, project, "é", [("incidents", 1)], "doubt")
    path = looks_file(plan, project)
    before = path.read_bytes()
    if sys.platform != "win32":
        path.chmod(0o644)
    note(plan, project, "b", [("incidents", 2), ("arrests", 3)], "doubt")
    assert path.read_bytes().startswith(before)
    assert [look["by"] for look in looks(project)] == ["é", "b", "b"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    list(reviewing.decisions(plan, 0, None, "me"))
    text = path.read_text(encoding="utf-8")
    assert not any(word in text for word in SECRETS)


def test_without_a_ledger_it_lies_in_the_plan(plan: Plan, tmp_path: Path) -> None:
    draft = Project("x", tmp_path / "p.yaml", None, (), tmp_path)
    assert looks_file(plan, draft) == plan.folder / "looks.jsonl"


def test_where_it_cannot_be_written_nothing_is_shown(plan: Plan, project: Project) -> None:
    looks_file(plan, project).mkdir()
    with pytest.raises(Missing, match="so no record is shown"):
        next(iter(reviewing.decisions(plan, 0, None, "me")))
    assert list(looks_file(plan, project).iterdir()) == []
