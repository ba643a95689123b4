"""A ledger and its secret in a folder of their own, and spends that cost 0.4 unless said otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from redact.ledger import Ledger, Secret, Spend, ThrowAway

BUDGET = Decimal("1.0")
EPSILON = Decimal("0.4")


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


def asked(
    request: str, *periods: str, table: str = "t", epsilon: str | Decimal = EPSILON, unit: str = "event", **others: Any
) -> Spend:
    """A spend of the people of one city; spends of events are parallel unless said otherwise."""
    return Spend(
        request=request,
        input=others.pop("input", "as counted"),
        table=table,
        unit=unit,
        population=others.pop("population", "people"),
        periods=periods or ("2027",),
        epsilon=Decimal(epsilon),
        delta=Decimal(others.pop("delta", 0)),
        parallel=others.pop("parallel", unit == "event"),
        **others,
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    secret = Secret.create(tmp_path / "secret")
    Ledger.create(tmp_path / "ledger.sqlite", "Springfield PD", secret).close()
    return Home(tmp_path, secret)


@pytest.fixture
def ledger(home: Home) -> Iterator[Ledger]:
    with home.open() as opened:
        yield opened


@pytest.fixture
def memory() -> Iterator[Ledger]:
    with Ledger.in_memory(ThrowAway()) as opened:
        yield opened
