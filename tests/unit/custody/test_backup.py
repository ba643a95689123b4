"""Copies of the ledger and the secret: complete, read again, apart from each other, and never over one another."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing

import pytest

from redact.custody.backup import back_up, back_up_secret, last_backup, slug
from redact.errors import Missing, RedactError, UsageError
from redact.ledger import Kind, Secret
from redact.ledger.copying import look

from .conftest import DAY, Damage, Desk


def test_a_copy_has_what_lies_in_the_write_ahead_log(desk: Desk) -> None:
    with desk.open() as ledger:
        ledger.note(Kind.OBJECTION, "", {"by": "Ada", "because": ""})
        assert desk.ledger.with_name("ledger.sqlite-wal").stat().st_size > 0
        head = ledger.head
        made = back_up(desk.kept, desk.usb, DAY)
    assert made.path.name == "springfield-police-dept-ledger-2027-05-03.sqlite"
    assert made.copied.head == head
    assert [each.name for each in desk.usb.iterdir()] == [made.path.name], "one file, and nothing beside it"
    with closing(sqlite3.connect(f"{made.path.as_uri()}?mode=ro", uri=True)) as copy:
        assert copy.execute("SELECT kind FROM steps").fetchall() == [("objection",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_ledger_notes_where_the_copy_is_and_what_it_has(desk: Desk) -> None:
    desk.release("2027-05-01-abc")
    made = back_up(desk.kept, desk.usb, DAY)
    with desk.open() as ledger:
        (step,) = ledger.steps()
    assert step.kind is Kind.BACKUP
    assert step.content == {
        "folder": str(desk.usb.resolve()), "file": made.path.name, "entries": made.copied.head.number,
        "head": made.copied.head.digest, "released": 1,
    }  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_copies_are_their_owners_alone(desk: Desk) -> None:
    made = back_up(desk.kept, desk.usb, DAY)
    secret = back_up_secret(desk.kept, desk.envelope, DAY)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made.path, secret)} == {0o600}


def test_an_earlier_copy_is_never_replaced_and_the_folder_is_remembered(desk: Desk) -> None:
    first = back_up(desk.kept, desk.usb, DAY)
    before = first.path.read_bytes()
    second = back_up(desk.kept, None, DAY)
    assert second.path.name == "springfield-police-dept-ledger-2027-05-03-2.sqlite"
    assert second.path.parent == first.path.parent
    assert first.path.read_bytes() == before


def test_the_project_file_may_name_the_folder(desk: Desk) -> None:
    text = desk.file.read_text(encoding="utf-8")
    assert "backup: null" in text
    desk.file.write_text(text.replace("backup: null", "backup: ../usb"), encoding="utf-8")
    assert back_up(desk.kept, None, DAY).path.parent == desk.usb.resolve()


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("city/private", "a copy beside the ledger"),
        ("city/releases", "this folder is published"),
        ("nowhere", "this folder is not there"),
        ("envelope", "the secret lies in this folder"),
    ],
)
def test_a_copy_goes_nowhere_that_it_must_not_lie(desk: Desk, place: str, what: str) -> None:
    (desk.folder / "releases").mkdir()
    back_up_secret(desk.kept, desk.envelope, DAY)
    with pytest.raises(UsageError) as stopped:
        back_up(desk.kept, desk.folder.parent / place, DAY)
    assert what in stopped.value.what
    assert not list((desk.folder.parent).rglob("*-ledger-*"))


def test_without_any_folder_it_asks_for_one(desk: Desk) -> None:
    with pytest.raises(UsageError, match="where should the copy go"):
        back_up(desk.kept, None, DAY)


@pytest.mark.parametrize("place", [".", "usb/inside", "city/private", "city"])
def test_the_secret_never_goes_to_where_the_ledger_is(desk: Desk, place: str) -> None:
    back_up(desk.kept, desk.usb, DAY)
    folder = desk.folder.parent / place
    folder.mkdir(exist_ok=True)
    with pytest.raises(UsageError, match="the secret cannot be copied"):
        back_up_secret(desk.kept, folder, DAY)
    assert not list(desk.folder.parent.rglob("*-secret-*"))


def test_the_secret_alone_is_copied(desk: Desk) -> None:
    path = back_up_secret(desk.kept, desk.envelope, DAY)
    assert Secret.load(path).fingerprint == Secret.load(desk.secret).fingerprint
    with desk.open() as ledger:
        assert last_backup(ledger.steps()) is None, "that is no copy of the ledger"


def test_a_damaged_ledger_is_not_copied(desk: Desk, damage: Damage) -> None:
    desk.release("2027-05-01-abc")
    damage(desk.ledger)
    with pytest.raises(Missing):
        back_up(desk.kept, desk.usb, DAY)
    assert not list(desk.usb.iterdir())


def test_a_copy_that_was_changed_is_found(desk: Desk) -> None:
    made = back_up(desk.kept, desk.usb, DAY)
    with closing(sqlite3.connect(made.path)) as file:
        file.execute("DROP TRIGGER meta_never_change")
        file.execute("UPDATE meta SET value = 'else' WHERE name = 'publisher'")
        file.commit()
    with pytest.raises(Missing, match="entry 2 of meta was changed"):
        look(made.path, Secret.load(desk.secret))


def test_names_of_files() -> None:
    assert slug("Springfield, IL: Police") == "springfield-il-police"
    assert slug("警察") == "publisher"


def test_it_works_while_exports_are_missing(desk: Desk) -> None:
    text = desk.file.read_text(encoding="utf-8").replace("datasets: []", 'datasets: [{file: "gone-*.csv"}]')
    desk.file.write_text(text, encoding="utf-8")
    assert back_up(desk.kept, desk.usb, DAY).path.is_file()


def test_the_lock_is_held(desk: Desk) -> None:
    with desk.open() as ledger, ledger.writing(), pytest.raises(RedactError, match="another release is being made"):
        back_up(desk.kept, desk.usb, DAY)
