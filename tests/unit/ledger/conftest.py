"""A ledger and its secret in a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from redact.ledger import Ledger, Secret


@dataclass(frozen=True)
class Home:
    """Where a publisher's ledger and secret lie."""

    folder: Path
    secret: Secret

    @property
    def path(self) -> Path:
        return self.folder / "ledger.sqlite"

    def open(self) -> Ledger:
        return Ledger.open(self.path, self.secret)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    secret = Secret.create(tmp_path / "secret")
    Ledger.create(tmp_path / "ledger.sqlite", "Springfield PD", secret).close()
    return Home(tmp_path, secret)


@pytest.fixture
def ledger(home: Home) -> Iterator[Ledger]:
    with home.open() as opened:
        yield opened
