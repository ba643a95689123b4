"""Things that narratives speak of besides people: cars, looks, kinds of numbers, words for calls."""

from __future__ import annotations

from typing import Final

from redact.synth.wordlists import words

MONTHS: Final = words("January February March April May June July August September October November December")
STREET_TYPES: Final = {"St": "Street", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Dr": "Drive"}
PLACES: Final = ("school", "bar", "shop", "hotel", "church", "park")
CARS: Final = tuple(
    f"{color} {year}{make}"
    for color in words("white black silver red blue gray tan")
    for year in ("", "2012 ", "2016 ", "2019 ")
    for make in words(
        "Ford_F-150 Honda_Accord Chevrolet_Impala Toyota_Camry Dodge_Ram Nissan_Altima Kia_Soul Jeep "
        "Ford_Escape Subaru_Outback"
    )
)
QUOTES: Final = ("I will be back", "you better move", "I know where you live", "this is not over", "watch yourself")
LOOKS: Final = words(
    """WMA_30S_GRY_HOODIE BMA_20S_RED_SHIRT HMA_40S_BLU_JEANS WFA_50S_GRN_COAT MALE_IN_BLK_JACKET FEMALE_W/_BACKPACK
    BFA_20S_WHI_SHOES JUV_MALE_ON_SCOOTER"""
)
SPOKEN: Final = {
    "check welfare": "welfare check",
    "civil": "civil matter",
    "mental health": "mental health call",
    "domestic": "domestic call",
    "medical": "medical call",
    "threats": "report of threats",
    "415 family": "family disturbance",
    "theft in progress": "theft",
    "shots fired": "report of shots",
    "drug activity": "drug complaint",
    "alarm commercial": "commercial alarm",
    "alarm residential": "house alarm",
    "trespassing": "trespass call",
}
"""What officers call a type of call; others are said as they are."""
CASES: Final = ("DACV{0}", "FECR{0}", "{1}-{0}", "W-{1}-{0}", "EPO-{1}{0}", "{1}DV-{0}", "C{1}{0}")
"""Court, warrant and citation numbers from a serial and a two-digit year."""
HANDLES: Final = ("@{0}_{2}{3}", "{0}.{1}", "@{0}{3}", "{1}_{0}{3}", "{0}{2}_official", "@the.real.{0}")
"""Names on networks from a given name, a surname, its first letters and a number."""
WEB: Final = ("203.0.113", "198.51.100", "192.0.2")
"""The address ranges of RFC 5737, which belong to nobody."""
