"""What a plan says of its places: counts that are right, and nothing of a record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from redact.place import bare_city
from redact.plan.placed import BANDS, bands_of, placed
from redact.plan.save import outcomes

from .making import REMOVE, Planned, planned, small_city, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}
HOMES = (100.0, 30.0, 4.0, 100.0, 100.0, 100.0, 100.0, 100.0)
"""By block: 100 and 200 W ELM, 100 and 200 W OAK, ... Beat 2 has the block of four homes."""

ROWS = [
    {"address": "150 W ELM ST"},
    {"address": "250 W ELM ST"},
    {"address": "150 W OAK ST", "beat": "2"},
    {"address": "", "beat": "3"},
    {"address": "150 W ELMM ST", "latitude": "41.6", "longitude": "-92.99925"},
    {"address": "950 W ELM ST"},
    {"address": "150 W ELM ST", "latitude": "41.63", "longitude": "-92.9992"},
    {"address": "150 W ELM ST", "latitude": "0", "longitude": "0"},
    {"address": "PO BOX 7", "latitude": "12.5", "longitude": "-92.9"},
]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    empty = {"beat": "", "latitude": "", "longitude": ""}
    rows = [
        {"incident_id": f"R{n}", "offense_code": "23F", "offense_text": "THEFT", "occurred_at": "2025-01-09 11:00"}
        | empty
        | more
        for n, more in enumerate(ROWS)
    ]
    policy = tiny(**BARE, tiers__4__place__min_households=8)
    units = small_city(HOMES)
    return planned(tmp_path_factory.mktemp("placed"), {"incidents": rows}, policy, units=units, max_unreadable=0.5)


@pytest.fixture
def counted(plan: Planned) -> dict[str, Any]:
    return dict(plan.summary["places"])


def test_what_located_the_rows(counted: dict[str, Any]) -> None:
    assert counted["located"]["incidents"] == {
        "address": 4, "point": 1, "area": 1, "nothing": 2, "contradiction": 1,
    }  # fmt: skip


def test_addresses_that_were_not_found(counted: dict[str, Any]) -> None:
    found = counted["unfound"]["incidents"]
    assert {word: (each["rows"], each["first"]) for word, each in found.items()} == {
        "no_address": (1, [3]), "no_street": (1, [4]), "no_number": (1, [5]), "not_a_house": (1, [8]),
    }  # fmt: skip
    assert found["no_street"]["point"] == found["no_address"]["area"] == found["no_number"]["nothing"] == 1


def test_points_that_cannot_be_right(counted: dict[str, Any]) -> None:
    assert counted["doubts"]["incidents"] == {
        "apart": {"rows": 1, "held": 0, "first": [6]},
        "outside": {"rows": 1, "held": 1, "first": [8]},
        "zero": {"rows": 1, "held": 0, "first": [7]},
    }


def test_households_before_and_after(counted: dict[str, Any]) -> None:
    bands = counted["bands"]
    assert bands["words"] == list(BANDS)
    assert bands["least"] == 8
    assert bands["blocks"] == [1, 0, 1, 0, 6]
    assert bands["places"] == [0, 0, 1, 0, 6 + 1], "the block of four homes is told as an area"
    assert sum(bands["rows_before"]) == sum(bands["rows_after"]) == 5
    assert bands["rows_before"] == [1, 0, 1, 0, 3]
    assert bands["rows_after"] == [0, 0, 1, 0, 4]


def test_levels_per_tier_add_up_to_what_is_published(plan: Planned, counted: dict[str, Any]) -> None:
    assert list(counted["told"]) == ["other"]
    told = counted["told"]["other"]
    assert sum(told.values()) == len(plan.staged("incidents")) == len(ROWS) - 1
    assert told["block"] == sum(row["place_precision"] == "block" for row in plan.staged("incidents")) == 4


def test_how_far_places_are_from_rows(plan: Planned, counted: dict[str, Any]) -> None:
    """Of the four rows told as streets three have no usable point and count as where their block is drawn; the fourth
    is 0.00075 degrees from there, which is 62 m, and the 90th percentile seven tenths of that."""
    street = counted["metres"]["street"]
    assert street["rows"] == 4
    assert street["median"] == 0
    assert street["p90"] == pytest.approx(44, abs=1)
    assert counted["metres"]["all"]["rows"] == 5, "of the others one is known to be on a block, one not far from it"


def test_it_says_nothing_of_a_record(counted: dict[str, Any]) -> None:
    text = json.dumps(counted)
    for value in ("ELM", "ELMM", "BOX", "41.6", "92.99", "R1"):
        assert value not in text


def test_a_city_without_layers_has_nothing_to_count(plan: Planned) -> None:
    assert placed(plan.built, bare_city(), outcomes(plan.built.settled.reason)) == {}


def test_bands_begin_where_they_say() -> None:
    homes = np.array([0, 7.9, 8, 19.9, 20, 49, 50, 99, 100, 5000])
    assert [BANDS[at] for at in bands_of(homes).tolist()] == [
        "fewer than 8", "fewer than 8", "8-19", "8-19", "20-49", "20-49", "50-99", "50-99", "100+", "100+",
    ]  # fmt: skip


def test_the_folder_is_the_plans(plan: Planned) -> None:
    saved = json.loads((Path(plan.folder) / "plan.json").read_text(encoding="utf-8"))
    assert saved["places"] == plan.summary["places"]
