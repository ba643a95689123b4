"""Baltimore's own layers: how long the table takes, and how much of the city's own address text is found."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from redact.place import Locator, MatchedBy, UnitTable, build_units, load_jurisdiction, preimage_households, publishable
from redact.records.batch import Batch
from redact.records.card import Card
from redact.vocabulary import Kind

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

LADDER = ("block", "block_group", "neighborhood", "tract", "district", "city")


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    found = shared_data / "geo" / "baltimore"
    if not found.is_dir():
        pytest.skip("Baltimore's layers are not here: NOT TESTED on real layers")
    return found


@pytest.fixture(scope="module")
def baltimore(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> UnitTable:
    from .conftest import Places

    path = tmp_path_factory.mktemp("baltimore") / "jurisdiction.yaml"
    path.write_text(f"""\
name: Baltimore
crs: EPSG:2804
levels:
  block_group: {{file: "{folder}/census_block_groups.parquet", id: geoid, name: namelsad}}
  tract: {{file: "{folder}/census_tracts.parquet", id: geoid, name: namelsad}}
  neighborhood: {{file: "{folder}/neighborhoods_2020.parquet", id: name, name: name}}
  district: {{file: "{folder}/police_districts.parquet", id: number, name: name}}
households: {{file: "{folder}/census_blocks_2020.parquet", kind: census_blocks, count: housing20}}
streets: {{file: "{folder}/streets.parquet", name: feanme, dir: dirpre, type: featype, post: dirsuf,
          from_left: fraddl, to_left: toaddl, from_right: fraddr, to_right: toaddr,
          leave_out: {{subtype: [STRALY, STRR, STRTN, STREX]}}}}
""")
    return build_units(load_jurisdiction(path), Places(ladder=LADDER), (8.0, 20.0, 50.0))


def batch(columns: dict[str, list[str]]) -> tuple[Card, Batch]:
    table = pa.table({role: pa.array(cells, pa.string()) for role, cells in columns.items()})
    card = Card(dataset="incidents", kind=Kind.INCIDENTS, columns={role: role for role in columns})
    return card, Batch("incidents", 0, table, np.zeros(table.num_rows, dtype=np.int8))


def read(path: Path, *columns: str) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False, usecols=list(columns))


def test_every_housing_unit_is_counted_once(baltimore: UnitTable) -> None:
    assert baltimore.households[baltimore.city] == pytest.approx(293_249, abs=0.5)
    assert baltimore.own.sum() == pytest.approx(293_249, abs=0.5)
    blocks = baltimore.blocks
    assert len(blocks) > 15_000
    assert baltimore.own[blocks].sum() > 0.99 * 293_249
    few = baltimore.own[blocks] < 8
    assert 0.2 < few.mean() < 0.6, "a hundred-block is not enough by itself; that is why blocks are joined"


def test_the_citys_own_address_text_is_found(baltimore: UnitTable, folder: Path) -> None:
    rows = read(folder / "part1_crime_victim_based.csv.gz", "Location")["Location"].tolist()
    card, records = batch({"address": rows})
    located = Locator(baltimore, card, card.fields).locate(records)
    stated = np.array([bool(text.strip()) for text in rows])
    block = baltimore.level[located.unit] == 0
    assert block[stated].mean() > 0.75, "the directions that the city leaves out make a fifth ambiguous"
    assert (located.matched[stated] == MatchedBy.ADDRESS).mean() > 0.85
    for least in (8, 20, 50):
        place = publishable(baltimore, "block", least, LADDER)
        shown = preimage_households(baltimore, place)
        assert (shown[np.unique(place)] >= least).all()


def test_points_and_addresses_of_arrests_agree(baltimore: UnitTable, folder: Path) -> None:
    rows = read(folder / "arrest_locations.csv.gz", "ArrestLoca", "Latitude", "Longitude")
    card, records = batch(
        {
            "address": rows["ArrestLoca"].tolist(),
            "latitude": rows["Latitude"].tolist(),
            "longitude": rows["Longitude"].tolist(),
        }
    )
    located = Locator(baltimore, card, card.fields).locate(records)
    both = (located.matched == MatchedBy.ADDRESS) & np.array([bool(cell) for cell in rows["Latitude"]])
    assert both.sum() > 70_000
    assert located.contradiction[both].mean() < 0.02
    assert (baltimore.level[located.unit[located.contradiction]] > 0).all()
