"""What the report and the public pages say and draw of places."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, shape

from redact.bundle.facts import Facts, facts_of
from redact.bundle.pages import dictionary_page, portal_page, protection_page
from redact.bundle.place_sections import NO_LAYERS, how_made, places_section
from redact.gates import ReleaseView
from redact.place import places_geojson
from redact.plan.folder import Plan as PlanFolder
from redact.report import Bar, Layer, bar_chart, map_svg

Plan = Any

COUNTED = {
    "located": {
        "incidents": {"address": 60, "point": 20, "area": 10, "contradiction": 4, "nothing": 6},
        "calls": {"address": 0, "point": 0, "area": 0, "contradiction": 0, "nothing": 0},
    },
    "doubts": {"incidents": {"outside": {"rows": 12, "held": 3, "first": list(range(10))}}},
    "unfound": {
        "incidents": {"no_street": {"rows": 11, "point": 4, "area": 5, "nothing": 2, "first": list(range(10))}}
    },
    "told": {"other": {"block": 30, "city": 10}, "protected": {"district": 20}},
    "bands": {
        "least": 8, "words": ["fewer than 8", "8-19", "20-49", "50-99", "100+"],
        "blocks": [40, 20, 5, 1, 1], "places": [0, 25, 8, 2, 1], "rows_before": [12, 30, 6, 1, 1],
        "rows_after": [0, 29, 9, 8, 4],
    },
    "metres": {"street": {"rows": 30, "median": 61, "p90": 240}, "all": {"rows": 60, "median": 130, "p90": 1900}},
    "safety": 1.0,
}  # fmt: skip


def opened(plan: Plan, **said: Any) -> PlanFolder:
    """The small plan's folder, with more in its summary."""
    plan.view()
    path = plan.folder / "plan.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(summary | said), encoding="utf-8")
    return PlanFolder.open(plan.folder)


def test_the_section_says_what_the_plan_counted(small_plan: Plan) -> None:
    html = str(places_section(opened(small_plan, places=COUNTED), small_plan.policy))
    text = re.sub(r"<[^>]+>", " ", html)
    for word in ("50.0%", "60.0%", "61 m", "240 m", "130 m", "1,900 m"):
        assert word in text
    assert "would have left 12 of 50 rows (24.0%) at a place of fewer than 8 households" in text
    assert "11 addresses were not found" in text
    assert "No street of this name is on the list" in text
    assert "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more" in text
    assert "A point outside the city" in text
    assert html.count('class="band-5"') == 4


def test_a_plan_of_an_older_version_has_a_map_and_no_counts(small_plan: Plan) -> None:
    html = str(places_section(opened(small_plan), small_plan.policy))
    assert "<svg" in html
    assert "hit rate" not in html


def test_the_map_draws_streets_by_households_and_areas_faintly(small_plan: Plan) -> None:
    html = str(places_section(opened(small_plan), small_plan.policy))
    assert "A map of 12 stretches of street, 1 at district level and 1 at beat level." in html
    assert '<path class="map-band-5 line"' in html
    assert '<path class="map-area-1"' in html
    assert "Street, fewer than 8 households (0)" in html
    assert html.index('<path class="map-area-2"') < html.index('<path class="map-area-1"') < html.index("map-band-5")


def test_a_city_without_layers_draws_nothing(small_plan: Plan) -> None:
    small_plan.units = replace(small_plan.units, bare=True)
    html = str(places_section(opened(small_plan), small_plan.policy))
    assert NO_LAYERS in html
    assert "<svg" not in html


def test_how_places_are_made_is_said_with_the_policys_numbers(small_plan: Plan) -> None:
    units = replace(small_plan.units, safety=2.0)
    text = str(how_made(units, small_plan.policy, protected=False))
    assert "at least 8 or 20 households live there" in text
    assert "2 times as many" in text
    assert "No map layer gives: tract" in text
    assert "No protected places" in text
    assert "many more, around none" in str(how_made(units, small_plan.policy, protected=True))


def test_a_large_city_makes_a_small_map() -> None:
    """Nine thousand crooked stretches stay under 700 KB."""
    rng = np.random.default_rng(3)
    start = rng.uniform((-76.71, 39.20), (-76.53, 39.37), (9_000, 2))
    steps = np.cumsum(rng.normal(0, 0.0006, (9_000, 6, 2)), axis=1)
    lines = [LineString(points) for points in (start[:, None, :] + steps).tolist()]
    layers = [Layer(f"band {n}", lines[n::5], css=f"band-{n + 1}") for n in range(5)]
    assert len(str(map_svg("Places", "A map.", layers)).encode()) < 700_000


def test_ordered_bars_have_the_colours_of_the_map() -> None:
    html = str(bar_chart("Bands", ["8-19", "20-49"], [Bar("Rows", (3, 4))], whole=True, ordered=True))
    assert 'class="band-1"' in html
    assert 'class="swatch band-2"' in html
    assert "series-" not in html


# --- public ----------------------------------------------------------------------------------------------------------


def facts(plan: Plan) -> Facts:
    return facts_of(plan.view(), release="2026-04-15-ababab", gates=(), draft=False)


def test_the_pages_say_what_a_place_is(small_plan: Plan) -> None:
    known = facts(small_plan)
    for page in (protection_page(known), dictionary_page(known)):
        assert "a stretch of street or an area, never a house" in page
        assert "That is so on purpose" in page
        assert "for drawing only" in page
    assert "draw the lines and areas of places.geojson" in " ".join(portal_page(known).split())
    for column in ("place", "place_id", "place_precision", "households_band"):
        assert f"<code>{column}</code>" in dictionary_page(known)
    for level in known.ladder:
        assert f"<code>{level}</code>" in dictionary_page(known)


def test_the_pages_do_not_tell_whether_places_are_protected(small_plan: Plan) -> None:
    """With a list and without one they are the same, word for word."""
    view = small_plan.view()
    listed = ReleaseView.of_plan(opened(small_plan, protected_places={"pairs": 40}), view.policy, view.sources)
    assert listed.plan.summary["protected_places"]
    for page in (protection_page, dictionary_page, portal_page):
        with_list, without = (
            page(facts_of(each, release="2026-04-15-ababab", gates=(), draft=False)) for each in (listed, view)
        )
        assert with_list == without


def test_places_that_nothing_could_be_told_as_are_not_there(small_plan: Plan) -> None:
    """No block that has too few households by itself, and no area that no tier could show."""
    inside, runs = small_plan.units.households.copy(), small_plan.units.runs.copy()
    inside[14], runs[11] = 3.0, -1
    units = replace(small_plan.units, households=inside, runs=runs)
    there = [feature["id"] for feature in places_geojson(units, least=8.0)["features"]]
    assert there == [f"u-{n:06d}" for n in (*range(11), 12, 13, 15, 16)]


def test_every_place_of_a_row_is_in_the_file_with_its_shape_and_point(release: Any) -> None:
    folder: Path = release()
    features = json.loads((folder / "places.geojson").read_text(encoding="utf-8"))["features"]
    for feature in features:
        drawn, properties = shape(feature["geometry"]), feature["properties"]
        assert shapely.is_valid(drawn)
        west, south, east, north = drawn.bounds
        assert -88 < west <= east < -87
        assert 41 < south <= north < 42
        assert drawn.distance(shapely.Point(properties["longitude"], properties["latitude"])) < 2e-5
        assert set(properties) == {"id", "label", "precision", "households", "longitude", "latitude"}
    ids = [feature["id"] for feature in features]
    assert len(set(ids)) == len(ids)
    for path in (folder / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert {row["place_id"] for row in csv.DictReader(file)} <= set(ids)


@pytest.mark.parametrize("least", [0.0, 1e9])
def test_the_city_is_always_there(small_plan: Plan, least: float) -> None:
    features = places_geojson(small_plan.units, least=least)["features"]
    assert features[-1]["properties"]["precision"] == "city"
    assert (len(features) == 1) == (least > 0)
