"""A town that releases every month: records come late, change, and go; people ask, machines break.

A walk is a function of its seed. Each month an export is made of what the town's police know by then, previewed, judged
by the gates and put out as a folder of CSV files, as `redact release` does it but without its pages. REDACT_DEPTH
multiplies the number of walks.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import shutil
import signal
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from redact.gates import (
    GateResult,
    ReleaseView,
    accounted,
    cover_share,
    delay,
    differencing,
    linked_alike,
)
from redact.gates.earlier import Earlier
from redact.ledger import Ledger, Secret
from redact.pipeline import finish_interrupted
from redact.plan.expected.finding import Expected
from redact.plan.folder import Plan
from redact.plan.inputs import Inputs
from redact.plan.past.asked import asked_of
from redact.plan.past.chapter import read_chapter
from redact.plan.tables import outcomes_of, pay, tables_of
from redact.plan.tables.saved import SEAL
from redact.policy.model import Policy
from redact.records import open_source

from ..unit.plan.making import Planned, address_in, card_of, saved, small_city, tiny, write_records
from .worlds import KEYS, OFFENCES

SECRET = Secret(bytes(range(1, 33)))
START = date(2025, 1, 1)
DATASETS = ("incidents", "calls", "arrests")
USUAL = ("theft",) * 14 + ("burglary",) * 4 + ("drugs", "assault", "assault", "partner", "stalking", "rape", "runaway")
SENSITIVE = frozenset({"partner", "stalking", "rape", "runaway"})
UNITS = small_city()
GATES = (accounted, linked_alike, cover_share, differencing, delay)
"""The gates that months can break; test_plans.py has all of them."""

Row = tuple[tuple[str, str], ...]
"""A published row without its id."""


def a_policy(*, cover: int = 2, revision: str = "quarterly", **more: Any) -> Policy:
    """The tiny policy with a rhythm of months, and enough cover that a small town's records stay where they are."""
    return tiny(
        **{
            "releases__revision": revision, "removals__cover": cover, "classify__linked_at_least": 0,
            "tiers__0__cover__rate": 0.05, "tiers__1__cover": {"share_at_least": 0.4, "rate": 0.4},
            "tiers__1__place": {"level": "district", "min_households": 200},
            "counts": [{
                "table": "withheld", "of": {"classes": ["sexual_assault"]}, "by": ["class", "quarter"], "epsilon": 0.4,
                "totals": {},
            }],
            "budget": {"epsilon": 1.0, "per": "year"},
        } | more
    )  # fmt: skip


def first_of(month: int) -> date:
    """The first day of the town's month number `month`."""
    return date(START.year + (START.month - 1 + month) // 12, (START.month - 1 + month) % 12 + 1, 1)


def day_of_release(month: int) -> date:
    """When a month comes out: the tiny policy's longest delay after its end."""
    return first_of(month + 1) + timedelta(days=31)


@dataclass
class Record:
    """A record of an event: what it says from which month on, and the month in which it came and in which it went."""

    dataset: str
    came: int
    says: list[tuple[int, str]]
    status: list[tuple[int, str]]
    hour: int
    went: int = 10_000

    def known(self, month: int) -> bool:
        return self.came <= month < self.went

    def said(self, month: int) -> str:
        return next(what for since, what in reversed(self.says) if since <= month)


@dataclass
class Event:
    """What happened, where and when, and its records."""

    number: int
    month: int
    day: int
    block: int
    records: list[Record]

    def said(self, month: int) -> set[str]:
        """What its records say by a month."""
        return {record.said(month) for record in self.records if record.known(month)}


@dataclass
class Town:
    """All events of a town, and what its police export in a month."""

    random: random.Random
    events: list[Event] = field(default_factory=list)

    def month_passes(self, month: int, events: int = 40) -> None:
        """A month's events, with records that come at once or late."""
        choose = self.random
        for nth in range(events):  # on every day, or the export would seem to stop early
            number = len(self.events) + 1
            what = choose.choice(USUAL)
            event = Event(number, month, nth * 28 // events + 1 if nth else 28, choose.randrange(8), [])
            late = choose.choice([0] * 12 + [1, 1, 2])
            event.records.append(self._record("incidents", month + late, what))
            for dataset in choose.sample(DATASETS[1:], choose.choice([0, 1, 1, 2])):
                wait = choose.choice([0, 0, 0, 1, 2]) if dataset == "arrests" else 0
                said = what if choose.random() < 0.6 else "nothing"
                event.records.append(self._record(dataset, month + wait, said))
            self.events.append(event)

    def _record(self, dataset: str, came: int, what: str) -> Record:
        status = [(0, "OPEN"), (came + self.random.choice([1, 2, 4]), "CLOSED")]
        return Record(dataset, came, [(0, what)], status, self.random.randint(0, 23))

    def changes_its_mind(self, month: int) -> None:
        """Some old records say something else, in either direction."""
        choose = self.random
        old = [event for event in self.events if event.month < month]
        for event in choose.sample(old, min(len(old), choose.choice([0, 1, 2, 3]))):
            now = choose.choice(("theft", "burglary") if event.said(month) & SENSITIVE else sorted(SENSITIVE))
            for record in event.records:
                if record.said(month) != "nothing":
                    record.says.append((month, now))

    def loses(self, month: int) -> None:
        """A record, or an event, is in the exports no more."""
        choose = self.random
        old = [event for event in self.events if event.month < month]
        for event in choose.sample(old, min(len(old), choose.choice([0, 0, 1, 2]))):
            for record in event.records if choose.random() < 0.7 else event.records[-1:]:
                record.went = min(record.went, month)

    def export(self, month: int) -> dict[str, list[tuple[Event, Record, dict[str, str]]]]:
        """By dataset the records known at the end of a month, in no order, and what is written of them."""
        found: dict[str, list[tuple[Event, Record, dict[str, str]]]] = {name: [] for name in DATASETS}
        for event in self.events:
            day = first_of(event.month) + timedelta(days=event.day - 1)
            for record in event.records:
                if record.known(month):
                    status = next(what for since, what in reversed(record.status) if since <= month)
                    said = OFFENCES[record.said(month)]
                    row = {
                        "event_id": f"2025{event.number:06}", "occurred_at": f"{day} {record.hour:02}:10",
                        "address": address_in(event.block, event.number), "status": status,
                        "offense_code": "", "offense_text": "", "relationship": "", **said,
                    }  # fmt: skip
                    found[record.dataset].append((event, record, row))
        for rows in found.values():
            self.random.shuffle(rows)
        return found


Where = tuple[int, int]
"""An event's number and the number of its record."""


@dataclass
class Step:
    """One preview: the plan, and by event and record what would be published of it and how that was decided."""

    month: int
    plan: Planned
    view: ReleaseView
    shown: dict[Where, Row]
    cover: dict[Where, bool]
    fine: dict[Where, bool]
    keys: dict[int, set[int]]

    @property
    def revision(self) -> bool:
        return bool(self.plan.summary["past"]["revision"])

    @property
    def events(self) -> set[int]:
        return {event for event, _ in self.shown}

    def decided(self) -> dict[Where, tuple[Row, bool]]:
        return {where: (row, self.cover[where]) for where, row in self.shown.items()}


@dataclass
class Office:
    """A publisher with a ledger and a folder of releases."""

    folder: Path
    policy: Policy
    out: list[Path] = field(default_factory=list)

    @property
    def ledger_file(self) -> Path:
        return self.folder / "ledger.sqlite"

    @classmethod
    def new(cls, folder: Path, policy: Policy) -> Office:
        folder.mkdir(parents=True, exist_ok=True)
        with Ledger.create(folder / "ledger.sqlite", "Nobody", SECRET):
            pass
        return cls(folder, policy)

    def open(self) -> Ledger:
        return Ledger.open(self.ledger_file, SECRET)

    def preview(self, town: Town, month: int, name: str, *, revision: bool = False) -> Step:
        """What would come out of a month's export."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        export = town.export(month)
        sources = {}
        for dataset, rows in export.items():
            titles = write_records(folder / f"{dataset}.csv", [row for _, _, row in rows])
            card = card_of(dataset, titles, keys={"event_id": KEYS["event_id"]})
            sources[dataset] = open_source([folder / f"{dataset}.csv"], card)
        with self.open() as ledger:
            asked, before = asked_of(ledger)
            inputs = Inputs(
                policy=self.policy, sources=sources, units=UNITS, secret=SECRET, ledger=ledger,
                as_of=day_of_release(month), workers=1, asked=asked, before=before, revision=revision,
                expected=Expected(frozenset(
                    f"{name}:{what}" for name in DATASETS for what in (f"{first_of(month):%Y-%m}", "links")
                )),
            )  # fmt: skip
            plan = saved(folder / "plan", inputs)
            view = ReleaseView.of_plan(Plan.open(plan.folder), self.policy, sources, Earlier.of(ledger, SECRET))
        return _step(month, plan, view, export)

    def publish(self, step: Step, *, moment: int | None = None) -> bool:
        """Puts a plan out. With a moment the process is killed before that statement; whether it came to its end."""
        if moment is None:
            self._publish(step, lambda: None)
            return True
        return forked_and_killed(lambda tick: self._publish(step, tick), moment)

    def name_of(self, step: Step) -> str:
        return f"{step.month:02}-{step.plan.summary['nonce'][:8]}"

    def _publish(self, step: Step, tick: Callable[[], None]) -> None:
        name = self.name_of(step)
        target, making = self.folder / "releases" / name, self.folder / f".{name}"
        shutil.rmtree(making, ignore_errors=True)
        with self.open() as ledger, ledger.writing():
            ledger._database.set_trace_callback(lambda _: tick())
            finish_interrupted(ledger)
            events = pq.read_table(step.plan.folder / "events.parquet")
            tables = self._paid(step, ledger)
            tick()
            ledger.intend(name, folder=target, nonce=step.plan.summary["nonce"], about={})
            ledger.remember(
                name, *(events.column(each).to_numpy() for each in ("key", "strictest", "cover", "fine")),
                tier_names=step.plan.summary["tiers"], chapter=read_chapter(Plan.open(step.plan.folder)),
            )  # fmt: skip
            making.mkdir()
            for dataset in DATASETS:
                tick()
                write_csv(making / f"{dataset}.csv", step.plan.staged(dataset))
            (making / "tables").mkdir()
            for request, output in tables.items():
                tick()
                (making / "tables" / hashlib.sha256(request.encode()).hexdigest()).write_bytes(output)
            head = {"entries": ledger.head.number, "head": ledger.head.digest}
            (making / "statement.json").write_text(json.dumps({"predicate": {"ledger": head}}), encoding="utf-8")
            tick()
            target.parent.mkdir(exist_ok=True)
            making.rename(target)
            tick()
            ledger.published(name)

    def _paid(self, step: Step, ledger: Ledger) -> dict[str, bytes]:
        """The noisy tables of a plan, by request."""
        plan = step.plan
        outcomes = outcomes_of({source.card.kind for source in plan.sources.values()})
        made = pay(tables_of(plan.folder), ledger, self.policy, UNITS, outcomes, SECRET.key(SEAL))
        return {payment.draw.request: drawn.output for payment, drawn in made}

    def look(self) -> None:
        """Takes up what something ended half-way, and finds what is out."""
        with self.open() as ledger, ledger.writing():
            finish_interrupted(ledger)
            assert ledger.verify().sound
            self.out = [Path(each.folder) for each in ledger.releases() if each.state.value == "published"]
        there = self.folder / "releases"
        assert sorted(self.out) == (sorted(there.iterdir()) if there.exists() else []), "the ledger knows what is out"
        if self.out:
            latest = {"statement": {"path": f"releases/{self.out[-1].name}/statement.json"}}
            (self.folder / "latest.json").write_text(json.dumps(latest), encoding="utf-8")


def forked_and_killed(work: Callable[[Callable[[], None]], None], moment: int) -> bool:
    """Works in a forked process that is killed at its `moment`-th step; whether it came to its end before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.12: threads and fork
        pid = os.fork()
    if not pid:
        code, seen = 1, 0

        def tick() -> None:
            nonlocal seen
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            work(tick)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def _step(
    month: int, plan: Planned, view: ReleaseView, export: Mapping[str, list[tuple[Event, Record, dict[str, str]]]]
) -> Step:
    shown, cover, fine = {}, {}, {}
    keys: dict[int, set[int]] = {}
    treatments = np.array([rule.protective for rule in plan.built.treatments])
    for number, (dataset, rows) in enumerate(export.items()):
        staged = plan.staged(dataset)
        part = plan.built.slices[number]
        for at, (event, record, _) in enumerate(rows):
            keys.setdefault(event.number, set()).update(plan.built.rows.keys[part][at].tolist())
            position = int(plan.built.positions[part][at])
            if position < 0:
                continue
            where = event.number, event.records.index(record)
            shown[where] = (("dataset", dataset), *((k, v) for k, v in sorted(staged[position].items()) if k != "id"))
            cover[where] = bool(plan.built.fates.cover[part][at])
            fine[where] = not treatments[plan.built.fates.treatment[part][at]]
    return Step(month, plan, view, shown, cover, fine, {event: found - {0} for event, found in keys.items()})


def judged(step: Step) -> dict[str, GateResult]:
    """The gates that do not pass."""
    return {result.name: result for gate in GATES if not (result := gate.check(step.view)).passed}


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["id"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_release(folder: Path) -> Counter[Row]:
    """What a reader of a release's files has: how often each row stands there, ids aside."""
    found: Counter[Row] = Counter()
    for dataset in DATASETS:
        with (folder / f"{dataset}.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                found[(("dataset", dataset), *((k, v) for k, v in sorted(row.items()) if k != "id"))] += 1
    return found
