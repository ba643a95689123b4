"""From data to a release by commands alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

AS_OF = ("--as-of", "2025-05-01")

HEADER = "incident_id,offense_code,offense_text,occurred_at,address"
ODD = 12
"""Rows with an unknown code. A few of them may become cover, whoever asks."""

ROWS = [
    *(f"25-{n:04},220,BURGLARY,2025-01-{n % 28 + 1:02}T12:00,{n} W ELM ST" for n in range(60)),
    *(f"25-9{n:03},QQ77,ODD THING,2025-01-02T12:00,5 W ELM ST" for n in range(ODD)),
]


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join((HEADER, *ROWS)) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plan(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's plan, made once."""
    from datetime import date

    from redact.pipeline import preview
    from redact.project import load_project

    out = tmp_path_factory.mktemp("made") / "plan"
    return preview(load_project(city), out=out, as_of=date(2025, 5, 1), by="Bo Lind").folder


@pytest.fixture
def own_plan(plan: Path, tmp_path: Path) -> Path:
    """A copy that a test may release from."""
    return Path(shutil.copytree(plan, tmp_path / "plan"))


def test_preview_accounts_for_every_row(redact: Command, incidents: Path, tmp_path: Path) -> None:
    ended = redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF, "--json")
    assert ended.code == 0, ended.err
    (summary,) = ended.objects
    assert summary["rows_in"] == len(ROWS)
    assert summary["published"] + summary["withheld"] + summary["held"] == len(ROWS)
    assert sum(tier["rows_in"] for tier in summary["tiers"].values()) == len(ROWS)
    assert summary["open_items"] == 1
    assert "redact review" in ended.err


def test_preview_in_words(redact: Command, incidents: Path, tmp_path: Path) -> None:
    ended = redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF)
    assert f"report  {tmp_path / 'plan' / 'report.html'}" in ended.out
    assert ended.out.splitlines()[0].split() == ["in", "published", "withheld", "held", "of", "these", "cover"]
    report = (tmp_path / "plan" / "report.html").read_text(encoding="utf-8")
    assert "checks failed: " in report
    assert "this plan cannot be released: " in ended.err
    assert "the report says why and what to do" in ended.err


def test_options_for_data_do_not_go_with_a_project(redact: Command) -> None:
    ended = redact("preview", "--policy", "baseline")
    assert ended.code == 2
    assert "go with DATA" in ended.err


def test_a_date_that_is_none(redact: Command, incidents: Path) -> None:
    assert redact("preview", incidents, "--as-of", "May").code == 2


def test_review_lists_open_items_without_values(redact: Command, incidents: Path, tmp_path: Path) -> None:
    redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF)
    (item,) = redact("review", tmp_path / "plan", "--json").objects
    assert item["question"] == "unknown_code"
    assert 0 < item["rows"] <= ODD
    assert "QQ77" not in json.dumps(item)


def test_review_asks_and_keeps_the_answer(
    redact: Command, incidents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF)
    typed = iter(("Ann", "nonsense", "leave out", "nobody knows this code"))
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(typed))
    ended = redact("review", tmp_path / "plan")
    assert ended.code == 0
    assert "ODD THING" in ended.err
    assert "1 answered, 0 still open" in ended.out
    assert redact("review", tmp_path / "plan", "--json").objects == []
    assert redact("review", tmp_path / "plan").out == "Nothing is open.\n"


@pytest.mark.parametrize("begun", ["", "waiting", "cut"])
def test_an_answer_about_a_code_is_kept_for_next_month(
    redact: Command, incidents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    """Also in a table whose line still waits to be filled in, and in one without a line break at its end."""
    codes = tmp_path / "ours.csv"
    if begun:
        assert redact("classify", incidents, "--unknown", "-o", codes).code == 0
    if begun == "cut":
        codes.write_text(codes.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF)
    typed = iter(("Ann", "property", "the code list of 2025 says so"))
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(typed))
    ended = redact("review", tmp_path / "plan", "--codes", codes)
    assert ended.code == 0, ended.err
    assert "name it in the card" in ended.err
    last = codes.read_text(encoding="utf-8").splitlines()[-1]
    assert last == "QQ77,ODD THING,property,,none,,verified,Ann: the code list of 2025 says so"
    assert redact("classify", incidents, "--unknown", "--codes", codes, "--json").objects == []


def test_review_shows_what_was_decided_about_a_row(redact: Command, plan: Path) -> None:
    (decision,) = redact("review", plan, "--row", "0", "--dataset", "incidents", "--json").objects
    assert decision["row"] == 0
    assert decision["outcome"] in ("published", "withheld", "held")
    assert "incidents, row 0" in redact("review", plan, "--row", "0").out
    assert redact("review", plan, "--row", "999999").code == 2
    assert redact("review", plan, "--row", "0", "--dataset", "nothing").code == 2


@pytest.fixture
def real(city: Path, tmp_path: Path) -> Path:
    """The city's records without the seal that says they are made up, so that they count as real."""
    folder = Path(shutil.copytree(city, tmp_path / "real"))
    (folder / "city.json").unlink()
    return folder / "redact.yaml"


def test_real_data_gives_drafts_only(redact: Command, real: Path, tmp_path: Path) -> None:
    redact("preview", "--project", real, "-o", tmp_path / "plan", *AS_OF)
    refused = redact("release", tmp_path / "plan", "-o", tmp_path / "out", "--json")
    assert refused.code == 12, refused.err
    assert "--draft" in refused.err
    (summary,) = refused.objects
    assert summary["release"] is None
    assert {"name", "passed", "measured", "required"} <= set(summary["gates"][0])
    assert not (tmp_path / "out").exists()
    draft = redact("release", tmp_path / "plan", "--draft", "--json")
    assert draft.code == 0, draft.err
    assert Path(draft.objects[0]["folder"]).is_relative_to(tmp_path / "plan")


def test_open_items_stop_a_release(redact: Command, incidents: Path, city: Path, tmp_path: Path) -> None:
    layers = ("--jurisdiction", city / "jurisdiction.yaml")
    redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF, *layers)
    assert redact("release", tmp_path / "plan", "--draft").code == 14
    assert redact("check", tmp_path / "plan").code == 14


def test_without_households_a_plan_cannot_be_released(redact: Command, incidents: Path, tmp_path: Path) -> None:
    redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF)
    assert redact("check", tmp_path / "plan").code == 16


def test_a_plan_of_the_first_rows_cannot_be_released(
    redact: Command, city: Path, incidents: Path, tmp_path: Path
) -> None:
    layers = ("--jurisdiction", city / "jurisdiction.yaml")
    redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF, "--limit", "10", *layers)
    ended = redact("release", tmp_path / "plan", "--draft")
    assert ended.code == 15
    assert "--limit" in ended.err


def test_changed_data_makes_the_plan_stale(redact: Command, incidents: Path, tmp_path: Path) -> None:
    redact("preview", incidents, "-o", tmp_path / "plan", *AS_OF)
    incidents.write_text("\n".join((HEADER, *ROWS[1:])) + "\n", encoding="utf-8")
    for command in (("release", tmp_path / "plan", "--draft"), ("check", tmp_path / "plan")):
        assert redact(*command).code == 18


def test_a_city_is_released_and_checked(redact: Command, own_plan: Path, city: Path, tmp_path: Path) -> None:
    own_exports, card = sorted((city / "exports").glob("incidents-*.csv")), city / "cards" / "incidents.yaml"
    checked = redact("check", own_plan, "--json")
    assert checked.code == 0, checked.err
    ended = redact("release", own_plan, "-o", tmp_path / "out", "--json")
    assert ended.code == 0, ended.err
    (summary,) = ended.objects
    assert all(gate["passed"] for gate in summary["gates"])
    folder = Path(summary["folder"])
    assert folder.parent == tmp_path / "out"
    (read_again,) = redact("check", folder, "--json").objects
    assert sum(read_again["published"].values()) == summary["published"]
    assert redact("check", folder, "--against", own_exports[0], "--card", card).code == 0
    data = next((folder / "data").glob("*.csv"))
    lines = data.read_text(encoding="utf-8").splitlines(keepends=True)
    data.write_text("".join((*lines[:-2], lines[-1], lines[-2])), encoding="utf-8", newline="")
    tampered = redact("check", folder)
    assert tampered.code == 15
    assert data.name in tampered.err


def test_there_is_no_plan_here(redact: Command, tmp_path: Path) -> None:
    for command in ("review", "release", "check"):
        ended = redact(command, tmp_path)
        assert ended.code == 2, command
        assert ended.err


def test_without_a_plan_named_the_one_in_the_folder_is_taken(
    redact: Command, own_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_plan.parent)
    for line in (["review"], ["review", "--json"], ["approve", "--by", "Cy Marsh"], ["counts"]):
        ended = redact(*line)
        assert ended.code == 0, ended.err
        assert "the plan in 'plan', as of 2025-05-01, made " in ended.err


def test_without_any_plan_it_is_said_how_to_make_one(
    redact: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("review", "release", "check", "notice", "approve", "counts"):
        ended = redact(command)
        assert ended.code == 2
        assert "make one with `redact preview`" in ended.err


def test_who_decides_is_never_guessed(redact: Command, own_plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can be asked here, and the login of the computer is not a second person."""
    monkeypatch.chdir(own_plan.parent)
    ended = redact("approve")
    assert ended.code == 2
    assert "the name of who approves is missing" in ended.err


def test_on_a_terminal_the_name_is_asked_for(
    redact: Command, own_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_plan.parent)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda question, **_: "Cy Marsh" if "approves" in question else "")
    ended = redact("approve")
    assert ended.code == 0
    assert ended.out.startswith("approved by Cy Marsh: plan ")
