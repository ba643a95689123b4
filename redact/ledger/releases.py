"""Releases and the states they go through, as rows of the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from redact.ledger.chain import Chain


class State(StrEnum):
    """Where a release stands. A recalled one was out: the public has seen it, and the archive keeps it."""

    INTENDED = "intended"
    PUBLISHED = "published"
    DRAFTED = "drafted"
    ROLLED_BACK = "rolled_back"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Release:
    """A release as the ledger has it. `states` maps each state it had to when it began (UTC, ISO 8601)."""

    id: str
    state: State
    folder: str
    nonce: str
    about: Mapping[str, Any]
    states: Mapping[State, str] = field(default_factory=dict)


def every(database: sqlite3.Connection) -> tuple[Release, ...]:
    """All releases and drafts, oldest first."""
    states: dict[str, dict[State, str]] = {}
    for release, state, at in database.execute("SELECT release, state, at FROM release_states ORDER BY number"):
        states.setdefault(release, {})[State(state)] = at
    rows = database.execute("SELECT id, folder, nonce, about FROM releases ORDER BY number")
    return tuple(
        Release(release, list(states[release])[-1], folder, nonce, json.loads(about), states[release])
        for release, folder, nonce, about in rows
    )


def add(
    database: sqlite3.Connection,
    chain: Chain,
    release: str,
    folder: Path | str,
    nonce: str,
    about: Mapping[str, Any] | None,
    state: State,
) -> None:
    """Adds a release in its first state; the caller holds the transaction."""
    cursor = database.execute(
        "INSERT INTO releases (id, folder, nonce, about) VALUES (?, ?, ?, ?)",
        (release, str(folder), nonce, json.dumps(dict(about or {}), ensure_ascii=False)),
    )
    chain.add(database, "releases", cursor.lastrowid)
    enter(database, chain, release, state)


def enter(database: sqlite3.Connection, chain: Chain, release: str, state: State) -> None:
    """Notes that a release is in another state from now on; the caller holds the transaction."""
    cursor = database.execute(
        "INSERT INTO release_states (release, state, at) VALUES (?, ?, ?)", (release, state.value, now())
    )
    chain.add(database, "release_states", cursor.lastrowid)


def number_of(database: sqlite3.Connection, release: str) -> int:
    """Under which number the ledger has a release that is known to be there."""
    (number,) = database.execute("SELECT number FROM releases WHERE id = ?", (release,)).fetchone()
    return int(number)


def now() -> str:
    """The present in UTC as the ledger writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
