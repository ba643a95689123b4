"""What an attacker reads off published words, points and columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from redact.place.street import Street
from redact.place.units import UnitTable, bare_city
from redact.risk.places import Drawn, Homes, Public, Release, Result, Rule, Truth, of_tables, regeocode
from redact.risk.places.guesses import scored
from redact.risk.places.points import published_points

MAIN, AVENUE = Street("N", "MAIN", "ST", ""), Street("", "45TH", "AVE", "")
DOORS = [(MAIN, 12), (MAIN, 13), (MAIN, 14), (MAIN, 15), (AVENUE, 12), (AVENUE, 14), (Street("", "OAK", "AVE", ""), 3)]


def public(units: UnitTable | None = None) -> Public:
    """Seven homes, 100 m apart on a line, and nothing else of the city."""
    n = len(DOORS)
    x = 500_000.0 + 100.0 * np.arange(n)
    homes = Homes(np.array([1.0, 1, 1, 1, 40, 1, 1]), x, np.full(n, 4_600_000.0), tuple(DOORS), np.zeros(n, np.int32))
    table = units or bare_city()
    from dataclasses import replace

    return Public(replace(table, metres="EPSG:32615"), homes, (Rule("other", "block", 3.0),))


@pytest.mark.parametrize(
    ("label", "homes"),
    [
        ("1200 BLOCK N MAIN ST", [0]),
        ("1200-1499 BLOCK N MAIN ST", [0, 1, 2]),
        ("1300-1599 BLOCK N MAIN ST & 300 BLOCK OAK AVE", [1, 2, 3, 6]),
        ("12-00 TO 14-99 BLOCK 45TH AVE", [4, 5]),
        ("12XX N MAIN ST", [0]),
        ("1200 BLOCK S MAIN ST", []),
        ("1200 BLOCK N MAIN ST & 2 MORE", [0]),
        ("Beat 7", []),
    ],
)
def test_the_houses_that_words_mean(label: str, homes: Sequence[int]) -> None:
    assert public().named(label).tolist() == homes


def release(label: str, columns: dict[str, list[str]], rows: int = 2) -> Release:
    cells = {"id": [f"{at:016x}" for at in range(rows)], "place": [label] * rows, "place_id": ["b-1"] * rows,
             "place_precision": ["block"] * rows, **columns}  # fmt: skip
    table = pa.table({name: pa.array(values, pa.string()) for name, values in cells.items()})
    return of_tables({"incidents": table}, {"b-1": Drawn("block", "", float("nan"), float("nan"), None)})


@pytest.mark.parametrize(
    "columns",
    [
        {"q": ["500100.25", "500300.75"], "r": ["4600000.50", "4600000.50"]},
        {"r": ["4600000.50", "4600000.50"], "q": ["500100.25", "500300.75"]},
        {"where": ["(41.550777, -92.998801)", "(41.550777, -92.996403)"]},
        {"shape": ["POINT (-92.998801 41.550777)", "POINT (-92.996403 41.550777)"]},
    ],
)
def test_points_are_found_whatever_the_columns_are_called(columns: dict[str, list[str]]) -> None:
    points = published_points(release("1200-1599 BLOCK N MAIN ST", columns), public())
    assert points.own.all()
    assert np.abs(points.x - [500_100, 500_300]).max() < 2
    guesses = regeocode.guess(release("1200-1599 BLOCK N MAIN ST", columns), public())
    assert [guesses.bets[at] for at in guesses.of_row] == [1, 3]


def test_numbers_that_are_no_place_are_no_points() -> None:
    loss = {"loss": ["120.50", "80.25"], "score": ["0.75", "0.50"]}
    assert not published_points(release("1200 BLOCK N MAIN ST", loss), public()).own.any()


def test_a_tower_is_one_address_and_many_homes() -> None:
    """Naming the building is not naming the household."""
    knows = public()
    truth = Truth(np.zeros(2, np.int64), np.array([4, 4]), *[np.full(2, np.nan)] * 2, np.arange(2), np.arange(2))
    guesses = regeocode.guess(release("12-00 BLOCK 45TH AVE", {}), knows)
    score = scored(guesses, truth, knows)
    assert (score.short, score.least, score.asked, score.held) == (0, 40.0, 1, 1.0)
    assert score.hit == pytest.approx(1 / 40)


def test_too_few_homes_are_counted_against_what_is_promised() -> None:
    knows = public()
    truth = Truth(np.zeros(2, np.int64), np.array([0, 1]), *[np.full(2, np.nan)] * 2, np.arange(2), np.arange(2))
    enough = regeocode.attack(release("1200-1499 BLOCK N MAIN ST", {}), knows, truth)
    few = regeocode.attack(release("1200-1399 BLOCK N MAIN ST", {}), knows, truth)
    assert enough.passed
    assert not few.passed
    assert few.successes == 1


def test_an_attack_with_nothing_to_try_passes() -> None:
    assert Result("x", "Tried.", 0, 0, 0, "nothing").passed
    assert not Result("x", "Tried.", 1, 1, 0, "one").passed
