"""Tables in a release: their files, their page, what machines are told, and that nothing is promised that is open."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import redact.bundle.writer as writer
from redact.bundle import check_bundle, write_bundle
from redact.bundle.count_pages import counts_page, described
from redact.bundle.hazards import forbidden_words
from redact.bundle.reading import other_texts
from redact.errors import GateFailed
from redact.gates import run_gates

Plan = Any


@pytest.fixture
def charts_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts take a second or two to draw and have tests of their own."""
    monkeypatch.setattr(writer, "counts_page", partial(counts_page, draw=described))


def written(plan: Plan, target: Path, **more: Any) -> Path:
    view = plan.view()
    return write_bundle(view, target, release="2026-04-15-ababab", gates=run_gates(view), draft=False, **more)


def test_tables_are_published_with_their_page_and_their_guarantee(
    plan_with_tables: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(*_: object) -> None:
        raise AssertionError("the sources were read again")

    monkeypatch.setattr(writer, "scan", scan)
    folder = written(plan_with_tables, tmp_path / "releases")
    drawn = plan_with_tables.folder / "tables"
    names = ["withheld-city_quarter.csv", "withheld-city_year.csv", "withheld-measured.csv", "withheld.csv"]
    assert sorted(path.name for path in (folder / "tables").iterdir()) == names, "no seal, no entry of the ledger"
    assert all((folder / "tables" / name).read_bytes() == (drawn / name).read_bytes() for name in names)
    assert all(found.passed for found in check_bundle(folder))
    for page in ("protection.html", "counts.html"):
        assert "differentially private" in " ".join((folder / page).read_text(encoding="utf-8").split())
    assert 'href="counts.html"' in (folder / "protection.html").read_text(encoding="utf-8")
    assert "<code>count_dp</code>" in (folder / "dictionary.html").read_text(encoding="utf-8")
    said = "".join(text for _, text in other_texts(folder))
    assert "a1" * 32 not in said, "requests are the department's own"
    assert "b2" * 32 not in said, "so are digests of what was counted"
    counts = (folder / "counts.html").read_text(encoding="utf-8")
    for word in ("<script", "src=", "@import", "url(", "<link", "<img", "<form", "http"):
        assert word not in counts.replace("http-equiv", "")


@pytest.mark.usefixtures("charts_in_words")
def test_machines_are_told_types_and_what_protects_whom(plan_with_tables: Plan, tmp_path: Path) -> None:
    folder = written(plan_with_tables, tmp_path / "releases")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = {item["path"]: item for item in package["resources"]}
    finest = resources["tables/withheld.csv"]
    fields = {field["name"]: field["type"] for field in finest["schema"]["fields"]}
    assert fields == {
        "class": "string", "district": "string", "quarter": "string", "count_dp": "number",
        "standard_deviation": "number", "low_90": "integer", "high_90": "integer", "reliable": "string",
        "count_display": "integer",
    }  # fmt: skip
    assert all(field["description"] for field in finest["schema"]["fields"])
    assert [field["name"] for field in resources["tables/withheld-measured.csv"]["schema"]["fields"]][-1] == "epsilon"
    privacy = finest["redact:privacy"]
    assert privacy["loss"] == {"definition": "pure", "epsilon": "0.4", "delta": "0", "per": "year"}
    assert privacy["unit"]["max_per_unit"] == 3
    assert privacy["mechanism"]["sensitivity"] == 3
    assert privacy["domain"]["words"]["district"] == ["District A", "other"]
    assert [level["share"] for level in privacy["levels"]] == ["0.8", "0", "0.2"]
    assert privacy["draws"] == [{"periods": ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], "epsilon": "0.4"}]
    assert privacy["invariants"] == []
    assert privacy["all_conditions_met"] is True
    assert privacy["code"].startswith("redact ")
    statement = json.loads((folder / "statement.json").read_text(encoding="utf-8"))["predicate"]["tables"]
    assert [(each["name"], each["epsilon"], each["privacy"]) for each in statement] == [("withheld", "0.4", privacy)]


@pytest.mark.usefixtures("charts_in_words")
def test_while_a_condition_is_open_no_file_has_the_formal_words(
    plan_with_tables: Plan, tmp_path: Path, tables: Any
) -> None:
    plan_with_tables.policy = tables.made_policy(public_invariants=None)
    folder = written(plan_with_tables, tmp_path / "releases")
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".json", ".csv", ".geojson"):
            assert not forbidden_words(path.read_text(encoding="utf-8")), path.name
    for page in ("protection.html", "counts.html"):
        text = " ".join((folder / page).read_text(encoding="utf-8").split())
        assert "not all conditions of a formal guarantee are met: it is not stated which true numbers" in text


@pytest.mark.usefixtures("charts_in_words")
def test_a_policy_may_not_say_it_either(plan_with_tables: Plan, tmp_path: Path, tables: Any) -> None:
    changed = {"title": "Counts with differential privacy", "public_invariants": None}
    plan_with_tables.policy = tables.made_policy(**changed)
    with pytest.raises(GateFailed, match=r"statement\.json says 'differential privacy'"):
        written(plan_with_tables, tmp_path / "releases")
    assert not list((tmp_path / "releases").iterdir())


@pytest.mark.usefixtures("charts_in_words")
def test_a_table_that_is_not_drawn_is_not_published(plan_with_tables: Plan, tmp_path: Path) -> None:
    (plan_with_tables.folder / "tables" / "drawn.json").unlink()
    folder = written(plan_with_tables, tmp_path / "releases")
    assert not (folder / "counts.html").exists()
    assert not re.search("tables/withheld", (folder / "statement.json").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("charts_in_words")
def test_other_columns_than_the_package_says_are_found(plan_with_tables: Plan, tmp_path: Path) -> None:
    folder = written(plan_with_tables, tmp_path / "releases")
    path = folder / "tables" / "withheld.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("count_dp", "count"), encoding="utf-8")
    found = {each.name: each for each in check_bundle(folder)}
    assert "tables/withheld.csv was changed" in found["digests"].sentence
    assert "tables/withheld.csv has other columns than datapackage.json says" in found["structure"].sentence
