"""What happens in the city: the kinds of events, how often, to whom, where, when, and how police systems write them
down.

The kinds themselves are the table `situations.csv`. Weights in it are per thousand incidents (`incidents`) or per
thousand calls about which nobody writes a report (`calls_only`). They follow the mix of a mid-sized American city
under NIBRS: property a good half, persons a quarter; intimate partner and family violence about 9 %, sexual assault
and child abuse about 1 % each, stalking and protective orders about 1 % each, elder abuse 0.3 %, trafficking 0.1 %.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from redact.vocabulary import OffenseGroup, SensitiveClass

BY_WORD: Final = {group.word: group for group in OffenseGroup}


@dataclass(frozen=True, slots=True)
class Situation:
    """One kind of event.

    `victim`: home | partner | head | woman | child | elder | passer | business | none.
    `suspect`: partner | former | absent (a parent who lives elsewhere) | relative | parent | grown | known | stranger |
    unknown | self | none; `self` is the suspect of an offence without a victim.
    `place`: home | street | crossing | shop | bar | school | hospital | hotel | park.
    `cue`: the weakest kind of evidence that suffices: code | flag | relationship | narrative | call; empty where the
    event is not sensitive.
    `called`, `arrest`: the share of incidents with a call, with an arrest.
    `long`, `caps` and `cad` are the offence in three agencies' styles.
    """

    name: str
    incidents: float
    calls_only: float
    code: str
    group: OffenseGroup
    category: str
    classes: tuple[SensitiveClass, ...]
    for_safety: bool
    cue: str
    victim: str
    suspect: str
    place: str
    clock: str
    delay: str
    called: float
    arrest: float
    statute: str
    charge: str
    call_types: tuple[str, ...]
    final_types: tuple[str, ...]
    weapons: tuple[str, ...]
    long: tuple[str, ...]
    caps: tuple[str, ...]
    cad: tuple[str, ...]


@cache
def situations() -> tuple[Situation, ...]:
    """All kinds of events, in the table's order; a situation's number is its place here."""

    def several(cell: str) -> tuple[str, ...]:
        return tuple("" if part == "-" else part for part in cell.split("; ")) if cell else ()

    with (files("redact.synth") / "situations.csv").open(encoding="utf-8") as file:
        return tuple(
            Situation(
                name=row["name"],
                incidents=float(row["incidents"] or 0),
                calls_only=float(row["calls_only"] or 0),
                code=row["code"],
                group=BY_WORD[row["group"]],
                category=row["category"],
                classes=tuple(SensitiveClass(name) for name in several(row["classes"])),
                for_safety=row["for_safety"] == "yes",
                cue=row["cue"],
                victim=row["victim"],
                suspect=row["suspect"],
                place=row["place"],
                clock=row["clock"],
                delay=row["delay"],
                called=float(row["called"]),
                arrest=float(row["arrest"] or 0),
                statute=row["statute"],
                charge=row["charge"],
                call_types=several(row["call_types"]),
                final_types=several(row["final_types"]),
                weapons=several(row["weapons"]),
                long=several(row["long"]),
                caps=several(row["caps"]),
                cad=several(row["cad"]),
            )
            for row in csv.DictReader(file)
        )


RELATIONSHIPS: Final = {
    "partner": (("SE", "Spouse"), ("BG", "Boyfriend/Girlfriend"), ("CS", "Common-Law Spouse")),
    "former": (("XS", "Ex-Spouse"), ("XR", "Ex-Relationship"), ("XR", "Former Boyfriend/Girlfriend")),
    "absent": (("CH", "Child"),),
    "relative": (("SB", "Sibling"), ("OF", "Other Family"), ("IL", "In-Law"), ("PA", "Parent")),
    "parent": (("CH", "Child"), ("CH", "Child"), ("SC", "Stepchild"), ("CF", "Child of Boyfriend/Girlfriend")),
    "grown": (("PA", "Parent"), ("PA", "Parent"), ("GP", "Grandparent")),
    "known": (("AQ", "Acquaintance"), ("FR", "Friend"), ("NE", "Neighbor"), ("OK", "Otherwise Known")),
    "stranger": (("ST", "Stranger"), ("ST", "Stranger"), ("RU", "Relationship Unknown")),
    "unknown": (("RU", "Relationship Unknown"), ("", ""), ("", "")),
    "self": (("", ""),),
    "none": (("", ""),),
}
"""What the victim was to the suspect: NIBRS code and word."""

RELATIVES: Final = {
    "partner": (("husband", "wife"), ("boyfriend", "girlfriend"), ("common-law husband", "common-law wife")),
    "former": (("ex-husband", "ex-wife"), ("ex-boyfriend", "ex-girlfriend"), ("former boyfriend", "former girlfriend")),
    "absent": (("father", "mother"),),
    "relative": (("brother", "sister"), ("cousin", "cousin"), ("brother-in-law", "sister-in-law"), ("son", "daughter")),
    "parent": (
        ("father", "mother"),
        ("father", "mother"),
        ("stepfather", "stepmother"),
        ("mother's boyfriend", "father's girlfriend"),
    ),
    "grown": (("son", "daughter"), ("son", "daughter"), ("grandson", "granddaughter")),
    "known": (
        ("acquaintance", "acquaintance"),
        ("friend", "friend"),
        ("neighbor", "neighbor"),
        ("coworker", "coworker"),
    ),
}
"""What the suspect is to the victim in words, for a man and a woman; in the order of RELATIONSHIPS."""

PREMISES: Final = {
    "home": ("Residence/Home", "Residence/Home", "Apartment"),
    "street": ("Highway/Road/Alley/Street/Sidewalk", "Parking Lot/Garage"),
    "crossing": ("Highway/Road/Alley/Street/Sidewalk",),
    "shop": ("Department/Discount Store", "Convenience Store", "Grocery/Supermarket"),
    "bar": ("Bar/Nightclub", "Restaurant"),
    "school": ("School-Elementary/Secondary",),
    "hospital": ("Drug Store/Doctor's Office/Hospital",),
    "hotel": ("Hotel/Motel/Etc.",),
    "park": ("Park/Playground",),
    "shelter": ("Shelter-Mission/Homeless",),
    "church": ("Church/Synagogue/Temple/Mosque",),
}

CLOCKS: Final = {
    "any": (3, 3, 2, 2, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 6, 6, 7, 7, 7, 6, 6, 5, 4),
    "night": (8, 7, 7, 6, 5, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8),
    "evening": (7, 5, 4, 2, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9, 9, 9, 8),
    "day": (1, 1, 1, 1, 1, 1, 2, 4, 7, 8, 8, 8, 8, 7, 7, 7, 7, 7, 5, 4, 3, 2, 2, 1),
    "shop": (0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 6, 8, 9, 9, 9, 9, 9, 9, 8, 7, 5, 2, 1, 0),
}
"""Relative frequency of each hour of the day."""
