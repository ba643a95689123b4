"""Stretches of street: what is joined, in which order, and what never is."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.place.runs import MOST_BLOCKS, NO_RUN, Terrain, stretches


def street(*homes: float, zone: Sequence[int] | None = None, lanes: Sequence[Sequence[int]] | None = None) -> Terrain:
    """One street of blocks in a row, or the lanes and zones given; neighbours in a lane touch."""
    every = [tuple(lane) for lane in lanes] if lanes is not None else [tuple(range(len(homes)))]
    meets: defaultdict[int, set[int]] = defaultdict(set)
    for lane in every:
        for one, other in itertools.pairwise(lane):
            meets[one].add(other)
            meets[other].add(one)
    zones = np.array(zone if zone is not None else [0] * len(homes), dtype=np.int32)
    touching = tuple(tuple(sorted(meets[at])) for at in range(len(homes)))
    return Terrain(np.array(homes, dtype=np.float64), zones, tuple(every), touching)


def corner(ground: Terrain, *pairs: tuple[int, int]) -> Terrain:
    """The same blocks, where these pairs meet at corners too."""
    meets = [set(others) for others in ground.meets]
    for one, other in pairs:
        meets[one].add(other)
        meets[other].add(one)
    return Terrain(ground.households, ground.zone, ground.lanes, tuple(tuple(sorted(others)) for others in meets))


def joined(ground: Terrain, *floors: float, pairs: Sequence[tuple[int, int]] = ()) -> list[list[int]]:
    return [each.tolist() for each in stretches(ground, floors, pairs)]


def test_a_block_with_enough_stays_alone() -> None:
    assert joined(street(8, 9, 30), 8) == [[0, 1, 2]]


def test_blocks_are_joined_until_there_are_enough() -> None:
    assert joined(street(3, 3, 3, 8, 1, 1, 7), 8) == [[0, 0, 0, 3, 4, 4, 4]]


def test_a_short_tail_joins_the_stretch_before_it() -> None:
    assert joined(street(8, 9, 2), 8) == [[0, 1, 1]]


def test_what_stays_short_joins_what_it_meets_at_a_corner() -> None:
    """Block 2 is another street; both of the stretches it meets suffice, and the smaller one takes it."""
    ground = corner(street(20, 9, 2, lanes=[[0, 1], [2]]), (2, 0), (2, 1))
    assert joined(ground, 8) == [[0, 1, 1]]


def test_what_meets_nothing_has_no_stretch() -> None:
    assert joined(street(20, 2, lanes=[[0], [1]]), 8) == [[0, NO_RUN]]


def test_two_short_streets_that_meet_make_one_stretch() -> None:
    assert joined(corner(street(5, 4, lanes=[[0], [1]]), (0, 1)), 8) == [[0, 0]]


def test_a_stretch_does_not_grow_without_end() -> None:
    nobody = street(*[0.0] * (MOST_BLOCKS + 4), 50)
    found = joined(nobody, 8)[0]
    assert found[-1] != NO_RUN
    assert found.count(found[-1]) <= MOST_BLOCKS
    assert NO_RUN in found


def test_a_higher_floor_joins_whole_stretches_of_the_lower() -> None:
    low, high = joined(street(8, 3, 5, 9, 4, 4), 8, 16)
    assert low == [0, 1, 1, 3, 4, 4]
    assert high == [0, 0, 0, 3, 3, 3]


def test_a_pair_is_united_at_every_floor() -> None:
    low, high = joined(street(*[10.0] * 8), 8, 20, pairs=[(2, 3)])
    assert low == [0, 1, 2, 2, 4, 5, 6, 7]
    assert joined(street(*[10.0] * 8), 8, 20)[1] == [0, 0, 2, 2, 4, 4, 6, 6]
    assert high.count(high[2]) >= 3, "where the pair is one stretch already it takes a neighbour, so it leaves a trace"


def test_two_pairs_side_by_side_take_other_neighbours() -> None:
    """Both are one stretch already, and so each takes a neighbour: not the other pair, with which it would be one."""
    assert joined(street(2, 3, 2, 2, 2, 2, 9), 4, pairs=[(2, 3), (4, 5)]) == [[0, 0, 0, 0, 4, 4, 4]]
    assert joined(street(2, 2, 2, 2, 9), 4, pairs=[(0, 1), (2, 3)]) == [[0, 0, 0, 0, 4]], "the other, if need be"


def test_a_pair_that_shows_already_takes_no_more() -> None:
    """At 20 the stretch of blocks 1 and 2 is none that there would be without the pair."""
    ground = street(*[20.0] * 6)
    assert joined(ground, 8, 20, pairs=[(1, 2)]) == [[0, 1, 1, 3, 4, 5]] * 2


@st.composite
def grounds(draw: st.DrawFn) -> Terrain:
    count = draw(st.integers(1, 24))
    homes = [float(draw(st.sampled_from([0, 0, 1, 2, 5, 9, 40]))) for _ in range(count)]
    cuts = sorted(draw(st.sets(st.integers(1, count), max_size=4)) | {0, count})
    zone_of = [draw(st.integers(0, 1)) for _ in cuts]
    zone = [zone_of[max(at for at, cut in enumerate(cuts) if cut <= block)] for block in range(count)]
    lanes = [range(a, b) for a, b in itertools.pairwise(cuts) if a < b]
    ground = street(*homes, zone=zone, lanes=lanes)
    pairs = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=8))
    return corner(ground, *((a, b) for a, b in pairs if a != b and zone[a] == zone[b]))


@settings(max_examples=150, deadline=None)
@given(grounds(), st.sampled_from([(4.0,), (4.0, 8.0), (4.0, 8.0, 50.0)]))
def test_stretches_suffice_stay_in_their_zone_and_nest(ground: Terrain, floors: tuple[float, ...]) -> None:
    found = stretches(ground, floors)
    for floor, run in zip(floors, found, strict=True):
        for name in np.unique(run[run != NO_RUN]).tolist():
            members = np.flatnonzero(run == name)
            assert ground.households[members].sum() >= floor
            assert len(members) <= MOST_BLOCKS
            assert len(set(ground.zone[members].tolist())) == 1
            assert name == members[0]
    for low, high in itertools.pairwise(found):
        for name in np.unique(low[low != NO_RUN]).tolist():
            assert len(set(high[low == name].tolist())) == 1


@pytest.mark.parametrize("floors", [(4.0,), (4.0, 8.0)])
@settings(max_examples=50, deadline=None)
@given(ground=grounds())
def test_nobody_with_a_sufficient_neighbour_in_reach_is_left_out(ground: Terrain, floors: tuple[float, ...]) -> None:
    """A block without a stretch is in a group that is full, or that touches only groups which are."""
    run = stretches(ground, floors)[-1]
    for block in np.flatnonzero(run == NO_RUN).tolist():
        for other in ground.meets[block]:
            if run[other] != NO_RUN:
                assert (run == run[other]).sum() + 1 > MOST_BLOCKS or (run == NO_RUN).sum() > 1
