"""What narratives draw from: the city's people and places as plain lists, and the facts of one event."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from redact.synth.columns import Contacts
from redact.synth.names import MIDDLE
from redact.synth.world import World


@dataclass(slots=True)
class Cast:
    """Lists by person, place or officer. `used` and `noted` remember what narratives made public, for the canaries."""

    given: list[str]
    family: list[str]
    middle: list[int]
    sex: list[int]
    born: list[int]
    mail: list[str]
    adults: list[int]
    officers: list[tuple[str, str, str]]
    addresses: list[str]
    streets: list[str]
    places: dict[str, list[str]]
    hospital: str
    shelter: str
    salt: int
    unique: bool
    number: int
    used: set[int] = field(default_factory=set)
    noted: list[tuple[str, str]] = field(default_factory=list)

    def letter(self, person: int) -> str:
        """A middle initial."""
        at = self.middle[person]
        return MIDDLE[at if at >= 0 else person % len(MIDDLE)]

    def next_number(self) -> int:
        """A number nobody has: for the phones, plates and cases of people outside the city."""
        self.number += 1
        return self.number

    def note(self, kind: str, value: str) -> None:
        """Remembers an identifier that a narrative names, where every one is to be recognised."""
        if self.unique:
            self.noted.append((kind, value))


@dataclass(frozen=True, slots=True)
class Facts:
    """One event. People are numbers, -1 for nobody; times are minutes since 1970."""

    situation: str
    second: str
    """What makes this row of an event not its first: `second` offence, `also` for a second victim; else empty."""
    suspect_kind: str
    place: str
    victim: int
    suspect: int
    caller: int
    child: int
    relative: int
    tie: int
    officer: int
    occurred: int
    reported: int
    number: str
    address: str
    door: str
    corner: tuple[str, str]
    hundred: tuple[int, str]
    business: str
    call_type: str


def make_cast(world: World, contacts: Contacts) -> Cast:
    """The lists of a city."""
    people, buildings, names = world.people, world.geography.buildings, world.names_of_places
    adults = np.unique(world.adults.items) if world.adults.items is not None else np.arange(len(people))
    homes = buildings.address.filter(world.lived_in)
    officers = list(zip(world.officers.given, world.officers.family, world.officers.badge, strict=True))
    places = {}
    for kind, weighted in world.buildings.items():
        items = weighted.items if weighted.items is not None else np.arange(len(names))
        places[kind] = [names[i] or "the store" for i in items.tolist()]
    return Cast(
        people.givens.to_pylist(),
        people.surnames.to_pylist(),
        people.middle.tolist(),
        people.sex.tolist(),
        people.born.tolist(),
        contacts.mail.to_pylist(),
        adults.tolist(),
        officers,
        homes.to_pylist(),
        _known_streets(world),
        places,
        names[world.hospital],
        names[world.shelter],
        contacts.salt,
        world.arguments.unique,
        len(people),
    )


def _known_streets(world: World) -> list[str]:
    """The streets that people name when they were not there: those of the city, and the state routes."""
    streets = world.geography.streets
    names: list[str] = streets.label.filter(pa.array(streets.ranged | np.isfinite(streets.mile))).unique().to_pylist()
    return names
