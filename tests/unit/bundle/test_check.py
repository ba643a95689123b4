"""A release read again: whatever was changed since is found, and so is what should never have been in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from redact.bundle import check_bundle
from redact.bundle.check import _role
from redact.bundle.manifests import files_of
from redact.errors import DataMismatch, UsageError

Release = Callable[..., Path]
Plan = Any


def failed(folder: Path, against: Any = None) -> dict[str, str]:
    return {found.name: found.sentence for found in check_bundle(folder, against) if not found.passed}


def restate(folder: Path) -> None:
    """Makes the statement fit the files again, as somebody would who changes a release on purpose."""
    path = folder / "statement.json"
    statement = json.loads(path.read_text(encoding="utf-8"))
    statement["subject"] = [
        {"name": file.name, "digest": {"sha256": file.sha256}} for file in files_of(folder) if file.name != path.name
    ]
    path.write_text(json.dumps(statement), encoding="utf-8")


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8", newline="\n")


def test_an_untouched_release_passes(release: Release, small_plan: Plan) -> None:
    folder = release()
    sources = list(small_plan.view().sources.values())
    results = check_bundle(folder, sources)
    assert [found.name for found in results] == ["digests", "structure", "harmless cells", "residue"]
    assert failed(folder, sources) == {}


def test_changed_missing_and_added_files_are_named(release: Release) -> None:
    folder = release()
    change(folder / "protection.html", "hidden", "shown")
    (folder / "dcat-us.json").unlink()
    (folder / "data" / "notes.csv").write_text("a\n1\n", encoding="utf-8")
    said = failed(folder)["digests"]
    assert "protection.html was changed" in said
    assert "dcat-us.json is missing" in said
    assert "data/notes.csv does not belong here" in said


def test_a_signature_belongs_to_the_statement(release: Release) -> None:
    folder = release()
    (folder / "statement.json.sig").write_text("signature", encoding="utf-8")
    assert failed(folder) == {}


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("data/incidents.csv", "THEFT", "ROBBERY", "parquet says something else"),
        ("data/incidents.csv", "u-000007", "u-999999", "names places"),
        ("data/incidents.csv", "offense_group", "group", "other columns"),
        ("data/stops.geojson", '"subject_sex":"F"', '"subject_sex":"M"', "geojson says something else"),
        ("data/stops.geojson", "[-87.68,41.81]", "[-87.68,41.82]", "not its place's"),
    ],
)
def test_files_must_agree_even_if_the_statement_was_made_to_fit(
    release: Release, file: str, before: str, after: str, said: str
) -> None:
    folder = release()
    change(folder / file, before, after)
    restate(folder)
    assert said in failed(folder)["structure"]


def test_a_damaged_file_is_said_and_not_raised(release: Release) -> None:
    folder = release()
    (folder / "data" / "stops.parquet").write_bytes(b"PAR1")
    assert "stops" in failed(folder)["structure"]


def test_formulas_are_found(release: Release) -> None:
    folder = release()
    change(folder / "data" / "incidents.csv", "CLOSED", "=CLOSED")
    assert "harmless cells" in failed(folder)


@pytest.mark.parametrize("title", ["Victim", "Address", "Tel", "Case", "Car", "Mail", "Lat"])
def test_identifiers_of_the_source_are_found_wherever_they_are(release: Release, small_plan: Plan, title: str) -> None:
    folder = release()
    sources = list(small_plan.view().sources.values())
    value = small_plan.rows["incidents"][33].source[title].upper()
    change(folder / "data" / "incidents.csv", "CLOSED", f'"{value}"')
    change(folder / "dictionary.html", "<p>", f"<p>{value} ")
    found = failed(folder, sources)["residue"]
    assert "column 'status' of incidents" in found.lower()
    assert "dictionary.html" in found
    assert value.casefold() not in found.casefold()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("data/incidents.csv", b'a,b\n"1,2\n3,4,5\n'),
        ("data/stops.geojson", b"[]"),
        ("datapackage.json", b"{"),
        ("places.geojson", b""),
        ("tables/counts.csv", b"\xff\xfe\x00"),
    ],
)
def test_what_cannot_be_read_any_more_is_a_failure_and_not_the_end(
    release: Release, small_plan: Plan, file: str, content: bytes
) -> None:
    folder = release()
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_bytes(content)
    found = failed(folder, list(small_plan.view().sources.values()))
    assert file in found["digests"]
    assert Path(file).stem in found["structure"] or file == "places.geojson"
    assert "residue" in found or file == "data/stops.geojson"


def test_unreadable_sources_are_not_the_releases_fault(release: Release, small_plan: Plan) -> None:
    folder = release()
    sources = list(small_plan.view().sources.values())
    for source in sources:
        for file in source.files:
            file.unlink()
    with pytest.raises(DataMismatch):
        check_bundle(folder, sources)


def test_no_release_and_a_damaged_statement(tmp_path: Path, release: Release) -> None:
    with pytest.raises(UsageError, match="no release here"):
        check_bundle(tmp_path)
    folder = release()
    for content, said in (("{", "JSON"), ("[]", "no statement"), ('{"subject": [1]}', "no statement")):
        (folder / "statement.json").write_text(content, encoding="utf-8")
        with pytest.raises(DataMismatch, match=said):
            check_bundle(folder)


def test_roles_of_published_columns() -> None:
    assert _role("place") == ""
    assert _role("offense_text_2") == "offense_text"
    assert _role("narrative") == "narrative"
    assert _role("response_minutes") == "extra response_minutes"
