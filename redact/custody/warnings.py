"""What is worth a warning about how ledger, secret and plans are kept; for `redact doctor` and after a release.

Every part is a function of what it is given. `warnings_of` looks at the disk for all of them.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from redact.custody.backup import LEDGER, last_copied, published, remembered
from redact.custody.places import networked, synced
from redact.custody.plans import Found, plans_of
from redact.keeping import Kept
from redact.ledger import Ledger, Release, Step
from redact.ledger.copying import BESIDE
from redact.plan.looks import FILE_NAME as LOOKS

NAMED = 3
"""So many files are named in one warning."""


@dataclass(frozen=True, slots=True)
class Warn:
    """One thing to be put right: what it is about, how it is, and what helps."""

    name: str
    says: str
    fix: str


def behind(steps: Iterable[Step], releases: Iterable[Release]) -> Iterator[Warn]:
    """The last copy of the ledger does not have the last release."""
    out = published(releases)
    if not out:
        return
    steps = tuple(steps)
    last, folder = last_copied(steps), remembered(steps, LEDGER)
    fix = "redact ledger backup --to FOLDER" if folder is None else f"redact ledger backup  (goes to {folder})"
    if last is None:
        yield Warn("backup", "the ledger was never copied", fix)
    elif int(last.content["released"]) < len(out):
        missing = len(out) - int(last.content["released"])
        many = "the last release is" if missing == 1 else f"the last {missing} releases are"
        yield Warn("backup", f"{many} not in the last copy of the ledger ({last.at[:10]})", fix)


def elsewhere(places: Mapping[str, Path], environment: Mapping[str, str]) -> Iterator[Warn]:
    """Something lies where other computers get at it. `places` are files or folders by what they are."""
    for what, path in places.items():
        program = synced(path, environment)
        if program is not None:
            says = f"the {what} lies in a folder that {program} copies to other computers"
            yield Warn("place", says, _away(what, "that stays here"))
        elif networked(path):
            yield Warn(
                "place",
                f"the {what} lies on a network drive, where others can read it and a write can be lost",
                _away(what, "on this computer's own disk"),
            )


def _away(what: str, where: str) -> str:
    return {
        "ledger": f"redact ledger move FOLDER  (a folder {where})",
        "secret": f"redact ledger move FOLDER --with-secret  (a folder {where})",
    }.get(what, f"Preview into a folder {where}, and delete this one: redact purge")


def open_to_others(files: Iterable[Path]) -> Iterator[Warn]:
    """Files and folders of these that others on this computer may open. On Windows nothing is looked at."""
    if os.name != "posix":
        return
    found = [path for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    for mode, kind, of_kind in (("600", "file", Path.is_file), ("700", "folder", Path.is_dir)):
        these = [path for path in found if of_kind(path)]
        if these:
            rest = f" and {len(these) - NAMED} more" if len(these) > NAMED else ""
            names = " ".join(f"'{path}'" for path in these[:NAMED])
            counted = f"1 {kind}" if len(these) == 1 else f"{len(these)} {kind}s"
            yield Warn("rights", f"others on this computer can read {counted}", f"chmod {mode} {names}{rest}")


def on_windows(path: Path, platform: str = sys.platform) -> Iterator[Warn]:
    """What nobody can see from here on Windows, and how to see it."""
    if platform == "win32":
        yield Warn(
            "rights",
            "who else can read the files is not looked at on Windows",
            f'icacls "{path}"  shows it and should name you alone; to make it so: '
            f'icacls "{path}" /inheritance:r /grant:r "%USERNAME%:(OI)(CI)F"',
        )


def too_old(plans: Iterable[Found], days: int, now: datetime) -> Iterator[Warn]:
    """Plans that lie about for longer than the policy keeps them."""
    old = [each for each in plans if each.age(now).days >= days]
    if old:
        counted = "1 plan is" if len(old) == 1 else f"{len(old)} plans are"
        yield Warn("plans", f"{counted} older than {days} days", "redact purge")


def state_files(kept: Kept) -> Iterator[Path]:
    """Every file and folder beside the ledger and the secret that tells of protected people.

    What SQLite has beside the ledger for a while takes the ledger's rights, so it counts only where these are right.
    """
    apart = kept.ledger.exists() and not stat.S_IMODE(kept.ledger.stat().st_mode) & 0o077
    for suffix in ("", ".lock", *(BESIDE if apart else ())):
        yield kept.ledger.with_name(kept.ledger.name + suffix)
    yield kept.secret
    yield kept.ledger.with_name(LOOKS)
    if kept.insiders is not None:
        yield kept.insiders
    home = kept.path.resolve().parent
    yield from dict.fromkeys(
        each for each in (kept.ledger.resolve().parent, kept.secret.resolve().parent) if each != home
    )


def plan_files(plans: Iterable[Found]) -> Iterator[Path]:
    """Plan folders, and what lies in those that others may enter: behind a closed door nothing else counts."""
    for plan in plans:
        yield plan.folder
        if stat.S_IMODE(plan.folder.stat().st_mode) & 0o077:
            yield from sorted(plan.folder.rglob("*"))


def copies(steps: Iterable[Step]) -> Iterator[Path]:
    """Copies of ledger and secret that redact made and that can be reached now."""
    for step in steps:
        if step.kind == "backup":
            yield Path(step.content["folder"]) / step.content["file"]


def warnings_of(
    kept: Kept,
    ledger: Ledger,
    fingerprint: str,
    days: int,
    *,
    environment: Mapping[str, str] = os.environ,
    now: datetime | None = None,
) -> tuple[Warn, ...]:
    """Everything that should be put right about how a publisher's state is kept. Nothing is written."""
    steps, releases = ledger.steps(), ledger.releases()
    plans = plans_of(kept, fingerprint, steps, releases)
    places = {"ledger": kept.ledger, "secret": kept.secret}
    places |= {f"plan {each.folder.name}": each.folder for each in plans}
    files = (*state_files(kept), *plan_files(plans), *copies(steps))
    return (
        *behind(steps, releases),
        *elsewhere(places, environment),
        *open_to_others(dict.fromkeys(files)),
        *on_windows(kept.ledger.parent),
        *too_old(plans, days, now or datetime.now(UTC)),
    )
