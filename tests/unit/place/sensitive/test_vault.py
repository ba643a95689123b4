"""The encrypted list: it opens with its passphrase and shows nothing without."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from redact.errors import DataMismatch, Missing, UsageError
from redact.place.sensitive.vault import Batch, Vault, open_vault, save_vault

PASSPHRASE = "correct horse battery staple"


def listed(places: int = 1) -> Vault:
    vault = Vault.new()
    for number in range(places):
        vault = vault.with_entry(
            kind="shelter",
            names=(f"Rosa Haven {number}", "Röschen"),
            address=f"{100 + number} W ELM ST",
            point=(39.1, -76.5),
            added="2026-11-27",
        )
    return vault


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Vault]:
    path = tmp_path_factory.mktemp("vault") / "protected.redact"
    vault = listed()
    save_vault(path, vault, PASSPHRASE)
    return path, vault


def test_what_was_saved_comes_back(saved: tuple[Path, Vault]) -> None:
    path, vault = saved
    assert open_vault(path, PASSPHRASE) == vault
    assert open_vault(path, f"  {PASSPHRASE}\n") == vault, "spaces around it come with copying"


def test_nothing_of_it_can_be_read_in_the_file(saved: tuple[Path, Vault]) -> None:
    text = saved[0].read_text(encoding="utf-8")
    said = [word for each in saved[1].entries for word in (*each.names, each.address)]
    assert min(map(len, said)) >= 7, "a shorter word may stand in the letters of a ciphertext by chance"
    assert not any(word in text for word in (*said, saved[1].key.hex()))
    assert [path.name for path in saved[0].parent.iterdir()] == [saved[0].name], "nothing half-written is left"


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX rights here")
def test_only_its_owner_can_read_the_file(saved: tuple[Path, Vault]) -> None:
    assert stat.S_IMODE(saved[0].stat().st_mode) == 0o600


def test_its_size_does_not_count_the_places(saved: tuple[Path, Vault], tmp_path: Path) -> None:
    save_vault(tmp_path / "many", listed(40), PASSPHRASE)
    assert (tmp_path / "many").stat().st_size == saved[0].stat().st_size


def test_another_passphrase_does_not_open_it(saved: tuple[Path, Vault]) -> None:
    with pytest.raises(UsageError, match="the passphrase does not open this list"):
        open_vault(saved[0], "correct horse battery stable")


@pytest.mark.parametrize("part", ["content", "nonce", "salt", "n"])
def test_a_changed_file_does_not_open(saved: tuple[Path, Vault], tmp_path: Path, part: str) -> None:
    data = json.loads(saved[0].read_text(encoding="utf-8"))
    where = data["scrypt"] if part in ("salt", "n") else data
    where[part] = 2**15 if part == "n" else ("B" if where[part][0] == "A" else "A") + where[part][1:]
    (tmp_path / "changed").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(UsageError, match="or the file was changed"):
        open_vault(tmp_path / "changed", PASSPHRASE)


@pytest.mark.parametrize("cost", [2**10, 2**30, 70_000, "65536", None])
def test_a_header_asks_for_no_cheap_or_endless_key(saved: tuple[Path, Vault], tmp_path: Path, cost: object) -> None:
    data = json.loads(saved[0].read_text(encoding="utf-8"))
    data["scrypt"]["n"] = cost
    (tmp_path / "changed").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(DataMismatch, match="is no list of protected places"):
        open_vault(tmp_path / "changed", PASSPHRASE)


def test_no_file_and_no_list(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="no list of protected places here"):
        open_vault(tmp_path / "nowhere", PASSPHRASE)
    for content in (b"\xff\xfe", b"[]", b"{}", b"not json"):
        (tmp_path / "other").write_bytes(content)
        with pytest.raises(DataMismatch, match="no list of protected places, or it is damaged"):
            open_vault(tmp_path / "other", PASSPHRASE)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="needs 12 characters"):
        save_vault(tmp_path / "list", listed(), "secret")
    assert not (tmp_path / "list").exists()


def test_a_removed_place_leaves_its_joined_blocks() -> None:
    vault = listed(2)
    vault = replace(vault, batches=(Batch(1, 20, (("b-1", "b-2"),)),))
    left = vault.without("p1")
    assert [entry.id for entry in left.entries] == ["p2"]
    assert left.batches == vault.batches
    assert left.with_entry(kind="x", names=(), address="", point=None, added="").entries[-1].id == "p3", "no id twice"
    with pytest.raises(UsageError, match="no place on the list has this id"):
        left.without("p1")


def test_printing_the_list_shows_none_of_it() -> None:
    assert "Rosa" not in repr(listed())
    assert "ELM" not in str(listed())
