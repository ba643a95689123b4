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
        ("RP IN #A STS COUPLE IN #B YELLING", ["ADDRESS #A", "ADDRESS #B"]),
        ("#19, GATE OPEN", ["ADDRESS #19"]),
        ("SYCAMORE HTS #5D", ["ADDRESS #5D"]),
        ("lives in Villa 14.", ["ADDRESS Villa 14"]),
        ("Sycamore Tower, 912. I knocked", ["ADDRESS 912"]),
        ("grabbed her at apt f and", ["ADDRESS apt f"]),
        ("The driver of Unit 1 left", []),
        ("Unit 2 struck the curb", []),
        ("STILL IN SPACE. NOK IS", []),
        ("RP CELL 504 555 0136", []),
        ("SUSPECT #2 RAN", []),
        ("rooms 14 and 15,", ["ADDRESS rooms 14 and 15"]),
        ("SHE IS ON 4TH FL W/ SIS", ["ADDRESS 4TH FL"]),
        ("IN ROW A LINE", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(ApartmentFinder(), text) == expected
