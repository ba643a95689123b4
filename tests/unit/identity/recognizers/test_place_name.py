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
        ("WORKS AT AGUA FRIA BLOCK CO AND", ["PLACE AGUA FRIA BLOCK CO"]),
        ("AT THE SCHOOL", []),
        ("went to the hospital", []),
        ("AT A GAS STATION", []),
        ("AT HARBOR BEND SEAFOOD, 4412", ["PLACE HARBOR BEND SEAFOOD"]),
        ("INSIDE THE TARNISHED ANCHOR WHEN", ["PLACE THE TARNISHED ANCHOR"]),
        ("OAK MESA BANK & TRUST", ["PLACE OAK MESA BANK & TRUST"]),
        ("next to Quarry Valley Feed.", ["PLACE Quarry Valley Feed"]),
        ("from Four Creeks Roofing, business", ["PLACE Four Creeks Roofing"]),
        ("outside St. Alban's.", ["PLACE St. Alban's"]),
        ("to Hotel Marlow and", ["PLACE Hotel Marlow"]),
        ("AT CLUB VERANO.", ["PLACE CLUB VERANO"]),
        ("stopped at Fire Sta 5 and", ["PLACE Fire Sta 5"]),
        ("at her job, Sandstone Braiding.", ["PLACE Sandstone Braiding"]),
        ("Gurdwara Sahib of the Plains, called", ["PLACE Gurdwara Sahib of the Plains"]),
        ("all at marlowe's. she said nothing more to us", ["PLACE marlowe's"]),
        ("at the surf-n-sky inn, she said to me", ["PLACE the surf-n-sky inn"]),
        ("paid at the snack n save on", ["PLACE the snack n save"]),
        ("at silver birch villa mon", ["PLACE silver birch villa"]),
        ("at Walmart on", ["PLACE Walmart"]),
        ("SHE WALKED TO CIRCLE K", ["PLACE CIRCLE K"]),
        ("AT GAS STATION", []),
        ("INSIDE RED PLASTIC CONTAINER WAS", []),
        ("BEHIND WOODEN PALLETS", []),
        ("AT THE FRONT COUNTER", []),
        ("the local bank and a liquor store, he said to us", []),
        ("by Medic Arlow and", []),
        ("Adult Protective Services was", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlaceNameFinder(), text) == expected
