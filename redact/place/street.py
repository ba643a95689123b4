"""A street's name in parts, so that `West Elm Street`, `W. ELM ST` and a layer's own columns meet in one key."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from redact.place.abbreviations import (
    DIRECTIONS,
    LAST_ONLY,
    LEADING_TYPES,
    LETTERED,
    NAME_WORDS,
    ORDINALS,
    STATES,
    TYPES,
    UNITS_ALONE,
    UNITS_WITH_ID,
)


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
    tokens = without_occupancy(text.split())
    if not tokens:
        return ()
    route = _route(tokens)
    if route is not None:
        return (route,)
    tokens = _without_state(tokens)
    positions = _type_positions(tokens)
    found = [_typed(tokens, at) for at in positions]
    if positions == [1] and tokens[0] in DIRECTIONS and _type(tokens[1]) not in LETTERED:
        found.insert(0, _untyped(tokens))
    if not found or any(token not in DIRECTIONS for token in tokens[positions[0] + 1 :]):
        found.append(_untyped(tokens))
    if len(tokens) > 2 and len(tokens[0]) == 1 and tokens[0] not in DIRECTIONS:
        found.extend(readings(" ".join(tokens[1:])))
    return tuple(dict.fromkeys(street for street in found if street.name))


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
    return _ROUTE_KEY.fullmatch(street.name) is not None


_PUNCTUATION: Final = re.compile(r"\.(?=\D|$)|['’`´\"]")
_DASHES: Final = re.compile(r"[-_,:]+")


def clean(text: str) -> str:
    """Capitals, no accents, no punctuation, single spaces."""
    import unicodedata

    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_DASHES.sub(" ", _PUNCTUATION.sub("", text.upper())).split())


def without_occupancy(tokens: list[str]) -> list[str]:
    """The tokens up to an apartment, lot, floor and the like. The first token is never one (KEY HWY, PIER ST)."""
    for at in range(1, len(tokens)):
        token = tokens[at]
        if token.startswith("#"):
            return tokens[:at]
        if token in UNITS_WITH_ID and at + 1 < len(tokens) and _UNIT_ID.fullmatch(tokens[at + 1]):
            return tokens[:at]
        if token in UNITS_ALONE and at == len(tokens) - 1 and at >= 2:
            return tokens[:at]
        if _GLUED_UNIT.fullmatch(token):
            return tokens[:at]
    return tokens


_UNIT_ID: Final = re.compile(r"#?[A-Z]?-?\d+[A-Z]{0,2}|#?[A-Z]{1,2}|#.*")
_GLUED_UNIT: Final = re.compile(r"(?:APT|UNIT|STE|RM|LOT|BLDG|TRLR)#?\d+[A-Z]?")


def _without_state(tokens: list[str]) -> list[str]:
    """Drops a ZIP code and a state at the end, where a street's type stands before them."""
    if len(tokens) > 2 and _ZIP.fullmatch(tokens[-1]) and (tokens[-2] in STATES or _type_positions(tokens[:-1])):
        tokens = tokens[:-1]
        if len(tokens) > 2 and tokens[-1] in STATES and _type_positions(tokens[:-1]):
            tokens = tokens[:-1]
    elif (
        len(tokens) > 2 and tokens[-1] in STATES and tokens[-1] not in TYPES
        and tokens[-1] not in DIRECTIONS and _type_positions(tokens[:-1])
    ):  # fmt: skip
        tokens = tokens[:-1]
    return tokens


_ZIP: Final = re.compile(r"\d{5}(?: ?\d{4})?")


def _type_positions(tokens: list[str]) -> list[int]:
    """Where a type can stand, likeliest first: the last one, then the earlier ones."""
    last = len(tokens) - 1
    while last > 1 and tokens[last] in DIRECTIONS:
        last -= 1
    found = [at for at in range(len(tokens) - 1, 0, -1) if tokens[at] in TYPES]
    if last > 0 and tokens[last] in LAST_ONLY:
        found.insert(0, last)
    return found


def _type(word: str) -> str:
    return TYPES.get(word) or LAST_ONLY[word]


def _typed(tokens: list[str], at: int) -> Street:
    type_ = _type(tokens[at])
    after = tokens[at + 1 : at + 2]
    post = DIRECTIONS.get(after[0], "") if after else ""
    name = tokens[:at]
    direction = ""
    if len(name) > 1 and name[0] in DIRECTIONS:
        direction = DIRECTIONS[name[0]]
        name = name[1:]
    return Street(direction, _name(name, typed=True), type_, post)


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
    words = [NAME_WORDS.get(word, word) if len(tokens) > 1 else word for word in tokens]
    if len(words) == 1:
        word = ORDINALS.get(words[0], words[0])
        number = _NUMERIC.fullmatch(word)
        if number and (typed or number[2]):
            return ordinal(int(number[1]))
        return "MARTIN LUTHER KING JR" if word == "MLK" else word
    name = " ".join(words)
    return "MARTIN LUTHER KING JR" if _KING.fullmatch(name) else name


_NUMERIC: Final = re.compile(r"(\d{1,4})(ST|ND|RD|TH)?")
_KING: Final = re.compile(r"(?:(?:DR )?MARTIN L(?:UTHER)? KING|M ?L KING|MLK)(?: JR)?")


def ordinal(number: int) -> str:
    """1 -> 1ST, 12 -> 12TH, 23 -> 23RD."""
    if number % 100 in (11, 12, 13):
        return f"{number}TH"
    return f"{number}{ {1: 'ST', 2: 'ND', 3: 'RD'}.get(number % 10, 'TH') }"


_ROUTE_WORDS: Final = (
    ("I", r"I|IH|INTERSTATE(?: HIGHWAY| HWY)?"),
    ("US", r"(?:US|U S)(?: HIGHWAY| HWY| ROUTE| RTE| RT)?"),
    ("SR", r"(?:STATE|ST|SR|SH|S R|STATE HIGHWAY)(?: ROAD| RD| ROUTE| RTE| RT| HIGHWAY| HWY)|SR|SH|STATE"),
    ("CR", r"(?:COUNTY|CO|CNTY)(?: ROAD| RD| ROUTE| RTE| RT| HIGHWAY| HWY)|CR|CO RD|COUNTY"),
    ("FM", r"FM|FARM TO MARKET(?: ROAD| RD)?"),
    ("HWY", r"HIGHWAY|HWY|ROUTE|RTE|RT"),
)
_ROUTE: Final = re.compile(
    r"(?:(?P<dir>N|S|E|W|NORTH|SOUTH|EAST|WEST) )?(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _ROUTE_WORDS)
    + r") ?(?P<number>\d{1,4}[A-Z]?)(?: (?P<post>N|S|E|W|NORTH|SOUTH|EAST|WEST|NB|SB|EB|WB))?(?: .*)?"
)
_ROUTE_KEY: Final = re.compile(r"(?:I|US|SR|CR|FM|HWY) \d{1,4}[A-Z]?")


def _route(tokens: list[str]) -> Street | None:
    """US 101, HIGHWAY 9, COUNTY ROAD 12: the route's class and number are its name."""
    found = _ROUTE.fullmatch(" ".join(tokens))
    if found is None:
        return None
    kind = next(kind for kind, _ in _ROUTE_WORDS if found[kind])
    direction = DIRECTIONS.get(found["dir"] or "", "")
    return Street(direction, f"{kind} {found['number']}", "", DIRECTIONS.get(found["post"] or "", ""))
