"""A release appears whole or not at all, is never overwritten, and gives nothing away beside its rows."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import redact.bundle.facts as facts_module
import redact.bundle.writer as writer
from redact.bundle import check_bundle, write_bundle
from redact.errors import GateFailed, UsageError
from redact.gates import GateResult, run_gates

Release = Callable[..., Path]
Plan = Any

PASSED = (GateResult("columns", True, "0 of 3", "all", "fine"),)


def test_everything_is_there(release: Release) -> None:
    folder = release()
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    kinds = ("csv", "parquet", "geojson")
    data = {f"data/{name}.{kind}" for name in ("incidents", "arrests", "stops") for kind in kinds}
    pages = {"protection.html", "dictionary.html", "for-the-portal.html"}
    assert found == data | pages | {"places.geojson", "datapackage.json", "dcat-us.json", "statement.json"}
    assert sorted(path.name for path in folder.parent.iterdir()) == ["2026-04-15-ababab", "latest.json"]
    latest = json.loads((folder.parent / "latest.json").read_text(encoding="utf-8"))
    assert (latest["release"], latest["folder"]) == ("2026-04-15-ababab", "2026-04-15-ababab")
    assert all(found.passed for found in check_bundle(folder))


def test_rows_are_the_staged_ones_in_their_order(release: Release, small_plan: Plan) -> None:
    folder = release()
    view = small_plan.view()
    with (folder / "data" / "incidents.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == view.staged("incidents").to_pylist()


def test_places_are_all_places(release: Release) -> None:
    places = json.loads((release() / "places.geojson").read_text(encoding="utf-8"))["features"]
    assert len(places) == 17
    assert {place["geometry"]["type"] for place in places} == {"LineString", "Polygon"}


def test_a_release_is_never_overwritten(release: Release) -> None:
    folder = release()
    before = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="never overwritten"):
        release()
    assert {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()} == before


def test_a_draft_is_marked_and_takes_the_place_of_the_one_before(release: Release) -> None:
    folder = release(draft=True)
    (folder / "old.txt").write_text("from before", encoding="utf-8")
    again = release(draft=True)
    assert again == folder
    assert not (folder / "old.txt").exists()
    assert not (folder.parent / "latest.json").exists()
    for page in folder.glob("*.html"):
        assert "SYNTHETIC DRAFT" in page.read_text(encoding="utf-8")
    assert json.loads((folder / "statement.json").read_text(encoding="utf-8"))["predicate"]["draft"] is True
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_real_rows_carry_no_synthetic_mark(release: Release, small_plan: Plan) -> None:
    small_plan.synthetic = False
    for page in release().glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "SYNTHETIC" not in text
        assert "invented" not in text


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_a_release_can_be_read_by_all_and_a_draft_by_its_owner(release: Release) -> None:
    umask = os.umask(0o022)
    try:
        assert release().stat().st_mode & 0o777 == 0o755
        draft = release(name="draft-1", draft=True)
        assert not [path.name for path in (draft, *draft.rglob("*")) if path.stat().st_mode & 0o077]
    finally:
        os.umask(umask)


def test_what_failed_a_gate_is_not_written(small_plan: Plan, tmp_path: Path) -> None:
    failed = GateResult("cover", False, "60%", "50%", "too much")
    with pytest.raises(GateFailed, match="cover"):
        write_bundle(small_plan.view(), tmp_path / "releases", release="r", gates=(*PASSED, failed), draft=False)
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize("step", ["_write_data", "_write_pages", "_check_written", "_put"])
def test_a_run_that_ends_anywhere_leaves_nothing(
    small_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "releases"
    view = small_plan.view()
    gates = run_gates(view)
    write_bundle(view, target, release="first", gates=gates, draft=False)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}

    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writer, step, ends)
        with pytest.raises(KeyboardInterrupt):
            write_bundle(view, target, release="second", gates=gates, draft=False)
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before


def test_what_a_killed_run_left_is_swept_by_the_next(release: Release, tmp_path: Path) -> None:
    left = tmp_path / "releases" / ".writing-killed" / "data"
    left.mkdir(parents=True)
    (left / "incidents.csv").write_text("half", encoding="utf-8")
    folder = release()
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name, "latest.json"]


def test_bytes_that_are_not_the_staged_rows_are_not_published(
    small_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writer.write_csv

    def wrong(staged: Path, header: Any, path: Path) -> int:
        rows = real(staged, header, path)
        path.write_bytes(path.read_bytes().replace(b"THEFT", b"ROBBERY"))
        return rows

    monkeypatch.setattr(writer, "write_csv", wrong)
    view = small_plan.view()
    with pytest.raises(GateFailed, match=r"column 'offense_text' of data/incidents\.csv"):
        write_bundle(view, tmp_path / "releases", release="r", gates=run_gates(view), draft=False)
    assert list((tmp_path / "releases").iterdir()) == []


@pytest.mark.parametrize("gated", [True, False], ids=["after the gates", "without them"])
def test_a_title_that_is_somebodys_name_is_not_published(
    small_plan: Plan, tmp_path: Path, gated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without a header line has a record for titles. The gate sees it; the writer sees it by itself as well."""
    victim = small_plan.rows["incidents"][30].source["Victim"]
    view = small_plan.view()
    view.plan.summary["titles"]["incidents"]["status"] = victim
    gates = run_gates(view) if gated else PASSED
    assert all(gate.passed for gate in gates) is not gated
    with pytest.raises(GateFailed) as caught:
        write_bundle(view, tmp_path / "releases", release="r", gates=gates, draft=False)
    assert "residue" in str(caught.value)
    assert victim.casefold() not in str(caught.value).casefold()


def test_pages_that_say_only_known_words_need_no_second_pass(
    small_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = small_plan.view()
    gates = run_gates(view)

    def scan(*_: object) -> None:
        raise AssertionError("the sources were read again")

    monkeypatch.setattr(writer, "scan", scan)
    write_bundle(view, tmp_path / "releases", release="2026-04-15-ababab", gates=gates, draft=False)


def test_words_of_the_policy_that_are_somebodys_name_stop_nothing_and_a_new_word_that_is_one_does(
    small_plan: Plan, tmp_path: Path
) -> None:
    """In a large city somebody is called Will Day. What is new on the pages is looked up, and nothing else."""
    last, first = small_plan.rows["incidents"][0].source["Victim"].split(", ")  # Bukowski-Abernathy, Bruno
    tiers = list(small_plan.policy.tiers)
    tiers[0] = tiers[0].model_copy(update={"because": f"A district and {first} {last} do."})
    small_plan.policy = small_plan.policy.model_copy(update={"tiers": tuple(tiers)})
    view = small_plan.view()
    view.plan.summary["project"]["publisher"] = "Zebulon Town"
    folder = write_bundle(view, tmp_path / "releases", release="r", gates=PASSED, draft=True)
    assert f"{first} {last}" in (folder / "protection.html").read_text(encoding="utf-8")
    view = small_plan.view()
    view.plan.summary["project"]["publisher"] = f"Zebulon {first} {last}"
    with pytest.raises(GateFailed, match="residue"):
        write_bundle(view, tmp_path / "other", release="r", gates=PASSED, draft=True)


def test_large_datasets_have_no_geojson_and_the_statement_says_so(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redact.bundle.cells as cells

    monkeypatch.setattr(cells, "MAX_GEOJSON_ROWS", 30)
    folder = release()
    assert not (folder / "data" / "incidents.geojson").exists()
    assert (folder / "data" / "stops.geojson").exists()
    said = json.loads((folder / "statement.json").read_text(encoding="utf-8"))["predicate"]["not_written"]
    assert [text.split(":")[0] for text in said] == ["data/incidents.geojson"]
    assert facts_module.Facts.__doc__


def test_manifests_tell_nothing_of_the_sources(release: Release, small_plan: Plan) -> None:
    folder = release()
    texts = [path for path in folder.rglob("*") if path.suffix in (".json", ".html")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    summary = json.loads((small_plan.folder / "plan.json").read_text(encoding="utf-8"))
    assert summary["nonce"] not in said
    assert small_plan.folder.parent.name not in said
    assert ".csv" in said
    for name in small_plan.rows:
        assert f"{small_plan.folder.parent}" not in said
        assert small_plan.view().sources[name].digest not in said
        assert summary["inputs"][0]["digest"] not in said
    measured = [gate.measured for gate in run_gates(small_plan.view())]
    assert not [text for text in measured if text[0].isdigit() and text in said]
    assert "withheld_for" not in said


def test_manifests_have_what_their_standards_ask(release: Release) -> None:
    folder = release()
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"].startswith("https://datapackage.org/profiles/2.")
    for item in package["resources"]:
        assert item["bytes"] == (folder / item["path"]).stat().st_size
        assert item["hash"].startswith("sha256:")
        assert item["name"] == item["name"].lower()
    tables = [item for item in package["resources"] if "schema" in item]
    assert [field["type"] for item in tables for field in item["schema"]["fields"]].count("string") == 10 + 9 + 13
    catalog = json.loads((folder / "dcat-us.json").read_text(encoding="utf-8"))
    dataset = catalog["dataset"][0]
    needed = {"title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "accessLevel"}
    assert needed <= set(dataset)
    assert dataset["temporal"] == "2026-01-01/2026-01-31"
    statement = json.loads((folder / "statement.json").read_text(encoding="utf-8"))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert all(len(item["digest"]["sha256"]) == 64 for item in statement["subject"])
    assert statement["predicate"]["agreed_by"] == []


def test_pages_load_nothing(release: Release) -> None:
    for page in release().glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        for word in ("<script", "src=", "@import", "url(", "<link", "<img", "<form"):
            assert word not in text
        assert 'href="http' not in text


def test_the_dictionary_names_every_column_and_its_source_title(release: Release) -> None:
    text = (release() / "dictionary.html").read_text(encoding="utf-8")
    for column in ("households_band", "offense_text", "subject_race", "officer_name", "status"):
        assert f"<code>{column}</code>" in text
    for title in ("Charge", "State", "Race"):
        assert f"<td>{title}</td>" in text
