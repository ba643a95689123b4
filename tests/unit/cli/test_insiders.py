"""`redact insiders`, and that nobody but the reviewer is asked or shown what may be about people who work here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from redact.cli import reviewing
from redact.errors import NotAgreed, PlanStale
from redact.plan.folder import Plan
from redact.plan.fresh import check_fresh, project_of
from redact.plan.items import read_answers
from redact.project import init_project, load_project

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

REVIEWER = "Ida Ek, County Ombudsman"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with three thefts, one of them at a colleague's home."""
    init_project(tmp_path, publisher="Springfield")
    (tmp_path / "colleagues.csv").write_text('Name,Address\n"Marrow, Robert",418 N Elm St\n', encoding="utf-8")
    rows = [f"24-{n},THEFT FROM MOTOR VEHICLE,2025-01-0{n} 10:00,{n}18 ELM ST" for n in range(1, 5)]
    data = "\n".join(["incident_id,offense_text,occurred_at,address", *rows]) + "\n"
    (tmp_path / "incidents.csv").write_text(data, encoding="utf-8")
    return tmp_path


def use(folder: Path) -> Path:
    """Names list and data in the project file."""
    path = folder / "redact.yaml"
    text = path.read_text(encoding="utf-8").partition("insiders:")[0]
    text += f'insiders: {{file: private/insiders, reviewer: "{REVIEWER}"}}\ndatasets: [{{file: incidents.csv}}]\n'
    path.write_text(text, encoding="utf-8")
    return path


def no_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that serves as cover is left out anyway, and the secret is another each time."""
    none = lambda identity, *_, **__: np.full(len(identity), -1, dtype=np.int8)  # noqa: E731
    monkeypatch.setattr("redact.plan.resolve.choose", none)


def test_the_list_is_sealed_and_counted(redact: Command, folder: Path) -> None:
    project = folder / "redact.yaml"
    assert redact("insiders", "--project", project).code == 16
    ended = redact("insiders", "--from", folder / "colleagues.csv", "--project", project)
    assert ended.code == 0
    assert "1 name and 1 home on the list" in ended.out
    assert "insiders: {file: PATH, reviewer: NAME OF SOMEBODY OUTSIDE}" in ended.err
    assert "Marrow" not in ended.out + ended.err + (folder / "private" / "insiders").read_text(encoding="utf-8")
    use(folder)
    ended = redact("insiders", "--project", project, "--json")
    assert ended.objects == [{"names": 1, "homes": 1, "in_use": True}]
    assert load_project(project).reviewer == REVIEWER


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("name,address\nMarrow,", "colleagues.csv:2: a name on this line is no full name"),
        ("name,address\n,\n,Elm", "colleagues.csv:3: the address on this line has no house number and street"),
        ("first,last\nRobert,Marrow", "colleagues.csv: this list names nobody"),
        ("", "colleagues.csv: this list names nobody"),
    ],
)
def test_a_list_that_cannot_be_used(redact: Command, folder: Path, lines: str, says: str) -> None:
    (folder / "colleagues.csv").write_text(lines, encoding="utf-8")
    ended = redact("insiders", "--from", folder / "colleagues.csv", "--project", folder / "redact.yaml")
    assert ended.code == 11
    assert says in ended.err
    assert not (folder / "private" / "insiders").exists()


def test_a_list_that_went_missing_stops(redact: Command, folder: Path) -> None:
    ended = redact("preview", "--project", use(folder), "-o", folder / "plan")
    assert ended.code == 16
    assert "the list of people inside 'private/insiders' is not there" in ended.err


def test_only_the_reviewer_is_asked_and_shown(
    redact: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("redact.plan.samples.samples", lambda _: ())
    no_cover(monkeypatch)
    redact("insiders", "--from", folder / "colleagues.csv", "--project", folder / "redact.yaml")
    made = redact("preview", "--project", use(folder), "-o", folder / "plan", "--as-of", "2025-06-01", "--json")
    assert made.code == 0, made.err
    plan = Plan.open(folder / "plan")
    assert plan.summary["reasons"]["incidents"]["insider"] == 1
    assert "may be about somebody who works here" in plan.report.read_text(encoding="utf-8")
    (item,) = plan.open_items
    (listed,) = redact("review", folder / "plan", "--json").objects
    assert (listed["question"], listed["example_rows"]) == ("insider", [])

    typed = iter(["as others", "not about him"])
    monkeypatch.setattr(reviewing.typer, "prompt", lambda *_, **__: next(typed))
    reviewing.ask(plan, "Sgt. Vance")
    assert "1 open item more for the outside reviewer" in capsys.readouterr().err
    with pytest.raises(NotAgreed, match="who alone may look at it"):
        list(reviewing.decisions(plan, 3, None, None))
    assert list(reviewing.decisions(plan, 2, None, None))
    assert list(reviewing.decisions(plan, 3, None, REVIEWER.upper()))
    assert not read_answers(plan.folder)
    reviewing.ask(plan, REVIEWER)
    given = read_answers(plan.folder)[item.id]
    assert (given.by, given.leave_out, given.because) == (REVIEWER, False, "not about him")

    (folder / "colleagues.csv").write_text('name\n"Marrow, Tess"\n', encoding="utf-8")
    redact("insiders", "--from", folder / "colleagues.csv", "--project", folder / "redact.yaml")
    with pytest.raises(PlanStale, match="the list of people inside changed"):
        check_fresh(plan, project_of(plan))
    assert json.loads((folder / "plan" / "plan.json").read_text(encoding="utf-8"))["project"]["reviewer"] == REVIEWER


def test_a_plan_without_a_ledger_keeps_its_log_of_looks(
    redact: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redact.plan.samples.samples", lambda _: ())
    preview = ("preview", folder / "incidents.csv", "-o", folder / "plan", "--as-of", "2025-06-01")
    for times in (1, 2):
        assert redact(*preview).code == 0
        assert redact("review", folder / "plan", "--row", "1", "--by", "Sgt. Vance").code == 0
        noted = (folder / "plan" / "looks.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["by"] for line in noted] == ["Sgt. Vance"] * times
