"""The chain: a keyed digest of every entry, each tied to the one before, so that nothing is changed unnoticed.

An entry's link says which table and number it is, what it holds (a keyed digest of all its columns) and, through the
digest of the link before, what came earlier. The seal is a keyed digest of the last link, so that the end cannot be
cut off. All keys are derived from the secret: who edits the file without it cannot mend the chain. Who has an older
copy of the whole file can put that in its place; that is what `Ledger.demand_head` is for.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from redact.ledger.fingerprint import Fingerprint
from redact.ledger.secret import Secret
from redact.ledger.tables import COLUMNS

EVENTS: Final = "events"
"""The links that hold the fingerprint of all events after a release; their entry is the release's number."""

BROKEN: Final = (
    "Nothing can be published with it. See where: redact ledger verify. Then put the newest backup in its place, and "
    "find out who or what can write to the file."
)
"""What helps where something else than redact has changed the ledger."""

Value = int | str | bytes | None


class Changed(Exception):
    """An entry is not what was linked; `redact.ledger.opening.said` tells it with the ledger's path."""

    def __init__(self, table: str, entry: int) -> None:
        super().__init__(f"entry {entry} of {table} is not what redact wrote")


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: how many there are, and its digest (64 hex digits, which give nothing away)."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it is stored."""

    number: int
    what: str
    entry: int
    content: bytes
    digest: bytes


class Chain:
    """Makes and checks links under one secret. It keeps no state; the caller holds the transaction."""

    __slots__ = ("_link_key", "_row_key", "_seal_key", "events_key")

    def __init__(self, secret: Secret) -> None:
        self._link_key = secret.key("redact ledger link")
        self._row_key = secret.key("redact ledger entry")
        self._seal_key = secret.key("redact ledger seal")
        self.events_key = secret.key("redact ledger events")

    def add(self, database: sqlite3.Connection, table: str, entry: int | None) -> None:
        """Links an entry as it now stands in its table."""
        row = database.execute(f"{selected(table)} WHERE {COLUMNS[table][0]} = ?", (entry,)).fetchone()
        self._append(database, table, int(row[0]), self.of_row(table, row))

    def add_events(self, database: sqlite3.Connection, entry: int, change: Fingerprint) -> None:
        """Links what all events are together after a change of them."""
        self._append(database, EVENTS, entry, (self.events(database) + change).to_bytes())

    def events(self, database: sqlite3.Connection) -> Fingerprint:
        """What all events must be together, as the last link about them says."""
        row = database.execute(
            "SELECT content FROM links WHERE what = ? ORDER BY number DESC LIMIT 1", (EVENTS,)
        ).fetchone()
        return Fingerprint.from_bytes(row[0]) if row is not None else Fingerprint()

    def vouches(self, database: sqlite3.Connection, table: str, entry: int) -> bool:
        """Whether one entry is what was linked."""
        row = database.execute(f"{selected(table)} WHERE {COLUMNS[table][0]} = ?", (entry,)).fetchone()
        link = database.execute(
            "SELECT content FROM links WHERE what = ? AND entry = ? ORDER BY number DESC LIMIT 1", (table, entry)
        ).fetchone()
        return row is not None and link is not None and same(self.of_row(table, row), link[0])

    def demand(self, database: sqlite3.Connection, table: str, entry: int) -> None:
        """Changed where an entry is not what was linked."""
        if not self.vouches(database, table, entry):
            raise Changed(table, entry)

    def demand_all(self, database: sqlite3.Connection, table: str) -> None:
        """Changed where an entry of a growing table is not what was linked, was added or is missing."""
        linked = {entry for (entry,) in database.execute("SELECT entry FROM links WHERE what = ?", (table,))}
        query = f"SELECT {COLUMNS[table][0]} FROM {table}"  # noqa: S608 - both names are ours
        for entry in sorted(linked | {entry for (entry,) in database.execute(query)}):
            self.demand(database, table, entry)

    def seal(self, database: sqlite3.Connection) -> None:
        """Notes which link is the last one; needed at the end of every change."""
        head = last(database)
        sealed = database.execute("SELECT digest FROM seal").fetchone()
        if head is not None and sealed != (self.of_seal(head),):
            database.execute("INSERT OR REPLACE INTO seal VALUES (1, ?)", (self.of_seal(head),))

    def head(self, database: sqlite3.Connection) -> Head:
        """The last link."""
        link = last(database)
        assert link is not None  # a new ledger begins with links
        return Head(link.number, link.digest.hex())

    def holds(self, database: sqlite3.Connection) -> bool:
        """Whether the last link is the sealed one and follows from the one before it. The rest is not looked at."""
        ends = list(links(database, "ORDER BY number DESC LIMIT 2"))
        sealed = database.execute("SELECT digest FROM seal").fetchone()
        if not ends or sealed is None:
            return False
        before = ends[1].digest if len(ends) > 1 else b""
        return same(self.of_link(ends[0], before), ends[0].digest) and same(self.of_seal(ends[0]), sealed[0])

    def of_row(self, table: str, row: Iterable[Value]) -> bytes:
        """The keyed digest of an entry that `selected` gave."""
        return hmac.digest(self._row_key, _encoded((table, *row)), hashlib.sha256)

    def of_link(self, link: Link, before: bytes) -> bytes:
        """The digest that a link must have behind one with the digest `before`."""
        content = _encoded((link.number, link.what, link.entry, link.content, before))
        return hmac.digest(self._link_key, content, hashlib.sha256)

    def of_seal(self, link: Link) -> bytes:
        """The seal on a last link."""
        return hmac.digest(self._seal_key, _encoded((link.number, link.digest)), hashlib.sha256)

    def _append(self, database: sqlite3.Connection, what: str, entry: int, content: bytes) -> None:
        before = last(database)
        number, digest = (before.number + 1, before.digest) if before is not None else (1, b"")
        link = Link(number, what, entry, content, b"")
        database.execute(
            "INSERT INTO links VALUES (?, ?, ?, ?, ?)", (number, what, entry, content, self.of_link(link, digest))
        )


def same(one: object, other: object) -> bool:
    """Whether two digests are equal; False where one of them is none."""
    return isinstance(one, bytes) and isinstance(other, bytes) and hmac.compare_digest(one, other)


def selected(table: str) -> str:
    """The query for the entries of a table as they are digested: the number, and all else as bytes (or NULL)."""
    number, *others = COLUMNS[table]
    columns = ", ".join([number, *(f"CAST({name} AS BLOB)" for name in others)])
    return f"SELECT {columns} FROM {table}"  # noqa: S608 - all names are ours


def links(database: sqlite3.Connection, rest: str = "ORDER BY number") -> Iterator[Link]:
    """Links as they are stored, in order."""
    query = f"SELECT number, CAST(what AS BLOB), entry, content, digest FROM links {rest}"  # noqa: S608 - ours
    for number, what, entry, content, digest in database.execute(query):
        yield Link(number, bytes(what).decode(errors="replace"), entry, content, digest)


def last(database: sqlite3.Connection) -> Link | None:
    """The last link, where there is one."""
    return next(links(database, "ORDER BY number DESC LIMIT 1"), None)


def contains(database: sqlite3.Connection, number: int | None, digest: str) -> bool:
    """Whether a head is one of the links; with a number, the one of this number."""
    query = "SELECT lower(hex(digest)) FROM links WHERE ? IS NULL OR number = ?"
    return any(each == digest for (each,) in database.execute(query, (number, number)))


def _encoded(values: Iterable[Value]) -> bytes:
    """Values so that no two lists of them give the same bytes: each with its type and length in front."""
    parts = []
    for value in values:
        kind, raw = _raw(value)
        parts.append(kind + len(raw).to_bytes(8, "big") + raw)
    return b"".join(parts)


def _raw(value: Value) -> tuple[bytes, bytes]:
    if value is None:
        return b"n", b""
    if isinstance(value, bytes):
        return b"b", value
    if isinstance(value, str):
        return b"t", value.encode()
    return b"i", str(int(value)).encode()
