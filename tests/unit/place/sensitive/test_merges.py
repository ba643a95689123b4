"""What the department gets: pairs of blocks and hashes of names, and no mark of which pairs are real."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from redact.errors import DataMismatch, Missing, UsageError
from redact.identity import name_forms
from redact.place import Jurisdiction
from redact.place.assessment import of_protected
from redact.place.jurisdiction import SensitivePlaces
from redact.place.sensitive.kinds import City
from redact.place.sensitive.listing import adopted, covered, keep, merges_of
from redact.place.sensitive.merges import Merges, read_merges, write_merges
from redact.place.sensitive.names import NameHashes, hash_names
from redact.place.sensitive.vault import Batch, Vault

PASSPHRASE = "correct horse battery staple"


def vault_at(grid: City, *blocks: str) -> Vault:
    """A list with a place at each block, joined."""
    vault = replace(Vault.new(), key=bytes(range(32)))
    for block in blocks:
        vault = vault.with_entry(kind="shelter", names=(f"House {block}",), address="", point=(0.0, 0.0), added="")
    return covered(vault, grid, blocks, decoys=20)


def test_the_file_is_read_as_it_was_written(grid: City, tmp_path: Path) -> None:
    merges = merges_of(vault_at(grid, grid.ids[200], grid.ids[17]), name_forms)
    write_merges(tmp_path / "merges.json", merges)
    again = read_merges(tmp_path / "merges.json")
    assert replace(again, path=None) == merges
    assert len(again.pairs) == 50
    assert again.fewest_decoys == 20


def test_it_says_nothing_of_the_places(grid: City, tmp_path: Path) -> None:
    vault = vault_at(grid, grid.ids[200])
    write_merges(tmp_path / "merges.json", merges_of(vault, name_forms))
    text = (tmp_path / "merges.json").read_text(encoding="utf-8")
    assert not any(word in text for word in ("House", "house", "shelter", "p1", vault.key.hex()))
    (batch,) = json.loads(text)["batches"]
    assert batch["pairs"] == sorted(sorted(pair) for pair in batch["pairs"]), "order is by id alone"
    assert set(batch) == {"number", "decoys", "pairs"}


def test_pairs_as_rows_of_a_table(grid: City) -> None:
    merges = merges_of(vault_at(grid, grid.ids[200]), name_forms)
    rows = merges.rows(grid.ids)
    assert rows.shape == (25, 2)
    assert {(grid.ids[one], grid.ids[other]) for one, other in rows.tolist()} == set(merges.pairs)
    assert Merges("x", (), NameHashes()).rows(grid.ids).shape == (0, 2)


def test_a_block_that_is_gone_stops_the_build(grid: City) -> None:
    merges = merges_of(vault_at(grid, grid.ids[200]), name_forms)
    gone = merges.pairs[0][0]
    with pytest.raises(DataMismatch, match="1 of 25 pairs of joined blocks name a block that the street"):
        merges.rows([id_ for id_ in grid.ids if id_ != gone])


def test_a_policy_may_not_ask_for_more_decoys_than_there_are(grid: City) -> None:
    merges = merges_of(vault_at(grid, grid.ids[200]), name_forms)
    merges.check_decoys(20)
    with pytest.raises(DataMismatch, match="asks for 30 decoys for each protected place, and some have 20"):
        merges.check_decoys(30)


def test_a_place_added_later_has_decoys_of_its_own(grid: City) -> None:
    first = vault_at(grid, grid.ids[200])
    taken = {id_ for pair in first.batches[0].pairs for id_ in pair}
    later = next(id_ for id_ in grid.ids if id_ not in taken)
    second = covered(first, grid, [grid.ids[200], later], decoys=20)
    assert second.batches[0] == first.batches[0], "no earlier pair is touched"
    assert [len(batch.pairs) for batch in second.batches] == [25, 25]
    assert covered(second, grid, [grid.ids[200], later], decoys=20) == second, "nothing new, nothing changed"


@pytest.mark.parametrize("real", [True, False])
def test_a_renamed_block_is_met_again_where_it_lay_real_or_not(grid: City, real: bool) -> None:
    """A new batch for the real place alone would tell; so would a pair that goes because it is a decoy."""
    first = vault_at(grid, grid.ids[200])
    renamed = next(pair for pair in first.batches[0].pairs if (grid.ids[200] in pair) is real)
    city = replace(grid, ids=tuple(f"{id_}-renamed" if id_ in renamed else id_ for id_ in grid.ids))
    second = covered(first, city, [city.ids[200]], decoys=20)
    kept = set(first.batches[0].pairs) - {renamed}
    assert len(second.batches) == 1
    assert set(second.batches[0].pairs) == kept | {(f"{renamed[0]}-renamed", f"{renamed[1]}-renamed")}


def test_a_pair_of_which_nothing_is_left_goes_and_its_place_is_joined_anew(grid: City) -> None:
    first = replace(vault_at(grid, grid.ids[200]), spots={})
    ids = tuple(f"{id_}-renamed" if number == 200 else id_ for number, id_ in enumerate(grid.ids))
    second = covered(first, replace(grid, ids=ids), [ids[200]], decoys=20)
    assert [len(batch.pairs) for batch in second.batches] == [24, 25]
    assert sum(ids[200] in pair for pair in second.batches[1].pairs) == 1


def test_a_new_list_takes_over_what_is_joined_already(grid: City, tmp_path: Path) -> None:
    """The passphrase is lost: with new decoys for the same place, both files would have only the place in common."""
    joined = tmp_path / "merges.json"
    old = keep(vault_at(grid, grid.ids[200]), tmp_path / "list", joined, PASSPHRASE, name_forms)
    new = adopted(Vault.new(), joined)
    assert covered(new, grid, [grid.ids[200]], decoys=20).batches == old.batches


def test_an_older_copy_of_the_list_loses_no_pair(grid: City, tmp_path: Path) -> None:
    joined = tmp_path / "merges.json"
    older = vault_at(grid, grid.ids[200])
    taken = {id_ for pair in older.batches[0].pairs for id_ in pair}
    newer = covered(older, grid, [next(id_ for id_ in grid.ids if id_ not in taken)], decoys=20)
    keep(newer, tmp_path / "list", joined, PASSPHRASE, name_forms)
    assert adopted(older, joined).batches == newer.batches
    assert adopted(newer, joined) == newer


def test_places_of_two_lists_are_not_mixed(grid: City, tmp_path: Path) -> None:
    joined = tmp_path / "merges.json"
    keep(vault_at(grid, grid.ids[200]), tmp_path / "list", joined, PASSPHRASE, name_forms)
    other = replace(vault_at(grid, grid.ids[17]), key=bytes(32))
    with pytest.raises(UsageError, match="was made from another list"):
        adopted(other, joined)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"format": "x"},
        {"list": ""},
        {"names": {}},
        {"batches": [{"number": 1, "decoys": 20, "pairs": [["b-2", "b-1"]]}]},
        {"batches": [{"number": 1, "decoys": 20, "pairs": [["b-1", "b-2"], ["b-1", "b-2"]]}]},
        {"batches": [{"number": 1, "decoys": 3, "pairs": []}]},
        {"batches": [{"number": True, "decoys": 20, "pairs": []}]},
        {"batches": [{"number": 1, "decoys": 20, "pairs": [["b-1"]]}]},
    ],
)
def test_a_damaged_file_stops(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "merges.json"
    write_merges(path, Merges("x", (Batch(1, 20, (("b-1", "b-2"),)),), hash_names(bytes(32), 1, [("rosa",)])))
    assert read_merges(path).pairs == (("b-1", "b-2"),)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(DataMismatch, match="is no file of joined blocks, or it is damaged"):
        read_merges(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="the file of joined blocks is not there"):
        read_merges(tmp_path / "merges.json")


def test_hashes_of_names_count_nothing_and_change_every_time() -> None:
    one, forty = ([(f"house{number}", "of", "ruth") for number in range(count)] for count in (1, 40))
    key = bytes(range(32))
    assert len(hash_names(key, 1, one).whole) == len(hash_names(key, 1, forty).whole) == 64
    assert len(hash_names(key, 1, one).first) == len(hash_names(key, 1, forty).first) == 64
    assert len(hash_names(key, 1, [(f"n{number}",) for number in range(70)]).whole) == 128
    assert hash_names(key, 1, forty) == hash_names(key, 1, forty)
    assert not set(hash_names(key, 1, one).whole) & set(hash_names(key, 2, one).whole)
    assert len(hash_names(key, 1, []).whole) == 64, "nor does it show that there is no name"


def test_the_check_says_what_is_joined_and_who_can_read_it(grid: City, tmp_path: Path) -> None:
    assert "there is no list of shelters" in of_protected(Jurisdiction()).says
    write_merges(tmp_path / "joined.json", merges_of(vault_at(grid, grid.ids[200]), name_forms))
    town = Jurisdiction(path=tmp_path / "jurisdiction.yaml", sensitive_places=SensitivePlaces(file="joined.json"))
    found = of_protected(town)
    assert (found.state, found.says) == (
        "ok",
        "25 pairs of blocks are shown as one, real or not, with 20 decoys or more for each place",
    )
    if os.name == "posix":
        (tmp_path / "joined.json").chmod(0o644)
        assert "others on this computer can read the file" in of_protected(town).costs
