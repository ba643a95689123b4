"""No column beside the place says where: a small town, one more published column at a time, and the gate's answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from redact.gates import GateResult, location_columns
from redact.records import Card
from redact.vocabulary import DERIVED_COLUMNS, Kind, TimePrecision

Plan = Any  # the SmallPlan of conftest
ROWS = 240
HOUSES = [(block, house) for block in range(12) for house in range(4)]


class Spot:
    """Where a row of the town was: a house of a block, its point and its address."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.block, self.house = HOUSES[random.Random(number).randrange(len(HOUSES))]
        self.chance = random.Random(f"row {number}")
        self.lat = 41.80 + self.block // 4 / 100 + self.house / 4_000
        self.lon = -87.70 + self.block % 4 / 100 + self.house / 2_500
        self.address = f"{(self.block % 3 + 1) * 100 + 7 * self.house + 11} STREET {self.block // 3}"


Make = Callable[[Spot], Any]


def town(
    plan: Plan, make: Make, title: str = "Tag", role: str = "extra tag", *, coarse: int = 6, points: bool = True
) -> GateResult:
    """The gate's result on thefts of which one column more is published; every `coarse`-th has only a beat."""
    card = plan.cards["incidents"]
    plan.cards["incidents"] = replace(card, columns={**card.columns, title: role})
    name = plan.cards["incidents"].fields[-1].name
    plan.headers["incidents"].append(name)
    plan.rows = {"incidents": []}
    for number in range(ROWS):
        spot = Spot(number)
        place = {"Address": spot.address}
        if points:
            place |= {"Lat": f"{spot.lat:.6f}", "Lon": f"{spot.lon:.6f}"}
        cell = str(make(spot))
        row = plan.add("incidents", {**place, title: cell}, tier="other", event=number // 2 if number < 20 else number)
        unit = 12 + spot.block // 4 if coarse and number % coarse == 0 else spot.block
        plan.publish(row, unit, TimePrecision.HOUR, number + 1, "property", **{name: cell})
    return location_columns.check(plan.view())


def geohash(lat: float, lon: float) -> str:
    alphabet, text, bits, box = "0123456789bcdefghjkmnpqrstuvwxyz", "", 0, [[-180.0, 180.0], [-90.0, 90.0]]
    for step in range(35):
        side, value = box[step % 2], (lon, lat)[step % 2]
        middle = sum(side) / 2
        bits = bits * 2 + (value >= middle)
        side[value < middle] = middle
        if step % 5 == 4:
            text, bits = text + alphabet[bits], 0
    return text


LEAKS: dict[str, tuple[Make, str]] = {
    "geohash": (lambda s: geohash(s.lat, s.lon), "holds a geohash"),
    "another system": (lambda s: round(1_150_000 + (s.lon + 87.7) * 272_000 + (s.lat - 41.8) * 900), "another system"),
    "degrees": (lambda s: f"{s.lat:.4f}", "holds degrees"),
    "parcel number": (lambda s: f"17-09-{s.block:03d}-{s.house:03d}", "holds a parcel number"),
    "one cell with a point": (lambda s: f"AT {s.lat:.5f}, {s.lon:.5f}" if s.number == 9 else "OPEN", "point in text"),
    "code of the house": (lambda s: f"K{(s.block * 7 + s.house * 5) * 31 % 1009}", "gives the place away"),
    "code of the block": (lambda s: f"Q{s.block * 37 % 101}", "gives the place away"),
    "several codes a block": (lambda s: f"Q{s.block * 37 % 101}-{s.chance.randrange(3)}", "gives the place away"),
    "code of the block, often empty": (lambda s: "" if s.number % 3 else f"Q{s.block}", "gives the place away"),
    "codes among words": (lambda s: f"Q{s.block * 37 % 101}" if s.number % 2 else "NONE", "gives the place away"),
    "side of the street": (lambda s: "NS"[s.house % 2], "gives the place away"),
    "code with typing errors": (lambda s: f"Q{0 if s.number % 40 == 0 else s.block}", "gives the place away"),
}


@pytest.mark.parametrize("kind", LEAKS)
def test_a_column_that_locates_stops_the_release(small_plan: Plan, kind: str) -> None:
    make, said = LEAKS[kind]
    found = town(small_plan, make)
    assert not found.passed and found.code == 15
    assert said in found.sentence and "column 'tag' of incidents" in found.sentence
    assert "place role" in found.sentence and "`columns`" in found.sentence, "the sentence says what to do"
    cells = {cell for number in range(ROWS) if len(cell := str(make(Spot(number)))) > 3}
    assert not [cell for cell in cells if cell in found.sentence]


HARMLESS: dict[str, Make] = {
    "status": lambda s: s.chance.choice(["OPEN", "CLOSED", "CLEARED"]),
    "nearly always the same": lambda s: "OPEN" if s.number % 30 == 0 else "CLOSED",
    "constant": lambda s: "CLOSED",
    "all different": lambda s: f"T{s.number * 7919 % 10007}",
    "many values": lambda s: f"M{s.chance.randrange(90)}",
    "amounts": lambda s: s.chance.randrange(5_000),
    "a loose habit": lambda s: s.block % 3 if s.chance.random() < 0.6 else s.chance.randrange(3),
    "empty": lambda s: "",
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_column_that_does_not_passes(small_plan: Plan, kind: str) -> None:
    found = town(small_plan, HARMLESS[kind])
    assert found.passed, found.sentence


def test_without_points_addresses_tell(small_plan: Plan) -> None:
    assert not town(small_plan, lambda s: f"Q{s.block * 37 % 101}", points=False).passed


def test_without_either_areas_tell(small_plan: Plan) -> None:
    """A source that knows only beats; rows are published without a place."""
    found = areas_only(small_plan, lambda beat, number: f"Q{beat * 31}-{number % 2}")
    assert not found.passed and "gives the place away" in found.sentence


def test_without_either_other_columns_pass(small_plan: Plan) -> None:
    assert areas_only(small_plan, lambda beat, number: f"Q{number % 7}").passed


def areas_only(plan: Plan, make: Callable[[int, int], str]) -> GateResult:
    plan.cards["incidents"] = Card("incidents", Kind.INCIDENTS, {"Post": "beat", "Tag": "extra tag"})
    plan.headers["incidents"] = [*DERIVED_COLUMNS, "tag"]
    plan.rows = {"incidents": []}
    for number in range(ROWS):
        beat = random.Random(number).randrange(20)
        cell = make(beat, number)
        row = plan.add("incidents", {"Post": str(beat), "Tag": cell}, tier="other", event=number)
        plan.publish(row, 16, TimePrecision.HOUR, number + 1, "property", tag=cell, place="", place_id="")
    return location_columns.check(plan.view())


def test_coordinates_are_compared_with_published_places_where_the_source_has_no_points(small_plan: Plan) -> None:
    def feet(spot: Spot) -> int:
        return round(1_150_000 + (spot.lon + 87.7) * 272_000 + (spot.lat - 41.8) * 900)

    assert "another system" in town(small_plan, feet, coarse=0, points=False).sentence


@pytest.mark.parametrize("title", ["Grid", "Parcel ID", "Beat", "GEOID20", "geohash"])
def test_a_title_that_says_so_stops_it(small_plan: Plan, title: str) -> None:
    found = town(small_plan, lambda s: s.chance.randrange(5), title=title)
    assert not found.passed and "title" in found.sentence


def test_roles_are_no_way_round(small_plan: Plan) -> None:
    """A column of places that a card calls a unit of the police or an agency."""
    found = town(small_plan, lambda s: f"Q{s.block * 37 % 101}", title="Desk", role="police_unit")
    assert not found.passed and "police_unit" in found.sentence


@pytest.mark.parametrize("coarse", [0, 6])
def test_what_the_published_place_says_anyway_passes(small_plan: Plan, coarse: int) -> None:
    """The team that has a beat, beside blocks that each lie in one beat, and beside beats."""
    assert town(small_plan, lambda s: f"TEAM {s.block // 4}", coarse=coarse).passed


def test_it_does_not_pass_beside_coarser_places(small_plan: Plan) -> None:
    found = town(small_plan, lambda s: f"TEAM {s.block // 2}")
    assert not found.passed, "the team has two blocks of the four in a published beat"


def test_rows_of_one_event_do_not_count_twice(small_plan: Plan) -> None:
    """A number of the case, the same in all rows of an event, goes with the place by itself."""
    assert town(small_plan, lambda s: f"C{s.number // 2 if s.number < 20 else s.number}").passed
