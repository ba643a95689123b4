"""What somebody has kept of earlier releases, made by hand from a small plan."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from redact import when
from redact.gates import ReleaseView
from redact.gates.earlier import Earlier
from redact.ledger.archive import FOLDED, ROWS, Archive, ChapterInfo
from redact.plan.folder import Plan
from redact.plan.past.chapter import values
from redact.vocabulary import OffenseGroup, TimePrecision

from .conftest import TIERS, Row, SmallPlan

KEY = b"k" * 32
GROUPS = {group.word: int(group) for group in OffenseGroup}


def key_of(event: int) -> int:
    """The keyed hash of an event."""
    return event * 1_000_003


def shown_rows(plan: SmallPlan) -> list[dict[str, object]]:
    """Every staged row as an archive has it, with the row of the plan it is (`of`)."""
    found: list[dict[str, object]] = []
    for dataset, rows in plan.rows.items():
        table = pq.read_table(plan.folder / "staged" / f"{dataset}.parquet")
        value = dict(zip(table["id"].to_pylist(), values(table, KEY).tolist(), strict=True))
        for row in rows:
            if row.staged is None:
                continue
            minutes = np.array([row.minutes])
            found.append(
                {
                    "dataset": dataset, "slot": slot_of(row, dataset), "key_0": key_of(row.event), "key_1": 0,
                    "mark": id(row), "tier": row.tier, "careful": row.weak, "cover": row.cover,
                    "group": GROUPS.get(row.staged["offense_group"], 1), "unit": row.staged["place_id"],
                    "precision": int(row.precision), "code": int(when.coarsen(minutes, row.precision)[0]),
                    "period": int(when.coarsen(minutes, TimePrecision.MONTH)[0]),
                    "value": value[row.staged["id"]], "cells": "",
                }
            )  # fmt: skip
    return found


def slot_of(row: Row, dataset: str) -> int:
    return key_of(row.event) + len(dataset)


@dataclass
class Copies:
    """Releases so far. `release` puts out what the plan stages now; `view` compares the plan with them."""

    plan: SmallPlan
    revision: bool = False
    through: str = "2026-04-01"
    chapters: list[list[dict[str, object]]] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    at_once: list[int] = field(default_factory=list)
    imported: list[dict[str, object]] = field(default_factory=list)

    def release(self) -> None:
        """All staged rows are out."""
        self.plan.view()
        self.chapters.append(shown_rows(self.plan))

    def archive(self) -> Archive:
        """Each release's rows; those that are the same in the next one stand there once."""
        days = [0, int(np.datetime64(self.through).astype(np.int64))]
        about = {"days": dict.fromkeys(self.plan.rows, days)}
        folded: dict[tuple[object, ...], dict[str, object]] = {}
        ended: list[dict[str, object]] = []
        for number, rows in enumerate(self.chapters):
            now: dict[tuple[object, ...], dict[str, object]] = {}
            for row in rows:
                known = folded.pop((row["mark"], row["value"]), None)
                first = known["first"] if known is not None else number
                now[row["mark"], row["value"]] = {**row, "first": first, "last": number}
            ended += folded.values()
            folded = now
        table = pa.Table.from_pylist([*ended, *folded.values()], schema=FOLDED)
        infos = [ChapterInfo(number + 1, f"r{number}", "released", about, "") for number in range(len(self.chapters))]
        return Archive(tuple(infos), table)

    def view(self) -> ReleaseView:
        """The plan as it now stands beside what is out."""
        view = self.plan.view()
        archive = self.archive()
        newest = archive.rows.to_pylist()
        out = {(row["slot"], row["value"]) for row in newest if row["last"] == archive.newest}
        rows = shown_rows(self.plan)
        now = {(row["slot"], row["value"]) for row in rows}
        left = [
            at for at, row in enumerate(newest)
            if row["last"] == archive.newest and (row["slot"], row["value"]) not in now
        ]  # fmt: skip
        new = [row for row in rows if (row["slot"], row["value"]) not in out]
        schema = pa.schema([each for each in ROWS if each.name not in ("minutes", "shows")])
        pq.write_table(pa.Table.from_pylist(new, schema=schema), self.plan.folder / "chapter.parquet")
        notes = {"left": left, "missing": self.missing, "about": {}}
        (self.plan.folder / "chapter.json").write_text(json.dumps(notes), encoding="utf-8")
        self._write_events()
        summary = json.loads((self.plan.folder / "plan.json").read_text(encoding="utf-8"))
        summary["past"] = {"releases": len(self.chapters), "revision": self.revision, "new_only": False}
        (self.plan.folder / "plan.json").write_text(json.dumps(summary), encoding="utf-8")
        columns = [{"first": 0, "last": 0, **row} for row in self.imported]
        about = ChapterInfo(1, None, "imported", {}, "")
        imported = Archive((about,) if columns else (), pa.Table.from_pylist(columns, schema=FOLDED))
        removed, at_once = (
            np.array([key_of(event) for event in events], dtype=np.int64) for events in (self.removed, self.at_once)
        )
        earlier = Earlier(archive, imported, KEY, removed, at_once)
        return ReleaseView.of_plan(Plan.open(view.plan.folder), view.policy, view.sources, earlier)

    def _write_events(self) -> None:
        events: dict[int, dict[str, object]] = {}
        for rows in self.plan.rows.values():
            for row in rows:
                own = TIERS.index(row.own_tier or row.tier)
                fine = row.staged is not None and row.tier not in ("withheld", "protected")
                event = events.setdefault(key_of(row.event), {"strictest": own, "cover": -1, "fine": False})
                event["strictest"] = min(int(str(event["strictest"])), own)
                event["fine"] = event["fine"] or fine
                if row.cover:
                    event["cover"] = TIERS.index(row.tier)
        table = pa.table(
            {
                "key": pa.array(list(events), pa.int64()),
                "strictest": pa.array([each["strictest"] for each in events.values()], pa.int8()),
                "cover": pa.array([each["cover"] for each in events.values()], pa.int8()),
                "fine": pa.array([each["fine"] for each in events.values()], pa.bool_()),
            }
        )
        pq.write_table(table, self.plan.folder / "events.parquet")
