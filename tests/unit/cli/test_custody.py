"""The commands that look after the ledger, as a clerk types them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from redact.ledger import Kind, Ledger, Secret

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command


@pytest.fixture
def project(redact: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project as the current folder, and folders for copies beside it."""
    folder = tmp_path / "city"
    assert redact("init", "--publisher", "Springfield PD", "--folder", folder).code == 0
    for name in ("usb", "envelope"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr("redact.cli.doctor._shipped", lambda: iter(()))  # takes seconds, and is tested elsewhere
    return folder


def test_a_new_computer(redact: Command, project: Path) -> None:
    """What docs/custody.md walks through: copies here, the project's folder there, secret, ledger, doctor."""
    copied = redact("ledger", "backup", "--to", "../usb")
    assert copied.code == 0, copied.err
    assert copied.out.startswith("backup  ")
    assert "entries and 0 events are as redact wrote them." in copied.out
    assert redact("ledger", "backup", "--secret", "--to", "../envelope").code == 0
    shutil.rmtree("private")
    (ledger,), (secret,) = Path("../usb").iterdir(), Path("../envelope").iterdir()
    assert redact("doctor").code == 16
    assert redact("ledger", "restore", ledger).code == 16
    ended = redact("ledger", "restore", ledger, "--secret", secret)
    assert ended.code == 0, ended.err
    assert [line.split("  ")[0] for line in ended.out.splitlines()[:2]] == ["secret", "ledger"]
    found = {finding["name"]: finding for finding in redact("doctor", "--json").objects}
    assert found["project"]["state"] == "ok"
    assert redact("ledger", "verify").code == 0


def test_programs_can_read_all_of_it(redact: Command, project: Path) -> None:
    (made,) = redact("ledger", "backup", "--to", "../usb", "--json").objects
    assert set(made) == {"backup", "head", "entries", "events", "notes"}
    (secret,) = redact("ledger", "backup", "--secret", "--to", "../envelope", "--json").objects
    (moved,) = redact("ledger", "move", "state", "--json").objects
    assert set(moved) == {"ledger", "secret", "entries", "old"}
    Path(moved["ledger"]).unlink()
    (restored,) = redact("ledger", "restore", made["backup"], "--json").objects
    assert set(restored) == {"ledger", "kept", "head", "until"}
    (purged,) = redact("purge", "--dry-run", "--json").objects
    assert purged == {"plans": [], "drafts": 0, "leftovers": [], "kept_back": [], "days": 90, "erased": False}
    assert Path(secret["secret"]).is_file()


def test_the_secret_never_goes_with_the_ledger(redact: Command, project: Path) -> None:
    ended = redact("ledger", "backup", "--to", "../usb", "--with-secret")
    assert ended.code == 2
    assert "Copy it alone: redact ledger backup --secret --to" in ended.err
    assert redact("ledger", "backup", "--secret").code == 2
    assert not list(Path("../usb").iterdir())


def test_an_old_copy_is_refused_with_16(redact: Command, project: Path) -> None:
    copy = Path(redact("ledger", "backup", "--to", "../usb", "--json").objects[0]["backup"])
    with Ledger.open("private/ledger.sqlite", Secret.load("private/secret")) as ledger:
        ledger.note(Kind.OBJECTION, "", {"by": "Ada", "because": ""})
    ended = redact("ledger", "restore", copy)
    assert ended.code == 16
    assert "knows more than this copy" in ended.err
    assert redact("ledger", "restore").code == 2


def test_doctor_says_what_helps(redact: Command, project: Path) -> None:
    (project / ".dropbox").write_text("", encoding="utf-8")
    with Ledger.open("private/ledger.sqlite", Secret.load("private/secret")) as ledger:
        ledger.intend("r", folder="releases/r", nonce="00")
        ledger.published("r", [1], [0], [-1], [True], ["other"])
    ended = redact("doctor")
    assert ended.code == 0
    assert "the ledger was never copied" in ended.out
    assert "the secret lies in a folder that Dropbox copies to other computers" in ended.out
    assert "redact ledger backup --to FOLDER" in ended.out


def test_a_new_era_is_asked_for_in_words(redact: Command, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["yes", "begin a new era"])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    era = ("ledger", "new-era", "--by", "Cy Marsh", "--why", "the safe burnt")
    assert redact(*era).code == 2, "nothing is lost"
    Path("private/secret").unlink()
    assert redact(*era).code == 2, "the words were not typed"
    assert not Path("private/secret").exists()
    ended = redact(*era)
    assert ended.code == 0, ended.err
    assert "Nothing was published before" in ended.err
    assert "A new era has begun." in ended.out
    assert redact("ledger", "verify").code == 0


def test_purge_says_what_it_is_not(redact: Command, project: Path) -> None:
    left = project / ".plan-ab12cd34"
    left.mkdir()
    os.utime(left, (0, 0))
    ended = redact("purge", "--older-than", "30d")
    assert ended.code == 0, ended.err
    assert str(left) in ended.out
    assert "deleted, not overwritten" in ended.err
    assert "Nothing is older than 30 days." in redact("purge", "--older-than", "30d").out
    assert redact("purge", "--older-than", "soon").code == 2
