"""Exceptions make whole published areas and whole periods coarser, cover as well, from map and calendar alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.errors import DataMismatch, Missing, PolicyInvalid
from redact.place import UnitTable
from redact.plan.exceptions import check_exceptions
from redact.plan.outcomes import Reason
from redact.policy.exceptions import Dates
from redact.policy.model import Policy
from redact.vocabulary import TimePrecision

from .making import BEATS, CITY, DISTRICTS, PROTECTED, Said, fated, rows_of, settled, small_city, tiny

MONTH, QUARTER, YEAR = TimePrecision.MONTH, TimePrecision.QUARTER, TimePrecision.YEAR
DAYS = [f"2025-{month:02}-15T10:00" for month in range(1, 13)]


def policy(*exceptions: dict[str, Any], **more: Any) -> Policy:
    rules = [{"for": ["protected"], **each} for each in exceptions]
    return tiny(exceptions=rules, tiers__1__cover={"rate": 0.5, "share_at_least": 0.01}, **more)


def told(said: list[Said], chosen: Policy, units: UnitTable | None = None) -> list[tuple[int, int]]:
    """(unit, precision) of rows of the protected tier, each followed by a row of cover of the same place and time."""
    rows = rows_of([each for each in said for _ in range(2)], chosen)
    fates = fated(rows, [PROTECTED] * len(rows), [False, True] * len(said), None)
    done = settled(rows, fates, chosen, units=units)
    assert set(done.reason.tolist()) <= {Reason.NONE}
    both = list(zip(done.unit.tolist(), done.precision.tolist(), strict=True))
    assert both[::2] == both[1::2]
    return both[::2]


def everywhere(time: str = DAYS[0]) -> list[Said]:
    return [Said(unit=block, time=time) for block in range(8)]


def test_an_area_is_widened_to_the_whole_area_that_is_published() -> None:
    found = told(everywhere(), policy({"where": {"beat": ["1"]}, "place": {"level": "district"}}))
    assert found == [(DISTRICTS[0], MONTH)] * 4 + [(BEATS[2], MONTH)] * 2 + [(BEATS[3], MONTH)] * 2


def test_an_area_can_be_named_by_its_label() -> None:
    by_label = told(everywhere(), policy({"where": {"beat": ["Beat 1"]}, "place": {"level": "district"}}))
    assert by_label[0] == (DISTRICTS[0], MONTH)


def test_a_time_in_an_area_reaches_the_whole_beat_and_no_other() -> None:
    found = told(everywhere(), policy({"where": {"beat": ["2"]}, "time": {"precision": "quarter"}}))
    assert [precision for _, precision in found] == [MONTH, MONTH, QUARTER, QUARTER] + [MONTH] * 4


def test_days_are_widened_to_every_quarter_they_touch() -> None:
    said = [Said(time=time) for time in DAYS]
    found = told(said, policy({"when": "11-20..01-03", "time": {"precision": "quarter"}}))
    assert [precision for _, precision in found] == [QUARTER] * 3 + [MONTH] * 6 + [QUARTER] * 3


def test_days_of_a_place_are_widened_to_whole_months() -> None:
    said = [Said(time=time) for time in DAYS]
    found = told(said, policy({"when": "11-20..01-03", "place": {"level": "city"}}))
    assert [unit for unit, _ in found] == [CITY] + [BEATS[0]] * 9 + [CITY] * 2


def test_a_place_at_some_days_is_widened_to_the_coarsest_time_of_any_exception() -> None:
    said = [Said(time=time) for time in DAYS]
    days = {"when": "11-20..11-21", "place": {"level": "city"}}
    found = told(said, policy(days, {"when": "01-01..12-31", "time": {"precision": "quarter"}}))
    assert [unit for unit, _ in found] == [BEATS[0]] * 9 + [CITY] * 3


def test_two_areas_of_one_published_place_are_told_alike() -> None:
    one = {"where": {"beat": ["1"]}, "place": {"level": "district"}}
    other = {"where": {"beat": ["2"]}, "time": {"precision": "year"}}
    assert set(told(everywhere()[:4], policy(one, other))) == {(DISTRICTS[0], YEAR)}


def test_where_homes_are_few_the_exception_reaches_the_whole_place_that_is_shown_instead() -> None:
    few = small_city((10.0, 10.0, *(100.0,) * 6))
    found = told(everywhere(), policy({"where": {"beat": ["1"]}, "time": {"precision": "quarter"}}), few)
    assert found[0] == (CITY, QUARTER) and (BEATS[1], MONTH) in found
    shown = {unit: {precision for other, precision in found if other == unit} for unit, _ in found}
    assert all(len(each) == 1 for each in shown.values())


def test_rows_of_other_tiers_and_rows_without_a_place() -> None:
    chosen = policy({"where": {"beat": ["1"]}, "time": {"precision": "quarter"}})
    rows = rows_of([Said(unit=0), Said(unit=-1), Said(unit=-1)], chosen)
    done = settled(rows, fated(rows, [4, PROTECTED, PROTECTED], [False, False, True], None), chosen)
    assert done.precision.tolist() == [TimePrecision.HOUR, QUARTER, QUARTER]


AREAS = st.fixed_dictionaries({"beat": st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=1, unique=True)})
ANY = st.fixed_dictionaries(
    {},
    optional={
        "where": AREAS,
        "when": st.sampled_from(["11-20..01-03", "02-01..02-02", "04-01..06-30"]),
        "place": st.sampled_from([{"level": "district"}, {"level": "city"}]),
        "time": st.sampled_from([{"precision": "quarter"}, {"precision": "year"}]),
    },
).filter(lambda each: ("where" in each or "when" in each) and ("place" in each or "time" in each))


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=3))
def test_an_exception_is_no_mark_and_never_finer(rules: list[dict[str, Any]]) -> None:
    """Whatever is published of a row, every other row that could be published so, or within it, is."""
    try:
        chosen = policy(*rules)
    except ValueError:  # two exceptions about the same
        return
    said = [Said(unit=block, time=time) for block in range(8) for time in DAYS]
    found, plain = told(said, chosen), told(said, policy())
    units = small_city()
    places, times = (np.array(column) for column in zip(*found, strict=True))
    assert (units.level[places] >= units.level[[unit for unit, _ in plain]]).all()
    assert (times >= MONTH).all()
    month = np.array([index % 12 for index in range(len(said))])
    block = np.array([index // 12 for index in range(len(said))])
    for place, time in set(found):
        inside = (units.parents[block] == place).any(axis=1)
        span = {MONTH: 1, QUARTER: 3, YEAR: 12}[TimePrecision(time)]
        for period in set((month[(places == place) & (times == time)] // span).tolist()):
            here = inside & (month // span == period)
            assert len({*zip(places[here].tolist(), times[here].tolist(), strict=True)}) == 1


def test_the_map_must_have_the_areas_and_the_levels_that_are_named() -> None:
    with pytest.raises(DataMismatch, match="names the beat '9', and the map has none"):
        check_exceptions(policy({"where": {"beat": ["9"]}, "time": {"precision": "year"}}), small_city())
    ladder = ["block", "beat", "tract", "district", "city"]
    rule = {"when": "11-20..01-03", "place": {"level": "tract"}}
    with pytest.raises(Missing, match="exception 1 of the policy is about the tract"):
        check_exceptions(policy(rule, places__ladder=ladder), small_city())
    check_exceptions(policy({"where": {"beat": ["1"]}, "time": {"precision": "year"}}), small_city())


def test_days_of_the_year() -> None:
    over = Dates((11, 20), (1, 3))
    assert over.has(12, 31) and over.has(1, 3) and not over.has(1, 4) and not over.has(11, 19)
    assert over.months == {11, 12, 1}
    assert Dates((2, 1), (3, 5)).months == {2, 3}
    assert str(over) == "11-20..01-03"


def test_an_exception_that_would_show_more_is_refused() -> None:
    with pytest.raises((PolicyInvalid, ValueError), match="can only name a larger area"):
        policy({"where": {"beat": ["1"]}, "place": {"level": "beat"}})
