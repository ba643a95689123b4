"""What leaves takes others with it: near ones, of the same cells and datasets, in an order that nobody can know."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from redact.plan.past.leaving import Leaving
from redact.vocabulary import TimePrecision

from ..making import KEY
from .outs import FEBRUARY, Shown, keys, leaving

MONTH = TimePrecision.MONTH


def thefts(count: int, **more: Any) -> list[Shown]:
    return [Shown((number + 1,), **more) for number in range(count)]


def told(found: Leaving) -> tuple[list[int], int, list[int], list[int]]:
    return found.leave.tolist(), len(found.covering), found.wait.tolist(), found.alone.tolist()


def test_as_many_others_leave_as_the_policy_says() -> None:
    found = leaving(thefts(6), range(6), [2])
    assert told(found) == ([2], 2, [], [])
    assert not set(found.covering) & {2}


def test_nobody_wants_to_leave() -> None:
    assert told(leaving(thefts(3), range(3), [])) == ([], 0, [], [])


@pytest.mark.parametrize(
    "other",
    [{"time": FEBRUARY}, {"group": "society"}, {"dataset": 1}, {"tier": "persons"}, {"unit": 7}, {"careful": True}],
)
def test_others_are_of_the_same_dataset_tier_group_month_and_district(other: dict[str, Any]) -> None:
    shown = [*thefts(2), *(Shown((number,), **other) for number in (8, 9))]
    assert told(leaving(shown, range(4), [0])) == ([], 0, [0], [])


def test_those_that_must_go_leave_alone_if_need_be() -> None:
    assert told(leaving(thefts(2), range(2), [0], forced=[0])) == ([0], 0, [], [0])
    assert told(leaving(thefts(3), range(3), [0], forced=[0])) == ([0], 2, [], [])


def test_nobody_covers_twice_and_no_unfit_event_covers() -> None:
    found = leaving(thefts(6), range(6), [0, 1])
    assert told(found)[1:] == (4, [], [])
    assert sorted(found.covering) == [2, 3, 4, 5]
    assert len(leaving(thefts(5), range(5), [0, 1]).wait) == 1
    assert leaving(thefts(4), range(4), [0], unfit=[1]).covering.tolist() != []
    assert 1 not in leaving(thefts(4), range(4), [0], unfit=[1]).covering
    assert told(leaving(thefts(3), range(3), [0], unfit=[1])) == ([], 0, [0], [])


def test_the_nearest_leave_first() -> None:
    """Of the same block before those of the same beat, those before others of the district."""
    units = [0, 3, 1, 0, 2, 0, 1]
    shown = [Shown((number + 1,), unit=unit) for number, unit in enumerate(units)]
    assert sorted(leaving(shown, range(7), [0]).covering) == [3, 5]
    assert sorted(leaving(shown, range(7), [0], cover=4).covering) == [2, 3, 5, 6]


def test_those_of_the_same_datasets_leave_before_nearer_ones() -> None:
    shown = [
        Shown((1,)), Shown((1,), dataset=1), Shown((2,), unit=0), Shown((3,), unit=0), Shown((4,), unit=3),
        Shown((4,), dataset=1, unit=3), Shown((5,), unit=3), Shown((5,), dataset=1, unit=3),
    ]  # fmt: skip
    assert sorted(leaving(shown, [0, 0, 1, 2, 3, 3, 4, 4], [0]).covering) == [3, 4]


def test_every_cell_that_an_event_leaves_has_enough_others() -> None:
    calls = [Shown((number,), dataset=1) for number in (1, 2, 3, 4)]
    shown = [*thefts(4), *calls]
    assert len(leaving(shown, [0, 1, 2, 3, 0, 1, 2, 3], [0]).covering) == 2
    found = leaving(shown, [0, 1, 2, 3, 0, 4, 5, 6], [0])
    assert sorted(found.covering)[2:] != sorted(found.covering)[:2]
    assert len(found.covering) == 4
    assert told(leaving(shown[:6], [0, 1, 2, 3, 0, 4], [0])) == ([], 0, [0], [])


def test_the_order_is_another_under_another_key_and_not_that_of_the_rows() -> None:
    shown = thefts(40)
    first = {shown[number].keys for number in leaving(shown, range(40), [0]).covering}
    others = [
        {shown[number].keys for number in leaving(shown, range(40), [0], key=bytes([n] * 32)).covering}
        for n in range(5)
    ]
    assert any(other != first for other in others)
    marked = [Shown(row.keys, mark=500 + number) for number, row in enumerate(shown)]
    turned = marked[::-1]
    one = {marked[number].mark for number in leaving(marked, range(40), [0, 1]).covering}
    other = {turned[number].mark for number in leaving(turned, range(40), [39, 38]).covering}
    assert one == other
    renamed = [(number * 7) % 40 for number in range(40)]
    again = leaving(marked, renamed, [0, 7]).covering.tolist()
    assert {marked[renamed.index(owner)].mark for owner in again} == one


def test_who_comes_first_where_there_is_too_little_for_two_is_not_a_matter_of_numbers() -> None:
    marked = [Shown((number + 1,), mark=900 + number) for number in range(5)]
    first = leaving(marked, range(5), [0, 1]).leave.tolist()
    renamed = [1, 0, 2, 3, 4]
    again = leaving(marked, renamed, [0, 1]).leave.tolist()
    assert [renamed.index(owner) for owner in again] == first


def coarse(covers: int, protected: int, unit: int = 9) -> list[Shown]:
    return [
        Shown((number + 1,), tier="protected", cover=number < covers, precision=MONTH, unit=unit)
        for number in range(covers + protected)
    ]


def test_cells_that_covers_leave_keep_their_share() -> None:
    """Four covers and four protected: with two covers gone, two protected may stay."""
    shown = coarse(4, 4)
    found = leaving(shown, range(8), [0, 1], forced=[0, 1], cover=0, share=0.5)
    gone = {*found.leave.tolist(), *found.covering.tolist()}
    left = [row for number, row in enumerate(shown) if number not in gone]
    assert sum(row.cover for row in left) == 2
    assert len(left) == 4
    assert len(leaving(shown, range(8), [0, 1], forced=[0, 1], cover=0, share=0.0).covering) == 0


def test_other_cells_and_cells_with_enough_cover_are_not_touched() -> None:
    shown = [*coarse(4, 2), *coarse(1, 1, unit=8)]
    assert told(leaving(shown, range(8), [0, 1], forced=[0, 1], cover=0, share=0.5))[1] == 0
    shown = coarse(2, 4)
    assert len(leaving(shown, range(6), [5], forced=[5], cover=0, share=0.3).covering) == 0


def test_without_any_cover_left_the_protected_leave_too() -> None:
    found = leaving(coarse(1, 3), range(4), [0], forced=[0], cover=0, share=0.5)
    assert sorted(found.covering) == [1, 2, 3]


def test_coarse_rows_have_cells_of_the_time_they_show() -> None:
    shown = [
        Shown((1,), tier="protected", precision=TimePrecision.QUARTER),
        Shown((2,), FEBRUARY, tier="protected", precision=TimePrecision.QUARTER),
        Shown((3,), FEBRUARY, tier="protected", precision=TimePrecision.QUARTER),
        Shown((4,), tier="protected", precision=MONTH),
        Shown((5,), tier="protected", precision=MONTH),
    ]
    found = leaving(shown, range(5), [0])
    assert sorted(found.covering) == [1, 2]
    assert keys(1).dtype == np.int64
    assert KEY


def test_nobody_leaves_a_cell_that_only_one_who_waits_could_mend() -> None:
    """With both covers gone the protected events would have to leave, and they wait themselves."""
    found = leaving(coarse(2, 2), range(4), [0], unfit=[2, 3], cover=1, share=0.5)
    assert told(found) == ([], 0, [0], [])
    assert told(leaving(coarse(2, 2), range(4), [0], unfit=[2], cover=1, share=0.5)) == ([], 0, [0], [])
    others = leaving(coarse(3, 3), range(6), [0], unfit=[3], cover=1, share=0.5)
    assert others.leave.tolist() == [0]
    assert 3 not in others.covering
    assert told(leaving(coarse(2, 2), range(4), [0], forced=[0], unfit=[2, 3], cover=1, share=0.5))[0] == [0]
