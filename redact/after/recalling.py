"""Taking a whole release back: the ledger notes it, latest.json no longer names it, and people do the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from redact.bundle import point_back
from redact.bundle.writer import LATEST
from redact.errors import UsageError
from redact.ledger import Kind, Ledger, Release, State


@dataclass(frozen=True, slots=True)
class Recalled:
    """A release that was taken back. `latest` is what latest.json names now (None: there is none); `again`: it had been
    taken back before, and only latest.json was looked at."""

    release: str
    folder: Path
    latest: str | None
    again: bool


def recall(ledger: Ledger, release: str, *, by: str, why: str) -> Recalled:
    """Notes that a published release is taken back, and lets latest.json name the newest one that is not.

    Nothing is deleted. What the public has seen stays known, and later releases are compared with it. It can be run
    again where it was interrupted. UsageError (2) for what is no published release, or without a name or a reason.
    """
    if not by.strip() or not why.strip():
        raise UsageError("who takes it back, and why?", fix="--by NAME --why TEXT; write no name or number of a case")
    with ledger.writing():
        found = next((each for each in ledger.releases() if each.id == release), None)
        if found is None:
            raise UsageError("the ledger has no release of this name", fix="See: redact ledger show")
        if found.state not in (State.PUBLISHED, State.RECALLED):
            word = found.state.value.replace("_", " ")
            fix = "Run `redact release PLAN` again: it finishes what was interrupted." if word == "intended" else None
            raise UsageError(f"this release is {word}; only what is published can be taken back", fix=fix)
        again = found.state is State.RECALLED
        if not again:
            ledger.recalled(release)
            ledger.note(Kind.RECALL, release, {"by": by, "why": why})
        folder = Path(found.folder)
        return Recalled(release, folder, _point(ledger.releases(), folder.parent), again)


def _point(releases: tuple[Release, ...], output: Path) -> str | None:
    """Lets latest.json name the newest release of this folder that is not recalled; which that is."""
    last = next(
        (
            Path(each.folder)
            for each in reversed(releases)
            if each.state is State.PUBLISHED and Path(each.folder).parent == output and Path(each.folder).is_dir()
        ),
        None,
    )
    if not output.is_dir():
        return None
    if last is None or _named(output) != last.name:
        point_back(output, last)
    return last.name if last is not None else None


def _named(output: Path) -> str:
    try:
        return str(json.loads((output / LATEST).read_text(encoding="utf-8"))["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


__all__ = ["Recalled", "recall"]
