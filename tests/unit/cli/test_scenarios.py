"""`redact scenario list` and `run` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redact.cli.app import app
from redact.errors import GateFailed, PolicyInvalid, UsageError
from redact.shipped import shipped

RUN = ["scenario", "run", "--incidents", "300", "--cities", "1"]


def test_the_list_names_every_adversary() -> None:
    shown = CliRunner().invoke(app, ["scenario", "list"])
    assert shown.exit_code == 0
    assert "did_she_report" in shown.output
    stories = CliRunner().invoke(app, ["scenario", "list", "--stories"]).output
    assert "He hurt the woman" in stories
    lines = [json.loads(line) for line in CliRunner().invoke(app, ["scenario", "list", "--json"]).output.splitlines()]
    assert {"marker", "absence"} <= {line["scenario"] for line in lines}


def test_a_run_says_what_he_learnt_and_ends_with_15_without_a_pass(tmp_path: Path) -> None:
    """In a small suburb, which is made in a moment."""
    text = shipped("scenarios", "did_she_report.yaml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        text.replace("did_she_report", "in_a_suburb").replace("knows:", "city: suburb\nknows:"), encoding="utf-8"
    )
    done = CliRunner().invoke(app, [*RUN, str(mine), "--keep", str(tmp_path / "kept"), "--json"])
    outcome = json.loads(done.stdout.splitlines()[-1])
    assert outcome["scenario"] == "in_a_suburb"
    assert outcome["verdict"] == "too few tries"
    assert not outcome["passed"]
    assert isinstance(done.exception, GateFailed)
    assert "in_a_suburb (too few tries)" in str(done.exception)
    assert (tmp_path / "kept" / "suburb-75-1").is_dir()
    plan = next((tmp_path / "kept" / "suburb-75-1").glob("plan-*"))
    assert (plan / "staged" / "incidents.parquet").is_file()


def test_mistakes_are_said_before_anything_is_made(tmp_path: Path) -> None:
    both = CliRunner().invoke(app, [*RUN, "--plan", "p", "--release", "r"])
    assert isinstance(both.exception, UsageError)
    (tmp_path / "mine.yaml").write_text("scenario: mine\n", encoding="utf-8")
    wrong = CliRunner().invoke(app, [*RUN, str(tmp_path / "mine.yaml")])
    assert isinstance(wrong.exception, PolicyInvalid)
    assert "'title' is missing" in str(wrong.exception)


@pytest.mark.parametrize("where", ["--plan", "--release"])
def test_a_folder_that_is_none_is_refused(where: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["scenario", "run", "neighbour", where, str(tmp_path / "nothing")])
    assert done.exit_code != 0
    assert done.exception is not None
