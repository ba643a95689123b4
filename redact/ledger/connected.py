"""The file behind a ledger object: making and opening it, its chain, and one transaction for every change."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from redact.errors import Missing, RedactError, Where
from redact.ledger import chain, opening, verifying
from redact.ledger.chain import Chain, Head
from redact.ledger.opening import said
from redact.ledger.secret import Secret, create_private
from redact.ledger.verifying import Verified


class Connected:
    """A ledger's file and chain. What lies in it is for those who build on this: `redact.ledger.ledger.Ledger`."""

    def __init__(self, database: sqlite3.Connection, path: Path | None, secret: Secret) -> None:
        self._database = database
        self._process = os.getpid()
        self._secret = secret
        self._chain = Chain(secret)
        self.path = path

    @classmethod
    def create(cls, path: Path | str, publisher: str, secret: Secret) -> Self:
        """A new, empty ledger in a file that only its owner can read. UsageError (2) where the file exists."""
        path = Path(path)
        create_private(path, b"")
        ledger = cls(opening.connect(path), path, secret)
        with said(path):
            opening.settings(ledger._database)
            ledger._database.execute("PRAGMA journal_mode = WAL")
            opening.fill(ledger._database, ledger._chain, publisher, secret)
        return ledger

    @classmethod
    def open(cls, path: Path | str, secret: Secret, *, sealed: bool = True) -> Self:
        """The ledger in a file. Missing (16) where it is absent, is none, is newer, or belongs to another secret.

        Of the chain only the end is looked at, which takes no time; where it does not hold, that is 16 too.
        `sealed=False` lets `verify` say what is wrong instead; use such a ledger for nothing else.
        """
        path = Path(path)
        if not path.is_file():
            raise Missing("the ledger is not there", where=Where(path), fix=opening.LOST)
        ledger = cls(opening.connect(path), path, secret)
        try:
            opening.admit(ledger._database, ledger._chain, secret, path, sealed=sealed)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @classmethod
    def in_memory(cls, secret: Secret, publisher: str = "draft") -> Self:
        """A ledger that is gone when it is closed, for drafts and the demo."""
        database = sqlite3.connect(":memory:", isolation_level=None)
        opening.settings(database)
        ledger = cls(database, None, secret)
        opening.fill(database, ledger._chain, publisher, secret)
        return ledger

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if self._process == os.getpid():
            self._database.close()

    @property
    def publisher(self) -> str:
        (name,) = self._database.execute("SELECT value FROM meta WHERE name = 'publisher'").fetchone()
        return str(name)

    # ---- the chain

    @property
    def head(self) -> Head:
        """The last link, to be written into what is published. It tells how many links there are and nothing else."""
        with said(self.path):
            return self._chain.head(self._database)

    def demand_head(self, number: int | None, digest: str) -> None:
        """Sees that this ledger contains a published head; without its number (None) the digest must be anywhere.

        Missing (16) where it does not: this is an old backup, and what was spent since would be spent again.
        """
        with said(self.path):
            there = chain.contains(self._database, number, digest)
        if not there:
            raise Missing(
                "this ledger is older than the last release: it was restored from an old backup, or is not the one "
                "that the release was made with",
                where=Where(self.path),
                fix="Restore the newest backup. With this one, budget that is spent would be given back and events "
                "that were published would be treated as new.",
            )

    def verify(self) -> Verified:
        """Reads everything and says what was edited, added, removed or moved: about a second for a million events."""
        with said(self.path):
            self._database.execute("BEGIN")
        try:
            return verifying.verify(self._database, self._chain)
        finally:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")

    # ---- inside

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other process interleaves with; all of it happens, or nothing."""
        with said(self.path):
            self._database.execute("BEGIN IMMEDIATE")
        try:
            with said(self.path):
                yield self._database
                self._chain.seal(self._database)
                self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _refusal(self, what: str) -> RedactError:
        return RedactError(what, where=Where(self.path))
