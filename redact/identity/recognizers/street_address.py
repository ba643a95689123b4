"""Street addresses: house number and street, street with its type, and house number with a bare street name.

Police text seldom has a city or a ZIP code, so finders for letters' addresses do not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.recognizers.base import TIMEOUT_SECONDS, Finder, Finding, at_words, compiled
from redact.identity.spans import Entity
from redact.identity.states import STATE_CODES
from redact.identity.streets import (
    DIRECTIONS,
    DOUBTFUL,
    NOT_IN_A_STREET,
    PLACE_PREPOSITIONS,
    PLAIN_BEFORE,
    POSTDIRECTIONS,
    RARE_SUFFIXES,
    SUFFIXES,
    UNIT_WORDS,
    can_name_a_street,
    is_ordinal,
)
from redact.identity.words import words

_HOUSE: Final = regex.compile(r"\d{1,6}[A-Za-z]?|\d{1,4}xx|[NSEW]\d{3,5}|[NSEW]?\d{1,3}[NSEW]\d{1,5}", regex.IGNORECASE)
_UNIT: Final = compiled(
    r"""[\s,.;(]{0,3}(?:(?:\b(?:apt|apartment|unit|ste|suite|rm|room|lot|space|spc|bldg|building|trlr|ph)\b\.?\s?\#?\s?|\#\s?)[A-Z]?-?\d{0,5}-?[A-Z]?\b
        |\b(?:the\s)?(?:upper|lower|up|down|rear|front|basement|bsmt|attic|back|garage|side|upstairs|downstairs|left|right|middle|north|south|east|west)
         \s(?:unit|house|apt\.?|apartment|flat|floor|half|duplex|bldg|building|cottage|trailer|side)\b
        |\b(?:upper|lower|up|down|rear|front|basement|bsmt|attic|back|upstairs|downstairs)\b(?=\s?[,.;)]|$)|(?<=,\s)\d{1,2}[A-Z]\b
        |(?<=,\s)(?:number|no\.?|num)\s\d{1,4}[A-Z]?\b
        |\b\d{1,2}(?:st|nd|rd|th)\s(?:floor|fl)\b(?:\s(?:rear|front|left|right))?|\b(?:floor|fl)\s\d{1,2}\b)"""
)
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
_BLOCK: Final = compiled(
    r"""\d{1,5}(?:\s?(?:hundred|hundred-))?\s?(?:blk|block|blks|hundred)\b(?:\sof)?\s?"""
)
_BEHIND: Final = compiled(
    r"""\s(?:bridge|overpass|underpass|viaduct|tunnel|off-?ramp|on-?ramp|ramp|exit|interchange|trestle|boat\sramp|pier|station|access)\b"""
)
_SPANISH: Final = words(
    """
    calle avenida avda camino paseo caminito calzada carrera vereda callejon placita corte rue via entrada cerro
    """
)
_SPANISH_STARTS: Final = at_words(_SPANISH)
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
    r"(?:at|from|to|toward|towards|near|of|inside|into|in)\s(?P<found>\d{4,5}[A-Z]?|\d{1,3}(?-i:[A-H]))(?=\s?[.,;)]|\s(?:and|when|for|who|with|where|to|but|regarding|re|ref|in\sref|on)\b|\s?$)(?!,\d{3}|\.\d)"
)
_AT_WORDS: Final = words("at from to toward towards near of inside into in")
_BOX_ROUTE: Final = compiled(
    r"(?<!\w)(?:rr|hc|rural\sroute|star\sroute|rt|route)\s?\#?\d{0,3},?\sbox\s\#?\d{1,5}[A-Z]?(?!\w)"
)
_PO_BOX: Final = compiled(
    r"(?<!\w)p\.?\s?o\.?\s?b(?:o?x)\.?\s?\#?\s?\d{1,6}\b|(?<!\w)pob\s\#?\d{1,6}\b|"
    r"(?<!\w)(?:post\soffice\s)?box\s\d{2,6}\b"
)
_ON: Final = words("on at near to off between from")
_COUNTED: Final = words(
    """
    floor fl time call degree grade grader of party shift street st ave avenue offense dui row attempt
    """
)
"""Behind one of these an ordinal counts something else than streets."""

_PLAIN_HIGHWAY: Final = words("i us sr cr hwy highway route rte rt state county interstate nb sb eb wb")


class StreetAddressFinder(Finder):
    """Reads the tokens from a house number forwards and from a street type backwards."""

    entities = (Entity.ADDRESS,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _typed(page)
        yield from _prefixed(page)
        yield from _along(page)
        if page.has_digit:
            yield from _untyped(page)
            yield from _ordinals(page)
            yield from _blocks(page)
            yield from _house_alone(page)
            if not _ROAD_WORDS.isdisjoint(page.vocabulary):
                yield from _numbered_roads(page)
            for at in page.code_starts:
                road = _STATE_ROAD.match(page.text, at) if page.text[at] in _STATE_LETTERS else None
                if road is not None and (road.group()[:2].lower() in STATE_CODES or road.group()[0] in "aAKMN"):
                    yield Finding(at, road.end(), Entity.ADDRESS, "state road")
            if "box" in page.vocabulary or "pob" in page.vocabulary:
                for match in _BOX_ROUTE.finditer(page.text, timeout=TIMEOUT_SECONDS):
                    yield Finding(match.start(), match.end(), Entity.ADDRESS, "rural route")
                for match in _PO_BOX.finditer(page.text, timeout=TIMEOUT_SECONDS):
                    yield Finding(match.start(), match.end(), Entity.ADDRESS, "post office box")
            if not _PLAIN_HIGHWAY.isdisjoint(page.vocabulary) or any(
                page.words[i].startswith(("us", "sr", "hwy", "rt", "i")) for i in page.numbered
            ):
                for match in _HIGHWAY.finditer(page.text, timeout=TIMEOUT_SECONDS):
                    yield Finding(match.start(), match.end(), Entity.ADDRESS, "highway")


def _typed(page: Page) -> Iterator[Finding]:
    """`1204 W Elm St Apt 4`, `Chandler St`, `61ST ST`."""
    if _ALL_SUFFIXES.isdisjoint(page.vocabulary):
        return
    for at in _SUFFIX_STARTS(page):
        i = page.token_at(at)
        word = page.words[i]
        if i == 0:
            continue
        first = _street_start(page, i)
        if first is None:
            continue
        number = _house_before(page, first)
        if number is None and word not in SUFFIXES:
            unit = _UNIT.match(page.text, page.ends[i]) if word in _COMPLEXES else None
            if (
                unit is not None
                and any(map(str.isdigit, unit.group()))
                and not page.flags[i - 1] & (Word.COMMON | Word.POLICE)
            ):
                yield _with_unit(page, first, i, "complex and unit")
            continue
        if (
            number is None
            and (page.gap(i) == "-" or (word in ("court", "ct", "courts") and page.words[i - 1] in _COURTS))
        ):
            continue
        if number is not None and word not in SUFFIXES and not _is_rare_street(page, number, first, i):
            continue
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


_ALL_SUFFIXES: Final = SUFFIXES | RARE_SUFFIXES
_SUFFIX_STARTS: Final = at_words(_ALL_SUFFIXES)


_COMPLEXES: Final = words(
    """
    hts hill hills manor mnr gardens gdns estates ests meadows mdws village vlg landing lndg pines pointe pt view
    vista villa
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


def _street_start(page: Page, suffix: int) -> int | None:
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
        if _HOUSE.fullmatch(word) and word.isdigit() and first < suffix:
            break
        if first == suffix and len(word) == 1 and _is_lettered(page, first - 1):
            first -= 1
            continue
        if word in POSTDIRECTIONS and first < suffix and gap in (" ", ". ") and _is_direction(page, first - 1):
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
    return (
        (page.casing[i] != MIXED or page.is_capitalised(i))
        and before not in ("year", "yr", "month", "years", "yrs", "an", "the")
    )


def _house_before(page: Page, first: int) -> int | None:
    """The token of the house number in front of a street name, if there is one (also `1200 block of`)."""
    i = first - 1
    while i >= 0 and page.words[i] in ("blk", "block", "of", "hundred") and i > first - 4:
        i -= 1
    if i < 0 or not _HOUSE.fullmatch(page.raw[i]) or len(page.gap(i)) > 3:
        return None
    if i + 1 < first and page.words[i + 1] not in ("blk", "block", "hundred"):
        return None
    if i > 1 and page.raw[i - 1 : i + 1] == ["1", "2"] and page.gap(i - 1) == "/" and page.raw[i - 2].isdigit():
        return i - 2
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
    if _BEHIND.match(page.text, page.ends[suffix]) is not None:
        return True
    if not name_ordinary and _ends_here(page, suffix):
        return True
    if is_ordinal(page.words[suffix - 1]) or (page.words[first] in DIRECTIONS and suffix - first > 1):
        return True
    if name_ordinary and suffix - first <= 2 and _is_plain_way(page, first, suffix):
        return True
    if page.casing[suffix] == LOWER and word in DOUBTFUL:
        return (
            not name_ordinary
            and (before in PLACE_PREPOSITIONS or before in ("past", "searching") or _ends_here(page, suffix))
        )
    if before in PLACE_PREPOSITIONS or before.endswith("b"):
        return not name_ordinary or word not in DOUBTFUL or word in ("st", "dr", "rd", "ln", "pl", "cir")
    return word not in DOUBTFUL and not name_ordinary


def _ends_here(page: Page, i: int) -> bool:
    """A stop or another place follows, and the name before is one that no list of words has."""
    following = page.words[i + 1] if i + 1 < len(page) else ""
    spelt = (
        page.words[i] in ("road", "street", "lane", "avenue", "boulevard", "highway", "parkway")
        and i + 1 < len(page)
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


_WAY_BEFORE: Final = words("on at near off down along toward towards onto from twd and of")


def _is_plain_way(page: Page, first: int, suffix: int) -> bool:
    """`on orchard st`, `down orchard road`: ordinary words that are no `dirt road`, right behind a place word."""
    before = page.words[first - 1] if first else ""
    signed = page.before(first).strip() in ("/", "&", "@") and page.casing[suffix] != MIXED
    if not signed and before not in _WAY_BEFORE:
        return False
    if any(page.words[k] in PLAIN_BEFORE for k in range(first, suffix)):
        return False
    word = page.words[suffix]
    if word in ("trail", "way", "circle", "terrace", "loop", "pike", "parkway", "alley", "drive", "court"):
        return before == "on" and suffix - first == 1
    return word in _ABBREVIATED or word in ("street", "avenue", "road", "lane", "boulevard", "highway")


def _blocks(page: Page) -> Iterator[Finding]:
    """`900 BLOCK W TOLO`, `1200 blk of Sorrel`: whatever name stands behind a block."""
    if _BLOCK_WORDS.isdisjoint(page.vocabulary):
        return
    for at in page.code_starts:
        match = _BLOCK.match(page.text, at)
        if match is None:
            continue
        first = page.token_at(match.end())
        if first >= len(page) or page.starts[first] != match.end():
            continue
        while first + 1 < len(page) and page.words[first] in ("of", "the", "on"):
            first += 1
        last = first
        if page.words[last] in DIRECTIONS and last + 1 < len(page) and page.gap(last) in (" ", ". "):
            last += 1
        if page.flags[last] & Word.FUNCTION and not is_ordinal(page.words[last]):
            continue
        while last + 1 < len(page) and last - first < 4 and page.gap(last) == " ":
            following = last + 1
            word = page.words[following]
            if word in SUFFIXES or (word in POSTDIRECTIONS and page.words[last] in SUFFIXES):
                last = following
                if page.words[last] in SUFFIXES:
                    break
            elif (
                following + 1 < len(page) and page.words[following + 1] in SUFFIXES and page.gap(following) == " "
            ) or (
                page.casing[following] == MIXED
                and page.is_capitalised(following)
                and can_name_a_street(page, following)
            ):
                last = following
            else:
                break
        yield _with_unit(page, page.token_at(match.start()), last, "block")


_BLOCK_WORDS: Final = words("blk block blks hundred")


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
        if i and page.gap(i - 1) == " " and _HOUSE.fullmatch(page.raw[i - 1]):
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


def _crossing_end(page: Page, end: int) -> int:
    """Where the street that a numbered road meets ends: `FM 1960 AND KUYKENDAHL`."""
    i = page.token_at(end)
    if i >= len(page) or page.before(i) not in (" ", " / ", " & ", "/", "&", " @ "):
        return end
    if page.before(i) == " ":
        if page.words[i] not in ("and", "at", "x") or page.gap(i) != " " or i + 1 >= len(page):
            return end
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
    if (page.casing[i] == MIXED and not page.is_capitalised(i)) or (page.casing[i] != MIXED and flags & Word.COMMON):
        return end
    if i + 1 < len(page) and page.gap(i) == " " and page.words[i + 1] in SUFFIXES:
        i += 1
    return page.ends[i]


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
        if (
            page.flags[last] & (Word.FUNCTION | Word.POLICE)
            or (page.casing[i] == MIXED and not page.is_capitalised(last))
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
        number = _house_before(page, first)
        yield _with_unit(page, first if number is None else number, last, "street with its type first")


_ALONG_STARTS: Final = at_words(("on", "along", "down"))
_ALONG_BEFORE: Final = DIRECTIONS | words("northbound southbound eastbound westbound bound")


def _along(page: Page) -> Iterator[Finding]:
    """`WB ON SALADO`, `southbound on Tulane`: a bare street behind a direction of travel."""
    for at in _ALONG_STARTS(page):
        i = page.token_at(at)
        if i == 0 or i + 1 >= len(page) or page.gap(i) != " ":
            continue
        if page.words[i - 1] not in _ALONG_BEFORE:
            continue
        first = last = i + 1
        if page.words[last] in DIRECTIONS and last + 1 < len(page) and page.gap(last) in (" ", ". "):
            last += 1
        flags = page.flags[last]
        if flags & (Word.FUNCTION | Word.POLICE) or page.raw[last][0].isdigit() or len(page.raw[last]) < 3:
            continue
        if page.casing[last] == MIXED and not page.is_capitalised(last):
            continue
        if page.casing[last] != MIXED and (flags & Word.COMMON or page.words[last] in NOT_IN_A_STREET):
            continue
        while page.casing[last] == MIXED and last + 1 < len(page) and last - first < 3 and page.gap(last) == " ":
            if not page.is_capitalised(last + 1) or page.flags[last + 1] & (Word.FUNCTION | Word.POLICE):
                break
            last += 1
        yield Finding(page.starts[first], page.ends[last], Entity.ADDRESS, "street behind a direction")


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


def _is_house(page: Page, match: regex.Match[str], *, sure: bool) -> bool:
    """No time of day and no year, unless the words before leave no doubt; no count of anything."""
    value = match["found"]
    i = page.token_at(match.start("found"))
    following = page.words[i + 1] if i + 1 < len(page) and page.gap(i) == " " else ""
    if following in NOT_IN_A_STREET or following in ("degrees", "other", "more", "block", "blk"):
        return False
    if sure or not value.isdigit():
        return sure or page.words[page.token_at(match.start())] != "of"
    year = len(value) == 4 and value[:2] in ("19", "20")
    time = len(value) == 4 and int(value[:2]) < 25 and int(value[2:]) < 60
    before = page.words[page.token_at(match.start()) - 1] if page.token_at(match.start()) else ""
    return (
        not year
        and not time
        and not (len(value) == 4 and value.endswith("00") and before in ("amount", "total", "sum"))
    )


def _untyped(page: Page) -> Iterator[Finding]:
    """`6118 S ARTESIAN APT 1F`, `912 Jefferson`, `4819 S 22`: a house number and a name without a type."""
    for i, raw in enumerate(page.raw):
        if not raw[0].isdigit() or not _HOUSE.fullmatch(raw) or i + 1 >= len(page) or page.gap(i) not in (" ", "  "):
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


_NO_STREET: Final = words(
    """
    side end bound door corner wall entrance exit bedroom facing window lot of half part room hall ward
    """
)


def _is_direction(page: Page, i: int) -> bool:
    return page.raw[i].isupper() or len(page.words[i]) > 2 or page.casing[i] == LOWER


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
        or (
            page.casing[i] == MIXED
            and before in ("or", "and")
            and page.gap(i)[:1] in (".", ",", ";")
            and not page.flags[i] & Word.PROPER
        )
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
        good = (
            (directed and (not ordinary or (len(number) >= 3 and not year and word not in _NO_STREET)))
            or (located and not ordinary and len(number) >= 2)
            or (located and directed)
        )
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
    behind = _BEHIND.match(page.text, end)
    if behind is not None:
        end = behind.end()
    unit = _UNIT.match(page.text, end, timeout=TIMEOUT_SECONDS)
    if unit is not None and regex.search(r"\d|[A-Za-z]\b", unit.group()):
        end = unit.end()
    return Finding(page.starts[first], end, Entity.ADDRESS, rule)
