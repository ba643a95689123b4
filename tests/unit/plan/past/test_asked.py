"""Removals and corrections, as the plan takes them from the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from redact.errors import PlanStale
from redact.ledger import Ledger, Secret
from redact.ledger.steps import Kind
from redact.plan.folder import Plan
from redact.plan.past.asked import asked_of, demand_seen, seen_of
from redact.plan.past.before import Before, corrected

from ..making import Said, mask, planned, rows_of, tiny

SECRET = Secret(bytes(range(1, 33)))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger.in_memory(SECRET)


def told(ledger: Ledger) -> tuple[list[int], list[int], list[int]]:
    asked, _ = asked_of(ledger)
    return asked.removed.tolist(), asked.removed_now.tolist(), asked.corrected_now.tolist()


def test_nothing_was_asked(ledger: Ledger) -> None:
    assert told(ledger) == ([], [], [])
    assert asked_of(ledger)[1] == Before()
    assert asked_of(ledger)[0].removed.dtype == np.int64


def test_removals_and_those_at_once(ledger: Ledger) -> None:
    ledger.add_removal([3, 1], reason="request", by="Desk")
    ledger.add_removal([9], reason="sealed", by="Desk", now=True)
    assert told(ledger) == ([1, 3, 9], [9], [])


def test_a_removal_that_was_taken_back(ledger: Ledger) -> None:
    kept = ledger.add_removal([1], reason="request", by="Desk")
    undone = ledger.add_removal([2], reason="request", by="Desk", now=True)
    ledger.undo_removal(undone.number, by="Desk")
    assert told(ledger) == ([1], [], [])
    assert kept.number != undone.number


def test_the_last_correction_of_an_event_stands(ledger: Ledger) -> None:
    ledger.add_correction([1, 2], leave_out=True, by="Desk", now=True)
    ledger.add_correction([1], classes=["stalking"], by="Desk")
    ledger.add_correction([5], classes=["stalking"], by="Desk", now=True)
    ledger.add_correction([6], leave_out=True, by="Desk")
    assert told(ledger) == ([2, 6], [2], [1, 2, 5])
    assert asked_of(ledger)[1].corrections == {1: ("stalking",), 5: ("stalking",)}


def test_a_correction_to_nothing_takes_the_classes_back(ledger: Ledger) -> None:
    ledger.add_correction([1], classes=["stalking"], by="Desk")
    ledger.add_correction([1], by="Desk")
    assert asked_of(ledger)[1].corrections == {}


def test_since_when_the_present_secret_holds(ledger: Ledger) -> None:
    about = {"since": "2025-03-01", "by": "Desk", "why": "lost", "releases": []}
    ledger.note(Kind.ERA, "", about)
    assert asked_of(ledger)[1].era == date(2025, 3, 1)


def test_corrected_rows_show_the_class_under_any_of_their_keys() -> None:
    policy = tiny()
    rows = rows_of([Said(keys=(1, 7)), Said(keys=(2, 8)), Said(("stalking",), keys=(3, 9)), Said(keys=(4,))], policy)
    before = Before(corrections={7: ("stalking",), 2: ("sexual_assault", "stalking"), 3: ("elder_abuse",)})
    found = corrected(rows, before, policy)
    assert found.shows.tolist() == [
        mask(["stalking"], policy), mask(["sexual_assault", "stalking"], policy),
        mask(["stalking", "elder_abuse"], policy), 0,
    ]  # fmt: skip
    assert not rows.shows[:2].any(), "the rows that were given are not changed"
    assert corrected(rows, Before(), policy) is rows


def test_a_class_that_the_policy_has_no_more_counts_as_its_strictest() -> None:
    policy = tiny()
    found = corrected(rows_of([Said(keys=(1,))], policy), Before(corrections={1: ("forgotten",)}), policy)
    assert found.shows.tolist() == [mask([policy.tiers[0].classes[0]], policy)]


def test_a_plan_is_stale_once_anything_was_asked_or_released(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.sqlite", "Nobody", SECRET) as ledger:
        record = {"event_id": "1", "offense_code": "23F", "occurred_at": "2025-01-09 10:00", "address": "150 W ELM ST"}
        made = planned(tmp_path / "work", {"incidents": [record]}, secret=SECRET, ledger=ledger)
        plan = Plan.open(made.folder)
        demand_seen(plan, ledger)
        ledger.add_removal([1], reason="request", by="Desk")
        with pytest.raises(PlanStale):
            demand_seen(plan, ledger)
        assert seen_of(ledger) == {"published": 0, "asked": 1}
        ledger.intend("r1", folder=tmp_path, nonce="", about={})
        assert seen_of(ledger)["published"] == 0
        ledger.published("r1", [1], [0], [-1], [False], ["withheld"])
        ledger.recalled("r1")
        assert seen_of(ledger) == {"published": 1, "asked": 1}
    assert replace(Before(), era=None) == Before()
