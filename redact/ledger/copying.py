"""Copies of a ledger: made while it may be in use, read without changing them, and put in the ledger's place.

SQLite's own backup reads one consistent state, what lies in the -wal file included. A copy is one plain file (no
write-ahead log), so that nothing beside it is needed and it can be read from a disk that cannot be written to.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redact.errors import Missing, RedactError, Where
from redact.ledger import chain, verifying
from redact.ledger.chain import Chain, Head
from redact.ledger.ledger import Ledger
from redact.ledger.opening import said
from redact.ledger.secret import Secret, create_private

BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite may have beside a database; its name goes before."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was read again and found sound: its last link, and how many entries and events it has."""

    head: Head
    entries: int
    events: int


def copy_ledger(ledger: Ledger, secret: Secret, to: Path) -> Copied:
    """Writes a copy into a new file that only its owner can read, and verifies it there.

    UsageError (2) where the file exists. Missing (16) where the copy is not sound; it is taken away again then.
    """
    create_private(to, b"")
    try:
        with said(ledger.path), closing(sqlite3.connect(to)) as target:
            ledger._database.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        return look(to, secret)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def look(path: Path, secret: Secret) -> Copied:
    """Reads a whole copy of this version without changing it. Missing (16) where it is not sound."""
    chained = Chain(secret)
    address = f"{path.absolute().as_uri()}?mode=ro"
    with said(path), closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        database.execute("BEGIN")
        found = verifying.verify(database, chained)
        found.demand(path)
        return Copied(chained.head(database), found.entries, found.events)


def contains(ledger: Ledger, head: Head) -> bool:
    """Whether a ledger has this link, so that it is the same one at that time or later."""
    with said(ledger.path):
        return chain.contains(ledger._database, head.number, head.digest)


@contextlib.contextmanager
def opened_copy(source: Path, secret: Secret, aside: Path) -> Iterator[Ledger]:
    """A ledger file, with what SQLite left beside it, copied to the new file `aside` and opened there.

    The source is not touched, so it may be of an earlier version and lie where nothing can be written. Missing (16)
    where it is absent, belongs to another secret or was changed. What was copied is taken away where this ends in an
    error; otherwise `aside` is one plain file afterwards.
    """
    if not source.is_file():
        raise Missing("there is no such file", where=Where(source), fix="Name a copy that `redact ledger backup` made.")
    try:
        _copy_bytes(source, aside)
        with Ledger.open(aside, secret) as ledger:
            ledger.verify().demand(source)
            yield ledger
            with said(source):
                ledger._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                ledger._database.execute("PRAGMA journal_mode = DELETE")
    except BaseException as error:
        for name in _all_of(aside):
            name.unlink(missing_ok=True)
        if isinstance(error, Missing) and error.where == Where(aside):
            error.where = Where(source)
        raise


def keep(path: Path, name: str) -> Path | None:
    """Copies a ledger's file, with what lies beside it, to an unused name like `name`; None where there is none.

    Afterwards nothing of it lies in a write-ahead log if SQLite could still read it.
    """
    if not path.exists():
        return None
    kept = unused(path.with_name(name))
    _copy_bytes(path, kept)
    with contextlib.suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a damaged file stays as it is, and is replaced whole
    return kept


def put(new: Path, path: Path) -> None:
    """Puts a finished file in the ledger's place. A write-ahead log of the earlier file must not meet the new one."""
    for suffix in BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    new.replace(path)
    with said(path), closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    sync_folder(path.parent)


def unused(path: Path) -> Path:
    """The path, or the first with a number before its ending that nobody uses."""
    number, found = 1, path
    while any(each.exists() for each in _all_of(found)):
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder last through a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _all_of(path: Path) -> tuple[Path, ...]:
    return (path, *(path.with_name(path.name + suffix) for suffix in BESIDE))


def _copy_bytes(source: Path, to: Path) -> None:
    for suffix in ("", "-wal", "-journal"):
        part = source.with_name(source.name + suffix)
        if suffix and not part.exists():
            continue
        target = to.with_name(to.name + suffix)
        create_private(target, b"")
        try:
            with part.open("rb") as read, target.open("r+b") as written:
                shutil.copyfileobj(read, written)
                written.flush()
                os.fsync(written.fileno())
        except OSError as error:
            raise RedactError(f"the file cannot be copied ({error.strerror})", where=Where(part)) from None
