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
    drawn = ledger.spend(spend, draw, budget=Decimal("1.0"))  # noise is drawn once, inside the transaction that pays
    ledger.verify().demand()                                # 16 where anything was edited

Between `intend` and `published` everything needed to finish lies in the ledger, so a release that the public can see is
never unknown to it. `published` may be given the arrays of `remember` instead. Releases, spends and masks are only ever
added to, and chained (`redact.ledger.chain`). A connection belongs to one process: open the ledger again after a fork.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redact.errors import RedactError, Where
from redact.ledger import events, paying, releases, removals, spending, steps
from redact.ledger.connected import Connected
from redact.ledger.opening import said
from redact.ledger.releases import Release, State
from redact.ledger.removals import Correction, Removal
from redact.ledger.secret import create_private
from redact.ledger.spending import NOTHING, Borne, Drawn, Paid, Spend
from redact.ledger.steps import Kind, Step

if TYPE_CHECKING:
    import pyarrow as pa

    from redact.ledger.archive import Archive, Chapter, ChapterInfo


class Ledger(Connected):
    """Releases, events, masks and spent budget of one publisher. Close it, or use it with `with`."""

    # ---- events

    def known(self, keys: NDArray[np.int64]) -> events.KnownEvents:
        """What was done before with the events of `keys` (int64[k], keyed hashes), aligned with them."""
        with said(self.path):
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
            releases.add(database, self._chain, self._unused(release), folder, nonce, about, State.INTENDED)
        return self.release(release)

    def remember(
        self,
        release: str,
        keys: ArrayLike,
        strictest: ArrayLike,
        cover: ArrayLike,
        fine: ArrayLike,
        tier_names: Sequence[str],
        chapter: Chapter | None = None,
    ) -> None:
        """Lays down the events of an intended release and what it puts out, to be taken over by `published`.

        All arrays have one entry per key: `keys` int64 keyed hashes, `strictest` and `cover` indices into `tier_names`
        (strictest first; cover -1: none), `fine` whether a row was published at its own looser tier. BadChapter (a
        ValueError) where the chapter does not fit the archive: then nothing is laid down.
        """
        from redact.ledger import chapters

        found = events.Events.of(keys, strictest, cover, fine, tier_names)
        with self._change() as database:
            self._demand(release, State.INTENDED)
            number = releases.number_of(database, release)
            database.execute(
                "INSERT OR REPLACE INTO pending VALUES (?, ?, ?)",
                (number, json.dumps(found.tiers), found.to_bytes()),
            )
            self._chain.add(database, "pending", number)
            chapters.lay_down(database, self._chain, self._archive_key, release, chapter)

    def published(
        self,
        release: str,
        keys: ArrayLike | None = None,
        strictest: ArrayLike | None = None,
        cover: ArrayLike | None = None,
        fine: ArrayLike | None = None,
        tier_names: Sequence[str] = (),
    ) -> None:
        """Notes that an intended release is out, and takes over its events: those given, else those remembered.

        What it puts out is taken over as it was remembered.
        """
        from redact.ledger import chapters

        given = None
        if keys is not None and strictest is not None and cover is not None and fine is not None:
            given = events.Events.of(keys, strictest, cover, fine, tier_names)
        with self._change() as database:
            self._demand(release, State.INTENDED)
            number = releases.number_of(database, release)
            pending = database.execute("SELECT tiers, events FROM pending WHERE release = ?", (number,)).fetchone()
            if given is None and pending is None:
                raise self._refusal(f"the events of release {release} were never remembered")
            if given is None:
                self._chain.demand(database, "pending", number)
                given = events.Events.from_bytes(json.loads(pending[0]), pending[1])
            change = events.record(database, self._chain, given)
            self._chain.add_events(database, number, change)
            chapters.take_over(database, self._chain, release)
            database.execute("DELETE FROM pending WHERE release = ?", (number,))
            releases.enter(database, self._chain, release, State.PUBLISHED)

    def rolled_back(self, release: str) -> None:
        """Notes that an intended release was taken back before anybody saw it; its events are forgotten."""
        with self._change() as database:
            self._demand(release, State.INTENDED)
            number = releases.number_of(database, release)
            database.execute("DELETE FROM pending WHERE release = ?", (number,))
            database.execute("DELETE FROM pending_chapters WHERE release = ?", (number,))
            releases.enter(database, self._chain, release, State.ROLLED_BACK)

    def recalled(self, release: str) -> None:
        """Notes that a published release was taken off the portal. The public has seen it: all of it is still known."""
        with self._change() as database:
            self._demand(release, State.PUBLISHED)
            releases.enter(database, self._chain, release, State.RECALLED)

    def drafted(
        self, release: str, *, folder: Path | str, nonce: str, about: Mapping[str, Any] | None = None
    ) -> Release:
        """Notes that a draft was written. Its events are not remembered: nobody outside has seen it."""
        with self._change() as database:
            releases.add(database, self._chain, self._unused(release), folder, nonce, about, State.DRAFTED)
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

    # ---- what the public has seen

    def archive(self, kinds: Sequence[str] = ("released",)) -> Archive:
        """Every row that the public has seen, folded from the chapters of these kinds ("released", "imported").

        Missing (16) where a chapter is not what redact wrote.
        """
        from redact.ledger import chapters

        with said(self.path):
            return chapters.read(self._database, self._chain, self._archive_key, kinds)

    def import_chapter(self, rows: pa.Table, about: Mapping[str, Any]) -> ChapterInfo:
        """Keeps what an earlier portal file showed (`redact.ledger.archive.ROWS`)."""
        from redact.ledger import chapters

        with self._change() as database:
            return chapters.add_imported(database, self._chain, self._archive_key, rows, about)

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
                cursor = database.execute(
                    "INSERT INTO masks (digest, content, at) VALUES (?, ?, ?)", (digest, content, releases.now())
                )
                self._chain.add(database, "masks", cursor.lastrowid)

    # ---- what people did on the way

    def note(self, kind: Kind, about: str, content: Mapping[str, Any]) -> int:
        """Notes a step that somebody took; its number."""
        with self._change() as database:
            return steps.add(database, self._chain, kind, about, content)

    def steps(self) -> tuple[Step, ...]:
        """All steps that people took, oldest first."""
        with said(self.path):
            return steps.every(self._database)

    def add_removal(self, keys: Iterable[int], *, reason: str, by: str, now: bool = False, note: str = "") -> Removal:
        """Notes that the event with these keyed hashes is to leave for good; sealed (`redact.ledger.removals`)."""
        with self._change() as database:
            return removals.add_removal(database, self._chain, self._secret, keys, reason, by, now, note)

    def undo_removal(self, number: int, *, by: str) -> None:
        """Notes that a removal no longer holds. Whether that is safe is asked before (`redact.after.removing`)."""
        with self._change() as database:
            if number not in {each.number for each in removals.all_removals(database, self._chain, self._secret)}:
                raise self._refusal(f"there is no removal {number}")
            steps.add(database, self._chain, Kind.UNDONE, str(number), {"by": by})

    def removals(self) -> tuple[Removal, ...]:
        """All removals that hold, oldest first. Missing (16) where a step is not what redact wrote."""
        with said(self.path):
            return removals.all_removals(self._database, self._chain, self._secret)

    def add_correction(
        self, keys: Iterable[int], *, classes: Iterable[str] = (), leave_out: bool = False, by: str, now: bool = False,
        why: str = "",
    ) -> Correction:  # fmt: skip
        """Notes which classes an event has from now on, or that it is left out; sealed (`redact.ledger.removals`)."""
        with self._change() as database:
            asked = (keys, classes, leave_out, by, now, why)
            return removals.add_correction(database, self._chain, self._secret, *asked)

    def corrections(self) -> tuple[Correction, ...]:
        """All corrections, oldest first; the last one of an event counts. Missing (16) as `removals` does."""
        with said(self.path):
            return removals.all_corrections(self._database, self._chain, self._secret)

    # ---- the privacy budget

    def spend(
        self,
        spend: Spend,
        draw: Callable[[], bytes],
        *,
        budget: Decimal,
        budget_delta: Decimal = NOTHING,
        again: bool = False,
    ) -> Drawn:
        """Pays for a draw and makes it, or gives what the same request with the same input gave before.

        In one transaction: the spend is written, `draw` is called, its output is stored, all is committed. However it
        ends before that, nothing is spent and nothing was given out. `draw` must not use this ledger.

        BudgetExhausted (17) where a year of the population would have borne more than `budget` (`redact.ledger.
        spending` says how that adds up), and, without `again`, where something else was drawn for the same request or
        for the same table and an overlapping period: what is out stays until somebody decides to pay once more.
        """
        limit = paying.Limit(budget, budget_delta)
        with self._change() as database:
            return paying.pay(database, self._chain, spend, draw, limit, again=again)

    def afford(
        self, wanted: Iterable[tuple[Spend, Decimal]], *, budget_delta: Decimal = NOTHING, again: bool = False
    ) -> None:
        """Sees that all of these spends, each with its budget, would be let through one after the other.

        BudgetExhausted (17) as `spend` raises it for the first that would not. Nothing is spent, and nothing is kept
        free: `spend` looks again.
        """
        limits = [(spend, paying.Limit(budget, budget_delta)) for spend, budget in wanted]
        with said(self.path):
            paying.demand_all(self._database, limits, again=again)

    def drawn(self, request: str) -> Drawn | None:
        """What a request gave when it was last paid for, byte for byte; None where it never was."""
        with said(self.path):
            return paying.latest(self._database, self._chain, request)

    def spends(self) -> tuple[Paid, ...]:
        """All spends, oldest first."""
        with said(self.path):
            return paying.every(self._database)

    def borne(self, year: int, population: str) -> Borne:
        """What a population has borne in a year."""
        spends = [paid.spend for paid in self.spends()]
        return Borne(*(spending.borne(spends, population, year, of) for of in (spending.epsilon, spending.delta)))

    def spent(self, period: str, table: str | None = None) -> Decimal:
        """The most that any month of a period has borne in any population, over all tables or by one."""
        return spending.most_borne([paid.spend for paid in self.spends()], period, table)

    # ---- inside

    def _unused(self, release: str) -> str:
        if any(each.id == release for each in self.releases()):
            raise self._refusal(f"there is a release {release} already")
        return release

    def _demand(self, release: str, state: State) -> None:
        now = self.release(release).state
        if now is not state:
            raise self._refusal(f"release {release} is {now}, not {state}")

    @property
    def _archive_key(self) -> bytes:
        return self._secret.key("archive")
