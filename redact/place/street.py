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
    SAINTS,
    STRONG,
    TYPES,
    words,
)
from redact.place.occupancy import without_occupancy, without_state


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
    tokens = without_occupancy(_compounds([word for word in text.split() if word not in _BEARINGS]))
    if not tokens:
        return ()
    route = _route(tokens)
    if route is not None:
        return (route,)
    tokens = without_state(tokens)
    positions = _type_positions(tokens)
    found = [street for at in positions for street in _typed(tokens, at)]
    if positions == [1] and tokens[0] in DIRECTIONS and _type(tokens[1]) not in LETTERED:
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
    return _ROUTE_KEY.fullmatch(street.name) is not None


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


def _compounds(tokens: list[str]) -> list[str]:
    """S E at the end, before another direction's end or in front of a name is SE; N E ST is E Street."""
    for at in range(len(tokens) - 1):
        pair = tokens[at : at + 2]
        if pair[0] in ("N", "S") and pair[1] in ("E", "W"):
            after = tokens[at + 2] if at + 2 < len(tokens) else ""
            named = at > 0 and tokens[at - 1] not in TYPES and at + 2 < len(tokens)
            if not named and after not in TYPES and after not in DIRECTIONS and (at > 0 or after):
                return [*tokens[:at], "".join(pair), *tokens[at + 2 :]]
    return tokens


def _type_positions(tokens: list[str]) -> list[int]:
    """Where a type can stand, likeliest first.

    A text may go on behind its street, with a city or a building whose own last word is a type (CEDAR RAPIDS). So
    the last type of the STRONG kind is likeliest, with a type that follows it at the very end (COURT SQUARE); then
    the others from the last. NE, NW, SE and SW behind a strong type end the street, whatever follows.
    """
    last = len(tokens) - 1
    while last > 1 and tokens[last] in DIRECTIONS:
        last -= 1
    found = [at for at in range(len(tokens) - 1, 0, -1) if tokens[at] in TYPES]
    best = _strongest(tokens, found, last)
    if last > 0 and tokens[last] in LAST_ONLY and best < last - 1:
        found.insert(0, last) if best < 0 else found.append(last)
    if best > 0:
        found.remove(best)
        found.insert(0, best)
    return found


def _strongest(tokens: list[str], positions: list[int], last: int) -> int:
    """The likeliest position of a type if one is STRONG, else -1."""
    strong = [at for at in reversed(positions) if TYPES[tokens[at]] in STRONG and not _is_saint(tokens, at, positions)]
    if len(strong) > 1 and strong[0] == 1 and tokens[0] in DIRECTIONS:
        strong = strong[1:]
    if len(strong) > 1 and tokens[strong[-1]] == "CT" and strong[-1] == len(tokens) - 1 and strong[-2] < last - 1:
        strong.pop()  # Connecticut
    if not strong:
        return -1
    ended = [at for at in strong if len(DIRECTIONS.get(tokens[at + 1] if at < last else "", "")) == 2]
    best = (ended or strong)[0 if ended else -1]
    extended = best + 1 in positions and (best + 1 == last or TYPES[tokens[best + 1]] == "EXT")
    return best + 1 if extended else best


def _is_saint(tokens: list[str], at: int, positions: list[int]) -> bool:
    """Whether the ST at this place begins a name, because another word is the type."""
    return tokens[at] == "ST" and at + 1 < len(tokens) and tokens[at + 1] in SAINTS and len(positions) > 1


def _type(word: str) -> str:
    return TYPES.get(word) or LAST_ONLY[word]


def _typed(tokens: list[str], at: int) -> list[Street]:
    """The street whose type is at this place: with the direction behind it, and without it where a city follows."""
    after = tokens[at + 1 :]
    post = DIRECTIONS.get(after[0], "") if after else ""
    name = tokens[:at]
    direction = ""
    if len(name) > 1 and name[0] in DIRECTIONS:
        direction = DIRECTIONS[name[0]]
        name = name[1:]
    street = Street(direction, _name(name, typed=True), _type(tokens[at]), post)
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
    name = " ".join(parts)
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
    ("LOOP", r"LOOP"),
    ("SPUR", r"SPUR"),
    ("HWY", r"HIGHWAY|HWY|ROUTE|RTE|RT"),
)
_ROUTE: Final = re.compile(
    r"(?:(?P<dir>N|S|E|W|NORTH|SOUTH|EAST|WEST) )?(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _ROUTE_WORDS)
    + r") ?(?P<number>\d{1,4}[A-Z]?)(?: (?P<post>N|S|E|W|NORTH|SOUTH|EAST|WEST|NB|SB|EB|WB))?(?: .*)?"
)
_ROUTE_KEY: Final = re.compile(r"(?:I|US|SR|CR|FM|LOOP|SPUR|HWY) \d{1,4}[A-Z]?")


def _route(tokens: list[str]) -> Street | None:
    """US 101, HIGHWAY 9, COUNTY ROAD 12: the route's class and number are its name."""
    found = _ROUTE.fullmatch(" ".join(tokens))
    if found is None:
        return None
    kind = next(kind for kind, _ in _ROUTE_WORDS if found[kind])
    direction = DIRECTIONS.get(found["dir"] or "", "")
    return Street(direction, f"{kind} {found['number']}", "", DIRECTIONS.get(found["post"] or "", ""))
