"""What an address text can turn out to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from redact.place.street import Readings


class AddressKind(IntEnum):
    """What an address text turned out to be."""

    EMPTY = 0
    NUMBERED = 1
    INTERSECTION = 2
    STREET_ONLY = 3
    MILE_POST = 4
    BOX = 5
    COORDINATES = 6
    LANDMARK = 7
    UNPARSED = 8


@dataclass(frozen=True, slots=True)
class Address:
    """One address text, read.

    `number` is the (lower) house number and `hundred` the block, number // 100; -1 where there is none. In a
    hyphenated number (Queens: 123-17) the hundred is the part before the hyphen, which counts cross streets, and
    `hyphen` is set; `range_number` is what the same text says if it is a range (12-34). `prefix` is a Wisconsin grid
    cell. `masked`: the source had rounded already. `streets` and `crosses` are readings, likeliest first.
    `point` is (latitude, longitude) where the text is a pair of coordinates.
    """

    kind: AddressKind
    number: int = -1
    hundred: int = -1
    hyphen: bool = False
    range_number: int = -1
    prefix: str = ""
    masked: bool = False
    streets: Readings = ()
    crosses: Readings = ()
    point: tuple[float, float] | None = field(default=None)


EMPTY: Final = Address(AddressKind.EMPTY)
UNPARSED: Final = Address(AddressKind.UNPARSED)

MOST_NUMBERED_STREETS: Final = 300
"""A number above this is hardly a street's own; below, 42ND ST and a house 42 look alike."""
