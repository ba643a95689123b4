"""Names that end in a kind of place, places of work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.place_name import PlaceNameFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("job at Phalen Lake Pharmacy four", ["PLACE Phalen Lake Pharmacy"]),
        ("HER TO ST BRENDAN'S HOSPITAL. SANE", ["PLACE ST BRENDAN'S HOSPITAL"]),
        ("to open a plan at Lumen Wireless.", ["PLACE Lumen Wireless"]),
        ("AT THE SCHOOL", []),
        ("went to the hospital", []),
        ("AT A GAS STATION", []),
        ("AT HARBOR BEND SEAFOOD, 4412", ["PLACE HARBOR BEND SEAFOOD"]),
        ("OAK MESA BANK & TRUST", ["PLACE OAK MESA BANK & TRUST"]),
        ("next to Quarry Valley Feed.", ["PLACE Quarry Valley Feed"]),
        ("from Four Creeks Roofing, business", ["PLACE Four Creeks Roofing"]),
        ("at her job, Sandstone Braiding.", ["PLACE Sandstone Braiding"]),
        ("Gurdwara Sahib of the Plains, called", ["PLACE Gurdwara Sahib of the Plains"]),
        ("at silver birch villa mon", ["PLACE silver birch villa"]),
        ("AT GAS STATION", []),
        ("INSIDE RED PLASTIC CONTAINER WAS", []),
        ("BEHIND WOODEN PALLETS", []),
        ("AT THE FRONT COUNTER", []),
        ("the local bank and a liquor store, he said to us", []),
        ("by Medic Arlow and", []),
        ("Adult Protective Services was", []),
        ("DRAWN ON ALDER COAST CREDIT UNION ACCT", ["PLACE ALDER COAST CREDIT UNION"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlaceNameFinder(), text) == expected
