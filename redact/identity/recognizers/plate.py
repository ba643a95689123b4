"""Vehicle plates: after a plate word, after a state, or beside a vehicle; vanity and partial plates after the word.

Five to eight letters and digits are codes, times and sizes elsewhere, so something must say that it is a plate.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import SAFE, Word
from redact.identity.page import LOWER, Page
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
    cab taxi livery accord civic camry corolla prius rav tacoma tundra sienna highlander altima sentra maxima
    rogue pathfinder
    versa silverado tahoe suburban malibu impala cruze equinox camaro corvette cobalt escalade sierra yukon
    explorer expedition escape focus fusion fiesta taurus mustang ranger bronco charger challenger durango caravan
    wrangler cherokee sonata elantra optima forte sorento soul outback forester impreza jetta passat golf odyssey
    pilot sprinter crv
    """
)
_CUES: Final = words(
    """
    plate plates plt plts pl8 tag tags lp l lpn lic license licence reg registration bearing registered partial placard
    """
)
_PLATE_WORDS: Final = words("plate plates plt plts pl8 tag tags lp lpn partial placard registration")
_BOATS: Final = words("boat skiff vessel jetski pwc pontoon canoe dinghy sailboat outboard bow hull kayak raft yacht")
_AMBIGUOUS_STATES: Final = words("on in or me hi ok oh la de on id ma pa co al ms mo mt nd vi as")

_AFTER_WORD: Final = compiled(
    rf"""[a-z0-9]+(?:/p)?(?:\s(?:plates?|plt|tag|no|num|number)\b)?\s?
         (?:\#s?|no\.?|num(?:ber)?s?|was|is|were|are|of|as|with|in|to|be|like|looks?|looked|reads?|reading|start(?:s|ed|ing)?|begin(?:s|ning)?|
         began|end(?:s|ed|ing)?|partial(?:ly)?|poss(?:ible|ibly)?|maybe|approx|except|contain(?:s|ed|ing)?|display(?:s|ed|ing)?|first|last|two|three|
         four|[234](?=\s)|digits?|letters?|characters?|vanity|temp(?:orary)?|tribal|[:,/\-("'\u201c=\s]){{0,10}}\s?
         (?:\(?\b{STATE}\b\)?[\s:/\-.,\#]{{0,3}}(?:(?:plates?|tag|reg|lic|lp)\b[\s:.\#]{{0,3}})?)?(?=[A-Z0-9])"""
)
_HYPHENATED: Final = compiled(r"-(?=[A-Z]{0,2}\d)[A-Z0-9]{3,4}(?!\w)", cased=True)
_LATER: Final = compiled(
    r"""\w+(?:[\s,]{1,2}[a-z']{2,12}){1,6}?\s(?:except(?:\sfor)?|start(?:s|ed|ing)?|begin(?:s|ning)?|began|end(?:s|ed|ing)?|as|like|only)
        (?:\s(?:with|in|for|the|a|letters?|digits?|numbers?|by)){0,4}[\s:,"'\u201c]{1,2}(?=[A-Z0-9])"""
)
"""A few words later: `tag covered except`, `plate had mud on it but started with`."""
_AFTER_STATE: Final = compiled(
    rf"""{STATE}\b(?:\s(?:lic(?:ense)?|reg|plates?|tag|lp|apportioned|commercial|comm|livery|liv|truck|trk|trailer|trlr|
        dealer|temp|taxi|farm|veteran|vet|dv|handicap(?:ped)?|municipal|gov(?:t|ernment)?|passenger|pass|pas|pc|van|bus))?
        [\s:/\-\#.,]{{1,3}}(?=[A-Z0-9])"""
)
_GROUP: Final = compiled(r"(?=[*?]{0,4}[A-Z0-9])[A-Z0-9*?]{1,9}(?![A-Z0-9])")
_TAILS: Final = STATE_CODES | words("id dl ol oln vin")
"""What can stand behind a plate without being a part of it."""

_SPACED: Final = compiled(r"(?:[A-Z0-9][\s\-.]){3,7}[A-Z0-9](?!\w)")
_MARKER: Final = compiled(r"partial|except|start|begin|began|end|last|first|contain|poss|maybe|like")
_UNSURE: Final = compiled(
    r"[\s\-,(]{0,2}(?:partial|rest\sunk|rest\sof|last\s(?:unk|not)|only\b|something|somethin|smthg|unk(?:nown)?|\?|\*|_|\.\.|x{2,4}(?!\w)|and\sthen)"
)
"""What people write for the part of a plate that nobody saw."""

_UNSURE_WORDS: Final = words("something somethin unk unknown partial rest")
_PARTLY: Final = compiled(
    rf"{STATE}[\s:/\-\#.,]{{1,3}}(?:(?:plates?|tag|reg|lic|lp)\s)?(?P<found>[A-Z0-9]{{2,6}})(?=[\s\-,(]{{0,2}}(?:something|somethin|unk|\?|partial|rest\sunk))"
)
_BOAT: Final = compiled(r"(?P<state>[A-Z]{2})[\s\-/]?(?P<found>\d{4}[\s\-]?[A-Z]{1,2})(?!\w)")

_PHONETIC: Final = words(
    """
    adam boy charles david edward frank george henry ida john king lincoln mary nora ocean paul queen robert sam tom
    union victor william xray x young yellow zebra alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet
    juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform whiskey yankee zulu
    """
)
_SPOKEN_DIGITS: Final = words("zero oh one two three four five six seven eight nine niner")
_PHON: Final = "|".join(sorted(_PHONETIC, key=len, reverse=True))
_DIGIT: Final = rf"(?:\d{{1,4}}|{'|'.join(sorted(_SPOKEN_DIGITS, key=len, reverse=True))})"
_SPELLED: Final = compiled(
    rf"""(?:(?:{_DIGIT}[\s\-,]{{1,2}}){{0,4}}(?:(?:{_PHON})[\s\-,]{{1,2}}){{1,4}}{_DIGIT}(?:[\s\-,]{{1,2}}{_DIGIT}){{0,5}}
         (?:[\s\-,]{{1,2}}(?:{_PHON}))?
        |(?:{_DIGIT}[\s\-,]{{1,2}}){{1,4}}(?:{_PHON})(?:[\s\-,]{{1,2}}(?:{_PHON})){{1,3}})(?!\w)"""
)
_SPELT: Final = hinted(rf"(?:{_PHON}|\d|{'|'.join(_SPOKEN_DIGITS)})[a-z\d]*[\s\-,]")
"""`8 Charles David Nora 4 4 1`, `Adam Boy Charles one two three`."""

_WORD_AND_NUMBER: Final = compiled(r"[A-Z]{3}[\s\-]\d{3,4}(?!\w)", cased=True)
_SEPARATORS: Final = frozenset("- \u2022\u00b7")
_MIXED: Final = compiled(r"[A-Z]{1,7}[\-\s\u2022\u00b7]?\d|[A-Z]{2,3}-[A-Z]{1,2}\d|\d{1,7}[\-\s\u2022\u00b7]?[A-Z]")
"""How anything of letters and digits begins: a quick look before the value is read group by group."""

_CALIFORNIA: Final = compiled(r"\d[A-Z]{3}\d{3}", cased=True)
_OTHER: Final = compiled(
    r"""\d+(?:st|nd|rd|th|am|pm|hrs?|hours?|yo|yoa|y|yrs?|x|k|ft|in|lbs?|mm|mph|min|mins|s|cc|pc|ml|mg)|f-?[1-6]50|[ce]-?[1-6]50|[vs][1-3]|(?:19|20)\d\d|\d{1,3}|
        (?:us|i|sr|hwy|rt|rte)-?\d{1,4}|cd\d{1,2}"""
)


class PlateFinder(Finder):
    """Reads the value group by group from where a cue ends, and stops at the first word that is only a word."""

    entities = (Entity.PLATE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        text = page.text
        for at in _CUE_STARTS(page):
            i = page.token_at(at)
            if page.words[i] not in _PLATE_WORDS and not _number_within(page, i, 16):
                continue
            cue = _AFTER_WORD.match(text, at)
            end = None if cue is None else _value(page, cue.end(), cued=True)
            if cue is not None and end is not None and _fits_word(page, cue, end):
                yield Finding(cue.end(), end, Entity.PLATE, "after a plate word")
            elif cue is None or end is None:
                cue = _LATER.match(text, at) if page.words[i] in _PLATE_WORDS else None
                end = None if cue is None else _value(page, cue.end(), cued=True)
                if cue is not None and end is not None and _fits_word(page, cue, end):
                    yield Finding(cue.end(), end, Entity.PLATE, "some words after a plate word")
        yield from _spelled(page)
        unsure = "?" in text or not _UNSURE_WORDS.isdisjoint(page.vocabulary)
        for at in _STATE_STARTS(page):
            if not _can_be_state(page, page.token_at(at)):
                continue
            cue = _PARTLY.match(text, at) if unsure else None
            if cue is not None and not _is_word(page, cue, cue.start("found")):
                start, end = cue.span("found")
                yield Finding(start, end, Entity.PLATE, "part of a plate after a state")
            if not page.numbered:
                continue
            boat = _BOAT.match(text, at) if text[at + 2 : at + 3].isdigit() or text[at + 3 : at + 4].isdigit() else None
            if boat is not None and _is_boat(page, boat):
                yield Finding(boat.start(), boat.end(), Entity.PLATE, "boat")
            cue = _AFTER_STATE.match(text, at)
            end = None if cue is None else _value(page, cue.end())
            if cue is not None and end is None and _beside_vehicle(page, at):
                cut = _CUT_BY_STATE.match(text, cue.end())
                end = None if cut is None else cut.end()
            if cue is not None and end is not None and _fits_state(page, at, cue.end(), end):
                yield Finding(cue.end(), end, Entity.PLATE, "after a state")
        if page.numbered:
            yield from _by_shape(page)


def _number_within(page: Page, i: int, reach: int) -> bool:
    """Whether token i or one of the next ones has a digit."""
    k = bisect_left(page.numbered, i)
    return k < len(page.numbered) and page.numbered[k] - i <= reach


def _spelled(page: Page) -> Iterator[Finding]:
    """A plate read out in a spelling alphabet: two or more of its words, or one beside four digits."""
    spoken = _PHONETIC & page.vocabulary
    if not spoken or not (page.numbered or not _SPOKEN_DIGITS.isdisjoint(page.vocabulary)):
        return
    starts = sorted({page.starts[k] for i in page.tokens_in(_PHONETIC_BIT) for k in range(max(0, i - 8), i + 1)})
    reached = -1
    for at in starts:
        match = _SPELLED.match(page.text, at) if at >= reached and _SPELT.match(page.text, at) else None
        if match is None:
            continue
        found = regex.findall(r"[a-z]+|\d", match.group().lower())
        letters = sum(word in _PHONETIC for word in found)
        if len(found) >= 4 and (letters >= 2 or (len(found) >= 5 and not _PLATE_WORDS.isdisjoint(page.vocabulary))):
            reached = match.end()
            yield Finding(match.start(), match.end(), Entity.PLATE, "spelling alphabet")


def _is_boat(page: Page, match: regex.Match[str]) -> bool:
    """`FL 2093 AS` is a boat's number where a boat is mentioned; otherwise the two letters must be no direction."""
    if not _BOATS.isdisjoint(page.vocabulary):
        return True
    value = match.group()
    return (
        value.isupper()
        and match["state"].lower() not in _AMBIGUOUS_STATES
        and value[-2:].lower()
        not in ("hr", "hs", "am", "pm", "nb", "sb", "eb", "wb", "ne", "nw", "se", "sw", "st", "rd", "dr")
        and value[-2:].isalpha()
    )


def _can_be_state(page: Page, i: int) -> bool:
    """A state that is also a word (`in`, `or`) only in capitals; a number or a gap must stand within four tokens."""
    if page.words[i] in _AMBIGUOUS_STATES and not page.raw[i].isupper():
        return page.casing[i] == LOWER and page.gap(i) == "/"
    if len(page.raw[i]) == 1 and page.text[page.ends[i] : page.ends[i] + 1] != ".":
        return False
    if i + 1 < len(page) and _number_within(page, i + 1, 3):
        return True
    return i + 1 < len(page) and _UNSURE.match(page.text, page.ends[i + 1]) is not None


_CUE_STARTS = at_words(_CUES)
_PHONETIC_BIT: Final = bit_of(_PHONETIC)
_STATE_STARTS = at_words(STATE_FIRST)


def _value(page: Page, at: int, *, cued: bool = False) -> int | None:
    """Where the plate that starts at a position ends: up to three groups, eight characters; None if it is a word.

    Behind a plate word (`cued`) three letters before a number count even when they are a word (`PLATE HEM 966`).
    """
    if cued and page.text[at + 1 : at + 2] in (" ", "-", "."):
        spaced = _SPACED.match(page.text, at)
        if spaced is not None and any(map(str.isdigit, spaced.group())):
            return int(spaced.end())
    end, total, groups = None, 0, 0
    while groups < 3:
        match = _GROUP.match(page.text, at)
        if match is None or (groups and match.group().lower() in _TAILS) or total + _size(match.group()) > 8:
            break
        cut = cued and not groups and _is_cut(page, match)
        if _is_word(page, match) and not cut and not _goes_on(page, match):
            break
        total, groups, end = total + _size(match.group()), groups + 1, match.end()
        if page.text[end : end + 1] not in _SEPARATORS or not page.text[end + 1 : end + 2].isalnum():
            break
        at = end + 1
    return end


def _goes_on(page: Page, match: regex.Match[str]) -> bool:
    """`88K-C21` is no 88 thousand: a hyphen and another group with a digit or two capitals follow."""
    if not any(map(str.isdigit, match.group())) or not match.group().isupper():
        return False
    return _HYPHEN_GROUP.match(page.text, match.end()) is not None


_HYPHEN_GROUP: Final = compiled(r"[\-\u00b7](?=[A-Z0-9]{0,3}(?:\d|[A-Z]{2}))[A-Z0-9]{2,4}(?!\w)", cased=True)
_CUT_BY_STATE: Final = compiled(r"[A-Z]{3}\s(?:\d[A-Z0-9]{1,3}|\d{2,4}\??)(?!\w)", cased=True)


def _size(group: str) -> int:
    """Without the signs that stand for what nobody saw."""
    return len(group) - group.count("*") - group.count("?")


def _is_cut(page: Page, match: regex.Match[str]) -> bool:
    """Behind a plate word a word is a part of a plate when a number follows, or `something`."""
    if _WORD_AND_NUMBER.match(page.text, match.start()) is not None:
        return True
    lower = page.casing[min(page.token_at(match.start()), len(page) - 1)] == LOWER
    return (
        (match.group().isupper() or lower)
        and len(match.group()) <= 4
        and _UNSURE.match(page.text, match.end()) is not None
    )


def _is_word(page: Page, match: regex.Match[str], at: int | None = None) -> bool:
    """A group without a digit that the lists know, or that is too long to be half a plate beside a number."""
    group = match.group() if at is None else match["found"]
    if any(letter.isdigit() for letter in group):
        return _OTHER.fullmatch(group) is not None and not group.isdigit()
    i = min(page.token_at(match.start() if at is None else at), len(page) - 1)
    if group.isupper() and len(group) == 3 and _HYPHENATED.match(page.text, match.end()):
        return False
    if len(group) <= 2:
        return bool(page.flags[i] & Word.FUNCTION) or group.lower() in ("id", "dl", "ol", "in", "or")
    return bool(page.flags[i] & (SAFE | Word.FUNCTION)) or (len(group) > 4 and not group.isupper())


def _counts(page: Page, start: int, end: int) -> tuple[int, int]:
    """(letters and digits, digits) of a stretch."""
    core = [letter for letter in page.text[start:end] if letter.isalnum()]
    return len(core), sum(letter.isdigit() for letter in core)


def _fits_word(page: Page, cue: regex.Match[str], end: int) -> bool:
    """After a plate word a partial plate counts, and a vanity plate in capitals, in quotation marks or cut short."""
    start = cue.end()
    total, digits = _counts(page, start, end)
    value = page.text[start:end]
    word = page.words[page.token_at(cue.start())]
    marked = _MARKER.search(page.text, max(0, cue.start() - 24), start) is not None
    if not digits:
        if word not in _PLATE_WORDS or not 2 <= total <= 8 or " " in value or value.lower() in STATE_CODES:
            return False
        quoted = page.text[start - 1] in "\"'\u201c" and page.text[end : end + 1] in ('"', "'", "\u201d", ",", ".")
        i = page.token_at(start)
        if marked and page.casing[i] == LOWER and total <= 4 and not page.flags[i] & (SAFE | Word.FUNCTION):
            return True
        return value.isupper() or quoted or _UNSURE.match(page.text, end) is not None
    if _OTHER.fullmatch(value) is not None:
        return marked and value.isdigit() and total >= 2
    return total >= (2 if marked else 3)


def _fits_state(page: Page, state: int, start: int, end: int) -> bool:
    """After a state alone: letters and digits mixed, or digits in two groups; more where the state is also a word."""
    total, digits = _counts(page, start, end)
    word = page.words[page.token_at(state)]
    if word in _AMBIGUOUS_STATES:
        known = (page.text[state : state + 2].isupper() or page.text[state + 2] == "/") and not _VEHICLES.isdisjoint(
            page.vocabulary
        )
        return known and total >= 6 and (2 <= digits < total or _beside_vehicle(page, start))
    value = page.text[start:end]
    if "*" in value or "?" in value:
        return total >= 3
    if total >= 4 and digits and digits < total and value.isupper() and _UNSURE.match(page.text, end) is not None:
        return True
    if not 5 <= total <= 8 or digits < (1 if _CUT_BY_STATE.fullmatch(value) else 2):
        return False
    return digits < total or (digits >= 5 and (any(sign in value for sign in "- ") or _beside_vehicle(page, start)))


def _by_shape(page: Page) -> Iterator[Finding]:
    """California's pattern anywhere; three unknown letters and a number anywhere; mixed codes beside a vehicle."""
    reached = -1
    for at in page.code_starts:
        if at < reached:
            continue
        if not _MIXED.match(page.text, at) or (at and page.text[at - 1] in "-/$.#:"):
            continue
        end = None if page.words[page.token_at(at)] in STATE_CODES else _value(page, at)
        if end is None:
            continue
        value = page.text[at:end]
        total, digits = _counts(page, at, end)
        cut = value[-1] in "?*" and total >= 3 and digits < total
        if not (5 <= total <= 8 or cut) or not digits or digits == total or page.text[end : end + 1] in ("-", "/", ":"):
            continue
        if _CALIFORNIA.fullmatch(value):
            rule = "California pattern"
        elif _is_letters_and_number(value) or (
            page.casing[page.token_at(at)] == LOWER
            and _is_letters_and_number(value.upper())
            and (value[3] == "-" or value[-4] == "-" or _beside_vehicle(page, at))
        ):
            rule = "three letters and a number"
        elif cut and (value.isupper() or page.casing[page.token_at(at)] == LOWER) and _beside_vehicle(page, at):
            rule = "part of a plate beside a vehicle"
        elif (
            (value.isupper() or page.casing[page.token_at(at)] == LOWER)
            and digits >= 2
            and _OTHER.fullmatch(value) is None
            and _beside_vehicle(page, at)
        ):
            rule = "beside a vehicle"
        else:
            continue
        reached = end
        yield Finding(at, end, Entity.PLATE, rule)


def _is_letters_and_number(value: str) -> bool:
    """`HJH 119`: three capitals that no list knows, beside a number, can hardly be anything else."""
    groups = regex.split(r"[\s\-]", value)
    return (
        len(groups) == 2
        and sorted(map(str.isdigit, groups)) == [False, True]
        and all(
            (group.isdigit() and len(group) in (3, 4)) or (len(group) == 3 and group.isalpha() and group.isupper())
            for group in groups
        )
    )


_SENTENCE: Final = 60
"""So many tokens at most on either side: some texts have no full stops."""


def _beside_vehicle(page: Page, at: int) -> bool:
    """A word for a vehicle or a plate stands in the same sentence."""
    i = min(page.token_at(at), len(page) - 1)
    first = i
    while first and i - first < _SENTENCE and not page.opens[first]:
        first -= 1
    last = i + 1
    while last < len(page) and last - i < _SENTENCE and not page.opens[last]:
        last += 1
    around = page.words[first:last]
    return not _VEHICLES.isdisjoint(around) or not _PLATE_WORDS.isdisjoint(around)
