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
        ("by Inv. P. Quist, D-27.", ["BADGE D-27"]),
        ("Deputy M. Arlow (ID 2946), was", ["BADGE 2946"]),
        ("name and badge number, 8116, which", ["BADGE 8116"]),
        ("badge \"3520,\" who", ["BADGE 3520"]),
        ("I am badge K-23.", ["BADGE K-23"]),
        ("OFC J. ROON, P# 20713", ["BADGE 20713"]),
        ("DET MOSS [1147]", ["BADGE 1147"]),
        ("Officer Dunmore/2217 responded", ["BADGE 2217"]),
        ("clerk Marsh, ID F-58.", ["BADGE F-58"]),
        ("OFFICERS FOUND 22 BAGS", []),
        ("OFFICER TAYLOR IN THE B411F", []),
        ("OFC VO, 336.", ["BADGE 336"]),
        ("OFC T. HALE / 412.", ["BADGE 412"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(BadgeFinder(), text) == expected
