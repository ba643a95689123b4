"""Copies of the ledger, and one of the secret, in two places."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from redact.errors import Missing, RedactError, UsageError, Where
from redact.keeping import Kept
from redact.ledger import Kind, Ledger, Release, Secret, Step
from redact.ledger.copying import Copied, copy_ledger, sync_folder, unused
from redact.ledger.releases import State
from redact.ledger.secret import create_private

LEDGER: Final = "ledger"
SECRET: Final = "secret"  # noqa: S105 - the word
_SMALL: Final = 200
"""Bytes. A file that holds a secret is smaller."""

APART: Final = (
    "Together they tell what each alone does not: which records were made coarser only to hide others. Keep the secret "
    "somewhere else: a safe, a sealed envelope, a second password store."
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made and read again. `notes` are sentences about the place that it lies in."""

    path: Path
    copied: Copied
    notes: tuple[str, ...]


def back_up(kept: Kept, to: Path | None, day: date) -> Backup:
    """Copies the ledger into a folder: `to`, else the project file's, else that of the last backup.

    The copy is verified where it lies, never takes the place of another, and is noted in the ledger. Raises UsageError
    (2) for a folder that is not there or that a copy must not lie in, Missing (16) where ledger or secret is missing
    or was changed.
    """
    secret = Secret.load(kept.secret)
    with Ledger.open(kept.ledger, secret) as ledger, ledger.writing():
        ledger.verify().demand(ledger.path)
        folder = _folder(to or kept.backup or remembered(ledger.steps(), LEDGER))
        _demand_apart(folder, kept, secret)
        path = unused(folder / f"{slug(kept.publisher)}-ledger-{day}.sqlite")
        aside = unused(folder / f".{path.name}.part")
        copied = copy_ledger(ledger, secret, aside)
        aside.rename(path)
        sync_folder(folder)
        ledger.note(
            Kind.BACKUP,
            LEDGER,
            {
                "folder": str(folder),
                "file": path.name,
                "entries": copied.head.number,
                "head": copied.head.digest,
                "released": len(published(ledger.releases())),
            },
        )
    return Backup(path, copied, tuple(_notes(path, kept)))


def back_up_secret(kept: Kept, to: Path | None, day: date) -> Path:
    """Copies the secret alone into a folder that has no copy of the ledger, and reads it again."""
    if to is None:
        raise UsageError("where should the copy of the secret go?", fix="redact ledger backup --secret --to FOLDER")
    secret = Secret.load(kept.secret)
    folder = _folder(to)
    with Ledger.open(kept.ledger, secret) as ledger, ledger.writing():
        taken = [kept.ledger.parent, kept.secret.parent, kept.output, *([kept.backup] if kept.backup else [])]
        taken += [Path(step.content["folder"]) for step in ledger.steps() if _is_copy(step, LEDGER)]
        for other in taken:
            if _one_in_the_other(folder, other):
                raise UsageError(
                    "the secret cannot be copied to where the ledger, its copies or releases lie",
                    where=Where(folder),
                    fix=APART,
                )
        path = unused(folder / f"{slug(kept.publisher)}-secret-{day}.txt")
        create_private(path, kept.secret.read_bytes())
        if Secret.load(path).fingerprint != secret.fingerprint:
            path.unlink()
            raise RedactError(
                "the copy of the secret is not what was written", where=Where(path), fix="Try another disk."
            )
        sync_folder(folder)
        ledger.note(Kind.BACKUP, SECRET, {"folder": str(folder), "file": path.name})
    return path


def remembered(steps: Iterable[Step], what: str) -> Path | None:
    """The folder that the last backup went to."""
    last = last_backup(steps, what)
    return Path(last.content["folder"]) if last is not None else None


def last_backup(steps: Iterable[Step], what: str = LEDGER) -> Step | None:
    """The newest copy of the ledger or the secret that the ledger knows of."""
    return next((step for step in reversed(tuple(steps)) if _is_copy(step, what)), None)


def last_copied(steps: Iterable[Step]) -> Step | None:
    """The newest copy of the ledger that there is: one that was made, or the one that this ledger was restored from."""
    every = [step for step in steps if _is_copy(step, LEDGER) or step.kind is Kind.RESTORED]
    return every[-1] if every else None


def published(releases: Iterable[Release]) -> list[Release]:
    """Releases that the public has seen."""
    return [each for each in releases if State.PUBLISHED in each.states]


def slug(publisher: str) -> str:
    """A publisher's name as it stands in a file's name."""
    plain = unicodedata.normalize("NFKD", publisher).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "publisher"


def _is_copy(step: Step, what: str) -> bool:
    return step.kind is Kind.BACKUP and step.about == what


def _folder(folder: Path | None) -> Path:
    if folder is None:
        raise UsageError(
            "where should the copy go?",
            fix="redact ledger backup --to FOLDER; the folder is remembered for the next time.",
        )
    if not folder.is_dir():
        raise UsageError(
            "this folder is not there, so nothing was copied",
            where=Where(folder),
            fix="Is the drive connected? Make the folder first if it is a new one.",
        )
    return folder.resolve()


def _demand_apart(folder: Path, kept: Kept, secret: Secret) -> None:
    """A copy must not lie beside what it is a copy of, where everybody reads, or together with the secret."""
    if folder == kept.ledger.resolve().parent or folder == kept.secret.resolve().parent:
        raise UsageError(
            "a copy beside the ledger or the secret is none: what takes one takes both",
            where=Where(folder),
            fix="Name a folder on another disk.",
        )
    if folder.is_relative_to(kept.output.resolve()):
        raise UsageError("this folder is published", where=Where(folder), fix="Name a folder that nobody else reads.")
    if holds_secret(folder, secret):
        raise UsageError("the secret lies in this folder", where=Where(folder), fix=APART)


def holds_secret(folder: Path, secret: Secret) -> bool:
    """Whether a folder has the secret in it, under whatever name."""
    for path in folder.iterdir():
        if path.is_file() and 0 < path.stat().st_size <= _SMALL:
            try:
                found = Secret.load(path)
            except Missing:
                continue
            if found.fingerprint == secret.fingerprint:
                return True
    return False


def _one_in_the_other(one: Path, other: Path) -> bool:
    one, other = one.resolve(), other.resolve()
    return one.is_relative_to(other) or other.is_relative_to(one)


def _notes(path: Path, kept: Kept) -> Iterable[str]:
    if path.stat().st_dev == kept.ledger.stat().st_dev:
        yield "the copy lies on the same disk as the ledger: a broken or stolen disk takes both"
    if os.name == "posix" and path.stat().st_mode & 0o077:
        yield "this disk keeps no rights, so others who have it can read the copy"
