"""Named places behind a preposition."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.place_behind import PlaceBehindFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WORKS AT AGUA FRIA BLOCK CO AND", ["PLACE AGUA FRIA BLOCK CO"]),
        ("we met at Bramwell Crossing Games.", ["PLACE Bramwell Crossing Games"]),
        ("AT THE REAR DOOR", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlaceBehindFinder(), text) == expected
