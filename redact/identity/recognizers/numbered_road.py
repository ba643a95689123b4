"""Roads that have a number for a name: highways, county and farm roads, lettered avenues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import Word
from redact.identity.page import MIXED, Page
from redact.identity.recognizers.base import (
    Finder,
    Finding,
    at_words,
    at_words_before_number,
    compiled,
)
from redact.identity.spans import Entity
from redact.identity.states import STATE_CODES
from redact.identity.street_parts import HOUSE
from redact.identity.streets import (
    DIRECTIONS,
    NOT_IN_A_STREET,
    PLACE_PREPOSITIONS,
    POSTDIRECTIONS,
    SUFFIXES,
    is_ordinal,
)
from redact.identity.words import words

_HIGHWAY: Final = compiled(
    r"""(?<!\w)(?:(?:i|us|sr|cr|hwy|highway|route|rte|rt|state\s(?:route|road|hwy|highway)|county\s(?:road|rd)|interstate|us\s(?:hwy|highway|route)|
        (?:[NSEW]B)\s(?:i-?|us-?|sr-?|hwy\s)?)[\s\-]?\d{1,4}[A-Z]?(?:\s?[NSEW]B?)?)(?:\s(?:at|@|and|&|/)\s(?:exit\s)?[\w']+)?(?!\w)"""
)
_NUMBERED_ROAD: Final = compiled(
    r"""(?:fm|rm|rr|sh|th|bia|loop|spur|fs|fsr|f\.?s\.?\s(?:rd|road)|nf|nfd|forest\s(?:service\s)?(?:road|rd|route)|farm\s(?:to\smarket\s)?(?:road|rd)|
           ranch\s(?:road|rd)|county\s(?:road|rd|highway|hwy|route|trunk)|co\.?\s(?:road|rd|hwy)|cnty\s(?:rd|road)|cr|cth|state\s(?:road|rd|highway|hwy|route|rte)|
           township\s(?:road|rd)|twp\s(?:rd|road)|private\s(?:road|rd|drive|dr)|pvt\s(?:rd|road|dr)|pr|parish\s(?:road|rd)|indian\sroute|navajo\s(?:route|rte)|
           tribal\s(?:road|rd)|us\s(?:hwy|highway|route|rte)|hwy|highway|route|rte|rt|sr|us|interstate|i|road|rd|avenue|ave|street|loop|lane|drive)
        [\s\-]{1,2}(?:no\.?\s)?(?:\d{1,5}[A-Z]?|[A-Z]{1,2}(?=\s?(?:[,.;)/&]|and\b|at\b|$)))
        (?:[\s\-](?:north|south|east|west)?(?:[NSEW]B?|bound|northbound|southbound|eastbound|westbound)\b)?(?!\w|[/:.]\d|'s)"""
)
"""Roads that have a number for a name: `FM 1960`, `27 CR 1480`, `FS RD 226`, `County Road J`, `Avenue C`."""
_ROAD_WORDS: Final = words(
    """
    fm rm rr sh th bia loop spur fs fsr f nf nfd forest farm ranch county co cnty cr cth state township twp private
    pvt pr parish indian navajo tribal us hwy highway route rte rt sr interstate i road rd avenue ave street lane
    drive a1a eastbound westbound northbound southbound
    """
)
_ROAD_STARTS: Final = at_words(_ROAD_WORDS)
_PLAIN_ROADS: Final = words("road rd avenue ave street lane drive loop spur th sh rm pr rr us i")
_STATE_ROAD: Final = compiled(
    rf"""(?<!\w)(?:A1A|(?<=\b(?:on|at|near|off|along|down|to|from|and|of|[nsew]b|[nsew]/b|bound)\s)(?-i:[A-Z]{{2}})[\s\-]\d{{1,3}}
        |(?-i:(?:{"|".join(sorted(code.upper() for code in STATE_CODES))})-\d{{1,3}})
        |(?<=\b(?:on|at|near|off|along|down|[nsew]b|bound)\s)(?-i:[KMN])-\d{{1,3}})
        (?:\s(?:[NSEW]B?|[NSEW]/B|northbound|southbound|eastbound|westbound)\b)?(?![\w\-]|[./:]\d)"""
)
_STATE_LETTERS: Final = frozenset("aACDFGHIKLMNOPRSTUVW")
_PLAIN_HIGHWAY: Final = words("i us sr cr hwy highway route rte rt state county interstate nb sb eb wb")


class NumberedRoadFinder(Finder):
    """Reads from the word for the road."""

    entities = (Entity.ADDRESS,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        if not page.has_digit:
            return
        yield from _numbered_roads(page)
        for at in page.code_starts:
            road = _STATE_ROAD.match(page.text, at) if page.text[at] in _STATE_LETTERS else None
            if road is not None and (road.group()[:2].lower() in STATE_CODES or road.group()[0] in "aAKMN"):
                yield Finding(at, road.end(), Entity.ADDRESS, "state road")
        reached = -1
        for at in sorted({*page.code_starts, *_HIGHWAY_STARTS(page)}):
            match = _HIGHWAY.match(page.text, at) if at >= reached and page.text[at] in _HIGHWAY_LETTERS else None
            if match is not None:
                reached = match.end()
                yield Finding(at, _crossing_end(page, match.end()), Entity.ADDRESS, "highway")


_HIGHWAY_STARTS: Final = at_words_before_number(_PLAIN_HIGHWAY, 4)
_HIGHWAY_LETTERS: Final = frozenset("IiUuSsCcHhRrNnEeWw")


def _numbered_roads(page: Page) -> Iterator[Finding]:
    reached = -1
    for at in _ROAD_STARTS(page):
        match = _NUMBERED_ROAD.match(page.text, at) if at >= reached else None
        if match is None:
            continue
        reached = match.end()
        i = page.token_at(at)
        last = page.token_at(match.end() - 1)
        if i and page.words[i - 1] in POSTDIRECTIONS and page.gap(i - 1) in (" ", ". "):
            i -= 1
        if i and page.gap(i - 1) == " " and HOUSE.fullmatch(page.raw[i - 1]):
            i -= 1
        kinds = [page.words[k] for k in range(i, min(last + 1, len(page)))]
        core = [word for word in kinds[:-1] if not word[0].isdigit() and word not in DIRECTIONS] or kinds[-1:]
        plain = len(core) == 1 and core[0] in _PLAIN_ROADS
        lettered = not any(map(str.isdigit, match.group().split()[-1])) and not kinds[-1].endswith("bound")
        if plain or lettered:
            if lettered and not match.group().split()[-1].isupper():
                continue
            if last + 1 < len(page) and page.gap(last) == " " and page.words[last + 1] in NOT_IN_A_STREET:
                continue
            before = page.words[i - 1] if i and not page.opens[i] else "at"
            named = page.casing[i] != MIXED or page.is_capitalised(i) or page.raw[i][0].isdigit()
            numbered = page.raw[i][0].isdigit() and len(page.raw[i]) >= 3
            if not named or not (before in PLACE_PREPOSITIONS or before in ("and", "the") or numbered):
                continue
            if (
                lettered
                and page.raw[min(last, len(page) - 1)] in ("I", "A")
                and page.casing[i] == MIXED
                and not numbered
            ):
                continue
        yield Finding(page.starts[i], _crossing_end(page, match.end()), Entity.ADDRESS, "road with a number")


_MEETING: Final = words("and at x jwo jeo jno jso")


def _crossing_end(page: Page, end: int) -> int:
    """Where the street that a numbered road meets ends: `FM 1960 AND KUYKENDAHL`."""
    i = page.token_at(end)
    beside = False
    if i >= len(page) or page.before(i) not in (" ", " / ", " & ", "/", "&", " @ "):
        return end
    if page.before(i) == " ":
        if page.words[i] not in _MEETING or page.gap(i) != " " or i + 1 >= len(page):
            return end
        beside = page.words[i][0] == "j"
        i += 1
    if (
        page.words[i] in ("old", "north", "south", "east", "west", "n", "s", "e", "w")
        and i + 1 < len(page)
        and page.gap(i) == " "
    ):
        i += 1
    flags = page.flags[i]
    if is_ordinal(page.words[i]):
        return page.ends[i]
    if flags & (Word.FUNCTION | Word.POLICE | Word.KIN) or not page.raw[i].isalpha() or len(page.raw[i]) < 3:
        return end
    if (page.casing[i] == MIXED and not page.is_capitalised(i)) or (
        page.casing[i] != MIXED and flags & Word.COMMON and not beside
    ):
        return end
    if i + 1 < len(page) and page.gap(i) == " " and page.words[i + 1] in SUFFIXES:
        i += 1
    return page.ends[i]
