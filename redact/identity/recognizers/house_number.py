"""House numbers without the type of their street: with a bare name, or alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import MIXED, Page
from redact.identity.recognizers.base import Finder, Finding, compiled
from redact.identity.spans import Entity
from redact.identity.street_parts import HOUSE, UNIT, is_direction, with_unit
from redact.identity.streets import (
    DIRECTIONS,
    NOT_IN_A_STREET,
    PLACE_PREPOSITIONS,
    POSTDIRECTIONS,
    UNIT_WORDS,
    is_ordinal,
)
from redact.identity.words import words

_IN_FRONT: Final = compiled(
    r"""(?:front\sof|ifo|i/f/o|across\sfrom|next\sto|next\sdoor\s(?:at|to)|behind|outside(?:\sof)?|opposite|rear\sof|f/o|
        (?:liv|resid|stay)(?:e?s|ing|ed)\s(?:at|in)|(?:house|home|residence|res|address|addr|door|apartment|neighbors?|neighbours?|nbrs?|neigh)(?:\s(?:at|of|is|to|across\sat|number|in))?)
        (?:\sthe)?(?:[\s:]{1,2}|(?<=house|home|residence),\s)(?P<found>\d{3,5}[A-Z]?|\d{2}[A-Z])(?![\w$%]|[/:.\-]\d|,\d{3}|\s?(?:hrs?|hours|am|pm|a\.m|p\.m)\b)"""
)
_IN_FRONT_WORDS: Final = words(
    """
    front ifo i across next behind outside opposite rear f lives living resides residing stays staying lived house
    home residence res address addr door apartment neighbor neighbors neighbour neighbours nbr nbrs neigh
    """
)
_AT_NUMBER: Final = compiled(
    r"(?:at|from|to|toward|towards|near|of|inside|into|in)\s(?P<found>\d{4,5}[A-Z]?|\d{3}|\d{1,3}(?-i:[A-H]))(?=\s?[.,;)]|\s(?:and|when|for|who|with|where|to|but|regarding|re|ref|in\sref|on|is|was|has|had|said|says|lost|called|heard)\b|\s?$)(?!,\d{3}|\.\d)"
)
_AT_WORDS: Final = words("at from to toward towards near of inside into in")


class HouseNumberFinder(Finder):
    """Reads on from each number that can be a house's."""

    entities = (Entity.ADDRESS,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        if page.has_digit:
            yield from _untyped(page)
            yield from _house_alone(page)
            yield from _grid(page)


def _house_alone(page: Page) -> Iterator[Finding]:
    """`in front of 3106`, `lives at 614`: a house number whose street everybody knows."""
    for i in page.numbered:
        if not i or not 2 <= len(page.raw[i]) <= 6 or not page.raw[i][0].isdigit():
            continue
        near = [k for k in range(max(0, i - 4), i) if page.words[k] in _IN_FRONT_WORDS]
        for k in near:
            match = _IN_FRONT.match(page.text, page.starts[k])
            if match is not None and match.start("found") == page.starts[i] and _is_house(page, match, sure=True):
                yield Finding(match.start("found"), match.end("found"), Entity.ADDRESS, "house number alone")
                break
        else:
            if page.words[i - 1] in _AT_WORDS:
                match = _AT_NUMBER.match(page.text, page.starts[i - 1])
                if match is not None and _is_house(page, match, sure=False):
                    yield Finding(match.start("found"), match.end("found"), Entity.ADDRESS, "house number alone")


_SPEEDS: Final = words(
    """
    clocked speed speeds going doing traveling travelling driving valued value temp temperature rate bp pulse sugar
    glucose reading bac radar lidar paced estimated total arrived cleared dispatched occurred approx
    """
)
_NEIGHBOURS: Final = words("neighbor neighbors neighbour nbr nghbr neigh vacant alarm tenant resident lady fam family")


def _is_house(page: Page, match: regex.Match[str], *, sure: bool) -> bool:
    """No time of day and no year, unless the words before leave no doubt; no count of anything."""
    value = match["found"]
    i = page.token_at(match.start("found"))
    following = page.words[i + 1] if i + 1 < len(page) and page.gap(i) == " " else ""
    if following in NOT_IN_A_STREET or following in ("degrees", "other", "more", "block", "blk"):
        return False
    if sure or not value.isdigit():
        return sure or page.words[page.token_at(match.start())] != "of"
    year = len(value) == 4 and (value[:2] == "19" or value[:3] in ("200", "201", "202", "203"))
    word = page.words[page.token_at(match.start())]
    near = page.words[max(0, i - 5) : i - 1]
    if len(value) == 3:
        return word in ("at", "in", "inside", "near") and _SPEEDS.isdisjoint(near)
    if not year and (word in ("in", "inside") or (word == "at" and not _NEIGHBOURS.isdisjoint(near))):
        return True
    time = len(value) == 4 and int(value[:2]) < 25 and int(value[2:]) < 60
    before = page.words[page.token_at(match.start()) - 1] if page.token_at(match.start()) else ""
    return (
        not year
        and not time
        and not (len(value) == 4 and value.endswith("00") and before in ("amount", "total", "sum"))
    )


def _untyped(page: Page) -> Iterator[Finding]:
    """`6118 S ARTESIAN APT 1F`, `912 Jefferson`, `4819 S 22`: a house number and a name without a type."""
    for i in page.numbered:
        raw = page.raw[i]
        if (
            not raw[0].isdigit()
            or page.before(i)[-1:] in ("-", "#")
            or not HOUSE.fullmatch(raw)
            or i + 1 >= len(page)
            or page.gap(i) not in (" ", "  ")
        ):
            continue
        j = i + 1
        directed = (
            page.words[j] in DIRECTIONS and is_direction(page, j) and j + 1 < len(page) and page.gap(j) in (" ", ". ")
        )
        if directed:
            j += 1
        last = _bare_name(page, i, j, directed)
        if last is not None:
            yield with_unit(page, i, last, "house number and name")


_GRID: Final = words("north south east west n s e w")
_ON_GRID: Final = words("on onto at from to and near of off along between in")


def _grid(page: Page) -> Iterator[Finding]:
    """`from 1300 East onto 4500 South`: the streets of a grid are numbers with a direction."""
    for i in page.numbered:
        if i + 1 >= len(page) or not i or page.gap(i) != " " or page.words[i + 1] not in _GRID:
            continue
        raw = page.raw[i]
        if (
            not raw.isdigit()
            or not 3 <= len(raw) <= 5
            or page.words[i - 1] not in _ON_GRID
            or not raw.endswith(("00", "50"))
        ):
            continue
        if page.casing[i + 1] == MIXED and not page.is_capitalised(i + 1):
            continue
        closed = page.gap(i + 1)[:1] in ("", ".", ",", ";", ")", "/") or (
            i + 2 < len(page) and bool(page.flags[i + 2] & Word.FUNCTION)
        )
        if closed and not (i + 2 < len(page) and page.words[i + 2] in ("of", "on", "side")):
            yield Finding(page.starts[i], page.ends[i + 1], Entity.ADDRESS, "street of a grid")


_NO_STREET: Final = words(
    "side end bound door corner wall entrance exit bedroom facing window lot of half part room hall ward"
)


def _is_closed(page: Page, i: int) -> bool:
    """A stop or a small word that is no measure stands behind the name: `118 HOLLIS.`"""
    if page.gap(i)[:1] in ("", ".", ",", ";", ")"):
        return True
    return i + 1 < len(page) and page.gap(i) == " " and page.words[i + 1] in ("and", "for", "wants", "re", "ref", "is")


def _bare_name(page: Page, house: int, i: int, directed: bool) -> int | None:
    """Index of the last token of the street name that starts at token i, or None where it is no street."""
    word, flags = page.words[i], page.flags[i]
    number = page.raw[house]
    if "//" in page.before(house) or (not word.isdigit() and not is_ordinal(word) and any(map(str.isdigit, word))):
        return None
    before = page.words[house - 1] if house else ""
    grid = i + 1 < len(page) and page.words[i + 1] in POSTDIRECTIONS and page.gap(i) == " "
    if directed and word.isdigit() and grid:
        return i + 1
    if directed and (is_ordinal(word) or (word.isdigit() and len(word) <= 3)):
        return i
    if (
        word.isdigit()
        or word in NOT_IN_A_STREET
        or word in UNIT_WORDS
        or len(word) < 3
        or flags & (Word.FUNCTION | Word.POLICE)
    ):
        return None
    located = (
        before in PLACE_PREPOSITIONS
        or (page.casing[i] == MIXED and before in ("or", "and") and not page.flags[i] & (NAME | Word.PROPER))
        or before in ("resides", "lives", "residence", "addr", "address", "ph1", "loc", "residing", "living", "@")
        or "@" in page.before(house)
    )
    year = len(number) == 4 and number[:2] in ("19", "20")
    if flags & Word.PROPER and not directed and not flags & NAME:
        return None
    ordinary = bool(flags & Word.ORDINARY)
    if page.casing[i] == MIXED:
        numbered = len(number) >= 3 or bool(UNIT.match(page.text, page.ends[i]))
        good = directed or located or (not year and not flags & Word.PROPER and numbered)
        good = good and page.is_capitalised(i)
    else:
        good = (
            (directed and (not ordinary or (len(number) >= 3 and not year and word not in _NO_STREET)))
            or (located and not ordinary and len(number) >= 2)
            or (
                before in ("at", "from", "to", "near")
                and not year
                and not flags & Word.COMMON
                and not (len(number) < 3 and word.endswith("s"))
                and _is_closed(page, i)
            )
            or (
                len(number) >= 3
                and not year
                and not flags & SAFE
                and _is_closed(page, i)
                and page.opens[house] is False
            )
            or (located and directed)
        )
        good = good or (
            len(number) >= 3
            and not year
            and not flags & (Word.COMMON | Word.PROPER)
            and bool(UNIT.match(page.text, page.ends[i]))
        )
    if not good:
        return None
    last = i
    while last + 1 < len(page) and last - i < 2 and page.gap(last) == " ":
        following = last + 1
        if (
            page.casing[following] == MIXED
            and page.is_capitalised(following)
            and not page.flags[following] & (Word.POLICE | Word.FUNCTION)
            and page.words[following] not in UNIT_WORDS
        ):
            last = following
        else:
            break
    return last
