"""Taking over a ledger of an earlier version: its tables are made anew, filled from the old ones, and chained.

Version 1 kept masks by their set of levels and without what they showed. Versions 1 and 2 had no chain, so nobody can
say whether their entries were changed before they were taken over; `meta` keeps that they were. They knew one kind of
spend: of events, in parallel, with its output beside it. Version 3 has the chain, which goes on: it only lacks `steps`,
and, as version 4 does, the chapters: what such a ledger released stays unknown to the archive, which says so.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from redact.ledger.chain import Chain
from redact.ledger.fingerprint import of_table
from redact.ledger.releases import now
from redact.ledger.tables import CHAPTERS, COLUMNS, STEPS, TABLES, VERSION, only_grows

_MASKS: Final = {
    1: "SELECT row_number() OVER (ORDER BY min(at), digest), digest, NULL, min(at) FROM old_masks GROUP BY digest",
    2: "SELECT number, digest, content, at FROM old_masks",
}

CHAINED: Final = 3
"""The first version with a chain."""

STEPPED: Final = 4
"""The first version with `steps`."""

_COPY: Final = (
    "INSERT INTO meta (name, value) SELECT name, value FROM old_meta WHERE name <> 'version' ORDER BY name",
    "INSERT INTO tiers SELECT id, name FROM old_tiers",
    "INSERT INTO events SELECT key, strictest, cover, fine FROM old_events",
    "INSERT INTO releases SELECT number, id, folder, nonce, about FROM old_releases",
    "INSERT INTO release_states SELECT number, release, state, at FROM old_release_states",
    "INSERT INTO pending SELECT r.number, p.tiers, p.events FROM old_pending p JOIN releases r ON r.id = p.release",
    """INSERT INTO spends
    SELECT number, request, '', counted, 'event', '', periods, epsilon, '0', 1, 0, '{}', at FROM old_spends""",
    "INSERT INTO outputs SELECT number, output FROM old_spends",
)


def take_over(database: sqlite3.Connection, chain: Chain) -> None:
    """Brings a ledger to this version in one transaction. Where another process has done so meanwhile, nothing."""
    database.execute("PRAGMA foreign_keys = OFF")  # only outside a transaction; while tables take each other's place
    database.execute("BEGIN IMMEDIATE")
    try:
        version = int(dict(database.execute("SELECT name, value FROM meta"))["version"])
        if version < CHAINED:
            _rebuild(database, chain, version)
        elif version < VERSION:
            _extend(database, chain, version)
        database.execute("COMMIT")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")
        database.execute("PRAGMA foreign_keys = ON")


def _extend(database: sqlite3.Connection, chain: Chain, version: int) -> None:
    """Adds what version 3 or 4 lacks. Its links stay, so that heads which are out in published statements are still
    found; the entry with the version is linked anew."""
    try:
        sound = chain.holds(database)
    except (sqlite3.DatabaseError, TypeError, ValueError):
        sound = False
    if not sound:
        return  # opening says so; a ledger that somebody changed is not sealed again
    never_change, _ = only_grows("meta")
    database.execute("DROP TRIGGER meta_never_change")
    database.execute("UPDATE meta SET value = ? WHERE name = 'version'", (str(VERSION),))
    steps = (STEPS, *only_grows("steps")) if version < STEPPED else ()
    for statement in (never_change, *steps, *CHAPTERS, *only_grows("chapters")):
        database.execute(statement)
    (entry,) = database.execute("SELECT number FROM meta WHERE name = 'version'").fetchone()
    chain.add(database, "meta", entry)
    chain.seal(database)


def _rebuild(database: sqlite3.Connection, chain: Chain, version: int) -> None:
    there = database.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").fetchall()
    for _, name in (each for each in there if each[0] == "trigger"):
        database.execute(f'DROP TRIGGER "{name}"')
    tables = [name for kind, name in there if kind == "table"]
    for name in tables:
        database.execute(f'ALTER TABLE "{name}" RENAME TO "old_{name}"')
    for statement in (*TABLES, *_COPY, f"INSERT INTO masks {_MASKS[version]}"):
        database.execute(statement)
    meta = (("version", str(VERSION)), ("taken over from version", str(version)), ("taken over", now()))
    database.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", meta)
    for name in tables:
        database.execute(f'DROP TABLE "old_{name}"')
    for table, (number, *_) in COLUMNS.items():
        query = f"SELECT {number} FROM {table} ORDER BY 1"  # noqa: S608 - both names are ours
        for (entry,) in database.execute(query).fetchall():
            chain.add(database, table, entry)
    chain.add_events(database, 0, of_table(chain.events_key, database))
    chain.seal(database)
