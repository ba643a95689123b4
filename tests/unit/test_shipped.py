"""What comes with the package is found from a checkout and from a wheel alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact import shipped as module
from redact.errors import Missing
from redact.shipped import shipped


def test_a_checkout_has_them_at_the_top(repository: Path) -> None:
    assert shipped("cards") == repository / "policies" / "cards"


def test_a_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "redact" / "_policies" / "cards"
    inside.mkdir(parents=True)
    (inside / "a.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr(module, "files", lambda _: tmp_path / "redact")
    assert shipped("cards", "a.yaml") == inside / "a.yaml"


def test_what_is_not_there_is_missing() -> None:
    with pytest.raises(Missing, match=r"'cards/nowhere\.yaml' does not come with"):
        shipped("cards", "nowhere.yaml")
