"""A copy takes the ledger's place only where it is sound, ours, and not older than what is known."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from redact.counting import demand_newest
from redact.custody import restore as restoring
from redact.custody.backup import back_up, back_up_secret
from redact.custody.restore import restore, restore_secret
from redact.custody.warnings import behind
from redact.errors import Missing, UsageError
from redact.ledger import Kind, Ledger, Secret

from .conftest import DAY, Damage, Desk


def test_a_lost_ledger_comes_back(desk: Desk) -> None:
    desk.release("2027-05-01-abc")
    copy = back_up(desk.kept, desk.usb, DAY).path
    desk.ledger.unlink()
    done = restore(desk.kept, copy, DAY)
    assert done.kept is None
    with desk.open() as ledger:
        assert ledger.verify().sound
        (step,) = [each for each in ledger.steps() if each.kind is Kind.RESTORED]
        assert step.content["file"] == str(copy.resolve())
        assert not list(behind(ledger.steps(), ledger.releases())), "the copy that it came from is one"
        assert [each.id for each in ledger.releases()] == ["2027-05-01-abc"]
        demand_newest(ledger, desk.folder / "releases")
        assert ledger._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert copy.stat().st_size and not copy.with_name(copy.name + "-wal").exists(), "the copy is not touched"


def test_a_damaged_ledger_is_replaced_and_kept(desk: Desk, damage: Damage) -> None:
    desk.release("2027-05-01-abc")
    copy = back_up(desk.kept, desk.usb, DAY).path
    damage(desk.ledger)
    broken = desk.ledger.read_bytes()
    done = restore(desk.kept, copy, DAY)
    assert done.kept == desk.ledger.with_name("ledger-replaced-2027-05-03.sqlite")
    assert done.kept.read_bytes() == broken
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (done.kept, desk.ledger)} == {0o600}
    with desk.open() as ledger:
        assert ledger.verify().sound


def test_a_copy_older_than_the_last_release_is_refused_whatever_is_in_place(desk: Desk, damage: Damage) -> None:
    desk.release("2027-05-01-abc")
    old = back_up(desk.kept, desk.usb, DAY).path
    desk.release("2027-06-01-def", key=2)
    for spoil in (lambda path: None, damage, Path.unlink):
        spoil(desk.ledger)
        before = desk.ledger.read_bytes() if desk.ledger.exists() else None
        with pytest.raises(Missing, match="older than the last release: it does not know of 2027-06-01-def"):
            restore(desk.kept, old, DAY)
        assert (desk.ledger.read_bytes() if desk.ledger.exists() else None) == before
    assert not list(desk.ledger.parent.glob(".ledger*")), "nothing is left of the try"


def test_a_sound_ledger_that_knows_more_stays(desk: Desk) -> None:
    copy = back_up(desk.kept, desk.usb, DAY).path
    with desk.open() as ledger:
        ledger.note(Kind.OBJECTION, "", {"by": "Ada", "because": ""})
    with pytest.raises(Missing, match="knows more than this copy"):
        restore(desk.kept, copy, DAY)


def test_an_old_backup_put_in_place_by_hand_gives_way_to_the_newest_copy(desk: Desk) -> None:
    """Also where something was noted in the old one meanwhile: it is not the publisher's ledger."""
    old = back_up(desk.kept, desk.usb, DAY).path
    desk.release("2027-05-01-abc")
    newest = back_up(desk.kept, desk.usb, DAY).path
    desk.ledger.unlink()
    shutil.copy(old, desk.ledger)
    with desk.open() as ledger:
        ledger.note(Kind.NOTICE, "x", {})
        with pytest.raises(Missing, match="older than the last release"):
            demand_newest(ledger, desk.folder / "releases")
    done = restore(desk.kept, newest, DAY)
    assert done.kept is not None
    with desk.open() as ledger:
        demand_newest(ledger, desk.folder / "releases")


def test_a_release_that_cannot_be_read_stops_it(desk: Desk) -> None:
    folder = desk.release("2027-05-01-abc")
    copy = back_up(desk.kept, desk.usb, DAY).path
    desk.ledger.unlink()
    (folder / "statement.json").write_text("{", encoding="utf-8")
    with pytest.raises(Missing, match="cannot be read"):
        restore(desk.kept, copy, DAY)
    shutil.rmtree(folder)
    with pytest.raises(Missing, match="the last release is not in its folder"):
        restore(desk.kept, copy, DAY)
    assert not desk.ledger.exists()


def test_a_copy_of_another_secret_or_none_at_all_is_refused(desk: Desk, tmp_path: Path) -> None:
    other = Secret.create(tmp_path / "other")
    with Ledger.create(tmp_path / "other.sqlite", "Else", other):
        pass
    with pytest.raises(Missing, match="belongs to another secret") as stopped:
        restore(desk.kept, tmp_path / "other.sqlite", DAY)
    assert str(stopped.value).startswith(str(tmp_path / "other.sqlite"))
    (tmp_path / "text").write_text("no ledger", encoding="utf-8")
    with pytest.raises(Missing, match="not a ledger"):
        restore(desk.kept, tmp_path / "text", DAY)
    with pytest.raises(Missing, match="no such file"):
        restore(desk.kept, tmp_path / "gone", DAY)
    with pytest.raises(UsageError, match="in place"):
        restore(desk.kept, desk.ledger, DAY)


def test_a_changed_copy_is_refused(desk: Desk, damage: Damage) -> None:
    copy = back_up(desk.kept, desk.usb, DAY).path
    desk.ledger.unlink()
    damage(copy)
    with pytest.raises(Missing):
        restore(desk.kept, copy, DAY)
    assert not desk.ledger.exists()


def test_a_copy_made_by_hand_is_taken_with_its_write_ahead_log(desk: Desk) -> None:
    with desk.open() as ledger:
        ledger.note(Kind.OBJECTION, "", {"by": "Ada", "because": ""})
        for name in ("ledger.sqlite", "ledger.sqlite-wal"):
            shutil.copy(desk.ledger.with_name(name), desk.usb / name)
    desk.ledger.unlink()
    restore(desk.kept, desk.usb / "ledger.sqlite", DAY)
    with desk.open() as ledger:
        assert ledger.steps()[0].kind is Kind.OBJECTION


def test_on_a_new_computer_the_secret_first_then_the_ledger(desk: Desk) -> None:
    desk.release("2027-05-01-abc")
    ledger, secret = back_up(desk.kept, desk.usb, DAY).path, back_up_secret(desk.kept, desk.envelope, DAY)
    shutil.rmtree(desk.folder / "private")
    with pytest.raises(Missing, match="the secret is not there"):
        restore(desk.kept, ledger, DAY)
    restore_secret(desk.kept, secret)
    with pytest.raises(UsageError, match="already there"):
        restore_secret(desk.kept, secret)
    restore(desk.kept, ledger, DAY)
    if os.name == "posix":
        for path, mode in ((desk.secret, 0o600), (desk.ledger, 0o600), (desk.secret.parent, 0o700)):
            assert stat.S_IMODE(path.stat().st_mode) == mode


def test_another_secret_does_not_go_beside_the_ledger(desk: Desk, tmp_path: Path) -> None:
    desk.secret.unlink()
    Secret.create(tmp_path / "other")
    with pytest.raises(Missing, match="another secret"):
        restore_secret(desk.kept, tmp_path / "other")
    assert not desk.secret.exists()


def test_a_restore_that_is_interrupted_leaves_the_ledger_that_was_there(
    desk: Desk, damage: Damage, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = back_up(desk.kept, desk.usb, DAY).path
    damage(desk.ledger)
    broken = desk.ledger.read_bytes()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "put", stopped)
        with pytest.raises(KeyboardInterrupt):
            restore(desk.kept, copy, DAY)
    assert desk.ledger.read_bytes() == broken
    restore(desk.kept, copy, DAY)
    with desk.open() as ledger:
        assert ledger.verify().sound
