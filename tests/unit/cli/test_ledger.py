"""`redact ledger show` and `verify`: what was spent in plain words, and an edited line found."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from redact.ledger import Ledger, Secret, Spend

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command


@pytest.fixture
def project(redact: Command, tmp_path: Path) -> Path:
    """An empty project under the baseline policy."""
    assert redact("init", "--publisher", "Springfield PD", "--folder", tmp_path).code == 0
    return tmp_path / "redact.yaml"


def fill(project: Path) -> None:
    private = project.parent / "private"
    with Ledger.open(private / "ledger.sqlite", Secret.load(private / "secret")) as ledger:
        ledger.intend("2027-05-01-abc", folder="out", nonce="00")
        ledger.published("2027-05-01-abc", [1, 2], [0, 0], [-1, -1], [True, False], ["other"])
        ledger.drafted("2027-06-01-def-draft", folder="plan/draft", nonce="00")
        for request, table, period, unit, epsilon, revision in (
            ("a", "assaults", "2027-Q1", "victim", "0.1", False),
            ("b", "assaults", "2027-Q2", "victim", "0.1", False),
            ("c", "assaults", "2027-Q1", "victim", "0.05", True),
            ("d", "outcomes", "2027", "event", "0.3", False),
        ):
            spend = Spend(request, "", table, unit, "people", (period,), Decimal(epsilon), parallel=unit == "event",
                          revision=revision)  # fmt: skip
            ledger.spend(spend, lambda: b"", budget=Decimal(1), again=revision)


def test_an_empty_ledger_is_shown(redact: Command, project: Path) -> None:
    ended = redact("ledger", "show", "--project", project)
    assert ended.code == 0, ended.err
    assert ended.out.split("\n\n") == [
        "Springfield PD",
        "Nothing has been released or drafted.",
        "Nothing of the privacy budget is spent.\n",
    ]
    assert redact("ledger", "show", "--project", project.parent).code == 0


def test_what_is_out_and_what_is_spent_is_shown_in_words(redact: Command, project: Path) -> None:
    fill(project)
    ended = redact("ledger", "show", "--project", project)
    assert ended.code == 0, ended.err
    lines = [line.split() for line in ended.out.splitlines()]
    assert [line[:2] for line in lines if line and line[0].startswith("2027-0")] == [
        ["2027-05-01-abc", "published"],
        ["2027-06-01-def-draft", "drafted"],
    ]
    assert ["assaults", "victim", "2", "1", "0.25", "2027-Q1,", "2027-Q2"] in lines
    assert ["outcomes", "event", "1", "0", "0.3", "2027"] in lines
    assert "Any one victim or event of 2027 has borne 0.55 at most; 0.45 of 1 is left." in ended.out
    assert "A guess about one of them that was even can be right 64 times in 100 at most." in ended.out


def test_what_is_shown_can_be_read_by_programs(redact: Command, project: Path) -> None:
    fill(project)
    (found,) = redact("ledger", "show", "--project", project, "--json").objects
    assert found["publisher"] == "Springfield PD"
    assert [each["state"] for each in found["releases"]] == ["published", "drafted"]
    assert len(found["head"]["digest"]) == 64
    (year,) = found["years"]
    assert {name: year[name] for name in ("year", "population", "epsilon", "delta", "budget", "left")} == {
        "year": 2027, "population": "people", "epsilon": "0.55", "delta": "0", "budget": "1", "left": "0.45",
    }  # fmt: skip
    assert year["tables"][0] == {
        "table": "assaults", "unit": "victim", "periods": ["2027-Q1", "2027-Q2"], "draws": 3, "revisions": 1,
        "epsilon": "0.25", "delta": "0",
    }  # fmt: skip


def test_a_sound_ledger_is_verified(redact: Command, project: Path) -> None:
    fill(project)
    ended = redact("ledger", "verify", "--project", project)
    assert (ended.code, ended.err) == (0, "")
    assert "The ledger is as redact wrote it: " in ended.out
    assert "and 2 events were compared." in ended.out
    (found,) = redact("ledger", "verify", "--project", project, "--json").objects
    assert (found["sound"], found["events"], found["troubles"], found["taken_over"]) == (True, 2, [], None)


def test_an_edited_line_is_found_and_ends_in_16(redact: Command, project: Path) -> None:
    fill(project)
    with closing(sqlite3.connect(project.parent / "private" / "ledger.sqlite")) as database, database:
        database.execute("DROP TRIGGER spends_never_change")
        database.execute("UPDATE spends SET epsilon = '0.001' WHERE number = 4")
    ended = redact("ledger", "verify", "--project", project)
    assert ended.code == 16
    assert ended.out == ""
    assert "  - entry 4 of spends was changed" in ended.err
    assert "put the newest backup in its place" in ended.err
    ended = redact("ledger", "verify", "--project", project, "--json")
    assert ended.code == 16
    assert "entry 4 of spends was changed" in ended.objects[0]["troubles"]


def test_a_cut_off_end_is_told_by_verify_and_stops_everything_else(redact: Command, project: Path) -> None:
    fill(project)
    with closing(sqlite3.connect(project.parent / "private" / "ledger.sqlite")) as database, database:
        database.execute("DROP TRIGGER links_never_go")
        database.execute("DELETE FROM links WHERE number = (SELECT max(number) FROM links)")
    assert "the seal does not fit" in redact("ledger", "verify", "--project", project).err
    ended = redact("ledger", "show", "--project", project)
    assert ended.code == 16
    assert "something else than redact has changed this ledger" in ended.err


def test_a_lost_ledger_is_16(redact: Command, project: Path) -> None:
    (project.parent / "private" / "ledger.sqlite").unlink()
    for command in ("show", "verify"):
        ended = redact("ledger", command, "--project", project)
        assert ended.code == 16
        assert "restore it from a backup" in ended.err


def test_what_was_public_before_is_counted_and_not_shown(redact: Command, project: Path, tmp_path: Path) -> None:
    heads, row = "event_id,offense_text,occurred_at,address", "E77123,STALKING,2024-03-01 22:15,1214 W ELM ST"
    (tmp_path / "reports.csv").write_text(f"{heads}\n{row}\n", encoding="utf-8")
    other = "E77124,THEFT,2024-04-01 09:00,1200 BLOCK ELM"
    (tmp_path / "old.csv").write_text(f"{heads}\n{row}\n{other}\n", encoding="utf-8")
    text = project.read_text(encoding="utf-8").partition("datasets:")[0]
    project.write_text(f"{text}datasets:\n  - {{file: reports.csv}}\n", encoding="utf-8")
    ended = redact("ledger", "import", tmp_path / "old.csv", "--project", project, "--dataset", "reports")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("2 records of 2 events were public as reports, 2024-03-01 to 2024-04-01")
    words = [line.split() for line in ended.out.splitlines()]
    assert ["stalking", "house", "number", "minute", "1"] in words
    assert "Your policy has no `history`" in ended.out
    again = redact("ledger", "import", tmp_path / "old.csv", "--project", project, "--dataset", "reports", "--json")
    found = json.loads(again.out)
    assert found["already_known"]
    assert found["exposed"] == [{"class": "stalking", "place": "address", "time": "minute", "records": 1}]
    assert found["years"] == {"2024": {"nothing_sensitive": 1, "stalking": 1}}
    for word in ("E77123", "ELM", "22:15"):
        assert word not in ended.out + ended.err + again.out + again.err
    wrong = redact("ledger", "import", tmp_path / "old.csv", "--project", project, "--dataset", "calls")
    assert wrong.code == 2
    assert "--dataset NAME" in wrong.err
