"""Records of one event do not narrow each other's places down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from redact.place import UnitTable
from redact.plan.places import PlaceMaps
from redact.plan.together import held_together
from redact.plan.treatments import treatments

from .making import BEATS, CITY, DISTRICTS, OTHER, PERSONS, PROTECTED, small_city, tiny

STRETCH = 7
"""Of blocks 1 and 2, ten homes in two beats of one district."""


@pytest.fixture
def units() -> UnitTable:
    plain = small_city((100.0, 5.0, 5.0, 100.0, 100.0, 100.0, 100.0, 0.0))
    runs, parents, hundred = plain.runs.copy(), plain.parents.copy(), plain.hundred.copy()
    runs[[1, 2]], runs[STRETCH] = STRETCH, -1
    parents[STRETCH] = [STRETCH, -1, DISTRICTS[0], CITY]
    hundred[STRETCH] = -1
    return replace(plain, runs=runs, parents=parents, hundred=hundred)


def together(
    units: UnitTable,
    places: Sequence[int],
    *,
    event: Sequence[int] | None = None,
    tier: int | Sequence[int] = OTHER,
    shown: Sequence[int] = (0, 3, STRETCH, *BEATS, *DISTRICTS, CITY),
    told: Sequence[bool] | None = None,
) -> list[int]:
    rules = treatments(tiny())
    maps: PlaceMaps = (np.array(shown, dtype=np.int32),) * len(rules)
    return held_together(
        np.array(places, dtype=np.int32),
        np.array(event or [0] * len(places), dtype=np.int32),
        np.broadcast_to(np.array(tier, dtype=np.int8), len(places)),
        np.array(told or [True] * len(places)),
        rules,
        maps,
        units,
    ).tolist()


def test_a_beat_that_cuts_the_stretch_of_its_event_goes_on_to_what_holds_it(units: UnitTable) -> None:
    assert together(units, [STRETCH, BEATS[0]]) == [STRETCH, DISTRICTS[0]]
    assert together(units, [BEATS[1], STRETCH, BEATS[0]]) == [DISTRICTS[0], STRETCH, DISTRICTS[0]]


def test_only_places_that_are_shown_are_gone_on_to(units: UnitTable) -> None:
    """Nobody's home may come out as this district; a record there would stand for nobody."""
    assert together(units, [STRETCH, BEATS[0]], shown=(STRETCH, *BEATS, CITY)) == [STRETCH, CITY]
    assert together(units, [STRETCH, BEATS[0]], shown=(STRETCH, *BEATS)) == [STRETCH, -1]


def test_what_says_nothing_new_stays(units: UnitTable) -> None:
    around = [STRETCH, STRETCH, DISTRICTS[0], CITY]
    assert together(units, around) == around
    assert together(units, [0, BEATS[0]]) == [0, BEATS[0]]
    assert together(units, [STRETCH, BEATS[2]]) == [STRETCH, BEATS[2]], "an arrest elsewhere"
    assert together(units, [STRETCH, BEATS[0]], event=[1, 2]) == [STRETCH, BEATS[0]], "two events"
    assert together(units, [STRETCH, BEATS[0]], told=[True, False]) == [STRETCH, BEATS[0]], "one of them is not out"


def test_the_tier_that_asks_for_most_decides_for_its_whole_event(units: UnitTable) -> None:
    """OTHER asks for 8 homes and PERSONS for 20: ten are enough for the one, but its id says where the other was."""
    both = (OTHER, PERSONS)
    assert together(units, [STRETCH, DISTRICTS[0]], tier=both) == [DISTRICTS[0], DISTRICTS[0]]
    assert together(units, [STRETCH, CITY], tier=both) == [DISTRICTS[0], CITY]
    assert together(units, [STRETCH, CITY], tier=both, shown=(STRETCH, *BEATS, CITY)) == [CITY, CITY]
    assert together(units, [0, DISTRICTS[0]], tier=both) == [0, DISTRICTS[0]], "a hundred homes are enough for both"
    assert together(units, [STRETCH, DISTRICTS[1]], tier=both) == [STRETCH, DISTRICTS[1]], "somewhere else"


def test_cells_that_climb_as_wholes_are_left_alone(units: UnitTable) -> None:
    assert together(units, [STRETCH, BEATS[0]], tier=PROTECTED) == [STRETCH, BEATS[0]]


def test_without_households_there_is_nothing_to_hold(units: UnitTable) -> None:
    unknown = replace(units, own=np.full(15, np.nan), households=np.full(15, np.nan))
    assert together(unknown, [STRETCH, BEATS[0]]) == [STRETCH, BEATS[0]]


def test_the_order_of_the_records_does_not_matter(units: UnitTable) -> None:
    random = np.random.default_rng(1)
    places = np.array([0, STRETCH, BEATS[0], BEATS[1], BEATS[2], DISTRICTS[1], CITY] * 3)
    event = np.repeat([4, 2, 9], 7)
    order = random.permutation(len(places))
    plain = together(units, places.tolist(), event=event.tolist())
    mixed = together(units, places[order].tolist(), event=event[order].tolist())
    assert [plain[at] for at in order.tolist()] == mixed
