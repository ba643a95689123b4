"""A plan appears at its place complete or not at all, and never in place of anything else."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from redact.errors import UsageError, Where
from redact.plan.folder import PLAN_FILE


def refuse_strangers(out: Path) -> None:
    """A plan replaces a plan or takes an empty place; it never deletes anything else."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / PLAN_FILE).is_file()):
        raise UsageError("there is something else already", where=Where(out), fix="Name another folder for the plan.")


def swap(making: Path, out: Path) -> None:
    """Puts the finished plan in its place; the old one goes only when the new one is complete."""
    if out.exists():
        old = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-old-"))
        out.rename(old / "plan")
        making.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    else:
        making.rename(out)


def recover(out: Path) -> None:
    """Puts back a plan, with its answers, that a kill caught between the two renames of `swap`."""
    for old in out.parent.glob(f".{out.name}-old-*"):
        if not out.exists() and (old / "plan").is_dir():
            (old / "plan").rename(out)
        shutil.rmtree(old, ignore_errors=True)
