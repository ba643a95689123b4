"""Reads one address text by rules; what they cannot read goes to the statistical parser."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from redact.place.abbreviations import DIRECTIONS, LEADING_TYPES, TYPES, words
from redact.place.address.elsewhere import BOX, MILE_POST, coordinates
from redact.place.address.kinds import EMPTY, MOST_NUMBERED_STREETS, Address, AddressKind
from redact.place.address.number import MASKED, PLAIN, Number, read_number
from redact.place.address.statistical import by_usaddress
from redact.place.street import Readings, clean, has_type, readings

_NOTHING: Final = frozenset(
    {"", "UNKNOWN", "UNK", "NONE", "NULL", "NA", "N/A", "NAN", "TBD", "-", "--", ".", "X", "0", "NOT AVAILABLE"}
)


def parse(text: str) -> Address:
    """Reads one address text of any shape. Never raises; what it cannot read is UNPARSED."""
    simple = _SIMPLE.fullmatch(text)
    if simple:
        streets = simple_tail(simple[2])
        if streets:
            number = int(simple[1])
            return Address(AddressKind.NUMBERED, number, number // 100, streets=streets)
    trimmed = " ".join(text.upper().split())
    if trimmed in _NOTHING:
        return EMPTY
    point = coordinates(trimmed)
    if point is not None:
        return Address(AddressKind.COORDINATES, point=point)
    if BOX.search(trimmed):
        return Address(AddressKind.BOX)
    plain = _PARENTHESES.sub(" ", trimmed)
    plain = _BEARING.sub(" ", _NEAR.sub("", plain)).strip(" ,-*/;&#")
    if plain.startswith("@"):
        return Address(AddressKind.LANDMARK)
    mile = MILE_POST.search(plain)
    if mile:
        return Address(AddressKind.MILE_POST, streets=readings(clean(plain[: mile.start()])))
    for part in _parts(plain):
        found = _read(part)
        if found is not None:
            return found
    if not any(character.isdigit() for character in plain):
        return Address(AddressKind.LANDMARK)
    return by_usaddress(plain)


SIMPLE: Final = r"(?P<number>\d{1,6}) (?P<tail>[A-Z][A-Z0-9 ]*)"
"""A house number and a street with nothing around them, in capitals: most of all texts."""

_SIMPLE: Final = re.compile(SIMPLE)
_NOT_SIMPLE: Final = re.compile(
    r"\b(?:AT|AND|NEAR|X{1,4}|TO|THRU|THROUGH|[NSEWC] ?[BOS]|[NSEW]BOUND|M[MP]|MILE|MILEPOST|EXIT|BOX|BLOCKS?|BLKS?"
    r"|BLCK|HUNDRED)\b"
)


@lru_cache(maxsize=16_384)
def simple_tail(tail: str) -> Readings:
    """The street in the tail of a SIMPLE text; empty where the text needs the other rules after all."""
    if _NOT_SIMPLE.search(tail):
        return ()
    streets, bare = _tail(" ".join(tail.split()))
    return () if bare else streets


_PARENTHESES: Final = re.compile(r"\([^)]*\)?")
_NEAR: Final = re.compile(
    r"^(?:(?:ON OR )?NEAR(?: TO)?|ON|AT|IN FRONT OF|IFO|REAR OF|BEHIND|CORNER OF|INTERSECTION OF|ACROSS FROM) "
)
_BEARING: Final = re.compile(r"\b[NSEW] ?/ ?B(?:OUND)?\b|(?<=[\d ])\b(?:NB|SB|EB|WB)\b|\b[NSEWC]/[OS]\b")


def _parts(text: str) -> list[str]:
    """The parts between commas, those that begin with a number first; the whole last, should a comma mean nothing."""
    if "," not in text:
        return [text]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    numbered = [part for part in parts if PLAIN.match(part) or MASKED.match(part)]
    return [*numbered, *(part for part in parts if part not in numbered), text.replace(",", " ")]


def _read(text: str) -> Address | None:
    """One part of an address by the rules; None where they do not read it."""
    front = read_number(text)
    if front is not None:
        found, rest = front
        numbered = _numbered(found, rest)
        if numbered is not None:
            return numbered
    corner = _corner(text)
    if corner is not None:
        return corner
    behind = _BEHIND_NAME.fullmatch(text)
    if behind and behind["name"].split()[-1] not in _COUNTED and _is_street(clean(behind["rest"])):
        again = read_number(text[behind.start("number") :])
        if again is not None:
            return _numbered(*again)
    plain = clean(text)
    if has_type(plain) or (plain.split()[:1] and TYPES.get(plain.split()[0]) in LEADING_TYPES):
        return Address(AddressKind.STREET_ONLY, streets=readings(plain))
    return None


_BEHIND_NAME: Final = re.compile(r"(?P<name>[A-Z][A-Z0-9 .'&#-]*?)[ ,@]+(?P<number>\d{1,6}) (?P<rest>[A-Z0-9].*)")
_COUNTED: Final = words(
    "HWY HIGHWAY ROUTE RTE RT US SR SH CR FM I INTERSTATE EXIT TERMINAL GATE PIER APT UNIT STE SUITE BLDG BUILDING LOT "
    "RM ROOM FLOOR FL NO NUMBER SPACE SPC TRACK PLATFORM BUS CAR DISTRICT BEAT ZONE"
)


def _is_street(plain: str) -> bool:
    first = plain.split(" ", 1)[0]
    return has_type(plain) or TYPES.get(first, first) in LEADING_TYPES


_SEPARATOR: Final = re.compile(r" ?[/&@;\\|]+ ?| (?:AT|AND|NEAR|X) ")
_SIGN: Final = re.compile(r"[/&@;\\|]")
_WORD_SEPARATOR: Final = re.compile(r" (?:AT|AND|NEAR|X) ")


def _numbered(found: Number, rest: str) -> Address | None:
    """A house number with the street behind it; None where the number belongs to the street's own name (5 AV)."""
    if _SIGN.match(rest):
        return None
    separator = _SEPARATOR.search(rest)
    while separator:
        before = clean(rest[: separator.start()])
        if _WORD_SEPARATOR.fullmatch(separator[0]) and not has_type(before):
            separator = _SEPARATOR.search(rest, separator.end())
            continue
        rest = rest[: separator.start()]
        break
    plain = clean(_HASH.sub(" # ", rest))
    streets = _streets_after_number(plain, found.number)
    if not streets:
        return None
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
    return readings(" ".join(tokens)), bare


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
