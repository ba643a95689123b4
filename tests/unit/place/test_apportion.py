"""Homes of census blocks on the faces around them, and the streets that the faces are of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from redact.place import load_jurisdiction
from redact.place.apportion import by_point, by_polygon
from redact.place.blocks import Blocks, hundred_blocks
from redact.place.households import count_households
from redact.place.layers import Layers

EAST, NORTH = 500_000.0, 4_600_000.0


def blocks_of(town: Path) -> Blocks:
    jurisdiction = load_jurisdiction(town)
    assert jurisdiction.streets is not None
    return hundred_blocks(Layers(jurisdiction), jurisdiction.streets)


def rewrite(town: Path, change: Callable[[Any], Any]) -> None:
    path = town.parent / "streets.parquet"
    change(geopandas.read_parquet(path)).to_parquet(path)


def homes(blocks: Blocks, counts: list[float], shares: Any) -> dict[str, float]:
    piece, census, weight = shares
    total = np.bincount(census, weights=weight, minlength=len(counts))
    share = np.array(counts)[census] * weight / total[census]
    on = blocks.piece_block[piece]
    placed = np.bincount(on[on >= 0], weights=share[on >= 0], minlength=len(blocks))
    labels = [f"{hundred * 100} {street}" for street, hundred, _ in blocks.keys]
    return {label: round(value, 6) for label, value in zip(labels, placed.tolist(), strict=True) if value > 0}


SQUARES = [(w, s, w + 100, s + 100) for s in range(-200, 400, 100) for w in range(-200, 400, 100)]
HOMES = [{(0, 0): 40.0, (100, 0): 20.0, (0, 100): 12.0}.get(square[:2], 0.0) for square in SQUARES]


def test_points_with_their_area_give_what_polygons_give(town: Path) -> None:
    """On square blocks between streets a disc of the same area owns the same faces."""
    blocks = blocks_of(town)
    boxes = np.array([shapely.box(EAST + w, NORTH + s, EAST + e, NORTH + n) for w, s, e, n in SQUARES], dtype=object)
    centres = shapely.centroid(boxes)
    polygons = homes(blocks, HOMES, by_polygon(boxes, blocks.pieces))
    x, y = shapely.get_x(centres), shapely.get_y(centres)
    points = homes(blocks, HOMES, by_point(x, y, np.full(len(x), 10_000.0), blocks.pieces))
    assert sum(polygons.values()) == pytest.approx(72)
    assert sum(points.values()) == pytest.approx(72)
    assert set(points) >= set(polygons)
    assert sum(abs(points[label] - polygons.get(label, 0.0)) for label in points) / 2 < 0.1 * 72


def test_without_an_area_the_nearest_other_block_says_how_large_it_is(town: Path) -> None:
    blocks = blocks_of(town)
    x, y = np.array([EAST + 50, EAST + 150]), np.array([NORTH + 50, NORTH + 50])
    placed = homes(blocks, [40.0, 20.0], by_point(x, y, np.full(2, np.nan), blocks.pieces))
    assert sum(placed.values()) == pytest.approx(60)
    assert placed["100 E MAIN ST"] > placed["200 E MAIN ST"]
    assert placed["100 E MAIN ST"] > 2 * placed.get("100 W MAIN ST", 0.0)


def test_a_park_keeps_its_faces_from_its_neighbours(town: Path) -> None:
    """A block without homes owns the streets around it, so that the homes beyond are not put there."""
    blocks = blocks_of(town)
    x, y = np.array([EAST + 50, EAST + 50]), np.array([NORTH + 50, NORTH + 150])
    alone = homes(blocks, [40.0], by_point(x[:1], y[:1], np.array([40_000.0]), blocks.pieces))
    beside = homes(blocks, [40.0, 0.0], by_point(x, y, np.array([10_000.0, 10_000.0]), blocks.pieces))
    assert "100 2ND ST" in alone
    assert "100 2ND ST" not in beside


def test_a_block_far_from_any_street_keeps_its_homes_where_it_is(town: Path) -> None:
    points = geopandas.GeoDataFrame(
        {"homes": [40, 6], "area": [10_000, 10_000]},
        geometry=[shapely.Point(EAST + 50, NORTH + 50), shapely.Point(EAST + 190, NORTH + 700)], crs="EPSG:32615",
    )  # fmt: skip
    points.to_parquet(town.parent / "points.parquet")
    old = "{file: houses.parquet, kind: address_points, count: units}"
    new = "{file: points.parquet, kind: census_blocks, count: homes, area: area}"
    town.write_text(town.read_text().replace(old, new))
    jurisdiction = load_jurisdiction(town)
    assert jurisdiction.households is not None
    counted = count_households(Layers(jurisdiction), jurisdiction.households, blocks_of(town))
    assert counted.apportioned
    assert counted.on_block.sum() == pytest.approx(40, abs=0.01)
    assert counted.rest.tolist() == [6]
    assert counted.y.tolist() == pytest.approx([NORTH + 700])


# --- streets as other layers have them ---------------------------------------------------------------------------


def test_one_column_with_the_whole_name_and_one_range_for_both_sides(town: Path) -> None:
    """As in a file made from TIGER's: name "w main st", number_min, number_max."""
    before = blocks_of(town)

    def one_range(streets: Any) -> Any:
        name = (streets.PRE + " " + streets.NAME + " " + streets.SUF).str.lower().str.strip()
        low = streets[["LF", "RF"]].min(axis=1).astype(float)
        high = streets[["LT", "RT"]].max(axis=1).astype(float)
        return streets[["geometry"]].assign(name=name, number_min=low, number_max=high)

    rewrite(town, one_range)
    text = town.read_text()
    at = text.index("streets:")
    town.write_text(
        text[:at] + "streets: {file: streets.parquet, name: name, from_left: number_min, to_left: number_max}\n"
    )
    after = blocks_of(town)
    assert [key[:2] for key in after.keys] == [key[:2] for key in before.keys]
    assert (after.pieces.low >= 0).all(), "both sides have the range, or half the homes would find no face"


def test_a_line_given_twice_counts_once(town: Path) -> None:
    """The same row again, and the same line and numbers under the name without its type; another name stays."""
    before = blocks_of(town)

    def again(streets: Any) -> Any:
        oak = streets[(streets.NAME == "OAK") & (streets.LF == 101)]
        bare = oak.assign(SUF="", PRE="")
        other = oak.assign(NAME="COUNTY LINE", SUF="RD", PRE="")
        return geopandas.pd.concat([streets, oak, bare, other], ignore_index=True)

    rewrite(town, again)
    after = blocks_of(town)
    added = {str(street) for street, _, _ in after.keys} - {str(street) for street, _, _ in before.keys}
    assert added == {"COUNTY LINE RD"}
    assert len(after.pieces) == len(before.pieces) + 1
    assert after.counts.repeated == 2


def test_what_became_of_every_line(town: Path) -> None:
    def spoil(streets: Any) -> Any:
        streets.loc[0, ["LF", "LT", "RF", "RT"]] = 0
        streets.loc[1, ["PRE", "NAME", "SUF"]] = ""
        streets.loc[2, ["LF", "LT"]] = [1, 99_999]
        return streets.assign(KIND=["STREET"] * (len(streets) - 1) + ["ALLEY"])

    rewrite(town, spoil)
    town.write_text(town.read_text().replace("to_right: RT}", "to_right: RT, leave_out: {KIND: [ALLEY]}}"))
    blocks = blocks_of(town)
    counts = blocks.counts
    assert (counts.lines, counts.alleys, counts.unnamed, counts.unranged, blocks.left_out) == (10, 1, 1, 1, 1)
    assert counts.unranged_metres == pytest.approx(100)
