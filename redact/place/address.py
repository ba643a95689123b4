"""Address text as agencies write it: a house number or block on a street, a corner, or something else.

Rules first, for what police systems write and parsers trip over (blocks, masked numbers, corners, mile posts);
`usaddress` only for what the rules cannot read; a list of real streets decides afterwards (`redact.place.locator`).
Nothing here throws, and nothing that was not understood has a text to publish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Final

from redact.place.abbreviations import DIRECTIONS, LEADING_TYPES, TYPES, words
from redact.place.street import Readings, Street, clean, has_type, is_route, readings


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


_EMPTY: Final = Address(AddressKind.EMPTY)
_UNPARSED: Final = Address(AddressKind.UNPARSED)
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
        return _EMPTY
    point = _coordinates(trimmed)
    if point is not None:
        return Address(AddressKind.COORDINATES, point=point)
    if _BOX.search(trimmed):
        return Address(AddressKind.BOX)
    plain = _PARENTHESES.sub(" ", trimmed)
    plain = _BEARING.sub(" ", _NEAR.sub("", plain)).strip(" ,-*/;&#")
    if plain.startswith("@"):
        return Address(AddressKind.LANDMARK)
    mile = _MILE_POST.search(plain)
    if mile:
        return Address(AddressKind.MILE_POST, streets=readings(clean(plain[: mile.start()])))
    for part in _parts(plain):
        found = _read(part)
        if found is not None:
            return found
    if not any(character.isdigit() for character in plain):
        return Address(AddressKind.LANDMARK)
    return _by_usaddress(plain)


def hundred_block_text(address: Address, style: str = "{block} BLOCK {street}") -> str:
    """The words to publish for a numbered address or a corner; empty for everything else.

    `style` may use {block} and {street}. The numbers below 100 are the 0 block; the exact number is never shown.
    """
    if not address.streets or address.kind not in (AddressKind.NUMBERED, AddressKind.INTERSECTION):
        return ""
    if any(_hides_number(readings_[0]) for readings_ in (address.streets, address.crosses) if readings_):
        return ""
    if _may_be_house_number(address):
        return ""
    if address.kind is AddressKind.INTERSECTION:
        names = f"{address.streets[0]} / {address.crosses[0]}"
        return "" if _BARE_NUMBER.search(names) else names
    return block_text(address.hundred, str(address.streets[0]), style, hyphen=address.hyphen, prefix=address.prefix)


def block_text(hundred: int, street: str, style: str, *, hyphen: bool = False, prefix: str = "") -> str:
    """A hundred-block in the policy's style; see `hundred_block_text`."""
    block = f"{hundred}-00" if hyphen else f"{prefix}{hundred * 100}"
    return style.format(block=block, street=street)


_BARE_NUMBER: Final = re.compile(r"(?<!\S)\d+[A-Z]?(?!\S)")


def _hides_number(street: Street) -> bool:
    """Whether what was read as a street's name has a number among its words: perhaps another house number."""
    return " " in street.name and not is_route(street) and _BARE_NUMBER.search(street.name) is not None


def _may_be_house_number(address: Address) -> bool:
    """Whether the number that names a street is perhaps a house's: "301 ST / N", "1234 1234 ST", "#4 1234 N"."""
    names = [_NUMBER_NAME.fullmatch(readings_[0].name) for readings_ in (address.streets, address.crosses) if readings_]
    high = [(int(found[1]), not found[2]) for found in names if found and int(found[1]) > _MOST_NUMBERED_STREETS]
    if address.kind is AddressKind.INTERSECTION:
        return bool(high)
    return any((bare and number % 10) or (number % 100 and number // 100 == address.hundred) for number, bare in high)


_NUMBER_NAME: Final = re.compile(r"(\d+)(ST|ND|RD|TH)?")


# --- the rules ------------------------------------------------------------------------------------------------

SIMPLE: Final = r"(?P<number>\d{1,6}) (?P<tail>[A-Z][A-Z0-9 ]*)"
"""A house number and a street with nothing around them, in capitals: most of all texts."""

_SIMPLE: Final = re.compile(SIMPLE)
_NOT_SIMPLE: Final = re.compile(
    r"\b(?:AT|AND|NEAR|X|[NSEWC] ?[BOS]|[NSEW]BOUND|M[MP]|MILE|MILEPOST|EXIT|BOX|BLOCKS?|BLKS?|BLCK|HUNDRED)\b"
)


@lru_cache(maxsize=16_384)
def simple_tail(tail: str) -> Readings:
    """The street in the tail of a SIMPLE text; empty where the text needs the other rules after all."""
    if _NOT_SIMPLE.search(tail):
        return ()
    streets, bare = _tail(" ".join(tail.split()))
    return () if bare else streets


_BOX: Final = re.compile(
    r"\bP ?\.? ?O\.? ?(?:BOX|DRAWER)\b|^(?:RR|HC|RFD|RURAL ROUTE|PSC|CMR|UNIT|STAR ROUTE) ?#?\d+\b.*\bBOX\b|\bHC ?\d+$"
    r"|^BOX \d+"
)
_PARENTHESES: Final = re.compile(r"\([^)]*\)?")
_NEAR: Final = re.compile(
    r"^(?:(?:ON OR )?NEAR(?: TO)?|ON|AT|IN FRONT OF|IFO|REAR OF|BEHIND|CORNER OF|INTERSECTION OF|ACROSS FROM) "
)
_BEARING: Final = re.compile(r"\b[NSEW] ?/ ?B(?:OUND)?\b|(?<=[\d ])\b(?:NB|SB|EB|WB)\b|\b[NSEWC]/[OS]\b")
_MILE_POST: Final = re.compile(r"\b(?:MM|MP|MILE ?(?:POST|MARKER|MRKR)|EXIT)\b[ #]*\d*(?:\.\d+)?[A-Z]?.*$")
_PAIR: Final = re.compile(r"\(?\s*(-?\d{1,3}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*\)?")
_WKT: Final = re.compile(r"POINT ?Z? ?\(\s*(-?\d{1,3}(?:\.\d+)?)[ ,]+(-?\d{1,3}(?:\.\d+)?)\b.*\)")


def _coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude where the whole text is a pair; in the order latitude, longitude unless it is WKT."""
    wkt = _WKT.fullmatch(text)
    if wkt:
        first, second = float(wkt[2]), float(wkt[1])
    else:
        pair = _PAIR.fullmatch(text)
        if pair is None:
            return None
        first, second = float(pair[1]), float(pair[2])
        if abs(first) > 90 >= abs(second):
            first, second = second, first
    return (first, second) if abs(first) <= 90 and abs(second) <= 180 else None


def _parts(text: str) -> list[str]:
    """The parts between commas, those that begin with a number first; the whole last, should a comma mean nothing."""
    if "," not in text:
        return [text]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    numbered = [part for part in parts if _PLAIN.match(part) or _MASKED.match(part)]
    return [*numbered, *(part for part in parts if part not in numbered), text.replace(",", " ")]


def _read(text: str) -> Address | None:
    """One part of an address by the rules; None where they do not read it."""
    head = _head(text)
    if head is not None:
        found, rest = head
        numbered = _numbered(found, rest)
        if numbered is not None:
            return numbered
    corner = _corner(text)
    if corner is not None:
        return corner
    behind = _BEHIND_NAME.fullmatch(text)
    if behind and behind["name"].split()[-1] not in _COUNTED and _is_street(clean(behind["rest"])):
        again = _head(text[behind.start("number") :])
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


@dataclass(frozen=True, slots=True)
class _Number:
    """What stands before the street."""

    number: int
    hundred: int
    masked: bool = False
    hyphen: bool = False
    range_number: int = -1
    prefix: str = ""


_GRID: Final = re.compile(r"([NSEW] ?\d{1,3} ?[NSEW]) ?(\d{2,6})(?=[ ,]|$)")
_MASKED: Final = re.compile(r"(\d{0,4})(X{1,4})(?=[ -]|$)")
_HYPHEN: Final = re.compile(r"(\d{1,6}) ?- ?(\d{1,6})(?:[A-Z]\b)?(?=[ ,]|$)")
_SEVERAL: Final = re.compile(r"(\d{3,6}) ?[;/&] ?(\d{3,6})(?= [A-Z0-9])")
_PLAIN: Final = re.compile(r"#?(\d{1,6})(?:(?:-?[A-Z])?\b|(?=-B))(?:[ -]\d/\d\b)?(?=[ -]|$)")
_BLOCK_WORD: Final = re.compile(r"-? ?(?:HUNDRED ?)?(?:BLOCKS?|BLKS?|BLCK)\b\.?(?: OF\b)?")
_UNIT_BLOCK: Final = re.compile(r"(?:UNIT|ZERO|0+) ?-?(?:BLOCK|BLK)\b(?: OF\b)?")


def _head(text: str) -> tuple[_Number, str] | None:
    """The house number, block or range at the front of a text, and what follows. An ordinal is never one."""
    unit = _UNIT_BLOCK.match(text)
    if unit:
        return _Number(0, 0, masked=True), text[unit.end() :].strip()
    grid = _GRID.match(text)
    if grid:
        number = int(grid[2])
        return _Number(number, number // 100, prefix=grid[1].replace(" ", "")), text[grid.end() :].strip()
    masked = _MASKED.match(text)
    if masked:
        number = int(masked[1] + "0" * len(masked[2]))
        found, rest = _Number(number // 100 * 100, number // 100, masked=True), text[masked.end() :]
        block = _BLOCK_WORD.match(rest.lstrip())
        return found, (rest.lstrip()[block.end() :] if block else rest).strip()
    several = _SEVERAL.match(text)
    if several:
        number = min(int(several[1]), int(several[2]))
        return _Number(number, number // 100), text[several.end() :].strip()
    two = _HYPHEN.match(text)
    if two:
        return _two_numbers(two[1], two[2]), text[two.end() :].strip()
    one = _PLAIN.match(text)
    if one is None:
        return None
    number, rest = int(one[1]), text[one.end() :].strip()
    block = _BLOCK_WORD.match(rest)
    if block:
        return _Number(number // 100 * 100, number // 100, masked=True), rest[block.end() :].strip()
    return _Number(number, number // 100), rest


def _two_numbers(first: str, second: str) -> _Number:
    """A range (1234-1236, 9600-9699) or a number that begins with its cross street (12-34, 123-17).

    A range rises, on one side of the street, within a few hundreds. With two digits behind the hyphen both can be
    meant unless the two are close; the reading as a cross street is first and the range is kept beside it.
    """
    low, high = int(first), int(second)
    rises = low < high and len(first) == len(second)
    if rises and (len(first) > 2 or high - low <= 10):
        masked = low % 100 == 0 and high % 100 == 99
        return _Number(low, low // 100, masked=masked)
    if len(second) in (2, 3) and low <= _MOST_NUMBERED_STREETS:
        return _Number(low * 100 + high % 100, low, hyphen=True, range_number=low if rises else -1)
    return _Number(low, low // 100)


_SEPARATOR: Final = re.compile(r" ?[/&@;\\|]+ ?| (?:AT|AND|NEAR|X) ")
_SIGN: Final = re.compile(r"[/&@;\\|]")
_WORD_SEPARATOR: Final = re.compile(r" (?:AT|AND|NEAR|X) ")


def _numbered(found: _Number, rest: str) -> Address | None:
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
    whole_word = word != "" and len(word) > 2 and (number > _MOST_NUMBERED_STREETS or word in _NEVER_NUMBERED)
    return streets if named or whole_word or (lettered and number >= 100) else ()


_MOST_NUMBERED_STREETS: Final = 300
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


# --- what the rules do not read ----------------------------------------------------------------------------------


def _by_usaddress(text: str) -> Address:
    """A house number and street found by the statistical parser, or UNPARSED. An ordinal is never a house number."""
    import usaddress

    number = ""
    street: list[str] = []
    for token, label in usaddress.parse(text):
        word = clean(token)
        if label == "AddressNumber" and not number:
            number = word
        elif label.startswith("StreetName") and number:
            street.append(word)
        elif street:
            break
    plain = " ".join(street)
    if not number.isdecimal() or len(number) > 6 or not has_type(plain):
        return _UNPARSED
    return Address(AddressKind.NUMBERED, number=int(number), hundred=int(number) // 100, streets=readings(plain))
