"""A street's name in parts, so that `West Elm Street`, `W. ELM ST` and a layer's own columns meet in one key."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from redact.place.abbreviations import (
    DIRECTIONS,
    LEADING_TYPES,
    NAME_WORDS,
    ORDINALS,
    SAINTS,
    TYPES,
    words,
)
from redact.place.endings import has_no_end, type_of, type_positions
from redact.place.occupancy import without_occupancy, without_state
from redact.place.routes import is_route_name, plain_directions, route


class Street(NamedTuple):
    """The parts of a street's name, abbreviated as the postal service does; missing parts are empty."""

    direction: str
    name: str
    type: str
    post: str

    def __str__(self) -> str:
        return " ".join(part for part in self if part)


Readings = tuple[Street, ...]
"""The ways a text can be read as a street, likeliest first; a list of real streets decides. Empty: it is none."""


@lru_cache(maxsize=16_384)
def readings(text: str) -> Readings:
    """How a cleaned text (capitals, no punctuation) that should be a street can be read.

    What follows the street (apartment, city, state, ZIP) is dropped. A text without any street type is
    still read as a bare name; whether it is a street is for the gazetteer to say.
    """
    tokens = without_occupancy(plain_directions([word for word in text.split() if word not in _BEARINGS]))
    if not tokens:
        return ()
    found_route = route(tokens)
    if found_route is not None:
        direction, name, post = found_route
        return (Street(direction, name, "", post),)
    tokens = without_state(tokens)
    positions = type_positions(tokens)
    found = [street for at in positions for street in _typed(tokens, at)]
    if positions and has_no_end(tokens, positions):
        found.insert(0, _untyped(tokens))
    if not found or any(token not in DIRECTIONS for token in tokens[positions[0] + 1 :]):
        found += [_untyped(cut) for cut in _cuts(tokens)] if not found else [_untyped(tokens)]
    if len(tokens) > 2 and len(tokens[0]) == 1 and tokens[0] not in DIRECTIONS:
        found.extend(readings(" ".join(tokens[1:])))
    return tuple(dict.fromkeys(street for street in found if street.name))


_BEARINGS: Final = words("NB SB EB WB")


def street_of(direction: str, name: str, type_: str, post: str = "") -> Street:
    """The key of a street whose parts a layer keeps apart; read as a text would be, so that the two always meet."""
    text = " ".join(part for part in (direction, name, type_, post) if part)
    found = readings(clean(text))
    return found[0] if found else Street("", "", "", "")


def has_type(text: str) -> bool:
    """Whether a cleaned text ends, at the latest before its city, in a street's type or is a numbered route."""
    found = readings(text)
    return bool(found) and (found[0].type != "" or is_route(found[0]))


def is_route(street: Street) -> bool:
    """Whether this is a numbered route (US 101), whose number is its name."""
    return is_route_name(street.name)


_PUNCTUATION: Final = re.compile(r"\.(?=\D|$)|['’`´\"]")
_PART_SIGN: Final = re.compile("[\u00bc-\u00be\u2150-\u215e]")
_GLUED_DIRECTION: Final = re.compile(r"(?<=\b[NSEW])\.(?=[A-Z]{2})")
_DASHES: Final = re.compile(r"[-_,:]+")


def clean(text: str) -> str:
    """Capitals, no accents, no punctuation, single spaces."""
    import unicodedata

    if not text.isascii():
        text = _PART_SIGN.sub(r" \g<0>", text)
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.replace("\u2044", "/")
    text = _GLUED_DIRECTION.sub(" ", text.upper()) if "." in text else text.upper()
    return " ".join(_DASHES.sub(" ", _PUNCTUATION.sub("", text)).split())


def _typed(tokens: list[str], at: int) -> list[Street]:
    """The street whose type is at this place: with the direction behind it, and without it where a city follows."""
    after = tokens[at + 1 :]
    post = DIRECTIONS.get(after[0], "") if after else ""
    name = tokens[:at]
    direction = ""
    if len(name) > 1 and name[0] in DIRECTIONS:
        direction = DIRECTIONS[name[0]]
        name = name[1:]
    street = Street(direction, _name(name, typed=True), type_of(tokens[at]), post)
    if len(post) != 1 or len(after) == 1 or after[1][0].isdigit():
        return [street]
    if after[1] == "ST" and after[2:3] and after[2] in SAINTS and after[0] != "EAST":
        return [street]  # ST PETERSBURG has no north, but there is an EAST ST LOUIS
    without = street._replace(post="")
    return [without, street] if len(after[0]) > 1 or direction else [street, without]


def _cuts(tokens: list[str]) -> list[list[str]]:
    """A name without a type, also without what follows a direction like NW, or an apartment's bare number."""
    for at in range(1, len(tokens) - 1):
        if len(tokens[at]) == 2 and tokens[at] in DIRECTIONS:
            return [tokens[: at + 1], tokens]
    if TYPES.get(tokens[0], tokens[0]) in LEADING_TYPES:
        return [tokens]
    named = False
    for at, token in enumerate(tokens):
        if named and tokens[at - 1] not in _COUNTED and _BARE_UNIT.fullmatch(token):
            return [tokens[:at], tokens]
        named = named or (token.isalpha() and len(token) > 1 and token not in DIRECTIONS)
    return [tokens]


_BARE_UNIT: Final = re.compile(r"\d{1,5}[A-Z]?")
_COUNTED: Final = words("HIGHWAY HWY ROUTE RTE RT ROAD RD LOOP SPUR NO NUMBER BUSINESS STATE COUNTY TOWNSHIP AVENUE")


def _untyped(tokens: list[str]) -> Street:
    direction = post = ""
    if len(tokens) > 1 and tokens[0] in DIRECTIONS:
        direction = DIRECTIONS[tokens[0]]
        tokens = tokens[1:]
    leads = TYPES.get(tokens[0], tokens[0]) in LEADING_TYPES
    if len(tokens) > (2 if leads else 1) and tokens[-1] in DIRECTIONS:
        post = DIRECTIONS[tokens[-1]]
        tokens = tokens[:-1]
    if leads and len(tokens) > 1:
        tokens = [TYPES.get(tokens[0], tokens[0]), *tokens[1:]]
    return Street(direction, _name(tokens, typed=False), "", post)


def _name(tokens: list[str], typed: bool) -> str:
    parts = [NAME_WORDS.get(word, word) if len(tokens) > 1 else word for word in tokens]
    if len(parts) == 1:
        word = ORDINALS.get(parts[0], parts[0])
        number = _NUMERIC.fullmatch(word)
        if number and (typed or number[2]):
            return ordinal(int(number[1]))
        return "MARTIN LUTHER KING JR" if word == "MLK" else word
    if len(parts) == 2 and "/" in parts[1] and parts[0].isdecimal():
        parts[0] = ordinal(int(parts[0]))
    name = " ".join(parts)
    return "MARTIN LUTHER KING JR" if _KING.fullmatch(name) else name


_NUMERIC: Final = re.compile(r"(\d{1,4})(ST|ND|RD|TH)?")
_KING: Final = re.compile(r"(?:(?:DR )?MARTIN L(?:UTHER)? KING|M ?L KING|MLK)(?: JR)?")


def ordinal(number: int) -> str:
    """1 -> 1ST, 12 -> 12TH, 23 -> 23RD."""
    if number % 100 in (11, 12, 13):
        return f"{number}TH"
    return f"{number}{ {1: 'ST', 2: 'ND', 3: 'RD'}.get(number % 10, 'TH') }"
