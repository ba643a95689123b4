"""Streets without their type."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.bare_street import BareStreetFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FLED WB ON CULEBRA.", ["ADDRESS CULEBRA"]),
        ("700 BLOCK E LOLO.", ["ADDRESS 700 BLOCK E LOLO"]),
        ("LS WB TO SE 6TH", ["ADDRESS SE 6TH"]),
        ("on 3rd shift", []),
        ("FLED EB TAMARACK, LOST", ["ADDRESS TAMARACK"]),
        ("on the Larkmoor off-ramp.", ["ADDRESS Larkmoor off-ramp"]),
        ("EB TRAFFIC STOPPED", []),
        ("900 BLOCK W TOLO. OUT", ["ADDRESS 900 BLOCK W TOLO"]),
        ("1200 blk of Sorrel", ["ADDRESS 1200 blk of Sorrel"]),
        ("southbound on Tulane at", ["ADDRESS Tulane"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(BareStreetFinder(), text) == expected
