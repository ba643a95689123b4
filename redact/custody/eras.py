"""Beginning anew where the secret is lost: a new secret, a new ledger, and only records of new periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

from redact.custody.published import Shown, first_uncovered, shown_in
from redact.errors import Missing, RedactError, UsageError, Where
from redact.keeping import Kept
from redact.ledger import Ledger, Secret
from redact.ledger.carrying import Left, begin, left_in
from redact.ledger.copying import keep, put, sync_folder, unused
from redact.ledger.lock import held

WORDS: Final = "begin a new era"
"""What a person types, so that this is never done by mistake."""

_MONTHS: Final = {"day": 1, "week": 1, "month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a new era would mean. `before`: the first day that may be released (`date.min`: all). `left` is what the
    old ledger still says, None where it cannot be read. `unseen`: releases it knows that the output folder lacks.
    `secret_there`: there is a secret, and it is the ledger that is gone, damaged or another one."""

    before: date
    shown: tuple[Shown, ...]
    left: Left | None
    unseen: tuple[str, ...]
    secret_there: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A new era: where the ledger of the old one lies (None: there was none), and what it means."""

    ahead: Ahead
    old_ledger: Path | None
    old_secret: Path | None


def look_ahead(kept: Kept, period: str, today: date) -> Ahead:
    """What a new era would mean; nothing is changed. `period` is the policy's unit of publication.

    UsageError (2) where the secret is there and opens the ledger: then nothing is lost, and what a backup can mend must
    not be given up.
    """
    if _opens(kept):
        raise UsageError(
            "the secret is there and belongs to the ledger, so nothing is lost",
            where=Where(kept.secret),
            fix="A damaged ledger is replaced by its newest copy: redact ledger restore FILE",
        )
    shown, left = shown_in(kept.output), left_in(kept.ledger)
    months = _MONTHS.get(period, 12)
    if left is None:
        # Nobody can say what was published and is not here: everything up to now is taken as covered.
        return Ahead(first_uncovered(shown, (today,), months), shown, None, (), kept.secret.exists())
    there = {each.id for each in shown}
    unseen = [(name, at) for name, at in left.released if name not in there]
    days = tuple(datetime.fromisoformat(at).astimezone(UTC).date() for _, at in unseen)
    covered = first_uncovered(shown, days, months)
    return Ahead(covered, shown, left, tuple(name for name, _ in unseen), kept.secret.exists())


def new_era(kept: Kept, period: str, today: date, *, by: str, why: str, typed: str) -> Begun:
    """Begins a new era. The old ledger, and a secret that does not open it, are kept under other names.

    UsageError (2) where the words were not typed, or nothing is lost. Whenever this ends half-way it can be begun
    again: the old ledger stays in its place until the new one takes it.
    """
    if typed.strip().casefold() != WORDS:
        raise UsageError("nothing was changed", fix=f"To go on, the words '{WORDS}' are typed.")
    if not by.strip() or not why.strip():
        raise UsageError("a new era needs who begins it and why", fix="--by NAME --why TEXT")
    for folder in (kept.ledger.parent, kept.secret.parent):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
    with held(kept.ledger):
        ahead = look_ahead(kept, period, today)
        new_secret = kept.secret.with_name(f".{kept.secret.name}.{token_hex(4)}.part")
        new_ledger = kept.ledger.with_name(f".{kept.ledger.name}.{token_hex(4)}.part")
        try:
            begin(new_ledger, kept.publisher, Secret.create(new_secret), ahead.left, _content(ahead, by, why))
            with Ledger.open(new_ledger, Secret.load(new_secret)) as ledger:
                ledger.verify().demand(new_ledger)
            old_ledger = keep(kept.ledger, f"{kept.ledger.stem}-before-{today}{kept.ledger.suffix}")
            old_secret = _aside(kept.secret, today)
            new_secret.replace(kept.secret)
            sync_folder(kept.secret.parent)
            put(new_ledger, kept.ledger)
        finally:
            for path in (new_secret, new_ledger):
                path.unlink(missing_ok=True)
    return Begun(ahead, old_ledger, old_secret)


def _content(ahead: Ahead, by: str, why: str) -> dict[str, object]:
    releases = [{"id": each.id, "head": each.head.digest if each.head else None} for each in ahead.shown]
    releases += [{"id": name, "head": None} for name in ahead.unseen]
    return {
        "since": ahead.before.isoformat(),
        "releases": releases,
        "by": by.strip(),
        "why": why.strip(),
        "carried": ahead.left is not None,
        "removed": ahead.left.removed if ahead.left is not None else None,
    }


def _opens(kept: Kept) -> bool:
    """Whether the secret is the one of the ledger. Where the ledger cannot be read nobody can tell."""
    try:
        secret = Secret.load(kept.secret)
    except Missing:
        return False
    if not kept.ledger.is_file():
        return False
    try:
        with Ledger.open(kept.ledger, secret, sealed=False):
            return True
    except RedactError:
        return False


def _aside(secret: Path, day: date) -> Path | None:
    if not secret.exists():
        return None
    name = unused(secret.with_name(f"{secret.stem}-before-{day}{secret.suffix}"))
    secret.rename(name)
    return name
