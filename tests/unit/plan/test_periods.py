"""Which periods an export covers: old cases, exports that begin or end inside a month, years with a part missing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from redact.plan.tables.periods import Covered, covered, draws_of, over, period_texts, years_in

EPOCH = date(1970, 1, 1)


def minutes(first: date, last: date, each: int = 5) -> NDArray[np.int64]:
    """So many rows on every day from the first to the last."""
    days = np.arange((first - EPOCH).days, (last - EPOCH).days + 1, dtype=np.int64)
    return np.repeat(days, each) * 1440


def months(found: Covered | None) -> tuple[str, ...]:
    return () if found is None else period_texts(found.periods("month"), "month")


def test_a_few_old_cases_in_each_month_of_the_year_before_make_no_year() -> None:
    old = minutes(date(2018, 1, 1), date(2018, 12, 31), 1)[::20]
    span = covered(np.concatenate([old, minutes(date(2019, 1, 1), date(2019, 12, 31))]))
    assert span is not None
    assert period_texts(span.periods("year"), "year") == ("2019",)
    assert months(span)[0] == "2019-01"


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), ("2025-01", "2025-12")),
        (date(2025, 1, 10), date(2025, 12, 31), ("2025-02", "2025-12")),
        (date(2025, 1, 1), date(2025, 12, 20), ("2025-01", "2025-11")),
        (date(2025, 3, 2), date(2025, 8, 25), ("2025-04", "2025-07")),
    ],
)
def test_a_month_that_the_export_has_in_part_is_not_covered(first: date, last: date, whole: tuple[str, str]) -> None:
    found = months(covered(minutes(first, last, 30)))
    assert (found[0], found[-1]) == whole


def test_times_that_are_known_by_month_only_cover_their_months() -> None:
    """Every row on the first of its month, as in lists that say no day."""
    starts = np.array([(date(2025, month, 1) - EPOCH).days * 1440 for month in range(1, 13)], dtype=np.int64)
    assert len(months(covered(np.repeat(starts, 100)))) == 12


def test_a_list_that_is_too_short_does_not_say_what_it_covers() -> None:
    short = minutes(date(2025, 5, 1), date(2025, 5, 4), 1)
    assert covered(short) is None
    assert covered(short[:0]) is None
    assert months(covered(short, 1)) == ("2025-05",)


def test_what_two_lists_cover_is_what_both_do() -> None:
    both = Covered(10, 24) & Covered(12, 30)
    assert both == Covered(12, 24)
    assert period_texts(both.periods("year"), "year") == ("1971",)
    assert len((Covered(0, 5) & Covered(7, 9)).periods("month")) == 0


def test_a_year_is_drawn_only_with_all_its_periods() -> None:
    quarters = Covered(12 * 55 + 3, 12 * 57).periods("quarter")
    drawn = draws_of(quarters, "quarter", yearly=True)
    assert [period_texts(codes, "quarter") for codes in drawn] == [("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")]
    assert len(draws_of(quarters, "quarter", yearly=False)) == 7


def test_a_period_is_over_once_it_has_waited() -> None:
    year = np.array([55], dtype=np.int32)
    new_year = (date(2026, 1, 1) - EPOCH).days
    assert not over(year, "year", wait_days=30, as_of_day=new_year + 29).any()
    assert over(year, "year", wait_days=30, as_of_day=new_year + 30).all()


def test_a_part_of_a_year_is_called_what_it_is() -> None:
    assert years_in(["2025"]) == {"2025": "2025"}
    assert set(years_in([f"2025-Q{n}" for n in range(1, 5)]).values()) == {"2025"}
    mixed = years_in(["2025-11", "2025-12", *(f"2026-{month:02}" for month in range(1, 13)), "2027-01"])
    assert list(dict.fromkeys(mixed.values())) == ["2025-11 to 2025-12", "2026", "2027-01"]
