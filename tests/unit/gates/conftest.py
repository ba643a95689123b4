"""A small plan folder made by hand: three datasets, every tier of the baseline, everything as it should be."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import LineString, box

from redact import when
from redact.gates import ReleaseView
from redact.place import UnitTable
from redact.plan.folder import Plan
from redact.plan.outcomes import Outcome, Reason
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.records import Card, open_source
from redact.shipped import shipped
from redact.vocabulary import DERIVED_COLUMNS, Kind, OffenseGroup, TimePrecision

LADDER = ("block", "beat", "district", "city")
TIERS = ("withheld", "protected", "accountability", "persons", "other")
STREETS = ("W ELM ST", "N OAK AVE", "S MAIN ST", "E PINE RD")


def small_units(homes: float = 200.0, *, safety: float = 1.0, counted: bool = True) -> UnitTable:
    """Twelve blocks of `homes` households each, in three beats of one district."""
    blocks = [f"{(number % 3 + 1) * 100} BLOCK {STREETS[number // 3]}" for number in range(12)]
    inside = np.array([homes] * 12 + [homes * 4] * 3 + [homes * 12] * 2)
    own = np.array([homes] * 12 + [0.0] * 5)
    parents = [[number, 12 + number // 4, 15, 16] for number in range(12)]
    parents += [[-1, 12 + number, 15, 16] for number in range(3)] + [[-1, -1, 15, 16], [-1, -1, -1, 16]]
    lines = [LineString([(-87.70 + n % 4 / 100, 41.80 + n // 4 / 100), (-87.692 + n % 4 / 100, 41.80 + n // 4 / 100)])
             for n in range(12)]  # fmt: skip
    beats = [box(-87.70, 41.795 + 0.01 * n, -87.66, 41.805 + 0.01 * n) for n in range(3)]
    city = box(-87.70, 41.795, -87.66, 41.825)
    return UnitTable(
        digest="5" * 64,
        ladder=LADDER,
        skipped=("tract",),
        bare=False,
        safety=safety,
        metres="EPSG:26916",
        ids=pa.array([f"u-{number:06d}" for number in range(17)]),
        level=np.array([0] * 12 + [1] * 3 + [2, 3], dtype=np.int8),
        label=pa.array([*blocks, "Beat 1", "Beat 2", "Beat 3", "District A", "Springfield"]),
        key=pa.array([""] * 12 + ["1", "2", "3", "A", ""]),
        households=inside if counted else np.full(17, np.nan),
        own=own if counted else np.full(17, np.nan),
        parents=np.array(parents, dtype=np.int32),
        street=pa.array([[*STREETS[n // 3].split(), ""] for n in range(12)] + [[]] * 5, pa.list_(pa.string())),
        hundred=np.array([number % 3 + 1 for number in range(12)] + [-1] * 5, dtype=np.int32),
        hyphen=np.zeros(17, dtype=np.bool_),
        floors=(8.0, 20.0),
        runs=np.array([[number] * 2 for number in range(12)] + [[-1] * 2] * 5, dtype=np.int32),
        points=np.array([shape.representative_point().coords[0] for shape in (*lines, *beats, city, city)]),
        wkb=pa.array([shape.wkb for shape in (*lines, *beats, city, city)], pa.binary()),
    )


@dataclass
class Row:
    """One input row, what was decided about it, and what is staged of it (None: not staged)."""

    source: dict[str, str]
    staged: dict[str, str] | None
    tier: str
    event: int
    own_tier: str = ""
    outcome: Outcome = Outcome.PUBLISHED
    reason: Reason = Reason.NONE
    fault: int = 0
    cover: bool = False
    weak: bool = False
    minutes: int = 0
    precision: TimePrecision = TimePrecision.NONE
    unit: int = -1
    classes: tuple[str, ...] = ()


@dataclass
class SmallPlan:
    """Rows by dataset. Change them, then `view()` writes the folder and opens it."""

    folder: Path
    policy: Policy
    cards: dict[str, Card]
    headers: dict[str, list[str]]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    units: UnitTable = field(default_factory=small_units)
    as_of: str = "2026-04-15"
    synthetic: bool = True

    def add(self, dataset: str, source: dict[str, str], **decided: Any) -> Row:
        """A row with every identifying cell filled with something unique."""
        row = Row(source, None, **decided)
        self.rows.setdefault(dataset, []).append(row)
        return row

    def publish(self, row: Row, unit: int, precision: TimePrecision, number: int, group: str, **more: str) -> None:
        """Stages a row at a unit and precision."""
        code = when.coarsen(np.array([row.minutes]), precision)
        row.unit, row.precision = unit, precision
        row.staged = {
            "id": f"{0xA000_0000_0000_0000 + number * 0x9E3779B9:016x}",
            "offense_group": group,
            "place": self.units.label[unit].as_py(),
            "place_id": self.units.ids[unit].as_py(),
            "place_precision": LADDER[int(self.units.level[unit])],
            "households_band": "",
            "time": when.text(code, precision)[0].as_py(),
            "time_precision": precision.word,
            **more,
        }

    def view(self) -> ReleaseView:
        """Writes the plan folder and the source files as they now stand."""
        (self.folder / "staged").mkdir(parents=True, exist_ok=True)
        sources, decisions, counts = {}, [], {}
        for number, (dataset, rows) in enumerate(self.rows.items()):
            card = self.cards[dataset]
            path = self.folder.parent / f"{dataset}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(card.columns))
                writer.writeheader()
                writer.writerows({**dict.fromkeys(card.columns, ""), **row.source} for row in rows)
            sources[dataset] = open_source([path], card)
            published = [at for at, row in enumerate(rows) if row.staged is not None]
            order = np.random.default_rng(7).permutation(published)
            position = {int(at): place for place, at in enumerate(order.tolist())}
            staged = [rows[int(at)].staged or {} for at in order.tolist()]
            header = self.headers[dataset]
            schema = pa.schema([(name, pa.string()) for name in header])
            columns = [pa.array([cells.get(name, "") for cells in staged], pa.string()) for name in header]
            pq.write_table(pa.table(columns, schema=schema), self.folder / "staged" / f"{dataset}.parquet")
            decisions += [(number, at, row, position.get(at, -1)) for at, row in enumerate(rows)]
            counts[dataset] = self._counts(rows)
        self._write_decisions(decisions)
        self._write_summary(counts)
        self.units.save(self.folder)
        return ReleaseView.of_plan(Plan.open(self.folder), self.policy, sources)

    def _counts(self, rows: list[Row]) -> dict[str, dict[str, int]]:
        found = {}
        for tier in TIERS:
            mine = [row for row in rows if row.tier == tier]
            if mine:
                found[tier] = {
                    "rows_in": len(mine),
                    **{item.word: sum(row.outcome is item for row in mine) for item in Outcome},
                    "cover": sum(row.cover for row in mine),
                }
        return found

    def _write_decisions(self, decisions: list[tuple[int, int, Row, int]]) -> None:
        rows = [row for _, _, row, _ in decisions]
        precision = np.array([row.precision for row in rows], dtype=np.int8)
        minutes = np.array([row.minutes for row in rows], dtype=np.int64)
        table = {
            "dataset": pa.DictionaryArray.from_arrays(
                pa.array([number for number, *_ in decisions], pa.int8()), pa.array(list(self.rows))
            ),
            "row": [at for _, at, _, _ in decisions],
            "outcome": np.array([row.outcome for row in rows], dtype=np.int8),
            "reason": np.array([row.reason for row in rows], dtype=np.int8),
            "fault": np.array([row.fault for row in rows], dtype=np.int8),
            "tier": np.array([TIERS.index(row.tier) for row in rows], dtype=np.int8),
            "own_tier": np.array([TIERS.index(row.own_tier or row.tier) for row in rows], dtype=np.int8),
            "cover": [row.cover for row in rows],
            "weak": [row.weak for row in rows],
            "kept": [False] * len(rows),
            "event": [row.event for row in rows],
            "classes": np.array([self._mask(row.classes) for row in rows], dtype=np.uint32),
            "group": np.zeros(len(rows), dtype=np.int8),
            "unit": np.array([row.unit for row in rows], dtype=np.int32),
            "time_code": when.coarsen(minutes, precision),
            "time_precision": precision,
            "evidence": np.zeros(len(rows), dtype=np.int32),
            "staged": np.array([place for *_, place in decisions], dtype=np.int64),
        }
        pq.write_table(pa.table(table), self.folder / "decisions.parquet")

    def _write_summary(self, counts: dict[str, Any]) -> None:
        reasons: dict[str, dict[str, int]] = {}
        for dataset, rows in self.rows.items():
            for row in rows:
                if row.reason is not Reason.NONE:
                    word = row.reason.name.lower()
                    reasons.setdefault(dataset, {})[word] = reasons.get(dataset, {}).get(word, 0) + 1
        summary = {
            "format": 1,
            "package": "0.1.0",
            "created": "2026-04-15T09:00:00+00:00",
            "as_of": self.as_of,
            "synthetic": self.synthetic,
            "limited": False,
            "nonce": "ab" * 32,
            "policy": {"name": "baseline", "version": 1, "digest": self.policy.digest},
            "units": {"digest": "5" * 64, "ladder": list(LADDER), "skipped": ["tract"], "has_households": True},
            "secret": "f" * 16,
            "past": {"releases": 0, "revision": False, "new_only": False, "ledger": {"published": 0, "asked": 0}},
            "project": {"publisher": "Springfield Police Department"},
            "inputs": [
                {
                    "dataset": name,
                    "kind": self.cards[name].kind.value,
                    "files": 1,
                    "rows": len(rows),
                    "digest": "d" * 64,
                    "card": self.cards[name].sha256,
                }
                for name, rows in self.rows.items()
            ],
            "header": {name: self.headers[name] for name in self.rows},
            "titles": {name: self._own(name, "title") for name in self.rows},
            "roles": {name: self._own(name, "role") for name in self.rows},
            "tiers": list(TIERS),
            "counts": counts,
            "reasons": reasons,
            "faults": {name: {} for name in self.rows},
            "found_by": {"stalking": {"rows": 8, "by": {"offense_text": 8}, "only": {"offense_text": 8}}},
            "doubts": {},
            "model": "",
            "readings": {},
            "open_items": 0,
            "hidden_cells": {name: {} for name in self.rows},
            "emptied_for_uniqueness": dict.fromkeys(self.rows, 0),
            "officers_masked_as_parties": 0,
            "settle": {"steps": 1, "climbed_rows": 0},
            "usefulness": {
                "rows_outside_sensitive_tiers": 60,
                "of_these_published": 0.98,
                "of_these_cover": 0.27,
                "of_these_withheld_as_cover": 0.02,
                "of_these_held": 0.0,
                "published_at_level": {"block": 0.6, "beat": 0.3, "district": 0.1, "city": 0.0, "no place": 0.0},
                "protected_rows_withheld_for_cover": 0,
            },
            "notes": {name: [] for name in self.rows},
        }
        (self.folder / "plan.json").write_text(json.dumps(summary), encoding="utf-8")

    def _mask(self, classes: tuple[str, ...]) -> int:
        return sum(1 << self.policy.class_names.index(name) for name in classes)

    def _own(self, dataset: str, what: str) -> dict[str, str]:
        return {
            item.name: getattr(item, what) for item in self.cards[dataset].fields if item.name in self.headers[dataset]
        }


INCIDENTS = {
    "Case": "incident_id", "Event": "event_id", "Offense": "offense_text", "When": "occurred_at", "Address": "address",
    "Lat": "latitude", "Lon": "longitude", "Victim": "victim_name", "Witness": "witness_name", "Tel": "phone",
    "Mail": "email", "Born": "victim_dob", "Car": "plate", "State": "status",
}  # fmt: skip
ARRESTS = {"Booking": "row_id", "Event": "event_id", "Charge": "offense_text", "When": "occurred_at",
           "Name": "suspect_name"}  # fmt: skip
STOPS = {"Stop": "row_id", "When": "occurred_at", "Reason": "offense_text", "Age": "subject_age", "Sex": "subject_sex",
         "Race": "subject_race", "Driver": "subject_name", "Officer": "officer_name"}  # fmt: skip

FIRST = ("Anna", "Bruno", "Chidi", "Dolores", "Emeka", "Fatima", "Goran", "Hana", "Ivan", "Jorge", "Keiko", "Lucía")
LAST = ("Abernathy", "Bukowski", "Castellano", "Dombrowski", "Echeverría", "Fitzgerald", "Grünwald", "O'Halloran")


def person(number: int) -> str:
    """A name that no other row has."""
    return f"{LAST[number % 8]}-{LAST[(number // 8) % 8]}, {FIRST[number % 12]}"


def incident(number: int, offense: str) -> dict[str, str]:
    """A row of the incidents export in which everything that identifies is unique."""
    return {
        "Case": f"C26-00{number + 10000}",
        "Event": f"E2026{number + 300000}",
        "Offense": offense,
        "When": f"2026-01-{number % 28 + 1:02d} {number % 24:02d}:17",
        "Address": f"{number * 7 + 1013} West {('Elm', 'Oak', 'Pine')[number % 3]} Street, Apt {number % 9}",
        "Lat": f"41.8{number + 10000}",
        "Lon": f"-87.6{number + 20000}",
        "Victim": person(number),
        "Witness": person(number + 500),
        "Tel": f"(312) 555-{number + 1000:04d}",
        "Mail": f"person{number}@example{number}.org",
        "Born": f"{number % 12 + 1:02d}/{number % 28 + 1:02d}/{1950 + number % 40}",
        "Car": f"PLT {number + 4000}",
        "State": "CLOSED",
    }


def minutes_of(text: str) -> int:
    return int(np.datetime64(text.replace(" ", "T"), "m").astype(np.int64))


@pytest.fixture
def small_plan(tmp_path: Path) -> SmallPlan:
    return make_small_plan(tmp_path)


def make_small_plan(tmp_path: Path) -> SmallPlan:
    """A plan that passes every gate."""
    cards = {
        "incidents": Card("incidents", Kind.INCIDENTS, INCIDENTS),
        "arrests": Card("arrests", Kind.ARRESTS, ARRESTS),
        "stops": Card("stops", Kind.STOPS, STOPS),
    }
    headers = {
        "incidents": [*DERIVED_COLUMNS, "offense_text", "status"],
        "arrests": [*DERIVED_COLUMNS, "offense_text"],
        "stops": [*DERIVED_COLUMNS, "offense_text", "subject_age", "subject_sex", "subject_race", "officer_name"],
    }
    plan = SmallPlan(tmp_path / "plan", load_policy(shipped("baseline.yaml")), cards, headers)
    number = 0

    def new(dataset: str, offense: str, **decided: Any) -> tuple[int, Row]:
        nonlocal number
        number += 1
        source = incident(number, offense)
        row = plan.add(dataset, source, **{"event": number, **decided})
        row.minutes = minutes_of(source["When"])
        return number, row

    persons = OffenseGroup.PERSONS.word
    for at in range(20):
        cover = at >= 9
        own = "protected" if not cover else ("other", "persons")[at % 2]
        n, row = new("incidents", "STALKING" if not cover else "ASSAULT", tier="protected", own_tier=own, cover=cover)
        plan.publish(row, 12, TimePrecision.MONTH, n, "")
    for at in range(40):
        n, row = new("incidents", "THEFT", tier="other")
        plan.publish(row, at % 12, TimePrecision.HOUR, n, "property", offense_text="THEFT", status="CLOSED")
    for at in range(6):
        n, row = new("incidents", "ROBBERY", tier="persons")
        plan.publish(row, at, TimePrecision.DAY, n, persons, offense_text="ROBBERY", status="CLOSED")
    new("incidents", "RAPE", tier="withheld", outcome=Outcome.WITHHELD, reason=Reason.TIER)
    away: dict[str, Any] = {"outcome": Outcome.WITHHELD, "reason": Reason.COVER}
    new("incidents", "FRAUD", tier="withheld", own_tier="other", cover=True, **away)
    new("incidents", "THEFT", tier="other", outcome=Outcome.HELD, reason=Reason.FAULT, fault=4)
    for at in range(20):
        twin = plan.rows["incidents"][at]
        number += 1
        source = {"Booking": f"B26-{number + 77000}", "Event": twin.source["Event"], "Charge": twin.source["Offense"],
                  "When": twin.source["When"], "Name": person(number)}  # fmt: skip
        row = plan.add("arrests", source, tier="protected", own_tier=twin.own_tier, cover=twin.cover, event=twin.event)
        row.minutes = twin.minutes
        plan.publish(row, 12, TimePrecision.MONTH, number, "")
    for at in range(12):
        number += 1
        source = {"Stop": f"S26-{number + 55000}", "When": "2026-01-09 11:00", "Reason": "TRAFFIC STOP",
                  "Age": str(21 + at % 9), "Sex": "F" if at < 6 else "M", "Race": "B", "Driver": person(number),
                  "Officer": "Ofc. R. Steinmetz"}  # fmt: skip
        row = plan.add("stops", source, tier="accountability", event=number)
        row.minutes = minutes_of(source["When"])
        plan.publish(
            row, 15, TimePrecision.DAY, number, "none", offense_text="TRAFFIC STOP", subject_age="20-29",
            subject_sex=source["Sex"], subject_race="B", officer_name="Ofc. R. Steinmetz",
        )  # fmt: skip
    return plan
