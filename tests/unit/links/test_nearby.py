"""Records without a common key: linked by place, time and kind, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, nan

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.links import Limits, Where, interval, join_events, pairs_nearby
from redact.vocabulary import OffenseGroup, TimePrecision

LIMITS = Limits(150, 6)
PERSONS, PROPERTY = OffenseGroup.PERSONS, OffenseGroup.PROPERTY


@dataclass(frozen=True)
class One:
    dataset: int = 0
    minutes: int = 0
    x: float = 0.0
    y: float = 0.0
    roles: int = 0
    address: int = 0
    group: int = PERSONS
    shows: int = 0
    may: int = 0
    lasts: int = 0


def where(said: list[One], stretch: float = 1.0) -> Where:
    def column(name: str, of: type) -> np.ndarray:
        return np.array([getattr(row, name) for row in said], dtype=of)

    start = column("minutes", np.int64)
    return Where(
        dataset=column("dataset", np.int8),
        roles=column("roles", np.int8),
        start=start,
        end=start + column("lasts", np.int64),
        x=column("x", np.float64),
        y=column("y", np.float64),
        stretch=np.full(len(said), stretch),
        address=column("address", np.int64),
        group=column("group", np.int8),
        shows=column("shows", np.uint32),
        open=column("shows", np.uint32) | column("may", np.uint32),
    )


def linked(*said: One, limits: Limits = LIMITS, stretch: float = 1.0) -> set[frozenset[int]]:
    return {frozenset(pair) for pair in pairs_nearby(where(list(said), stretch), limits).tolist()}


def both(*pairs: tuple[int, int]) -> set[frozenset[int]]:
    return {frozenset(pair) for pair in pairs}


def test_a_call_meets_its_report_within_the_limits() -> None:
    call = One(dataset=1, minutes=30, x=100)
    assert linked(One(), call) == both((0, 1))
    assert linked(One(), One(dataset=1, minutes=30, x=160)) == set(), "too far"
    assert linked(One(), One(dataset=1, minutes=361)) == set(), "too late"
    assert linked(One(), One(dataset=1, minutes=360, x=150)) == both((0, 1))
    assert linked(One(), One(minutes=30, x=100)) == set(), "of one dataset"


def test_the_same_address_is_the_same_place_whatever_the_points_say() -> None:
    here, there = One(address=7, x=nan, y=nan), One(dataset=1, address=7, x=9_000)
    assert linked(here, there) == both((0, 1))
    assert linked(One(x=nan, y=nan), One(dataset=1)) == set(), "no place at all"


def test_metres_are_those_on_the_ground() -> None:
    assert linked(One(), One(dataset=1, x=190), stretch=1.3) == both((0, 1))
    assert linked(One(), One(dataset=1, x=200), stretch=1.3) == set()


def test_records_that_keys_could_compare_are_never_linked_by_place() -> None:
    assert linked(One(roles=1), One(dataset=1, roles=1)) == set()
    assert linked(One(roles=1), One(dataset=1, roles=2)) == both((0, 1))
    assert linked(One(roles=3), One(dataset=1)) == both((0, 1))
    mixed = [One(roles=1), One(), One(dataset=1, roles=1, minutes=5), One(dataset=1, roles=1, x=9_000)]
    assert linked(*mixed) == both((1, 2))


def test_only_what_may_be_about_the_same() -> None:
    theft, burglary = One(group=PROPERTY), One(dataset=1, group=PROPERTY)
    assert linked(theft, burglary) == set()
    assert linked(One(group=PROPERTY, may=4), One(dataset=1, group=PROPERTY, shows=4)) == both((0, 1))
    assert linked(One(group=PROPERTY, may=2), One(dataset=1, group=PROPERTY, shows=4)) == set()


def test_the_nearest_and_every_sensitive_one() -> None:
    report = One()
    near, far, sensitive = One(dataset=1, x=10), One(dataset=1, x=50), One(dataset=1, x=140, minutes=300, shows=1)
    assert linked(report, near, far) == both((0, 1), (0, 2)), "each call goes to its nearest report as well"
    assert linked(report, One(x=60), near, far) == both((0, 2), (1, 3))
    assert both((0, 3)) <= linked(report, near, far, sensitive)


def test_several_offences_in_one_minute_at_one_place_are_one_report() -> None:
    assert linked(One(address=3, group=PROPERTY), One(address=3)) == both((0, 1))
    assert linked(One(address=3), One(address=3, minutes=1)) == set()
    assert linked(One(address=3, roles=1), One(address=3)) == set(), "one has a key of its own"
    assert linked(One(x=5.01), One(x=5.02)) == both((0, 1))
    assert linked(One(x=nan, y=nan), One(x=nan, y=nan)) == set()
    assert linked(One(lasts=1439, address=3), One(lasts=1439, address=3)) == set(), "only the day is known"


def test_times_known_to_the_hour_and_the_day_reach_as_far_as_they_may_be() -> None:
    minutes = np.array([60, 60, 0, 0, 0], dtype=np.int32)
    told = [TimePrecision.MINUTE, TimePrecision.HOUR, TimePrecision.DAY, TimePrecision.MONTH, TimePrecision.NONE]
    start, end = interval(minutes, np.array(told, dtype=np.int8))
    assert (end - start).tolist() == [0, 59, 1439, -1, -1]
    assert linked(One(lasts=1439), One(dataset=1, minutes=1439 + 360)) == both((0, 1))
    assert linked(One(lasts=-1), One(dataset=1)) == set()


def test_joined_with_keys_into_events() -> None:
    keys = np.array([[5, 0], [0, 9], [5, 9], [0, 0], [0, 0]], dtype=np.int64)
    assert join_events(keys, np.array([[3, 4]])).tolist() == [0, 0, 0, 1, 1]
    assert join_events(keys[:, :1], np.array([[1, 3]])).tolist() == [0, 1, 0, 1, 2]
    assert join_events(np.zeros((3, 0), dtype=np.int64), np.array([[0, 2]])).tolist() == [0, 1, 0]
    assert join_events(keys, np.empty((0, 2), dtype=np.int64)).tolist() == join_events(keys).tolist()


ROW = st.builds(
    One,
    dataset=st.integers(0, 2),
    minutes=st.integers(0, 900),
    x=st.sampled_from([0.0, 40.0, 149.0, 151.0, 300.0, nan]),
    y=st.sampled_from([0.0, 60.0, -150.0]),
    roles=st.sampled_from([0, 0, 1, 2, 3]),
    address=st.sampled_from([0, 0, 1, 2]),
    group=st.sampled_from([0, 1, 2]),
    shows=st.sampled_from([0, 0, 1, 4]),
    may=st.sampled_from([0, 1, 2]),
    lasts=st.sampled_from([0, 0, 59, 1439, -1]),
)


def plainly(said: list[One]) -> set[frozenset[int]]:
    """The same by comparing every row with every other."""

    def placed(row: One) -> bool:
        return row.address != 0 or (row.x == row.x and row.y == row.y)

    def apart(a: One, b: One) -> float | None:
        if a.dataset == b.dataset or a.roles & b.roles or a.lasts < 0 or b.lasts < 0:
            return None
        wait = max(b.minutes - a.minutes - a.lasts, a.minutes - b.minutes - b.lasts, 0)
        metres = 0.0 if a.address and a.address == b.address else hypot(a.x - b.x, a.y - b.y)
        alike = (a.shows | a.may) & (b.shows | b.may) or a.group == b.group == PERSONS
        return metres / 150 + wait / 360 if alike and wait <= 360 and metres <= 150 else None

    found = set()
    for i, a in enumerate(said):
        for j in range(i + 1, len(said)):
            b = said[j]
            if a.dataset == b.dataset and a.roles == b.roles == a.lasts == b.lasts == 0 and a.minutes == b.minutes:
                spot = (a.address == b.address != 0) or (not a.address and not b.address and (a.x, a.y) == (b.x, b.y))
                if placed(a) and placed(b) and spot:
                    found.add(frozenset((i, j)))
        for other in {row.dataset for row in said}:
            near = [(distance, j) for j, b in enumerate(said)
                    if b.dataset == other and (distance := apart(a, b)) is not None]  # fmt: skip
            if near:
                found.add(frozenset((i, min(near)[1])))
            found |= {frozenset((i, j)) for _, j in near if a.shows or said[j].shows}
    return found


def components(pairs: set[frozenset[int]], count: int) -> list[int]:
    keys = np.zeros((count, 1), dtype=np.int64)
    return join_events(keys, np.array([sorted(pair) for pair in pairs], dtype=np.int64).reshape(-1, 2)).tolist()


@settings(max_examples=200, deadline=None)
@given(st.lists(ROW, max_size=12))
def test_the_same_events_as_by_comparing_every_row_with_every_other(said: list[One]) -> None:
    found = linked(*said) if said else set()
    expected = plainly(said)
    assert components(found, len(said)) == components(expected, len(said))
