"""The log of looks: every record that `redact review` shows anybody is noted before it is shown.

Whoever may look at everything looks at nothing lightly if it is written down. The file lies beside the ledger, or in
the plan's folder where there is none, is only ever added to, and holds row numbers and no value of a record.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from redact.errors import Missing, Where

if TYPE_CHECKING:
    from redact.plan.folder import Plan
    from redact.project import Project

FILE_NAME: Final = "looks.jsonl"

ASKED: Final = "asked for this row"
LINKED: Final = "of the same event as a row that was asked for"


def looks_file(plan: Plan, project: Project) -> Path:
    """Where the looks at a plan's records are noted."""
    return (plan.folder / "x" if project.ledger is None else project.ledger).with_name(FILE_NAME)


def note(plan: Plan, project: Project, by: str, rows: Iterable[tuple[str, int]], why: str) -> None:
    """Notes that somebody is about to be shown these rows (dataset, row number), one line each.

    `by` is the name that was given; the login is noted beside it, since anybody can give any name. Missing (16) where
    the log cannot be written: then nothing may be shown.
    """
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "by": by, "login": _login()}
    told |= {"plan": str(plan.summary["nonce"])[:12], "why": why}
    lines = "".join(
        json.dumps({**told, "dataset": dataset, "row": row}, ensure_ascii=False) + "\n" for dataset, row in rows
    )
    path = looks_file(plan, project)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            if os.name == "posix":
                path.chmod(0o600)
            file.write(lines.encode())
            os.fsync(file.fileno())
    except OSError:
        raise Missing(
            "the log of looks cannot be written, so no record is shown",
            where=Where(path),
            fix="Make its folder writable for you.",
        ) from None


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
