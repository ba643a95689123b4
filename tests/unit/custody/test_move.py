"""Another place for ledger and secret, and the project file edited as by hand."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from redact.custody import move as moving
from redact.custody.move import move
from redact.custody.project_file import with_values
from redact.errors import DataMismatch, UsageError
from redact.keeping import kept_by
from redact.ledger import Kind, Ledger, Secret

from .conftest import DAY, Desk


def test_the_ledger_moves_with_its_log_of_looks_and_the_secret_stays(desk: Desk) -> None:
    looks = desk.ledger.with_name("looks.jsonl")
    looks.write_text("{}\n", encoding="utf-8")
    with desk.open() as ledger:
        ledger.note(Kind.OBJECTION, "", {"by": "Ada", "because": ""})
        head = ledger.head
    before = desk.file.read_text(encoding="utf-8")
    moved = move(desk.kept, desk.usb / "kept", DAY)
    assert not desk.ledger.exists()
    assert desk.secret.exists()
    assert {each.name for each in moved.old} == {"ledger-moved-2027-05-03.sqlite", "looks-moved-2027-05-03.jsonl"}
    kept = desk.kept
    assert kept.ledger == (desk.usb / "kept" / "ledger.sqlite").resolve()
    with Ledger.open(kept.ledger, Secret.load(kept.secret)) as ledger:
        assert ledger.head == head
        assert ledger._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (desk.usb / "kept" / "looks.jsonl").read_text(encoding="utf-8") == "{}\n"
    after = desk.file.read_text(encoding="utf-8")
    changed = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert [old for old, _ in changed] == ["ledger: private/ledger.sqlite"], "every other line stays, comments included"
    if os.name == "posix":
        found = {stat.S_IMODE(path.stat().st_mode) for path in (desk.usb / "kept").iterdir()}
        assert found == {0o600}
        assert stat.S_IMODE((desk.usb / "kept").stat().st_mode) == 0o700


def test_the_secret_moves_where_it_is_asked_and_paths_inside_stay_relative(desk: Desk) -> None:
    moved = move(desk.kept, desk.folder / "state", DAY, with_secret=True)
    assert moved.secret == (desk.folder / "state" / "secret").resolve()
    text = desk.file.read_text(encoding="utf-8")
    assert 'ledger: "state/ledger.sqlite"\nsecret: "state/secret"         # copy each to its own place' in text
    kept = desk.kept
    with Ledger.open(kept.ledger, Secret.load(kept.secret)):
        assert not desk.secret.exists()


def test_nothing_is_replaced_and_nothing_published(desk: Desk) -> None:
    (desk.usb / "ledger.sqlite").write_text("else", encoding="utf-8")
    with pytest.raises(UsageError, match="already there"):
        move(desk.kept, desk.usb, DAY)
    with pytest.raises(UsageError, match="published"):
        (desk.folder / "releases").mkdir()
        move(desk.kept, desk.folder / "releases" / "x", DAY)
    with pytest.raises(UsageError, match="not there"):
        move(desk.kept, desk.usb / "not" / "there", DAY)
    assert desk.ledger.exists()


def test_where_it_cannot_be_finished_all_stays_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(moving, "rewrite", fail)
    with pytest.raises(OSError, match="disk full"):
        move(desk.kept, desk.usb, DAY, with_secret=True)
    assert not list(desk.usb.iterdir())
    assert desk.file.read_bytes() == before
    with desk.open() as ledger:
        assert ledger.verify().sound


EDITED = {
    "plain, with a comment": ("ledger: a b.sqlite   # here\nx: 1\n", 'ledger: "N"   # here\nx: 1\n'),
    "double quotes": ('ledger: "a # b"  # here\n', 'ledger: "N"  # here\n'),
    "single quotes": ("ledger: 'it''s'\n", 'ledger: "N"\n'),
    "Windows lines": ("x: 1\r\nledger: a\r\ny: é\r\n", 'x: 1\r\nledger: "N"\r\ny: é\r\n'),
    "in braces": ("{x: 1, ledger: a, y: 2}\n", '{x: 1, ledger: "N", y: 2}\n'),
    "deeper ones of the name stay": ("x: {ledger: b}\nledger: a\n", 'x: {ledger: b}\nledger: "N"\n'),
    "on the next line": ("ledger:\n  a\n", 'ledger:\n  "N"\n'),
    "no line end": ("é: 🏠\nledger: a", 'é: 🏠\nledger: "N"'),
}


@pytest.mark.parametrize("what", EDITED)
def test_one_value_changes_and_nothing_else(what: str) -> None:
    before, after = EDITED[what]
    assert with_values(before, Path("redact.yaml"), {"ledger": "N"}) == after


def test_a_path_with_backslashes_and_quotes_is_read_back(desk: Desk) -> None:
    path = 'D:\\records\\"new"\\ledger.sqlite'
    text = with_values(desk.file.read_text(encoding="utf-8"), desk.file, {"ledger": path})
    desk.file.write_text(text, encoding="utf-8")
    assert kept_by(desk.file).ledger == desk.folder / path


def test_a_key_that_is_not_there_is_said() -> None:
    with pytest.raises(DataMismatch, match="no line 'ledger'"):
        with_values("x: 1\n", Path("redact.yaml"), {"ledger": "N"})
