"""Mile posts and exits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.mile_post import MilePostFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("near milepost 4 of", ["ADDRESS milepost 4"]),
        ("WB AT MM 212.5 ON", ["ADDRESS MM 212.5"]),
        ("BLK ROAD EXIT 12", ["ADDRESS EXIT 12"]),
        ("A MILE AWAY", []),
        ("NO EXIT", []),
        ("mile marker 54, I-70 eastbound.", ["ADDRESS mile marker 54, I-70 eastbound"]),
        ("HWY 12 EB AT THE 47.5.", ["ADDRESS HWY 12 EB AT THE 47.5"]),
        ("Exit 118 off I-75.", ["ADDRESS Exit 118 off I-75"]),
        ("on I-25 at the 131 exit", ["ADDRESS 131 exit"]),
        ("M/M 5'7 TAN CAP", []),
        ("a 9 mm pistol", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(MilePostFinder(), text) == expected
