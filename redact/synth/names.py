"""Given and family names of many origins; the lists themselves are `names.txt`.

They hold what makes name finding hard: names that are words (Hope, Will, Banks, Street, March), apostrophes, hyphens,
accents, two surnames, one-letter and two-letter surnames, "Na".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from redact.synth.wordlists import words


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that occur together. `share` of all households; `race` is the code most common on police forms."""

    name: str
    share: float
    race: str
    two_surnames: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]


@cache
def cultures() -> tuple[Culture, ...]:
    """All cultures in the file's order; their shares add up to 1 (a test says so)."""
    text = (files("redact.synth") / "names.txt").read_text(encoding="utf-8")
    found = []
    for section in text.split("\n== ")[1:]:
        head, _, body = section.partition("\n")
        name, share, race, double = (part.strip() for part in head.split("|"))
        women, _, rest = body.partition("\nmen: ")
        men, _, family = rest.partition("\nfamily: ")
        women = women.removeprefix("women: ")
        found.append(Culture(name, float(share), race, float(double), words(women), words(men), words(family)))
    return tuple(found)


NICKNAMES: Final = {
    "William": "Bill",
    "Robert": "Bobby",
    "Richard": "Rick",
    "James": "Jimmy",
    "John": "Johnny",
    "Michael": "Mikey",
    "Thomas": "Tommy",
    "Charles": "Chuck",
    "Joseph": "Joey",
    "Daniel": "Danny",
    "Matthew": "Matt",
    "Anthony": "Tony",
    "Kenneth": "Kenny",
    "Timothy": "Timmy",
    "Ronald": "Ronnie",
    "Edward": "Eddie",
    "Jonathan": "Jon",
    "Patricia": "Patty",
    "Barbara": "Barb",
    "Deborah": "Debbie",
    "Stephanie": "Steph",
    "Rebecca": "Becky",
    "Kimberly": "Kim",
    "Margaret": "Peg",
    "Guadalupe": "Lupita",
    "Francisco": "Paco",
    "José": "Pepe",
    "Jesús": "Chuy",
    "Guillermo": "Memo",
    "Ignacio": "Nacho",
    "Alejandra": "Ale",
    "Concepción": "Concha",
    "Dolores": "Lola",
    "Ekaterina": "Katya",
    "Dmitri": "Dima",
    "Sergei": "Seryozha",
    "Katarzyna": "Kasia",
    "Stanisław": "Staszek",
    "Małgorzata": "Gosia",
    "Oluwaseun": "Seun",
    "Babatunde": "Tunde",
    "Chukwuemeka": "Emeka",
    "Mohammed": "Mo",
    "Mustafa": "Mus",
    "Reginald": "Reggie",
    "Demetrius": "Meech",
    "DeShawn": "Shawn",
    "Terrance": "T-Money",
    "Marquis": "Quis",
    "Latoya": "Toya",
    "Lakeisha": "Keisha",
    "Shaniqua": "Niqua",
    "Wilfredo": "Willy",
    "Luzviminda": "Luz",
    "Rodrigo": "Digong",
    "Jean-Baptiste": "Titi",
    "Manoucheka": "Manou",
    "Tewodros": "Teddy",
    "Gurpreet": "Gopi",
    "Sandeep": "Sandy",
    "Cornelius": "Neil",
    "Gwendolyn": "Gwen",
    "Abdirahman": "Abdi",
}
"""What relatives and callers say instead of the given name on the form."""

MIDDLE: Final = "ABCDEFGHJKLMNPRSTVW"
"""Middle initials; the letters that are hardly ever one are left out."""
