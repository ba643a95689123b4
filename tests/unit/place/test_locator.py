"""Where records are found in the hand-made town."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.errors import DataMismatch
from redact.place import Locator, MatchedBy, UnitTable, bare_city, build_units, load_jurisdiction
from redact.records.batch import Batch
from redact.records.card import Card
from redact.vocabulary import Kind

Locate = Callable[..., Any]
M = MatchedBy


def labels(units: UnitTable, located: Any) -> list[str]:
    return [units.label[at].as_py() for at in located.unit.tolist()]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("123 E MAIN ST", "100 BLOCK E MAIN ST"),
        ("123 EAST MAIN STREET APT 4", "100 BLOCK E MAIN ST"),
        ("1XX W MAIN ST", "100 BLOCK W MAIN ST"),
        ("100 BLOCK OF W MAIN ST", "100 BLOCK W MAIN ST"),
        ("250 FIRST ST", "200 BLOCK 1ST ST"),
        ("250 1st", "200 BLOCK 1ST ST"),
        ("5 OAK AVE", "0 BLOCK N OAK AVE"),
        ("250 MAIN ST", "200 BLOCK E MAIN ST"),
        ("GROCERY 250 MAIN ST", "200 BLOCK E MAIN ST"),
        ("E MAIN ST / N ELM AVE", "100 BLOCK E MAIN ST"),
        ("OAK & 2ND", "100 BLOCK 2ND ST"),
    ],
)
def test_a_confirmed_address_is_its_block(locate: Locate, units: UnitTable, address: str, place: str) -> None:
    located = locate({"address": [address]})
    assert labels(units, located) == [place]
    assert located.matched.tolist() == [M.ADDRESS]


@pytest.mark.parametrize(
    "address",
    ["900 E MAIN ST", "100 ELSEWHERE ST", "100 MAIN AVE", "PO BOX 3", "", "UNKNOWN", "E MAIN ST", "MAIN ST / SUN AVE",
     "JEWEL OSCO", "E MAIN ST / 2ND ST"],
)  # fmt: skip
def test_what_the_list_of_streets_does_not_confirm_is_the_citys(locate: Locate, units: UnitTable, address: str) -> None:
    located = locate({"address": [address]})
    assert located.unit.tolist() == [units.city]
    assert located.matched.tolist() == [M.NOTHING]


def test_a_missing_direction_is_not_guessed(locate: Locate, units: UnitTable) -> None:
    """100 MAIN ST is east or west: the district has both."""
    located = locate({"address": ["100 MAIN ST"]})
    assert labels(units, located) == ["Beat 1"]
    assert located.matched.tolist() == [M.ADDRESS]


def test_a_missing_direction_is_settled_by_a_point(locate: Locate, units: UnitTable, at: Any) -> None:
    x, y = at(-50, 12)
    located = locate({"address": ["100 MAIN ST"], "x": [x], "y": [y]})
    assert labels(units, located) == ["100 BLOCK W MAIN ST"]
    assert located.matched.tolist() == [M.ADDRESS]


def test_a_missing_direction_is_settled_by_an_area_column(town: Path, places: Any, locate: Locate) -> None:
    beats = geopandas.read_parquet(town.parent / "beats.parquet")
    import shapely

    beats.geometry = [
        shapely.box(499_700, 4_599_700, 500_000, 4_600_800),
        shapely.box(500_000, 4_599_700, 500_500, 4_600_800),
    ]
    beats.to_parquet(town.parent / "beats.parquet")
    units = build_units(load_jurisdiction(town), places())
    located = locate({"address": ["100 MAIN ST"] * 3, "beat": ["1", "2", "9"]}, table=units)
    assert labels(units, located) == ["100 BLOCK W MAIN ST", "100 BLOCK E MAIN ST", "Adams"]


def test_a_point_alone_is_the_nearest_block_within_sixty_metres(locate: Locate, units: UnitTable, at: Any) -> None:
    spots = [at(50, 12), at(50, 88), at(150, 400), at(150, 261), at(150, 259)]
    located = locate({"x": [x for x, _ in spots], "y": [y for _, y in spots]})
    assert labels(units, located) == [
        "100 BLOCK E MAIN ST", "100 BLOCK 1ST ST", "Beat 2", "Beat 2", "200 BLOCK 2ND ST",
    ]  # fmt: skip
    assert located.matched.tolist() == [M.POINT] * 5


def test_a_point_prefers_the_street_that_the_text_names(locate: Locate, units: UnitTable, at: Any) -> None:
    x, y = at(40, 20)
    located = locate({"address": ["OAK AVE", "JEWEL OSCO", ""], "x": [x] * 3, "y": [y] * 3})
    assert labels(units, located) == [
        "0 BLOCK N OAK AVE",
        "100 BLOCK E MAIN ST",
        "100 BLOCK E MAIN ST",
    ]


def test_a_street_that_is_not_there_is_not_swapped_for_another(locate: Locate, units: UnitTable, at: Any) -> None:
    x, y = at(50, 5)
    located = locate({"address": ["100 SUNSET BLVD"], "x": [x], "y": [y]})
    assert labels(units, located) == ["Beat 1"]
    assert located.matched.tolist() == [M.POINT]


def test_a_misspelt_street_beside_its_point_is_that_street(locate: Locate, units: UnitTable, at: Any) -> None:
    x, y = at(80, 5)
    cells = ["123 E MIAN ST", "123 E MAN ST", "923 E MAN ST", "123 W MAN ST", "123 E SUN ST"]
    located = locate({"address": cells, "x": [x] * 5, "y": [y] * 5})
    assert labels(units, located) == ["Beat 1", "100 BLOCK E MAIN ST", "Beat 1", "Beat 1", "Beat 1"]
    assert (located.matched == M.POINT).all()
    assert labels(units, locate({"address": ["123 E MAN ST"]})) == ["Littleton"]


def test_coordinates_in_the_address_column(locate: Locate, units: UnitTable) -> None:
    longitude, latitude = units.points[units.label.to_pylist().index("100 BLOCK 2ND ST")].tolist()
    located = locate({"address": [f"{latitude}, {longitude}", f"POINT ({longitude} {latitude})"]})
    assert labels(units, located) == ["100 BLOCK 2ND ST"] * 2


@pytest.mark.parametrize("role", ["pair", "geometry", "wkt", "degrees in x and y"])
def test_every_way_to_write_a_point(locate: Locate, units: UnitTable, role: str) -> None:
    longitude, latitude = units.points[units.label.to_pylist().index("100 BLOCK 2ND ST")].tolist()
    columns = {
        "pair": {"latitude": [str(latitude)], "longitude": [str(longitude)]},
        "geometry": {"geometry": [f"({latitude}, {longitude})"]},
        "wkt": {"geometry": [f"POINT ({longitude} {latitude})"]},
        "degrees in x and y": {"x": [str(longitude)], "y": [str(latitude)]},
    }[role]
    located = locate(columns, crs={"none": "EPSG:4326"})
    assert labels(units, located) == ["100 BLOCK 2ND ST"]


def test_feet_in_the_cards_system(locate: Locate, units: UnitTable) -> None:
    from pyproj import Transformer

    spot = units.points[units.label.to_pylist().index("100 BLOCK 2ND ST")]
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:2274", always_xy=True).transform(*spot.tolist())
    located = locate({"x": [str(x)], "y": [str(y)]}, crs={"x": "EPSG:2274"})
    assert labels(units, located) == ["100 BLOCK 2ND ST"]


def test_plane_coordinates_without_a_system_are_a_mismatch(locate: Locate, at: Any) -> None:
    x, y = at(50, 12)
    with pytest.raises(DataMismatch) as caught:
        locate({"x": [x], "y": [y]}, crs={"none": "EPSG:4326"})
    assert "column 'x'" in str(caught.value)
    assert x not in str(caught.value)


def test_stand_ins_and_points_elsewhere_are_no_points(locate: Locate, units: UnitTable, at: Any) -> None:
    spots = [("0", "0"), ("", ""), at(50_000, 0), ("-1", "-1"), ("x", "y"), at(50, 12)]
    located = locate({"x": [x for x, _ in spots], "y": [y for _, y in spots]})
    assert located.sentinel.tolist() == [True, False, True, True, False, False]
    assert located.unit.tolist()[:5] == [units.city] * 5


def test_a_stand_in_beside_a_good_address_is_no_harm(locate: Locate, units: UnitTable) -> None:
    located = locate({"address": ["123 E MAIN ST"], "latitude": ["0.0"], "longitude": ["0.0"]})
    assert labels(units, located) == ["100 BLOCK E MAIN ST"]
    assert located.sentinel.tolist() == [True]
    assert not located.contradiction.any()


def test_an_address_and_a_point_far_apart_meet_at_the_area_that_has_both(
    locate: Locate, units: UnitTable, at: Any
) -> None:
    spots = [at(-90, 20), at(150, 190), at(190, 700), at(60, 250)]
    located = locate({"address": ["120 2ND ST"] * 4, "x": [x for x, _ in spots], "y": [y for _, y in spots]})
    assert located.contradiction.tolist() == [True, False, True, False]
    assert labels(units, located) == ["Beat 1", "100 BLOCK 2ND ST", "Adams", "100 BLOCK 2ND ST"]


def test_an_area_column_places_what_nothing_else_does(locate: Locate, units: UnitTable) -> None:
    located = locate(
        {"address": ["", "nowhere", "123 E MAIN ST", "", ""], "beat": ["1", "Beat 2", "2", "77", "002"],
         "district": ["A", "A", "A", "ADAMS", ""]}
    )  # fmt: skip
    assert labels(units, located) == ["Beat 1", "Beat 2", "100 BLOCK E MAIN ST", "Adams", "Beat 2"]
    assert located.matched.tolist() == [M.AREA_COLUMN, M.AREA_COLUMN, M.ADDRESS, M.AREA_COLUMN, M.AREA_COLUMN]


def test_an_address_in_several_columns(units: UnitTable) -> None:
    card = Card(
        dataset="incidents",
        kind=Kind.INCIDENTS,
        columns={"block": "house_number", "street": "street", "type": "street", "suffix": "street"},
    )
    cells = [["100-199", "100-199", "-"], ["main", "main", "oak"], ["st", "st", "ave"], ["-", "w", "-"]]
    cells[1][1] = "w main"
    cells[3][1] = "-"
    table = pa.table({field.name: pa.array(column) for field, column in zip(card.fields, cells, strict=True)})
    located = Locator(units, card, card.fields).locate(Batch("incidents", 0, table, np.zeros(3, dtype=np.int8)))
    assert labels(units, located) == ["Beat 1", "100 BLOCK W MAIN ST", "Littleton"]


def test_two_address_columns_the_first_filled_one_counts(units: UnitTable) -> None:
    card = Card(dataset="arrests", kind=Kind.ARRESTS, columns={"Arrest": "address", "Incident": "address"})
    table = pa.table({"address": ["", "123 E MAIN ST"], "address_2": ["250 1ST ST", "250 1ST ST"]})
    located = Locator(units, card, card.fields).locate(Batch("arrests", 0, table, np.zeros(2, dtype=np.int8)))
    assert labels(units, located) == ["200 BLOCK 1ST ST", "100 BLOCK E MAIN ST"]


def test_a_street_beside_a_cross_street_is_a_corner(locate: Locate, units: UnitTable) -> None:
    located = locate({"address": ["N OAK AVE", "123 E MAIN ST"], "cross_street": ["2ND ST", "2ND ST"]})
    assert labels(units, located) == ["100 BLOCK 2ND ST", "100 BLOCK E MAIN ST"]


def test_without_layers_everything_is_the_citys(locate: Locate) -> None:
    located = locate({"address": ["123 E MAIN ST"], "x": ["0"], "y": ["0"]}, table=bare_city())
    assert located.unit.tolist() == [0]
    assert located.matched.tolist() == [M.NOTHING]
    assert not located.sentinel.any()


def test_a_typed_table_locates_by_its_column(tmp_path: Path, places: Any, locate: Locate) -> None:
    (tmp_path / "beats.csv").write_text("beat,households,source\n14,600,ACS\n15,700,ACS\n")
    (tmp_path / "typed.yaml").write_text("levels: {beat: {file: beats.csv}}\n")
    units = build_units(load_jurisdiction(tmp_path / "typed.yaml"), places())
    located = locate(
        {"beat": ["14", "015", "16"], "latitude": ["41.5", "0", "0"], "longitude": ["-93", "0", "0"]}, table=units
    )
    assert labels(units, located) == ["Beat 14", "Beat 15", "CITY"]


CELLS = st.sampled_from(
    ["123 E MAIN ST", "100 MAIN ST", "OAK AVE", "E MAIN ST / N ELM AVE", "", "12-34 MAIN ST", "nowhere", "250 1ST ST"]
)


@settings(max_examples=30)
@given(
    rows=st.lists(st.tuples(CELLS, st.integers(-150, 260), st.integers(-50, 280)), min_size=1, max_size=12),
    data=st.data(),
)
def test_no_result_depends_on_the_other_rows(
    town_units: UnitTable, rows: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    units = town_units
    card = Card(
        dataset="incidents", kind=Kind.INCIDENTS, columns={r: r for r in ("address", "x", "y")}, crs={"x": "EPSG:32615"}
    )
    locator = Locator(units, card, card.fields)

    def run(some: list[tuple[str, int, int]], by: Locator) -> list[tuple[int, int]]:
        table = pa.table(
            {
                "address": pa.array([a for a, _, _ in some]),
                "x": pa.array([str(500_000 + x) for _, x, _ in some]),
                "y": pa.array([str(4_600_000 + y) for _, _, y in some]),
            }
        )
        found = by.locate(Batch("incidents", 0, table, np.zeros(len(some), dtype=np.int8)))
        return list(zip(found.unit.tolist(), found.matched.tolist(), strict=True))

    together = run(rows, locator)
    cut = data.draw(st.integers(0, len(rows)))
    parts = [*(run(rows[:cut], locator) if cut else []), *(run(rows[cut:], locator) if cut < len(rows) else [])]
    assert parts == together
    assert run(rows[::-1], pickle.loads(pickle.dumps(locator)))[::-1] == together
