"""Small plans made by hand: a policy that can be changed word by word, a city of eight blocks, rows in plain words."""

from __future__ import annotations

import copy
import csv
import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import LineString, box

from redact.gates import ReleaseView
from redact.identity.listed import NO_NAMES, ListedNames
from redact.ledger import Ledger, Secret, ThrowAway
from redact.place import UnitTable
from redact.plan import save
from redact.plan.build import Built, build
from redact.plan.expected.finding import NOTHING_EXPECTED, Expected
from redact.plan.folder import Plan, make_private
from redact.plan.inputs import EPOCH, Inputs
from redact.plan.insiders import NOBODY_INSIDE, Insiders
from redact.plan.items import Answer
from redact.plan.past.keeping import Kept, nothing_kept
from redact.plan.places import place_maps
from redact.plan.resolve import Asked, Fates, History, no_history, resolve
from redact.plan.rows import Rows
from redact.plan.settle import Settled, settle
from redact.plan.tables import prepare
from redact.plan.tables.saved import SEAL
from redact.plan.treatments import treatments
from redact.policy.model import Policy
from redact.records import Card, open_source
from redact.records.batch import Fault
from redact.records.source import Source
from redact.vocabulary import ROLES, Kind, OffenseGroup, TimePrecision

KEY = bytes(range(32))
TINY: dict[str, Any] = {
    "policy": "tiny",
    "version": 1,
    "title": "A policy for tests",
    "releases": {"every": "month", "period": "month"},
    "classify": {
        "sources": ["codes", "statutes", "relationship", "flags", "offense_text", "narrative", "linked_records"],
        "codes": ["nibrs"],
        "unknown_code": "hold",
        "may_evidence": "persons",
        "negated": "pass",
        "prior": "may",
        "linking": {"on": ["event_id", "incident_id"]},
        "linked_at_least": 0.9,
    },
    "tiers": [
        {
            "tier": "withheld",
            "classes": ["sexual_assault", "child_abuse", "human_trafficking"],
            "rows": "withhold",
            "cover": {"rate": 0.1},
        },
        {
            "tier": "protected",
            "classes": [
                "intimate_partner_violence", "family_violence", "stalking", "protective_order", "elder_abuse",
            ],
            "rows": "publish",
            "shows": ["id", "offense_group", "place", "time"],
            "place": {"level": "beat", "min_households": 200},
            "time": {"precision": "month", "delay": "30 days"},
            "cover": {"share_at_least": 0.5, "rate": 0.5},
        },
        {
            "tier": "accountability",
            "kinds": ["stops", "use_of_force"],
            "rows": "publish",
            "place": {"level": "district", "min_households": 200},
            "time": {"precision": "day", "delay": "7 days"},
            "people": {"age": "bands of 10", "sex": "keep", "race": "keep"},
            "narrative": "remove",
        },
        {
            "tier": "persons",
            "offense_groups": ["persons"],
            "rows": "publish",
            "place": {"level": "block", "min_households": 20},
            "time": {"precision": "day", "delay": "7 days"},
            "people": "remove",
            "narrative": "remove",
        },
        {
            "tier": "other",
            "rows": "publish",
            "place": {"level": "block", "min_households": 8},
            "time": {"precision": "hour", "delay": "7 days"},
            "people": "remove",
            "narrative": "remove",
        },
    ],
    "places": {"ladder": ["block", "beat", "district", "city"], "household_safety": 1},
    "times": {"ladder": ["hour", "day", "month", "quarter", "year"]},
    "minors_and_old": {"under": 18, "over": 79, "people": "remove"},
    "identity": {"mask": "typed", "officers": {"accountability": "keep", "other": "keep", "persons": "mask"}},
    "columns": {
        "keys": "new random id",
        "offense_text": "by tier",
        "time": "by tier",
        "place": "by tier",
        "people": "by tier",
        "text": "by tier",
        "status": "keep",
    },
    "uniqueness": [{"of": ["age", "sex", "race", "place", "time"], "k": 3, "repair": ["age", "race", "sex"]}],
    "gates": {"held_at_most": 1},
}  # fmt: skip
"""The baseline's shape with round numbers. Tiers: 0 withheld, 1 protected, 2 accountability, 3 persons, 4 other."""

WITHHELD, PROTECTED, ACCOUNTABILITY, PERSONS, OTHER = range(5)


class _Removed:
    def __repr__(self) -> str:
        return "REMOVE"


REMOVE = _Removed()
"""As a value in `tiny`: take the key out. Tests are named by it, the same in every process."""


def tiny(**changes: Any) -> Policy:
    """The tiny policy with changes, keyed by path: `tiny(tiers__1__cover__share_at_least=0.6)`."""
    return loaded(json.dumps(changed(TINY, changes)))


def changed(policy: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A policy as data with changes by path; REMOVE takes a key out."""
    data = dict(copy.deepcopy(policy))
    for path, value in changes.items():
        *above, last = [int(word) if word.isdigit() else word for word in path.split("__")]
        at: Any = data
        for word in above:
            at = at[word] if isinstance(at, list) else at.setdefault(word, {})
        if value is REMOVE:
            del at[last]
        elif isinstance(at, list) and last == len(at):
            at.append(value)
        else:
            at[last] = value
    return data


@functools.lru_cache(maxsize=512)
def loaded(text: str) -> Policy:
    """A policy from JSON text."""
    return Policy.model_validate_json(text)


# --- places ----------------------------------------------------------------------------------------------------------

LADDER = ("block", "beat", "district", "city")
BLOCKS = tuple(range(8))
BEATS = (8, 9, 10, 11)
DISTRICTS = (12, 13)
CITY = 14
STREETS = ("ELM", "OAK", "PINE", "MAIN")


def small_city(homes: Sequence[float] = (100.0,) * 8, *, safety: float = 1.0) -> UnitTable:
    """Eight blocks (two in each of four beats, two beats in each of two districts) with so many homes each.

    Beat 1 has 100-199 and 200-299 W ELM ST, beat 2 the same of W OAK ST, and so on. No block is joined with another.
    """
    own = np.array([*homes, *(0.0,) * 7], dtype=np.float64)
    parents = [[n, 8 + n // 2, 12 + n // 4, CITY] for n in BLOCKS]
    parents += [[-1, 8 + n, 12 + n // 2, CITY] for n in range(4)]
    parents += [[-1, -1, 12, CITY], [-1, -1, 13, CITY], [-1, -1, -1, CITY]]
    matrix = np.array(parents, dtype=np.int32)
    inside = np.array([sum(own[u] for u in range(15) if at in matrix[u]) for at in range(15)])
    lines = [
        LineString([(-93.0 + n % 2 / 500, 41.6 + n // 2 / 100), (-92.9985 + n % 2 / 500, 41.6 + n // 2 / 100)])
        for n in BLOCKS
    ]
    beats = [box(-93.01, 41.596 + n / 100, -92.99, 41.606 + n / 100) for n in range(4)]
    areas = [*beats, box(-93.01, 41.596, -92.99, 41.616), box(-93.01, 41.616, -92.99, 41.636)]
    shapes = [*lines, *areas, box(-93.01, 41.596, -92.99, 41.636)]
    floors = (1.0, 8.0, 20.0, 50.0, 200.0, 2_000.0)
    runs = [[n if homes[n] >= floor * safety else -1 for floor in floors] for n in BLOCKS] + [[-1] * 6] * 7
    return UnitTable(
        digest="7" * 64,
        ladder=LADDER,
        skipped=(),
        bare=False,
        safety=safety,
        metres="EPSG:32615",
        ids=pa.array([f"{'bbbbbbbbttttddc'[n]}-{n:06d}" for n in range(15)]),
        level=np.array([0] * 8 + [1] * 4 + [2] * 2 + [3], dtype=np.int8),
        label=pa.array(
            [f"{n % 2 + 1}00 BLOCK W {STREETS[n // 2]} ST" for n in BLOCKS]
            + [f"Beat {n + 1}" for n in range(4)]
            + ["District A", "District B", "Smallville"]
        ),
        key=pa.array([""] * 8 + ["1", "2", "3", "4", "A", "B", ""]),
        households=inside,
        own=own,
        parents=matrix,
        street=pa.array([["W", STREETS[n // 2], "ST", ""] for n in BLOCKS] + [[]] * 7, pa.list_(pa.string())),
        hundred=np.array([n % 2 + 1 for n in BLOCKS] + [-1] * 7, dtype=np.int32),
        hyphen=np.zeros(15, dtype=np.bool_),
        floors=floors,
        runs=np.array(runs, dtype=np.int32),
        wkb=pa.array([shape.wkb for shape in shapes], pa.binary()),
        points=np.array([shape.representative_point().coords[0] for shape in shapes]),
    )


def address_in(block: int, house: int = 50) -> str:
    """A house's address in one of the eight blocks."""
    return f"{(block % 2 + 1) * 100 + house % 100} W {STREETS[block // 2]} ST"


# --- rows in plain words, for resolve and settle ---------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One row as assess would leave it. `unknown` is the number of an unknown code, `keys` any numbers but 0."""

    shows: tuple[str, ...] = ()
    group: str = "none"
    keys: tuple[int, ...] = ()
    dataset: int = 0
    may: tuple[str, ...] = ()
    for_safety: tuple[str, ...] = ()
    unknown: int = 0
    weak: bool = False
    careful: bool = False
    conflict: int = 0
    fault: Fault = Fault.NONE
    unit: int = 0
    at: tuple[float, float] = (float("nan"), float("nan"))
    time: str = "2025-01-15T10:00"
    precision: TimePrecision = TimePrecision.MINUTE


def minutes(text: str) -> int:
    return int(np.datetime64(text, "m").astype(np.int64))


def mask(names: Sequence[str], policy: Policy) -> int:
    return sum(1 << policy.class_names.index(name) for name in set(names))


def rows_of(said: Sequence[Said], policy: Policy) -> Rows:
    """The rows; one without keys gets a key of its own, as the hash of its content would be."""
    width = max([1, *(len(row.keys) for row in said)])
    keys = np.zeros((len(said), width), dtype=np.int64)
    for number, row in enumerate(said):
        keys[number, : len(row.keys)] = row.keys
        if not any(row.keys):
            keys[number, 0] = 1_000_000 + number
    return Rows(
        dataset=np.array([row.dataset for row in said], dtype=np.int8),
        fault=np.array([row.fault for row in said], dtype=np.int8),
        shows=np.array([mask(row.shows, policy) for row in said], dtype=np.uint32),
        may=np.array([mask(row.may, policy) for row in said], dtype=np.uint32),
        for_safety=np.array([mask(row.for_safety, policy) for row in said], dtype=np.uint32),
        group=np.array([OffenseGroup[row.group.upper()] for row in said], dtype=np.int8),
        unknown=np.array([row.unknown > 0 for row in said], dtype=np.bool_),
        stated=np.array([row.unknown for row in said], dtype=np.int32),
        weak=np.array([row.weak for row in said], dtype=np.bool_),
        careful=np.array([row.careful for row in said], dtype=np.bool_),
        conflict=np.array([row.conflict for row in said], dtype=np.int8),
        evidence=np.zeros(len(said), dtype=np.int32),
        keys=keys,
        keyed=np.array([any(row.keys) for row in said], dtype=np.bool_),
        roles=np.array([any(row.keys) for row in said], dtype=np.int8),
        x=np.array([row.at[0] for row in said], dtype=np.float32),
        y=np.array([row.at[1] for row in said], dtype=np.float32),
        address=np.zeros(len(said), dtype=np.int64),
        unit=np.array([row.unit for row in said], dtype=np.int32),
        matched=np.zeros(len(said), dtype=np.int8),
        doubt=np.zeros(len(said), dtype=np.int8),
        unfound=np.zeros(len(said), dtype=np.int8),
        minutes=np.array([minutes(row.time) for row in said], dtype=np.int32),
        precision=np.array([row.precision for row in said], dtype=np.int8),
        quasi=np.zeros((len(said), 0), dtype=np.int32),
        subjects=np.zeros((len(said), 0), dtype=np.int64),
    )


def resolved(
    said: Sequence[Said],
    policy: Policy,
    *,
    kinds: Sequence[str] = ("incidents", "calls", "arrests"),
    history: History | None = None,
    answers: Mapping[Asked, Answer] | None = None,
    key: bytes = KEY,
) -> Fates:
    """The fates of rows."""
    rows = rows_of(said, policy)
    past = history if history is not None else no_history(rows.keys)
    return resolve(rows, kinds, policy, key=key, history=past, answers=answers or {})


def fated(rows: Rows, treatment: Sequence[int], cover: Sequence[bool], event: Sequence[int] | None = None) -> Fates:
    """Fates as settle reads them, made by hand."""
    events = np.arange(len(rows), dtype=np.int32) if event is None else np.array(event, dtype=np.int32)
    count = int(events.max()) + 1
    none = np.zeros(len(rows), dtype=np.int8)
    return Fates(
        event=events,
        own_tier=np.array(treatment, dtype=np.int8),
        treatment=np.array(treatment, dtype=np.int8),
        cover=np.array(cover, dtype=np.bool_),
        reason=none,
        classes=rows.shows,
        group=rows.group,
        doubtful=np.zeros(len(rows), dtype=np.bool_),
        identity=np.arange(1, count + 1, dtype=np.int64) * 7919,
        event_tier=np.full(count, 127, dtype=np.int8),
        event_cover=np.full(count, -1, dtype=np.int8),
    )


def settled(
    rows: Rows,
    fates: Fates,
    policy: Policy,
    *,
    units: UnitTable | None = None,
    as_of: date = date(2026, 6, 1),
    reason: Sequence[int] | None = None,
    kept: Kept | None = None,
    key: bytes = KEY,
) -> Settled:
    """Place, time and outcome of the rows."""
    places = units if units is not None else small_city()
    rules = treatments(policy)
    start = fates.reason if reason is None else np.array(reason, dtype=np.int8)
    maps = place_maps(places, rules, fates.treatment)
    return settle(
        rows, fates, start, rules, maps, policy, places,
        kept=kept if kept is not None else nothing_kept(len(rows), 1), as_of_day=(as_of - EPOCH).days, key=key,
    )  # fmt: skip


# --- whole plans -----------------------------------------------------------------------------------------------------

Records = Sequence[Mapping[str, str]]


def card_of(dataset: str, titles: Sequence[str], **more: Any) -> Card:
    """A card whose columns are roles (`address_2`) and extras; the kind is the dataset's name."""
    roles = {}
    for title in titles:
        stem, _, number = title.rpartition("_")
        role = stem if number.isdigit() and stem in ROLES else title
        roles[title] = role if role in ROLES else f"extra {role}"
    kind = dataset if dataset in set(Kind) else "incidents"
    return Card(dataset, Kind(kind), roles, **more)


def write_records(path: Path, records: Records) -> list[str]:
    """Writes records as CSV; the titles are those of all records, in order of appearance."""
    titles = list(dict.fromkeys(title for record in records for title in record))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, titles, restval="")
        writer.writeheader()
        writer.writerows(records)
    return titles


@dataclass(frozen=True)
class Planned:
    """A plan built in a folder, and everything it was built from."""

    built: Built
    folder: Path
    inputs: Inputs
    sources: Mapping[str, Source]
    summary: Mapping[str, Any]

    def staged(self, dataset: str) -> list[dict[str, str]]:
        """The published rows."""
        return pq.read_table(self.folder / "staged" / f"{dataset}.parquet").to_pylist()

    def published(self, dataset: str, row: int) -> dict[str, str] | None:
        """What is published of an input row."""
        number = list(self.sources).index(dataset)
        position = int(self.built.positions[self.built.slices[number]][row])
        return self.staged(dataset)[position] if position >= 0 else None

    @property
    def view(self) -> ReleaseView:
        return ReleaseView.of_plan(Plan.open(self.folder), self.inputs.policy, self.sources)


def planned(
    folder: Path,
    datasets: Mapping[str, Records],
    policy: Policy | None = None,
    *,
    units: UnitTable | None = None,
    secret: Secret | None = None,
    ledger: Ledger | None = None,
    as_of: date = date(2026, 6, 1),
    keys: Mapping[str, str] | None = None,
    answers: Mapping[str, Answer] | None = None,
    workers: int = 1,
    listed: ListedNames = NO_NAMES,
    insiders: Insiders = NOBODY_INSIDE,
    expected: Expected = NOTHING_EXPECTED,
    **card: Any,
) -> Planned:
    """Writes the records, builds the plan from them and saves it as `preview` does."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = {}
    for name, records in datasets.items():
        path = folder / f"{name}.csv"
        titles = write_records(path, records)
        chosen = {role: how for role, how in (keys or {}).items() if role in titles}
        sources[name] = open_source([path], card_of(name, titles, keys=chosen, **card))
    own = secret if secret is not None else ThrowAway()
    inputs = Inputs(
        policy=policy if policy is not None else tiny(),
        sources=sources,
        units=units if units is not None else small_city(),
        secret=own,
        ledger=ledger if ledger is not None else Ledger.in_memory(own),
        as_of=as_of,
        workers=workers,
        answers=answers,
        listed=listed,
        insiders=insiders,
        expected=expected,
    )
    return saved(folder / "plan", inputs)


def saved(plan: Path, inputs: Inputs) -> Planned:
    """Builds and saves a plan from inputs, without its report."""
    make_private(plan)
    built = build(inputs, plan)
    inputs.units.save(plan)
    prepare(plan, built, inputs, inputs.secret.key(SEAL))
    save.write_decisions(plan, built)
    save.write_events(plan, built)
    summary = save.write_summary(plan, built, inputs, synthetic=False, project={})
    return Planned(built, plan, inputs, inputs.sources, summary)
