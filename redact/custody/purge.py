"""Erasing old plans: they tell which records were treated how, and nobody needs them once the release is out."""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from redact.custody.plans import Found, leftovers, plans_of
from redact.errors import RedactError, UsageError, Where
from redact.keeping import Kept
from redact.ledger import Kind, Ledger, Secret

KEEP_DAYS: Final = 90
"""How long plans are kept where the policy does not say."""

PROMISE: Final = (
    "The files are deleted, not overwritten: on most disks what was deleted can be read for a while by whoever has the "
    "disk and the tools. Copies in backups and synced folders are not touched."
)


@dataclass(frozen=True, slots=True)
class Purged:
    """What was erased, or would be; `kept_back` are plans that are old enough and wait for their release."""

    plans: tuple[Found, ...]
    kept_back: tuple[Found, ...]
    leftovers: tuple[Path, ...]
    days: int

    @property
    def drafts(self) -> int:
        """Drafts that lay in the plans."""
        return sum(each.drafts for each in self.plans)


def keep_days(policy: Any) -> int:
    """How many days a policy keeps plans."""
    kept = getattr(policy, "keep_plans", None)
    return int(kept.days) if kept is not None else KEEP_DAYS


def days_of(text: str) -> int:
    """`90d`, `90 days` or `90` as a number. UsageError (2) for anything else."""
    match = re.fullmatch(r"\s*(\d{1,5})\s*(?:d|day|days)?\s*", text, re.IGNORECASE | re.ASCII)
    if match is None:
        raise UsageError("this is no number of days", fix="Write it as 90d.")
    return int(match.group(1))


def purge(
    kept: Kept,
    days: int,
    now: datetime | None = None,
    *,
    more: Iterable[Path] = (),
    force: bool = False,
    dry_run: bool = False,
) -> Purged:
    """Erases plans older than so many days, with the drafts in them, and what interrupted writes left behind.

    A plan that somebody was told of or has approved stays until it is released, unless `force`. What was erased is
    noted in the ledger, in numbers. Raises Missing (16) where ledger or secret is missing.
    """
    now = now or datetime.now(UTC)
    more = tuple(more)
    secret = Secret.load(kept.secret)
    with Ledger.open(kept.ledger, secret) as ledger, contextlib.ExitStack() as stack:
        if not dry_run:
            stack.enter_context(ledger.writing())
        every = plans_of(kept, secret.fingerprint, ledger.steps(), ledger.releases(), more)
        old = [each for each in every if each.age(now).total_seconds() > days * 86_400]
        going = tuple(each for each in old if force or not each.waits)
        found = Purged(going, tuple(each for each in old if each not in going), leftovers(kept, every, now, more), days)
        if not dry_run and (found.plans or found.leftovers):
            for folder in (*(each.folder for each in found.plans), *found.leftovers):
                _erase(folder)
            content = {"plans": len(found.plans), "drafts": found.drafts, "leftovers": len(found.leftovers)}
            ledger.note(Kind.PURGE, "", {**content, "days": days, "forced": force})
    return found


def _erase(folder: Path) -> None:
    """Deletes a folder under another name first: a plan is there whole or it is no plan."""
    if not folder.exists():
        return  # it lay in a plan that is gone
    if folder.is_file():
        folder.unlink()
        return
    aside = folder
    if not folder.name.startswith("."):
        aside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
        folder.rename(aside)
    try:
        shutil.rmtree(aside)
    except OSError as error:
        raise RedactError(
            f"not all of it could be deleted ({error.strerror})",
            where=Where(aside),
            fix="Close programs that have files of it open, and purge again.",
        ) from None
