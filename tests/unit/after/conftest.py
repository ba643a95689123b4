"""A small department: reports and calls that share numbers, and two releases that show some of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from redact.after.finding import Finder
from redact.keyed import hash_texts
from redact.ledger import Ledger, Secret
from redact.plan.fresh import open_sources
from redact.policy import Policy, policy_by_name
from redact.project import init_project, load_project

from ..ledger.rows import lay_down, rows_of

NONCES = {"2026-02-10-aaaaaa": "11" * 32, "2026-03-10-bbbbbb": "22" * 32}
FIRST, SECOND = NONCES

REPORTS = """\
Case,Call,Date,Code,Offense
24-001234,C-77,2026-01-05 10:00,13B,SIMPLE ASSAULT
24-001235,C-78,2026-01-06 11:00,23F,THEFT
24-001236,,2026-02-07 12:00,23F,THEFT
24-001237,C-90,2026-02-08 12:00,240,AUTO THEFT
24-000555,C-91,2026-02-09 12:00,240,AUTO THEFT
24-001240,,2026-02-09 13:00,23F,THEFT
"""
CALLS = """\
Number,Report,Received,Type
C-77,2024001234,2026-01-05 09:50,ASSAULT
C-77,2024001234,2026-01-05 09:55,ASSAULT
C-24000555,,2026-02-01 08:00,ALARM
"""
CARDS = {
    "incidents": """\
dataset: incidents
kind: incidents
keys: {incident_id: digits, event_id: digits}
time: {zone: America/Chicago, formats: {Date: "%Y-%m-%d %H:%M"}}
columns: {Case: incident_id, Call: event_id, Date: occurred_at, Code: offense_code, Offense: offense_text}
""",
    "calls": """\
dataset: calls
kind: calls
keys: {incident_id: digits, event_id: digits}
time: {zone: America/Chicago, formats: {Received: "%Y-%m-%d %H:%M"}}
columns: {Number: event_id, Report: incident_id, Received: occurred_at, Type: call_type_final}
""",
}


@dataclass
class Department:
    """A project with its open ledger; releases lie in `output`."""

    folder: Path
    policy: Policy
    secret: Secret
    ledger: Ledger

    @property
    def output(self) -> Path:
        return self.folder / "releases"

    def finder(self) -> Finder:
        """Reads exports and archive as a command does."""
        return Finder(open_sources(load_project(self.folder)), self.policy, self.secret, self.ledger)

    def key(self, role: str, normal: str) -> int:
        """The keyed hash of a number as a key of this role."""
        return int(hash_texts(self.secret.key("events"), pa.array([f"{role}:{normal}"]))[0])

    def put_out(self, release: str, rows: pa.Table, left: list[int] | None = None) -> None:
        """A release with a folder that is as good as one for the commands that only point to it."""
        folder = self.output / release
        folder.mkdir(parents=True)
        stamp = {"release": release, "as_of": release[:10], "synthetic": True, "draft": False, "tool": "redact"}
        (folder / "statement.json").write_text(json.dumps({"predicate": {**stamp, "publisher": "x"}}), "utf-8")
        self.ledger.intend(release, folder=folder, nonce=NONCES.get(release, "33" * 32))
        lay_down(self.ledger, release, rows, left or [])
        self.ledger.published(release)
        (self.output / "latest.json").write_text(json.dumps({**stamp, "folder": release}), "utf-8")


@pytest.fixture(scope="session")
def baseline() -> Policy:
    """The policy that a new project names."""
    return policy_by_name("baseline")


@pytest.fixture
def department(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, baseline: Policy) -> Iterator[Department]:
    """Two releases: the assault and its first call in both, a theft in the first alone, another in the second."""
    folder = tmp_path / "dept"
    path = init_project(folder, publisher="Springfield")
    (folder / "exports").mkdir()
    (folder / "cards").mkdir()
    named = []
    for name, rows in (("incidents", REPORTS), ("calls", CALLS)):
        (folder / "exports" / f"{name}.csv").write_text(rows, "utf-8")
        (folder / "cards" / f"{name}.yaml").write_text(CARDS[name], "utf-8")
        named.append(f"  - {{file: exports/{name}.csv, card: cards/{name}.yaml}}")
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("datasets:")] + "datasets:\n" + "\n".join(named) + "\n", "utf-8")
    project = load_project(folder)
    secret = project.load_secret()
    with project.open_ledger(secret) as ledger:
        made = Department(folder, baseline, secret, ledger)
        assault, call = made.key("incident_id", "241234"), made.key("event_id", "77")
        theft, other = made.key("incident_id", "241235"), made.key("incident_id", "241236")
        rows = rows_of(3, 1, dataset=["incidents", "calls", "incidents"], key_0=[assault, call, theft],
                       key_1=[call, assault, made.key("event_id", "78")])  # fmt: skip
        with monkeypatch.context() as earlier:
            earlier.setattr("redact.ledger.releases.now", lambda: "2026-03-10T00:00:00+00:00")
            made.put_out(FIRST, rows)
            made.put_out(SECOND, rows_of(1, 2, key_0=[other], key_1=np.array([0])), [2])
        yield made
