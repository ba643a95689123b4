"""The place map against a second, slower implementation that follows every household to where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.errors import Missing
from redact.place import UnitTable, band, bare_city, preimage_households, publishable

LADDER = ("block", "beat", "district", "city")


def table(parents: list[list[int]], level: list[int], own: list[float], safety: float = 1.0) -> UnitTable:
    """A unit table with only what the place map looks at."""
    n = len(level)
    above = np.array(parents, dtype=np.int32)
    households = [
        sum(own[u] for u in range(n) if u == at or at in above[u].tolist()) for at in range(n)
    ]  # fmt: skip
    return replace(
        bare_city(),
        ladder=LADDER,
        bare=False,
        safety=safety,
        ids=pa.array([f"u{at}" for at in range(n)]),
        level=np.array(level, dtype=np.int8),
        label=pa.array([f"unit {at}" for at in range(n)]),
        households=np.array(households, dtype=np.float64),
        own=np.array(own, dtype=np.float64),
        parents=above,
    )


def second_implementation(units: UnitTable, level: str, least: float) -> list[int]:
    """Moves units up one at a time until every place that is shown holds enough households of its own."""
    need = least * units.safety
    start = units.ladder.index(level)
    place: dict[int, int | None] = {}
    for u in range(len(units)):
        place[u] = _up(units, u, max(start, int(units.level[u])))
    for step in range(start, len(units.ladder)):
        for shown in sorted({p for p in place.values() if p is not None and units.level[p] == step}):
            members = [u for u, p in place.items() if p == shown]
            if units.ladder[step] == "city":
                enough = units.households[shown] >= need
            else:
                enough = sum(units.own[u] for u in members) >= need
            if not enough:
                for u in members:
                    place[u] = _up(units, u, step + 1)
    return [-1 if p is None else p for p in place.values()]


def _up(units: UnitTable, u: int, step: int) -> int | None:
    while step < len(units.ladder) and units.parents[u, step] < 0:
        step += 1
    return int(units.parents[u, step]) if step < len(units.ladder) else None


@st.composite
def tables(draw: st.DrawFn) -> UnitTable:
    """Random blocks in random beats in random districts; some blocks are in no beat, some beats in no district."""
    blocks, beats, districts = draw(st.integers(0, 12)), draw(st.integers(1, 5)), draw(st.integers(1, 3))
    n = blocks + beats + districts + 1
    level = [0] * blocks + [1] * beats + [2] * districts + [3]
    parents = []
    for u in range(n):
        row = [-1, -1, -1, n - 1]
        row[level[u]] = u
        if level[u] < 1 and draw(st.integers(0, 9)):
            row[1] = blocks + draw(st.integers(0, beats - 1))
        if level[u] < 2 and draw(st.integers(0, 9)):
            row[2] = blocks + beats + draw(st.integers(0, districts - 1))
        parents.append(row)
    own = [float(draw(st.sampled_from([0, 0, 1, 3, 8, 9, 20, 40, 300]))) for _ in range(n)]
    return table(parents, level, own, safety=draw(st.sampled_from([1.0, 2.0])))


@given(tables(), st.sampled_from(LADDER), st.sampled_from([1, 8, 20, 50, 500]))
def test_the_place_map_is_that_of_the_second_implementation(units: UnitTable, level: str, least: float) -> None:
    assert publishable(units, level, least, LADDER).tolist() == second_implementation(units, level, least)


@given(tables(), st.sampled_from(LADDER), st.sampled_from([1, 8, 20, 50, 500]))
def test_every_place_shown_holds_enough_of_its_own(units: UnitTable, level: str, least: float) -> None:
    place = publishable(units, level, least, LADDER)
    shown = preimage_households(units, place)
    for at in np.unique(place[place >= 0]).tolist():
        assert shown[at] >= least
        assert units.level[at] >= LADDER.index(level)
    assert (shown <= units.households / units.safety + 1e-6).all()


@given(tables(), st.sampled_from([1, 8, 20, 50]))
def test_what_is_shown_is_an_ancestor_of_what_happened(units: UnitTable, least: float) -> None:
    place = publishable(units, "block", least, LADDER)
    for unit, shown in enumerate(place.tolist()):
        assert shown == -1 or shown in units.parents[unit].tolist()


def test_the_few_that_climb_are_counted_without_those_that_stay(units: UnitTable, named: Callable[[str], int]) -> None:
    """At 8 households the town shows five blocks as blocks. Beat 1's other two hold six homes between them: too few,
    although 51 households live in the beat. They reach the district together with those of beat 2's that climb."""
    place = publishable(units, "block", 8, units.ladder)
    for label in ("100 BLOCK W MAIN ST", "200 BLOCK 1ST ST", "100 BLOCK 2ND ST", "200 BLOCK 2ND ST"):
        assert place[named(label)] == named(label)
    assert place[named("100 BLOCK 1ST ST")] == named("Beat 1")  # 6 + E MAIN 3 + N OAK 3 = 12
    assert place[named("100 BLOCK N OAK AVE")] == named("Beat 1")
    assert place[named("200 BLOCK E MAIN ST")] == named("Beat 2")  # 2 + the 7 at the lake
    at_beat_1 = preimage_households(units, place)[named("Beat 1")]
    assert at_beat_1 == 12
    assert units.households[named("Beat 1")] == 51


def test_a_row_located_at_an_area_starts_there(units: UnitTable, named: Callable[[str], int]) -> None:
    place = publishable(units, "block", 8, units.ladder)
    assert place[named("Beat 1")] == named("Beat 1")
    assert place[named("Adams")] == units.city  # nobody is shown as the district at 8
    assert place[units.city] == units.city


def test_a_city_with_too_few_shows_nothing(units: UnitTable) -> None:
    assert (publishable(units, "block", 100, units.ladder) == -1).all()


def test_estimates_must_reach_more(units: UnitTable, named: Callable[[str], int]) -> None:
    careful = replace(units, safety=2.0)
    assert publishable(careful, "block", 8, units.ladder)[named("100 BLOCK 2ND ST")] != named("100 BLOCK 2ND ST")
    assert publishable(careful, "block", 4, units.ladder)[named("100 BLOCK 2ND ST")] == named("100 BLOCK 2ND ST")


def test_a_shorter_ladder_skips_levels(units: UnitTable, named: Callable[[str], int]) -> None:
    place = publishable(units, "block", 8, ("block", "district", "city"))
    assert place[named("100 BLOCK 1ST ST")] == named("Adams")


def test_without_layers_everything_is_the_citys() -> None:
    assert publishable(bare_city(), "block", 8, LADDER).tolist() == [0]


def test_a_level_without_a_layer_is_missing(units: UnitTable) -> None:
    with pytest.raises(Missing, match="no layer gives the places 'tract'"):
        publishable(units, "tract", 8, units.ladder)


def test_without_households_only_the_city_may_be_shown(units: UnitTable) -> None:
    nobody = np.full(len(units), np.nan)
    unknown = replace(units, own=nobody, households=nobody)
    with pytest.raises(Missing, match="how many households"):
        publishable(unknown, "beat", 8, units.ladder)
    assert (publishable(unknown, "city", 8, units.ladder) == units.city).all()


@pytest.mark.parametrize(
    ("households", "expected"),
    [(0, "fewer than 8"), (7.9, "fewer than 8"), (8, "8-19"), (20, "20-49"), (50, "50-99"), (100, "100-499"),
     (500, "500-1,999"), (2000, "2,000+"), (1e6, "2,000+"), (float("nan"), "")],
)  # fmt: skip
def test_bands(households: float, expected: str) -> None:
    assert band(households) == expected
