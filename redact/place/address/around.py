"""What stands around a house number and its street: units and landmarks in front, bearings, fractions, commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from redact.place.abbreviations import DIRECTIONS, LEADING_TYPES, STRONG, TYPES, words
from redact.place.address.number import MASKED, PLAIN
from redact.place.street import clean, has_type, readings

_PARENTHESES: Final = re.compile(r"\([^)]*\)?")
_NEAR: Final = re.compile(
    r"^(?:(?:ON OR )?NEAR(?: TO)?|ON|AT|IN FRONT OF|IFO|REAR OF|BEHIND|CORNER OF|INTERSECTION OF|ACROSS FROM) "
)
_BEARING: Final = re.compile(r"\b[NSEW] ?/ ?B(?:OUND)?\b|(?<=[\d ])\b(?:NB|SB|EB|WB)\b|\b[NSEWC]/[OS]\b")
_FRACTION: Final = re.compile(r"(?<!\d)(?:1/2|[13]/4|[12]/3|[1357]/8)(?=[ ,]|$)")
_HALF_HOUSE: Final = re.compile(r"^(\D*\d{1,6}[A-Z]?)[ -]\d/\d(?= +([A-Z0-9]+))")
_UNIT_FIRST: Final = re.compile(
    r"(?:(?:APT|APARTMENT|UNIT|STE|SUITE|FLAT|LOT|RM|ROOM|BLDG|BLD|BUILDING|FL|FLOOR|SPC|SPACE|TRLR) ?#? ?"
    r"[A-Z]?-?\d+[A-Z]?|\d{1,3}(?:ST|ND|RD|TH) (?:FL|FLR|FLOOR))[ ,;-]+(?=#?\d)"
)
_COMMA_DIRECTION: Final = re.compile(
    r"(?P<word>[A-Z0-9]+)\.?, *(?P<direction>[NS]\.? ?[EW]\b\.?|[NSEW]\b\.?(?= *(?:,|$)))(?! \d{5})"
)


_DASH: Final = re.compile("[\u2010-\u2015\u2212\uff0d]")
_PART_SIGN: Final = re.compile("[\u00bc-\u00be\u2150-\u215e]")  # one character each: a half, two thirds
_THOUSANDS: Final = re.compile(r"^(\d{1,2}),(?=\d{3} )")
_BLOCK_FIRST: Final = re.compile(r"^(?:BLOCK|BLK)\.?(?: OF)? #?(\d{1,6}) (?=[A-Z0-9])")
_NUMBER_COMMA: Final = re.compile(r"^(\d{1,6}[A-Z]?(?: ?-?(?:BLOCK|BLK))?) ?, ?(?=[A-Z]|\d{1,3}(?:ST|ND|RD|TH)\b)")


def typed_plainly(text: str) -> str:
    """Capitals, single spaces, plain hyphens and no fraction signs; 1,234 without its comma."""
    if not text.isascii():
        text = _PART_SIGN.sub(_spelt, _DASH.sub("-", text))
    text = " ".join(text.upper().split())
    if text.startswith("BL"):
        text = _BLOCK_FIRST.sub(r"\1 BLOCK ", text)
    if "," in text:
        text = _NUMBER_COMMA.sub(r"\1 ", _THOUSANDS.sub(r"\1", text))
    return text


def _spelt(found: re.Match[str]) -> str:
    import unicodedata

    return " " + unicodedata.normalize("NFKD", found[0]).replace("\u2044", "/")


def plain_text(text: str) -> str:
    """The text in capitals without what says nothing about the place: remarks in brackets, bearings, fractions."""
    text = _PARENTHESES.sub(" ", text) if "(" in text else text
    if "/" in text:
        text = _FRACTION.sub(_fraction, _HALF_HOUSE.sub(_without_half, text))
    text = _BEARING.sub(" ", _NEAR.sub("", text)).strip(" ,-*/;&#")
    while unit := _UNIT_FIRST.match(text):
        text = text[unit.end() :]
    return _COMMA_DIRECTION.sub(_with_direction, text) if "," in text else text


def _without_half(found: re.Match[str]) -> str:
    """A house number's fraction is dropped; 31 1/2 RD is a street."""
    return found[0] if found[2] in TYPES else found[1]


def _fraction(found: re.Match[str]) -> str:
    """A street's fraction, written so that its slash does not part two streets; `clean` writes it back."""
    return found[0].replace("/", "\u2044")


def _with_direction(found: re.Match[str]) -> str:
    """PEACHTREE ST, NE is one street; in OMAHA, NE the word before the comma is no type."""
    if found["word"] not in TYPES and not re.fullmatch(r"\d+(?:ST|ND|RD|TH)?", found["word"]):
        return found[0]
    return f"{found['word']} {re.sub('[. ]', '', found['direction'])}"


def parts(text: str) -> list[str]:
    """The parts between commas, likeliest first; the whole last, should a comma mean nothing.

    A part that begins with a number and ends like a street comes before a building's (30 ALLEN PLAZA) or a unit's.
    """
    if "," not in text:
        return [text]
    found = [part.strip() for part in text.split(",") if part.strip()]
    numbered = [part for part in found if PLAIN.match(part) or MASKED.match(part)]
    if len(numbered) > 1:
        numbered.sort(key=_unlikely)
    return [*numbered, *(part for part in found if part not in numbered), text.replace(",", " ")]


def _unlikely(part: str) -> bool:
    streets = readings(clean(part))
    return bool(streets) and streets[0].type != "" and streets[0].type not in STRONG


_NUMBER_INSIDE: Final = re.compile(r"(?<=[ ,@#])\d{1,6}(?:-\d{1,4})?[A-Z]?(?= +[A-Z0-9])")
_COUNTED: Final = words(
    "HWY HIGHWAY ROUTE RTE RT US SR SH CR FM I INTERSTATE EXIT TERMINAL GATE PIER APT UNIT STE SUITE BLDG BUILDING LOT "
    "RM ROOM FLOOR FL NO NUMBER SPACE SPC TRACK PLATFORM BUS CAR DISTRICT BEAT ZONE ROAD RD"
)
_NO_NAME: Final = _COUNTED | {word for word in DIRECTIONS if len(word) < 3}


def behind_names(text: str) -> Iterator[str]:
    """The ends of a text that begin with a number and a street, the last one first: WALMART 1500 MARKET ST."""
    for found in reversed(list(_NUMBER_INSIDE.finditer(text))):
        name = text[: found.start()].strip(" ,@#").split()
        floor = len(name) > 1 and name[-2].isdecimal() and name[-1] in ("FL", "FLR", "FLOOR")
        named = name != [] and not (len(name) == 1 and name[0] in DIRECTIONS)
        if named and (floor or name[-1] not in _NO_NAME) and is_street(clean(text[found.end() :])):
            yield text[found.start() :]


def is_street(plain: str) -> bool:
    """Whether a cleaned text says by a type, or by a direction in front of a name, that it is a street."""
    tokens = plain.split()
    typed = any(street.type for street in readings(plain)) or has_type(plain)
    if len(tokens) > 1 and (tokens[0] in DIRECTIONS or TYPES.get(tokens[0], tokens[0]) in LEADING_TYPES):
        return typed or tokens[1] not in TYPES
    return typed
