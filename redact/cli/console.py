"""What commands say and where: results on standard output, everything else on standard error.

With `--json` standard output holds one JSON object per line and nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol


class Progress(Protocol):
    """How a long task tells how far it is: the step's name, what is done of it, and of how much (None: not known)."""

    def __call__(self, step: str, done: int, total: int | None, /) -> None: ...


def emit(value: object) -> None:
    """One JSON object on one line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def out(text: str = "") -> None:
    """A line of the command's result."""
    sys.stdout.write(text + "\n")


def say(text: str = "") -> None:
    """A line about what is going on; never part of the result."""
    sys.stderr.write(text + "\n")


def table(rows: Sequence[tuple[str, ...]], *, heads: tuple[str, ...] = (), indent: str = "  ") -> str:
    """Plain columns, padded to the widest cell; the last column is left as long as it is."""
    if not rows:
        return ""
    if heads:
        rows = [heads, tuple("-" * len(head) for head in heads), *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return "\n".join(
        indent + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in rows
    )


def _silent(_step: str, _done: int, _total: int | None, /) -> None:
    return None


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on a terminal, nothing where standard error is a file or a pipe."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich import progress as bars
    from rich.console import Console

    columns: tuple[Any, ...] = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        steps: dict[str, bars.TaskID] = {}

        def advance(step: str, done: int, total: int | None, /) -> None:
            if step not in steps:
                steps[step] = shown.add_task(step, total=total)
            shown.update(steps[step], completed=done, total=total)

        yield advance
