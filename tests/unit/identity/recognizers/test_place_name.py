"""Names that end in a kind of place, places of work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.place_name import PlaceNameFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("job at Phalen Lake Pharmacy four", ["PLACE Phalen Lake Pharmacy"]),
        ("HER TO ST BRENDAN'S HOSPITAL. SANE", ["PLACE ST BRENDAN'S HOSPITAL"]),
        ("to open a plan at Lumen Wireless.", ["PLACE Lumen Wireless"]),
        ("AT THE SCHOOL", []),
        ("went to the hospital", []),
        ("AT A GAS STATION", []),
        ("DRAWN ON ALDER COAST CREDIT UNION ACCT", ["PLACE ALDER COAST CREDIT UNION"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlaceNameFinder(), text) == expected
