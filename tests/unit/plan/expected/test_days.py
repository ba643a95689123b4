"""Silence: an export that stops, or a village where nothing happened."""

from __future__ import annotations

import math

import numpy as np
import pytest

from redact.plan.expected.days import at_most, stretch


def daily(counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.repeat(np.arange(len(counts)), counts)


def steady(days: int, a_day: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.full(days, a_day, dtype=np.int64)


def test_a_whole_export_is_whole() -> None:
    assert stretch(daily(steady(90, 3)), 0, 60, 90) is None


def test_an_export_that_stops() -> None:
    counts = steady(90, 3)
    counts[79:] = 0
    found = stretch(daily(counts), 0, 60, 90)
    assert found is not None
    assert (found.first, found.last, found.rows, found.at_end) == (79, 89, 0, True)
    assert found.usual == pytest.approx(33)


def test_the_first_export_of_all_tells_by_its_own_days() -> None:
    counts = steady(31, 5)
    counts[19:] = 0
    found = stretch(daily(counts), 0, 0, 31)
    assert found is not None
    assert (found.first, found.last) == (19, 30)


def test_the_last_day_alone() -> None:
    """Exports "up to the 31st, exclusive" lose a day. A dataset with eight rows a day may have a day without."""
    many, few = steady(90, 40), steady(90, 8)
    many[89] = few[89] = 0
    assert stretch(daily(many), 0, 60, 90) is not None
    assert stretch(daily(few), 0, 60, 90) is None


def test_a_hole_in_the_middle() -> None:
    counts = steady(90, 4)
    counts[70:76] = 0
    found = stretch(daily(counts), 0, 60, 90)
    assert found is not None
    assert (found.first, found.last, found.at_end) == (70, 75, False)


def test_a_hole_before_what_is_new_is_old_news() -> None:
    counts = steady(90, 4)
    counts[20:26] = 0
    assert stretch(daily(counts), 0, 60, 90) is None


def test_a_unit_that_writes_on_weekdays() -> None:
    counts = np.where(np.arange(91) % 7 < 5, 30, 0)
    assert stretch(daily(counts), 0, 63, 91) is None


def test_a_unit_that_writes_once_a_week() -> None:
    counts = np.where(np.arange(91) % 7 == 0, 60, 0)
    assert stretch(daily(counts), 0, 63, 91) is None


@pytest.mark.parametrize("days", [5, 40, 120])
def test_twelve_rows_a_year_may_be_silent_for_months(days: int) -> None:
    counts = np.where(np.arange(365) % 30 == 3, 1, 0)
    counts[365 - days :] = 0
    assert stretch(daily(counts), 0, 335, 365) is None


def test_a_few_rows_say_little_about_the_rate() -> None:
    counts = np.zeros(60, dtype=np.int64)
    counts[[1, 6, 12]] = 1
    assert stretch(daily(counts), 0, 30, 60) is None


def test_stragglers_do_not_hide_the_end() -> None:
    counts = steady(120, 20)
    counts[105:] = [1, 0, 2, 1, 0, 1, 1, 0, 1, 2, 1, 0, 1, 1, 1]
    found = stretch(daily(counts), 0, 90, 120)
    assert found is not None
    assert found.first in range(104, 107)
    assert (found.last, found.at_end) == (119, True)
    assert 0 < found.rows <= 13 + 20


def test_half_as_much_is_no_end() -> None:
    counts = steady(120, 20)
    counts[100:] = 11
    assert stretch(daily(counts), 0, 90, 120) is None


def test_no_rows_say_nothing() -> None:
    assert stretch(np.zeros(0, dtype=np.int64), 0, 30, 60) is None


def test_the_chance_of_so_few() -> None:
    assert at_most(0, 3.0) == pytest.approx(math.exp(-3))
    assert at_most(2, 3.0) == pytest.approx(math.exp(-3) * (1 + 3 + 4.5))
    assert at_most(4000, 4000.0) == pytest.approx(0.5, abs=0.01)
    assert at_most(0, 0.0) == 1.0
