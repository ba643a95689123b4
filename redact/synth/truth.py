"""What really happened, record by record: the file by which everything else is scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redact.synth import faults
from redact.synth.choices import pick
from redact.synth.columns import where
from redact.synth.events import Events, kinds
from redact.synth.situations import situations
from redact.synth.systems import Rows
from redact.synth.world import World
from redact.vocabulary import OffenseGroup, SensitiveClass

SCHEMA: Final = pa.schema(
    [
        ("dataset", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("event", pa.int64()),
        ("situation", pa.string()),
        ("offense", pa.string()),
        ("classes", pa.string()),
        ("for_safety", pa.bool_()),
        ("outcome", pa.string()),
        ("cue", pa.string()),
        ("group", pa.string()),
        ("household", pa.int32()),
        ("victim", pa.int32()),
        ("victim_number", pa.string()),
        ("victim_household", pa.int32()),
        ("suspect", pa.int32()),
        ("caller", pa.int32()),
        ("victim_name", pa.string()),
        ("suspect_name", pa.string()),
        ("caller_name", pa.string()),
        ("address", pa.string()),
        ("apartment", pa.string()),
        ("building", pa.int32()),
        ("census_block", pa.string()),
        ("beat", pa.string()),
        ("x", pa.float64()),
        ("y", pa.float64()),
        ("occurred", pa.timestamp("ms")),
        ("reported", pa.timestamp("ms")),
        ("is_repeat", pa.bool_()),
        ("reclassified", pa.bool_()),
        ("late", pa.bool_()),
        ("fault", pa.string()),
    ]
)
"""One row per record. `event` counts year * 10,000,000 + serial; `row` is 0-based over the dataset's files in name
order. `situation` is what happened and `offense` what this row is about (they differ in rows of a second offence);
`classes` are the event's, `group` is the offence's. `cue` is the weakest evidence that shows a class, by the situation.
People and households are numbers that mean the same in all records; -1 is nobody. `household` lives where the event
is, `victim_household` is the victim's own; `victim_number` is the victim's in the master name index, also where the
report lacks it. An event with two victims has a report for each; what other records say of `victim` is the first.
`outcome` is the event's: no report | report | arrest. `reclassified`: an incident that is
corrected later, a call whose type changed."""


OUTCOMES: Final = ("no report", "report", "arrest")


def class_lists() -> pa.Array:
    """For every combination of classes that occurs: their names joined by `;`, at the index of its bits."""
    names = tuple(SensitiveClass)
    return pa.array([";".join(n for i, n in enumerate(names) if bits >> i & 1) for bits in range(1 << len(names))])


class TruthWriter:
    """Writes `truth/records.parquet` dataset after dataset, although the months are made one after the other."""

    def __init__(self, folder: Path, datasets: tuple[str, ...]) -> None:
        self.folder, self.datasets = folder, datasets
        folder.mkdir(parents=True, exist_ok=True)
        self.parts = {name: pq.ParquetWriter(folder / f"{name}.part", SCHEMA, compression="zstd") for name in datasets}
        self.rows = dict.fromkeys(datasets, 0)
        self.classes = class_lists()
        self.spans: IO[str] = (folder / "spans.jsonl").open("w", encoding="utf-8", newline="\n")

    def write(
        self,
        dataset: str,
        file: str,
        world: World,
        events: Events,
        rows: Rows,
        year: int,
        *,
        fault: np.ndarray,
        changed: np.ndarray,
    ) -> int:
        """The truth of one file's rows; gives the number of its first row."""
        event, own = rows.event, rows.situation
        count, first = len(event), self.rows[dataset]
        table, households, people = situations(), world.households, world.people
        situation = events.situation[event]
        names = pa.array([s.name for s in table])
        household, victim = events.household[event], rows.victim
        suspect, caller = events.suspect[event], events.caller[event]
        places, buildings = events.places, world.geography.buildings
        away = rows.elsewhere if rows.elsewhere is not None else np.full(count, -1, dtype=np.int32)
        there = np.maximum(away, 0)
        block = np.where(away >= 0, buildings.block[there], places.block[event]).astype(np.int32)
        building = np.where(away >= 0, away, places.building[event]).astype(np.int32)
        indoors = (household >= 0) & (households.building[np.maximum(household, 0)] == building)
        columns = {
            "dataset": pa.array([dataset] * count),
            "file": pa.array([file] * count),
            "row": pa.array(np.arange(first, first + count)),
            "event": pa.array(year * 10_000_000 + events.serial[event]),
            "situation": names.take(pa.array(situation)),
            "offense": names.take(pa.array(own)),
            "classes": self.classes.take(pa.array(events.classes[event])),
            "for_safety": pa.array([s.for_safety for s in table]).take(pa.array(situation)),
            "outcome": pa.array(OUTCOMES).take(pa.array(np.where(events.arrest, 2, events.incident)[event])),
            "cue": pa.array([s.cue for s in table]).take(pa.array(situation)),
            "group": pa.array([g.word for g in OffenseGroup]).take(pa.array(kinds().group[own])),
            "household": pa.array(household),
            "victim": pa.array(victim),
            "victim_number": pick(world.index_numbers, victim),
            "victim_household": pa.array(np.where(victim >= 0, people.household[np.maximum(victim, 0)], -1)),
            "suspect": pa.array(suspect),
            "caller": pa.array(caller),
            "victim_name": pick(people.plain, victim),
            "suspect_name": pick(people.plain, suspect),
            "caller_name": pick(people.plain, caller),
            "address": where(away >= 0, pick(buildings.address, away), places.address.take(pa.array(event))),
            "apartment": where(indoors, pick(households.door, household)),
            "building": pa.array(building),
            "census_block": pick(world.block_names, block),
            "beat": pick(world.beat_names, world.geography.beat_of_block(block)),
            "x": pa.array(np.where(away >= 0, buildings.x[there], places.x[event])),
            "y": pa.array(np.where(away >= 0, buildings.y[there], places.y[event])),
            "occurred": pa.array(events.occurred[event] * 60_000, type=pa.timestamp("ms")),
            "reported": pa.array(events.reported[event] * 60_000, type=pa.timestamp("ms")),
            "is_repeat": pa.array(events.repeat[event]),
            "reclassified": pa.array(changed),
            "late": pa.array(events.late[event]),
            "fault": pa.array(faults.NAMES).take(pa.array(fault)),
        }
        self.parts[dataset].write_table(pa.table(columns, schema=SCHEMA))
        self.rows[dataset] = first + count
        return first

    def write_spans(self, dataset: str, column: str, first: int, spans: list[list[dict[str, Any]]]) -> None:
        """The gold spans of consecutive texts; `first` is the row of the first of them."""
        for offset, found in enumerate(spans):
            line = {"dataset": dataset, "row": first + offset, "column": column, "spans": found}
            self.spans.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Closes all files, finished or not."""
        self.spans.close()
        for part in self.parts.values():
            part.close()

    def join(self) -> None:
        """Joins the parts to one file."""
        self.close()
        path = self.folder / "records.parquet"
        with pq.ParquetWriter(path, SCHEMA, compression="zstd") as whole:
            for name in self.datasets:
                part = self.folder / f"{name}.part"
                with pq.ParquetFile(part) as file:
                    for group in range(file.num_row_groups):
                        whole.write_table(file.read_row_group(group))
                part.unlink()


def count_true(classes: pa.Array) -> dict[str, int]:
    """How many records have each class; for summaries and tests."""
    split = pc.list_flatten(pc.split_pattern(pc.filter(classes, pc.not_equal(classes, "")), ";"))
    return {item["values"]: item["counts"] for item in pc.value_counts(split).to_pylist()}
