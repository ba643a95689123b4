"""Every error a user can meet, and the exit code each one ends in.

RedactError                                1   something unexpected, said in a sentence
├── UsageError                             2   the command line was not understood
├── PolicyInvalid                         10   the policy file is wrong
├── DataMismatch                          11   data does not fit card, policy or project
├── NotAgreed                             12   sign-off, notice or approval missing, stale or withdrawn
├── ExampleFails                          13   a worked example of the policy comes out differently
├── OpenItems                             14   a person must still answer something
├── GateFailed                            15   a gate without a code of its own failed
├── Missing                               16   a model, layer, ledger, secret or tool is missing
├── BudgetExhausted                       17   the privacy budget does not allow it
└── PlanStale                             18   data, policy, layers or code changed since the preview

Messages are written by us and never contain a record's value: file names, row numbers, column
names and counts only. Wrap a library's exception with `raise ... from None` where its text
could quote the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Where:
    """The place a message points at: a file, a position in it, a data row, a column's name.

    `line` and `column` count from 1 as editors do; `row` is the 0-based data row as read.
    """

    file: Path | str | None = None
    line: int | None = None
    column: int | None = None
    row: int | None = None
    name: str | None = None

    def __str__(self) -> str:
        parts = [str(self.file)] if self.file is not None else []
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        text = ":".join(parts)
        if self.row is not None:
            text += f"{', ' if text else ''}row {self.row}"
        if self.name is not None:
            text += f"{', ' if text else ''}column '{self.name}'"
        return text


class RedactError(Exception):
    """The root of the tree: what is wrong, where, and what to do about it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: Where | None = None, fix: str | None = None) -> None:
        self.what = what
        self.where = where
        self.fix = fix
        super().__init__(what)

    def __str__(self) -> str:
        head = f"{self.where}: " if self.where is not None and str(self.where) else ""
        tail = f"\n  {self.fix}" if self.fix else ""
        return f"{head}{self.what}{tail}"


class UsageError(RedactError):
    """The command line asked for something that cannot be done as asked."""

    exit_code = 2


class PolicyInvalid(RedactError):
    """The policy file is not a valid policy. `problems` holds one error per mistake found."""

    exit_code = 10

    def __init__(
        self,
        what: str,
        *,
        where: Where | None = None,
        fix: str | None = None,
        problems: Iterable[PolicyInvalid] = (),
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        if self.problems:
            return "\n".join(str(problem) for problem in self.problems)
        return super().__str__()


class DataMismatch(RedactError):
    """A file cannot be read, or does not fit its card, the policy or the project."""

    exit_code = 11


class NotAgreed(RedactError):
    """Sign-off, notice or approval is missing, stale or withdrawn."""

    exit_code = 12


class ExampleFails(RedactError):
    """A worked example of the policy comes out differently from what it promises."""

    exit_code = 13


class OpenItems(RedactError):
    """Something waits for a person's answer."""

    exit_code = 14


class GateFailed(RedactError):
    """A check before writing failed."""

    exit_code = 15


class Missing(RedactError):
    """A model, layer, ledger, secret or tool that is needed is not there."""

    exit_code = 16


class BudgetExhausted(RedactError):
    """What is left of the privacy budget does not cover the request."""

    exit_code = 17


class PlanStale(RedactError):
    """The plan no longer matches its inputs: preview again."""

    exit_code = 18


PRECEDENCE = (10, 11, 16, 18, 13, 14, 12, 17, 15)
"""Of several failures the first in this order gives the exit code."""


def foremost(errors: Iterable[RedactError]) -> RedactError | None:
    """The error whose exit code wins when several things are wrong at once."""

    def rank(error: RedactError) -> int:
        code = error.exit_code
        return PRECEDENCE.index(code) if code in PRECEDENCE else -1

    return min(errors, key=rank, default=None)
