"""Whether a folder lies where other computers get at it: in a synced folder, or on a network drive.

Nobody can see every program that copies files away. What is found is worth a warning; that nothing is found promises
nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Final

SYNCED_PARTS: Final = (
    ("OneDrive", re.compile(r"onedrive(?:[ -].*)?|.* - onedrive")),
    ("Dropbox", re.compile(r"dropbox(?:[ -].*)?")),
    ("Google Drive", re.compile(r"google ?drive.*|googledrive.*|my drive|drivefs|google drive file stream")),
    ("iCloud", re.compile(r"icloud ?drive.*|iclouddrive|mobile documents|com~apple~clouddocs")),
    ("Box", re.compile(r"box|box sync|box-box")),
    ("Nextcloud", re.compile(r"nextcloud.*")),
    ("ownCloud", re.compile(r"owncloud.*")),
    ("a cloud service", re.compile(r"cloudstorage|pcloud ?drive|syncthing|sync\.com|megasync.*")),
)
"""Names of folders, in small letters, in which these programs keep what they copy away."""

SYNCED_MARKERS: Final = (
    ("OneDrive", re.compile(r"\.849c9593-d756-4e56-8d6e-42412f2a707b")),
    ("Dropbox", re.compile(r"\.dropbox|\.dropbox\.cache|\.dropbox\.device")),
    ("Google Drive", re.compile(r"\.tmp\.drive(?:up|down)load")),
    ("Nextcloud", re.compile(r"\.nextcloudsync\.log|\.?_?sync_[0-9a-f]{8,}\.db|\._sync_[0-9a-f]{8,}\.db")),
    ("ownCloud", re.compile(r"\.owncloudsync\.log(?:\.1)?")),
    ("Syncthing", re.compile(r"\.stfolder")),
)
"""Names of files, in small letters, that they leave at the top of it."""

ONEDRIVE_NAMES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Where Windows says in the environment that OneDrive's folders are."""

NETWORK_KINDS: Final = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "9p2000.L", "davfs", "fuse.davfs2",
        "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "glusterfs", "ceph", "fuse.ceph", "lustre",
    }
)  # fmt: skip
"""File systems of Linux that lie on another computer."""

_REMOTE: Final = 4
"""What GetDriveTypeW of Windows gives for a drive of another computer."""


def synced_by(path: PurePath) -> str | None:
    """The program that copies what lies at a path to other computers, by the names of its folders; None: none known."""
    for part in path.parts:
        for name, pattern in SYNCED_PARTS:
            if pattern.fullmatch(part.casefold()):
                return name
    return None


def marked_by(names: Iterable[str]) -> str | None:
    """The program whose marks are among the names in a folder."""
    small = [name.casefold() for name in names]
    return next(
        (name for name, pattern in SYNCED_MARKERS if any(pattern.fullmatch(each) for each in small)),
        None,
    )


def on_network(path: str, mounts: str) -> bool:
    """Whether an absolute path lies on another computer: a UNC path, or mounted so by what /proc/mounts says."""
    if path.startswith(("\\\\", "//")):
        return not path.startswith(("\\\\?\\", "\\\\.\\")) or path[4:8].upper() == "UNC\\"
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match.group(1), 8)), fields[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # of two on one place the later one is seen
            best, kind = point, fields[2]
    return kind in NETWORK_KINDS


def synced(path: Path, environment: Mapping[str, str]) -> str | None:
    """The program that copies a file or folder away, by names, marks and what Windows says; None: none known."""
    whole = path.absolute()
    for each in dict.fromkeys((whole, whole.resolve())):
        if found := synced_by(each):
            return found
        for name in ONEDRIVE_NAMES:
            if environment.get(name) and each.is_relative_to(environment[name]):
                return "OneDrive"
        for folder in each.parents if not each.is_dir() else (each, *each.parents):
            if found := marked_by(_names(folder)):
                return found
    return None


def networked(path: Path) -> bool:
    """Whether a file or folder lies on another computer."""
    whole = path.absolute().resolve()
    if sys.platform == "win32":
        import ctypes

        return on_network(str(whole), "") or ctypes.windll.kernel32.GetDriveTypeW(whole.anchor) == _REMOTE
    return on_network(str(whole), _mounts())


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # another system than Linux: there only a UNC path is known


def _names(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir()]
    except OSError:
        return []  # a folder that may be passed through but not listed
