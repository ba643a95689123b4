"""What `redact doctor` looks at: versions, digests, tools, disk, ledger and secret, and what to do about each."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from redact.errors import RedactError
from redact.project import FILE_NAME, load_project
from redact.shipped import shipped

if TYPE_CHECKING:
    from redact.ledger import Secret
    from redact.project import Project

LIBRARIES: Final = (
    "presidio-analyzer", "presidio-anonymizer", "spacy", "pandas", "pyarrow", "geopandas", "shapely",
    "diffprivlib", "scikit-learn", "pydantic", "PyYAML",
)  # fmt: skip
LITTLE_DISK: Final = 5 * 10**9
"""Bytes. A plan holds the staged rows and their decisions; this is room for about ten million rows."""


class State(StrEnum):
    """How a thing that was looked at is; only MISSING makes the command fail."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what helps."""

    name: str
    state: State
    says: str
    fix: str = ""

    def as_json(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


def findings(folder: Path) -> Iterator[Finding]:
    """Everything worth knowing before a release from `folder`, in a fixed order. Nothing is written."""
    yield from _versions()
    yield from _shipped()
    yield _ssh_keygen()
    yield _disk(folder)
    yield from _project(folder)


def _versions() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    from redact import __version__

    yield Finding("redact", State.OK, __version__)
    yield Finding("python", State.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in LIBRARIES:
        try:
            yield Finding(name, State.OK, version(name))
        except PackageNotFoundError:
            yield Finding(name, State.MISSING, "not installed", "Install redact again as README.md says")


def _shipped() -> Iterator[Finding]:
    from redact.policy import load_policy

    def baseline() -> str:
        policy = load_policy(shipped("baseline.yaml"))
        return f"version {policy.version}, digest {policy.digest[:16]}"

    def schema() -> str:
        return f"digest {hashlib.sha256(shipped('policy.schema.json').read_bytes()).hexdigest()[:16]}"

    yield _try("policy baseline", baseline)
    yield _try("policy schema", schema)
    yield _try("dataset cards", lambda: ", ".join(sorted(path.stem for path in shipped("cards").glob("*.yaml"))))
    yield _try("narrative model", _model)
    yield _try("safe words", _safe_words)


def _model() -> str:
    from redact.identity.ner.model import SHIPPED, find_model, load_pipeline

    model = find_model(SHIPPED)
    load_pipeline(model)
    return f"{model.name}, digest {model.digest[:16]}"


def _safe_words() -> str:
    from redact.identity.vocabulary import shipped_vocabulary

    return f"{len(shipped_vocabulary().always):,}"


def _ssh_keygen() -> Finding:
    found = shutil.which("ssh-keygen")
    if found:
        return Finding("ssh-keygen", State.OK, "found")
    fix = {
        "Windows": "Settings > System > Optional features > OpenSSH Client",
        "Darwin": "It comes with macOS; see that /usr/bin is on PATH",
    }.get(platform.system(), "sudo apt-get install openssh-client")
    return Finding("ssh-keygen", State.NOTE, "not found; it is needed to sign and to verify signatures", fix)


def _disk(folder: Path) -> Finding:
    from redact.custody.places import synced

    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:.1f} GB free"
    program = synced(folder, os.environ)
    if program is not None:
        return Finding(
            "disk",
            State.NOTE,
            f"{says}; {program} copies this folder to other computers",
            "Work in a folder that stays here",
        )
    if free < LITTLE_DISK:
        return Finding("disk", State.NOTE, says, "Plans and releases need room: delete old plans")
    return Finding("disk", State.OK, says)


def _project(folder: Path) -> Iterator[Finding]:
    if not (folder / FILE_NAME).is_file():
        yield Finding(
            "project", State.NOTE, f"no {FILE_NAME} in this folder: drafts only", 'redact init --publisher "NAME"'
        )
        return
    try:
        project = load_project(folder)
        secret = project.load_secret()
        with project.open_ledger(secret) as ledger:
            unfinished, releases = ledger.unfinished(), ledger.releases()
    except RedactError as error:
        yield Finding("project", State.MISSING, error.what, error.fix or "")
        return
    yield Finding("project", State.OK, f"{project.publisher}; {len(project.datasets)} datasets")
    yield _there("secret", project.secret)
    yield _there("ledger", project.ledger)
    yield Finding(
        "releases",
        State.NOTE if unfinished else State.OK,
        f"{len(releases)} in the ledger, {len(unfinished)} unfinished",
        "The next `redact release` finishes it or takes it back" if unfinished else "",
    )
    yield from _custody(project, secret)


def _there(name: str, path: Path | None) -> Finding:
    return Finding(name, State.NOTE, "none") if path is None else Finding(name, State.OK, "there")


def _custody(project: Project, secret: Secret) -> Iterator[Finding]:
    """How ledger, secret and plans are kept: where they lie, who can read them, when they were copied last."""
    from redact.custody.backup import last_copied
    from redact.custody.purge import keep_days
    from redact.custody.warnings import warnings_of
    from redact.keeping import kept_by
    from redact.policy import load_policy

    try:
        days = keep_days(load_policy(project.policy))
        with project.open_ledger(secret) as ledger:
            found = warnings_of(kept_by(project.path or Path(FILE_NAME)), ledger, secret.fingerprint, days)
            last = last_copied(ledger.steps())
    except RedactError as error:
        yield Finding("custody", State.NOTE, error.what, error.fix or "")
        return
    for each in found:
        yield Finding(each.name, State.NOTE, each.says, each.fix)
    if not found:
        copied = f"the ledger was copied on {last.at[:10]}" if last is not None else "nothing is out, nothing copied"
        yield Finding("custody", State.OK, copied)


def _try(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, State.OK, look())
    except RedactError as error:
        return Finding(name, State.MISSING, error.what, error.fix or "")
