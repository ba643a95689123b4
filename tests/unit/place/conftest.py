"""A hand-made town of three streets and two avenues, small enough to count its households on paper.

            0       100      200  (metres east)
   200  ----+--------+--------+   2ND ST   (100, 200 blocks)
            |        |        |
   100  ----+--------+--------+   1ST ST   (100, 200 blocks)
            |        |        |
     0  W---+---E----+---E----+   W MAIN ST (100 block), E MAIN ST (100, 200 blocks)
          OAK AVE  ELM AVE  (0 and 100 blocks each; ELM has no houses)

Beat 1 is everything west of x = 100, beat 2 the rest; both lie in district A.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pytest
import shapely

from redact.place import Locator, UnitTable, build_units, load_jurisdiction
from redact.records.batch import Batch
from redact.records.card import Card
from redact.vocabulary import Kind

CRS = "EPSG:32615"
EAST, NORTH = 500_000.0, 4_600_000.0

# dir, name, type, from, to (one side has the even numbers), x0, y0, x1, y1
STREETS = [
    ("W", "MAIN", "ST", 101, 199, 0, 0, -100, 0),
    ("E", "MAIN", "ST", 101, 199, 0, 0, 100, 0),
    ("E", "MAIN", "ST", 201, 299, 100, 0, 200, 0),
    ("", "1ST", "ST", 101, 299, 0, 100, 200, 100),
    ("", "2ND", "ST", 101, 199, 0, 200, 100, 200),
    ("", "2ND", "ST", 201, 299, 100, 200, 200, 200),
    ("N", "OAK", "AVE", 1, 99, 0, 0, 0, 100),
    ("N", "OAK", "AVE", 101, 199, 0, 100, 0, 200),
    ("N", "ELM", "AVE", 1, 99, 100, 0, 100, 100),
    ("N", "ELM", "AVE", 101, 199, 100, 100, 100, 200),
]

# number, street as the assessor writes it, dwellings, x, y
HOUSES = [
    (102, "W Main Street", 30, -20, 10),
    (103, "E MAIN ST", 1, 10, -10),
    (105, "E MAIN ST", 1, 30, -10),
    (104, "E MAIN ST", 1, 40, 10),
    (205, "E MAIN ST", 2, 130, -10),
    (110, "FIRST ST", 6, 20, 110),
    (210, "1st St", 4, 120, 110),
    (150, "2ND ST", 9, 50, 210),
    (250, "2ND ST", 9, 150, 210),
    (10, "N OAK AV", 3, 10, 40),
    (999, "LOST LN", 5, 190, 105),  # no such street: the nearest block is 1ST ST 200
    (1, "LAKE RD", 7, 150, 600),  # no street anywhere near
]

BEATS = {"1": (-300, -300, 100, 800), "2": (100, -300, 500, 800)}


FLOORS = (8.0, 20.0, 60.0)


@dataclass(frozen=True)
class Places:
    """A policy's `places`."""

    ladder: Sequence[str] = ("block", "beat", "district", "city")
    household_safety: float = 2.0
    style: str = "{block} BLOCK {street}"


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def town_layers() -> dict[str, geopandas.GeoDataFrame]:
    """Every layer of the town."""
    streets = geopandas.GeoDataFrame(
        {
            "PRE": [row[0] for row in STREETS], "NAME": [row[1] for row in STREETS], "SUF": [row[2] for row in STREETS],
            "LF": [row[3] for row in STREETS], "LT": [row[4] for row in STREETS],
            "RF": [row[3] + 1 for row in STREETS], "RT": [row[4] - 1 for row in STREETS],
        },
        geometry=[
            shapely.LineString([(EAST + x0, NORTH + y0), (EAST + x1, NORTH + y1)]) for *_, x0, y0, x1, y1 in STREETS
        ],
        crs=CRS,
    )  # fmt: skip
    houses = geopandas.GeoDataFrame(
        {
            "number": [row[0] for row in HOUSES],
            "street": [row[1] for row in HOUSES],
            "units": [row[2] for row in HOUSES],
        },
        geometry=[shapely.Point(EAST + row[3], NORTH + row[4]) for row in HOUSES],
        crs=CRS,
    )
    beats = geopandas.GeoDataFrame(
        {"BEAT": list(BEATS)}, geometry=[box(*corners) for corners in BEATS.values()], crs=CRS
    )
    district = geopandas.GeoDataFrame({"ID": ["A"], "NAME": ["Adams"]}, geometry=[box(-300, -300, 500, 800)], crs=CRS)
    return {"streets": streets, "houses": houses, "beats": beats, "district": district}


YAML = """\
name: Littleton
crs: EPSG:32615
levels:
  beat: {file: beats.parquet, id: BEAT}
  district: {file: district.parquet, id: ID, name: NAME}
households: {file: houses.parquet, kind: address_points, count: units}
streets: {file: streets.parquet, name: NAME, dir: PRE, type: SUF,
          from_left: LF, to_left: LT, from_right: RF, to_right: RT}
"""


def _write(folder: Path) -> Path:
    for name, layer in town_layers().items():
        layer.to_parquet(folder / f"{name}.parquet")
    path = folder / "jurisdiction.yaml"
    path.write_text(YAML, encoding="utf-8")
    return path


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The town's jurisdiction file, its layers beside it; a test may change them."""
    return _write(tmp_path)


@pytest.fixture(scope="session")
def town_units(tmp_path_factory: pytest.TempPathFactory) -> UnitTable:
    """The unit table of the unchanged town."""
    return build_units(load_jurisdiction(_write(tmp_path_factory.mktemp("town"))), Places(), FLOORS)


@pytest.fixture
def places() -> Callable[..., Places]:
    return Places


@pytest.fixture
def units(town_units: UnitTable) -> UnitTable:
    return town_units


@pytest.fixture
def named(units: UnitTable) -> Callable[[str], int]:
    """The row of the unit with a label."""
    return lambda label: units.label.to_pylist().index(label)


@pytest.fixture
def locate(units: UnitTable) -> Callable[..., Any]:
    """Locates rows given as columns by role; coordinates are in metres from the town's corner."""

    def run(
        columns: Mapping[str, Sequence[str]], *, crs: Mapping[str, str] | None = None, table: UnitTable | None = None
    ) -> Any:
        card = Card(dataset="incidents", kind=Kind.INCIDENTS, columns={r: r for r in columns}, crs=crs or {"x": CRS})
        batch_table = pa.table({role: pa.array(list(cells), pa.string()) for role, cells in columns.items()})
        batch = Batch("incidents", 0, batch_table, np.zeros(batch_table.num_rows, dtype=np.int8))
        return Locator(table or units, card, card.fields).locate(batch)

    return run


@pytest.fixture
def at() -> Callable[[float, float], tuple[str, str]]:
    """x and y, as text, of a spot so many metres east and north of the town's corner."""
    return lambda east, north: (str(EAST + east), str(NORTH + north))
