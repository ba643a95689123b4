"""Reads one address text by rules; what they cannot read goes to the statistical parser."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from redact.place.abbreviations import DIRECTIONS, LEADING_TYPES, STRONG, TYPES
from redact.place.address.around import behind_names, is_street, parts, plain_text, typed_plainly
from redact.place.address.elsewhere import BOX, MILE_POST, coordinates
from redact.place.address.kinds import EMPTY, MOST_NUMBERED_STREETS, Address, AddressKind
from redact.place.address.number import Number, read_number
from redact.place.address.shown import hides_number
from redact.place.address.statistical import before_city, by_usaddress
from redact.place.occupancy import names_city
from redact.place.street import Readings, clean, has_type, is_route, readings

_NOTHING: Final = frozenset(
    {"", "UNKNOWN", "UNK", "NONE", "NULL", "NA", "N/A", "NAN", "TBD", "-", "--", ".", "X", "0", "NOT AVAILABLE"}
)


@lru_cache(maxsize=65_536)
def parse(text: str) -> Address:
    """Reads one address text of any shape. Never raises; what it cannot read is UNPARSED."""
    simple = _SIMPLE.fullmatch(_without_city(text) if "," in text else text)
    if simple:
        streets = simple_tail(simple[2])
        if streets and (streets[0].type in STRONG or "," not in text):
            number = int(simple[1])
            return Address(AddressKind.NUMBERED, number, number // 100, streets=streets)
    trimmed = typed_plainly(text)
    if trimmed in _NOTHING:
        return EMPTY
    point = coordinates(trimmed)
    if point is not None:
        return Address(AddressKind.COORDINATES, point=point)
    if BOX.search(trimmed):
        return Address(AddressKind.BOX)
    plain = plain_text(trimmed)
    if plain.startswith("@"):
        return Address(AddressKind.LANDMARK)
    mile = MILE_POST.search(plain)
    if mile:
        return Address(AddressKind.MILE_POST, streets=readings(clean(plain[: mile.start()])))
    for part in parts(plain):
        found = _read(part)
        if found is not None:
            city = "," in plain or names_city(part.split())
            return before_city(found, plain) if city and _may_hold_city(found) else found
    if not any(character.isdigit() for character in plain):
        return Address(AddressKind.LANDMARK)
    return by_usaddress(plain)


def _may_hold_city(address: Address) -> bool:
    """Whether the name of a street without a clear end may go on into the city's."""
    street = address.streets[0] if address.kind is AddressKind.NUMBERED else None
    return street is not None and street.type not in STRONG and " " in str(street) and not is_route(street)


SIMPLE: Final = r"(?P<number>\d{1,6}) (?P<tail>[A-Z][A-Z0-9 ]*)"
"""A house number and a street with nothing around them, in capitals: most of all texts."""

_SIMPLE: Final = re.compile(SIMPLE)
_CITY: Final = re.compile(
    r"(?P<street>[A-Z0-9 .]+),(?! ?(?:[NSEW]|[NS][EW])\b)[A-Z ]*(?:,[A-Z ]*)?,? ?(?:\d{5}(?:-\d{4})?)?"
)
_NO_CITY: Final = re.compile(r"BOX|DRAWER|MILE|EXIT|\bP ?O\b|\.[^ ]")
_NOT_SIMPLE: Final = re.compile(
    r"\b(?:AT|AND|NEAR|X{1,4}|TO|THRU|THROUGH|[NSEWC] ?[BOS]|[NSEW]BOUND|BLOCKS?|BLKS?|BLCK|HUNDRED)\b"
)


def _without_city(text: str) -> str:
    """What stands before the comma where only a city, state and ZIP code stand behind it; else the text."""
    found = _CITY.fullmatch(text.upper())
    if found is None or _NO_CITY.search(found[0]):
        return text
    return found["street"].replace(".", "")


@lru_cache(maxsize=16_384)
def simple_tail(tail: str) -> Readings:
    """The street in the tail of a SIMPLE text; empty where the text needs the other rules after all."""
    if _NOT_SIMPLE.search(tail) or MILE_POST.search(tail) or BOX.search(f"0 {tail}"):
        return ()
    tokens = tail.split()
    streets, bare = _tail(" ".join(tokens))
    if bare or not streets or hides_number(streets[0]):
        return ()
    if streets[0].type not in STRONG and names_city(tokens):
        return ()
    return streets


def _read(text: str) -> Address | None:
    """One part of an address by the rules; None where they do not read it."""
    front = read_number(text)
    if front is not None:
        found, rest = front
        numbered = _numbered(found, rest)
        if numbered is not None:
            return numbered
    for end in behind_names(text):
        again = read_number(end)
        numbered = _numbered(*again) if again is not None else None
        if numbered is not None:
            return numbered
    corner = _corner(text)
    if corner is not None:
        return corner
    plain = clean(text)
    if has_type(plain) or (plain.split()[:1] and TYPES.get(plain.split()[0]) in LEADING_TYPES):
        return Address(AddressKind.STREET_ONLY, streets=readings(plain))
    return None


_SEPARATOR: Final = re.compile(r" ?[/&@;\\|]+ ?| (?:AT|AND|NEAR|X) ")
_NO_STREET: Final = re.compile("[/&@;\\\\|]|\\d\u2044\\d")  # the number is a corner's street, or 31 1/2 RD's
_WORD_SEPARATOR: Final = re.compile(r" (?:AT|AND|NEAR|X) ")


def _numbered(found: Number, rest: str) -> Address | None:
    """A house number with the street behind it; None where the number belongs to the street's own name (5 AV)."""
    if _NO_STREET.match(rest):
        return None
    separator = _SEPARATOR.search(rest)
    while separator:
        before = clean(rest[: separator.start()])
        if _WORD_SEPARATOR.fullmatch(separator[0]) and not has_type(before):
            separator = _SEPARATOR.search(rest, separator.end())
            continue
        rest = rest[: separator.start()]
        break
    plain = clean(_HASH.sub(" # ", _UNIT_NEXT.sub("", rest)))
    streets = _streets_after_number(plain, found.number)
    if not streets:
        return None
    if hides_number(streets[0]):
        return _of_two(found, plain, streets)
    return _address(found, streets)


def _of_two(found: Number, plain: str, streets: Readings) -> Address:
    """A street, or a building, and another number with a street: the one that ends like a street is meant.

    The whole text stays among the readings, so that nothing is published of an address that may be another one.
    """
    inner = _INNER_NUMBER.search(plain)
    if inner is not None:
        left, right = readings(plain[: inner.start()]), plain[inner.end() :]
        if left and left[0].type in STRONG:
            return _address(found, left + streets)
        number = int(inner[1])
        named = left and left[0].name not in DIRECTIONS and number >= 100 and has_type(right)
        if left and is_street(right) and (left[0].type or named):
            return _address(Number(number, number // 100), readings(right) + streets)
    return _address(found, streets)


_INNER_NUMBER: Final = re.compile(r" (\d{1,6}) (?=[A-Z0-9])")
_UNIT_NEXT: Final = re.compile(r"^#? ?#[ -]?[A-Z0-9]{1,4} ")


def _address(found: Number, streets: Readings) -> Address:
    if found.hyphen and not found.masked and streets[0].direction and found.number % 100 > found.hundred:
        found = Number(found.hundred, found.hundred // 100)  # where numbers have hyphens, streets have no N, S, E, W
    return Address(
        AddressKind.NUMBERED,
        number=found.number,
        hundred=found.hundred,
        hyphen=found.hyphen,
        range_number=found.range_number,
        prefix=found.prefix,
        masked=found.masked,
        streets=streets,
    )


_HASH: Final = re.compile(r"#")


@lru_cache(maxsize=16_384)
def _tail(plain: str) -> tuple[Readings, bool]:
    """The street in what follows a number, and whether it is only types and directions (AV, AV S)."""
    tokens = plain.split()
    while tokens and tokens[-1] in ("BLOCK", "BLK"):
        tokens.pop()
    bare = all(token in TYPES or token in DIRECTIONS or token in ("ET",) for token in tokens)
    streets = readings(" ".join(tokens))
    if _has_letter(tokens):
        streets = tuple(dict.fromkeys(readings(" ".join(tokens[1:])) + streets))
    return streets, bare


def _has_letter(tokens: list[str]) -> bool:
    """Whether a letter behind the number belongs to it (123 B MAIN ST, 123 J S MAIN ST), not to the street (B ST)."""
    if len(tokens) < 2 or len(tokens[0]) != 1 or tokens[0] in DIRECTIONS or not tokens[0].isalpha():
        return False
    if tokens[:2] == ["U", "S"] or tokens[1] == "AND" or tokens[1].isdecimal():
        return False
    if tokens[1] in DIRECTIONS:
        typed = tokens[0] <= "H" or has_type(" ".join(tokens[1:]))
        named = len(tokens) > 2 and tokens[2] not in DIRECTIONS
        return typed and named and (tokens[2] not in TYPES or len(tokens[1]) > 2)
    return tokens[0] <= "H" and len(tokens[1]) > 1 and tokens[1] not in TYPES


def _streets_after_number(plain: str, number: int) -> Readings:
    streets, bare = _tail(plain)
    if not bare:
        return streets
    tokens = plain.split()
    lettered = len(tokens) == 2 and TYPES.get(tokens[0]) in LEADING_TYPES and len(tokens[1]) == 1
    while tokens[1:] and tokens[-1] in DIRECTIONS:
        tokens.pop()
    named = len(tokens) >= 2 and tokens[-1] in TYPES
    word = tokens[0] if len(tokens) == 1 else ""
    whole_word = word != "" and len(word) > 2 and (number > MOST_NUMBERED_STREETS or word in _NEVER_NUMBERED)
    return streets if named or whole_word or (lettered and number >= 100) else ()


_NEVER_NUMBERED: Final = frozenset({"BOULEVARD", "BROADWAY", "PARKWAY", "CENTER", "CENTRE", "NORTH", "SOUTH"})
"""Street types that are a street's whole name somewhere (46 BOULEVARD SE), but that no numbered street has."""


def _corner(text: str) -> Address | None:
    """Two streets with a sign or a word between them. Without a street type on both sides only a sign will do."""
    for separator in _SEPARATOR.finditer(text):
        left, right = clean(text[: separator.start()]), clean(_SEPARATOR.split(text[separator.end() :], maxsplit=1)[0])
        if _WORD_SEPARATOR.fullmatch(separator[0]) and not (has_type(left) and has_type(right)):
            continue
        streets, crosses = readings(left), readings(right)
        if streets and crosses:
            return Address(AddressKind.INTERSECTION, streets=streets, crosses=crosses)
    return None
