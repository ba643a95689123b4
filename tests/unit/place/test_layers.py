"""Where layers lie: a coordinate system that is missing or wrong is found before anything is measured."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from redact.errors import DataMismatch
from redact.place import UnitTable, build_units, load_jurisdiction
from redact.place.extent import check_extents, extent_of
from redact.place.feet import INTERNATIONAL_FOOT, SURVEY_FOOT, foot_doubts
from redact.place.layers import Layers
from redact.place.reading import digest_of

IOWA_FEET = 3418
"""The town lies in Iowa; this is its State Plane system in US survey feet."""

EDGES = {"streets": "streets", "houses": "households", "beats": "beat", "district": "district"}


def change(town: Path, name: str, edit: Callable[[Any], Any]) -> None:
    path = town.parent / f"{name}.parquet"
    edit(geopandas.read_parquet(path)).to_parquet(path)


def numbers(frame: Any, system: int) -> Any:
    """The layer's coordinates in a system, with nothing that says which."""
    return frame.to_crs(system).set_crs(None, allow_override=True)


def own(units: UnitTable) -> dict[str, float]:
    """Who lives where, those without anybody aside."""
    return {label: homes for label, homes in zip(units.label.to_pylist(), units.own.tolist(), strict=True) if homes}


def refused(town: Path) -> str:
    with pytest.raises(DataMismatch) as caught:
        Layers(load_jurisdiction(town)).layer("streets.parquet")
    assert caught.value.exit_code == 11
    return str(caught.value)


def without_crs(town: Path) -> None:
    town.write_text(town.read_text().replace("crs: EPSG:32615\n", ""))


# --- a system that is missing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (4326, "EPSG:4326 (longitude and latitude) would put it in its place: write crs: EPSG:4326"),
        (3857, "EPSG:3857 (Web Mercator, metres) would put it"),
        (IOWA_FEET, "EPSG:3418 (NAD83 / Iowa South (ftUS)) would put it"),
        (26915, "EPSG:26915 (NAD83 / UTM zone 15N) would put it"),
    ],
)
def test_a_layer_that_does_not_say_its_system_gets_the_one_that_fits(town: Path, system: int, expected: str) -> None:
    without_crs(town)
    change(town, "beats", lambda frame: numbers(frame, system))
    message = refused(town)
    assert "the layer 'levels: beat' is in the wrong place: it does not say its coordinate system" in message
    assert expected in message
    assert "into the entry 'beat'" in message
    assert "beats.parquet" in message


def test_with_the_proposed_system_everything_is_as_before(
    town: Path, places: Callable[..., Any], units: UnitTable
) -> None:
    without_crs(town)
    change(town, "beats", lambda frame: numbers(frame, IOWA_FEET))
    town.write_text(town.read_text().replace("id: BEAT}", f"id: BEAT, crs: EPSG:{IOWA_FEET}}}"))
    assert own(build_units(load_jurisdiction(town), places())) == own(units)


def test_an_entrys_system_is_stronger_than_a_file_that_says_a_wrong_one(
    town: Path, places: Callable[..., Any], units: UnitTable
) -> None:
    change(town, "beats", lambda frame: numbers(frame, IOWA_FEET).set_crs(4326))
    assert "its system, WGS 84, is in degrees, and its numbers are none" in refused(town)
    town.write_text(town.read_text().replace("id: BEAT}", f"id: BEAT, crs: EPSG:{IOWA_FEET}}}"))
    assert own(build_units(load_jurisdiction(town), places())) == own(units)


def test_no_layer_says_its_system(town: Path) -> None:
    without_crs(town)
    for name in EDGES:
        change(town, name, lambda frame: numbers(frame, 32615))
    assert "Ask who made the file for its coordinate system" in refused(town)


def test_an_entrys_system_must_be_one(town: Path) -> None:
    town.write_text(town.read_text().replace("id: BEAT}", "id: BEAT, crs: EPSG:99}"))
    with pytest.raises(DataMismatch, match=r"jurisdiction.yaml:4:.*'EPSG:99' is no coordinate system"):
        load_jurisdiction(town)


# --- a system that is wrong --------------------------------------------------------------------------------------


def test_latitude_and_longitude_swapped(town: Path) -> None:
    change(
        town, "houses", lambda frame: frame.set_geometry(
            shapely.transform(frame.to_crs(4326).geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs=4326
        ),
    )  # fmt: skip
    message = refused(town)
    assert "the layer 'households' is in the wrong place: latitude and longitude are swapped" in message


def test_feet_read_as_metres(town: Path) -> None:
    """Iowa South in feet, in a file that says Iowa South in metres: three times as far from the origin."""
    change(town, "streets", lambda frame: numbers(frame, IOWA_FEET).set_crs(26976))
    message = refused(town)
    assert "the layer 'streets' is in the wrong place" in message
    assert "perhaps its numbers are feet where metres are meant" in message
    assert "EPSG:3418 (NAD83 / Iowa South (ftUS)) would put it in its place" in message


def test_degrees_that_say_they_are_metres(town: Path) -> None:
    change(town, "beats", lambda frame: numbers(frame, 4326).set_crs(26976))
    message = refused(town)
    assert "its numbers look as if they were" in message
    assert "write crs: EPSG:4326" in message


def test_another_towns_layer(town: Path) -> None:
    change(town, "houses", lambda frame: frame.set_geometry(frame.geometry.translate(xoff=40_000)))
    message = refused(town)
    assert "the layer 'households' is in the wrong place: it lies 40 km away from the others" in message
    assert "levels: beat" in message


def test_the_citys_outline_decides_who_is_wrong(town: Path) -> None:
    """Streets and houses of a neighbour agree with each other, and yet are not this city's."""
    for name in ("houses", "streets"):
        change(town, name, lambda frame: frame.set_geometry(frame.geometry.translate(xoff=40_000)))
    town.write_text(town.read_text().replace("  beat: {", "  city: {file: district.parquet, id: ID}\n  beat: {"))
    assert "the layer 'households' is in the wrong place" in refused(town)


@pytest.mark.parametrize(
    ("system", "box"),
    [
        (4269, (-84, 39, -83, 40)),
        (4269, (144.6, 13.2, 145.0, 13.7)),  # Guam, in the system of the mainland, as its Census files are
        (3338, (219_000, 1_240_000, 260_000, 1_270_000)),  # Anchorage; the system's region crosses the date line
        (2248, (1_390_000, 560_000, 1_440_000, 620_000)),  # Baltimore, in feet
    ],
)
def test_a_layer_alone_in_its_own_region_is_right(system: int, box: tuple[float, float, float, float]) -> None:
    frame = geopandas.GeoDataFrame(geometry=[shapely.box(*box)], crs=system)
    extent = extent_of("x", Path("x"), frame, frame.crs)
    assert extent is not None
    check_extents([extent])


def test_a_layer_without_shapes_lies_nowhere() -> None:
    assert extent_of("x", Path("x"), geopandas.GeoDataFrame(geometry=[], crs=4326), None) is None


# --- the two feet ------------------------------------------------------------------------------------------------


def in_feet(frame: Any, foot: float) -> Any:
    """The layer as somebody exports it in State Plane feet of this length; it says US survey feet in any case."""
    survey = frame.to_crs(IOWA_FEET)
    scaled = shapely.transform(survey.geometry.to_numpy(), lambda xy: xy * (SURVEY_FOOT / foot))
    return survey.set_geometry(scaled, crs=IOWA_FEET)


@pytest.mark.parametrize(("foot", "doubted"), [(SURVEY_FOOT, False), (INTERNATIONAL_FOOT, True)])
def test_the_wrong_foot_shows_where_layers_share_lines(town: Path, foot: float, doubted: bool) -> None:
    def corners_on_streets(beats: Any) -> Any:
        east, north = 500_000.0, 4_600_000.0
        boxes = [shapely.box(east + x, north, east + x + 100, north + 200) for x in (0, 100)]
        return in_feet(beats.set_geometry(boxes, crs=beats.crs), foot)

    change(town, "beats", corners_on_streets)
    doubts = list(foot_doubts(Layers(load_jurisdiction(town))))
    assert [(each.name, each.other) for each in doubts] == ([("levels: beat", "streets")] if doubted else [])
    if doubted:
        assert 0.3 < doubts[0].metres < 3
        assert doubts[0].instead < 0.05


# --- which rows are meant ----------------------------------------------------------------------------------------


def test_only_some_rows(town: Path, places: Callable[..., Any], units: UnitTable) -> None:
    """A state's file of beats, of which the town's are meant; what is not kept may lie anywhere."""

    def state(beats: Any) -> Any:
        far = beats.set_geometry(beats.geometry.translate(xoff=300_000)).assign(COUNTY="003")
        return geopandas.pd.concat([beats.assign(COUNTY="001"), far], ignore_index=True)

    change(town, "beats", state)
    text = town.read_text()
    town.write_text(text.replace("id: BEAT}", 'id: BEAT, only: {COUNTY: ["001"]}}'))
    assert own(build_units(load_jurisdiction(town), places())) == own(units)
    town.write_text(text.replace("id: BEAT}", 'id: BEAT, only: {COUNTY: ["1"]}}'))
    with pytest.raises(DataMismatch, match="only: no row has one of the wanted values"):
        build_units(load_jurisdiction(town), places())
    town.write_text(text.replace("id: BEAT}", 'id: BEAT, only: {COUNTIES: ["001"]}}'))
    with pytest.raises(DataMismatch, match="Did you mean 'COUNTY'"):
        build_units(load_jurisdiction(town), places())


def test_two_entries_of_one_file_must_agree(town: Path) -> None:
    town.write_text(
        town.read_text().replace(
            "  district:", "  zone: {file: beats.parquet, id: BEAT, only: {BEAT: ['1']}}\n  district:"
        )
    )
    with pytest.raises(DataMismatch, match="another entry uses this file with another 'crs' or 'only'"):
        load_jurisdiction(town)


def test_what_lies_outside_the_city_is_left_out(town: Path, places: Callable[..., Any]) -> None:
    """The city ends at x = 130: blocks whose middle is at 150 and the three homes east of 145 are its neighbour's."""
    east, north = 500_000.0, 4_600_000.0
    outline = shapely.box(east - 300, north - 300, east + 130, north + 800)
    geopandas.GeoDataFrame({"N": ["L"]}, geometry=[outline], crs="EPSG:32615").to_parquet(town.parent / "city.parquet")
    town.write_text(town.read_text().replace("levels:\n", "levels:\n  city: {file: city.parquet, id: N}\n"))
    jurisdiction = load_jurisdiction(town)
    units = build_units(jurisdiction, places())
    labels = units.label.to_pylist()
    assert "200 BLOCK E MAIN ST" not in labels
    assert "100 BLOCK E MAIN ST" in labels
    assert "Beat 2" in labels, "a seventh of it lies in the city"
    assert units.households[units.city] == sum(row for row in (30, 1, 1, 1, 2, 6, 4, 9, 3))
    assert Layers(jurisdiction).layer("houses.parquet").outside == 3


# --- files -------------------------------------------------------------------------------------------------------


def test_a_shapefile_may_stay_in_its_zip(town: Path, places: Callable[..., Any], units: UnitTable) -> None:
    folder = town.parent / "unzipped"
    folder.mkdir()
    geopandas.read_parquet(town.parent / "streets.parquet").to_file(folder / "streets.shp", engine="pyogrio")
    with zipfile.ZipFile(town.parent / "streets.zip", "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    town.write_text(town.read_text().replace("streets.parquet", "streets.zip"))
    assert own(build_units(load_jurisdiction(town), places())) == own(units)


def test_the_digest_of_a_shapefile_covers_its_table(town: Path) -> None:
    path = town.parent / "beats.shp"
    beats = geopandas.read_parquet(town.parent / "beats.parquet")
    beats.to_file(path, engine="pyogrio")
    before = digest_of(path)
    shape = path.read_bytes()
    beats.assign(BEAT=["1", "9"]).to_file(path, engine="pyogrio")
    assert path.read_bytes() == shape
    assert digest_of(path) != before


def test_addresses_in_a_table_with_coordinates_are_points(town: Path, places: Callable[..., Any]) -> None:
    """Longitude and latitude: the house on LOST LN finds the street beside it, and beat 2 gets LAKE RD's."""
    houses = geopandas.read_parquet(town.parent / "houses.parquet").to_crs(4326)
    table = houses.drop(columns="geometry").assign(Longitude=houses.geometry.x, Latitude=houses.geometry.y)
    table.to_csv(town.parent / "houses.csv", index=False)
    town.write_text(town.read_text().replace("houses.parquet", "houses.csv"))
    units = build_units(load_jurisdiction(town), places())
    assert own(units)["200 BLOCK 1ST ST"] == 9
    assert own(units)["Beat 2"] == 7


def test_apartments_count_once_each_and_their_building_not_again(town: Path, places: Callable[..., Any]) -> None:
    rows = [("102 W MAIN ST", unit) for unit in ("", "1", "2", "2")] + [("103 E MAIN ST", ""), ("103 E MAIN ST", "")]
    houses = geopandas.GeoDataFrame(
        {"ADDRESS": [address for address, _ in rows], "UNIT": [unit for _, unit in rows]},
        geometry=[shapely.Point(500_000.0, 4_600_000.0)] * len(rows), crs="EPSG:32615",
    )  # fmt: skip
    houses.to_parquet(town.parent / "houses.parquet")
    town.write_text(town.read_text().replace(", count: units", ""))
    counted = own(build_units(load_jurisdiction(town), places()))
    assert counted["100 BLOCK W MAIN ST"] == 2
    assert counted["100 BLOCK E MAIN ST"] == 2, "without apartments every row is a home"
    assert np.isclose(sum(counted.values()), 4)
