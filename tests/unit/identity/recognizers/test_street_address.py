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
        ("NB OLD SALEM HWY PAST", ["ADDRESS OLD SALEM HWY"]),
        ("1409 e. sorrel st, rear unit.", ["ADDRESS 1409 e. sorrel st, rear unit"]),
        ("812 Slate Quarry Rd, number 3, and", ["ADDRESS 812 Slate Quarry Rd, number 3"]),
        ("on orchard st. no title, he said to me", ["ADDRESS orchard st"]),
        ("1702 KALANA EXT.", ["ADDRESS 1702 KALANA EXT"]),
        ("3318 ARLOW HTS FIVE", ["ADDRESS 3318 ARLOW HTS"]),
        ("1204 1/2 W Elm St", ["ADDRESS 1204 1/2 W Elm St"]),
        ("88 Calle Lorca", ["ADDRESS 88 Calle Lorca"]),
        ("ELM ST BRIDGE.", ["ADDRESS ELM ST BRIDGE"]),
        ("1400 I ST NW", ["ADDRESS 1400 I ST NW"]),
        ("on a dirt road near a side street, he said to me", []),
        ("AT 2208 HRS", []),
        ("from 1998 to 2003", []),
        ("BETWEEN 1400 AND 1500 HOURS", []),
        ("Family Ct.", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(StreetAddressFinder(), text) == expected
