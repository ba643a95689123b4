"""Default points of geocoders: told from hospitals and malls by what the addresses there say."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.place import Located, Locator, UnitTable, bare_city, find_sinks
from redact.place.points import Sinks
from redact.records.batch import Batch
from redact.records.card import Card
from redact.records.card_file import load_card_file
from redact.records.source import open_source
from redact.shipped import shipped
from redact.vocabulary import Kind

CRS = "EPSG:32615"
Row = tuple[str, float, float]
CITY_HALL = (190.0, 700.0)
"""Metres east and north of the town's corner; more than 200 m from every street."""
STREETS = ("W MAIN ST", "2ND ST", "1ST ST", "N OAK AVE", "N ELM AVE", "FARAWAY LN", "HILL RD")


def spread(count: int) -> list[Row]:
    """Rows that are where they say: on 1st Street, each at a point of its own."""
    return [(f"{100 + number % 100} 1ST ST", (number % 100) / 1.01, 95 + number / 1e4) for number in range(count)]


def lost(count: int, spot: tuple[float, float] = CITY_HALL) -> list[Row]:
    """Rows of many streets at one point."""
    return [(f"1{number % 90:02} {STREETS[number % len(STREETS)]}", *spot) for number in range(count)]


class Export:
    """A dataset in memory, cut into batches of `size` rows; remembers which columns were asked for."""

    def __init__(self, rows: Sequence[Row], size: int = 1000) -> None:
        self.rows, self.size = rows, size
        self.card = Card("incidents", Kind.INCIDENTS, {r: r for r in ("address", "x", "y")}, crs={"x": CRS})
        self.asked: list[frozenset[str]] = []

    def __call__(self, names: Collection[str]) -> Iterator[Batch]:
        self.asked.append(frozenset(names))
        for first in range(0, len(self.rows), self.size):
            yield self.batch(self.rows[first : first + self.size], first, names)

    def batch(self, rows: Sequence[Row], first: int, names: Collection[str] = ("address", "x", "y")) -> Batch:
        columns = {
            "address": [text for text, _, _ in rows],
            "x": [str(500_000 + x) for _, x, _ in rows],
            "y": [str(4_600_000 + y) for _, _, y in rows],
        }
        table = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items() if name in names})
        return Batch("incidents", first, table, np.zeros(len(rows), dtype=np.int8))

    def locator(self, units: UnitTable, sinks: Sinks | None = None) -> Locator:
        return Locator(units, self.card, self.card.fields, *([sinks] if sinks is not None else []))

    def sinks(self, units: UnitTable) -> Sinks:
        return find_sinks(self.locator(units), self)

    def located(self, units: UnitTable, sinks: Sinks | None = None) -> Located:
        return self.locator(units, sinks).locate(self.batch(self.rows, 0))


def test_a_point_of_many_streets_is_no_place(town_units: UnitTable) -> None:
    export = Export([*spread(800), *lost(35)])
    sinks = export.sinks(town_units)
    assert sinks.points == {(0, 500_190.0, 4_600_700.0)}
    assert len(sinks.notes) == 1
    assert "35 of 835 rows (4.2%)" in sinks.notes[0]
    assert "first is row 800" in sinks.notes[0]
    assert "500190" not in sinks.notes[0]


def test_rows_there_are_where_their_address_says_or_only_in_the_city(town_units: UnitTable) -> None:
    export = Export([*spread(800), *lost(35)])
    before, after = export.located(town_units), export.located(town_units, export.sinks(town_units))
    labels = np.array(town_units.label.to_pylist())
    assert before.contradiction[800], "an address and a point that is not the row's"
    assert not after.contradiction.any()
    assert labels[after.unit[800:807]].tolist() == [
        "100 BLOCK W MAIN ST", "100 BLOCK 2ND ST", "100 BLOCK 1ST ST", "100 BLOCK N OAK AVE", "100 BLOCK N ELM AVE",
        "Littleton", "Littleton",
    ]  # fmt: skip
    assert labels[before.unit[805]] == "Beat 2", "which is the city hall's"
    assert not after.sentinel.any(), "a row without a point is no fault of the row"
    assert (before.unit[:800] == after.unit[:800]).all()


def test_a_worker_process_knows_them_too(town_units: UnitTable) -> None:
    export = Export([*spread(800), *lost(35)])
    here = export.locator(town_units, export.sinks(town_units))
    there = pickle.loads(pickle.dumps(here))
    batch = export.batch(export.rows[790:], 790)
    assert there.locate(batch).unit.tolist() == here.locate(batch).unit.tolist()
    assert np.isnan(there.points.read(batch).x[10:]).all()


def test_rows_there_are_not_near_each_other(town_units: UnitTable) -> None:
    export = Export([*spread(800), *lost(34), *lost(1, (190, 701))])
    locator = export.locator(town_units, export.sinks(town_units))
    batch = export.batch(export.rows, 0)
    spots = locator.spots(batch, np.full(len(batch), town_units.city, dtype=np.int32))
    assert np.isnan(spots.x[800:834]).all()
    assert np.isfinite(spots.x[834])


@pytest.mark.parametrize(
    ("what", "rows"),
    [
        ("a house", [("150 2ND ST", 50.0, 205.0)] * 90),
        ("a hospital whose street is not in the layers", [("1 HOSPITAL PLAZA", *CITY_HALL)] * 90),
        ("its street, misspelt", [(f"1 {name}", *CITY_HALL) for name in ["CARE DR"] * 80 + [*"ABCDEFGHIJ"]]),
        ("a corner", [(text, 100.0, 100.0) for text in ("1ST ST / N ELM AVE", "N ELM AVE / 1ST ST") * 45]),
        ("a point without addresses", [("", *CITY_HALL)] * 90),
        ("landmarks", [(f"THE {word}", *CITY_HALL) for word in ("MALL", "CINEMA", "BANK", "SHOP", "STADIUM") * 18]),
        ("too few rows", lost(19)),
    ],
)
def test_a_busy_place_is_a_place(town_units: UnitTable, what: str, rows: list[Row]) -> None:
    assert not Export([*spread(800), *rows]).sinks(town_units).points, what


def test_a_small_share_is_not_looked_at(town_units: UnitTable) -> None:
    export = Export([*spread(4980), *lost(25)])
    assert export.sinks(town_units) == Sinks()
    assert export.asked == [frozenset({"x", "y"})], "addresses are only read where a point is frequent"


def test_neighbours_within_reach_are_there(town_units: UnitTable) -> None:
    """All five streets are within 200 m of the middle of the town."""
    rows = [row for row in lost(70, (50.0, 100.0)) if not row[0].endswith(("LN", "RD"))]
    assert not Export([*spread(800), *rows]).sinks(town_units).points


def test_what_addresses_do_not_show_is_said_and_not_done(town_units: UnitTable) -> None:
    """Two thirds name one street, the others many: a police station where people come to report, perhaps."""
    mixed = [*[("1 POLICE PLAZA", *CITY_HALL)] * 60, *lost(30)]
    for rows in (mixed, [("", *CITY_HALL)] * 90):
        sinks = Export([*spread(800), *rows]).sinks(town_units)
        assert not sinks.points
        assert len(sinks.notes) == 1
        assert "do not show whether they belong there" in sinks.notes[0]


def test_without_layers_streets_alone_tell(town_units: UnitTable) -> None:
    bare = bare_city()
    export = Export([*spread(800), *lost(35), *[("150 2ND ST", 50.0, 205.0)] * 90])
    assert export.sinks(bare).points == {(0, 500_190.0, 4_600_700.0)}


@settings(max_examples=10)
@given(order=st.randoms(use_true_random=False), size=st.integers(1, 400))
def test_no_cut_and_no_order_changes_what_is_found(town_units: UnitTable, order: object, size: int) -> None:
    rows = [*spread(300), *lost(35), *[("150 2ND ST", 50.0, 205.0)] * 30]
    whole = Export(rows).sinks(town_units)
    assert Export(rows, size).sinks(town_units) == whole
    order.shuffle(rows)  # type: ignore[attr-defined]
    assert Export(rows, size).sinks(town_units).points == whole.points
    assert pickle.loads(pickle.dumps(whole)) == whole


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("card", "file", "points"),
    [
        ("houston_2010", "houston_2010/houston_crime_2010.csv", 1),  # the middle of town, 149 addresses
        ("boston_2021", "boston_crime/boston_crime_2021.csv", 1),  # a station house
        ("atlanta_2019", "atlanta_cobra/COBRA-2019.csv", 0),  # malls and shops
        ("denver", "denver_crime/denver_crime_all.csv", 0),
        ("uk_street", "uk_street_crime/2018-10-cambridgeshire-street.csv", 0),
        ("vancouver_2020", "vancouver_crimes_2020/vancouver_crimes_2020.csv", 0),
    ],
)
def test_default_points_of_real_cities(shared_data: Path, card: str, file: str, points: int) -> None:
    source = open_source([shared_data / "incidents" / file], load_card_file(shipped("cards") / f"{card}.yaml"))
    found = find_sinks(Locator(bare_city(), source.card, source.fields), source.batches)
    assert len(found.points) == points
