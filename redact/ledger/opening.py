"""The file behind a ledger: connecting, filling a new one, taking over one of an earlier version, SQLite's errors."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from redact.errors import Missing, RedactError, Where
from redact.ledger import migration
from redact.ledger.chain import BROKEN, Chain, Changed
from redact.ledger.releases import now
from redact.ledger.secret import Secret
from redact.ledger.tables import TABLES, VERSION

WAIT_S: Final = 30.0
"""How long one process waits for another's transaction."""

OLDEST: Final = (3, 37)
"""The first SQLite that enforces the types of columns."""

LOST: Final = (
    "Nothing was created in its place: restore it from a backup. A new ledger would treat events that were published "
    "before differently, and that would point at them."
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a file that is there. Missing (16) where Python's SQLite is too old for the ledger's tables."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise Missing(
            f"the ledger needs SQLite {'.'.join(map(str, OLDEST))} or newer; this Python has {sqlite3.sqlite_version}",
            fix="Use another build of Python, or a newer operating system.",
        )
    address = f"{path.absolute().as_uri()}?mode=rw"  # rw: never creates
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=WAIT_S)


def settings(database: sqlite3.Connection) -> None:
    """What must hold for every connection."""
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA synchronous = FULL")  # what was spent must survive a power cut


def fill(database: sqlite3.Connection, chain: Chain, publisher: str, secret: Secret) -> None:
    """Makes a new database an empty ledger."""
    database.execute("BEGIN IMMEDIATE")
    for statement in TABLES:
        database.execute(statement)
    meta = (("version", str(VERSION)), ("publisher", publisher), ("secret", secret.fingerprint), ("created", now()))
    for name, value in meta:
        cursor = database.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (name, value))
        chain.add(database, "meta", cursor.lastrowid)
    chain.seal(database)
    database.execute("COMMIT")


def admit(database: sqlite3.Connection, chain: Chain, secret: Secret, path: Path, *, sealed: bool) -> None:
    """Sees that a file is the ledger of this secret, and takes over one of an earlier version.

    `sealed`: whether its last link must hold. Missing (16) where something is wrong with it.
    """
    try:
        settings(database)
        meta = dict(database.execute("SELECT name, value FROM meta"))
        version, fingerprint = int(meta["version"]), meta["secret"]
    except (sqlite3.DatabaseError, KeyError, ValueError):
        raise Missing("this file is not a ledger of redact", where=Where(path), fix=LOST) from None
    if version > VERSION:
        raise Missing(
            "this ledger was written by a newer version of redact",
            where=Where(path),
            fix="Use that version, or a later one.",
        )
    if fingerprint != secret.fingerprint:
        raise Missing("the ledger belongs to another secret", where=Where(path), fix=LOST)
    if version < VERSION:
        with said(path):
            migration.take_over(database, chain)
    if sealed and not _holds(database, chain):
        raise Missing("something else than redact has changed this ledger", where=Where(path), fix=BROKEN)


def _holds(database: sqlite3.Connection, chain: Chain) -> bool:
    try:
        return chain.holds(database)
    except (sqlite3.DatabaseError, TypeError, ValueError):
        return False


@contextlib.contextmanager
def said(path: Path | None) -> Iterator[None]:
    """SQLite's own errors as ours, without its text; Missing (16) where an entry is not what was linked."""
    try:
        yield
    except Changed as changed:
        raise Missing(str(changed), where=Where(path), fix=BROKEN) from None
    except sqlite3.OperationalError as error:
        busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        what = "the ledger is in use by another program" if busy else "the ledger cannot be read or written"
        raise RedactError(what, where=Where(path), fix="Close other programs that use it and try again.") from None
    except sqlite3.DatabaseError:
        raise RedactError("the ledger refuses this change, or is damaged", where=Where(path)) from None
