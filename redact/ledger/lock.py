"""The publisher's one place for changing what is out: whoever holds it is alone, also where the ledger is gone."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from redact.errors import RedactError, Where
from redact.ledger.secret import create_private


@contextlib.contextmanager
def held(ledger: Path) -> Iterator[None]:
    """Holds the place beside a ledger's file; RedactError where somebody else does.

    The lock goes with the process, however it ends.
    """
    lock = ledger.with_name(ledger.name + ".lock")
    if not lock.exists():
        with contextlib.suppress(RedactError):  # another process may have created it since
            create_private(lock, b"")
    holder = sqlite3.connect(lock, isolation_level=None, timeout=0)
    try:
        try:
            holder.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise RedactError(
                "another release is being made with this ledger",
                where=Where(ledger),
                fix="Wait until it is done.",
            ) from None
        yield
    finally:
        holder.close()
