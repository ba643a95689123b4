"""`redact audit` prints findings, writes a page and gives other programs counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

ROWS = [
    f"24-{i:04d},{offence},{flag},{101 + 10 * i} MAIN ST,2024-03-{1 + i % 28:02d} 10:{i % 60:02d}"
    for i in range(80)
    for offence, flag in [("ASSAULT", "Y") if i % 5 == 0 else ("THEFT", "N")]
]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "published.csv"
    head = "incident_id,offense_text,domestic_flag,address,occurred_at"
    path.write_text("\n".join((head, *ROWS)) + "\n", encoding="utf-8")
    return path


def test_audit_tells_findings_and_writes_a_page(redact: Command, published: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ended = redact("audit", published, "-o", page)
    assert ended.code == 0
    assert "for anyone who opens the file" in ended.out
    assert "16 of 16 (100%) sensitive rows name the house" in ended.out
    assert "MAIN ST" not in ended.out + page.read_text(encoding="utf-8")


def test_audit_gives_counts_to_other_programs(redact: Command, published: Path) -> None:
    file, last = redact("audit", published, "--json").objects
    assert (file["file"], file["rows"], file["sensitive"]) == ("published.csv", 80, 16)
    assert file["places"]["sensitive"]["house number"] == 16
    assert file["alike"][0]["knows"] == "place"
    assert (file["alike"][0]["rows"], file["alike"][0]["sensitive"]["rows"]) == (80, 16)
    assert {each["name"] for each in last["findings"]} >= {"door_of_sensitive", "flag_beside_place"}


def test_audit_ends_as_other_commands_do(redact: Command, published: Path, tmp_path: Path) -> None:
    assert redact("audit", tmp_path / "no.csv").code == 11
    assert redact("audit", published, "--policy", "nobody").code == 16
    assert redact("audit", published, "--card", "denver", "--card", "denver").code == 2
