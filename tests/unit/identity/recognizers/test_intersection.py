"""Two streets; not two people, two dates or an abbreviation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.intersection import IntersectionFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AT 5TH/TIJERAS. RETURNED", ["ADDRESS 5TH/TIJERAS"]),
        ("behind at Colfax & Quebec. She", ["ADDRESS Colfax & Quebec"]),
        ("the bus at Broadway and Pike when", ["ADDRESS Broadway and Pike"]),
        ("on Southwest Trafficway at 12th for", ["ADDRESS Southwest Trafficway at 12th"]),
        ("DANCING W/HER FRIENDS", []),
        ("ON 2/24 AND 3/12", []),
        ("SPANISH/ENGLISH", []),
        ("MALE AND FEMALE", []),
        ("OUT W/FEM", []),
        ("HER HUSBAND S/BROMLEY SHOVED", []),
        ("NEAR KALANA ST AND ADMITTED", []),
        ("a hit and run at Ocotillo Rd and 32nd Pl", ["ADDRESS Ocotillo Rd and 32nd Pl"]),
        ("SEEN AT ALDER N 9TH.", ["ADDRESS ALDER N 9TH"]),
        ("Tasered on Larkmoor between 5th and 6th and ran", ["ADDRESS Larkmoor between 5th and 6th"]),
        ("the 1st and 2nd victims", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(IntersectionFinder(), text) == expected
