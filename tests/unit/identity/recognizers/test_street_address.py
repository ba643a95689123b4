"""House number and street, and street alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.street_address import StreetAddressFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dispatched to 44 Lovell Street, 2nd floor rear", ["ADDRESS 44 Lovell Street, 2nd floor rear"]),
        ("located on Chandler St, placed", ["ADDRESS Chandler St"]),
        ("E/B ON 61ST ST.", ["ADDRESS 61ST ST"]),
        ("at 14 juniper court. neighbor", ["ADDRESS 14 juniper court"]),
        ("1200 block of W Elm St", ["ADDRESS 1200 block of W Elm St"]),
        ("HE RAN 10 MINUTES TO COURT", []),
        ("2 MEN IN THE DRIVE", []),
        ("ON THE STREET", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(StreetAddressFinder(), text) == expected
