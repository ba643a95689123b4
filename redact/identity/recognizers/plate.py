"""Vehicle plates: after a plate word, after a state, or beside a vehicle; vanity and partial plates after the word.

Five to eight letters and digits are codes, times and sizes elsewhere, so something must say that it is a plate.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import SAFE, Word
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding, at_words, compiled, hinted
from redact.identity.spans import Entity
from redact.identity.states import STATE, STATE_CODES, STATE_FIRST
from redact.identity.words import words

_VEHICLES: Final = words(
    """
    veh vehicle vehicles car cars truck trk van suv sedan coupe pickup motorcycle mc trailer trlr scooter moped
    bus hatchback wagon convertible uhaul semi minivan jeep
    ford chev chevy chevrolet gmc dodge chrysler ram toyota toyt hond honda nissan niss hyundai hyun kia mazda
    subaru suba mitsubishi mits volkswagen vw volvo bmw mercedes merz benz audi lexus lexs acura acur infiniti
    infi tesla tesl buick buic cadillac cadi lincoln pontiac pont saturn suzuki harley
    accord civic camry corolla prius rav tacoma tundra sienna highlander altima sentra maxima rogue pathfinder
    versa silverado tahoe suburban malibu impala cruze equinox camaro corvette cobalt escalade sierra yukon
    explorer expedition escape focus fusion fiesta taurus mustang ranger bronco charger challenger durango caravan
    wrangler cherokee sonata elantra optima forte sorento soul outback forester impreza jetta passat golf odyssey
    pilot sprinter crv
    """
)
_CUES: Final = words(
    "plate plates plt plts pl8 tag tags lp l lpn lic license licence reg registration bearing registered"
)
_AMBIGUOUS_STATES: Final = words("in or me hi ok oh la de on id ma pa co al ms mo mt nd vi as")

_AFTER_WORD: Final = compiled(
    rf"""[a-z0-9]+(?:/p)?(?:\s(?:plates?|plt|tag|no|num|number)\b)?\s?
         (?:\#s?|no\.?|num(?:ber)?|was|is|of|as|with|reads?|reading|starting|beginning|ending|partial|:|,|-|\(|"|\s){{0,6}}\s?
         (?:\(?\b{STATE}\b\)?[\s:/\-.,\#]{{0,3}}(?:(?:plates?|tag|reg|lic|lp)\b[\s:.\#]{{0,3}})?)?(?=[A-Z0-9])"""
)
_AFTER_STATE: Final = compiled(rf"{STATE}\b(?:\s(?:lic(?:ense)?|reg|plates?|tag|lp))?[\s:/\-\#.,]{{1,3}}(?=[A-Z0-9])")
_GROUP: Final = compiled(r"[A-Z0-9]{1,8}(?![A-Z0-9])")
_TAILS: Final = STATE_CODES | words("id dl ol oln vin")
"""What can stand behind a plate without being a part of it."""

_WORD_AND_NUMBER: Final = compiled(r"[A-Z]{3}[\s\-]\d{3,4}(?!\w)", cased=True)
_SEPARATORS: Final = frozenset("- \u2022\u00b7")
_MIXED: Final = compiled(r"[A-Z]{1,7}[\-\s\u2022\u00b7]?\d|\d{1,7}[\-\s\u2022\u00b7]?[A-Z]")
"""How anything of letters and digits begins: a quick look before the value is read group by group."""
_MIXED_SIMPLE: Final = hinted(_MIXED.pattern)

_CALIFORNIA: Final = compiled(r"\d[A-Z]{3}\d{3}", cased=True)
_OTHER: Final = compiled(
    r"""\d+(?:st|nd|rd|th|am|pm|hrs?|hours?|yo|yoa|y|yrs?|x|k|ft|in|lbs?|mm|mph|min|mins|s|cc|pc|ml|mg)|(?:19|20)\d\d|\d{1,3}|
        (?:us|i|sr|hwy|rt|rte)-?\d{1,4}|cd\d{1,2}"""
)


class PlateFinder(Finder):
    """Reads the value group by group from where a cue ends, and stops at the first word that is only a word."""

    entities = (Entity.PLATE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        text = page.text
        for at in _CUE_STARTS(page):
            cue = _AFTER_WORD.match(text, at)
            end = None if cue is None else _value(page, cue.end(), cued=True)
            if cue is not None and end is not None and _fits_word(page, cue.end(), end):
                yield Finding(cue.end(), end, Entity.PLATE, "after a plate word")
        if not page.numbered:
            return
        for i in page.tokens_in(_STATE_WORDS):
            if not _can_be_state(page, i):
                continue
            at = page.starts[i]
            cue = _AFTER_STATE.match(text, at)
            end = None if cue is None else _value(page, cue.end())
            if cue is not None and end is not None and _fits_state(page, at, cue.end(), end):
                yield Finding(cue.end(), end, Entity.PLATE, "after a state")
        yield from _by_shape(page)


def _can_be_state(page: Page, i: int) -> bool:
    """A state that is also a word (`in`, `or`) only in capitals; a number must stand within the next four tokens."""
    if page.words[i] in _AMBIGUOUS_STATES and not page.raw[i].isupper():
        return False
    following = bisect_right(page.numbered, i)
    return following < len(page.numbered) and page.numbered[following] <= i + 4


_CUE_STARTS = at_words(_CUES)
_BETWEEN = regex.compile(r"[\s\-]")
_STATE_WORDS = bit_of(STATE_FIRST)


def _value(page: Page, at: int, *, cued: bool = False) -> int | None:
    """Where the plate that starts at a position ends: up to three groups, eight characters; None if it is a word.

    Behind a plate word (`cued`) three letters before a number count even when they are a word (`PLATE HEM 966`).
    """
    end, total, groups = None, 0, 0
    while groups < 3:
        match = _GROUP.match(page.text, at)
        if match is None or (groups and match.group().lower() in _TAILS) or total + len(match.group()) > 8:
            break
        if _is_word(page, match) and (not cued or groups or _WORD_AND_NUMBER.match(page.text, at) is None):
            break
        total, groups, end = total + len(match.group()), groups + 1, match.end()
        if page.text[end : end + 1] not in _SEPARATORS or not page.text[end + 1 : end + 2].isalnum():
            break
        at = end + 1
    return end


def _is_word(page: Page, match: regex.Match[str]) -> bool:
    """A group without a digit that the lists know, or that is too long to be half a plate beside a number."""
    group = match.group()
    if any(letter.isdigit() for letter in group):
        return _OTHER.fullmatch(group) is not None and not group.isdigit()
    i = min(page.token_at(match.start()), len(page) - 1)
    if len(group) <= 2:
        return bool(page.flags[i] & Word.FUNCTION) or group.lower() in ("id", "dl", "ol", "in", "or")
    return bool(page.flags[i] & (SAFE | Word.FUNCTION)) or (len(group) > 4 and not group.isupper())


def _counts(page: Page, start: int, end: int) -> tuple[int, int]:
    """(letters and digits, digits) of a stretch."""
    core = [letter for letter in page.text[start:end] if letter.isalnum()]
    return len(core), sum(map(str.isdigit, core))


def _fits_word(page: Page, start: int, end: int) -> bool:
    """After a plate word a partial plate counts, and a vanity plate in capitals."""
    total, digits = _counts(page, start, end)
    value = page.text[start:end]
    if not digits:
        return value.isupper() and 2 <= total <= 8 and " " not in value and value.lower() not in STATE_CODES
    return total >= 3 and _OTHER.fullmatch(value) is None


def _fits_state(page: Page, state: int, start: int, end: int) -> bool:
    """After a state alone: letters and digits mixed, or digits in two groups; more where the state is also a word."""
    total, digits = _counts(page, start, end)
    word = page.words[page.token_at(state)]
    if word in _AMBIGUOUS_STATES:
        known = page.text[state : state + 2].isupper() and not _VEHICLES.isdisjoint(page.vocabulary)
        return known and total >= 6 and 2 <= digits < total
    if not 5 <= total <= 8 or digits < 2:
        return False
    value = page.text[start:end]
    return digits < total or (digits >= 5 and any(sign in value for sign in "- ") and word in STATE_CODES)


def _by_shape(page: Page) -> Iterator[Finding]:
    """California's pattern anywhere; three unknown letters and a number anywhere; mixed codes beside a vehicle."""
    reached = -1
    begins = _MIXED_SIMPLE.match if page.simple else _MIXED.match
    for at in page.code_starts:
        if at < reached:
            continue
        if not begins(page.text, at) or (at and page.text[at - 1] in "-/$.#:"):
            continue
        end = None if page.words[page.token_at(at)] in STATE_CODES else _value(page, at)
        if end is None:
            continue
        value = page.text[at:end]
        total, digits = _counts(page, at, end)
        if not 5 <= total <= 8 or not digits or digits == total or page.text[end : end + 1] in ("-", "/", ":"):
            continue
        if _CALIFORNIA.fullmatch(value):
            rule = "California pattern"
        elif _is_letters_and_number(value):
            rule = "three letters and a number"
        elif value.isupper() and digits >= 2 and _OTHER.fullmatch(value) is None and _beside_vehicle(page, at):
            rule = "beside a vehicle"
        else:
            continue
        reached = end
        yield Finding(at, end, Entity.PLATE, rule)


def _is_letters_and_number(value: str) -> bool:
    """`HJH 119`: three capitals that no list knows, beside a number, can hardly be anything else."""
    groups = _BETWEEN.split(value)
    return (
        len(groups) == 2
        and sorted(map(str.isdigit, groups)) == [False, True]
        and all(
            (group.isdigit() and len(group) in (3, 4)) or (len(group) == 3 and group.isalpha() and group.isupper())
            for group in groups
        )
    )


def _beside_vehicle(page: Page, at: int) -> bool:
    """A word for a vehicle stands in the same sentence."""
    i = min(page.token_at(at), len(page) - 1)
    first = i
    while first and not page.opens[first]:
        first -= 1
    last = i + 1
    while last < len(page) and not page.opens[last]:
        last += 1
    return not _VEHICLES.isdisjoint(page.words[first:last])
