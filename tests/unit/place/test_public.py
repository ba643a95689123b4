"""What the public gets about places."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import shapely
from shapely.geometry import shape

from redact.place import UnitTable, bare_city, places_geojson, preimage_households, publishable, representative_points


def test_units_as_geojson(units: UnitTable, named: Callable[[str], int]) -> None:
    wanted = [units.ids[named(label)].as_py() for label in ("100 BLOCK W MAIN ST", "Beat 2", "Littleton")]
    found = places_geojson(units, wanted)
    assert [each["properties"]["label"] for each in found["features"]] == ["100 BLOCK W MAIN ST", "Beat 2", "Littleton"]
    block, beat, city = found["features"]
    assert block["geometry"]["type"] == "LineString"
    assert beat["geometry"]["type"] == city["geometry"]["type"] == "Polygon"
    assert block["id"] == block["properties"]["id"] == wanted[0]
    assert [each["properties"]["precision"] for each in found["features"]] == ["block", "beat", "city"]
    assert [each["properties"]["households"] for each in found["features"]] == ["20-49", "20-49", "50-99"]
    west, south, east, north = shape(city["geometry"]).bounds
    assert -94 < west < east < -92
    assert 41 < south < north < 42
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_all_that_may_be_published_where_none_are_named(units: UnitTable) -> None:
    found = {each["properties"]["label"] for each in places_geojson(units)["features"]}
    assert {"200 BLOCK 2ND ST", "100-299 BLOCK 1ST ST", "Beat 1", "Littleton"} <= found
    assert "100 BLOCK 1ST ST" not in found, "six homes are never shown by themselves"


def test_the_band_can_be_that_of_the_preimage(units: UnitTable, named: Callable[[str], int]) -> None:
    counted = preimage_households(units, publishable(units, "block", 8, units.ladder))
    found = places_geojson(units, [units.ids[named("100-299 BLOCK 1ST ST")].as_py()], counted)
    assert found["features"][0]["properties"]["households"] == "8-19"


def test_streets_are_drawn_without_the_vertices_that_nobody_sees(units: UnitTable, named: Callable[[str], int]) -> None:
    """A vertex half a metre off the line goes, a bend of forty stays; the ends are where they were."""
    at = named("100 BLOCK W MAIN ST")
    (west, south), (east, north) = shapely.from_wkb(units.wkb[at].as_py()).coords
    metre = 1 / 111_195
    bent = shapely.LineString(
        [(west, south), (west * 0.75 + east * 0.25, south + 0.5 * metre), ((west + east) / 2, south), (east, north),
         (east, north + 40 * metre)]
    )  # fmt: skip
    wkb = units.wkb.to_pylist()
    wkb[at] = bent.wkb
    drawn = places_geojson(replace(units, wkb=pa.array(wkb, pa.binary())), [units.ids[at].as_py()])
    found = shape(drawn["features"][0]["geometry"])
    assert len(found.coords) == 3
    assert found.coords[0] == pytest.approx((west, south), abs=1e-6)
    assert found.coords[-1] == pytest.approx((east, north + 40 * metre), abs=1e-6)


@pytest.mark.parametrize(("more", "kind"), [(0, None), (1, "LineString"), (2, "MultiLineString")])
def test_parts_without_length_are_not_drawn(
    units: UnitTable, named: Callable[[str], int], more: int, kind: str | None
) -> None:
    at = named("100 BLOCK W MAIN ST")
    nothing = [(-93.0, 41.55), (-93.0, 41.55)]
    parts = [nothing, *([(-93.0, 41.55 + n / 100), (-93.0, 41.555 + n / 100)] for n in range(more))]
    wkb = units.wkb.to_pylist()
    wkb[at] = shapely.MultiLineString(parts).wkb
    drawn = places_geojson(replace(units, wkb=pa.array(wkb, pa.binary())), [units.ids[at].as_py()])
    found = drawn["features"][0]["geometry"]
    assert (found["type"] if found else None) == kind


def test_a_city_without_layers_has_no_shape() -> None:
    feature = places_geojson(bare_city(), ["city"])["features"][0]
    assert feature["geometry"] is None
    assert feature["properties"] == {"id": "city", "label": "CITY", "precision": "city", "households": ""}


def test_no_point_on_a_map_is_at_a_house(units: UnitTable) -> None:
    from pyproj import Transformer

    from .conftest import EAST, HOUSES, NORTH

    points = representative_points(units)
    assert np.isfinite(points).all()
    x, y = Transformer.from_crs("EPSG:4326", units.metres, always_xy=True).transform(points[:, 0], points[:, 1])
    houses = shapely.multipoints([(EAST + east, NORTH + north) for *_, east, north in HOUSES])
    assert (shapely.distance(shapely.points(x, y), houses) >= 15).all()


def test_points_lie_on_a_street_of_their_unit(units: UnitTable) -> None:
    shapes = units.geometry().to_crs(units.metres)
    import geopandas

    points = geopandas.GeoSeries(shapely.points(representative_points(units)), crs="EPSG:4326").to_crs(units.metres)
    assert (shapes.distance(points) < 1.0).all()
    streets = shapely.union_all(shapes[units.level == 0].to_numpy())
    assert points.to_numpy()[-1].distance(streets) < 1.0


@pytest.mark.parametrize("used", [set(), {"b-nothing"}])
def test_nothing_used_is_nothing_drawn(units: UnitTable, used: set[str]) -> None:
    assert places_geojson(units, used) == {"type": "FeatureCollection", "features": []}
