"""The jurisdiction file: what is right, and one sentence for everything that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from redact.errors import DataMismatch, Missing
from redact.place import load_jurisdiction


def test_a_right_file(town: Path) -> None:
    jurisdiction = load_jurisdiction(town)
    assert jurisdiction.label == "Littleton"
    assert list(jurisdiction.levels) == ["beat", "district"]
    assert jurisdiction.households is not None
    assert jurisdiction.households.kind == "address_points"
    assert not jurisdiction.bare


def test_the_documented_file_is_right(repository: Path, tmp_path: Path) -> None:
    """The example in docs/places.md, with every file that it names there."""
    text = (repository / "docs" / "places.md").read_text(encoding="utf-8")
    example = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)[0]
    for name in re.findall(r"layers/[\w.]+", example):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "jurisdiction.yaml").write_text(example, encoding="utf-8")
    found = load_jurisdiction(tmp_path / "jurisdiction.yaml")
    assert list(found.levels) == ["block_group", "tract", "beat", "district", "city"]
    assert found.levels["tract"].only == {"COUNTYFP": ("061",)}
    assert [name for name, _ in found.entries][-2:] == ["households", "streets"]


@pytest.mark.parametrize("city", ["baltimore", "cincinnati"])
def test_the_real_cities_files_are_right_where_their_layers_are(repository: Path, shared_data: Path, city: str) -> None:
    if not (shared_data / "geo" / city).is_dir():
        pytest.skip(f"the layers of {city} are not here: NOT TESTED on its jurisdiction file")
    found = load_jurisdiction(repository / "benchmarks" / "jurisdictions" / f"{city}.yaml")
    assert found.label.casefold() == city


def test_no_file_is_the_bare_city() -> None:
    jurisdiction = load_jurisdiction(None)
    assert jurisdiction.bare
    assert jurisdiction.label == "CITY"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="no jurisdiction file"):
        load_jurisdiction(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("file", "purpose"),
    [
        ("beats", "the beat of a place"),
        ("houses", "the number of households behind every place"),
        ("streets", "the hundred-blocks of streets"),
    ],
)
def test_a_missing_layer_says_what_it_is_for(town: Path, file: str, purpose: str) -> None:
    (town.parent / f"{file}.parquet").unlink()
    with pytest.raises(Missing) as caught:
        load_jurisdiction(town)
    message = str(caught.value)
    assert f"the layer '{file}.parquet' is not there; it gives {purpose}" in message
    assert "jurisdiction.yaml:" in message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("crs: EPSG:32615", "crs: EPSG:99", "'EPSG:99' is no coordinate system"),
        ("kind: address_points", "kind: houses", "kind"),
        ("households:", "housholds:", "Did you mean 'households'?"),
        ("  beat:", "  block:", "'block' is made from the streets"),
        ("name: Littleton", "sensitive_places: {file: x, id: y}", "sensitive_places.id"),
        ("from_left: LF, ", "", "from_left"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(town: Path, old: str, new: str, expected: str) -> None:
    town.write_text(town.read_text().replace(old, new))
    with pytest.raises(DataMismatch) as caught:
        load_jurisdiction(town)
    assert expected in str(caught.value)
    assert "jurisdiction.yaml:" in str(caught.value)


def test_joined_blocks_must_be_there_unless_they_are_about_to_be_made(town: Path) -> None:
    town.write_text(town.read_text() + "sensitive_places: {file: protected-merges.json}\n")
    with pytest.raises(Missing, match="it names the blocks joined around protected places"):
        load_jurisdiction(town)
    named = load_jurisdiction(town, protecting=True).sensitive_places
    assert named is not None
    assert named.file == "protected-merges.json"
