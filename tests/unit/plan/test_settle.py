"""Places and times climb by whole cells until every cell holds; what never holds leaves with its event."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.plan.outcomes import Reason
from redact.plan.resolve import Fates
from redact.plan.rows import Rows
from redact.plan.settle import Settled
from redact.plan.treatments import treatments
from redact.policy.model import Policy
from redact.vocabulary import TimePrecision

from .making import (
    ACCOUNTABILITY,
    BEATS,
    CITY,
    DISTRICTS,
    KEY,
    OTHER,
    PERSONS,
    PROTECTED,
    Said,
    fated,
    rows_of,
    settled,
    small_city,
    tiny,
)

BLOCK, BEAT, DISTRICT = (0, 1, 2)
MONTH, QUARTER, YEAR = TimePrecision.MONTH, TimePrecision.QUARTER, TimePrecision.YEAR
January = int(np.datetime64("2025-01", "M").astype(int))

Case = tuple[Rows, Fates, Settled]


def run(
    said: list[Said],
    cover: list[bool],
    policy: Policy | None = None,
    *,
    tier: int | list[int] = PROTECTED,
    event: list[int] | None = None,
    **more: Any,
) -> Case:
    """Settles rows of one tier (or a tier per row), cover as marked."""
    chosen = policy if policy is not None else tiny()
    rows = rows_of(said, chosen)
    tiers = tier if isinstance(tier, list) else [tier] * len(said)
    fates = fated(rows, tiers, cover, event)
    return rows, fates, settled(rows, fates, chosen, **more)


def rows_in(block: int, count: int, group: str = "persons", **more: Any) -> list[Said]:
    return [Said(group=group, unit=block, **more) for _ in range(count)]


# --- cells that hold, and cells that climb ---------------------------------------------------------------------------


def test_a_cell_with_enough_cover_stays_at_its_tiers_place_and_time() -> None:
    _, _, done = run(rows_in(0, 4), [True, True, False, False])
    assert done.unit.tolist() == [BEATS[0]] * 4
    assert done.precision.tolist() == [MONTH] * 4
    assert done.time_code.tolist() == [January] * 4
    assert (done.climbed, done.reason.tolist()) == (0, [Reason.NONE] * 4)


def test_a_short_cell_climbs_as_a_whole_to_where_cover_is() -> None:
    said = rows_in(0, 3) + rows_in(2, 3)
    _, _, done = run(said, [True, False, False, True, True, True])
    assert done.unit.tolist() == [CITY] * 3 + [BEATS[1]] * 3, "District A has no rows of beat 2, which held"
    assert done.precision[0] > MONTH, "alone in the city it is short still, and its time climbs too"


def test_cells_that_meet_on_the_way_up_hold_together() -> None:
    said = rows_in(0, 3) + rows_in(2, 3)
    _, _, done = run(said, [True, False, False, False, True, False])
    assert len(set(done.unit.tolist())) == 1
    climbing = [True, False, False, True, True, False]
    _, _, done = run(said, climbing)
    assert done.unit.tolist()[3:] == [BEATS[1]] * 3
    _, _, done = run(said, [True, False, False, True, False, True], tiny(tiers__1__cover__share_at_least=0.6))
    assert done.unit.tolist()[:3] != [BEATS[0]] * 3


def test_place_climbs_before_time() -> None:
    said = rows_in(0, 2) + rows_in(4, 2)  # beats 1 and 3, districts A and B
    _, _, done = run(said, [True, False, False, False], tiny(tiers__1__cover__share_at_least=0.25))
    assert done.unit.tolist() == [BEATS[0]] * 2 + [CITY] * 2
    said = rows_in(0, 1, time="2025-01-15T10:00") + rows_in(0, 1, time="2025-02-15T10:00")
    _, _, done = run(said, [False, True])
    assert done.unit.tolist() == [CITY, BEATS[0]]
    said = rows_in(0, 1, time="2025-01-15T10:00") + rows_in(0, 2, time="2025-03-15T10:00")
    _, _, done = run(said, [False, True, False], tiny(tiers__1__cover__share_at_least=0.3))
    assert done.reason.tolist() == [Reason.NOT_SETTLED, Reason.NONE, Reason.NONE]
    assert done.unit.tolist()[1:] == [BEATS[0]] * 2


def test_times_that_climb_meet_in_the_quarter() -> None:
    """Two rows a month are too few for a month, six are enough for a quarter."""
    months = ("2025-01-15T10:00", "2025-02-15T10:00", "2025-03-15T10:00", "2025-04-15T10:00")
    said = [row for time in months for row in rows_in(0, 2, time=time)]
    _, _, done = run(said, [True, False] * 4, tiny(tiers__1__cover__usual_rows=5))
    assert done.unit.tolist() == [CITY] * 8
    assert done.precision.tolist() == [QUARTER] * 6 + [YEAR] * 2
    assert done.reason.tolist() == [Reason.NONE] * 7 + [Reason.NOT_SETTLED], "April has no quarter to hide in"


def test_offence_groups_and_datasets_are_cells_apart() -> None:
    said = rows_in(0, 2, "persons") + rows_in(0, 2, "property") + rows_in(0, 2, "persons", dataset=1)
    _, _, done = run(said, [True, True, False, True, True, False])
    assert done.unit.tolist() == [BEATS[0]] * 6
    _, _, done = run(said, [True, True, False, False, True, True])
    assert done.unit.tolist()[2:4] != [BEATS[0]] * 2


def test_cover_is_counted_by_events_too() -> None:
    """Ten cover rows of one event hide one event, not three."""
    said = rows_in(0, 13)
    cover = [True] * 10 + [False] * 3
    _, _, held = run(said, cover, event=list(range(13)))
    assert held.unit.tolist() == [BEATS[0]] * 13
    _, _, done = run(said, cover, event=[0] * 10 + [1, 2, 3])
    assert (done.reason == Reason.NOT_SETTLED).sum() == 2
    _, _, done = run(said, [False] * 3 + [True] * 10, event=[0, 0, 0, *range(1, 11)])
    assert done.climbed == 0


def test_a_share_is_a_fraction_and_not_what_floating_point_makes_of_it() -> None:
    _, _, done = run(rows_in(0, 20), [True] * 11 + [False] * 9, tiny(tiers__1__cover__share_at_least=0.55))
    assert done.climbed == 0
    assert (done.reason == Reason.NONE).all()


# --- usual rows ------------------------------------------------------------------------------------------------------


def test_a_place_where_such_rows_are_rare_is_not_shown() -> None:
    policy = tiny(tiers__1__cover__usual_rows=4)
    months = [f"2025-{month:02}-15T10:00" for month in range(1, 5)]
    often = [Said(group="persons", unit=0, time=time) for time in months for _ in range(6)]
    seldom = [Said(group="persons", unit=4, time=time) for time in months for _ in range(2)]
    said = often + seldom
    cover = [True, True, True, False, False, False] * 4 + [True, False] * 4
    _, _, done = run(said, cover, policy)
    assert done.unit[:24].tolist() == [BEATS[0]] * 24
    assert (done.unit[24:] != BEATS[2]).all()
    assert (done.precision[24:] >= MONTH).all()


def test_one_rare_month_of_a_usual_place_stays() -> None:
    """What counts is what is usual there, not what this month happens to have."""
    policy = tiny(tiers__1__cover__usual_rows=4)
    months = [f"2025-{month:02}-15T10:00" for month in range(1, 6)]
    here = [row for time in months for row in rows_in(0, 2 if time == months[-1] else 6, time=time)]
    there = [row for time in months for row in rows_in(4, 10 if time == months[-1] else 6, time=time)]
    _, _, done = run(here + there, [True, False] * 30, policy)
    assert done.unit.tolist() == [BEATS[0]] * 26 + [BEATS[2]] * 34


def test_protected_rows_that_are_rare_everywhere_leave_and_cover_stays() -> None:
    policy = tiny(tiers__1__cover__usual_rows=50)
    _, _, done = run(rows_in(0, 4), [True, True, False, False], policy)
    assert done.reason.tolist() == [Reason.NONE, Reason.NONE, Reason.NOT_SETTLED, Reason.NOT_SETTLED]


# --- the top ---------------------------------------------------------------------------------------------------------


def test_at_the_top_as_many_leave_as_the_share_needs() -> None:
    _, _, done = run(rows_in(0, 10), [True] * 3 + [False] * 7)
    assert (done.reason == Reason.NOT_SETTLED).sum() == 4
    assert done.reason.tolist()[:3] == [Reason.NONE] * 3, "cover never leaves"
    kept = done.reason == Reason.NONE
    assert done.unit[kept].tolist() == [CITY] * 6
    assert done.precision[kept].tolist() == [YEAR] * 6


def test_who_leaves_is_chosen_by_the_secret() -> None:
    said, cover = rows_in(0, 40), [True] * 10 + [False] * 30
    first = run(said, cover)[2]
    assert (first.reason == run(said, cover)[2].reason).all()
    assert (first.reason != run(said, cover, key=KEY[::-1])[2].reason).any()


def test_what_leaves_takes_everything_of_its_event_with_it() -> None:
    said = [*rows_in(0, 2), Said(group="persons", unit=4, dataset=1), Said(group="none", unit=6, dataset=2)]
    _, _, done = run(said + rows_in(6, 1, "none", dataset=2), [False, False, False, False, True], event=[0, 0, 0, 0, 1])
    assert done.reason.tolist() == [Reason.NOT_SETTLED] * 4 + [Reason.NONE]


def test_rows_held_already_do_not_count() -> None:
    _, _, done = run(rows_in(0, 4), [True, True, False, False], reason=[Reason.FAULT, Reason.NONE, 0, 0])
    assert done.reason.tolist()[0] == Reason.FAULT
    assert (done.reason == Reason.NOT_SETTLED).sum() == 1, "one cover is left for two"


# --- other tiers -----------------------------------------------------------------------------------------------------


def test_tiers_without_cover_stay_where_their_map_puts_them() -> None:
    units = small_city((100.0, 100.0, 5.0, 5.0, 100.0, 100.0, 100.0, 100.0))
    said = [Said(unit=0), Said(unit=2), Said(unit=2), Said(unit=BEATS[2]), Said(unit=CITY)]
    _, _, done = run(said, [False] * 5, tier=[OTHER, OTHER, PERSONS, OTHER, ACCOUNTABILITY], units=units)
    assert done.unit.tolist() == [0, BEATS[1], CITY, CITY, CITY], "nobody else's home is published as beat 3"
    hour, day = TimePrecision.HOUR, TimePrecision.DAY
    assert done.precision.tolist() == [hour, hour, day, hour, day]


def test_a_source_that_knows_less_is_never_told_more_exactly() -> None:
    said = [Said(precision=TimePrecision.MONTH), Said(precision=TimePrecision.DAY), Said(precision=YEAR)]
    _, _, done = run(said, [False] * 3, tier=OTHER)
    assert done.precision.tolist() == [MONTH, TimePrecision.DAY, YEAR]


def test_a_tier_that_does_not_show_the_place_climbs_in_time_alone() -> None:
    """A cell is what is published. What nobody sees must not make its rows climb at different speeds."""
    policy = tiny(tiers__1__shows=["id", "offense_group", "time"])
    said = rows_in(0, 1) + rows_in(CITY, 2)
    said += rows_in(2, 2, time="2025-02-15T10:00")
    _, _, done = run(said, [False, False, True, True, True], policy)
    assert done.unit.tolist() == [-1] * 5
    assert len(set(done.precision.tolist()[:3])) == 1


def test_a_tier_that_does_not_show_the_time_climbs_in_place_alone() -> None:
    policy = tiny(tiers__1__shows=["id", "offense_group", "place"])
    _, _, done = run(rows_in(0, 3), [False, False, True], policy)
    assert done.precision.tolist() == [MONTH] * 3
    assert (done.reason == Reason.NOT_SETTLED).sum() == 1


# --- waiting ---------------------------------------------------------------------------------------------------------

JANUARY, FEBRUARY = "2025-01-31T23:59", "2025-02-01T00:00"


@pytest.mark.parametrize(
    ("as_of", "out"),
    [
        (date(2025, 3, 1), [True, True]),
        (date(2025, 3, 2), [True, True]),
        (date(2025, 3, 3), [False, True]),  # 30 days after the end of January
        (date(2025, 3, 30), [False, True]),
        (date(2025, 3, 31), [False, False]),
    ],
)
@pytest.mark.parametrize("tier", [OTHER, PROTECTED])
def test_a_month_appears_complete_after_the_longest_delay_of_all_tiers(as_of: date, out: list[bool], tier: int) -> None:
    _, _, done = run([Said(time=JANUARY), Said(time=FEBRUARY)], [True, True], tier=tier, as_of=as_of)
    assert [reason == Reason.WAITING for reason in done.reason.tolist()] == out


def test_a_policy_of_quarters_waits_for_quarters() -> None:
    policy = tiny(releases__period="quarter", releases__every="quarter")
    for as_of, waits in ((date(2025, 4, 30), True), (date(2025, 5, 1), False)):
        _, _, done = run([Said(time=JANUARY)], [False], policy, tier=OTHER, as_of=as_of)
        assert (done.reason[0] == Reason.WAITING) == waits


def test_a_time_that_climbed_waits_for_its_own_period_with_its_cover() -> None:
    """Two months that hold only together as a quarter wait until the quarter is over."""
    said = rows_in(0, 2, time="2025-01-15T10:00") + rows_in(0, 4, time="2025-02-15T10:00")
    cover = [False, True, False, False, True, False]
    policy = tiny(tiers__1__cover__share_at_least=0.5, times__ladder=["hour", "day", "month", "quarter"])
    late = run(said, cover, policy, as_of=date(2025, 6, 1))[2]
    early = run(said, cover, policy, as_of=date(2025, 4, 1))[2]
    climbed = late.precision == QUARTER
    assert climbed.any()
    assert (early.reason[climbed & (early.reason != Reason.NOT_SETTLED)] == Reason.WAITING).all()
    assert (early.reason[~climbed] == Reason.NONE).all()


def test_a_source_that_knows_only_the_year_waits_for_the_year() -> None:
    said = [Said(precision=YEAR, time="2025-01-01T00:00")]
    for as_of, waits in ((date(2026, 1, 30), True), (date(2026, 1, 31), False)):
        assert (run(said, [False], tier=OTHER, as_of=as_of)[2].reason[0] == Reason.WAITING) == waits


# --- on any rows at all ----------------------------------------------------------------------------------------------

some_row = st.builds(
    Said,
    group=st.sampled_from(["persons", "property", "none"]),
    dataset=st.integers(0, 1),
    unit=st.sampled_from([*range(15), -1]),
    time=st.sampled_from(["2025-01-10T08:00", "2025-02-10T09:00", "2025-04-10T10:00", "2026-05-02T11:00"]),
    precision=st.sampled_from([TimePrecision.MINUTE, TimePrecision.MINUTE, TimePrecision.MINUTE, YEAR]),
)
some_event = st.tuples(
    st.lists(some_row, min_size=1, max_size=3), st.sampled_from([PROTECTED, PROTECTED, PROTECTED, OTHER]), st.booleans()
)


def published_tuples(rows: Rows, done: Settled, mine: np.ndarray) -> dict[tuple[int, ...], list[int]]:
    """Row numbers by what is published of them, plainly."""
    found = defaultdict(list)
    for at in mine.tolist():
        cell = (rows.dataset[at], rows.group[at], done.unit[at], done.precision[at], done.time_code[at])
        found[tuple(int(part) for part in cell)].append(at)
    return found


@given(
    st.lists(some_event, min_size=1, max_size=25),
    st.sampled_from([0.25, 0.5, 0.7]),
    st.sampled_from([None, 2, 5]),
)
def test_settled_rows_hold_whatever_the_rows(
    events: list[tuple[list[Said], int, bool]], share: float, usual: int | None
) -> None:
    more = {} if usual is None else {"tiers__1__cover__usual_rows": usual}
    policy = tiny(tiers__1__cover__share_at_least=share, **more)
    said = [row for rows, _, _ in events for row in rows]
    event = [number for number, (rows, _, _) in enumerate(events) for _ in rows]
    tier = [tier for rows, tier, _ in events for _ in rows]
    cover = [cover and tier == PROTECTED for rows, tier, cover in events for _ in rows]
    rows, fates, done = run(said, cover, policy, tier=tier, event=event)
    units, out = small_city(), done.reason != Reason.NONE
    mine = np.flatnonzero(~out & (np.array(tier) == PROTECTED))

    for members in published_tuples(rows, done, mine).values():
        covers = [at for at in members if cover[at]]
        assert len(covers) >= share * len(members) - 1e-6, "by rows"
        by_event = {event[at] for at in members}
        assert len({event[at] for at in covers}) >= share * len(by_event) - 1e-6, "by events"

    rule = treatments(policy)[PROTECTED]
    assert (done.precision[mine] >= rule.precision).all()
    assert (done.precision >= rows.precision).all(), "never more exact than the source"
    for at in mine[rows.unit[mine] >= 0].tolist():
        levels = units.parents[rows.unit[at]]
        assert done.unit[at] in levels, "a place it lies in"
        assert units.level[done.unit[at]] >= BEAT

    started = defaultdict(set)
    settled_rows = Counter()
    for at in mine.tolist():
        source = (rows.dataset[at], rows.group[at], rows.precision[at], rows.minutes[at], rows.unit[at])
        started[tuple(int(part) for part in source)].add((int(done.unit[at]), int(done.precision[at])))
        settled_rows[at] += 1
    assert all(len(ends) == 1 for ends in started.values()), "rows that look alike climb alike"

    gone = {event[at] for at in np.flatnonzero(done.reason == Reason.NOT_SETTLED).tolist()}
    for at in np.flatnonzero(~out).tolist():
        assert event[at] not in gone, "an event leaves as a whole"
    assert not any(cover[at] for at in np.flatnonzero(done.reason == Reason.NOT_SETTLED).tolist())
    assert DISTRICTS and fates.cover.sum() == sum(cover)
