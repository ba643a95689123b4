"""The archive in the plan's terms: what is out, which days are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from redact.ledger.archive import Archive, fold
from redact.plan.past.released import GONE_TIER, NEVER, NO_UNIT, first_days, nothing_released, released
from redact.plan.treatments import treatments
from redact.vocabulary import TimePrecision

from ..making import tiny
from .outs import DATASETS, UNITS, Shown, archive_of, day, past_of

MONTH, QUARTER, YEAR = TimePrecision.MONTH, TimePrecision.QUARTER, TimePrecision.YEAR


def test_words_become_the_plans_numbers() -> None:
    shown = [Shown((1,), tier="persons", careful=True, unit=9), Shown((2,), tier="protected", dataset=2, cover=True)]
    past = past_of(shown)
    assert past.treatment.tolist() == [5 + 3, 1]
    assert (past.dataset.tolist(), past.unit.tolist()) == ([0, 2], [9, 0])
    assert past.cover.tolist() == [False, True]
    assert past.keys.tolist() == [[1, 0], [2, 0]]


def test_what_the_policy_the_map_and_the_project_have_no_more() -> None:
    archive = archive_of([Shown((1,), tier="forgotten"), Shown((2,), tier="forgotten", careful=True), Shown((3,))])
    table = archive.rows.set_column(archive.rows.schema.get_field_index("unit"), "unit", [["elsewhere", "", "x"]])
    past = released(Archive(archive.chapters, table), ("calls",), treatments(tiny()), UNITS)
    assert past.treatment.tolist() == [GONE_TIER, GONE_TIER, 4]
    assert past.unit.tolist() == [NO_UNIT, -1, NO_UNIT]
    assert past.dataset.tolist() == [-1, -1, -1]


def test_only_the_newest_chapters_rows_are_out() -> None:
    past = past_of([Shown((1,), last=0), Shown((2,)), Shown((3,), first=1)], chapters=2)
    assert past.out.tolist() == [False, True, True]
    assert past.releases == 2


@pytest.mark.parametrize(
    ("ends", "opened"),
    [("2025-01-01", False), ("2025-01-02", True), ("2025-02-01", True), ("2025-02-02", False), ("2024-06-01", False)],
)
def test_days_between_the_first_row_and_the_last_complete_day_are_opened(ends: str, opened: bool) -> None:
    past = past_of([Shown((1,))], first="2025-01-01", through="2025-02-01")
    assert past.opened(np.array([0], dtype=np.int8), np.array([day(ends)])).tolist() == [opened]


def test_a_dataset_that_was_never_released_has_nothing_opened() -> None:
    past = past_of([Shown((1,))], days={"incidents": [day("2025-01-01"), day("2025-02-01")]})
    ends = np.array([day("2025-01-20")] * 2)
    assert past.opened(np.array([0, 1], dtype=np.int8), ends).tolist() == [True, False]
    nothing = nothing_released(3)
    assert not nothing.opened(np.zeros(2, dtype=np.int8), ends).any()
    assert (len(nothing), nothing.releases, nothing.notes) == (0, 0, ())


def test_first_days_of_what_was_shown() -> None:
    codes = np.array([1440 * 9 + 5, 24 * 9 + 5, 9, 14, 5, 1, 3], dtype=np.int32)
    precision = np.array(list(TimePrecision), dtype=np.int8)
    days = first_days(codes, precision)
    assert days[:3].tolist() == [9, 9, 9]
    assert days[3:6].tolist() == [day("1971-03-01"), day("1971-04-01"), day("1971-01-01")]
    assert days[6] == NEVER


def test_releases_that_left_no_rows_behind_are_said() -> None:
    archive = archive_of([Shown((1,))])
    rules = treatments(tiny())
    assert released(archive, DATASETS, rules, UNITS).notes == ()
    (note,) = released(replace(archive, unknown=("r0", "r1")), DATASETS, rules, UNITS).notes
    assert note.startswith("2 earlier releases of an earlier version")
    only = released(fold([], ["r0"]), DATASETS, rules, UNITS)
    assert (only.releases, only.unknown) == (0, 1)
    assert only.notes[0].startswith("1 earlier release of")
