"""Walks over months in which everything happens, and the promises as functions over what came out of them."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from redact.counting import demand_newest
from redact.errors import Missing
from redact.gates import GateResult, differencing
from redact.plan.tables.pay import POPULATION

from ..unit.plan.making import tiny
from .months import Office, Row, Step, Town, a_policy, first_of, judged, read_release

MONTHS = 6
WITHHELD = frozenset({"rape"})
STRICTER = (
    {"tiers__1__time__precision": "quarter"},
    {"tiers__3__place__level": "beat"},
    {"tiers__4__time__precision": "day"},
    {"tiers__1": {"tier": "protected", "classes": list(tiny().tiers[1].classes), "rows": "withhold",
                  "cover": {"rate": 0.4}}},
    {"tiers__0__classes": ["sexual_assault", "child_abuse", "human_trafficking", "stalking"],
     "tiers__1__classes": ["intimate_partner_violence", "family_violence", "protective_order", "elder_abuse"]},
)  # fmt: skip


@dataclass
class Walk:
    """What happened in a town over some months, and what came out of it. `steps` are published, oldest first."""

    town: Town
    office: Office
    steps: list[Step] = field(default_factory=list)
    removed: dict[int, int] = field(default_factory=dict)
    at_once: dict[int, int] = field(default_factory=dict)
    keys: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    log: list[str] = field(default_factory=list)
    gates_failed: set[str] = field(default_factory=set)
    killed: int = 0

    def remove(self, event: int, month: int, *, now: bool) -> None:
        with self.office.open() as ledger:
            ledger.add_removal(self.keys[event], reason="request", by="Desk", now=now)
        self.removed.setdefault(event, month)
        if now:
            self.at_once.setdefault(event, month)
        self.log.append(f"{month}: removal of {event}, now {now}")

    def correct(self, event: int, month: int, *, now: bool) -> None:
        with self.office.open() as ledger:
            ledger.add_correction(self.keys[event], classes=["sexual_assault"], by="Desk", now=now)
        if now:
            self.at_once.setdefault(event, month)
        self.log.append(f"{month}: correction of {event}, now {now}")

    def ask(self, month: int) -> None:
        """What people ask of the ledger in a month."""
        choose = self.town.random
        out = sorted(self.steps[-1].events) if self.steps else []
        for event in choose.sample(out, min(len(out), choose.choice([0, 1, 1, 2]))):
            (self.remove if choose.random() < 0.7 else self.correct)(event, month, now=choose.random() < 0.3)

    def release(self, month: int, *, kill: bool = False, old: bool = False, strict: bool = True) -> Step:
        """Previews a month until its gates pass, and puts it out, if need be a second time.

        `strict`: they must. `old`: beside it an old backup of the ledger is put in its place, and refused.
        """
        step = self.preview(month)
        bad = judged(step)
        if strict and set(bad) == {"differencing"} and "too few others" in bad["differencing"].sentence:
            for event in self.lost(month):  # no others can go with what the records system deleted: somebody says so
                self.remove(event, month, now=True)
            step = self.preview(month)
            bad = judged(step)
        self.gates_failed |= set(bad)
        assert not (strict and bad), (self.log, {name: each.sentence for name, each in bad.items()})
        backup = self.office.ledger_file.read_bytes()
        if kill:
            before = len(self.office.out)
            ended = self.office.publish(step, moment=self.town.random.randint(1, 70))
            self.office.look()
            self.killed += not ended
            if len(self.office.out) == before:
                again = self.preview(month)
                assert again.decided() == step.decided(), "the same preview twice decides the same"
                step = again
                self.office.publish(step)
        else:
            self.office.publish(step)
        self.office.look()
        self.steps.append(step)
        if old:
            self.refused(backup)
        return step

    def preview(self, month: int) -> Step:
        """A preview, and whether the gate and whoever compares the files agree about it."""
        step = self.office.preview(self.town, month, f"plan-{month}")
        for event, keys in step.keys.items():
            self.keys[event] |= keys
        if self.steps:
            seen = second_opinion(read_release(self.office.out[-1]), step, self.steps[-1].month)
            assert first_opinion(differencing.check(step.view)) == seen, self.log
        return step

    def refused(self, backup: bytes) -> None:
        """An older ledger is put in the place of the newest, and taken away again."""
        newest = self.office.ledger_file.read_bytes()
        self.office.ledger_file.write_bytes(backup)
        try:
            with self.office.open() as ledger, pytest.raises(Missing, match="older than the last release"):
                demand_newest(ledger, self.office.folder)
        finally:
            self.office.ledger_file.write_bytes(newest)

    def lost(self, month: int) -> set[int]:
        """Events of which a record that is out is in the export no more."""
        shown = self.steps[-1].shown
        return {event for event, nth in shown if not self.town.events[event - 1].records[nth].known(month)}


def walked(folder: Path, seed: int, months: int = MONTHS) -> Walk:
    """A walk over some months in which everything happens."""
    choose = random.Random(seed)
    changes: dict[str, Any] = {}
    cover = choose.choice([1, 2])
    walk = Walk(Town(choose), Office.new(folder, a_policy(cover=cover)))
    for month in range(months):
        walk.town.month_passes(month)
        if month:
            walk.town.changes_its_mind(month)
            walk.town.loses(month)
            walk.ask(month)
        if month and not changes and choose.random() < 0.3:
            changes = choose.choice(STRICTER)
            walk.office.policy = a_policy(cover=cover, **changes)
            walk.log.append(f"{month}: {sorted(changes)}")
        walk.release(month, kill=choose.random() < 0.5, old=choose.random() < 0.3)
    return walk


def scripted(folder: Path, months: int, act: Callable[[Walk, int], None] = lambda _, __: None) -> Walk:
    """A short walk in which nothing happens but what `act` does, and the gates' verdict is only noted."""
    walk = Walk(Town(random.Random(1)), Office.new(folder, a_policy(cover=2)))
    for month in range(months):
        walk.town.month_passes(month)
        act(walk, month)
        walk.release(month, strict=False)
    return walk


def first_opinion(result: GateResult) -> tuple[int, int]:
    """What the gate counts: rows that vanished, late rows that appeared in months that are out."""
    vanished = re.search(r"([\d,]+) rows of the newest vanish", result.measured)
    late = re.search(r"([\d,]+) late rows would appear", result.sentence)
    changed = re.search(r"([\d,]+) rows that are out would change", result.sentence)
    assert vanished is not None
    return _number(vanished), _number(late) + _number(changed)


def _number(found: re.Match[str] | None) -> int:
    return int(found[1].replace(",", "")) if found is not None else 0


def second_opinion(before: Counter[Row], step: Step, month: int) -> tuple[int, int]:
    """The same by another way: the files of the last release and the rows of this one, each as often as it is there."""
    now = Counter(step.shown.values())
    late = sum(count for row, count in (now - before).items() if _ends_by(dict(row)["time"], month))
    return (before - now).total(), 0 if step.revision else late


# --- the promises, as functions over what came out -------------------------------------------------------------------


def changed_rows(walk: Walk) -> list[str]:
    """Rows that are out and look otherwise in the next release, although no revision was due."""
    return [
        f"{now.month}: {where}"
        for before, now in pairwise(walk.steps)
        if not now.revision
        for where in before.shown.keys() & now.shown.keys()
        if before.shown[where] != now.shown[where]
    ]


def late_rows(walk: Walk) -> list[str]:
    """Rows that appear in a month that is out, although no revision was due."""
    return [
        f"{now.month}: {where}"
        for before, now in pairwise(walk.steps)
        if not now.revision
        for where in now.shown.keys() - before.shown.keys()
        if _ends_by(dict(now.shown[where])["time"], before.month)
    ]


def turned_events(walk: Walk) -> list[str]:
    """Events that were shown exactly in one release and as cover in another."""
    fine, cover = set(), set()
    for step in walk.steps:
        cover |= {event for (event, _), is_cover in step.cover.items() if is_cover}
        fine |= {where[0] for where, is_fine in step.fine.items() if is_fine}
    return [str(event) for event in sorted(fine & cover)]


def halved_events(walk: Walk) -> list[str]:
    """Events of which a row left and another did not, or came later."""
    found = []
    for number, (before, now) in enumerate(pairwise(walk.steps)):
        left = {event for event, _ in before.shown.keys() - now.shown.keys()}
        for later in walk.steps[number + 1 :]:
            found += [f"{now.month}, {later.month}: {event}" for event in sorted(left & later.events)]
    return found


def withheld_events(walk: Walk) -> list[str]:
    """Events that were withheld by what their records said, and of which a row came out later."""
    found, withheld = [], set()
    for step in walk.steps:
        found += [f"{step.month}: {event}" for event in sorted(withheld & step.events)]
        said = {event.number for event in walk.town.events if event.said(step.month) & WITHHELD}
        withheld |= said - step.events
    return found


def removed_events(walk: Walk) -> list[str]:
    """Removed events that are out although they had to go at once, or that came although they were not out."""
    found = []
    for event, since in walk.removed.items():
        steps = [step for step in walk.steps if step.month >= since]
        before = [step for step in walk.steps if step.month < since]
        if event in walk.at_once:
            steps = [step for step in steps if step.month >= walk.at_once[event]]
        elif before and event in before[-1].events:
            continue
        found += [f"{step.month}: {event}" for step in steps if event in step.events]
    return found


def lonely_events(walk: Walk) -> list[str]:
    """Cells of group, month and district that too few others leave with those that leave for what they are."""
    found = []
    for before, now in pairwise(walk.steps):
        least = now.view.policy.removals.cover
        cells: dict[tuple[str, ...], dict[int, bool]] = defaultdict(dict)
        for where in before.shown.keys() - now.shown.keys():
            event = where[0]
            if event not in walk.at_once:
                cells[_cell(walk, before.shown[where], event)][event] = points_at(walk, before, now, where)
        for cell, events in cells.items():
            because = sum(events.values())
            if because * least > len(events) - because:
                found.append(f"{now.month}: {cell}")
    return found


def points_at(walk: Walk, before: Step, now: Step, where: tuple[int, int]) -> bool:
    """Whether an event that left did so for what it is, told by the town's own truth."""
    event = walk.town.events[where[0] - 1]
    if not before.fine[where] and now.view.policy.tiers[1].rows == "withhold":
        return False  # all of that tier leave
    if event.number in walk.removed or not event.records[where[1]].known(now.month):
        return True
    if not event.said(now.month):
        return True
    sensitive = event.said(now.month) & {"partner", "stalking", "rape", "runaway"}
    return bool(sensitive) and before.fine[where]


def _cell(walk: Walk, row: Row, event: int) -> tuple[str, ...]:
    cells = dict(row)
    block = walk.town.events[event - 1].block
    time = cells["time"] if "Q" in cells["time"] else cells["time"][:7]
    return cells["dataset"], cells["offense_group"], time, "AB"[block // 4]


def _ends_by(time: str, month: int) -> bool:
    """Whether a published time is over, with its month, at the end of the town's month."""
    last = first_of(month).isoformat()[:7]
    if "Q" in time:
        return f"{time[:4]}-{int(time[6]) * 3:02}" <= last
    return time[:7] <= last if len(time) > 4 else f"{time}-12" <= last


def unpaid_tables(walk: Walk) -> list[str]:
    """Tables that are out in more versions than were paid for, and years that bear more than the policy lets them."""
    versions: dict[str, set[bytes]] = defaultdict(set)
    for release in walk.office.out:
        for path in (release / "tables").iterdir():
            versions[path.name].add(path.read_bytes())
    with walk.office.open() as ledger:
        paid = ledger.spends()
        borne = ledger.borne(2025, POPULATION).epsilon
    assert versions, "no table is out"
    budget = walk.office.policy.budget
    assert budget is not None
    found = [f"{name}: {len(each)} versions" for name, each in versions.items() if len(each) > 1]
    known = {hashlib.sha256(each.spend.request.encode()).hexdigest() for each in paid}
    found += [f"{name} was not paid for" for name in versions.keys() - known]
    return found + ([f"{borne} were borne"] if borne > budget.epsilon or borne < Decimal("0.4") else [])


PROMISES = (
    changed_rows, late_rows, turned_events, halved_events, withheld_events, removed_events, lonely_events,
    unpaid_tables,
)  # fmt: skip


def broken(walk: Walk) -> dict[str, list[str]]:
    return {promise.__name__: found for promise in PROMISES if (found := promise(walk))}
