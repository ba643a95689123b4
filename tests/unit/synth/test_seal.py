"""Only an unchanged synthetic city counts as synthetic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redact.synth import City, all_synthetic, is_synthetic


def test_a_fresh_city_is_synthetic(small: City) -> None:
    assert is_synthetic(small.folder)
    assert is_synthetic(str(small.folder))
    assert all_synthetic(small.folder, [*small.exports("incidents"), *small.exports("calls")])


def test_a_ledger_and_releases_beside_change_nothing(small: City) -> None:
    (small.folder / "ledger.sqlite").touch()
    (small.folder / "releases").mkdir()
    assert is_synthetic(small.folder)


def test_files_from_elsewhere_are_not_of_the_city(small: City, tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_text("incident_number\n1\n")
    assert not all_synthetic(small.folder, [*small.exports("incidents"), real])
    assert not all_synthetic(small.folder, [])


def _edit(city: City) -> None:
    path = city.exports("calls")[0]
    path.write_bytes(path.read_bytes() + b"x")


def _add(city: City) -> None:
    (city.folder / "exports" / "incidents-2026-99.csv").write_text("a\n")


def _add_below(city: City) -> None:
    (city.folder / "layers" / "more").mkdir()
    (city.folder / "layers" / "more" / "beats.parquet").write_bytes(b"")


def _remove(city: City) -> None:
    city.exports("arrests")[0].unlink()


def _deny(city: City) -> None:
    path = city.folder / "city.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "synthetic": "yes"}))


def _forget(city: City) -> None:
    path = city.folder / "city.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "sha256": {}}))


def _break(city: City) -> None:
    (city.folder / "city.json").write_text("{")


def _list(city: City) -> None:
    (city.folder / "city.json").write_text("[1]")


def _card(city: City) -> None:
    city.card("calls").write_text("dataset: calls\n")


def _link(city: City) -> None:
    path = city.exports("calls")[0]
    elsewhere = city.folder / "elsewhere.csv"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


@pytest.mark.parametrize("change", [_edit, _add, _add_below, _remove, _deny, _forget, _break, _list, _card, _link])
def test_a_changed_city_is_not_synthetic(small: City, change: object) -> None:
    assert callable(change)
    change(small)
    assert not is_synthetic(small.folder)
    assert not all_synthetic(small.folder, small.exports("incidents"))


def test_no_city_at_all(tmp_path: Path) -> None:
    assert not is_synthetic(tmp_path)
    assert not is_synthetic(tmp_path / "nowhere")
