"""Reading the whole ledger against its chain: any entry that was changed, added, removed or moved is found.

What is looked at: SQLite's own check of the file, the tables' definitions, every link and the seal, every entry against
its link, all events against their fingerprint. Pages that SQLite does not use are not part of the ledger: a flipped
byte there is not found, and changes nothing.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redact.errors import Missing, Where
from redact.ledger.chain import BROKEN, Chain, Link, last, links, same, selected
from redact.ledger.fingerprint import of_table
from redact.ledger.releases import State
from redact.ledger.tables import COLUMNS, GROWING, TABLES

MOST: Final = 20
"""So many troubles are told; one hole in the chain can make many."""

ONCE: Final = tuple(table for table in GROWING if table != "meta")
"""Tables whose entries are linked once. In meta the version goes up when a ledger is taken over."""

_UNREADABLE: Final = (sqlite3.Error, TypeError, ValueError, OverflowError, MemoryError)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a ledger looks like: how many entries and events were compared, and every trouble in a sentence.

    `taken_over`: when a ledger without a chain was taken over; what is older could have been changed before.
    """

    entries: int
    events: int
    troubles: tuple[str, ...]
    taken_over: str | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.troubles

    def demand(self, path: Path | None = None) -> None:
        """Missing (16) where something was found: what is there is not the publisher's ledger any more."""
        if self.troubles:
            listed = "".join(f"\n  - {trouble}" for trouble in self.troubles)
            what = f"something else than redact has changed this ledger, or its file is damaged:{listed}"
            raise Missing(what, where=Where(path), fix=BROKEN)


def verify(database: sqlite3.Connection, chain: Chain) -> Verified:
    """Compares everything; the caller holds a transaction, so that nothing moves meanwhile."""
    found: list[str] = []
    known: dict[tuple[str, int], list[Link]] = {}
    counted = {"entries": 0, "events": 0}

    def look(what: str, part: Callable[[], Iterator[str]]) -> None:
        try:
            found.extend(part())
        except _UNREADABLE:
            found.append(f"{what} cannot be read")

    look("the file", lambda: _file(database))
    look("the tables' definitions", lambda: _definitions(database))
    look("the chain", lambda: _chain(database, chain, known))
    for table in COLUMNS:
        look(f"table {table}", lambda table=table: _entries(database, chain, table, known, counted))  # type: ignore[misc]
    look("table events", lambda: _events(database, chain, counted))
    more = [f"and {len(found) - MOST:,} more"] if len(found) > MOST else []
    return Verified(counted["entries"], counted["events"], (*found[:MOST], *more), _taken_over(database))


def _file(database: sqlite3.Connection) -> Iterator[str]:
    faults = [row[0] for row in database.execute("PRAGMA integrity_check")]
    if faults != ["ok"]:
        yield f"the file is damaged: SQLite's own check finds {len(faults)} fault{'s' if len(faults) > 1 else ''}"
    strays = len(database.execute("PRAGMA foreign_key_check").fetchall())
    if strays:
        yield f"{strays:,} entries name another one that is not there"


def _definitions(database: sqlite3.Connection) -> Iterator[str]:
    if _told(database) != _as_made():
        yield "the tables or their triggers are not those that redact made"


def _told(database: sqlite3.Connection) -> list[tuple[str, ...]]:
    return database.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


@functools.cache
def _as_made() -> list[tuple[str, ...]]:
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statement in TABLES:
            fresh.execute(statement)
        return _told(fresh)
    finally:
        fresh.close()


def _chain(database: sqlite3.Connection, chain: Chain, known: dict[tuple[str, int], list[Link]]) -> Iterator[str]:
    """Fills `known` with the links of every entry, in order."""
    before, number = b"", 0
    for link in links(database):
        number += 1
        if link.number != number:
            yield f"link {number} is missing" if link.number > number else f"link {link.number} was added"
            number = link.number
        if not same(chain.of_link(link, before), link.digest):
            yield f"link {link.number} was changed, or does not follow from the one before it"
        before = link.digest
        known.setdefault((link.what, link.entry), []).append(link)
    end = last(database)
    sealed = [digest for (digest,) in database.execute("SELECT digest FROM seal")]
    if end is None or len(sealed) != 1 or not same(chain.of_seal(end), sealed[0]):
        yield "the seal does not fit: links at the end were taken away or added"


def _entries(
    database: sqlite3.Connection,
    chain: Chain,
    table: str,
    known: dict[tuple[str, int], list[Link]],
    counted: dict[str, int],
) -> Iterator[str]:
    waiting = {entry for what, entry in known if what == table}
    if table not in GROWING:  # the events of a release that has begun; gone with its end, as its states tell
        states = "SELECT r.number FROM releases r JOIN release_states s ON s.release = r.id WHERE s.state <> ?"
        waiting -= {number for (number,) in database.execute(states, (State.INTENDED.value,))}
    for row in database.execute(f"{selected(table)} ORDER BY 1"):
        counted["entries"] += 1
        if row[0] not in waiting:
            yield f"entry {row[0]} of {table} was added"
            continue
        waiting.discard(row[0])
        of_it = known[table, row[0]]
        if not same(chain.of_row(table, row), of_it[-1].content) or (table in ONCE and len(of_it) > 1):
            yield f"entry {row[0]} of {table} was changed"
    for entry in sorted(waiting):
        yield f"entry {entry} of {table} is missing"


def _events(database: sqlite3.Connection, chain: Chain, counted: dict[str, int]) -> Iterator[str]:
    now, then = of_table(chain.events_key, database), chain.events(database)
    counted["events"] = now.count
    if now.count != then.count:
        yield f"there are {now.count:,} events, and {then.count:,} were recorded"
    elif now != then:
        yield f"one or more of the {now.count:,} events were changed"


def _taken_over(database: sqlite3.Connection) -> str | None:
    try:
        row = database.execute("SELECT value FROM meta WHERE name = 'taken over'").fetchone()
    except sqlite3.Error:
        return None  # told already: the table cannot be read
    return str(row[0]) if row is not None else None
