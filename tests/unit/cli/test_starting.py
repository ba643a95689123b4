"""The commands to begin with, and those about policies and map layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from redact.shipped import shipped

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command


def test_init_then_doctor(redact: Command, tmp_path: Path) -> None:
    assert redact("init", "--publisher", "Springfield", "--folder", tmp_path).code == 0
    again = redact("init", "--publisher", "Springfield", "--folder", tmp_path)
    assert again.code == 2
    ended = redact("doctor", "--folder", tmp_path, "--json")
    found = {finding["name"]: finding for finding in ended.objects}
    assert found["project"]["state"] == "ok"
    assert found["secret"]["state"] == "ok"
    assert "0 in the ledger" in found["releases"]["says"]


def test_doctor_without_a_project_says_how_to_make_one(redact: Command, tmp_path: Path) -> None:
    ended = redact("doctor", "--folder", tmp_path)
    assert ended.code == 0
    assert "redact init" in ended.out


def test_doctor_tells_of_a_lost_ledger(redact: Command, tmp_path: Path) -> None:
    redact("init", "--publisher", "Springfield", "--folder", tmp_path)
    (tmp_path / "private" / "ledger.sqlite").unlink()
    ended = redact("doctor", "--folder", tmp_path)
    assert ended.code == 16
    assert "restore it from a backup" in ended.out


def test_synth_makes_a_city_that_can_be_planned(redact: Command, tmp_path: Path) -> None:
    ended = redact("synth", "--out", tmp_path / "city", "--incidents", "200", "--months", "1")
    assert ended.code == 0
    assert (tmp_path / "city" / "redact.yaml").is_file()
    again = redact("synth", "--out", tmp_path / "city")
    assert again.code == 2


def test_policy_check(redact: Command) -> None:
    ended = redact("policy", "check", "baseline", "--json")
    (found,) = ended.objects
    assert found["policy"] == "baseline"
    assert found["examples"] > 0
    assert len(found["digest"]) == 64


def test_policy_check_tells_line_and_column(redact: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = shipped("baseline.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("\nplaces:", "\nplcaes:", 1), encoding="utf-8")
    ended = redact("policy", "check", path, "--no-examples")
    assert ended.code == 10
    assert "mine.yaml:" in ended.err
    assert "'places'" in ended.err


def test_policy_schema_is_the_committed_one(redact: Command, tmp_path: Path) -> None:
    committed = shipped("policy.schema.json").read_text(encoding="utf-8")
    assert redact("policy", "schema").out == committed
    redact("policy", "schema", "-o", tmp_path / "schema.json")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == committed


def test_jurisdiction_check_and_build(redact: Command, city: Path, tmp_path: Path) -> None:
    ended = redact("jurisdiction", "check", city / "jurisdiction.yaml", "--json")
    assert ended.code == 0
    levels = [each for each in ended.objects if "level" in each]
    assert [level["level"] for level in levels][-1] == "city"
    assert levels[-1]["places"] == 1
    ended = redact("jurisdiction", "build", city / "jurisdiction.yaml", "-o", tmp_path / "units")
    assert ended.code == 0
    assert (tmp_path / "units" / "units.parquet").is_file()


def test_the_demo_refuses_a_folder_that_is_not_its_own(redact: Command, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    ended = redact("demo", "--out", tmp_path)
    assert ended.code == 2
    assert precious.read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_the_demo_ends_with_report_and_release(redact: Command, tmp_path: Path) -> None:
    for _ in range(2):
        ended = redact("demo", "--out", tmp_path / "shown", "--incidents", "1500")
        assert ended.code == 0, ended.err
        lines = [line for line in ended.out.splitlines() if line.startswith(("report", "release"))]
        where = dict(line.split(maxsplit=1) for line in lines)
        assert Path(where["report"]).is_file()
        assert (Path(where["release"]) / "datapackage.json").is_file()
