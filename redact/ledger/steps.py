"""Steps that people take on the way to a release and after it: notices, approvals, removals, recalls, backups.

They are only ever added to, like everything else here. What undoes a step is another step.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from redact.ledger.chain import Chain
from redact.ledger.releases import now


class Kind(StrEnum):
    """What somebody did."""

    FIRST_KEY = "first key"
    PAPER = "signed on paper"
    ADDITION = "addition noted"
    NOTICE = "notice"
    OBJECTION = "objection"
    LIFTED = "objection lifted"
    WITHDRAWN = "signature withdrawn"
    APPROVAL = "approval"
    REMOVAL = "removal"
    UNDONE = "removal taken back"
    CORRECTION = "correction"
    RECALL = "recall"
    BACKUP = "backup"
    RESTORED = "restored"
    ERA = "new era"
    PURGE = "purge"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number, what it is about (a digest, a role, another step's number), what else it says, and when
    it was taken (UTC, ISO 8601)."""

    number: int
    kind: Kind
    about: str
    content: Mapping[str, Any]
    at: str


def add(database: sqlite3.Connection, chain: Chain, kind: Kind, about: str, content: Mapping[str, Any]) -> int:
    """Adds a step and gives its number; the caller holds the transaction."""
    cursor = database.execute(
        "INSERT INTO steps (kind, about, content, at) VALUES (?, ?, ?, ?)",
        (kind.value, about, json.dumps(dict(content), ensure_ascii=False, sort_keys=True), now()),
    )
    chain.add(database, "steps", cursor.lastrowid)
    return int(cursor.lastrowid or 0)


def every(database: sqlite3.Connection) -> tuple[Step, ...]:
    """All steps, oldest first."""
    rows = database.execute("SELECT number, kind, about, content, at FROM steps ORDER BY number")
    return tuple(Step(number, Kind(kind), about, json.loads(content), at) for number, kind, about, content, at in rows)
