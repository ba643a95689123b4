"""Street addresses: a street with its type, and the house number before it.

Police text seldom has a city or a ZIP code, so finders for letters' addresses do not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.recognizers.base import Finder, Finding, at_words
from redact.identity.spans import Entity
from redact.identity.street_parts import BEHIND, HOUSE, UNIT, house_before, is_direction, with_unit
from redact.identity.streets import (
    DIRECTIONS,
    DOUBTFUL,
    PLACE_PREPOSITIONS,
    PLAIN_BEFORE,
    POSTDIRECTIONS,
    RARE_SUFFIXES,
    SUFFIXES,
    can_name_a_street,
    is_ordinal,
)
from redact.identity.words import words

_SPANISH: Final = words(
    """
    calle avenida avda camino paseo caminito calzada carrera vereda callejon placita corte rue via entrada cerro
    """
)
_SPANISH_STARTS: Final = at_words(_SPANISH)


class StreetAddressFinder(Finder):
    """Reads the tokens from a house number forwards and from a street type backwards."""

    entities = (Entity.ADDRESS,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _typed(page)
        yield from _prefixed(page)


def _typed(page: Page) -> Iterator[Finding]:
    """`1204 W Elm St Apt 4`, `Chandler St`, `61ST ST`."""
    if _ALL_SUFFIXES.isdisjoint(page.vocabulary):
        return
    for at in _SUFFIX_STARTS(page):
        i = page.token_at(at)
        word = page.words[i]
        if i == 0:
            continue
        first = street_start(page, i)
        if first is None:
            continue
        number = house_before(page, first)
        if number is None and word not in SUFFIXES:
            unit = UNIT.match(page.text, page.ends[i]) if word in _COMPLEXES else None
            if (
                unit is not None
                and any(map(str.isdigit, unit.group()))
                and not page.flags[i - 1] & (Word.COMMON | Word.POLICE)
            ):
                yield with_unit(page, first, i, "complex and unit")
            continue
        if number is None and (
            page.gap(i) == "-" or (word in ("court", "ct", "courts") and page.words[i - 1] in _COURTS)
        ):
            continue
        if number is not None and word not in SUFFIXES and not _is_rare_street(page, number, first, i):
            continue
        if number is None and not _is_street_without_number(page, first, i):
            continue
        if number is None and first == i - 1 and page.flags[first] & Word.TITLE:
            continue
        if word in ("ln", "lane") and number is not None and len(page.raw[number]) == 1 and first == i:
            continue
        last = i
        if (
            last + 1 < len(page)
            and page.words[last + 1] in POSTDIRECTIONS
            and page.gap(last) == " "
            and page.gap(last + 1)[:1] != "/"
            and is_direction(page, last + 1)
        ):
            last += 1
        yield with_unit(page, first if number is None else number, last, "street with its type")


_ALL_SUFFIXES: Final = SUFFIXES | RARE_SUFFIXES
_SUFFIX_STARTS: Final = at_words(_ALL_SUFFIXES)
_COMPLEXES: Final = words(
    """
    hts hill hills manor mnr gardens gdns estates ests meadows mdws village vlg landing lndg pines pointe pt
    view vista villa
    """
)
_COURTS: Final = words(
    """
    magistrate magistrates family superior district circuit municipal juvenile justice federal supreme drug traffic
    county tribal probate claims civil criminal health city general state domestic
    """
)
"""`Family Ct` is no street."""


def _is_rare_street(page: Page, number: int, first: int, suffix: int) -> bool:
    """A house number of three digits or a place word before it, and a name that is one: `1702 Kalana Ext`."""
    if page.before(number)[-1:] in ("/", "-", ".", ":", "$", "'"):
        return False
    if page.raw[number][:2] in ("19", "20") and len(page.raw[number]) == 4 and page.flags[first] & Word.PROPER:
        return False
    if not page.raw[number][:3].isdigit() and (page.words[number - 1] if number else "") not in PLACE_PREPOSITIONS:
        return False
    if page.casing[suffix] == MIXED:
        return page.is_capitalised(suffix) and page.is_capitalised(first)
    return (
        any(not page.flags[k] & (Word.COMMON | Word.POLICE) for k in range(first, suffix))
        or page.words[first] in DIRECTIONS
    )


def street_start(page: Page, suffix: int) -> int | None:
    """Index of the first token of the name before a street type, or None where what stands there is no name."""
    first = suffix
    while first and suffix - first < 4:
        if (
            page.words[first - 1] == "old"
            and first < suffix
            and page.gap(first - 1) == " "
            and _is_old_road(page, first - 1)
        ):
            first -= 1
            continue
        word = page.words[first - 1]
        gap = page.gap(first - 1)
        if gap not in (" ", "-", ". ", "'", " - ") or (
            gap == ". " and len(word) > 2 and word not in DIRECTIONS and word != "st"
        ):
            break
        if HOUSE.fullmatch(word) and word.isdigit() and first < suffix:
            break
        if first == suffix and len(word) == 1 and _is_lettered(page, first - 1):
            first -= 1
            continue
        if word in POSTDIRECTIONS and first < suffix and gap in (" ", ". ") and is_direction(page, first - 1):
            first -= 1
            break
        if not can_name_a_street(page, first - 1) or (word in PLACE_PREPOSITIONS and word not in DIRECTIONS):
            break
        first -= 1
        if word in DIRECTIONS:
            break
    while first < suffix and page.words[first] in PLACE_PREPOSITIONS:
        first += 1
    return first if first < suffix else None


def _is_lettered(page: Page, i: int) -> bool:
    """`1400 I ST NW`, `on D Street`: a capital letter behind a number, or behind a place word when it is no article."""
    if not page.raw[i].isupper() or not i:
        return False
    before = page.words[i - 1]
    if before.isdigit() and page.gap(i - 1) == " ":
        return True
    return page.raw[i] not in "AI" and (before in PLACE_PREPOSITIONS or before in ("and", "the"))


def _is_old_road(page: Page, i: int) -> bool:
    """`OLD SALEM HWY`, not `a year old Ford`."""
    before = page.words[i - 1] if i else ""
    return (page.casing[i] != MIXED or page.is_capitalised(i)) and before not in (
        "year",
        "yr",
        "month",
        "years",
        "yrs",
        "an",
        "the",
    )


def _is_street_without_number(page: Page, first: int, suffix: int) -> bool:
    """A street type and the name before it, when their casing or surroundings say so."""
    word = page.words[suffix]
    name_ordinary = all(page.flags[k] & Word.ORDINARY and not is_ordinal(page.words[k]) for k in range(first, suffix))
    if page.casing[suffix] == MIXED:
        return page.is_capitalised(suffix) and (
            not name_ordinary or not page.opens[first] or suffix - first > 1 or word not in DOUBTFUL
        )
    before = page.words[first - 1] if first else ""
    if BEHIND.match(page.text, page.ends[suffix]) is not None:
        return True
    if not name_ordinary and _ends_here(page, suffix):
        return True
    if is_ordinal(page.words[suffix - 1]) or (page.words[first] in DIRECTIONS and suffix - first > 1):
        return True
    if name_ordinary and suffix - first <= 2 and _is_plain_way(page, first, suffix):
        return True
    if page.casing[suffix] == LOWER and word in DOUBTFUL:
        return not name_ordinary and (
            before in PLACE_PREPOSITIONS or before in ("past", "searching") or _ends_here(page, suffix)
        )
    if before in PLACE_PREPOSITIONS or before.endswith("b"):
        return not name_ordinary or word not in DOUBTFUL or word in ("st", "dr", "rd", "ln", "pl", "cir")
    return word not in DOUBTFUL and not name_ordinary


def _ends_here(page: Page, i: int) -> bool:
    """A stop or another place follows, and the name before is one that no list of words has."""
    following = page.words[i + 1] if i + 1 < len(page) else ""
    spelt = page.words[i] in ("road", "street", "lane", "avenue", "boulevard", "highway", "parkway") and i + 1 < len(
        page
    )
    if (
        spelt
        and page.flags[i + 1] & Word.FUNCTION
        and page.flags[i - 2 if i > 1 else 0] & NAME
        and page.gap(i - 1) == " "
    ):
        return True
    closed = (
        page.gap(i)[:1] in (",", ".", ";", "/", "")
        or following in ("at", "near")
        or page.gap(i) in (" / ", " & ", " @ ")
    )
    return (
        closed
        and not page.flags[i - 1] & (SAFE | Word.FUNCTION | Word.KIN)
        and page.words[i] not in ("court", "place", "run")
    )


_ABBREVIATED: Final = words("st ave av blvd rd dr ln pl cir ct hwy pkwy ter trl")


def _is_plain_way(page: Page, first: int, suffix: int) -> bool:
    """`on orchard st`, `down orchard road`: ordinary words that are no `dirt road`, right behind a place word."""
    before = page.words[first - 1] if first else ""
    signed = page.before(first).strip() in ("/", "&", "@") and page.casing[suffix] != MIXED
    if not signed and before not in (
        "on",
        "at",
        "near",
        "off",
        "down",
        "along",
        "toward",
        "towards",
        "onto",
        "from",
        "via",
        "onto",
        "twd",
        "and",
        "of",
    ):
        return False
    if any(page.words[k] in PLAIN_BEFORE for k in range(first, suffix)):
        return False
    word = page.words[suffix]
    if word in ("trail", "way", "circle", "terrace", "loop", "pike", "parkway", "alley", "drive", "court"):
        return before == "on" and suffix - first == 1
    return word in _ABBREVIATED or word in ("street", "avenue", "road", "lane", "boulevard", "highway")


def _prefixed(page: Page) -> Iterator[Finding]:
    """`Calle Lorca`, `1204 Camino del Rio`: the type stands first."""
    if _SPANISH.isdisjoint(page.vocabulary):
        return
    for at in _SPANISH_STARTS(page):
        i = page.token_at(at)
        word = page.words[i]
        if i + 1 >= len(page) or page.gap(i) != " ":
            continue
        if page.casing[i] == MIXED and not page.is_capitalised(i):
            continue
        if (
            word in ("via", "entrada", "corte", "cerro")
            and page.casing[i] != MIXED
            and not (i and page.raw[i - 1].isdigit())
        ):
            continue
        last = i + 1
        while (
            last + 1 < len(page)
            and page.words[last] in ("de", "del", "la", "las", "los", "el")
            and page.gap(last) == " "
        ):
            last += 1
        if page.flags[last] & (Word.FUNCTION | Word.POLICE) or (
            page.casing[i] == MIXED and not page.is_capitalised(last)
        ):
            continue
        if page.casing[i] == MIXED:
            while last + 1 < len(page) and last - i < 4 and page.gap(last) == " " and page.is_capitalised(last + 1):
                if page.flags[last + 1] & (Word.FUNCTION | Word.POLICE):
                    break
                last += 1
        first = i
        if first and page.words[first - 1] in DIRECTIONS and page.gap(first - 1) == " ":
            first -= 1
        number = house_before(page, first)
        yield with_unit(page, first if number is None else number, last, "street with its type first")
