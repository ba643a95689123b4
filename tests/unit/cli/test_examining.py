"""`redact policy check`: what its examples leave out, and an example that is somebody's record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from redact.shipped import shipped

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

TOLD = "The red bicycle was taken from a rack on Monday."


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    text = shipped("baseline.yaml").read_text(encoding="utf-8").partition("\nexamples:")[0]
    path = tmp_path / "mine.yaml"
    path.write_text(
        f"{text}\nexamples:\n  - name: one\n    given: {{offense_code: 23F, narrative: {TOLD}}}\n"
        "    expect: {tier: other}\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    path = tmp_path / "incidents.csv"
    path.write_text(f'incident_id,offense_text,narrative\n24-1,THEFT,none\n24-2,THEFT,"{TOLD}"\n', encoding="utf-8")
    return path


def test_what_no_example_shows_is_listed(redact: Command, mine: Path) -> None:
    said = redact("policy", "check", mine).out
    assert "no example for this group: withheld, protected, accountability, persons\n" in said
    assert "no example for this class: sexual_assault, " in said
    assert "no example for this kind of list: calls, " in said
    (found,) = redact("policy", "check", mine, "--json").objects
    assert found["examples"] == 1
    assert found["uncovered"]["tiers"] == ["withheld", "protected", "accountability", "persons"]
    (found,) = redact("policy", "check", mine, "--json", "--no-examples").objects
    assert "uncovered" not in found
    assert "no example" not in redact("policy", "check", "baseline").out


def test_a_real_record_is_no_example(redact: Command, mine: Path, incidents: Path) -> None:
    ended = redact("policy", "check", mine, "--against", incidents, "--json")
    assert (ended.code, ended.out) == (10, "")
    line = mine.read_text(encoding="utf-8").splitlines().index("  - name: one") + 1
    assert f"mine.yaml:{line}:" in ended.err
    assert "6 words in a row stand also in incidents, column narrative, row 1" in ended.err
    assert "bicycle" not in ended.err
    mine.write_text(mine.read_text(encoding="utf-8").replace("taken from", "left by"), encoding="utf-8")
    ended = redact("policy", "check", mine, "--against", incidents)
    assert ended.code == 0
    assert "No example shares long text with a record." in ended.out


def test_a_card_needs_data(redact: Command, mine: Path) -> None:
    assert redact("policy", "check", mine, "--card", "chicago_2014").code == 2
