"""Finding plans and the leftovers of interrupted writes, and whose they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from redact.errors import RedactError
from redact.keeping import Kept
from redact.ledger import Kind, Release, Step
from redact.ledger.copying import BESIDE
from redact.ledger.releases import State
from redact.plan.folder import PLAN_FILE, Plan
from redact.signoff.standing import plan_digest

DEEP: Final = 3
"""How many folders below the project's own a plan is looked for."""

LEFT_BEHIND: Final = timedelta(days=1)
"""A work folder this old is nobody's any more: no preview takes a day."""

_WORK: Final = re.compile(r"\.(.+)-[a-z0-9_]{8}|\.writing-.+")
"""How work folders are called: `.plan-ab12cd34`, `.plan-old-ab12cd34`, `.counts-ab12cd34`, `.writing-ab12cd34`."""

_PART: Final = re.compile(r"\..+\.part")
"""Files that were being written."""

_OURS: Final = frozenset(
    {
        "plan", "staged", "tables", "data", "draft", "counts", "units.json", "evidence.json", "plan.json",
        "datapackage.json", "dcat-us.json", "statement.json", "places.geojson", "report.html", "notice.html",
        "protection.html", "dictionary.html", "for-the-portal.html", "counts.html",
    }
)  # fmt: skip
_OUR_ENDINGS: Final = (".parquet", ".jsonl", ".part")
"""What such a folder holds; one with anything else in it is left alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan folder of this publisher. `waits`: why it must not go unasked ('' where it may)."""

    folder: Path
    made: datetime
    drafts: int
    waits: str = ""

    def age(self, now: datetime) -> timedelta:
        """How long ago it was made."""
        return now - self.made


def plans_of(
    kept: Kept, fingerprint: str, steps: Iterable[Step], releases: Iterable[Release], more: Iterable[Path] = ()
) -> tuple[Found, ...]:
    """Every plan of this publisher, oldest first.

    Looked for in the project's folder, in the folders beside it, where the ledger says that drafts were written, and
    in `more`. A plan is this publisher's where it remembers this project file or was made with this secret.
    """
    releases = tuple(releases)
    drafted = [Path(each.folder).parent.parent for each in releases if State.DRAFTED in each.states]
    found: dict[Path, Found] = {}
    for folder in _candidates(kept, drafted, more):
        path = folder.resolve()
        if path in found or _holds_state(path, kept):
            continue
        summary = _summary(path)
        if summary is not None and _is_ours(path, summary, kept, fingerprint):
            found[path] = Found(path, _made(path, summary), _drafts(path), _waits(path, summary, steps, releases))
    return tuple(sorted(found.values(), key=lambda each: (each.made, each.folder)))


def leftovers(kept: Kept, plans: Iterable[Found], now: datetime, more: Iterable[Path] = ()) -> tuple[Path, ...]:
    """What writes that something ended left behind, older than a day: beside and in plans, releases and the ledger."""
    private = {kept.ledger.resolve().parent, kept.secret.resolve().parent}
    places = {kept.path.resolve().parent, kept.output.resolve(), *private, *(each.resolve() for each in more)}
    for plan in plans:
        places |= {plan.folder, plan.folder.parent, plan.folder / "draft"}
    ledger = frozenset(kept.ledger.name + suffix for suffix in ("", *BESIDE))
    found = []
    for place in sorted(places):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            if path.is_symlink():
                continue
            ours = (_PART.fullmatch(path.name) and path.is_file()) or (
                _WORK.fullmatch(path.name) and path.is_dir() and _only_ours(path, ledger)
            )
            if ours and now - _touched(path) > LEFT_BEHIND:
                found.append(path)
    return tuple(found)


def _only_ours(folder: Path, ledger: frozenset[str]) -> bool:
    return all(
        path.name in _OURS or path.name in ledger or path.name.endswith(_OUR_ENDINGS) or path.name.startswith(".work-")
        for path in folder.iterdir()
    )


def _touched(path: Path) -> datetime:
    """When something in a work folder was last written."""
    inside = path.iterdir() if path.is_dir() else ()
    return datetime.fromtimestamp(max(each.stat().st_mtime for each in (path, *inside)), UTC)


def _candidates(kept: Kept, drafted: Iterable[Path], more: Iterable[Path]) -> Iterator[Path]:
    home = kept.path.resolve().parent
    yield from _below(home, DEEP, kept.output.resolve())
    yield from _below(home.parent, 1, home)
    for folder in more:
        yield from _below(folder.resolve(), DEEP, kept.output.resolve())
    yield from (each for each in drafted if (each / PLAN_FILE).is_file())


def _below(folder: Path, depth: int, without: Path) -> Iterator[Path]:
    """Folders with a plan in them, down to a depth; what lies in a plan, or in `without`, is not looked at."""
    try:
        if (folder / PLAN_FILE).is_file():
            yield folder
            return
        inside = [each for each in folder.iterdir() if each.is_dir() and not each.is_symlink()] if depth else []
    except OSError:  # a folder that this user may not read has no plan of theirs
        return
    for each in inside:
        if not each.name.startswith(".") and each != without:
            yield from _below(each, depth - 1, without)


def _summary(folder: Path) -> Mapping[str, Any] | None:
    try:
        found = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # nobody can say whose it is, so it is left alone
    return found if isinstance(found, dict) and isinstance(found.get("project"), dict) else None


def _is_ours(folder: Path, summary: Mapping[str, Any], kept: Kept, fingerprint: str) -> bool:
    project = summary["project"]
    if project.get("path") == str(kept.path.resolve()) or summary.get("secret") == fingerprint:
        return True
    inside = folder.is_relative_to(kept.path.resolve().parent)
    return inside and project.get("publisher") == kept.publisher  # of another computer, before a new era


def _holds_state(folder: Path, kept: Kept) -> bool:
    """Whether anything that must stay lies in a folder."""
    return any(path.resolve().is_relative_to(folder) for path in (kept.path, kept.ledger, kept.secret, kept.output))


def _made(folder: Path, summary: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(summary["created"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return datetime.fromtimestamp((folder / PLAN_FILE).stat().st_mtime, UTC)


def _drafts(folder: Path) -> int:
    draft = folder / "draft"
    return sum(1 for each in draft.iterdir() if each.is_dir()) if draft.is_dir() else 0


def _waits(folder: Path, summary: Mapping[str, Any], steps: Iterable[Step], releases: Iterable[Release]) -> str:
    """Why a plan must not go unasked: somebody was told of it or has approved it, and it is not out yet."""
    nonce = summary.get("nonce")
    if any(each.nonce == nonce and State.PUBLISHED in each.states for each in releases):
        return ""
    told = {step.about: step.kind for step in steps if step.kind in (Kind.NOTICE, Kind.APPROVAL)}
    if not told:
        return ""
    try:
        kind = told.get(plan_digest(Plan.open(folder)))
    except (OSError, KeyError, RedactError):
        return "its files are not complete, so nobody can tell whether it was approved"
    if kind is None:
        return ""
    return "it was approved and is not released" if kind is Kind.APPROVAL else "notice was given and it is not released"
