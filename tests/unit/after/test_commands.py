"""Removing, correcting and taking a release back, as somebody types it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from ..cli.conftest import redact, undisturbed  # noqa: F401 - fixtures
from .conftest import FIRST, SECOND, Department

if TYPE_CHECKING:
    from ..cli.conftest import Command

WHO = ("--by", "Ada Quist")
ASKED = ("--reason", "request", *WHO)


@pytest.fixture(autouse=True)
def _here(department: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(department.folder)


def test_a_removal_says_where_the_event_is_and_what_to_do(redact: Command, department: Department) -> None:  # noqa: F811
    ended = redact("remove", "--event", "24-001234", *ASKED)
    assert ended.code == 0, ended.err
    for words in ("calls      2026-01  2 rows", FIRST, SECOND, "noted as removal", "with 3 other events", "withdraw"):
        assert words in ended.out
    assert str(department.output / SECOND) in ended.out
    assert "001234" not in ended.out + ended.err
    assert len(department.ledger.removals()) == 1


def test_for_other_programs_it_is_one_object_per_number(redact: Command, department: Department) -> None:  # noqa: F811
    ended = redact("remove", "--event", "24-001234", "--event", "24-001237", *ASKED, "--now", "--json")
    assert ended.code == 0, ended.err
    first, second = ended.objects
    assert (first["number"], first["noted"], first["rows"], first["still_out"]) == (1, True, 3, True)
    assert [each["release"] for each in first["published"]] == [FIRST, FIRST, SECOND, SECOND]
    assert (second["published"], second["rows"]) == ([], 1)
    assert all(each.now for each in department.ledger.removals())


def test_of_a_file_what_is_known_is_noted_and_the_rest_is_said(redact: Command, department: Department) -> None:  # noqa: F811
    (department.folder / "sealed.txt").write_text("24-001237\n\n25-000001\n", "utf-8")
    ended = redact("remove", "--from", "sealed.txt", "--reason", "sealed", *WHO)
    assert ended.code == 2
    assert "found nowhere, and not noted: number 2 of 2" in ended.err
    assert "--unknown-ok" in ended.err
    assert "erase it" in ended.err
    assert [each.reason for each in department.ledger.removals()] == ["sealed"]
    assert redact("remove", "--event", "25-000001", *ASKED, "--unknown-ok").code == 0
    assert len(department.ledger.removals()) == 2


def test_at_the_screen_it_asks_until_the_event_is_the_right_one(
    redact: Command,  # noqa: F811
    department: Department,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("25-000001\n000\n24-001237\nn\nC-77\ny\n\nAda Quist\n"))
    ended = redact("remove")
    assert ended.code == 0, ended.err
    assert "in no export and in no release" in ended.err
    (removal,) = department.ledger.removals()
    assert (removal.reason, removal.by) == ("request", "Ada Quist")
    assert department.key("event_id", "77") in removal.keys


def test_the_list_shows_no_numbers_and_an_entry_can_be_taken_back(redact: Command, department: Department) -> None:  # noqa: F811
    assert redact("remove", "--list").out == "Nothing was taken out.\n"
    redact("remove", "--event", "24-001234", *ASKED)
    (entry,) = redact("remove", "--list", "--json").objects
    assert (entry["reason"], entry["by"], entry["state"]) == ("request", "Ada Quist", "still out")
    assert "241234" not in redact("remove", "--list").out
    assert redact("remove", "--undo", str(entry["number"])).code == 2
    assert redact("remove", "--undo", str(entry["number"]), *WHO).code == 0
    assert department.ledger.removals() == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("--event", "24-001234", *WHO), "--reason request"),
        (("--event", "24-001234", "--reason", "divorce", *WHO), "no reason of the policy"),
        (("--json",), "which event?"),
        (("--list", "--event", "24-001234"), "go alone"),
        (("--event", "24-000555", *ASKED), "--as event_id"),
        (("--event", "24-001234", *ASKED, "--as", "badge"), "--as takes"),
        (("--from", "absent.txt", *ASKED), "cannot be read"),
    ],
)
def test_what_is_typed_wrongly_changes_nothing(
    redact: Command,  # noqa: F811
    department: Department,
    typed: tuple[str, ...],
    words: str,
) -> None:
    ended = redact("remove", *typed)
    assert ended.code == 2
    assert words in ended.err
    assert department.ledger.removals() == ()


@pytest.mark.parametrize(
    ("releases", "words"),
    [({"contents": "period only"}, "until you take them off"), ({"revision": "none"}, "there is no revision")],
)
def test_what_is_said_follows_the_policy(department: Department, releases: dict[str, str], words: str) -> None:
    from redact.cli.outcome import what_to_do

    rule = department.policy.releases.model_copy(update=releases)
    policy = department.policy.model_copy(update={"releases": rule})
    finder = department.finder()
    assert words in what_to_do(finder.find(["24-001234"]), policy, finder, now=False)
    assert words not in what_to_do(finder.find(["24-001237"]), policy, finder, now=False)


def test_a_correction_gives_what_helps_next_time(redact: Command, department: Department) -> None:  # noqa: F811
    said = ("--event", "24-001234", "--class", "stalking", *WHO, "--why", "she told the detective")
    ended = redact("correct", *said)
    assert ended.code == 0, ended.err
    for words in (
        "noted as correction",
        "next revision (yearly)",
        "13B,SIMPLE ASSAULT,,stalking,may",
        "tier: protected",
    ):
        assert words in ended.out
    assert "detective" not in ended.out
    (again,) = redact("correct", *said, "--now", "--json").objects
    assert (again["classes"], again["still_out"]) == (["stalking"], True)
    assert [each.now for each in department.ledger.corrections()] == [False, True]
    assert redact("correct", "--event", "24-001234", "--class", "sadness", *WHO, "--why", "x").code == 2


def test_a_release_is_taken_back(redact: Command, department: Department) -> None:  # noqa: F811
    ended = redact("withdraw", SECOND, *WHO, "--why", "a street was wrong")
    assert ended.code == 0, ended.err
    for words in (
        f"{SECOND} is recalled",
        f"latest.json names {FIRST} now",
        str(department.output / SECOND),
        "by hand",
    ):
        assert words in ended.out
    assert "recalled" in redact("ledger", "show").out
    (again,) = redact("withdraw", SECOND, *WHO, "--why", "a street was wrong", "--json").objects
    assert (again["latest"], again["again"]) == (FIRST, True)
    assert redact("withdraw", SECOND, *WHO).code == 2
