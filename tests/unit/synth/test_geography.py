"""Streets, buildings and areas: ranges, households, nesting."""

from __future__ import annotations

from datetime import date

import geopandas
import numpy as np
import pytest

from redact.synth import City
from redact.synth.geography import TOWER, Geography, build_geography
from redact.synth.people import settle_people
from redact.synth.streets import CORE, RURAL


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
    assert found["to_left"].notna().all()
    assert (found["number"].between(found["from_left"], found["to_left"])).all()
    assert found["geometry"].distance(geopandas.GeoSeries(found["geometry_street"], crs=points.crs)).max() < 17


def test_shelter_and_hospital_are_sensitive_and_look_like_any_building(city: City) -> None:
    layers = city.folder / "layers"
    sensitive = geopandas.read_parquet(layers / "sensitive_places.parquet")
    assert sensitive["kind"].tolist() == ["shelter", "hospital"]
    points = geopandas.read_parquet(layers / "address_points.parquet").set_index("address")
    assert points.loc[sensitive["address"], "use"].tolist() == ["other", "other"]
