"""What a new ledger takes over from one whose secret is lost.

The old file can be read but not verified, so what it says counts only where that makes the new ledger stricter or where
it would otherwise be forgotten: spent budget, masks, who has signed, objected and withdrawn. Its events, archive and
removals are sealed or hashed under the secret that is gone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from redact.ledger.ledger import Ledger
from redact.ledger.releases import State, every
from redact.ledger.secret import Secret
from redact.ledger.steps import Kind
from redact.ledger.tables import COLUMNS

CARRIED: Final = (
    Kind.FIRST_KEY, Kind.PAPER, Kind.ADDITION, Kind.OBJECTION, Kind.LIFTED, Kind.WITHDRAWN, Kind.RECALL, Kind.BACKUP,
    Kind.ERA,
)  # fmt: skip
"""Notices and approvals are of plans that nobody can release any more."""

LOST: Final = (Kind.REMOVAL, Kind.CORRECTION)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """What a ledger without its secret still says. `released`: id and time of all that was published, or was about to
    be. `removed`: how many removals and corrections are sealed for good."""

    released: tuple[tuple[str, str], ...] = ()
    steps: tuple[Row, ...] = ()
    spends: tuple[Row, ...] = ()
    masks: tuple[Row, ...] = ()
    removed: int = 0


def left_in(path: Path) -> Left | None:
    """What can still be read; None where there is no ledger, or where it is damaged."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as file:
            file.execute("PRAGMA query_only = ON")
            if [row[0] for row in file.execute("PRAGMA integrity_check")] != ["ok"]:
                return None
            steps = _all(file, "steps")
            kinds = [row[1] for row in steps]
            return Left(
                tuple(
                    (each.id, list(each.states.values())[-1])
                    for each in every(file)
                    if {State.PUBLISHED, State.INTENDED} & set(each.states) and each.state is not State.ROLLED_BACK
                ),
                steps,
                _all(file, "spends"),
                _all(file, "masks"),
                sum(kind in LOST for kind in kinds),
            )
    except (sqlite3.Error, ValueError, TypeError, KeyError, IndexError):
        return None


def begin(path: Path, publisher: str, secret: Secret, left: Left | None, content: Mapping[str, Any]) -> None:
    """Creates the ledger of a new era in a new file. UsageError (2) where the file exists."""
    with Ledger.create(path, publisher, secret) as ledger:
        if left is not None:
            with ledger._change() as database:
                for table, rows in (("spends", left.spends), ("masks", left.masks)):
                    _take(ledger, database, table, rows)
                _take(ledger, database, "steps", _renumbered(left.steps))
        ledger.note(Kind.ERA, "", content)


def _all(file: sqlite3.Connection, table: str) -> tuple[Row, ...]:
    return tuple(file.execute(f"SELECT {', '.join(COLUMNS[table])} FROM {table} ORDER BY 1").fetchall())  # noqa: S608


def _take(ledger: Ledger, database: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * len(COLUMNS[table]))
    for row in rows:
        database.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - the name is ours
        ledger._chain.add(database, table, row[0])


def _renumbered(steps: Sequence[Row]) -> list[Row]:
    """Those that are carried, numbered from 1. That an objection was lifted names it by its number."""
    wanted = [row for row in steps if row[1] in CARRIED]
    numbers = {str(row[0]): str(number) for number, row in enumerate(wanted, start=1)}
    return [
        (number, kind, numbers.get(about, about) if kind == Kind.LIFTED else about, content, at)
        for number, (_, kind, about, content, at) in enumerate(wanted, start=1)
        if isinstance(json.loads(content), dict)
    ]
