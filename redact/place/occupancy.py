"""What follows a street in an address text: an apartment, a floor, a state, a ZIP code."""

from __future__ import annotations

import re
from typing import Final

from redact.place.abbreviations import (
    DIRECTIONS,
    ORDINALS,
    STATE_NAMES,
    STATES,
    TYPES,
    UNITS_ALONE,
    UNITS_EMPTY,
    UNITS_WITH_ID,
)


def without_occupancy(tokens: list[str]) -> list[str]:
    """The tokens up to an apartment, lot, floor and the like. The first token is never one (KEY HWY, PIER ST)."""
    for at in range(1, len(tokens)):
        token = tokens[at]
        if token.startswith("#") or _GLUED_UNIT.fullmatch(token):
            return tokens[:at]
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if token in UNITS_WITH_ID and _UNIT_ID.fullmatch(following):
            return tokens[:at]
        if token in UNITS_ALONE and following == "" and at >= 2:
            return tokens[:at]
        if token in _ENDS and at >= 2:
            return tokens[:at]
        if following in _FLOORS and (_ORDINAL.fullmatch(token) or token in ORDINALS):
            return tokens[:at]
    return tokens


_PLACES: Final = ("URB", "URBANIZACION", "COND", "CONDOMINIO", "RESIDENCIAL")
"""Puerto Rico: the neighbourhood or building, which may stand behind the street."""

_ENDS: Final = UNITS_EMPTY | frozenset(_PLACES)
_UNIT_ID: Final = re.compile(r"#?[A-Z]?-?\d+[A-Z]{0,2}|#?[A-Z]{1,2}|#.*")
_GLUED_UNIT: Final = re.compile(r"(?:APT|UNIT|STE|SUITE|RM|ROOM|LOT|BLDG|TRLR|SPC)#?\d+[A-Z]?")
_FLOORS: Final = frozenset({"FL", "FLR", "FLOOR"})
_ORDINAL: Final = re.compile(r"\d{1,3}(?:ST|ND|RD|TH)")


def without_state(tokens: list[str]) -> list[str]:
    """Drops a ZIP code and a state at the end, where a street's type stands before them."""
    if len(tokens) > 3 and _ZIP.fullmatch(tokens[-2]) and tokens[-1].isdigit() and len(tokens[-1]) == 4:
        tokens = tokens[:-1]
    if len(tokens) > 2 and _ZIP.fullmatch(tokens[-1]) and (tokens[-2] in STATES or has_typed(tokens[:-1])):
        tokens = tokens[:-1]
        if len(tokens) > 2 and tokens[-1] in STATES and has_typed(tokens[:-1]):
            tokens = tokens[:-1]
    elif (
        len(tokens) > 2 and tokens[-1] in STATES and tokens[-1] not in TYPES
        and tokens[-1] not in DIRECTIONS and has_typed(tokens[:-1])
    ):  # fmt: skip
        tokens = tokens[:-1]
    return tokens


_ZIP: Final = re.compile(r"\d{5}(?:\d{4})?")


def has_typed(tokens: list[str]) -> bool:
    """Whether a word that is not the first is a street's type."""
    return any(token in TYPES for token in tokens[1:])


def names_city(tokens: list[str]) -> bool:
    """Whether a text ends with a state or a ZIP code, so that a city stands before it."""
    last = tokens[-1] if len(tokens) > 2 else ""
    return last in STATES or last in STATE_NAMES or _ZIP.fullmatch(last.split("-")[0]) is not None
