"""House number and street, street alone, and house number and a bare name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.street_address import StreetAddressFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dispatched to 44 Lovell Street, 2nd floor rear", ["ADDRESS 44 Lovell Street, 2nd floor rear"]),
        ("AT 6118 S ARTESIAN APT 1F.", ["ADDRESS 6118 S ARTESIAN APT 1F"]),
        ("located on Chandler St, placed", ["ADDRESS Chandler St"]),
        ("E/B ON 61ST ST.", ["ADDRESS 61ST ST"]),
        ("at 14 juniper court. neighbor", ["ADDRESS 14 juniper court"]),
        ("HER MOTHERS AT 4819 S 22.", ["ADDRESS 4819 S 22"]),
        ("at P.O. Box 118 and", ["ADDRESS P.O. Box 118"]),
        ("WB I84 MP", ["ADDRESS WB I84"]),
        ("1200 block of W Elm St", ["ADDRESS 1200 block of W Elm St"]),
        ("HE RAN 10 MINUTES TO COURT", []),
        ("2 MEN IN THE DRIVE", []),
        ("a 2009 Chevrolet Silverado", []),
        ("ON THE STREET", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(StreetAddressFinder(), text) == expected
