"""Rooms and units; not radio units."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.apartment import ApartmentFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kept her in room 118 of", ["ADDRESS room 118"]),
        ("MY APT 4B, THE", ["ADDRESS APT 4B"]),
        ("space 42.", ["ADDRESS space 42"]),
        ("Cottonwood Villas #22", ["ADDRESS #22"]),
        ("UNIT 12 RESPONDED", []),
        ("HER CELL PHONE", []),
        ("IN A LOT OF PAIN", []),
        ("rooms 14 and 15,", ["ADDRESS rooms 14 and 15"]),
        ("SHE IS ON 4TH FL W/ SIS", ["ADDRESS 4TH FL"]),
        ("IN ROW A LINE", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(ApartmentFinder(), text) == expected
