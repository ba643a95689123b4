"""The publisher's ledger: the only place with state.

    ledger = Ledger.open(path, secret)                      # Missing (16): absent, another secret, newer version
    past = ledger.known(keys)                               # what was done with these events before
    with ledger.writing():                                  # nobody else releases meanwhile
        for old in ledger.unfinished():                     # a crash: finish it or take it back
            ledger.published(old.id) if Path(old.folder).exists() else ledger.rolled_back(old.id)
        ledger.intend(id, folder=folder, nonce=nonce)       # before the bundle is put in its place ...
        ledger.remember(id, keys, strictest, cover, fine, tier_names)
        ...                                                 # ... the folder is renamed ...
        ledger.published(id)                                # ... and after: events and state in one transaction
    table = ledger.spend(request, name, "2027-Q1", Decimal("0.4"), output, budget=Decimal("1.0"))

Between `intend` and `published` everything needed to finish lies in the ledger, so a release that the public can see is
never unknown to it. `published` may be given the arrays of `remember` instead. Releases, spends and masks are only ever
added to. A connection belongs to one process: open the ledger again after a fork.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redact.errors import BudgetExhausted, Missing, RedactError, Where
from redact.ledger import events, releases, spending
from redact.ledger.releases import Release, State
from redact.ledger.secret import Secret, create_private
from redact.ledger.tables import FROM_VERSION_1, TABLES, VERSION

WAIT_S: Final = 30.0
"""How long one process waits for another's transaction."""

_LOST: Final = (
    "Nothing was created in its place: restore it from a backup. A new ledger would treat events that were published "
    "before differently, and that would point at them."
)


class Ledger:
    """Releases, events, masks and spent budget of one publisher. Close it, or use it with `with`."""

    def __init__(self, database: sqlite3.Connection, path: Path | None) -> None:
        self._database = database
        self._process = os.getpid()
        self.path = path

    @classmethod
    def create(cls, path: Path | str, publisher: str, secret: Secret) -> Ledger:
        """A new, empty ledger in a file that only its owner can read. UsageError (2) where the file exists."""
        path = Path(path)
        create_private(path, b"")
        ledger = cls(_connect(path), path)
        with _said(path):
            _settings(ledger._database)
            ledger._database.execute("PRAGMA journal_mode = WAL")
            _fill(ledger._database, publisher, secret)
        return ledger

    @classmethod
    def open(cls, path: Path | str, secret: Secret) -> Ledger:
        """The ledger in a file. Missing (16) where it is absent, is none, is newer, or belongs to another secret."""
        path = Path(path)
        if not path.is_file():
            raise Missing("the ledger is not there", where=Where(path), fix=_LOST)
        ledger = cls(_connect(path), path)
        try:
            ledger._admit(secret)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @classmethod
    def in_memory(cls, secret: Secret, publisher: str = "draft") -> Ledger:
        """A ledger that is gone when it is closed, for drafts and the demo."""
        database = sqlite3.connect(":memory:", isolation_level=None)
        _settings(database)
        _fill(database, publisher, secret)
        return cls(database, None)

    def _admit(self, secret: Secret) -> None:
        try:
            _settings(self._database)
            meta = dict(self._database.execute("SELECT name, value FROM meta"))
            version, fingerprint = int(meta["version"]), meta["secret"]
        except (sqlite3.DatabaseError, KeyError, ValueError):
            raise Missing("this file is not a ledger of redact", where=Where(self.path), fix=_LOST) from None
        if version > VERSION:
            raise Missing(
                "this ledger was written by a newer version of redact",
                where=Where(self.path),
                fix="Use that version, or a later one.",
            )
        if fingerprint != secret.fingerprint:
            raise Missing("the ledger belongs to another secret", where=Where(self.path), fix=_LOST)
        if version < VERSION:
            with _said(self.path):
                self._database.executescript(f"BEGIN IMMEDIATE;{FROM_VERSION_1}COMMIT;")

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

    # ---- events

    def known(self, keys: NDArray[np.int64]) -> events.KnownEvents:
        """What was done before with the events of `keys` (int64[k], keyed hashes), aligned with them."""
        with _said(self.path):
            return events.known(self._database, np.asarray(keys, dtype=np.int64))

    # ---- releases

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the publisher's one place for making a release; RedactError where somebody else does.

        The lock goes with the process, however it ends.
        """
        if self.path is None:
            yield
            return
        lock = self.path.with_name(self.path.name + ".lock")
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
                    where=Where(self.path),
                    fix="Wait until it is done.",
                ) from None
            yield
        finally:
            holder.close()

    def intend(
        self, release: str, *, folder: Path | str, nonce: str, about: Mapping[str, Any] | None = None
    ) -> Release:
        """Notes that a release is about to be put into `folder`.

        RedactError where its id was used before or another release is unfinished.
        """
        with self._change() as database:
            waiting = self.unfinished()
            if waiting:
                raise self._refusal(f"release {waiting[0].id} is unfinished")
            releases.add(database, self._unused(release), folder, nonce, about, State.INTENDED)
        return self.release(release)

    def remember(
        self,
        release: str,
        keys: ArrayLike,
        strictest: ArrayLike,
        cover: ArrayLike,
        fine: ArrayLike,
        tier_names: Sequence[str],
    ) -> None:
        """Lays down the events of an intended release, to be taken over by `published`.

        All arrays have one entry per key: `keys` int64 keyed hashes, `strictest` and `cover` indices into `tier_names`
        (strictest first; cover -1: none), `fine` whether a row was published at its own looser tier.
        """
        found = events.Events.of(keys, strictest, cover, fine, tier_names)
        with self._change() as database:
            self._demand(release, State.INTENDED)
            database.execute(
                "INSERT OR REPLACE INTO pending VALUES (?, ?, ?)",
                (release, json.dumps(found.tiers), found.to_bytes()),
            )

    def published(
        self,
        release: str,
        keys: ArrayLike | None = None,
        strictest: ArrayLike | None = None,
        cover: ArrayLike | None = None,
        fine: ArrayLike | None = None,
        tier_names: Sequence[str] = (),
    ) -> None:
        """Notes that an intended release is out, and takes over its events: those given, else those remembered."""
        given = None
        if keys is not None and strictest is not None and cover is not None and fine is not None:
            given = events.Events.of(keys, strictest, cover, fine, tier_names)
        with self._change() as database:
            self._demand(release, State.INTENDED)
            pending = database.execute("SELECT tiers, events FROM pending WHERE release = ?", (release,)).fetchone()
            if given is not None:
                events.record(database, given)
            elif pending is not None:
                events.record(database, events.Events.from_bytes(json.loads(pending[0]), pending[1]))
            else:
                raise self._refusal(f"the events of release {release} were never remembered")
            database.execute("DELETE FROM pending WHERE release = ?", (release,))
            releases.enter(database, release, State.PUBLISHED)

    def rolled_back(self, release: str) -> None:
        """Notes that an intended release was taken back before anybody saw it; its events are forgotten."""
        with self._change() as database:
            self._demand(release, State.INTENDED)
            database.execute("DELETE FROM pending WHERE release = ?", (release,))
            releases.enter(database, release, State.ROLLED_BACK)

    def drafted(
        self, release: str, *, folder: Path | str, nonce: str, about: Mapping[str, Any] | None = None
    ) -> Release:
        """Notes that a draft was written. Its events are not remembered: nobody outside has seen it."""
        with self._change() as database:
            releases.add(database, self._unused(release), folder, nonce, about, State.DRAFTED)
        return self.release(release)

    def release(self, release: str) -> Release:
        """One release; RedactError where the ledger has none of that id."""
        for each in self.releases():
            if each.id == release:
                return each
        raise self._refusal(f"there is no release {release}")

    def releases(self) -> tuple[Release, ...]:
        """All releases and drafts, oldest first."""
        return releases.every(self._database)

    def unfinished(self) -> tuple[Release, ...]:
        """Releases that were begun and neither finished nor taken back: something ended in between."""
        return tuple(each for each in self.releases() if each.state is State.INTENDED)

    # ---- the mask

    def masks(self) -> tuple[tuple[str, bytes | None], ...]:
        """Every unit table that was published by, oldest first: its digest and what it showed as what.

        None for the latter where a ledger of an earlier version did not keep it.
        """
        rows = self._database.execute("SELECT digest, content FROM masks ORDER BY number").fetchall()
        return tuple((str(digest), content) for digest, content in rows)

    def pin_mask(self, digest: str, content: bytes) -> None:
        """Keeps the unit table of a release for good. Whether it may be used beside the others is not asked."""
        with self._change() as database:
            if digest not in {known for known, _ in self.masks()}:
                database.execute(
                    "INSERT INTO masks (digest, content, at) VALUES (?, ?, ?)", (digest, content, releases.now())
                )

    # ---- the privacy budget

    def spend(
        self,
        request: str,
        table: str,
        periods: str | Sequence[str],
        epsilon: Decimal,
        output: bytes,
        *,
        budget: Decimal,
    ) -> bytes:
        """Pays for a table once and gives what may be published: `output`, or what the same request gave before.

        `request` is a keyed digest of the table's specification and input. `periods` ("2027", "2027-Q1", "2027-01", one
        or several) are those that the table counts; an event lies in one of them. A spend stands even if the release
        never comes out. BudgetExhausted (17) where some month would have borne more than `budget` over all tables.
        """
        covered = (periods,) if isinstance(periods, str) else tuple(periods)
        paid = {month for period in covered for month in spending.months(period)}
        if not epsilon.is_finite() or epsilon <= 0 or not paid:
            raise ValueError("a spend needs an epsilon above 0 and at least one period")
        with self._change() as database:
            before = spending.stored(database, request)
            if before is not None:
                return before
            spent = spending.most_borne(database, paid, None)
            if spent + epsilon > budget:
                raise BudgetExhausted(
                    f"table {table}: {epsilon} is asked for and {max(budget - spent, Decimal(0))} of {budget} is left",
                    fix="Publish fewer tables, or the same ones as before. Nothing was spent.",
                )
            spending.pay(database, request, table, covered, epsilon, output)
        return output

    def stored(self, request: str) -> bytes | None:
        """What a request gave when it was paid for, byte for byte; None where it never was."""
        return spending.stored(self._database, request)

    def spent(self, period: str, table: str | None = None) -> Decimal:
        """The most that any month of a period has borne, over all tables or by one."""
        return spending.most_borne(self._database, spending.months(period), table)

    # ---- inside

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other process interleaves with; all of it happens, or nothing."""
        with _said(self.path):
            self._database.execute("BEGIN IMMEDIATE")
        try:
            with _said(self.path):
                yield self._database
                self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _unused(self, release: str) -> str:
        if any(each.id == release for each in self.releases()):
            raise self._refusal(f"there is a release {release} already")
        return release

    def _demand(self, release: str, state: State) -> None:
        now = self.release(release).state
        if now is not state:
            raise self._refusal(f"release {release} is {now}, not {state}")

    def _refusal(self, what: str) -> RedactError:
        return RedactError(what, where=Where(self.path))


def _connect(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=rw"  # rw: never creates
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=WAIT_S)


def _settings(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA synchronous = FULL")  # what was spent must survive a power cut


def _fill(database: sqlite3.Connection, publisher: str, secret: Secret) -> None:
    database.executescript(f"BEGIN;{TABLES}")
    database.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        (
            ("version", str(VERSION)),
            ("publisher", publisher),
            ("secret", secret.fingerprint),
            ("created", releases.now()),
        ),
    )
    database.execute("COMMIT")


@contextlib.contextmanager
def _said(path: Path | None) -> Iterator[None]:
    """SQLite's own errors as ours, without its text."""
    try:
        yield
    except sqlite3.OperationalError as error:
        busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        what = "the ledger is in use by another program" if busy else "the ledger cannot be read or written"
        raise RedactError(what, where=Where(path), fix="Close other programs that use it and try again.") from None
    except sqlite3.DatabaseError:
        raise RedactError("the ledger refuses this change, or is damaged", where=Where(path)) from None
