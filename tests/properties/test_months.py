"""What holds over months, whatever comes late, changes, goes, is asked for, or breaks: promises 6, 7 and 8.

Each property is a function over what came out, and is shown to fail where one line of the pipeline is wrong.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from redact.errors import Missing
from redact.policy.model import Policy

from .months import (
    Office,
    Row,
    Step,
    Town,
    a_policy,
    first_of,
    judged,
    read_release,
)
from .worlds import DEPTH

WALKS = 4 * DEPTH
MONTHS = 6
WITHHELD = frozenset({"rape"})
STRICTER = (
    {"tiers__1__time__precision": "quarter"},
    {"tiers__3__place__level": "beat"},
    {"tiers__4__time__precision": "day"},
    {"tiers__3__rows": "withhold"},
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
    killed: int = 0

    def note(self, step: Step) -> None:
        for event, keys in step.keys.items():
            self.keys[event] |= keys

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

    def release(self, month: int, *, kill: bool) -> Step:
        """Previews a month until its gates pass, and puts it out, if need be a second time."""
        step = self.office.preview(self.town, month, f"plan-{month}")
        self.note(step)
        bad = judged(step)
        if set(bad) == {"differencing"} and "too few others" in bad["differencing"].sentence:
            for event in self.lost(month):  # no others can go with what the records system deleted: somebody says so
                self.remove(event, month, now=True)
            step = self.office.preview(self.town, month, f"plan-{month}")
            bad = judged(step)
        assert not bad, (self.log, {name: each.sentence for name, each in bad.items()})
        if kill:
            before = len(self.office.out)
            ended = self.office.publish(step, moment=self.town.random.randint(1, 60))
            self.office.look()
            self.killed += not ended
            if len(self.office.out) == before:
                again = self.office.preview(self.town, month, f"plan-{month}")
                assert again.decided() == step.decided(), "the same preview twice decides the same"
                step = again
                self.office.publish(step)
        else:
            self.office.publish(step)
        self.office.look()
        self.steps.append(step)
        return step

    def lost(self, month: int) -> set[int]:
        """Events of which a record that is out is in the export no more."""
        shown = self.steps[-1].shown
        return {event for event, nth in shown if not self.town.events[event - 1].records[nth].known(month)}


def walked(
    folder: Path, seed: int, *, months: int = MONTHS, policy: Policy | None = None, quiet: bool = False,
    each: Callable[[Walk, int], None] = lambda _, __: None,
) -> Walk:  # fmt: skip
    """A walk. `quiet` ones only have late and changed records."""
    choose = random.Random(seed)
    changes: dict[str, object] = {}
    cover = choose.choice([1, 2])
    walk = Walk(Town(choose), Office.new(folder, policy or a_policy(cover=cover)))
    for month in range(months):
        walk.town.month_passes(month)
        if month:
            walk.town.changes_its_mind(month)
        if month and not quiet:
            walk.town.loses(month)
            walk.ask(month)
            if policy is None and choose.random() < 0.2:
                changes |= choose.choice(STRICTER)
                walk.office.policy = a_policy(cover=cover, **changes)
                walk.log.append(f"{month}: {changes}")
        walk.release(month, kill=not quiet and choose.random() < 0.5)
        each(walk, month)
    return walk


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
    if event.number in walk.removed or not event.records[where[1]].known(now.month):
        return True
    if not event.said(now.month):
        return True
    sensitive = event.said(now.month) & {"partner", "stalking", "rape", "runaway"}
    return bool(sensitive) and before.fine[where]


def _cell(walk: Walk, row: Row, event: int) -> tuple[str, ...]:
    cells = dict(row)
    block = walk.town.events[event - 1].block
    return cells["dataset"], cells["offense_group"], str(walk.town.events[event - 1].month), "AB"[block // 4]


def _ends_by(time: str, month: int) -> bool:
    """Whether a published time is over, with its month, at the end of the town's month."""
    last = first_of(month).isoformat()[:7]
    if "Q" in time:
        return f"{time[:4]}-{int(time[6]) * 3:02}" <= last
    return time[:7] <= last if len(time) > 4 else f"{time}-12" <= last


PROMISES = (
    changed_rows, late_rows, turned_events, halved_events, withheld_events, removed_events, lonely_events,
)  # fmt: skip


def broken(walk: Walk) -> dict[str, list[str]]:
    return {promise.__name__: found for promise in PROMISES if (found := promise(walk))}


@pytest.mark.parametrize("seed", range(WALKS))
def test_what_came_out_keeps_the_promises(tmp_path: Path, seed: int) -> None:
    walk = walked(tmp_path, seed)
    assert not broken(walk), walk.log
