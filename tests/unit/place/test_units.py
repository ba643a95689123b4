"""The unit table of the hand-made town: blocks, areas, households, and that it is the same every time."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from redact.errors import DataMismatch, Missing
from redact.place import UnitTable, build_units, load_jurisdiction

from .conftest import FLOORS

BLOCKS = {
    "100 BLOCK W MAIN ST": 30, "100 BLOCK E MAIN ST": 3, "200 BLOCK E MAIN ST": 2, "100 BLOCK 1ST ST": 6,
    "200 BLOCK 1ST ST": 9, "100 BLOCK 2ND ST": 9, "200 BLOCK 2ND ST": 9, "0 BLOCK N OAK AVE": 3,
    "100 BLOCK N OAK AVE": 0, "0 BLOCK N ELM AVE": 0, "100 BLOCK N ELM AVE": 0,
}  # fmt: skip


def own(units: UnitTable) -> dict[str, float]:
    """Households by label, of everything but stretches, which have none of their own."""
    assert (units.own[units.stretches] == 0).all()
    pairs = zip(units.label.to_pylist(), units.own.tolist(), units.stretches.tolist(), strict=True)
    return {label: households for label, households, stretch in pairs if not stretch}


def test_households_are_counted_on_the_block_of_their_address(units: UnitTable) -> None:
    assert own(units) == {**BLOCKS, "Beat 1": 0, "Beat 2": 7, "Adams": 0, "Littleton": 0}


def test_areas_and_the_city_hold_everybody_inside(units: UnitTable, named: Callable[[str], int]) -> None:
    inside = {label: units.households[named(label)] for label in ("Beat 1", "Beat 2", "Adams", "Littleton")}
    assert inside == {"Beat 1": 30 + 3 + 6 + 9 + 3, "Beat 2": 2 + 9 + 9 + 7, "Adams": 78, "Littleton": 78}


def test_levels_and_parents(units: UnitTable, named: Callable[[str], int]) -> None:
    assert units.ladder == ("block", "beat", "district", "city")
    assert units.skipped == ()
    assert units.city == len(units) - 1 == named("Littleton")
    block = named("200 BLOCK E MAIN ST")
    assert [units.label[at].as_py() for at in units.parents[block].tolist()] == [
        "200 BLOCK E MAIN ST", "Beat 2", "Adams", "Littleton",
    ]  # fmt: skip
    beat = named("Beat 1")
    assert units.parents[beat].tolist() == [-1, beat, named("Adams"), units.city]
    own_level = units.parents[np.arange(len(units)), units.level]
    assert own_level.tolist() == list(range(len(units)))


def test_ids_are_opaque_distinct_and_stay(units: UnitTable, town: Path, places: Callable[..., Any]) -> None:
    ids = units.ids.to_pylist()
    assert len(set(ids)) == len(ids)
    assert ids[-1] == "city"
    assert all(name[1] == "-" and len(name) == 9 for name in ids[:-1])
    streets = geopandas.read_parquet(town.parent / "streets.parquet")
    streets[streets.NAME != "OAK"].to_parquet(town.parent / "streets.parquet")
    again = build_units(load_jurisdiction(town), places(), FLOORS)
    blocks = {ids[at] for at in np.flatnonzero(~units.stretches).tolist()}
    assert {name for name, stretch in zip(again.ids.to_pylist(), again.stretches, strict=True) if not stretch} < blocks
    assert again.digest != units.digest


def test_the_same_layers_give_the_same_table(units: UnitTable, town: Path, places: Callable[..., Any]) -> None:
    again = build_units(load_jurisdiction(town), places(), FLOORS)
    assert again.digest == units.digest
    assert again.wkb.equals(units.wkb)
    assert build_units(load_jurisdiction(town), places(style="{block} blk {street}"), FLOORS).digest != units.digest


def test_saved_loaded_and_pickled_it_is_the_same(units: UnitTable, tmp_path: Path) -> None:
    units.save(tmp_path)
    for copy in (UnitTable.load(tmp_path), pickle.loads(pickle.dumps(units))):
        for name in ("ids", "label", "key", "street", "wkb"):
            assert getattr(copy, name).equals(getattr(units, name)), name
        for name in ("level", "households", "own", "parents", "hundred", "hyphen", "points"):
            np.testing.assert_array_equal(getattr(copy, name), getattr(units, name))
        assert (copy.digest, copy.ladder, copy.safety, copy.metres) == (
            units.digest, units.ladder, units.safety, units.metres,
        )  # fmt: skip
    assert geopandas.read_parquet(tmp_path / "units.parquet").crs.to_epsg() == 4326


def test_a_table_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"units\.parquet"):
        UnitTable.load(tmp_path)


def test_without_a_jurisdiction_there_is_only_the_city(places: Callable[..., Any]) -> None:
    units = build_units(load_jurisdiction(None), places(), FLOORS)
    assert units.bare
    assert units.ladder == ("city",)
    assert units.skipped == ("block", "beat", "district")
    assert not units.has_households
    assert units.geometry().isna().all()


def test_levels_without_a_layer_are_skipped(town: Path, places: Callable[..., Any]) -> None:
    ladder = ("block", "block_group", "beat", "tract", "city")
    units = build_units(load_jurisdiction(town), places(ladder=ladder), FLOORS)
    assert units.ladder == ("block", "beat", "city")
    assert units.skipped == ("block_group", "tract")


def test_a_line_over_two_hundreds_is_cut_in_proportion(units: UnitTable, named: Callable[[str], int]) -> None:
    shapes = units.geometry().to_crs(units.metres)
    first, second = shapes.iloc[named("100 BLOCK 1ST ST")], shapes.iloc[named("200 BLOCK 1ST ST")]
    assert first.length == pytest.approx(100, abs=2)
    assert second.length == pytest.approx(100, abs=2)
    assert first.distance(second) == pytest.approx(0, abs=0.1)
    assert first.bounds[0] < second.bounds[0]


def edit(town: Path, name: str, change: Callable[[Any], Any]) -> Path:
    path = town.parent / f"{name}.parquet"
    change(geopandas.read_parquet(path)).to_parquet(path)
    return town


def test_numbers_that_fall_along_the_line(town: Path, places: Callable[..., Any], named: Callable[[str], int]) -> None:
    def flip(streets: Any) -> Any:
        streets.loc[streets.NAME == "1ST", ["LF", "LT", "RF", "RT"]] = [299, 101, 298, 102]
        return streets

    units = build_units(load_jurisdiction(edit(town, "streets", flip)), places(), FLOORS)
    shapes = dict(zip(units.label.to_pylist(), units.geometry().to_crs(units.metres), strict=True))
    assert shapes["200 BLOCK 1ST ST"].bounds[0] < shapes["100 BLOCK 1ST ST"].bounds[0]


def test_impossible_ranges_are_left_out_and_noted(town: Path, places: Callable[..., Any]) -> None:
    def typo(streets: Any) -> Any:
        streets.loc[streets.NAME == "OAK", "LT"] = 99_999
        return streets

    units = build_units(load_jurisdiction(edit(town, "streets", typo)), places(), FLOORS)
    assert "0 BLOCK N OAK AVE" not in units.label.to_pylist()
    assert "2 street segments" in units.notes[0]


def test_alleys_named_in_the_file_are_left_out(town: Path, places: Callable[..., Any]) -> None:
    town.write_text(town.read_text().replace("type: SUF,", "type: SUF, leave_out: {NAME: [ELM]},"))
    labels = build_units(load_jurisdiction(town), places(), FLOORS).label.to_pylist()
    assert not any("ELM" in label for label in labels)


def test_hyphenated_ranges_make_hyphenated_blocks(town: Path, places: Callable[..., Any]) -> None:
    def queens(streets: Any) -> Any:
        for column in ("LF", "LT", "RF", "RT"):
            streets[column] = streets[column].astype(str)
        rows = (streets.NAME == "2ND") & (streets.LF == "101")
        streets.loc[rows, ["LF", "LT", "RF", "RT"]] = ["12-01", "12-99", "12-02", "12-98"]
        return streets

    units = build_units(load_jurisdiction(edit(town, "streets", queens)), places(), FLOORS)
    at = units.label.to_pylist().index("12-00 BLOCK 2ND ST")
    assert units.hyphen[at]
    assert units.hundred[at] == 12


def test_two_segments_of_one_hundred_are_one_block(town: Path, places: Callable[..., Any]) -> None:
    def halves(streets: Any) -> Any:
        streets.loc[streets.NAME == "2ND", ["LF", "LT", "RF", "RT"]] = [101, 199, 102, 198]
        return streets

    units = build_units(load_jurisdiction(edit(town, "streets", halves)), places(), FLOORS)
    shape = units.geometry().iloc[units.label.to_pylist().index("100 BLOCK 2ND ST")]
    assert shape.geom_type == "LineString"
    lengths = dict(zip(units.label.to_pylist(), units.geometry().to_crs(units.metres).length, strict=True))
    assert lengths["100 BLOCK 2ND ST"] == pytest.approx(200, abs=0.1)


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson"])
def test_other_formats_give_the_same_households(
    town: Path, places: Callable[..., Any], units: UnitTable, suffix: str
) -> None:
    for name in ("streets", "houses", "beats", "district"):
        frame = geopandas.read_parquet(town.parent / f"{name}.parquet")
        frame.to_crs(4326).to_file(town.parent / f"{name}.{suffix}", engine="pyogrio")
    town.write_text(town.read_text().replace(".parquet", f".{suffix}"))
    assert own(build_units(load_jurisdiction(town), places(), FLOORS)) == own(units)


def test_a_layer_in_feet_is_measured_in_metres(town: Path, places: Callable[..., Any], units: UnitTable) -> None:
    for name in ("streets", "houses", "beats", "district"):
        edit(town, name, lambda frame: frame.to_crs(3418))  # Iowa South, US survey feet
    town.write_text(town.read_text().replace("crs: EPSG:32615", "crs: EPSG:3418"))
    again = build_units(load_jurisdiction(town), places(), FLOORS)
    assert again.metres != "EPSG:3418"
    assert own(again) == own(units)


# --- who is counted where ----------------------------------------------------------------------------------------


def test_parcels_count_their_dwellings(town: Path, places: Callable[..., Any], units: UnitTable) -> None:
    edit(town, "houses", lambda frame: frame.set_geometry(frame.geometry.buffer(4, cap_style="square")))
    town.write_text(town.read_text().replace("kind: address_points", "kind: parcels"))
    assert own(build_units(load_jurisdiction(town), places(), FLOORS)) == own(units)


def test_points_without_an_address_are_counted_on_the_nearest_block(town: Path, places: Callable[..., Any]) -> None:
    edit(town, "houses", lambda frame: frame[["units", "geometry"]])
    units = build_units(load_jurisdiction(town), places(), FLOORS)
    counted = own(units)
    assert counted["100 BLOCK W MAIN ST"] == 30
    assert counted["200 BLOCK 1ST ST"] == 9
    assert counted["Beat 2"] == 7
    assert units.households[units.city] == 78


def test_without_a_count_every_point_is_one_household(town: Path, places: Callable[..., Any]) -> None:
    town.write_text(town.read_text().replace(", count: units", ""))
    units = build_units(load_jurisdiction(town), places(), FLOORS)
    assert units.households[units.city] == 12


def test_dwellings_that_are_not_stated_are_not_assumed(town: Path, places: Callable[..., Any]) -> None:
    def blank(houses: Any) -> Any:
        houses["units"] = houses["units"].astype(float)
        houses.loc[0, "units"] = np.nan
        return houses

    units = build_units(load_jurisdiction(edit(town, "houses", blank)), places(), FLOORS)
    assert own(units)["100 BLOCK W MAIN ST"] == 0


def census(town: Path, boxes: list[tuple[float, float, float, float]], homes: list[int]) -> Path:
    east, north = 500_000.0, 4_600_000.0
    geopandas.GeoDataFrame(
        {"HOUSING": homes},
        geometry=[shapely.box(east + w, north + s, east + e, north + n) for w, s, e, n in boxes],
        crs="EPSG:32615",
    ).to_parquet(town.parent / "census.parquet")
    text = town.read_text()
    old = "{file: houses.parquet, kind: address_points, count: units}"
    town.write_text(text.replace(old, "{file: census.parquet, kind: census_blocks, count: HOUSING}"))
    return town


def test_census_housing_is_shared_among_the_faces_around_it(town: Path, places: Callable[..., Any]) -> None:
    """The block between MAIN, OAK, 1ST and ELM: four faces of 50 numbers each share its 40 homes."""
    units = build_units(load_jurisdiction(census(town, [(0, 0, 100, 100)], [40])), places(), FLOORS)
    counted = own(units)
    faces = ["100 BLOCK E MAIN ST", "100 BLOCK 1ST ST", "0 BLOCK N OAK AVE", "0 BLOCK N ELM AVE"]
    assert sum(counted[face] for face in faces) == pytest.approx(40)
    assert all(counted[face] == pytest.approx(10, abs=0.3) for face in faces)
    assert units.safety == 2.0


def test_a_census_block_without_a_face_stays_in_its_area(town: Path, places: Callable[..., Any]) -> None:
    layer = census(town, [(0, 0, 100, 100), (120, 500, 160, 540)], [40, 6])
    units = build_units(load_jurisdiction(layer), places(), FLOORS)
    assert own(units)["Beat 2"] == 6
    assert units.households[units.city] == pytest.approx(46)


def test_a_side_without_numbers_gets_no_homes(town: Path, places: Callable[..., Any]) -> None:
    """North of 2ND ST is only its left side, counted from west to east; without numbers nobody is there.

    The middle of the census block is too far away to be located on the street.
    """

    def right_only(streets: Any) -> Any:
        streets.loc[streets.NAME == "2ND", ["LF", "LT"]] = 0
        return streets

    north = [(0, 200, 100, 400)]
    both = build_units(load_jurisdiction(census(town, north, [20])), places(), FLOORS)
    assert own(both)["100 BLOCK 2ND ST"] == pytest.approx(20)
    units = build_units(load_jurisdiction(edit(town, "streets", right_only)), places(), FLOORS)
    assert own(units)["100 BLOCK 2ND ST"] == 0
    assert own(units)["Beat 1"] == 20


# --- typed tables ------------------------------------------------------------------------------------------------


def typed(tmp_path: Path, beats: str, district: str = "") -> Path:
    (tmp_path / "beats.csv").write_text(beats, encoding="utf-8")
    (tmp_path / "districts.csv").write_text(district, encoding="utf-8")
    path = tmp_path / "typed.yaml"
    second = "\n  district: {file: districts.csv}" if district else ""
    path.write_text(f"levels:\n  beat: {{file: beats.csv}}{second}\n", encoding="utf-8")
    return path


def test_a_table_that_somebody_typed_is_enough(tmp_path: Path, places: Callable[..., Any]) -> None:
    path = typed(
        tmp_path,
        "beat,households,source,district\n1,600,ACS,N\n2,400,ACS,N\n3,,ACS,S\n",
        "district,households,source\nN,1100,ACS\nS,900,ACS\n",
    )
    units = build_units(load_jurisdiction(path), places(), FLOORS)
    assert units.ladder == ("beat", "district", "city")
    assert units.skipped == ("block",)
    assert units.label.to_pylist() == ["Beat 1", "Beat 2", "Beat 3", "District N", "District S", "CITY"]
    assert units.parents[:3, 1].tolist() == [3, 3, 4]
    np.testing.assert_array_equal(units.households, [600, 400, np.nan, 1100, 900, 2000])
    np.testing.assert_array_equal(units.own, [600, 400, np.nan, 100, 900, 0])
    assert units.geometry().isna().all()


def test_areas_without_any_count_have_no_households(town: Path, places: Callable[..., Any]) -> None:
    lines = [line for line in town.read_text().splitlines() if not line.startswith("households")]
    town.write_text("\n".join(lines))
    units = build_units(load_jurisdiction(town), places(), FLOORS)
    assert not units.has_households


# --- what is wrong with a layer ----------------------------------------------------------------------------------


def test_a_column_that_is_not_there_is_named(town: Path, places: Callable[..., Any]) -> None:
    town.write_text(town.read_text().replace("id: BEAT", "id: BEATS"))
    with pytest.raises(DataMismatch) as caught:
        build_units(load_jurisdiction(town), places(), FLOORS)
    assert "no column 'BEATS'" in str(caught.value)
    assert "Did you mean 'BEAT'?" in str(caught.value)


def test_an_area_without_an_id_is_a_mismatch(town: Path, places: Callable[..., Any]) -> None:
    def blank(beats: Any) -> Any:
        beats.loc[1, "BEAT"] = ""
        return beats

    with pytest.raises(DataMismatch, match=r"row 1, column 'BEAT'.*a beat has no id"):
        build_units(load_jurisdiction(edit(town, "beats", blank)), places(), FLOORS)


def test_a_damaged_layer_is_a_mismatch(town: Path, places: Callable[..., Any]) -> None:
    (town.parent / "beats.parquet").write_bytes(b"not a layer")
    with pytest.raises(DataMismatch, match="the layer cannot be read"):
        build_units(load_jurisdiction(town), places(), FLOORS)


@pytest.mark.parametrize(("name", "needed"), [("streets", "lines"), ("beats", "polygons")])
def test_shapes_of_the_wrong_kind_are_a_mismatch(
    town: Path, places: Callable[..., Any], name: str, needed: str
) -> None:
    edit(town, name, lambda frame: frame.set_geometry(frame.geometry.centroid))
    with pytest.raises(DataMismatch, match=f"shapes are not {needed}"):
        build_units(load_jurisdiction(town), places(), FLOORS)


def test_streets_without_shapes_are_a_mismatch(town: Path, places: Callable[..., Any]) -> None:
    (town.parent / "streets.csv").write_text("NAME,PRE,SUF,LF,LT,RF,RT\nMAIN,E,ST,101,199,102,198\n")
    town.write_text(town.read_text().replace("streets.parquet", "streets.csv"))
    with pytest.raises(DataMismatch, match="the layer has no shapes; lines are needed here"):
        build_units(load_jurisdiction(town), places(), FLOORS)


def test_addresses_in_a_plain_table_are_counted_by_their_text(town: Path, places: Callable[..., Any]) -> None:
    (town.parent / "houses.csv").write_text("ADDRESS,UNITS\n102 W Main Street,30\n1 LAKE RD,7\n")
    text = town.read_text().replace("houses.parquet", "houses.csv").replace("count: units", "count: UNITS")
    town.write_text(text)
    units = build_units(load_jurisdiction(town), places(), FLOORS)
    assert own(units)["100 BLOCK W MAIN ST"] == 30
    assert own(units)["Littleton"] == 7


def test_homes_on_a_street_that_no_address_can_name_are_somewhere_in_the_city(
    town: Path, places: Callable[..., Any]
) -> None:
    """A record there says "110 BLOCK ST", which is read as a block: its households must not be anybody's cover."""

    def odd(streets: Any) -> Any:
        streets.loc[streets.NAME == "1ST", "NAME"] = "BLOCK"
        return streets

    layer = census(edit(town, "streets", odd), [(0, 0, 100, 100)], [40])
    units = build_units(load_jurisdiction(layer), places(), FLOORS)
    assert not any("BLOCK BLOCK" in label for label in units.label.to_pylist())
    assert own(units)["Littleton"] == pytest.approx(10, abs=0.3)
    assert own(units)["100 BLOCK E MAIN ST"] == pytest.approx(10, abs=0.3)
