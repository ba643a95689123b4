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
        ("INSIDE THE TARNISHED ANCHOR WHEN", ["PLACE THE TARNISHED ANCHOR"]),
        ("outside St. Alban's.", ["PLACE St. Alban's"]),
        ("to Hotel Marlow and", ["PLACE Hotel Marlow"]),
        ("AT CLUB VERANO.", ["PLACE CLUB VERANO"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlaceBehindFinder(), text) == expected
