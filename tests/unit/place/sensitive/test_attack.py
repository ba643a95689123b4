"""An attacker with the public layers, this code and the published table looks for the shelter, and finds a crowd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas
import numpy as np
import pytest

from redact.errors import DataMismatch
from redact.identity import name_forms
from redact.place import Jurisdiction, UnitTable, build_units, load_jurisdiction
from redact.place.blocks import hundred_blocks
from redact.place.jurisdiction import SensitivePlaces
from redact.place.layers import Layers
from redact.place.runs import Terrain, stretches, terrain
from redact.place.sensitive.decoys import Joined, kind_of, new_pairs
from redact.place.sensitive.kinds import City, city_of
from redact.place.sensitive.listing import covered, find, merges_of
from redact.place.sensitive.merges import write_merges
from redact.place.sensitive.vault import Vault
from redact.policy import policy_by_name
from redact.risk.places import decoys
from redact.risk.places.decoys import Blocks, guess
from redact.risk.places.of_plan import terrain_of
from redact.synth import make_city

POLICY = policy_by_name("baseline")
DECOYS = 20
DRAWS = 80


@dataclass(frozen=True)
class Town:
    """A synthetic city without protected places, and where its shelter and hospital are."""

    jurisdiction: Jurisdiction
    units: UnitTable
    city: City
    places: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("attacked") / "city"
    made = make_city(folder, incidents=200, households=9_000, months=1, narratives=False)
    jurisdiction = load_jurisdiction(made.jurisdiction)
    units = build_units(jurisdiction, POLICY.places, POLICY.street_floors)
    listed = geopandas.read_parquet(folder / "layers" / "sensitive_places.parquet")
    return Town(jurisdiction, units, city_of(units, jurisdiction), tuple(zip(listed.kind, listed.address, strict=True)))


def protected(town: Town, vault: Vault, blocks: Sequence[str]) -> UnitTable:
    """The table that is published when these blocks are protected."""
    done = covered(vault, town.city, blocks, decoys=DECOYS)
    file = town.jurisdiction.file("protected-merges.json")
    write_merges(file, merges_of(done, name_forms))
    with_file = replace(town.jurisdiction, sensitive_places=SensitivePlaces(file=file.name))
    return build_units(with_file, POLICY.places, POLICY.street_floors)


def test_the_shelter_is_one_of_many(town: Town) -> None:
    """The attacker even knows of what kind the shelter's block is."""
    vault = replace(Vault.new(), key=bytes(range(32)))
    for kind, address in town.places:
        vault = vault.with_entry(kind=kind, names=(), address=address, point=None, added="")
    found = find(town.units, vault.entries)
    shelter = found[0].unit
    table = protected(town, vault, [str(town.units.ids[each.unit].as_py()) for each in found])
    group = kind_of(town.city, DECOYS)
    first = int(town.units.blocks[0])
    for floor in range(len(table.floors)):
        candidates = guess(town.units, table, floor)
        assert any(shelter in blocks for blocks in candidates), "else the shelter's block is shown alone"
        alike = [blocks for blocks in candidates if group[shelter - first] in group[np.array(blocks) - first]]
        assert len(alike) >= DECOYS + 1, f"floor {table.floors[floor]}: {len(alike)} candidates"
        districts = {int(town.city.zone[blocks[0] - first]) for blocks in alike}
        there = set(town.city.zone[group == group[shelter - first]].tolist())
        assert len(districts) > 1
        assert districts >= there, "in every district that has such blocks"
    every = [guess(town.units, table, floor) for floor in range(len(table.floors))]
    assert decoys.attack(every, DECOYS).passed
    assert decoys.guess_by_code(table, terrain_of(table)) == every, "the table itself tells what was joined"


def test_without_decoys_the_same_attacker_finds_it(town: Town) -> None:
    """What the attacker does works: with the real pair alone, one stretch is left, and the shelter is on it."""
    shelter = find(town.units, [*_listed(town).entries])[0].unit
    id_ = str(town.units.ids[shelter].as_py())
    done = covered(_listed(town), town.city, [id_], decoys=DECOYS)
    alone = replace(done.batches[0], pairs=tuple(pair for pair in done.batches[0].pairs if id_ in pair))
    file = town.jurisdiction.file("alone.json")
    write_merges(file, merges_of(replace(done, batches=(alone,)), name_forms))
    with_file = replace(town.jurisdiction, sensitive_places=SensitivePlaces(file=file.name))
    table = build_units(with_file, POLICY.places, POLICY.street_floors)
    (found,) = guess(town.units, table, 0)
    assert shelter in found
    assert not decoys.attack(decoys.guess_by_code(table, terrain_of(table)), DECOYS).passed


def test_nothing_published_about_a_stretch_singles_out_the_real_one(town: Town) -> None:
    """Any block could be a shelter's. Over many, the real stretch has every rank among its crowd as often as others."""
    random = np.random.default_rng(5)
    lengths = town.city.features[:, 3]
    homes = town.units.own[town.units.blocks]
    layers = Layers(town.jurisdiction)
    assert town.jurisdiction.streets is not None
    ground = terrain(hundred_blocks(layers, town.jurisdiction.streets), homes, town.city.zone)
    (before,) = joined(ground, town.units.floors[:1])
    ranks: dict[str, list[float]] = {}
    for number in range(DRAWS):
        place = int(random.integers(len(town.city)))
        pairs = new_pairs(town.city, number.to_bytes(32, "big"), [place], (), decoys=DECOYS, batch=1)
        (after,) = joined(ground, town.units.floors[:1], pairs)
        candidates = [np.array(blocks) for blocks in sorted(after - before)]
        real = [at for at, blocks in enumerate(candidates) if place in blocks]
        if not real:
            continue
        said = {
            "homes": [homes[blocks].sum() for blocks in candidates],
            "blocks": [len(blocks) for blocks in candidates],
            "metres": [lengths[blocks].sum() for blocks in candidates],
            "tower": [town.city.features[blocks, 0].max() for blocks in candidates],
            "district": [town.city.zone[blocks[0]] for blocks in candidates],
            "north": [town.city.y[blocks].mean() for blocks in candidates],
            "east": [town.city.x[blocks].mean() for blocks in candidates],
        }
        for name, values in said.items():
            rest, own = np.delete(np.array(values), real[0]), values[real[0]]
            ranks.setdefault(name, []).append(float((rest < own).mean() + (rest == own).mean() / 2))
    assert len(ranks["homes"]) > DRAWS / 2, "mostly it shows on the map"
    for name, found in ranks.items():
        # The mean of n uniform ranks is off 1/2 by more than four times 1/sqrt(12 n) once in 16,000 times.
        assert abs(np.mean(found) - 0.5) < 4 / np.sqrt(12 * len(found)), name
        extreme = np.mean(np.abs(np.array(found) - 0.5) > 0.45)
        assert extreme < 0.1 + 4 * np.sqrt(0.09 / len(found)), name


def test_every_place_has_its_crowd_whatever_the_key(town: Town) -> None:
    """Many places, some added later: of the real one's kind the attacker finds 21 stretches or more at every floor."""
    random = np.random.default_rng(9)
    kind = kind_of(town.city, DECOYS)
    ground = town.city.ground
    assert ground is not None
    before = joined(ground, town.city.floors)
    assert before == [set(decoys.shown(town.units, floor)) for floor in range(len(town.units.floors))], "as it is built"
    for number in range(12):
        key = number.to_bytes(32, "big")
        one, two, later = (int(at) for at in random.choice(len(town.city), 3, replace=False))
        first = new_pairs(town.city, key, [one, two], (), decoys=DECOYS, batch=1)
        second = new_pairs(town.city, key, [later], [Joined(DECOYS, first)], decoys=DECOYS, batch=2)
        then = joined(ground, town.city.floors, first)
        now = joined(ground, town.city.floors, (*first, *second))
        for plain, early, late in zip(before, then, now, strict=True):
            for place in (one, two):
                alike = [blocks for blocks in early - plain if kind[place] in kind[np.array(blocks)]]
                assert any(place in blocks for blocks in alike)
                assert len(alike) > DECOYS
            assert len([each for each in late - plain if any(a in each for a, _ in first)]) > DECOYS
            assert any(later in blocks for blocks in late - plain)
            new = [each for each in late - early - plain if any(a in each for a, _ in second)]
            assert not second or len(new) > DECOYS


def joined(ground: Terrain, floors: Sequence[float], pairs: Sequence[tuple[int, int]] = ()) -> list[set[Blocks]]:
    """Per floor the stretches, as sets of blocks."""
    found = []
    for run in stretches(ground, floors, pairs):
        found.append({tuple(np.flatnonzero(run == name).tolist()) for name in np.unique(run[run >= 0]).tolist()})
    return found


def test_a_file_for_other_streets_stops_the_build(town: Town, tmp_path: Path) -> None:
    done = covered(_listed(town), town.city, [town.city.ids[3]], decoys=DECOYS)
    pairs = (("b-0000000", "b-0000001"), *done.batches[0].pairs)
    write_merges(
        town.jurisdiction.file("other.json"),
        merges_of(replace(done, batches=(replace(done.batches[0], pairs=pairs),)), name_forms),
    )
    other = replace(town.jurisdiction, sensitive_places=SensitivePlaces(file="other.json"))
    with pytest.raises(DataMismatch, match="1 of 26 pairs of joined blocks name a block that the street"):
        build_units(other, POLICY.places, POLICY.street_floors)


def _listed(town: Town) -> Vault:
    vault = replace(Vault.new(), key=bytes(range(32)))
    kind, address = town.places[0]
    return vault.with_entry(kind=kind, names=(), address=address, point=None, added="")
