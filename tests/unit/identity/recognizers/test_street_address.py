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
        ("NB OLD SALEM HWY PAST", ["ADDRESS OLD SALEM HWY"]),
        ("at SEA GRAPE DR AND A1A.", ["ADDRESS SEA GRAPE DR", "ADDRESS A1A"]),
        ("900 BLOCK W TOLO. OUT", ["ADDRESS 900 BLOCK W TOLO"]),
        ("1200 blk of Sorrel", ["ADDRESS 1200 blk of Sorrel"]),
        ("IN FRONT OF 3106. NEG", ["ADDRESS 3106"]),
        ("lives at 614, she", ["ADDRESS 614"]),
        ("1409 e. sorrel st, rear unit.", ["ADDRESS 1409 e. sorrel st, rear unit"]),
        ("812 Slate Quarry Rd, number 3, and", ["ADDRESS 812 Slate Quarry Rd, number 3"]),
        ("on orchard st. no title, he said to me", ["ADDRESS orchard st"]),
        ("1702 KALANA EXT.", ["ADDRESS 1702 KALANA EXT"]),
        ("3318 ARLOW HTS FIVE", ["ADDRESS 3318 ARLOW HTS"]),
        ("27 CR 1480.", ["ADDRESS 27 CR 1480"]),
        ("FS RD 226", ["ADDRESS FS RD 226"]),
        ("FM 1960 AND KUYKENDAHL", ["ADDRESS FM 1960 AND KUYKENDAHL"]),
        ("1204 1/2 W Elm St", ["ADDRESS 1204 1/2 W Elm St"]),
        ("N6732 County Road J", ["ADDRESS N6732 County Road J"]),
        ("1240 E 300 S", ["ADDRESS 1240 E 300 S"]),
        ("412 S STATE", ["ADDRESS 412 S STATE"]),
        ("88 Calle Lorca", ["ADDRESS 88 Calle Lorca"]),
        ("southbound on Tulane at", ["ADDRESS Tulane"]),
        ("ELM ST BRIDGE.", ["ADDRESS ELM ST BRIDGE"]),
        ("1400 I ST NW", ["ADDRESS 1400 I ST NW"]),
        ("TX-71 near", ["ADDRESS TX-71"]),
        ("rr 2 box 114", ["ADDRESS rr 2 box 114"]),
        ("on a dirt road near a side street, he said to me", []),
        ("AT 2208 HRS", []),
        ("from 1998 to 2003", []),
        ("BETWEEN 1400 AND 1500 HOURS", []),
        ("Family Ct.", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(StreetAddressFinder(), text) == expected
