"""Opening a ledger, the states of a release, masks: nothing is made up, nothing is forgotten."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from redact.errors import Missing, RedactError, UsageError
from redact.ledger import Ledger, Secret, State, ThrowAway

from .conftest import BUDGET, Home, asked

NAMES = ("withheld", "protected", "other")
KEYS = np.array([5, -7, 2**62], dtype=np.int64)

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


def remember(ledger: Ledger, release: str) -> None:
    ledger.remember(release, KEYS, [0, 1, 2], [-1, -1, 1], [False, False, True], NAMES)


# ---- opening


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_only_the_owner_can_read_any_of_its_files(home: Home, ledger: Ledger) -> None:
    with ledger.writing():
        ledger.drafted("d1", folder="d", nonce="00")
    files = [path for path in home.folder.iterdir() if path.name.startswith("ledger")]
    assert {path.name for path in files} >= {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite.lock"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_missing_ledger_is_not_made_up(home: Home) -> None:
    home.path.unlink()
    with pytest.raises(Missing, match="the ledger is not there") as caught:
        home.open()
    assert "restore it from a backup" in str(caught.value)
    assert not home.path.exists()


def test_the_ledger_of_another_secret_is_refused(home: Home) -> None:
    with pytest.raises(Missing, match="the ledger belongs to another secret"):
        Ledger.open(home.path, ThrowAway())


def test_a_newer_ledger_is_refused(home: Home) -> None:
    database = sqlite3.connect(home.path)
    with database:
        database.execute("DROP TRIGGER meta_never_change")
        database.execute("UPDATE meta SET value = '6' WHERE name = 'version'")
    database.close()
    with pytest.raises(Missing, match="written by a newer version"):
        home.open()


def test_a_sqlite_that_is_too_old_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(Missing, match=r"the ledger needs SQLite 3\.37 or newer"):
        home.open()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 and then nothing", b"case,address\n"])
def test_what_is_no_ledger_is_refused(home: Home, content: bytes) -> None:
    home.path.write_bytes(content)
    for left in home.folder.glob("ledger.sqlite-*"):
        left.unlink()
    with pytest.raises(Missing, match="this file is not a ledger of redact"):
        home.open()


def test_an_existing_ledger_is_never_replaced(home: Home) -> None:
    with pytest.raises(UsageError, match="is already there and is not replaced"):
        Ledger.create(home.path, "Springfield PD", home.secret)
    with home.open() as ledger:
        assert ledger.publisher == "Springfield PD"


def test_one_in_memory_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.in_memory(ThrowAway()) as ledger, ledger.writing():
        ledger.intend("r1", folder="r1", nonce="00")
        remember(ledger, "r1")
        ledger.published("r1")
        assert ledger.known(KEYS).fine.tolist() == [False, False, True]
    assert not list(tmp_path.iterdir())


# ---- releases


def test_a_release_goes_from_intended_to_published(home: Home, ledger: Ledger) -> None:
    made = ledger.intend("2027-03", folder=home.folder / "out", nonce="ab12", about={"policy": "baseline"})
    assert made.state is State.INTENDED
    assert [each.id for each in ledger.unfinished()] == ["2027-03"]
    remember(ledger, "2027-03")
    assert ledger.known(KEYS).strictest.tolist() == [-1, -1, -1]
    ledger.published("2027-03")
    (release,) = ledger.releases()
    assert (release.state, release.nonce, release.about) == (State.PUBLISHED, "ab12", {"policy": "baseline"})
    assert list(release.states) == [State.INTENDED, State.PUBLISHED]
    assert all(at.endswith("+00:00") for at in release.states.values())
    assert ledger.unfinished() == ()
    known = ledger.known(KEYS)
    assert [known.tiers[index] for index in known.strictest] == list(NAMES)


def test_the_events_can_be_given_when_it_is_out(ledger: Ledger) -> None:
    ledger.intend("r1", folder="r1", nonce="00")
    ledger.published("r1", KEYS, [0, 1, 2], [-1, -1, 1], [False, False, True], NAMES)
    assert ledger.known(KEYS).fine.tolist() == [False, False, True]


def test_a_release_without_its_events_is_not_published(ledger: Ledger) -> None:
    ledger.intend("r1", folder="r1", nonce="00")
    with pytest.raises(RedactError, match="the events of release r1 were never remembered"):
        ledger.published("r1")
    assert ledger.unfinished()[0].id == "r1"


def test_what_is_rolled_back_is_forgotten_but_not_its_id(ledger: Ledger) -> None:
    ledger.intend("r1", folder="r1", nonce="00")
    remember(ledger, "r1")
    ledger.rolled_back("r1")
    assert ledger.releases()[0].state is State.ROLLED_BACK
    assert ledger.known(KEYS).strictest.tolist() == [-1, -1, -1]
    with pytest.raises(RedactError, match="there is a release r1 already"):
        ledger.intend("r1", folder="r1", nonce="00")
    ledger.intend("r2", folder="r2", nonce="00")


def test_drafts_are_noted_and_change_nothing(ledger: Ledger) -> None:
    assert ledger.drafted("d1", folder="plan/draft", nonce="00").state is State.DRAFTED
    assert ledger.unfinished() == ()
    for step in (ledger.published, ledger.rolled_back):
        with pytest.raises(RedactError, match="release d1 is drafted, not intended"):
            step("d1")


def test_one_release_at_a_time(ledger: Ledger) -> None:
    ledger.intend("r1", folder="r1", nonce="00")
    with pytest.raises(RedactError, match="release r1 is unfinished"):
        ledger.intend("r2", folder="r2", nonce="00")


def test_a_finished_release_stays_as_it_is(ledger: Ledger) -> None:
    ledger.intend("r1", folder="r1", nonce="00")
    remember(ledger, "r1")
    ledger.published("r1")
    for step in (ledger.published, ledger.rolled_back):
        with pytest.raises(RedactError, match="release r1 is published, not intended"):
            step("r1")
    with pytest.raises(RedactError, match="there is no release r9"):
        ledger.published("r9")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE releases SET nonce = 'ff'",
        "DELETE FROM releases",
        "DELETE FROM release_states",
        "UPDATE masks SET digest = ''",
        "UPDATE spends SET epsilon = '0'",
        "DELETE FROM spends",
        "UPDATE outputs SET output = x'00'",
        "DELETE FROM outputs",
        "UPDATE links SET content = x'00'",
        "DELETE FROM links",
        "UPDATE tiers SET name = 'other'",
        "DELETE FROM tiers",
        "UPDATE meta SET value = ''",
    ],
)
def test_what_was_written_cannot_be_changed(home: Home, ledger: Ledger, statement: str) -> None:
    ledger.intend("r1", folder="r1", nonce="00")
    ledger.published("r1", KEYS, [0, 1, 2], [-1, -1, 1], [False, False, True], NAMES)
    ledger.pin_mask("aa", b"x")
    ledger.spend(asked("q1"), lambda: b"x", budget=BUDGET)
    database = sqlite3.connect(home.path)
    with pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"):
        database.execute(statement)
    database.close()


def test_a_ledger_that_cannot_be_written_says_so_without_sqlites_words(home: Home) -> None:
    holder = sqlite3.connect(home.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with home.open() as ledger:
        ledger._database.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(RedactError, match="the ledger is in use by another program"):
            ledger.drafted("d1", folder="d", nonce="00")
    holder.close()


# ---- crashes and other processes


def _fork(work: object) -> int:
    """Runs a function in a forked process and gives its exit code."""
    process = multiprocessing.get_context("fork").Process(target=work)  # type: ignore[arg-type]
    process.start()
    process.join(30)
    assert process.exitcode is not None
    return process.exitcode


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_crash_after_the_folder_is_in_its_place_can_be_finished(home: Home) -> None:
    out = home.folder / "out" / "r1"

    def crashing() -> None:
        ledger = home.open()
        with ledger.writing():
            ledger.intend("r1", folder=out, nonce="00")
            remember(ledger, "r1")
            out.mkdir(parents=True)
            os._exit(9)

    assert _fork(crashing) == 9
    with home.open() as ledger, ledger.writing():
        (left,) = ledger.unfinished()
        assert Path(left.folder).exists()
        ledger.published(left.id)
        assert ledger.known(KEYS).fine.tolist() == [False, False, True]
        assert ledger.unfinished() == ()


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_crash_inside_a_transaction_leaves_nothing_of_it(home: Home) -> None:
    def crashing() -> None:
        ledger = home.open()
        with ledger._change() as database:
            database.execute("INSERT INTO masks VALUES (1, 'aa', NULL, 'now')")
            os._exit(9)

    assert _fork(crashing) == 9
    with home.open() as ledger:
        assert ledger.masks() == ()
        ledger.pin_mask("bb", b"x")


def test_two_cannot_release_at_once(home: Home, ledger: Ledger) -> None:
    with (
        home.open() as other,
        ledger.writing(),
        pytest.raises(RedactError, match="another release is being made"),
        other.writing(),
    ):
        pass
    with home.open() as other, other.writing():
        pass


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_lock_goes_with_the_process(home: Home) -> None:
    def crashing() -> None:
        ledger = home.open()
        with ledger.writing():
            os._exit(9)

    assert _fork(crashing) == 9
    with home.open() as ledger, ledger.writing():
        ledger.drafted("d1", folder="d", nonce="00")


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_does_not_disturb_its_parents_ledger(home: Home, ledger: Ledger) -> None:
    def working() -> None:
        ledger.__del__()

    assert _fork(working) == 0
    ledger.drafted("d1", folder="d", nonce="00")
    assert len(ledger.releases()) == 1


def test_a_copy_of_the_files_is_a_ledger(home: Home, ledger: Ledger, tmp_path: Path) -> None:
    ledger.drafted("d1", folder="d", nonce="00")
    ledger.close()
    (tmp_path / "copy").mkdir()
    shutil.copy(home.path, tmp_path / "copy" / "ledger.sqlite")
    with Ledger.open(tmp_path / "copy" / "ledger.sqlite", Secret.load(home.folder / "secret")) as copy:
        assert [each.id for each in copy.releases()] == ["d1"]


# ---- masks


def test_every_mask_is_kept_once(ledger: Ledger) -> None:
    assert ledger.masks() == ()
    ledger.pin_mask("aa", b"places")
    ledger.pin_mask("aa", b"again")
    ledger.pin_mask("bb", b"others")
    assert ledger.masks() == (("aa", b"places"), ("bb", b"others"))
