"""Where a project's state lies and who may approve, for what must work while a part of the project is missing.

`redact.project.load_project` stops where the ledger, the secret or a month's exports are not there, as every preview
must. A backup, a restore and a new computer cannot wait for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redact.project import project_file


@dataclass(frozen=True, slots=True)
class Approver:
    """Who may approve a plan; a deputy only on the days from `first` to `until`, both included."""

    name: str
    first: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether this person may approve on a day."""
        return self.first is None or self.until is None or self.first <= day <= self.until


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a project's state lies, whether it is there or not: for what must work while something is missing.

    `backup` is the folder that the project file names for copies of the ledger. `approvers` is empty where anybody but
    the plan's makers may approve.
    """

    path: Path
    publisher: str
    policy: str
    ledger: Path
    secret: Path
    output: Path
    backup: Path | None = None
    insiders: Path | None = None
    approvers: tuple[Approver, ...] = ()


def kept_by(path: Path | str) -> Kept:
    """What a project file says about its state; nothing that it names needs to be there.

    Raises Missing (16) where the project file is not there and DataMismatch (11) for a wrong key or value.
    """
    path, content = project_file(path)
    folder = path.parent
    return Kept(
        path=path,
        publisher=content.publisher,
        policy=content.policy,
        ledger=folder / content.ledger,
        secret=folder / content.secret,
        output=folder / content.output,
        backup=folder / content.backup if content.backup else None,
        insiders=folder / content.insiders.file if content.insiders else None,
        approvers=tuple(Approver(each.name, each.first, each.until) for each in content.approvers),
    )
