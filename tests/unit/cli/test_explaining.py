"""`redact policy explain`: text on standard output, the page in a file, mistakes with their exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from redact.advice.city import Made

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command


@pytest.fixture(autouse=True)
def no_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redact.advice.explain.made_up", lambda _policy: Made())


def test_text_on_standard_output_and_the_page_in_a_file(redact: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ended = redact("policy", "explain", "baseline", "-o", page)
    assert ended.code == 0
    assert ended.out.startswith("Protecting victims")
    assert "## Hidden completely" in ended.out
    assert ended.err == f"written: {page}\n"
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert "Hidden completely" in html


def test_with_a_project_it_names_the_publisher(redact: Command, city: Path) -> None:
    ended = redact("policy", "explain", "baseline", "--project", city / "redact.yaml")
    assert ended.code == 0
    assert "Ask Harlow Bend Police Department (synthetic)." in " ".join(ended.out.split())
    assert "These are the lists of your department." in ended.out


def test_a_policy_with_a_mistake_is_not_explained(redact: Command, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("policy: wrong\nversin: 1\n", encoding="utf-8")
    ended = redact("policy", "explain", wrong)
    assert ended.code == 10
    assert "wrong.yaml:2" in ended.err
    assert ended.out == ""


def test_a_project_that_is_not_there(redact: Command, tmp_path: Path) -> None:
    assert redact("policy", "explain", "baseline", "--project", tmp_path / "redact.yaml").code == 16
