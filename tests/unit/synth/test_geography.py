"""Streets, buildings and areas: ranges, households, nesting."""

from __future__ import annotations

from datetime import date

import geopandas
import numpy as np
import pytest

from redact.synth import City
from redact.synth.geography import TOWER, Geography, build_geography
from redact.synth.people import settle_people
from redact.synth.streams import stream
from redact.synth.streets import CORE, RURAL, lay_out, side_for


@pytest.fixture(scope="module")
def geography() -> Geography:
    return build_geography(1, 36_000)


def test_there_are_dense_and_sparse_parts(geography: Geography) -> None:
    assert 28_000 < geography.housing.sum() < 45_000
    units = np.bincount(
        geography.buildings.segment, weights=geography.buildings.units, minlength=len(geography.streets)
    )
    lived = units[units > 0]
    assert (lived < 8).mean() > 0.3
    assert (lived > 20).mean() > 0.05
    assert (geography.buildings.use == TOWER).sum() > 10
    assert {CORE, RURAL} <= set(geography.blocks.kind.tolist())


def test_a_hundred_block_is_found_by_its_address_alone(geography: Geography) -> None:
    streets = geography.streets
    keys = list(zip(streets.label.to_pylist(), streets.hundred.tolist(), strict=True))
    assert len(set(keys)) == len(keys)
    addresses = geography.buildings.address.to_pylist()
    assert len(set(addresses)) == len(addresses)


def test_directions_matter(geography: Geography) -> None:
    pairs = set(zip(geography.streets.label.to_pylist(), geography.streets.hundred.tolist(), strict=True))
    twins = sum((label.replace("E ", "W ", 1), hundred) in pairs for label, hundred in pairs if label.startswith("E "))
    assert twins > 200


def test_buildings_stand_beside_their_block(geography: Geography) -> None:
    buildings, streets, blocks = geography.buildings, geography.streets, geography.blocks
    at = buildings.segment
    assert (buildings.number // 100 * 100 == streets.hundred[at]).all()
    odd = buildings.number % 2 == 1
    assert (buildings.block == np.where(odd, streets.left[at], streets.right[at])).all()
    inside = (
        (buildings.x > blocks.x0[buildings.block])
        & (buildings.x < blocks.x1[buildings.block])
        & (buildings.y > blocks.y0[buildings.block])
        & (buildings.y < blocks.y1[buildings.block])
    )
    assert inside.all()


def test_areas_nest_and_hold_about_the_same(geography: Geography) -> None:
    areas = geography.areas
    for inner, outer in ((areas.block_group, areas.beat), (areas.beat, areas.tract), (areas.tract, areas.district)):
        for number in range(int(inner.max()) + 1):
            assert len(set(outer[inner == number].tolist())) == 1
    assert [int(level.max()) + 1 for level in (areas.district, areas.tract, areas.beat, areas.block_group)] == [
        6,
        12,
        24,
        72,
    ]
    beats = np.bincount(areas.beat, weights=geography.housing)
    assert beats.min() > 500
    assert beats.max() < 2 * beats.min()


def test_every_dwelling_has_a_household_of_people(geography: Geography) -> None:
    households, people = settle_people(geography, 1, date(2026, 1, 1), unique=False)
    assert len(households) == geography.buildings.units.sum() == geography.housing.sum()
    assert (np.bincount(households.building, minlength=len(geography.buildings)) == geography.buildings.units).all()
    assert (np.bincount(people.household) == households.size).all()
    assert (people.household[households.head] == np.arange(len(households))).all()
    for role in (households.partner, households.child, households.elder):
        there = role >= 0
        assert (people.household[role[there]] == np.flatnonzero(there)).all()
    assert (people.household[households.former] != np.arange(len(households))).all()
    epoch = (date(2026, 1, 1) - date(1970, 1, 1)).days
    assert ((epoch - people.born[households.child[households.child >= 0]]) < 18 * 365.25).all()
    assert ((epoch - people.born[households.head]) > 18 * 365).all()


def test_layers_count_the_same_households(city: City) -> None:
    layers = city.folder / "layers"
    read = {path.stem: geopandas.read_parquet(path) for path in sorted(layers.glob("*.parquet"))}
    assert set(read) == {
        "address_points",
        "beats",
        "block_groups",
        "census_blocks",
        "districts",
        "sensitive_places",
        "streets",
        "tracts",
    }
    total = read["address_points"]["units"].sum()
    assert read["census_blocks"]["housing_units"].sum() == total
    for name in ("beats", "block_groups", "districts", "tracts"):
        assert read[name]["households"].sum() == total
        joined = geopandas.sjoin(read["address_points"], read[name][["households", "geometry"]], predicate="within")
        assert len(joined) == len(read["address_points"])
        assert (joined.groupby("index_right")["units"].sum() == read[name]["households"]).all()
    assert {layer.crs.to_epsg() for layer in read.values()} == {32615}


def test_street_ranges_hold_their_addresses(city: City) -> None:
    layers = city.folder / "layers"
    streets = geopandas.read_parquet(layers / "streets.parquet")
    points = geopandas.read_parquet(layers / "address_points.parquet")
    ranges = streets.set_index(["dir", "name", "type", "from_left"])
    points["from_left"] = points["number"] // 100 * 100 + 1
    found = points.join(ranges, on=["dir", "street", "type", "from_left"], suffixes=("", "_street"))
    rural = found["to_left"].isna()
    assert 0.01 < rural.mean() < 0.04
    assert found["street"][rural].str.match(r"(COUNTY ROAD|STATE ROUTE) \d+$").all()
    found = found[~rural]
    assert (found["number"].between(found["from_left"], found["to_left"])).all()
    assert found["geometry"].distance(geopandas.GeoSeries(found["geometry_street"], crs=points.crs)).max() < 17


def test_shelter_and_hospital_are_sensitive_and_look_like_any_building(city: City) -> None:
    layers = city.folder / "layers"
    sensitive = geopandas.read_parquet(layers / "sensitive_places.parquet")
    assert sensitive["kind"].tolist() == ["shelter", "hospital"]
    points = geopandas.read_parquet(layers / "address_points.parquet").set_index("address")
    assert points.loc[sensitive["address"], "use"].tolist() == ["other", "other"]


def test_around_the_city_are_few_houses_on_roads_without_numbers(geography: Geography) -> None:
    streets, buildings = geography.streets, geography.buildings
    rural = ~streets.ranged[buildings.segment]
    assert buildings.address.to_pandas()[rural].str.match(r"\d{3,5} (COUNTY ROAD|STATE ROUTE) \d+$").all()
    around = np.array([label.startswith(("COUNTY ROAD", "STATE ROUTE")) for label in streets.label.to_pylist()])
    homes = buildings.units[around[buildings.segment]].sum()
    assert 0.015 < homes / buildings.units.sum() < 0.035
    assert (around == ~streets.ranged).all()
    assert (streets.kind[around] == RURAL).all()
    assert np.isfinite(streets.mile).sum() == 4 * 2 * 8, "two state routes, each in two parts of two sections"


def test_the_city_within_does_not_depend_on_what_is_around(geography: Geography) -> None:
    side = side_for(36_000)
    streets, blocks = lay_out(side, stream(1, "streets"))
    assert geography.streets.label[: len(streets)].equals(streets.label)
    assert (geography.blocks.x0[: len(blocks)] == blocks.x0).all()
    edge = (streets.left < 0) | (streets.right < 0)
    assert edge.sum() == 4 * side * 8
    assert (geography.streets.left[: len(streets)] >= 0).all()
    assert (geography.streets.right[: len(streets)] >= 0).all()
    outer = geography.blocks.x0[len(blocks) :]
    assert len(outer) == (side + 4) ** 2 - side**2
    area = (geography.blocks.x1 - geography.blocks.x0) * (geography.blocks.y1 - geography.blocks.y0)
    assert area.sum() == pytest.approx((side + 4) ** 2 * 1e6), "no gap and no overlap"


def test_records_out_there_say_house_numbers_mile_posts_and_points(city: City) -> None:
    truth = city.truth().to_pandas()
    rural = truth[truth["address"].str.contains("COUNTY ROAD|STATE ROUTE|SR ", na=False)]
    assert 0.01 < len(rural) / len(truth) < 0.08
    assert rural["address"].str.match(r"\d+ (COUNTY ROAD|STATE ROUTE) \d+$").sum() > 20
    posts = rural[rural["address"].str.contains(" MP ")]
    assert posts["address"].str.match(r"SR (9|14) MP \d+\.\d$").all()
    assert len(posts) > 3
    beats = geopandas.read_parquet(city.folder / "layers" / "beats.parquet").set_index("beat")["geometry"]
    spots = geopandas.GeoSeries.from_xy(rural["x"], rural["y"], crs=32615)
    assert beats.loc[rural["beat"]].reset_index(drop=True).distance(spots.reset_index(drop=True)).max() < 17
