"""What a month usually has, and what is far from it."""

from __future__ import annotations

import numpy as np
import pytest

from redact.plan.expected.periods import code_of, covered, far, first_day, newest, word
from redact.vocabulary import TimePrecision

MONTH = TimePrecision.MONTH


def by_month(*counts: int, first: int = 600) -> dict[int, int]:
    return dict(enumerate(counts, start=first))


def codes(counts: dict[int, int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.repeat(np.array(list(counts), dtype=np.int32), list(counts.values()))


@pytest.mark.parametrize(
    ("period", "text"),
    [(MONTH, "2026-03"), (TimePrecision.QUARTER, "2026-Q1"), (TimePrecision.YEAR, "2026"), (MONTH, "1969-11")],
)
def test_a_word_names_its_period(period: TimePrecision, text: str) -> None:
    assert word(code_of(text, period), period) == text


def test_the_first_day_of_a_period() -> None:
    assert np.datetime64(first_day(code_of("2026-03", MONTH), MONTH), "D") == np.datetime64("2026-03-01")
    assert np.datetime64(first_day(code_of("2026-Q2", TimePrecision.QUARTER), TimePrecision.QUARTER), "D") == (
        np.datetime64("2026-04-01")
    )


def test_stragglers_do_not_begin_an_export_and_gaps_in_it_count() -> None:
    counts = {500: 1, 520: 2, 540: 1, **by_month(90, 0, 110)}
    assert covered(codes(counts)) == by_month(90, 0, 110)


def test_one_month_among_many_stragglers_is_what_is_usual() -> None:
    counts = {**dict.fromkeys(range(560, 600), 1), 600: 300}
    assert covered(codes(counts)) == {600: 300}


def test_no_rows_cover_nothing() -> None:
    assert covered(np.zeros(0, dtype=np.int32)) == {}
    assert newest({}) is None


def test_a_few_rows_of_wrong_date_are_not_the_newest_month() -> None:
    assert newest(by_month(90, 100, 95, 3)) == 602


@pytest.mark.parametrize("count", [0, 30, 45, 1000, 210])
def test_far(count: int) -> None:
    assert far(by_month(100, 104, 96, 110, 99, count), 605, MONTH) == 100


@pytest.mark.parametrize("count", [60, 80, 100, 130, 170])
def test_not_far(count: int) -> None:
    """A department that lost two fifths of its calls in a lockdown is not asked whether its export is broken."""
    assert far(by_month(100, 104, 96, 110, 99, count), 605, MONTH) is None


@pytest.mark.parametrize("count", [0, 1, 3, 6])
def test_small_towns_vary_as_chance_does(count: int) -> None:
    assert far(by_month(1, 0, 2, 1, 0, 1, count), 606, MONTH) is None


def test_ten_a_month_and_then_none_is_far() -> None:
    assert far(by_month(10, 8, 12, 9, 11, 0), 605, MONTH) == 10


def test_a_season_comes_back() -> None:
    """A resort has five times as much in July; every July."""
    year = (40, 42, 38, 41, 44, 40, 210, 200, 43, 40, 39, 41)
    assert far(by_month(*year, *year[:7]), 618, MONTH) is None
    assert far(by_month(*year, *year[:6], 800), 618, MONTH) is not None


def test_nothing_is_far_from_nothing() -> None:
    assert far({600: 5}, 600, MONTH) is None


def test_two_months_are_compared_generously() -> None:
    assert far({600: 300, 601: 150}, 601, MONTH) is None
    assert far({600: 300, 601: 20}, 601, MONTH) == 300
