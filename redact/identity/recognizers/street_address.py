"""Street addresses: house number and street, street with its type, and house number with a bare street name.

Police text seldom has a city or a ZIP code, so finders for letters' addresses do not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.recognizers.base import TIMEOUT_SECONDS, Finder, Finding, compiled
from redact.identity.spans import Entity
from redact.identity.streets import (
    DIRECTIONS,
    DOUBTFUL,
    NOT_IN_A_STREET,
    PLACE_PREPOSITIONS,
    POSTDIRECTIONS,
    SUFFIXES,
    UNIT_WORDS,
    can_name_a_street,
    is_ordinal,
)
from redact.identity.words import words

_HOUSE: Final = regex.compile(r"\d{1,6}[A-Za-z]?|\d{1,4}xx|\d{1,4}XX", regex.IGNORECASE)
_UNIT: Final = compiled(
    r"""[\s,.;(]{0,3}(?:(?:\b(?:apt|apartment|unit|ste|suite|rm|room|lot|space|spc|bldg|building|trlr|ph)\b\.?\s?\#?\s?|\#\s?)[A-Z]?-?\d{0,5}-?[A-Z]?\b
        |\b(?:upper|lower|up|down|rear|front|basement|attic|back)\b(?=\s?[,.;)]|$)|(?<=,\s)\d{1,2}[A-Z]\b
        |\b\d{1,2}(?:st|nd|rd|th)\s(?:floor|fl)\b(?:\s(?:rear|front|left|right))?|\b(?:floor|fl)\s\d{1,2}\b)"""
)
_HIGHWAY: Final = compiled(
    r"""(?<!\w)(?:(?:i|us|sr|cr|hwy|highway|route|rte|rt|state\s(?:route|road|hwy|highway)|county\s(?:road|rd)|interstate|us\s(?:hwy|highway|route)|
        (?:[NSEW]B)\s(?:i-?|us-?|sr-?|hwy\s)?)[\s\-]?\d{1,4}[A-Z]?(?:\s?[NSEW]B?)?)(?:\s(?:at|@|and|&|/)\s(?:exit\s)?[\w']+)?(?!\w)"""
)
_PO_BOX: Final = compiled(r"(?<!\w)p\.?\s?o\.?\s?box\s?\#?\s?\d{1,6}\b|(?<!\w)(?:post\soffice\s)?box\s\d{2,6}\b")
_ON: Final = words("on at near to off between from")
_COUNTED: Final = words(
    """
    floor fl time call degree grade grader of party shift street st ave avenue offense dui row attempt
    """
)
"""Behind one of these an ordinal counts something else than streets."""

_UNIT_VALUE: Final = regex.compile(r"\d|[A-Za-z]\b")
_SUFFIX_WORDS: Final = bit_of(SUFFIXES)
_PLAIN_HIGHWAY: Final = words("i us sr cr hwy highway route rte rt state county interstate nb sb eb wb")


class StreetAddressFinder(Finder):
    """Reads the tokens from a house number forwards and from a street type backwards."""

    entities = (Entity.ADDRESS,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _typed(page)
        if page.has_digit:
            yield from _untyped(page)
            yield from _ordinals(page)
            if "box" in page.vocabulary:
                for match in _PO_BOX.finditer(page.text, timeout=TIMEOUT_SECONDS):
                    yield Finding(match.start(), match.end(), Entity.ADDRESS, "post office box")
            if not _PLAIN_HIGHWAY.isdisjoint(page.vocabulary) or any(
                page.words[i].startswith(("us", "sr", "hwy", "rt", "i")) for i in page.numbered
            ):
                for match in _HIGHWAY.finditer(page.text, timeout=TIMEOUT_SECONDS):
                    yield Finding(match.start(), match.end(), Entity.ADDRESS, "highway")


def _typed(page: Page) -> Iterator[Finding]:
    """`1204 W Elm St Apt 4`, `Chandler St`, `61ST ST`."""
    for i in page.tokens_in(_SUFFIX_WORDS):
        if i == 0:
            continue
        first = _street_start(page, i)
        if first is None:
            continue
        number = _house_before(page, first)
        if number is None and not _is_street_without_number(page, first, i):
            continue
        last = i
        if (
            last + 1 < len(page)
            and page.words[last + 1] in POSTDIRECTIONS
            and page.gap(last) == " "
            and _is_direction(page, last + 1)
        ):
            last += 1
        yield _with_unit(page, first if number is None else number, last, "street with its type")


def _street_start(page: Page, suffix: int) -> int | None:
    """Index of the first token of the name before a street type, or None where what stands there is no name."""
    first = suffix
    while first and suffix - first < 4:
        word = page.words[first - 1]
        gap = page.gap(first - 1)
        if gap not in (" ", "-", ". ", "'", " - ") or (
            gap == ". " and len(word) > 2 and word not in DIRECTIONS and word != "st"
        ):
            break
        if _HOUSE.fullmatch(word) and word.isdigit() and first < suffix:
            break
        if not can_name_a_street(page, first - 1) or (word in PLACE_PREPOSITIONS and word not in DIRECTIONS):
            break
        first -= 1
        if word in DIRECTIONS:
            break
    while first < suffix and page.words[first] in PLACE_PREPOSITIONS:
        first += 1
    return first if first < suffix else None


def _house_before(page: Page, first: int) -> int | None:
    """The token of the house number in front of a street name, if there is one (also `1200 block of`)."""
    i = first - 1
    while i >= 0 and page.words[i] in ("blk", "block", "of", "hundred") and i > first - 4:
        i -= 1
    if i < 0 or not _HOUSE.fullmatch(page.raw[i]) or len(page.gap(i)) > 3:
        return None
    if i + 1 < first and page.words[i + 1] not in ("blk", "block", "hundred"):
        return None
    if (
        i
        and page.raw[i - 1].isdigit()
        and page.gap(i - 1) in ("-", " ")
        and (page.gap(i - 1) == "-" or page.gap(i) == "/")
    ):
        i -= 1
    return i


def _is_street_without_number(page: Page, first: int, suffix: int) -> bool:
    """A street type and the name before it, when their casing or surroundings say so."""
    word = page.words[suffix]
    name_ordinary = all(page.flags[k] & Word.ORDINARY and not is_ordinal(page.words[k]) for k in range(first, suffix))
    if page.casing[suffix] == MIXED:
        return page.is_capitalised(suffix) and (
            not name_ordinary or not page.opens[first] or suffix - first > 1 or word not in DOUBTFUL
        )
    before = page.words[first - 1] if first else ""
    if is_ordinal(page.words[suffix - 1]) or (page.words[first] in DIRECTIONS and suffix - first > 1):
        return True
    if page.casing[suffix] == LOWER and word in DOUBTFUL:
        return before in ("on", "at", "near", "off", "down", "along") and not name_ordinary
    if before in PLACE_PREPOSITIONS or before.endswith("b"):
        return not name_ordinary or word not in DOUBTFUL or word in ("st", "dr", "rd", "ln", "pl", "cir")
    return word not in DOUBTFUL and not name_ordinary


def _untyped(page: Page) -> Iterator[Finding]:
    """`6118 S ARTESIAN APT 1F`, `912 Jefferson`, `4819 S 22`: a house number and a name without a type."""
    for i in page.numbered:
        if page.gap(i) not in (" ", "  ") or i + 1 >= len(page) or not _HOUSE.fullmatch(page.raw[i]):
            continue
        j = i + 1
        directed = (
            page.words[j] in DIRECTIONS and _is_direction(page, j) and j + 1 < len(page) and page.gap(j) in (" ", ". ")
        )
        if directed:
            j += 1
        last = _bare_name(page, i, j, directed)
        if last is not None:
            yield _with_unit(page, i, last, "house number and name")


def _is_direction(page: Page, i: int) -> bool:
    return page.raw[i].isupper() or len(page.words[i]) > 2 or page.casing[i] == LOWER


def _bare_name(page: Page, house: int, i: int, directed: bool) -> int | None:
    """Index of the last token of the street name that starts at token i, or None where it is no street."""
    word, flags = page.words[i], page.flags[i]
    number = page.raw[house]
    if "//" in page.before(house) or (not word.isdigit() and not is_ordinal(word) and any(map(str.isdigit, word))):
        return None
    before = page.words[house - 1] if house else ""
    if directed and (is_ordinal(word) or (word.isdigit() and len(word) <= 3)):
        return i
    grid = i + 1 < len(page) and page.words[i + 1] in POSTDIRECTIONS and page.gap(i) == " "
    if directed and word.isdigit() and grid:
        return i + 1
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
        or before in ("resides", "lives", "residence", "addr", "address", "ph1", "loc", "residing", "living", "@")
        or "@" in page.before(house)
    )
    year = len(number) == 4 and number[:2] in ("19", "20")
    if flags & Word.PROPER and not directed and not flags & NAME:
        return None
    ordinary = bool(flags & Word.ORDINARY)
    if page.casing[i] == MIXED:
        numbered = len(number) >= 3 or bool(_UNIT.match(page.text, page.ends[i]))
        good = directed or located or (not year and not flags & Word.PROPER and numbered)
        good = good and page.is_capitalised(i)
    else:
        good = (directed and not ordinary) or (located and not ordinary and len(number) >= 2) or (located and directed)
        good = good or (
            len(number) >= 3 and not year and not flags & SAFE and bool(_UNIT.match(page.text, page.ends[i]))
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


def _ordinals(page: Page) -> Iterator[Finding]:
    """`LS WB TO SE 6TH`, `on 4th`: a numbered street without its type, behind a preposition of place."""
    for i in page.numbered:
        if not is_ordinal(page.words[i]) or i == 0:
            continue
        first = i
        while (
            first
            and page.words[first - 1] in DIRECTIONS
            and page.gap(first - 1) == " "
            and _is_direction(page, first - 1)
        ):
            first -= 1
        before = page.words[first - 1] if first else ""
        after = page.words[i + 1] if i + 1 < len(page) and page.gap(i) in (" ", "-") else ""
        if after in _COUNTED:
            continue
        ends = first < i or not after or bool(page.flags[i + 1] & Word.FUNCTION)
        if (before in _ON and ends) or (first < i and page.raw[first].isupper()):
            yield Finding(page.starts[first], page.ends[i], Entity.ADDRESS, "numbered street")


def _with_unit(page: Page, first: int, last: int, rule: str) -> Finding:
    end = page.ends[last]
    unit = _UNIT.match(page.text, end, timeout=TIMEOUT_SECONDS)
    if unit is not None and _UNIT_VALUE.search(unit.group()):
        end = unit.end()
    return Finding(page.starts[first], end, Entity.ADDRESS, rule)
