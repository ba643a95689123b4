"""The saved plan: what a preview decided, in a folder only its owner can read.

Holds no value that the release would not contain: staged rows, and about the input only row numbers, codes and keyed
digests. The release formats and scans what is staged and recomputes nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redact.errors import DataMismatch, UsageError, Where
from redact.plan.items import Item, read_answers, read_items

if TYPE_CHECKING:
    import pyarrow as pa

    from redact.place import UnitTable

PLAN_FILE = "plan.json"
DECISIONS_FILE = "decisions.parquet"
EVENTS_FILE = "events.parquet"
EVIDENCE_FILE = "evidence.json"
REPORT_FILE = "report.html"


@dataclass(frozen=True)
class Plan:
    """A plan folder. Open it with `Plan.open`; everything is read when asked for."""

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Plan:
        """The plan in `folder`. Raises UsageError (2) where there is none, DataMismatch (11) where it is damaged."""
        plan = cls(Path(folder))
        if not (plan.folder / PLAN_FILE).is_file():
            raise UsageError(
                "there is no finished plan here",
                where=Where(folder),
                fix="Make one with `redact preview … -o PLAN`.",
            )
        if not isinstance(plan.summary.get("package"), str):
            raise DataMismatch("plan.json is damaged", where=Where(plan.folder / PLAN_FILE), fix="Preview again.")
        return plan

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        """plan.json."""
        path = self.folder / PLAN_FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise DataMismatch("plan.json is damaged", where=Where(path), fix="Preview again.") from None
        if not isinstance(data, dict):
            raise DataMismatch("plan.json is damaged", where=Where(path), fix="Preview again.")
        return data

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets in plan order."""
        return tuple(self.summary["header"])

    @property
    def synthetic(self) -> bool:
        """Whether every input is a synthetic city's, unchanged since `redact synth` wrote it."""
        return bool(self.summary["synthetic"])

    @property
    def limited(self) -> bool:
        """Whether only the first rows were looked at; such a plan cannot be released."""
        return bool(self.summary["limited"])

    def staged(self, dataset: str) -> Path:
        """The Parquet file of a dataset's release rows."""
        return self.folder / "staged" / f"{dataset}.parquet"

    def decisions(self, columns: list[str] | None = None) -> pa.Table:
        """What happened to every input row, in (dataset, row) order."""
        import pyarrow.parquet as pq

        return pq.read_table(self.folder / DECISIONS_FILE, columns=columns)

    @cached_property
    def evidence(self) -> Sequence[Any]:
        """The evidence that numbers in `decisions` stand for. DataMismatch (11) where it is damaged."""
        path = self.folder / EVIDENCE_FILE
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise DataMismatch("evidence.json is damaged", where=Where(path), fix="Preview again.") from None
        if not isinstance(found, list):
            raise DataMismatch("evidence.json is damaged", where=Where(path), fix="Preview again.")
        return found

    def units(self) -> UnitTable:
        """The unit table that the plan's places come from."""
        from redact.place import UnitTable

        return UnitTable.load(self.folder)

    @property
    def open_items(self) -> tuple[Item, ...]:
        """What a person must still answer."""
        answered = read_answers(self.folder)
        return tuple(item for item in read_items(self.folder) if item.id not in answered)

    @property
    def report(self) -> Path:
        """The internal report."""
        return self.folder / REPORT_FILE


def make_private(folder: Path) -> None:
    """Creates a folder that only its owner can enter (on Windows the user's own folders are so already)."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)


def keep_private(folder: Path) -> None:
    """Takes everything that lies in a folder from everybody but its owner, as `make_private` does with the folder."""
    if os.name != "posix":
        return
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def write_private(path: Path, content: str | bytes) -> None:
    """Writes a file that only its owner can read, completely or not at all."""
    aside = path.with_name(path.name + ".part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
    aside.replace(path)
