"""Numbered and lettered routes (US 101, HIGHWAY 9, COUNTY ROAD MM), and directions as they are written around them."""

from __future__ import annotations

import re
from typing import Final

from redact.place.abbreviations import DIRECTIONS, TYPES, words

_ROUTE_WORDS: Final = (
    ("I", r"I|IH|INTERSTATE(?: HIGHWAY| HWY)?"),
    ("US", r"(?:US|U S|UNITED STATES)(?: HIGHWAY| HWY| ROUTE| RTE| RT)?"),
    ("SR", r"(?:STATE|ST|SR|SH|S R|STATE HIGHWAY)(?: ROAD| RD| ROUTE| RTE| RT| HIGHWAY| HWY)|SR|SH|STATE"),
    ("CR", r"(?:COUNTY|COUNTRY|CO|CNTY)(?: ROAD| RD| ROUTE| RTE| RT| HIGHWAY| HWY)|CR|CO RD|COUNTY"),
    ("FM", r"FM|FARM TO MARKET(?: ROAD| RD)?"),
    ("LOOP", r"LOOP"),
    ("SPUR", r"SPUR"),
    ("HWY", r"HIGHWAY|HWY|ROUTE|RTE|RT"),
)
_KINDS: Final = "US|UNITED|STATE|COUNTY|COUNTRY|FARM"
_ROUTE_NUMBER: Final = r"(?:\d{1,4}[A-Z]?|A1A)"
_ROUTE: Final = re.compile(
    r"(?:(?P<dir>N|S|E|W|NORTH|SOUTH|EAST|WEST) )?"
    rf"(?:(?P<before>(?!(?:U|{_KINDS})\b)[A-Z]+(?: (?!(?:{_KINDS})\b)[A-Z]+)?) "
    r"(?=(?:(?:US|STATE|COUNTY|COUNTRY) )?(?:HIGHWAY|HWY|ROUTE|RTE|LOOP)|(?:COUNTY|COUNTRY) (?:ROAD|RD)))?(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _ROUTE_WORDS)
    + rf") ?(?P<number>{_ROUTE_NUMBER})(?: (?P<post>N|S|E|W|NORTH|SOUTH|EAST|WEST))?(?P<rest> .*)?"
)
_LETTERED_ROUTE: Final = re.compile(
    r"(?:(?P<dir>[NSEW]|NORTH|SOUTH|EAST|WEST) )?"
    r"(?:(?P<kind>COUNTY|CO|CNTY|STATE) (?:TRUNK )?(?:ROAD|RD|ROUTE|RTE|HIGHWAY|HWY)"
    r"|ROUTE|RTE|HIGHWAY|HWY) (?P<letter>[A-Z]{1,2})"
)
_ROUTE_KEY: Final = re.compile(
    rf"(?:CR|SR|HWY) [A-Z]{{1,2}}|(?:[A-Z]+ ){{0,2}}(?:I|US|SR|CR|FM|LOOP|SPUR|HWY) {_ROUTE_NUMBER}"
)


def route(tokens: list[str]) -> tuple[str, str, str] | None:
    """Direction, name and direction behind of US 101, HIGHWAY 9, COUNTY ROAD MM: class and number are the name."""
    text = " ".join(tokens)
    found = _ROUTE.fullmatch(text)
    if found is None:
        lettered = _LETTERED_ROUTE.fullmatch(text)
        if lettered is None or lettered["letter"] in TYPES:
            return None
        kind = {"C": "CR", "S": "SR"}.get((lettered["kind"] or "")[:1], "HWY")
        return DIRECTIONS.get(lettered["dir"] or "", ""), f"{kind} {lettered['letter']}", ""
    before = (found["before"] or "").split()
    if any(word in TYPES for word in before):
        return None
    kind = next(kind for kind, _ in _ROUTE_WORDS if found[kind])
    direction = DIRECTIONS.get(found["dir"] or "", "")
    post = found["post"] or ""
    if len(post) > 1 and found["rest"]:
        post = ""  # HIGHWAY 16 WEST SALEM
    return direction, " ".join([*before, kind, found["number"]]), DIRECTIONS.get(post, "")


def is_route_name(name: str) -> bool:
    """Whether a street's name is a route's."""
    return _ROUTE_KEY.fullmatch(name) is not None


def plain_directions(tokens: list[str]) -> list[str]:
    """Directions as one letter or two (S E is SE, 21ST AVE NO is north), and routes without NO and #."""
    found: list[str] = []
    for at, token in enumerate(tokens):
        before, after = (found[-1] if found else ""), tokens[at + 1 : at + 2]
        number = after and (any(map(str.isdigit, after[0])) or len(after[0]) == 1)
        alone = len(found) < 2 or found[-2] in _ROUTE_KINDS
        if token in ("NO", "NUMBER", "#") and before in _ROUTE_TYPES and number and alone:
            continue
        if token in ("NO", "SO") and not number and (before in TYPES or (not found and after)):
            token = token[0]
        if token in ("E", "W") and before in ("N", "S") and _is_compound(tokens, at):
            found[-1] += token
            continue
        found.append(token)
    return found


_ROUTE_TYPES: Final = words("HIGHWAY HWY ROUTE RTE RT")
_ROUTE_KINDS: Final = words("US S STATE COUNTY N E W NORTH SOUTH EAST WEST")


def _is_compound(tokens: list[str], at: int) -> bool:
    """Whether N and E at this place are NE: at the front or behind a type, and not a lettered street (N E ST)."""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if after in TYPES or after in DIRECTIONS or (at == 1 and not after):
        return at > 1 and after in DIRECTIONS
    return at == 1 or not after or (at > 2 and tokens[at - 2] in TYPES)
