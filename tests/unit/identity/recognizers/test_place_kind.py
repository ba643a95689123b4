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
        ("stopped at Fire Sta 5 and", ["PLACE Fire Sta 5"]),
        ("at the surf-n-sky inn, she said to me", ["PLACE the surf-n-sky inn"]),
        ("paid at the snack n save on", ["PLACE the snack n save"]),
        ("at Walmart on", ["PLACE Walmart"]),
        ("SHE WALKED TO CIRCLE K", ["PLACE CIRCLE K"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlaceKindFinder(), text) == expected
