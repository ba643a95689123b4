"""A desk for each test: a copy of this folder with all its bad files, in which commands are run as if typed."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def first(self) -> str:
        """The first line of the message."""
        return self.err.splitlines()[0] if self.err else ""


Command = Callable[..., Ended]


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The copy, as the current folder. What the command line changes for its whole process ends with the test."""
    shutil.copytree(HERE, tmp_path / "desk", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setattr("redact.plan.samples.samples", lambda _: ())
    root = logging.getLogger()
    handlers, hook, thread_hook = list(root.handlers), sys.excepthook, threading.excepthook
    with warnings.catch_warnings():
        yield tmp_path / "desk"
    root.handlers[:] = handlers
    sys.excepthook, threading.excepthook = hook, thread_hook


@pytest.fixture
def redact(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line in this process."""
    from redact.cli import main

    def run(line: str) -> Ended:
        with pytest.raises(SystemExit) as left:
            main(line.split())
        shown = capsys.readouterr()
        return Ended(int(left.value.code or 0), shown.out, shown.err)

    return run
