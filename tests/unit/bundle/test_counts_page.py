"""The page of the tables: published numbers only, readable charts or none, a map, and one number in words."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from redact.bundle.count_maps import published_shapes, shade_step, table_maps
from redact.bundle.count_numbers import Numbers, read_file, read_numbers
from redact.bundle.count_pages import counts_page, described
from redact.bundle.count_panels import MOST_BARS, MOST_CHARTS, Panel, Point, panels
from redact.bundle.count_reading import WARNINGS, worked_sentence
from redact.bundle.count_sections import tables_section
from redact.bundle.facts import Facts
from redact.counts.info import COLUMNS, TableInfo
from redact.counts.reading import odds
from redact.errors import DataMismatch
from redact.policy.model import Budget, CountTable


def facts_with(tables: Any, folder: Path, made: Any, **changed: Any) -> Facts:
    info = made.info(**changed)
    made.write(folder, info)
    return Facts(
        release="2027-02-01-ab", publisher="Springfield Police", policy=tables.made_policy(), as_of="2027-02-01",
        mark="", package="1", units_digest="5" * 64, ladder=("district", "city"), has_households=True, resources=(),
        tables=(info,), gates=(), numbers=read_numbers([info], folder),
    )  # fmt: skip


@pytest.fixture
def facts(tables: Any, tmp_path: Path) -> Facts:
    """3 classes, 6 districts, 4 quarters, and levels above."""
    return facts_with(tables, tmp_path, tables.Made())


@pytest.fixture
def many(tables: Any, tmp_path: Path) -> Facts:
    """8 groups, 60 beats, 12 months."""
    words = {
        "class": tuple(f"kind_{number}" for number in range(8)),
        "beat": (*(f"Beat {number}" for number in range(59)), "other"),
        "month": tuple(f"2026-{number:02}" for number in range(1, 13)),
    }
    levels = (
        ("beat_month", ("class", "beat", "month"), "0.8"),
        ("city_month", ("class", "month"), "0"),
        ("city_year", ("class", "year"), "0.2"),
    )
    return facts_with(tables, tmp_path, tables.Made(words=words, levels=levels))


@cache
def squares(word: str, kind: str, number: int) -> dict[tuple[str, str], Any]:
    """Areas side by side."""
    features = []
    for at in range(number):
        west, south = -95 + at % 8 / 50, 29 + at // 8 / 50
        ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.02], [west, south + 0.02], [west, south]]
        features.append({
            "properties": {"precision": kind, "label": f"{word} {at + (kind == 'district')}"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        })  # fmt: skip
    street = {"properties": {"precision": "block", "label": "100 ELM"}, "geometry": {"type": "LineString"}}
    return published_shapes({"features": [*features, street]})


def drawn(facts: Facts) -> tuple[Panel, ...]:
    return panels(facts.tables[0], facts.numbers)


def told(numbers: Numbers) -> set[tuple[float, int, int, bool]]:
    return {(count.value, count.low, count.high, count.reliable) for count in numbers.counts}


def test_the_city_comes_first_then_areas_then_the_course(facts: Facts) -> None:
    city, areas, course = drawn(facts)
    assert (city.kind, city.title, len(city.points)) == ("bars", "The whole city, 2026", 3)
    assert (areas.kind, areas.title, len(areas.points)) == ("bars", "By district, 2026-Q4", 18)
    assert areas.charts == ("Sexual offenses", "Harm to children", "Human trafficking")
    assert areas.points[5].label == "Place not known"
    assert (course.kind, course.title, len(course.points)) == ("lines", "The whole city, quarter by quarter", 12)
    for panel in (city, areas, course):
        points = {(point.value, point.low, point.high, point.reliable) for point in panel.points}
        assert points <= told(facts.numbers[panel.file]), "a chart shows what is published and nothing else"


def test_without_numbers_for_the_city_areas_are_shown_over_time(tables: Any, tmp_path: Path) -> None:
    made = tables.Made(levels=(("district_quarter", ("class", "district", "quarter"), "1"),), fitted=False)
    areas, course = drawn(facts_with(tables, tmp_path, made))
    assert areas.title == "By district, 2026-Q4"
    assert (course.title, len(course.points)) == ("Each district, quarter by quarter", 72)
    assert {point.across for point in course.points} == {*tables.DISTRICTS[:-1], "Place not known"}


def test_two_kinds_stand_side_by_side(tables: Any, tmp_path: Path) -> None:
    words = {"class": tables.CLASSES, "outcome": ("no report", "report", "arrest"), "year": ("2025", "2026")}
    made = tables.Made(words=words, levels=(("city_year", ("class", "outcome", "year"), "1"),), fitted=False)
    city, course = drawn(facts_with(tables, tmp_path, made))
    assert city.title == "The whole city, 2026"
    assert [point.label for point in city.points[:3]] == ["No report", "Report", "Arrest"]
    assert len(city.charts) == 3
    assert course.charts[0] == "Sexual offenses, no report"


def test_what_nobody_could_read_is_not_drawn_and_the_file_is_named(many: Facts) -> None:
    city, areas, course = drawn(many)
    assert (areas.kind, areas.points) == ("none", ())
    assert areas.note == "480 numbers are too many for a chart that can be read. They are in tables/withheld.csv."
    assert len(course.charts) <= MOST_CHARTS
    assert max(len(panel.points) // max(len(panel.charts), 1) for panel in (city, course)) <= MOST_BARS
    page = counts_page(many, squares("Beat", "beat", 59), described)
    assert page.count('class="map areas"') == 8
    assert "The 480 numbers of the areas" in page
    assert len(page) < 1_000_000


def test_charts_are_clean_deterministic_and_tell_unsure_numbers_apart(facts: Facts) -> None:
    from redact.bundle.count_charts import chart_svg

    first = {panel.title: str(chart_svg(panel, "Withheld")) for panel in drawn(facts)}
    assert first == {panel.title: str(chart_svg(panel, "Withheld")) for panel in drawn(facts)}
    for panel in drawn(facts):
        svg = first[panel.title]
        assert not re.search(r"<script|href|url\(|<style|font-family|aria-role|on[a-z]+=|xlink|#[0-9a-f]{3}", svg)
        named = re.match(r'<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)"', svg)
        assert named is not None
        assert f'<title id="{named.group(1)}">Withheld: {panel.title}</title><desc id="{named.group(2)}">' in svg
    bars = first["By district, 2026-Q4"]
    areas = drawn(facts)[1]
    unsure = [point for point in areas.points if not point.reliable]
    assert 0 < len(unsure) < len(areas.points)
    assert len(re.findall('<path[^>]*class="f-pale"', bars)) == len(unsure)
    assert len(re.findall('<path[^>]*class="f-bar"', bars)) == len(areas.points) - len(unsure)
    for point in areas.points:
        assert f">{round(point.value):,} ± {point.margin:,}</text>" in bars


def test_a_colour_that_no_page_knows_is_refused() -> None:
    from redact.bundle.count_charts import cleaned

    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="1">{}</svg>'
    with pytest.raises(ValueError, match="red"):
        cleaned(svg.format('<path d="M0,0h1" fill="red"/>'), "title", "words")
    kept = cleaned(svg.format('<path d="M0,0h1" fill="#010101" onclick="x"/><script>x</script>'), "a", "b")
    assert '<path d="M0,0h1" class="f-ink"></path></svg>' in kept
    assert "onclick" not in kept
    assert "script" not in kept


def test_maps_hatch_what_is_unsure_and_name_what_has_no_outline(facts: Facts) -> None:
    info = facts.tables[0]
    maps = str(table_maps(info, facts.numbers, squares("District", "district", 5)))
    points = [point for point in drawn(facts)[1].points if point.label != "Place not known"]
    assert maps.count('class="hatch"') == sum(not point.reliable for point in points)
    assert maps.count("<svg ") == 3
    for point in points:
        assert f">{round(point.value):,}</tspan>" in maps
    assert maps.count("Not on the map: Place not known: ") == 3
    assert "url(" not in maps
    assert "no outline of a district" in table_maps(info, facts.numbers, {})


@pytest.mark.parametrize(("largest", "step"), [(0, 1), (3, 1), (5, 2), (39, 10), (41, 20), (900, 500)])
def test_shades_are_round_numbers(largest: float, step: int) -> None:
    assert shade_step([largest]) == step


def test_one_number_is_said_in_words(facts: Facts, tmp_path: Path) -> None:
    info = facts.tables[0]
    year = facts.numbers["withheld-city_year.csv"]
    first = year.counts[0]
    assert worked_sentence(info, facts.numbers) == (
        f"Sexual offenses, the whole city, 2026: {round(first.value):,} reported, give or take 8: the true number is "
        f"between {first.low:,} and {first.high:,} in 9 of 10 cases."
    )
    small = replace(first, value=3.0, low=-5, high=11, reliable=False)
    unsure = worked_sentence(info, {"withheld.csv": replace(year, counts=(small,))})
    assert "3 reported, give or take 8: the true number is between 0 and 11 in 9 of 10 cases." in unsure
    assert "not reliable" in unsure
    assert worked_sentence(info, {}) == ""


def test_the_page_says_how_to_read_and_lists_the_same_numbers(facts: Facts) -> None:
    page = counts_page(facts, squares("District", "district", 5), described)
    text = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    for warning in WARNINGS:
        assert warning in page
    assert "An example from these tables:" in page
    assert "Over ten years somebody" in page
    assert "The noise hides any one victim&#39;s up to 3 reports in 2026." in page
    assert "Fifty-fifty becomes at most sixty-forty" in page
    assert "NIST SP 800-226" in page
    assert page.count("<details") == 4
    for point in drawn(facts)[2].points:
        cells = f"{point.chart} {point.label} {round(point.value):,} {point.low:,} {point.high:,}"
        assert cells in text


def test_an_exact_table_says_what_is_left_out(tables: Any, facts: Facts) -> None:
    exact = replace(facts.tables[0], kind="exact", threshold=10, width=5)
    page = counts_page(replace(facts, tables=(exact,), numbers={}), {}, described)
    assert "Numbers below 10, and some others" in page
    assert "noise) is added" not in page
    assert "checked" not in page


def test_a_file_that_is_not_as_described_is_refused(facts: Facts, tmp_path: Path) -> None:
    info: TableInfo = facts.tables[0]
    path = tmp_path / "withheld.csv"
    text = path.read_text(encoding="utf-8")
    for wrong in (text.replace("reliable", "certain"), text.replace(",yes,", ",maybe,"), text.replace(".", ",")):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(DataMismatch, match="not as its description says"):
            read_file(path, info, info.by)


def test_a_plan_says_what_would_be_published_and_has_no_number_of_a_table(facts: Facts) -> None:
    advice = {"withheld": ["Most numbers by district could not be relied on; ask for the year."]}
    text = tables_section(facts.tables, facts.policy, advice)
    assert "Each district, each quarter" in text
    assert "8 either way in 9 of 10 cases (standard deviation 4.5)" in text
    assert "fifty-fifty becomes at most sixty-forty" in text.casefold()
    assert advice["withheld"][0] in text
    assert ">15<" in text, "4.5 / 0.3: the least number that is reliable"
    assert "20 conditions, none open" in text
    assert "this plan has spent nothing" in text
    undeclared = tables_section(facts.tables, facts.policy.model_copy(update={"public_invariants": None}))
    assert "will not use the formal words" in undeclared
    assert "20 conditions, 1 open" in undeclared
    exact = replace(facts.tables[0], kind="exact", threshold=10, width=5)
    assert "No noise" in tables_section([exact], facts.policy)


def test_shapes_of_streets_are_no_areas() -> None:
    assert all(kind == "district" for kind, _ in squares("District", "district", 2))
    assert sorted(label for _, label in squares("District", "district", 2)) == ["District 1", "District 2"]


def test_a_margin_reaches_to_the_farther_end() -> None:
    assert Point("", "", "", 11.6, 8, 15, reliable=True).margin == 4


def test_the_guide_for_readers_says_what_holds() -> None:
    """Its policy can be loaded, its odds are right, and every column is explained."""
    text = (Path(__file__).parents[3] / "docs" / "counts.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert block is not None
    said = yaml.safe_load(block.group(1))
    tables = [CountTable.model_validate_json(json.dumps(item)) for item in said["counts"]]
    budget = Budget.model_validate_json(json.dumps(said["budget"]))
    assert sum(table.epsilon or 0 for table in tables) <= budget.for_tables
    for epsilon, percent in re.findall(r"^\| ([\d.]+) \| (\d+) in 100 \|", text, re.MULTILINE):
        assert int(percent) == min(math.ceil(odds(Decimal(epsilon)) * 100), 99)
    assert all(f"`{name}`" in text for name in COLUMNS)
