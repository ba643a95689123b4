"""Running a command in process, and a small city to run it on."""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from redact.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; fails where anything else stands there."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Ended]


@pytest.fixture(autouse=True)
def undisturbed() -> Iterator[None]:
    """The command line silences libraries for its whole process; here that ends with the test."""
    root = logging.getLogger()
    handlers, hook, thread_hook = list(root.handlers), sys.excepthook, threading.excepthook
    with warnings.catch_warnings():
        yield
    root.handlers[:] = handlers
    sys.excepthook, threading.excepthook = hook, thread_hook


@pytest.fixture
def redact(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command as if typed."""

    def run(*args: str | Path) -> Ended:
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in args])
        shown = capsys.readouterr()
        return Ended(int(left.value.code or 0), shown.out, shown.err)

    return run


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic city of 600 incidents in two months, with its ledger and secret."""
    from datetime import date

    from redact.project import create_state
    from redact.synth import make_city

    made = make_city(tmp_path_factory.mktemp("made") / "city", incidents=600, months=2, start=date(2025, 1, 1))
    create_state(made.project)
    return made.folder
