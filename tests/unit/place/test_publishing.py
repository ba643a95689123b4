"""The place map on a town whose households can be counted on paper; random cities are in the gates' test_preimage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from redact.errors import Missing
from redact.place import UnitTable, band, bare_city, preimage_households, publishable

LADDER = ("block", "beat", "district", "city")


def shown(units: UnitTable, least: float, label: str) -> str:
    """The label of the place that a unit is shown as."""
    place = int(publishable(units, "block", least, units.ladder)[units.label.to_pylist().index(label)])
    return str(units.label[place].as_py()) if place >= 0 else ""


@pytest.mark.parametrize(("block", "stretch"), [
    ("200 BLOCK 2ND ST", "200 BLOCK 2ND ST"),  # nine homes are enough
    ("100 BLOCK 1ST ST", "100-299 BLOCK 1ST ST"),  # 6 + 9
    ("0 BLOCK N OAK AVE", "0-199 BLOCK N OAK AVE & 100 BLOCK W MAIN ST"),  # 3 + 0 join the 30 round the corner
    ("100 BLOCK N ELM AVE", "100-299 BLOCK E MAIN ST & 0-199 BLOCK N ELM AVE & 100 BLOCK 2ND ST"),  # nobody lives there
])  # fmt: skip
def test_blocks_are_shown_as_stretches(units: UnitTable, block: str, stretch: str) -> None:
    assert shown(units, 8, block) == stretch


def test_a_higher_floor_is_made_of_the_stretches_of_the_lower(units: UnitTable) -> None:
    low, high = units.runs_at(8), units.runs_at(20)
    for stretch in np.unique(low[low >= 0]).tolist():
        assert len(set(high[low == stretch].tolist())) == 1


def test_a_floor_in_between_takes_the_next(units: UnitTable) -> None:
    assert units.runs_at(9).tolist() == units.runs_at(20).tolist()
    with pytest.raises(Missing, match="no stretches of street for 1,000 households"):
        units.runs_at(1_000)


def test_a_row_located_at_an_area_starts_there(units: UnitTable, named: Callable[[str], int]) -> None:
    """Seven homes at the lake are too few for beat 2 at 8, and one of the town's stretches is too much to give."""
    place = publishable(units, "block", 8, units.ladder)
    assert place[named("Beat 2")] == units.city
    assert publishable(units, "beat", 8, units.ladder)[named("Beat 2")] == named("Beat 2")


def test_a_large_area_takes_in_its_nearest_stretch(units: UnitTable, named: Callable[[str], int]) -> None:
    """With 1,000 more homes elsewhere in beat 1, giving nine homes of a stretch costs it less than 2 %."""
    households, own = units.households.copy(), units.own.copy()
    tower = named("100 BLOCK W MAIN ST")
    own[tower] += 1_000
    for row in {*units.parents[tower].tolist(), *units.runs[tower].tolist()}:
        households[row] += 1_000
    large = replace(units, households=households, own=own)
    place = publishable(large, "block", 8, units.ladder)
    taken = {units.label[at].as_py() for at in np.flatnonzero(place == named("Adams")).tolist()}
    assert {"Adams", "Beat 2", "200 BLOCK 2ND ST"} <= taken, "7 homes at the lake and 9 of the street nearest by"
    assert preimage_households(large, place)[named("Adams")] == 16


def test_a_city_with_too_few_shows_nothing(units: UnitTable) -> None:
    assert (publishable(replace(units, floors=(8.0, 20.0, 100.0), runs=np.full_like(units.runs, -1)), "block", 100,
                        units.ladder) == -1).all()  # fmt: skip


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
