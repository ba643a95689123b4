"""Which row of the export is which row that is out."""

from __future__ import annotations

import numpy as np
import pytest

from redact.plan.past.matching import match, ranked, slots, stated

from ..making import KEY
from .outs import APRIL, DATASETS, FEBRUARY, JANUARY, MARCH, Shown, past_of


def slot(*keys: int, dataset: int = 0) -> int:
    return int(slots(KEY, np.array([dataset], dtype=np.int8), DATASETS, np.array([keys], dtype=np.int64))[0])


def found(rows: list[Shown], shown: list[Shown], **more: int) -> list[int]:
    """For rows as they are now, the positions of what is out."""
    now = np.array([slot(*row.keys, dataset=row.dataset) for row in rows], dtype=np.int64)
    dataset = np.array([row.dataset for row in rows], dtype=np.int8)
    period = np.array([row.period for row in rows], dtype=np.int32)
    return match(now, dataset, period, past_of(shown, **more)).tolist()


def test_a_row_is_known_by_its_keys_whatever_else_it_says() -> None:
    shown = [Shown((1,)), Shown((2,)), Shown((3,))]
    assert found([Shown((3,), unit=5), Shown((9,)), Shown((1,), group="persons")], shown) == [2, -1, 0]


def test_the_same_keys_in_another_dataset_are_another_row() -> None:
    assert found([Shown((1,), dataset=1)], [Shown((1,), dataset=0)]) == [-1]


def test_a_row_whose_date_was_corrected_is_still_it() -> None:
    assert found([Shown((1,), MARCH)], [Shown((1,), JANUARY)]) == [0]


def test_of_several_rows_with_the_same_keys_those_of_a_period_meet_first() -> None:
    shown = [Shown((1,), JANUARY), Shown((1,), FEBRUARY)]
    assert found([Shown((1,), FEBRUARY), Shown((1,), JANUARY)], shown) == [1, 0]
    assert found([Shown((1,), APRIL), Shown((1,), JANUARY)], shown) == [1, 0]


def test_of_several_rows_of_a_period_they_meet_in_order() -> None:
    shown = [Shown((1,)), Shown((2,)), Shown((1,))]
    assert found([Shown((1,)), Shown((1,)), Shown((1,))], shown) == [0, 2, -1]
    assert found([Shown((1,))], shown) == [0]


def test_what_has_left_is_no_row_that_is_out() -> None:
    shown = [Shown((1,), last=0), Shown((1,), first=1)]
    assert found([Shown((1,)), Shown((1,))], shown, chapters=2) == [1, -1]


def test_nothing_is_out() -> None:
    assert found([Shown((1,))], []) == [-1]


@pytest.mark.parametrize("swapped", [(2, 1), (2, 1, 0), (0, 1, 2)])
def test_the_order_and_number_of_key_columns_make_no_difference(swapped: tuple[int, ...]) -> None:
    assert slot(*swapped) == slot(1, 2)
    assert slot(1, 2) != slot(1, 3)
    assert slot(1, 2, 3) != slot(1, 2)


def test_a_slot_needs_the_secret() -> None:
    dataset, keys = np.zeros(1, dtype=np.int8), np.array([[1, 2]], dtype=np.int64)
    assert slots(KEY, dataset, DATASETS, keys) != slots(KEY[::-1], dataset, DATASETS, keys)


def test_keys_stand_in_an_order_of_their_own() -> None:
    assert stated(np.array([[5], [0]], dtype=np.int64)).tolist() == [[5, 0], [0, 0]]
    assert stated(np.array([[0, 3, -1]], dtype=np.int64)).tolist() == [[-1, 3, 0]]


def test_ranks_count_equal_rows_before_each() -> None:
    number, rank = ranked(np.array([4, 7, 4, 4, 7]))
    assert (number.tolist(), rank.tolist()) == ([4, 7, 4, 4, 7], [0, 0, 1, 2, 1])
    assert ranked(np.empty(0, dtype=np.int64))[1].tolist() == []
