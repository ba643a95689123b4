"""Badge numbers name an officer too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.badge import BadgeFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J. Sandoval #773", ["BADGE 773"]),
        ("badge 1234.", ["BADGE 1234"]),
        ("EVENT# 24.BT14420", ["BADGE 14420"]),
        ("Ofc. K. Breeden 41B", ["BADGE 41B"]),
        ("AT 1234 HRS", []),
        ("OFC VO, 336.", ["BADGE 336"]),
        ("OFC T. HALE / 412.", ["BADGE 412"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(BadgeFinder(), text) == expected
