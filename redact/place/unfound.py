"""Why an address text led to no block: counts for the department's report, which name no text."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from redact.place.address import Address, AddressKind
from redact.place.gazetteer import AMBIGUOUS, NOT_FOUND, Gazetteer
from redact.place.street import Readings


class Unfound(IntEnum):
    """Why the list of real blocks does not confirm an address text; FOUND where it does."""

    FOUND = 0
    NO_ADDRESS = 1
    NO_STREET = 2
    NO_NUMBER = 3
    SEVERAL = 4
    NO_CORNER = 5
    STREET_ONLY = 6
    NOT_A_HOUSE = 7
    COORDINATES = 8
    UNREADABLE = 9

    @property
    def word(self) -> str:
        """The name in plan.json."""
        return self.name.lower()

    def sentence(self) -> str:
        """What is wrong, in plain words."""
        return _SENTENCES[self]


_SENTENCES = {
    Unfound.FOUND: "the address is on the list of streets",
    Unfound.NO_ADDRESS: "no address is stated",
    Unfound.NO_STREET: "no street of this name is on the list",
    Unfound.NO_NUMBER: "the street is on the list, this number on it is not",
    Unfound.SEVERAL: "more than one block on the list could be meant",
    Unfound.NO_CORNER: "these two streets do not meet, or one of them is not on the list",
    Unfound.STREET_ONLY: "a street is named without a number",
    Unfound.NOT_A_HOUSE: "a box, a mile post or the name of a place, and no house",
    Unfound.COORDINATES: "coordinates stand where the address should",
    Unfound.UNREADABLE: "it could not be read as an address",
}


class PlaceDoubt(IntFlag):
    """What speaks against a record's point."""

    NONE = 0
    ZERO = 1
    OUTSIDE = 2
    APART = 4

    @property
    def word(self) -> str:
        """The name in plan.json (of a single doubt)."""
        return str(self.name).lower()

    def sentence(self) -> str:
        """What is wrong, in plain words (of a single doubt)."""
        return _DOUBTS[self]


_DOUBTS = {
    PlaceDoubt.ZERO: "coordinates of 0, 0 and the like, which stand for none",
    PlaceDoubt.OUTSIDE: "a point outside the city",
    PlaceDoubt.APART: "address and point are more than 200 m apart",
}


def why(address: Address, unit: int, gazetteer: Gazetteer) -> Unfound:
    """Why an address that was read came to this unit (NOT_FOUND, AMBIGUOUS, or a block)."""
    if unit >= 0:
        return Unfound.FOUND
    if address.kind is AddressKind.NUMBERED:
        return why_not_numbered(address.streets, unit, gazetteer)
    if address.kind is AddressKind.INTERSECTION:
        return Unfound.SEVERAL if unit == AMBIGUOUS else Unfound.NO_CORNER
    return _KINDS[address.kind]


def why_not_numbered(streets: Readings, unit: int, gazetteer: Gazetteer) -> Unfound:
    """The same for a house number on a street."""
    if unit == AMBIGUOUS:
        return Unfound.SEVERAL
    if unit != NOT_FOUND:
        return Unfound.FOUND
    return Unfound.NO_NUMBER if gazetteer.streets(streets) else Unfound.NO_STREET


_KINDS = {
    AddressKind.EMPTY: Unfound.NO_ADDRESS,
    AddressKind.STREET_ONLY: Unfound.STREET_ONLY,
    AddressKind.MILE_POST: Unfound.NOT_A_HOUSE,
    AddressKind.BOX: Unfound.NOT_A_HOUSE,
    AddressKind.LANDMARK: Unfound.NOT_A_HOUSE,
    AddressKind.COORDINATES: Unfound.COORDINATES,
    AddressKind.UNPARSED: Unfound.UNREADABLE,
}
