"""Attacks on the places of a real release of the synthetic city, scored by its truth, and on releases made weak.

A release that passes means something only because the same attack gets through where something was left in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from pyproj import Transformer

from redact.place import UnitTable, build_units, load_jurisdiction, publishable
from redact.plan.folder import Plan
from redact.plan.treatments import treatments
from redact.policy import load_policy
from redact.risk.places import (
    Drawn,
    Homes,
    Public,
    Release,
    Rule,
    Truth,
    averaging,
    combinations,
    holes,
    homes_of_addresses,
    lone,
    of_tables,
    preimages,
    read_release,
    regeocode,
)

PLACE = ("place", "place_id", "place_precision")


@dataclass(frozen=True)
class Attacked:
    """A release, what its attacker knows, and the truth about its rows and about who lives where."""

    folder: Path
    release: Release
    knows: Public
    truth: Truth
    homes: geopandas.GeoDataFrame

    @property
    def linked(self) -> NDArray[np.int64]:
        return self.release.linked

    def with_columns(self, columns: Mapping[str, Any]) -> Release:
        """The release with further columns, texts in the order of its rows."""
        tables = {}
        for at, dataset in enumerate(self.release.datasets):
            here = np.flatnonzero(self.release.dataset == at)
            kept = {
                name: np.array(cells.values, dtype=object)[cells.codes[here]]
                for name, cells in self.release.columns.items()
            }
            kept |= {name: np.array(cells, dtype=object)[here] for name, cells in columns.items()}
            tables[dataset] = pa.table({name: pa.array(cells, pa.string()) for name, cells in kept.items()})
        return of_tables(tables, self.release.drawn)


@pytest.fixture(scope="module")
def attacked(released: Any) -> Attacked:
    _, folder, decided = released
    (path,) = (path for path in (folder / "releases").iterdir() if path.is_dir())
    release = read_release(path)
    units = Plan.open(folder / "first").units()
    policy = load_policy("baseline")
    every = treatments(policy)
    shown = [rule for rule in every if rule.level is not None and rule.published]
    rules = tuple(Rule(r.name, str(r.level), r.min_households, r.cover is not None) for r in shown)
    points = geopandas.read_parquet(folder / "city" / "layers" / "address_points.parquet")
    points = points[points.units > 0].reset_index(drop=True)
    truth = pd.read_parquet(folder / "city" / "truth" / "records.parquet")
    rows = decided.astype({"dataset": str}).merge(truth, on=["dataset", "row"], suffixes=("", "_true"))
    rows = rows[rows.staged >= 0]
    rows = pd.concat([rows[rows.dataset == name].sort_values("staged") for name in release.datasets])
    assert len(rows) == len(release) > 2_000
    number = {at: shown.index(rule) for at, rule in enumerate(every) if rule in shown}
    rule = (rows.tier + np.where(rows.weak, len(policy.tiers), 0)).map(number).fillna(-1)
    home = rows.address.map({address: at for at, address in enumerate(points.address)}).fillna(-1)
    return Attacked(
        folder,
        release,
        Public(units, homes_of(units, points), rules),
        Truth(
            rule.to_numpy(np.int64),
            home.to_numpy(np.int64),
            rows.x.to_numpy(),
            rows.y.to_numpy(),
            rows.event.to_numpy(np.int64),
            pd.factorize(rows.address)[0].astype(np.int64),
        ),
        points,
    )


def homes_of(units: UnitTable, points: geopandas.GeoDataFrame) -> Homes:
    x, y = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    return homes_of_addresses(units, points.address.tolist(), x, y, points.units.to_numpy(np.float64))


def degrees(attacked: Attacked, x: Any, y: Any) -> dict[str, list[str]]:
    """Metres as two columns of longitude and latitude, as exports have them."""
    project = Transformer.from_crs(attacked.knows.units.metres, "EPSG:4326", always_xy=True)
    return {
        name: [f"{value:.6f}" for value in values]
        for name, values in zip(("GEO_X", "GEO_Y"), project.transform(x, y), strict=True)
    }


@pytest.fixture(scope="module")
def single_blocks(attacked: Attacked) -> tuple[Release, Public]:
    """What departments do: rounding to the hundred block, however few live there. Rows that the release shows at
    street level are shown so."""
    project = load_jurisdiction(attacked.folder / "city" / "jurisdiction.yaml")
    units = build_units(project, load_policy("baseline").places, (1.0,))
    rules = tuple(replace(rule, made_for=1.0 if rule.level == "block" else None) for rule in attacked.knows.rules)
    knows = Public(units, homes_of(units, attacked.homes), rules)
    release, truth = attacked.release, attacked.truth
    shown = publishable(units, "block", 1.0, units.ladder)[knows.homes.unit]
    street = [place.precision == "block" for place in release.places]
    at = np.array([*street, False])[release.place] & (truth.home >= 0)
    unit = np.where(at, shown[np.maximum(truth.home, 0)], -1)
    words = {
        "place": [units.label[u].as_py() for u in range(len(units))],
        "place_id": units.ids.to_pylist(),
        "place_precision": [units.ladder[level] for level in units.level.tolist()],
    }
    old = {name: np.array(release.columns[name].values, dtype=object)[release.columns[name].codes] for name in PLACE}
    cells = {name: np.where(unit >= 0, np.array(words[name], dtype=object)[unit], old[name]) for name in PLACE}
    weak = attacked.with_columns(cells)
    ids, shapes = units.ids.to_pylist(), units.geometry()
    drawn = {ids[u]: Drawn("block", "", *units.points[u].tolist(), shapes.iloc[u]) for u in np.unique(unit[unit >= 0])}
    return replace(weak, drawn={**release.drawn, **drawn}), knows


# ------------------------------------------------------------------------------------------------- the release itself


def test_the_city_has_what_makes_places_hard(attacked: Attacked) -> None:
    homes = attacked.homes
    assert (homes.use == "tower").any()
    assert (homes.geometry.x.max() - homes.geometry.x.min()) > 2_000
    blocks = attacked.knows.units.own[attacked.knows.units.blocks]
    assert (blocks == 0).any(), "hundred-blocks where nobody lives"
    assert ((blocks > 0) & (blocks < 8)).mean() > 0.1, "and many where few do, as out in the country"


def test_geocoding_back_finds_nobody(attacked: Attacked) -> None:
    result = regeocode.attack(attacked.release, attacked.knows, attacked.truth)
    assert result.passed, result.figure
    assert result.tries > 300


def test_averaging_comes_no_closer(attacked: Attacked) -> None:
    result = averaging.attack([(attacked.release, attacked.knows)], [attacked.truth])
    assert result.passed, result.figure
    assert result.tries > 1_000


def test_averaging_over_two_releases_comes_no_closer(attacked: Attacked) -> None:
    seen = [(attacked.release, attacked.knows)] * 2
    result = averaging.attack(seen, [attacked.truth] * 2)
    assert result.passed, result.figure


def test_no_place_stands_alone_on_the_map(attacked: Attacked) -> None:
    result = lone.attack(attacked.release, attacked.knows)
    assert result.passed, result.figure
    assert result.tries > 300


@pytest.mark.parametrize("releases", [1, 2])
def test_combining_leaves_enough(attacked: Attacked, releases: int) -> None:
    """Also by somebody who recognises the records of an event, whatever their ids, in each release: those that this
    program knows to be one event. What it could not link is a matter of linking, and scored there."""
    seen = [(attacked.release, attacked.knows)] * releases
    for linked in (attacked.linked, attacked.truth.event):
        result = combinations.attack(seen, [linked] * releases, [attacked.truth] * releases)
        assert result.passed, result.figure
        assert result.tries > 300


def test_preimages_are_large_enough_by_who_really_lives_there(attacked: Attacked) -> None:
    result = preimages.attack(attacked.release, attacked.knows, attacked.truth)
    assert result.passed, result.figure
    score_of = preimages.guess(attacked.release, attacked.knows, attacked.truth.rule)
    known = np.flatnonzero((attacked.truth.home >= 0) & (score_of.of_row >= 0))
    found = [attacked.truth.home[row] in score_of.candidates[score_of.of_row[row]] for row in known[:500].tolist()]
    assert np.mean(found) > 0.95, "else the attacker has not understood how places are made"


def test_there_are_no_holes(attacked: Attacked) -> None:
    """One in a hundred may be empty: which streets are joined and which rows are cover depends on the secret."""
    result = holes.attack(attacked.release, attacked.knows)
    assert result.tries > 20
    assert result.successes <= max(1, result.tries // 100), result.figure


# ---------------------------------------------------------------------------------------------------- weak releases


def test_raw_points_are_geocoded_to_the_house(attacked: Attacked) -> None:
    weak = attacked.with_columns(degrees(attacked, attacked.truth.x, attacked.truth.y))
    result = regeocode.attack(weak, attacked.knows, attacked.truth)
    assert not result.passed
    guesses = regeocode.guess(weak, attacked.knows)
    rows = np.flatnonzero((attacked.truth.home >= 0) & (guesses.of_row >= 0))
    right = guesses.bets[guesses.of_row[rows]] == attacked.truth.home[rows]
    assert right.mean() > 0.8, "most houses are named"


def test_noise_per_row_averages_out(attacked: Attacked) -> None:
    random = np.random.default_rng(3)
    noisy = [axis + random.normal(0.0, 100.0, len(axis)) for axis in (attacked.truth.x, attacked.truth.y)]
    weak = attacked.with_columns(degrees(attacked, *noisy))
    assert not averaging.attack([(weak, attacked.knows)], [attacked.truth]).passed


def test_hundred_blocks_alone_stand_for_too_few(attacked: Attacked, single_blocks: tuple[Release, Public]) -> None:
    weak, knows = single_blocks
    for result in (
        regeocode.attack(weak, knows, attacked.truth),
        lone.attack(weak, knows),
        preimages.attack(weak, knows, attacked.truth),
    ):
        assert not result.passed, result.name
        assert result.successes > 20, result.name


def test_a_beat_beside_the_block_is_found_whatever_it_is_called(attacked: Attacked) -> None:
    units, homes = attacked.knows.units, attacked.knows.homes
    beat = units.parents[homes.unit, units.ladder.index("beat")]
    words = [units.key[beat[home]].as_py() if home >= 0 else "" for home in attacked.truth.home.tolist()]
    weak = attacked.with_columns({"area_code": words})
    assert [area.column for area in combinations.area_columns(weak, attacked.knows)] == ["area_code"]
    result = combinations.attack([(weak, attacked.knows)], [weak.linked], [attacked.truth])
    assert not result.passed
    assert "area_code" in result.figure


def test_a_linked_call_at_its_beat_cuts_the_stretch_of_its_report(attacked: Attacked) -> None:
    """As it would be if a dispatch system gave only beats, and nobody laid the two over each other."""
    release, units = attacked.release, attacked.knows.units
    beat = units.parents[attacked.knows.homes.unit, units.ladder.index("beat")][np.maximum(attacked.truth.home, 0)]
    street = np.array([*(place.precision == "block" for place in release.places), False])[release.place]
    call = (release.dataset == release.datasets.index("calls")) & street & (attacked.truth.home >= 0)
    words = {"place": units.label, "place_id": units.ids, "place_precision": pa.array(["beat"] * len(units))}
    cells = {}
    for name, known in words.items():
        plain = np.array(release.columns[name].values, dtype=object)[release.columns[name].codes]
        cells[name] = np.where(call, np.array(known.to_pylist(), dtype=object)[beat], plain)
    weak = attacked.with_columns(cells)
    unlinked = np.full(len(weak), -1)
    assert combinations.attack([(weak, attacked.knows)], [unlinked], [attacked.truth]).passed, "each alone is enough"
    assert not combinations.attack([(weak, attacked.knows)], [weak.linked], [attacked.truth]).passed


def test_two_releases_with_other_places_overlap_in_too_few(attacked: Attacked) -> None:
    """The same records on stretches that were made for 30 homes without a thought for those of the first release."""
    project = load_jurisdiction(attacked.folder / "city" / "jurisdiction.yaml")
    units = build_units(project, load_policy("baseline").places, (30.0,))
    homes = replace(attacked.knows.homes, unit=homes_of(units, attacked.homes).unit)
    knows = Public(units, homes, tuple(replace(r, made_for=30.0) for r in attacked.knows.rules))
    shown = publishable(units, "block", 30.0, units.ladder)[homes.unit]
    unit = np.where(attacked.truth.home >= 0, shown[np.maximum(attacked.truth.home, 0)], units.city)
    ladder = [units.ladder[level] for level in units.level.tolist()]
    words = {"place": units.label.to_pylist(), "place_id": units.ids.to_pylist(), "place_precision": ladder}
    second = attacked.with_columns({name: np.array(cells, dtype=object)[unit] for name, cells in words.items()})
    seen = [(attacked.release, attacked.knows), (second, knows)]
    row = np.arange(len(second))
    assert not combinations.attack(seen, [row, row], [attacked.truth, attacked.truth]).passed


def test_leaving_out_what_is_near_a_shelter_shows_the_shelter(attacked: Attacked) -> None:
    listed = geopandas.read_parquet(attacked.folder / "city" / "layers" / "sensitive_places.parquet")
    shelter = listed[listed.kind == "shelter"].geometry.iloc[0]
    far = np.hypot(attacked.truth.x - shelter.x, attacked.truth.y - shelter.y) > 700
    release = attacked.release
    kept = {name: replace(cells, codes=cells.codes[far]) for name, cells in release.columns.items()}
    weak = replace(release, dataset=release.dataset[far], place=release.place[far], columns=kept)
    found, _ = holes.guess(weak, attacked.knows)
    assert found
    units = attacked.knows.units
    spots = Transformer.from_crs("EPSG:4326", units.metres, always_xy=True).transform(
        *units.points[[hole.unit for hole in found]].T
    )
    assert np.hypot(spots[0] - shelter.x, spots[1] - shelter.y).min() < 700
