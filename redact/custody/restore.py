"""Putting a copy of the ledger in the ledger's place, and never an old one."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redact.custody.backup import published
from redact.custody.published import later_than
from redact.errors import Missing, RedactError, UsageError, Where
from redact.keeping import Kept
from redact.ledger import Kind, Ledger, Secret
from redact.ledger.chain import Head
from redact.ledger.copying import contains, keep, opened_copy, put
from redact.ledger.lock import held
from redact.ledger.secret import create_private

OLDER = (
    "Look for a newer copy, in every place that backups go to. With this one, budget that is spent would be given back "
    "and events that were published would be treated as new."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that is in place. `kept`: under which name the ledger lies that was there before (None: there was none).
    `until`: when the copy's last entry was made; what was noted later is not in it."""

    path: Path
    kept: Path | None
    head: Head
    until: str


def restore(kept: Kept, source: Path, day: date) -> Restored:
    """Puts a copy in place after it was verified. Missing (16) where it must not be.

    It must be sound, belong to the secret, know every release in the output folder, and, where the ledger in place is
    sound and up to date, all that this one knows. What was in place is kept under another name.
    """
    secret = Secret.load(kept.secret)
    if source.resolve() == kept.ledger.resolve():
        raise UsageError("this is the ledger that is in place", where=Where(source), fix="Name a copy of it.")
    folder = kept.ledger.parent
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)
    with held(kept.ledger), tempfile.TemporaryDirectory(dir=folder, prefix=f".{kept.ledger.name}-") as scratch:
        aside = Path(scratch) / kept.ledger.name
        present = _present(kept, secret)
        with opened_copy(source, secret, aside) as copy:
            newer = list(later_than(copy, kept.output))
            if newer:
                raise Missing(
                    f"this copy is older than the last release: it does not know of {newer[-1].id}",
                    where=Where(source),
                    fix=OLDER,
                )
            if present is not None and not contains(copy, present):
                raise Missing(
                    "the ledger in place is sound and knows more than this copy, so it stays",
                    where=Where(source),
                    fix="Nothing needs to be restored. See: redact ledger verify",
                )
            until = last_entry(copy)
            head = copy.head
            replaced = keep(kept.ledger, f"{kept.ledger.stem}-replaced-{day}{kept.ledger.suffix}")
            copy.note(
                Kind.RESTORED,
                "",
                {
                    "file": str(source.resolve()),
                    "entries": head.number,
                    "head": head.digest,
                    "kept": replaced.name if replaced is not None else None,
                    "released": len(published(copy.releases())),
                },
            )
        put(aside, kept.ledger)
    return Restored(kept.ledger, replaced, head, until)


def _present(kept: Kept, secret: Secret) -> Head | None:
    """The last link of the ledger in place, where that is sound and up to date; else None."""
    with contextlib.suppress(RedactError), Ledger.open(kept.ledger, secret) as ledger:
        if ledger.verify().sound and not list(later_than(ledger, kept.output)):
            return ledger.head
    return None


def last_entry(ledger: Ledger) -> str:
    """When the last thing was noted that people know of: a step, a release's state, a spend (UTC, ISO 8601)."""
    times = [step.at for step in ledger.steps()]
    times += [at for release in ledger.releases() for at in release.states.values()]
    times += [paid.at for paid in ledger.spends()]
    return max(times, default="")


def restore_secret(kept: Kept, source: Path) -> Path:
    """Puts a copy of the secret in its place, where there is none. UsageError (2) where one is there.

    Missing (16) where it is no secret, or not the one of the ledger in place.
    """
    secret = Secret.load(source)
    if kept.secret.exists():
        raise UsageError("is already there and is not replaced", where=Where(kept.secret))
    if kept.ledger.is_file():
        with Ledger.open(kept.ledger, secret, sealed=False):
            pass
    if not kept.secret.parent.is_dir():
        kept.secret.parent.mkdir(parents=True, mode=0o700)
    create_private(kept.secret, source.read_bytes())
    return kept.secret
