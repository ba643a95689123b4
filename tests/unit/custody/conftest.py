"""A project with ledger and secret, releases that look like published ones, and plans that look like saved ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from redact.keeping import Kept, kept_by
from redact.ledger import Ledger, Secret
from redact.project import init_project

DAY = date(2027, 5, 3)
NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A project's folder; `usb` and `envelope` are folders elsewhere, for the copies."""

    folder: Path
    usb: Path
    envelope: Path

    @property
    def kept(self) -> Kept:
        return kept_by(self.folder)

    @property
    def ledger(self) -> Path:
        return self.folder / "private" / "ledger.sqlite"

    @property
    def secret(self) -> Path:
        return self.folder / "private" / "secret"

    @property
    def file(self) -> Path:
        return self.folder / "redact.yaml"

    def open(self) -> Ledger:
        return Ledger.open(self.ledger, Secret.load(self.secret))

    def release(self, name: str, last_day: str = "2027-03-31", *, key: int = 1) -> Path:
        """A release as `publish` makes one: noted, written with the ledger's head, noted as published."""
        folder = self.folder / "releases" / name
        with self.open() as ledger:
            ledger.intend(name, folder=folder, nonce=name)
            ledger.remember(name, [key], [0], [-1], [True], ["other"])
            head = ledger.head
            folder.mkdir(parents=True)
            stamp = {"release": name, "as_of": name[:10], "ledger": {"entries": head.number, "head": head.digest}}
            (folder / "statement.json").write_text(json.dumps({"predicate": stamp}), encoding="utf-8")
            catalog = {"dataset": [{"temporal": f"2027-01-01/{last_day}"}]}
            (folder / "dcat-us.json").write_text(json.dumps(catalog), encoding="utf-8")
            ledger.published(name)
        latest = {"folder": name, "statement": {"path": f"{name}/statement.json"}}
        (folder.parent / "latest.json").write_text(json.dumps(latest), encoding="utf-8")
        return folder

    def plan(self, name: str, *, days: int = 0, nonce: str = "", **summary: Any) -> Path:
        """A plan of this project that was made so many days before NOW."""
        folder = self.folder / name
        (folder / "staged").mkdir(parents=True)
        folder.chmod(0o700)
        saved: dict[str, Any] = {
            "package": "0",
            "created": (NOW - timedelta(days=days)).isoformat(),
            "nonce": nonce or name,
            "header": {},
            "limited": False,
            "secret": "",
            "project": {"path": str(self.file.resolve()), "by": "Bo Lind"},
        }
        (folder / "plan.json").write_text(json.dumps(saved | summary), encoding="utf-8")
        (folder / "review.jsonl").write_text("", encoding="utf-8")
        for path in (folder / "plan.json", folder / "review.jsonl"):
            path.chmod(0o600)
        (folder / "staged").chmod(0o700)
        return folder


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty project, and two other places."""
    init_project(tmp_path / "city", publisher="Springfield Police Dépt.")
    for name in ("usb", "envelope"):
        (tmp_path / name).mkdir()
    return Desk(tmp_path / "city", tmp_path / "usb", tmp_path / "envelope")


Damage = Callable[[Path], None]


@pytest.fixture
def damage() -> Damage:
    """Overwrites the middle of a file, as a failing disk does."""

    def do(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\0" * 4096)

    return do
