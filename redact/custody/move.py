"""Another place for the ledger: copied, verified, named in the project file, and only then gone from the old one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redact.custody.project_file import as_written, rewrite
from redact.errors import RedactError, UsageError, Where
from redact.keeping import Kept
from redact.ledger import Ledger, Secret
from redact.ledger.copying import BESIDE, Copied, copy_ledger, put, sync_folder, unused
from redact.ledger.secret import create_private
from redact.plan.looks import FILE_NAME as LOOKS


@dataclass(frozen=True, slots=True)
class Moved:
    """What is where now, and under which names the old files still lie, to be deleted by a person."""

    ledger: Path
    secret: Path | None
    copied: Copied
    old: tuple[Path, ...]


def move(kept: Kept, folder: Path, day: date, *, with_secret: bool = False) -> Moved:
    """Moves the ledger, and the log of looks that lies beside it, into a folder; the secret only where asked.

    Nothing is replaced there (UsageError, 2). Whenever this ends half-way, the project file names a whole ledger.
    """
    secret = Secret.load(kept.secret)
    if not folder.parent.is_dir():
        raise UsageError("this folder is not there", where=Where(folder.parent), fix="Is the drive connected?")
    folder.mkdir(mode=0o700, exist_ok=True)
    folder = folder.resolve()
    if folder.is_relative_to(kept.output.resolve()):
        raise UsageError("this folder is published", where=Where(folder), fix="Name a folder that nobody else reads.")
    ledger_to, secret_to, looks_to = folder / kept.ledger.name, folder / kept.secret.name, folder / LOOKS
    looks = kept.ledger.with_name(LOOKS)
    wanted = [ledger_to, *([secret_to] if with_secret else []), *([looks_to] if looks.exists() else [])]
    for there in wanted:
        if there.exists():
            raise UsageError("is already there and is not replaced", where=Where(there))
    made: list[Path] = []
    with Ledger.open(kept.ledger, secret) as ledger, ledger.writing():
        ledger.verify().demand(ledger.path)
        try:
            aside = unused(folder / f".{kept.ledger.name}.part")
            made.append(aside)
            copied = copy_ledger(ledger, secret, aside)
            put(aside, ledger_to)
            made.append(ledger_to)
            if looks.exists():
                made.append(looks_to)
                create_private(looks_to, looks.read_bytes())
            if with_secret:
                made.append(secret_to)
                _copy_secret(kept.secret, secret_to, secret)
            sync_folder(folder)
            paths = {"ledger": as_written(ledger_to, kept.path)}
            rewrite(kept.path, paths | ({"secret": as_written(secret_to, kept.path)} if with_secret else {}))
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise
    old = [*_put_away(kept.ledger, day), *(_put_away(looks, day) if looks.exists() else [])]
    old += _put_away(kept.secret, day) if with_secret else []
    return Moved(ledger_to, secret_to if with_secret else None, copied, tuple(old))


def _copy_secret(path: Path, to: Path, secret: Secret) -> None:
    create_private(to, path.read_bytes())
    if Secret.load(to).fingerprint != secret.fingerprint:
        raise RedactError("the copy of the secret is not what was written", where=Where(to), fix="Try another disk.")


def _put_away(path: Path, day: date) -> list[Path]:
    """Gives a file a name that no project file has, so that nobody goes on with it by mistake."""
    name = unused(path.with_name(f"{path.stem}-moved-{day}{path.suffix}"))
    for suffix in ("", *BESIDE):
        part = path.with_name(path.name + suffix)
        if part.exists():
            shutil.move(part, name.with_name(name.name + suffix))
    path.with_name(path.name + ".lock").unlink(missing_ok=True)
    return [name]
