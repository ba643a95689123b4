"""Apartments, rooms, lots and camp sites that stand without their street."""

from __future__ import annotations

import regex

from redact.identity.lexicon import NAME, Word
from redact.identity.page import MIXED, Page
from redact.identity.recognizers.base import Gate, PatternFinder, Rule, at_codes, at_words, compiled, has_any
from redact.identity.recognizers.place_name import ENDINGS
from redact.identity.spans import Entity
from redact.identity.streets import DIRECTIONS, RARE_SUFFIXES, SUFFIXES, UNIT_WORDS
from redact.identity.words import words

_WORDS = (
    "apt",
    "apts",
    "apartment",
    "unit",
    "ste",
    "suite",
    "rm",
    "room",
    "space",
    "spc",
    "lot",
    "bldg",
    "building",
    "site",
    "cabin",
    "trailer",
    "trlr",
    "dorm",
    "hall",
    "slip",
    "cell",
    "bed",
    "floor",
    "villa",
    "cottage",
    "bungalow",
    "casita",
    "condo",
    "duplex",
    "townhouse",
    "townhome",
    "berth",
    "dock",
    "stall",
    "pad",
    "plot",
    "campsite",
    "hangar",
    "tower",
    "wing",
    "ward",
    "pod",
    "flat",
    "loft",
    "house",
    "no",
    "number",
    "sp",
    "bay",
    "row",
    "carrel",
    "courtroom",
    "ctrm",
    "office",
    "rooms",
    "rms",
    "units",
    "suites",
    "lots",
)


_ALLEYS = words("alley alleyway lot yard field")
_PLAIN = words("bay row carrel office sp courtroom ctrm")
"""Words that also stand before counts and letters: `row 2` is a place, `row a` is not."""

_WITH_SIGN = frozenset(("house", "dock", "pad", "ward", "wing", "flat", "no", "tower", "plot", "pod"))
_TRAFFIC = compiled(
    r"(?:driver|operator|passenger|occupants?|owner|front|rear|side|veh(?:icle)?|damage|struck|hit)\s(?:of\s|in\s|to\s|is\s|from\s)?$"
)
_ON_DUTY = compiled(
    r"\s(?:resp|arriv|adv|enr|on\s|clear|stat|was\s(?:st|trav|hit|park|disp|turn|dri)|and\s\d|struck|hit|coll|trave|fail|turn|swer|left\sthe|min|out\b|with\s|driver)"
)
"""`Unit 1 was struck`: a vehicle of an accident, or police on their way."""


def _names_a_room(match: regex.Match[str], page: Page) -> bool:
    """Police units and squad numbers are not rooms; neither is `unit 12 responded`."""
    after = page.text[match.end() : match.end() + 14].lower()
    before = page.text[max(0, match.start() - 18) : match.start()].lower()
    word = match["word"].lower()
    if word in _PLAIN and ("seat" in before or "sec" in before or not _is_plain_unit(match, page)):
        return False
    if word == "number":
        said = regex.search(r"(?:at|of|in|to|from|by)\s$", before) is not None
        return said and regex.search(r"\d{3}", match.group()) is not None
    if word in _WITH_SIGN:
        return regex.search(r"[\s.](?:\#|no)", match.group().lower()) is not None or (
            word != "no"
            and page.is_capitalised(page.token_at(match.start()))
            and page.casing[page.token_at(match.start())] == MIXED
        )
    if word == "unit" and _TRAFFIC.search(before):
        return False
    return not (word == "unit" and _ON_DUTY.match(after))


def _is_plain_unit(match: regex.Match[str], page: Page) -> bool:
    """`office 315`, `ROW F`, `SP 1`: two digits behind an office, a capital letter, a number behind `SP`."""
    word, value = match["word"], match.group().split()[-1].lstrip("#")
    if word.lower() == "office":
        return regex.fullmatch(r"\d{3,4}[A-Z]?|[A-Z]-?\d{1,4}", value) is not None
    if word.lower() == "sp":
        return value.isdigit() and word.isupper() and page.words[max(0, page.token_at(match.start()) - 1)] != "el"
    return value[-1].isdigit() or (value.isupper() and value not in ("A", "I")) or len(value) > 1


_IN = words("in at to from into inside apt unit room of near by outside for")
_HOUSES = words(
    """
    tower towers hall apartments apts condos condominiums residence residences residential suites inn motel hotel
    lodge manor dormitory dorm villas villa terrace lofts estates court courts
    """
)


def _behind_a_house(match: regex.Match[str], page: Page) -> bool:
    """`Sycamore Tower, 912`: a capitalised kind of house with a name before it; no year."""
    i = page.token_at(match.start())
    if page.casing[i] == MIXED and not page.is_capitalised(i):
        return False
    named = i > 0 and page.gap(i - 1) == " " and not page.flags[i - 1] & (Word.FUNCTION | Word.POLICE)
    return named and regex.fullmatch(r"(?:19|20)\d\d", match["found"]) is None


def _at_a_place(match: regex.Match[str], page: Page) -> bool:
    """`Cottonwood Villas #22`, `#4 of`: a number sign behind a kind of place, or before `of` and `at`."""
    i = page.token_at(match.start()) - 1
    if i < 0:
        return page.text[match.end() : match.end() + 1] in (",", ".")
    gap = page.text[page.ends[i] : match.start()]
    if len(gap) > 2 or "\n" in gap:
        return False
    if not gap:
        return page.words[i] in _IN
    if page.words[i] == "door" or (page.words[i] == "is" and i and page.words[i - 1] in UNIT_WORDS):
        return True
    word, flags = page.words[i], page.flags[i]
    if word in ENDINGS or word in SUFFIXES or word in RARE_SUFFIXES or word in _IN or word in DIRECTIONS:
        return True
    if regex.match(r"\s(?:of|at)\s", page.text[match.end() : match.end() + 4]) is not None:
        return True
    if "." in gap or "," in gap:
        return page.text[match.end() : match.end() + 1] in (",", ".", ";")
    return not flags & ~NAME and page.is_capitalised(i) and not word.isdigit()


class ApartmentFinder(PatternFinder):
    """The word and a number or a single letter."""

    entities = (Entity.ADDRESS,)
    rules = (
        Rule(
            "room or unit",
            Entity.ADDRESS,
            compiled(
                r"""(?P<word>[a-z]+)(?:\.?\s{1,2}|\.?(?=[\#\d]))(?:\#|no\.?(?=[\s\d])|number(?=\s))?\s?
                    (?:[A-Z]{0,2}-?\d{1,5}-?[A-Z]?|[A-Z]\d{0,4})
                    (?:(?:\s(?:and|&|thru|through)\s|(?<=s\s\d{1,4}),\s|\s?&\s?)[A-Z]?\d{1,4}[A-Z]?)?
                    (?![\w']|[-.\s/]\d{3}|[-.]\d)"""
            ),
            has_any(_WORDS),
            lambda match, page: (
                (
                    regex.search(r"\d", match.group()) is not None
                    or (match.group()[-1].isupper() and match.group()[-1] not in "AI")
                    or (
                        match["word"] in ("apt", "unit", "building", "bldg", "suite", "ste")
                        and match.group()[-1] not in "ai"
                        and match.group()[-2:-1] in " #"
                    )
                )
                and _names_a_room(match, page)
            ),
            at_words(_WORDS),
        ),
        Rule(
            "number sign",
            Entity.ADDRESS,
            compiled(
                r"(?:(?<=[a-z])\#\s?(?P<found>\d{1,4}-?[A-Z]?)|(?<![\w\#])(?P<found>\#\s?(?:\d{1,4}-?[A-Z]?|[A-Z](?:-?\d{1,4})?)))(?!\w)"
            ),
            Gate(test=lambda page: "#" in page.text),
            _at_a_place,
        ),
        Rule(
            "floor",
            Entity.ADDRESS,
            compiled(
                r"""(?:\d{1,2}(?:st|nd|rd|th)\s(?:fl|flr|floor)|\d{1,2}\s(?-i:FLR?|FLOOR))(?!\w)
                    (?:\s(?:rear|front|left|right|apt\s\d{1,4}[A-Z]?|apt\s[A-Z])\b){0,2}"""
            ),
            has_any(("fl", "flr", "floor"), digit=True),
            starts=at_codes,
        ),
        Rule(
            "alley behind a number",
            Entity.ADDRESS,
            compiled(
                r"(?:alley|alleyway|lot|yard|field)\s(?:[rnsew]/o|rear\sof|in\srear\sof|behind)\s\d{2,5}(?!\w|[.:/]\d)"
            ),
            has_any(_ALLEYS, digit=True),
            starts=at_words(_ALLEYS),
        ),
        Rule(
            "number behind a place",
            Entity.ADDRESS,
            compiled(r"(?P<word>[a-z]+),?\s(?P<found>\d{2,4}[A-Z]?|[A-Z]?-?\d{2,4})(?=\s?[,;)]|\.(?!\d)|\s?$)"),
            has_any(_HOUSES, digit=True),
            _behind_a_house,
            at_words(_HOUSES),
        ),
    )
