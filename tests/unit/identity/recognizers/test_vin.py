"""Seventeen characters, mistyped ones too, and partial ones after the word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.vin import VinFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VIN 1HGCM82633A004352", ["VIN 1HGCM82633A004352"]),
        ("vin jtdkb20u093000000 stolen", ["VIN jtdkb20u093000000"]),
        ("vin ending in 004352", ["VIN 004352"]),
        ("RECOVERED 1M8GDM9AXKP042788 TODAY", ["VIN 1M8GDM9AXKP042788"]),
        ("INTERNATIONALIZING WAS SAID", []),
        ("last six of the VIN, C10312, matched", ["VIN C10312"]),
        ("VIN last 8 KG000144", ["VIN KG000144"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(VinFinder(), text) == expected
