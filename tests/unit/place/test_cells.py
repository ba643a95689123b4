"""Cells: places for homes on no numbered street."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.gates.preimage import place_map
from redact.place import UnitTable, build_units, load_jurisdiction, preimage_households, publishable
from redact.place.areas import Areas
from redact.place.cells import cells
from redact.plan.masks import mask_of
from redact.plan.treatments import treatments
from redact.policy import load_policy
from redact.shipped import shipped

from .conftest import CRS, EAST, NORTH, Places

WIDE = 16_000


def districts(*boxes: tuple[float, float, float, float]) -> Areas:
    shapes = np.array([shapely.box(*box) for box in boxes], dtype=object)
    names = tuple(f"{number}" for number in range(len(boxes)))
    return Areas(
        "district", names, tuple(f"District {name}" for name in names), np.full(len(boxes), np.nan), shapes, {}
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, WIDE - 1), st.integers(0, WIDE - 1), st.sampled_from([1, 1, 2, 40])),
        min_size=5, max_size=120,
    ),
    st.sampled_from([4, 20]),
)  # fmt: skip
def test_every_cell_holds_enough_and_they_cover_what_they_divide(homes: list[tuple[int, int, int]], floor: int) -> None:
    x, y, count = (np.array(column, dtype=np.float64) for column in zip(*homes, strict=True))
    border = districts((0, 0, WIDE / 2, WIDE), (WIDE / 2, 0, WIDE, WIDE))
    found = cells(x, y, count, floor, border, None)
    if found is None:
        return
    assert found.shapes is not None
    inside = [float(count[shapely.intersects_xy(shape, x, y)].sum()) for shape in found.shapes]
    assert min(inside) >= floor
    assert border.shapes is not None
    for shape in found.shapes:
        assert sum(area.intersection(shape).area > 1 for area in border.shapes) == 1
    for number, area in enumerate(border.shapes):
        mine = [shape for key, shape in zip(found.ids, found.shapes, strict=True) if key.startswith(f"{number}/")]
        if mine:
            assert sum(shape.area for shape in mine) == pytest.approx(area.area)
            assert shapely.union_all(mine).area == pytest.approx(area.area)


def test_where_homes_are_dense_cells_are_small() -> None:
    random = np.random.default_rng(1)
    x = np.concatenate([random.uniform(0, 1_000, 400), random.uniform(0, WIDE, 100)])
    y = np.concatenate([random.uniform(0, 1_000, 400), random.uniform(0, WIDE, 100)])
    found = cells(x, y, np.ones(500), 20, None, shapely.box(0, 0, WIDE, WIDE))
    assert found is not None
    assert found.shapes is not None
    sizes = shapely.area(found.shapes)
    village = shapely.intersects_xy(found.shapes, 500.0, 500.0)
    assert sizes[village].max() < sizes.max() / 20


def test_one_cell_would_say_no_more_than_the_city() -> None:
    few = np.array([100.0, 9_000.0, 15_000.0])
    assert cells(few, few, np.ones(3), 2, None, shapely.box(0, 0, WIDE, WIDE)) is None


def test_a_cell_is_an_area_where_its_square_touches_the_border_elsewhere() -> None:
    """The district's edge runs along the middle, where the quarters of the square meet."""
    shape = shapely.union_all([shapely.box(0, 0, 8_000, WIDE), shapely.box(8_000, 0, WIDE, 4_000)])
    border = Areas("district", ("A",), ("District A",), np.full(1, np.nan), np.array([shape], dtype=object), {})
    spots = np.array([(1_000, 9_000), (1_500, 15_000), (2_000, 1_000), (9_000, 1_000)], dtype=np.float64).repeat(20, 0)
    found = cells(spots[:, 0], spots[:, 1], np.ones(80), 20, border, None)
    assert found is not None
    assert found.shapes is not None
    assert set(shapely.get_type_id(found.shapes).tolist()) <= {3, 6}
    assert sum(area.area for area in found.shapes) == pytest.approx(shape.area)


# --- a county without numbered streets -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> UnitTable:
    folder = tmp_path_factory.mktemp("county")
    random = np.random.default_rng(7)
    spots = np.concatenate([random.uniform(0, 2_000, (300, 2)), random.uniform(0, WIDE, (200, 2))])
    geopandas.GeoDataFrame(
        {"units": [1] * len(spots)}, geometry=shapely.points(spots + np.array([EAST, NORTH])), crs=CRS
    ).to_parquet(folder / "homes.parquet")
    geopandas.GeoDataFrame(
        {"ID": ["N", "S"]},
        geometry=[shapely.box(EAST, NORTH + at, EAST + WIDE, NORTH + at + WIDE / 2) for at in (WIDE / 2, 0)],
        crs=CRS,
    ).to_parquet(folder / "district.parquet")
    path = folder / "jurisdiction.yaml"
    path.write_text(
        "name: County\ncrs: EPSG:32615\nlevels:\n  district: {file: district.parquet, id: ID}\n"
        "households: {file: homes.parquet, kind: address_points, count: units}\n",
        encoding="utf-8",
    )
    return build_units(load_jurisdiction(path), Places(), (8.0, 20.0))


def test_without_streets_the_street_tiers_show_cells(county: UnitTable) -> None:
    assert county.ladder == ("cell", "district", "city")
    place = publishable(county, "block", 20, county.ladder)
    shown = preimage_households(county, place)
    used = np.unique(place)
    assert (shown[used[used != county.city]] >= 20).all()
    cells_used = used[county.level[used] == 0]
    assert len(cells_used) > 5
    assert county.own[cells_used].sum() > 0.9 * county.households[county.city]
    again = place_map(county, "block", 20.0)
    assert {unit for unit in again.stands_for if unit != county.city} == set(used.tolist()) - {county.city}


def test_a_point_on_no_street_is_in_its_cell(
    county: UnitTable, locate: Callable[..., Any], at: Callable[[float, float], Sequence[str]]
) -> None:
    x, y = at(500, 500)
    found = locate({"x": [x], "y": [y]}, table=county)
    assert county.ladder[county.level[found.unit[0]]] == "cell"
    assert county.label[int(found.unit[0])].as_py().startswith("AREA ")


def test_the_mask_of_a_county_without_streets_is_kept_too(county: UnitTable) -> None:
    mask = mask_of(county, treatments(load_policy(shipped("baseline.yaml"))))
    assert {"persons", "other"} <= set(mask.tier)


def test_a_town_with_numbered_streets_has_no_cells(units: UnitTable) -> None:
    assert "cell" not in units.ladder


def test_saved_and_loaded_cells_are_the_same(county: UnitTable, tmp_path: Path) -> None:
    county.save(tmp_path)
    assert UnitTable.load(tmp_path).label.to_pylist() == county.label.to_pylist()
