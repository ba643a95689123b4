"""Named places by what stands first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.place_kind import PlaceKindFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at Fire Sta 8.", ["PLACE Fire Sta 8"]),
        ("MET AT CLUB AZUL.", ["PLACE CLUB AZUL"]),
        ("at Our Lady of Sorrows.", ["PLACE Our Lady of Sorrows"]),
        ("the station", []),
        ("DOOR READS \"GRANGER TOWING,\" LEFT", ["PLACE GRANGER TOWING"]),
        ("at Alder Brook K-8.", ["PLACE Alder Brook K-8"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlaceKindFinder(), text) == expected
