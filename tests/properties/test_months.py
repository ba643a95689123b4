"""What holds over months, whatever comes late, changes, goes, is asked for, or breaks: promises 6, 7 and 8.

Each property is a function over what came out (`walks`), and is shown to fail where one line of the pipeline is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from redact.keyed import uniform
from redact.ledger import Ledger
from redact.ledger.spending import Drawn
from redact.plan.past.asked import asked_of
from redact.plan.past.leavers import Asked
from redact.plan.past.leaving import Leaving
from redact.plan.resolve import no_history

from .walks import (
    Walk,
    broken,
    changed_rows,
    halved_events,
    late_rows,
    lonely_events,
    removed_events,
    scripted,
    turned_events,
    unpaid_tables,
    walked,
    withheld_events,
)
from .worlds import DEPTH

WALKS = 3 * DEPTH


@pytest.mark.parametrize("seed", range(WALKS))
def test_what_came_out_keeps_the_promises(tmp_path: Path, seed: int) -> None:
    walk = walked(tmp_path, seed)
    assert not broken(walk), walk.log


# --- each promise can be broken --------------------------------------------------------------------------------------


def test_refreshed_cells_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redact.plan.past.cells.KeptCells.instead_of", lambda self, name, cells, local: cells)
    walk = scripted(tmp_path, 2)
    assert changed_rows(walk)
    assert "differencing" in walk.gates_failed


def test_late_rows_that_do_not_wait_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_is_late(rows: Any, *_: Any) -> Any:
        return np.zeros(len(rows), dtype=np.bool_), np.zeros(len(rows), dtype=np.int8)

    monkeypatch.setattr("redact.plan.past.keeping._appearing", nothing_is_late)
    walk = scripted(tmp_path, 2)
    assert late_rows(walk)
    assert "differencing" in walk.gates_failed


def shown_exactly(walk: Walk) -> int:
    """An event of which all is shown exactly, and others like it."""
    step = walk.steps[0]
    thefts = {event.number for event in walk.town.events if event.said(0) == {"theft"} and len(event.records) == 1}
    return min(event for event, _ in step.shown if event in thefts and step.fine[event, 0])


def become_sensitive(walk: Walk, month: int) -> None:
    """In the second month some thefts of the first turn out to be something else."""
    if month == 1:
        thefts = [event for event in walk.town.events if event.month == 0 and event.said(0) == {"theft"}]
        for event in thefts[:3]:
            event.records[0].says.append((1, "partner"))


def nobody_leaves(out: Any, past: Any, units: Any, wanted: Any, *_: Any, **__: Any) -> Leaving:
    none = np.empty(0, dtype=np.int64)
    return Leaving(none, none, wanted, none)


def test_rows_shown_exactly_and_then_coarsely_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redact.plan.past.leavers.choose_covering", nobody_leaves)
    assert not broken(scripted(tmp_path / "right", 3, become_sensitive)), "who waits stays as it is"
    monkeypatch.setattr(
        "redact.plan.past.leavers.Step.coarse_now",
        property(lambda step: np.zeros(len(step.rows), dtype=np.bool_)),
    )
    walk = scripted(tmp_path / "wrong", 3, become_sensitive)
    assert turned_events(walk) or lonely_events(walk)
    assert "differencing" in walk.gates_failed


def test_who_leaves_alone_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(out: Any, past: Any, units: Any, wanted: Any, *_: Any, **__: Any) -> Leaving:
        none = np.empty(0, dtype=np.int64)
        return Leaving(wanted, none, none, none)

    monkeypatch.setattr("redact.plan.past.leavers.choose_covering", alone)
    walk = scripted(tmp_path, 3, become_sensitive)
    assert lonely_events(walk)
    assert "differencing" in walk.gates_failed


def test_events_that_come_back_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def removal(walk: Walk, month: int) -> None:
        if month == 1:
            walk.remove(shown_exactly(walk), month, now=True)

    monkeypatch.setattr("redact.plan.past.leavers.Step.left_before", lambda step: np.zeros(step.events, dtype=np.bool_))
    walk = scripted(tmp_path, 3, removal)
    assert halved_events(walk), "what covered the removal is back at the revision"
    assert "differencing" in walk.gates_failed


def test_removed_events_that_stay_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def removal(walk: Walk, month: int) -> None:
        if month == 1:
            walk.remove(min(walk.steps[0].events), month, now=True)

    monkeypatch.setattr("tests.properties.months.asked_of", lambda ledger: (Asked(), asked_of(ledger)[1]))
    assert removed_events(scripted(tmp_path, 2, removal))


def test_withheld_events_that_come_out_later_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def becomes_harmless(walk: Walk, month: int) -> None:
        if month == 0:
            for event in walk.town.events[:5]:
                event.records = event.records[:1]
                event.records[0].came = 0
                event.records[0].says = [(0, "rape"), (1, "theft")]

    assert not withheld_events(scripted(tmp_path / "right", 3, becomes_harmless))
    monkeypatch.setattr("redact.plan.build.recall", lambda ledger, keys, policy: no_history(keys))
    assert withheld_events(scripted(tmp_path / "wrong", 3, becomes_harmless))


def test_a_preview_that_decides_by_chance_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of covering removals, drawn anew each time: one of many draws differs, whatever they are."""
    walk = scripted(tmp_path, 1)
    walk.town.month_passes(1)
    walk.remove(shown_exactly(walk), 1, now=True)
    same = [walk.preview(1).decided() for _ in range(2)]
    assert same[0] == same[1]
    turns = iter((1.0, -1.0))
    true = uniform

    def turned() -> Any:
        turn = next(turns)
        return lambda key, values, salt=0: turn * true(key, values, salt)

    found = []
    for _ in range(2):
        monkeypatch.setattr("redact.plan.past.leaving.uniform", turned())
        found.append(walk.preview(1).decided())
    assert found[0] != found[1]


def test_tables_that_nobody_paid_for_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgotten(self: Ledger, spend: Any, draw: Callable[[], bytes], **_: Any) -> Drawn:
        return Drawn(draw(), True, False, 1, spend.input)

    monkeypatch.setattr(Ledger, "spend", forgotten)
    assert unpaid_tables(scripted(tmp_path, 4))


def test_an_old_ledger_that_is_taken_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = scripted(tmp_path, 1)
    monkeypatch.setattr(Ledger, "demand_head", lambda *_: None)
    walk.town.month_passes(1)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        walk.release(1, old=True)
