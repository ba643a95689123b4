"""The advocate's command, on a copy of the map layers alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import pytest
from click.testing import Result
from typer.testing import CliRunner

from redact.cli.app import app
from redact.place.sensitive.merges import read_merges
from redact.place.sensitive.vault import open_vault
from redact.synth import make_city

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command, Ended

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small synthetic city; only its map is wanted here."""
    folder = tmp_path_factory.mktemp("made") / "city"
    return make_city(folder, incidents=200, households=9_000, months=1, narratives=False).folder


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest key derivation that a list may have; the usual one is tested with the list itself."""
    monkeypatch.setattr("redact.place.sensitive.vault._COST", 2**14)


@pytest.fixture
def folder(city: Path, tmp_path: Path) -> Path:
    """The jurisdiction folder as she gets it, and her passphrase in a file."""
    shutil.copytree(city / "layers", tmp_path / "layers")
    shutil.copy(city / "jurisdiction.yaml", tmp_path)
    (tmp_path / "layers" / "sensitive_places.parquet").unlink()
    (tmp_path / "pass").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def shelter(city: Path) -> str:
    """The shelter's address."""
    places = geopandas.read_parquet(city / "layers" / "sensitive_places.parquet")
    return str(places.set_index("id").address["shelter-1"])


def protect(redact: Command, folder: Path, *args: str | Path) -> Ended:
    return redact("jurisdiction", "protect", folder / "jurisdiction.yaml", "--passphrase-file", folder / "pass", *args)


def typed(folder: Path, *lines: str) -> Result:
    command = ["jurisdiction", "protect", str(folder / "jurisdiction.yaml")]
    return CliRunner().invoke(app, command, input="".join(f"{line}\n" for line in lines))


def test_she_is_asked_in_plain_words(folder: Path, shelter: str) -> None:
    who = ("shelter", "Rosa Haven", "Rosa's Place", "")
    ended = typed(folder, PASSPHRASE, PASSPHRASE, *who, "1 Nowhere Rd", "", shelter, "y", "n")
    assert ended.exit_code == 0, ended.output
    assert "There is no list yet" in ended.stderr
    assert "The street list does not have this address" in ended.stderr
    assert "1 place added; 1 place on the list." in ended.stdout
    joined = len(read_merges(folder / "protected-merges.json").pairs)
    assert joined >= 25, "the lot decides; where it would give a place away, more are drawn"
    assert f"Batch 1 written: {joined} pairs of blocks joined, real or not." in ended.stdout
    assert PASSPHRASE not in ended.output
    vault = open_vault(folder / "protected.redact", PASSPHRASE)
    assert [(each.kind, each.names, each.address) for each in vault.entries] == [
        ("shelter", ("Rosa Haven", "Rosa's Place"), shelter)
    ]


def test_two_passphrases_that_differ_make_no_list(folder: Path) -> None:
    ended = typed(folder, PASSPHRASE, PASSPHRASE + "s")
    assert ended.exit_code != 0
    assert "the two passphrases differ" in str(ended.exception)
    assert not (folder / "protected.redact").exists()


def test_a_table_of_places(redact: Command, folder: Path, shelter: str) -> None:
    table = folder / "places.csv"
    row = f"shelter,Rosa Haven; Haven,{shelter}\n"
    table.write_text(f"kind,name,address\n{row}{row}", encoding="utf-8")
    ended = protect(redact, folder, "--add-from", table, "--json")
    assert ended.code == 0, ended.err
    (told,) = ended.objects
    joined = told.pop("joined")
    assert told == {"places": 1, "batches": 1}
    assert joined >= 25, "the lot decides; where it would give a place away, more are drawn"
    assert shelter not in ended.out + ended.err
    assert "1 place on the list already, passed over" in ended.err
    assert "sensitive_places: {file: protected-merges.json}" not in ended.out

    shown = protect(redact, folder, "--list-places")
    assert "Rosa Haven; Haven" in shown.out
    assert shelter in shown.out
    assert protect(redact, folder, "--list-places", "--json").objects == [told | {"joined": joined}]

    before = json.loads((folder / "protected-merges.json").read_text())
    removed = protect(redact, folder, "--remove", "p1")
    assert removed.code == 0
    assert "Its block stays joined" in removed.err
    after = json.loads((folder / "protected-merges.json").read_text())
    assert after["batches"] == before["batches"]
    assert not set(after["names"]["whole"]) & set(before["names"]["whole"])

    again = protect(redact, folder, "--add-from", table)
    assert "nothing new shows on the map" in again.out
    assert "1 place added; 1 place on the list" in again.out


def test_an_address_that_is_not_there_stops_and_changes_nothing(redact: Command, folder: Path, shelter: str) -> None:
    table = folder / "places.csv"
    table.write_text(f"kind,name,address\nshelter,A,{shelter}\nclinic,B,99 NOWHERE LN\n", encoding="utf-8")
    ended = protect(redact, folder, "--add-from", table)
    assert ended.code == 11
    assert "not on the street list: new place 2. Nothing was changed" in ended.err
    assert "NOWHERE" not in ended.err
    assert not (folder / "protected.redact").exists()
    assert not (folder / "protected-merges.json").exists()


def test_a_point_finds_what_the_address_does_not(redact: Command, folder: Path, city: Path) -> None:
    places = geopandas.read_parquet(city / "layers" / "sensitive_places.parquet").to_crs(4326)
    spot = places.geometry.iloc[0]
    table = folder / "places.csv"
    point = f"{spot.y},{spot.x}"
    table.write_text(f"kind,name,address,latitude,longitude\nshelter,A,99 NOWHERE LN,{point}\nclinic,B,,{point}\n")
    ended = protect(redact, folder, "--add-from", table, "--json")
    (told,) = ended.objects
    assert (told["places"], told["batches"]) == (2, 1)
    assert 25 <= told["joined"] < 50, "both on one block, which is joined once"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,street\nA,B\n", "the table's columns are not those that are needed"),
        ("address,latitude,longitude\n,,\n", "row 0: there is neither an address nor a point"),
        ("address,latitude,longitude\n1 Main St,north,-76\n", "row 0: the latitude or longitude is no number"),
    ],
)
def test_a_wrong_table(redact: Command, folder: Path, content: str, message: str) -> None:
    (folder / "places.csv").write_text(content, encoding="utf-8")
    ended = protect(redact, folder, "--add-from", folder / "places.csv")
    assert ended.code == 11
    assert message in ended.err


def test_what_is_missing_and_what_does_not_go_together(redact: Command, folder: Path) -> None:
    assert protect(redact, folder, "--list-places").code == 16
    assert protect(redact, folder, "--add-from", folder / "nowhere.csv").code == 16
    assert protect(redact, folder, "--list-places", "--remove", "p1").code == 2
    assert protect(redact, folder, "--json").code == 2
    (folder / "pass").write_text("short")
    assert protect(redact, folder, "--add-from", folder / "places.csv").code == 2
    (folder / "pass").unlink()
    assert protect(redact, folder, "--add-from", folder / "places.csv").code == 16


def test_without_streets_there_is_nothing_to_join(redact: Command, folder: Path) -> None:
    text = (folder / "jurisdiction.yaml").read_text()
    (folder / "jurisdiction.yaml").write_text(text[: text.index("streets:")])
    (folder / "places.csv").write_text("address\n1 MAIN ST\n")
    ended = protect(redact, folder, "--add-from", folder / "places.csv")
    assert ended.code == 16
    assert "there is no street layer" in ended.err
