"""redact jurisdiction: the guide's own file, filled with layers as the Census Bureau makes them, checked and built."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from redact.errors import DataMismatch, Missing

NAD83 = "EPSG:4269"
STEP = 0.002
"""Degrees between two streets; about 170 and 220 m."""
WEST, SOUTH = -84.52, 39.10
SIZE = 4


def zipped(folder: Path, name: str, frame: Any) -> None:
    """A Shapefile in a .zip, as it is downloaded."""
    inside = folder / name
    inside.mkdir(parents=True)
    frame.to_file(inside / f"{name}.shp", engine="pyogrio")
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
        for part in sorted(inside.iterdir()):
            archive.write(part, part.name)
            part.unlink()
    inside.rmdir()


def at(column: float, row: float) -> tuple[float, float]:
    return WEST + column * STEP, SOUTH + row * STEP


def square(column: float, row: float, wide: float = 1, high: float = 1) -> shapely.Polygon:
    (west, south), (east, north) = at(column, row), at(column + wide, row + high)
    return shapely.box(west, south, east, north)


def layer(rows: list[dict[str, Any]]) -> Any:
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=NAD83)


def census_files(folder: Path) -> None:
    """A county of 4 by 4 blocks of 30 homes, streets on all sides of them; the city is its western half."""
    streets, blocks = [], []
    for line in range(SIZE + 1):
        for step in range(SIZE):
            low = 100 * (step + 1)
            numbers = {"LFROMHN": str(low), "LTOHN": str(low + 98), "RFROMHN": str(low + 1), "RTOHN": str(low + 99)}
            across = shapely.LineString([at(step, line), at(step + 1, line)])
            along = shapely.LineString([at(line, step), at(line, step + 1)])
            streets.append({"FULLNAME": f"W {line + 1}th St", "ROAD_MTFCC": "S1400", **numbers, "geometry": across})
            streets.append({"FULLNAME": f"{'ABCDE'[line]}lm Ave", "ROAD_MTFCC": "S1400", **numbers, "geometry": along})
    alley = shapely.LineString([at(0.5, 0), at(0.5, 4)])
    streets.append({"FULLNAME": "Cat Aly", "ROAD_MTFCC": "S1730", "LFROMHN": "1", "LTOHN": "99", "geometry": alley})
    for column in range(SIZE):
        for row in range(SIZE):
            blocks.append({"GEOID20": f"39061{column}{row}", "COUNTYFP20": "061", "HOUSING20": 30, "POP20": 60,
                           "geometry": square(column, row)})  # fmt: skip
    blocks.append({"GEOID20": "39001", "COUNTYFP20": "001", "HOUSING20": 9, "POP20": 9, "geometry": square(500, 500)})
    areas = [
        {"GEOID": f"39061{at_}", "COUNTYFP": "061", "geometry": square(at_ * 2, 0, 2, 4)} for at_ in range(2)
    ]  # fmt: skip
    places = [{"GEOID": "3915000", "NAME": "Cincinnati", "geometry": square(0, 0, 2, 4)},
              {"GEOID": "3999999", "NAME": "Elsewhere", "geometry": square(300, 0, 2, 4)}]  # fmt: skip
    for name, rows in (
        ("tl_2024_39061_addrfeat", streets), ("tl_2024_39_tabblock20", blocks), ("tl_2024_39_bg", areas),
        ("tl_2024_39_tract", areas), ("tl_2024_39_place", places),
    ):  # fmt: skip
        zipped(folder, name, layer(rows))


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads")
    census_files(folder)
    return folder


def guided(redact: Callable[..., Any], desk: Path, downloads: Path) -> Path:
    """What somebody has who followed the guide."""
    ended = redact("jurisdiction", "guide", "--county", "Hamilton", "--state", "OH", "--city", "Cincinnati",
                   "--write", desk)  # fmt: skip
    assert ended.code == 0
    for path in downloads.glob("*.zip"):
        (desk / "layers" / path.name).write_bytes(path.read_bytes())
    return desk / "jurisdiction.yaml"


def test_what_the_guide_writes_can_be_checked_and_built(
    redact: Callable[..., Any], tmp_path: Path, downloads: Path
) -> None:
    file = guided(redact, tmp_path, downloads)
    (tmp_path / "layers" / "beats.csv").write_text("beat,households,source\n1,120,city\n2,120,city\n", encoding="utf-8")
    file.write_text(file.read_text().replace("  # beat:", "  beat:"))
    ended = redact("jurisdiction", "check", file, "--json")
    assert ended.code == Missing.exit_code, "the shipped policy also asks for districts"
    found = {each["finding"]: each for each in ended.objects if each.get("state") == "missing"}
    assert set(found) == {"district"}
    levels = {each["level"]: each for each in ended.objects if "level" in each}
    assert list(levels)[-1] == "city"
    assert levels["city"] == {"level": "city", "places": 1, "smallest": 240, "median": 240, "households": 240}
    assert levels["block"]["households"] == 240, "stretches do not count their blocks again"
    assert levels["block_group"]["places"] == 1, "the other one is not the city's"
    layers = {each["layer"]: each for each in ended.objects if "layer" in each}
    assert layers["streets"]["outside"] > 0
    assert layers["households"]["rows"] == 8
    assert layers["households"]["system"].startswith("EPSG:4269")
    built = redact("jurisdiction", "build", file, "-o", tmp_path / "units")
    assert built.code == 0
    assert (tmp_path / "units" / "units.parquet").is_file()


def test_check_says_in_words_what_is_missing_and_what_it_costs(
    redact: Callable[..., Any], tmp_path: Path, downloads: Path
) -> None:
    file = guided(redact, tmp_path, downloads)
    text = redact("jurisdiction", "check", file).out
    said = " ".join(text.split())
    assert "no layer gives 'beat', at which the policy shows 'protected' records a preview with such records" in said
    assert "homes per block are estimated from census blocks costs: a place must be estimated at 2 times" in said
    assert "1 of a kind that is left out" in said
    assert re.search(r"a street place to \d+\.\d% of homes if it must stand for 8, \d+\.\d% .* for 20", said)
    assert "100.0% of 240 homes lie on a street with house numbers" in said
    assert "everything is measured in EPSG:32616" in said
    assert "no street has" in said, "leave_out names kinds that this county does not have"
    file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith("households")))
    ended = redact("jurisdiction", "check", file)
    assert ended.code == Missing.exit_code
    assert "no layer says where people live" in ended.out


def test_the_guide_names_all_files_that_are_not_there_yet(redact: Callable[..., Any], tmp_path: Path) -> None:
    redact("jurisdiction", "guide", "--county", "39061", "--write", tmp_path)
    ended = redact("jurisdiction", "check", tmp_path / "jurisdiction.yaml")
    assert ended.code == Missing.exit_code
    for name in ("39_bg", "39_tract", "39_tabblock20", "39061_addrfeat"):
        assert f"layers/tl_2024_{name}.zip" in ended.err


def test_the_guide_replaces_nothing(redact: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "jurisdiction.yaml").write_text("name: ours\n", encoding="utf-8")
    ended = redact("jurisdiction", "guide", "--county", "Hamilton, OH", "--write", tmp_path)
    assert ended.code == 2
    assert (tmp_path / "jurisdiction.yaml").read_text(encoding="utf-8") == "name: ours\n"
    assert redact("jurisdiction", "guide", "--county", "Washington").code == 2


def test_a_city_that_the_census_does_not_name_so(
    redact: Callable[..., Any], tmp_path: Path, downloads: Path
) -> None:
    file = guided(redact, tmp_path, downloads)
    file.write_text(file.read_text().replace('NAME: ["Cincinnati"]', 'NAME: ["Cincinati"]'))
    ended = redact("jurisdiction", "check", file)
    assert ended.code == DataMismatch.exit_code
    assert "Did you mean 'Cincinnati'?" in ended.err
