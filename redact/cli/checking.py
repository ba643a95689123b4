"""What stands against a plan or a release that `redact check` has read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from redact.errors import GateFailed, OpenItems, RedactError, Where, foremost

if TYPE_CHECKING:
    from redact.gates import GateResult
    from redact.plan.folder import Plan


def against_plan(plan: Plan, gates: Sequence[GateResult]) -> RedactError | None:
    """The foremost thing that keeps a plan from becoming a draft."""
    found = [error for error in (failed(plan.folder, gates),) if error is not None]
    if plan.open_items:
        found.append(
            OpenItems(
                f"{counted(len(plan.open_items), 'open item')} to be answered",
                where=Where(plan.folder),
                fix="redact review PLAN, then preview again",
            )
        )
    return foremost(found)


def failed(folder: Path, gates: Sequence[GateResult]) -> RedactError | None:
    """The failed gates as one error, in the exit code of the foremost."""
    wrong = [gate for gate in gates if not gate.passed]
    if not wrong:
        return None
    said = "\n".join(f"  {gate.name}: {gate.sentence}" for gate in wrong)
    return foremost(
        _KINDS.get(gate.code, GateFailed)(f"{len(wrong)} of {len(gates)} checks failed:\n{said}", where=Where(folder))
        for gate in wrong
    )


_KINDS = {kind.exit_code: kind for kind in RedactError.__subclasses__()}


def counted(number: int, noun: str) -> str:
    """`1 open item`, `2 open items`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
