"""At signs, underscores, and what follows the name of an app."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.handle import HandleFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IG @COACHPAIGEFAN) WITH", ["HANDLE @COACHPAIGEFAN"]),
        ('SELLER "PRAIRIE_DEAN". RAPE', ["HANDLE PRAIRIE_DEAN"]),
        ("Instagram as drew.lax22.", ["HANDLE drew.lax22"]),
        ("(@tg_xiong99, tougr.alt)", ["HANDLE @tg_xiong99", "HANDLE tougr.alt"]),
        ("cash app $JaneDoe22", ["HANDLE $JaneDoe22"]),
        ("paid $40 on snap", []),
        ("joe@example.com", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(HandleFinder(), text) == expected
