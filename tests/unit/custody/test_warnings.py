"""What doctor and release warn of: copies that lag, synced and network folders, rights, old plans."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from redact.custody.backup import back_up, back_up_secret
from redact.custody.places import marked_by, on_network, synced, synced_by
from redact.custody.warnings import Warn, elsewhere, on_windows, open_to_others, too_old, warnings_of
from redact.ledger import Secret

from .conftest import DAY, NOW, Desk


def told(desk: Desk, days: int = 90) -> list[Warn]:
    with desk.open() as ledger:
        fingerprint = Secret.load(desk.secret).fingerprint
        return list(warnings_of(desk.kept, ledger, fingerprint, days, environment={}, now=NOW))


def names(found: Iterable[Warn]) -> list[str]:
    return [each.name for each in found]


def test_a_new_project_has_nothing_to_warn_of(desk: Desk) -> None:
    assert told(desk) == []


def test_a_release_that_is_in_no_copy(desk: Desk) -> None:
    desk.release("2027-05-01-abc")
    assert [each.says for each in told(desk)] == ["the ledger was never copied"]
    back_up_secret(desk.kept, desk.envelope, DAY)
    assert names(told(desk)) == ["backup"], "that was the secret"
    back_up(desk.kept, desk.usb, DAY)
    assert told(desk) == []
    desk.release("2027-06-01-def", key=2)
    (found,) = told(desk)
    assert found.says.startswith("the last release is not in the last copy of the ledger (")
    assert found.fix == f"redact ledger backup  (goes to {desk.usb.resolve()})"
    desk.release("2027-07-01-ghi", key=3)
    assert told(desk)[0].says.startswith("the last 2 releases are")


SYNCED = {
    PureWindowsPath(r"D:\bo\OneDrive - City of Springfield\redact\private"): "OneDrive",
    PureWindowsPath(r"D:\bo\OneDrive\x"): "OneDrive",
    PurePosixPath("/Users/bo/Library/CloudStorage/OneDrive-Personal/x"): "a cloud service",
    PurePosixPath("/Users/bo/Library/Mobile Documents/com~apple~CloudDocs/x"): "iCloud",
    PurePosixPath("/home2/bo/Dropbox (Police)/x"): "Dropbox",
    PureWindowsPath(r"G:\My Drive\redact"): "Google Drive",
    PurePosixPath("/Users/bo/Box Sync/x"): "Box",
    PurePosixPath("/Users/bo/Box/x"): "Box",
    PurePosixPath("/srv/Nextcloud/x"): "Nextcloud",
}


@pytest.mark.parametrize("path", SYNCED, ids=str)
def test_synced_folders_by_name(path: PurePosixPath | PureWindowsPath) -> None:
    assert synced_by(path) == SYNCED[path]


@pytest.mark.parametrize("path", ["/srv/redact", "/srv/mailbox/x", "/srv/boxes", "/srv/onedriver/x", "/srv/drop"])
def test_others_are_not_taken_for_one(path: str) -> None:
    assert synced_by(PurePosixPath(path)) is None


@pytest.mark.parametrize(
    ("mark", "program"),
    [
        (".dropbox.cache", "Dropbox"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".tmp.driveupload", "Google Drive"),
        (".sync_0a1b2c3d4e5f.db", "Nextcloud"),
        ("._sync_0a1b2c3d4e5f.db", "Nextcloud"),
        (".stfolder", "Syncthing"),
        ("sync.db", None),
        ("dropbox.txt", None),
    ],
)
def test_synced_folders_by_their_marks(mark: str, program: str | None, tmp_path: Path) -> None:
    assert marked_by(["a", mark]) == program
    (tmp_path / mark).write_text("", encoding="utf-8")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    assert synced(tmp_path / "deep" / "er", {}) == program
    assert synced(tmp_path / "deep" / "ledger.sqlite", {}) == program


def test_synced_folders_through_a_link_and_by_the_environment(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "records").symlink_to(tmp_path / "Dropbox")
    assert synced(tmp_path / "records", {}) == "Dropbox"
    assert synced(tmp_path / "one" / "x", {"OneDriveCommercial": str(tmp_path / "one")}) == "OneDrive"
    assert synced(tmp_path / "two", {"OneDriveCommercial": str(tmp_path / "one"), "OneDrive": ""}) is None


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /srv/shared nfs4 rw 0 0
//server/records /mnt/the\\040records cifs rw 0 0
/dev/sdb1 /srv/shared/local ext4 rw 0 0
bo@server: /media/far fuse.sshfs rw 0 0
short
"""

NETWORK = {
    "/srv/redact": False,
    "/srv/shared": True,
    "/srv/shared/redact/ledger.sqlite": True,
    "/srv/sharedness": False,
    "/srv/shared/local/x": False,
    "/mnt/the records/x": True,
    "/media/far/x": True,
    r"\\server\records\x": True,
    "//server/records": True,
    r"\\?\UNC\server\records": True,
    r"\\?\C:\records": False,
    r"C:\records": False,
}


@pytest.mark.parametrize("path", NETWORK)
def test_network_drives(path: str) -> None:
    assert on_network(path, MOUNTS) is NETWORK[path]


def test_a_place_that_is_copied_away_is_told_with_what_helps(desk: Desk) -> None:
    (desk.folder / ".dropbox").write_text("", encoding="utf-8")
    desk.plan("plan")
    found = told(desk)
    assert [each.says for each in found] == [
        f"the {what} lies in a folder that Dropbox copies to other computers"
        for what in ("ledger", "secret", "plan plan")
    ]
    assert [each.fix.split("  ")[0] for each in found[:2]] == [
        "redact ledger move FOLDER", "redact ledger move FOLDER --with-secret",
    ]  # fmt: skip
    assert not list(elsewhere({"ledger": desk.usb}, {}))


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
@pytest.mark.parametrize(
    "what",
    ["private", "private/secret", "private/ledger.sqlite", "private/ledger.sqlite.lock", "private/looks.jsonl", "plan"],
)
def test_files_that_others_can_read(desk: Desk, what: str) -> None:
    desk.plan("plan")
    (desk.folder / "private" / "looks.jsonl").touch(0o600)
    with desk.open() as ledger, ledger.writing():
        pass
    assert told(desk) == []
    path = desk.folder / what
    path.chmod(0o755 if path.is_dir() else 0o640)
    (found,) = told(desk)
    assert found.fix == f"chmod {'700' if path.is_dir() else '600'} '{path}'"
    assert found.says == f"others on this computer can read 1 {'folder' if path.is_dir() else 'file'}"


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_files_in_a_plan_that_others_may_enter_and_copies_are_looked_at(desk: Desk) -> None:
    plan = desk.plan("plan")
    copy = back_up(desk.kept, desk.usb, DAY).path
    (plan / "plan.json").chmod(0o644)
    assert told(desk) == [], "nobody else can enter the plan's folder"
    plan.chmod(0o711)
    copy.chmod(0o644)
    assert [each.says for each in told(desk)] == [
        "others on this computer can read 2 files", "others on this computer can read 1 folder",
    ]  # fmt: skip


def test_many_files_are_counted_and_some_named(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}").touch(0o644)
        (tmp_path / f"{number}").chmod(0o644)
    (found,) = open_to_others(sorted(tmp_path.iterdir()))
    assert found.says.endswith("5 files")
    assert found.fix.endswith("and 2 more")


def test_on_windows_it_says_how_to_look() -> None:
    (found,) = on_windows(Path("private"), "win32")
    assert "icacls" in found.fix
    assert not list(on_windows(Path("private"), "linux"))


def test_plans_older_than_the_policy_keeps_them(desk: Desk) -> None:
    desk.plan("one", days=90)
    assert [each.says for each in told(desk)] == ["1 plan is older than 90 days"]
    desk.plan("two", days=400)
    assert [(each.says, each.fix) for each in told(desk)] == [("2 plans are older than 90 days", "redact purge")]
    assert not list(too_old((), 90, NOW))
    assert told(desk, 500) == []
