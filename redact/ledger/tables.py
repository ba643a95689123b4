"""The ledger's tables. What has been released or spent is only ever added to; triggers refuse everything else.

Triggers stop mistakes, not people with an editor. Those are found by the chain (`redact.ledger.chain`): every entry of
a table named in COLUMNS has its link in `links`, and `seal` says which link is the last one.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 5
"""Goes up when the tables change. A ledger written by a newer version is not opened."""

COLUMNS: Final = {
    "meta": ("number", "name", "value"),
    "tiers": ("id", "name"),
    "releases": ("number", "id", "folder", "nonce", "about"),
    "release_states": ("number", "release", "state", "at"),
    "pending": ("release", "tiers", "events"),
    "spends": (
        "number", "request", "input", "counted", "unit", "population", "periods", "epsilon", "delta", "parallel",
        "revision", "note", "at",
    ),
    "outputs": ("spend", "output"),
    "masks": ("number", "digest", "content", "at"),
    "steps": ("number", "kind", "about", "content", "at"),
    "chapters": ("number", "release", "kind", "content", "at"),
    "pending_chapters": ("release", "content"),
}  # fmt: skip
"""Every table whose entries are linked one by one: its columns, the number of the entry first."""

GROWING: Final = tuple(name for name in COLUMNS if not name.startswith("pending"))
"""Those whose entries stay for good."""

STEPS: Final = """CREATE TABLE steps (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL
) STRICT"""
"""What people did on the way to a release; new in version 4."""

CHAPTERS: Final = (
    """CREATE TABLE chapters (
    number INTEGER PRIMARY KEY, release INTEGER UNIQUE REFERENCES releases (number), kind TEXT NOT NULL,
    content BLOB NOT NULL, at TEXT NOT NULL, CHECK ((release IS NULL) = (kind = 'imported'))
) STRICT""",
    """CREATE TABLE pending_chapters (
    release INTEGER PRIMARY KEY REFERENCES releases (number), content BLOB NOT NULL
) STRICT""",
)
"""What each release put out, and that of one that has begun (`redact.ledger.archive`); new in version 5."""

# The types are enforced (STRICT), so that SQLite's own check finds a value of another type.
_CREATE: Final = (
    "CREATE TABLE meta (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT",
    "CREATE TABLE tiers (id INTEGER PRIMARY KEY CHECK (id > 0), name TEXT NOT NULL UNIQUE) STRICT",
    # An event is known by the keyed hash of each of its keys. cover 0: not chosen as cover.
    """CREATE TABLE events (
    key INTEGER PRIMARY KEY,
    strictest INTEGER NOT NULL REFERENCES tiers (id) CHECK (strictest BETWEEN 1 AND 2147483647),
    cover INTEGER NOT NULL DEFAULT 0 CHECK (cover BETWEEN 0 AND 2147483647),
    fine INTEGER NOT NULL CHECK (fine IN (0, 1))
) STRICT""",
    """CREATE TABLE releases (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, nonce TEXT NOT NULL, about TEXT NOT NULL
) STRICT""",
    """CREATE TABLE release_states (
    number INTEGER PRIMARY KEY, release TEXT NOT NULL REFERENCES releases (id), state TEXT NOT NULL, at TEXT NOT NULL,
    UNIQUE (release, state)
) STRICT""",
    # The events of a release that has begun, until it is finished or taken back: what a crash would lose.
    """CREATE TABLE pending (
    release INTEGER PRIMARY KEY REFERENCES releases (number), tiers TEXT NOT NULL, events BLOB NOT NULL
) STRICT""",
    # population '': an entry of an earlier version, which nobody can assign; it counts for every population.
    """CREATE TABLE spends (
    number INTEGER PRIMARY KEY, request TEXT NOT NULL, input TEXT NOT NULL, counted TEXT NOT NULL, unit TEXT NOT NULL,
    population TEXT NOT NULL, periods TEXT NOT NULL, epsilon TEXT NOT NULL, delta TEXT NOT NULL,
    parallel INTEGER NOT NULL CHECK (parallel IN (0, 1)), revision INTEGER NOT NULL CHECK (revision IN (0, 1)),
    note TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (request, input)
) STRICT""",
    "CREATE TABLE outputs (spend INTEGER PRIMARY KEY REFERENCES spends (number), output BLOB NOT NULL) STRICT",
    # Every unit table that was published by; content: as which place it showed what (NULL: an old ledger did not
    # keep it).
    """CREATE TABLE masks (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, content BLOB, at TEXT NOT NULL
) STRICT""",
    STEPS,
    *CHAPTERS,
    """CREATE TABLE links (
    number INTEGER PRIMARY KEY, what TEXT NOT NULL, entry INTEGER NOT NULL, content BLOB NOT NULL, digest BLOB NOT NULL
) STRICT""",
    "CREATE INDEX links_by_entry ON links (what, entry)",
    "CREATE TABLE seal (only INTEGER PRIMARY KEY CHECK (only = 1), digest BLOB NOT NULL) STRICT",
)


def only_grows(table: str) -> tuple[str, str]:
    refuse = "BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END"
    return (
        f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} {refuse}",
    )


TABLES: Final = (*_CREATE, *(trigger for table in (*GROWING, "links") for trigger in only_grows(table)))
"""The statements that make an empty ledger, to be executed one by one inside a transaction."""
