"""House numbers with a bare name, or alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.house_number import HouseNumberFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AT 6118 S ARTESIAN APT 1F.", ["ADDRESS 6118 S ARTESIAN APT 1F"]),
        ("HER MOTHERS AT 4819 S 22.", ["ADDRESS 4819 S 22"]),
        ("a 2009 Chevrolet Silverado", []),
        ("in front of 2208, a", ["ADDRESS 2208"]),
        ("PARKED 118 MINUTES", []),
        ("turned from 1700 East onto 300 South.", ["ADDRESS 1700 East", "ADDRESS 300 South"]),
        ("clocked at 102.", []),
        ("IN FRONT OF 3106. NEG", ["ADDRESS 3106"]),
        ("lives at 614, she", ["ADDRESS 614"]),
        ("1240 E 300 S", ["ADDRESS 1240 E 300 S"]),
        ("412 S STATE", ["ADDRESS 412 S STATE"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(HouseNumberFinder(), text) == expected
