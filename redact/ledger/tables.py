"""The ledger's tables. What has been released or spent is only ever added to; triggers refuse everything else."""

from __future__ import annotations

from typing import Final

VERSION: Final = 2
"""Goes up when the tables change. A ledger written by a newer version is not opened."""

_APPEND_ONLY: Final = ("releases", "release_states", "spends", "spend_months", "masks")

_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- An event is known by the keyed hash of each of its keys. cover 0: not chosen as cover.
CREATE TABLE tiers (id INTEGER PRIMARY KEY CHECK (id > 0), name TEXT NOT NULL UNIQUE);
CREATE TABLE events (
    key INTEGER PRIMARY KEY,
    strictest INTEGER NOT NULL REFERENCES tiers (id),
    cover INTEGER NOT NULL DEFAULT 0,
    fine INTEGER NOT NULL CHECK (fine IN (0, 1))
);

CREATE TABLE releases (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, nonce TEXT NOT NULL, about TEXT NOT NULL
);
CREATE TABLE release_states (
    number INTEGER PRIMARY KEY, release TEXT NOT NULL REFERENCES releases (id), state TEXT NOT NULL, at TEXT NOT NULL,
    UNIQUE (release, state)
);
-- The events of a release that has begun, until it is finished or taken back: what a crash would lose.
CREATE TABLE pending (release TEXT PRIMARY KEY REFERENCES releases (id), tiers TEXT NOT NULL, events BLOB NOT NULL);

-- Every month (12 * year + month - 1) that a spend covers, for the sum that an event of that month has borne.
CREATE TABLE spends (
    number INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, counted TEXT NOT NULL, periods TEXT NOT NULL,
    epsilon TEXT NOT NULL, output BLOB NOT NULL, at TEXT NOT NULL
);
CREATE TABLE spend_months (
    spend INTEGER NOT NULL REFERENCES spends (number), month INTEGER NOT NULL, PRIMARY KEY (month, spend)
) WITHOUT ROWID;

"""


def _only_grows(table: str) -> str:
    return f"""
CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;
CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table}
    BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;
"""


_MASKS: Final = """
-- Every unit table that was published by; content: as which place it showed what (NULL: an old ledger did not keep it).
CREATE TABLE masks (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, content BLOB, at TEXT NOT NULL);
"""

TABLES: Final = _TABLES + _MASKS + "".join(_only_grows(table) for table in _APPEND_ONLY)

FROM_VERSION_1: Final = "".join(
    (
        """
DROP TRIGGER masks_never_change;
DROP TRIGGER masks_never_go;
ALTER TABLE masks RENAME TO masks_1;
""",
        _MASKS,
        """
INSERT INTO masks (digest, content, at) SELECT digest, NULL, min(at) FROM masks_1 GROUP BY digest ORDER BY min(at);
DROP TABLE masks_1;
UPDATE meta SET value = '2' WHERE name = 'version';
""",
        _only_grows("masks"),
    )
)
"""Masks were kept by their set of levels and without what they showed."""
