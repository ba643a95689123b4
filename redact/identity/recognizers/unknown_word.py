"""Strict: every word that the safe vocabulary does not have is masked, and every number that nothing explains.

What a word is does not matter here, so nothing has to recognise it: a name of a culture that no list has is
masked as surely as Smith. What stays to be found by the other layers are names that are also words (Park, Young), and
here those of them that stand beside an unknown word, before a surname, or with a capital where officers write none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from redact.identity.called import COLOURS, INFLECTED, NEVER_A_NAME, PLAIN
from redact.identity.cues import ROLES, SPEECH
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, Word
from redact.identity.names import PARTICLES
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer
from redact.identity.vocabulary import Vocabulary
from redact.identity.words import words

RULE: Final = "not a known word"
NEIGHBOUR_RULE: Final = "beside an unknown word"
COMPOUND_RULE: Final = "half of a hyphened name"
NUMBER_RULE: Final = "unexplained number"

_SHOWN_NUMBER: Final = re.compile(
    r"""(?ix) \d{1,4} (?: st|nd|rd|th | am?|pm?|hrs?|h|min|mins|sec|secs|yo|yoa|yrs?|y|mo|mos|wk|wks|f|m|ft|in|lbs?|oz|
        gr?|kg|mg|ml|mm|cm|mph|k|x|s|blk|d|w|mi|yds?|cal|ga|wd|dr|pcs?|br|tb|gb|n|e|xx )?
      | [a-z]{1,2} \d{1,3} | \d{1,2} [a-z] \d{1,2} | [a-z]{1,2} \d{2,3} [a-z]"""
)
"""Up to four digits (years, times, blocks, statutes), with a unit, as an ordinal, and unit or beat codes: `B102D`."""

_JOINS: Final = frozenset((" ", "-", ". ", "."))
_FORENAMES: Final = frozenset(("will", "may", "see", "saw", "an", "do", "so", "two"))
"""Function words that are names too, before an unknown word with a capital: `Saw Kler`."""

_SURNAMES: Final = frozenset(("an", "do", "see"))
"""... and behind one: `PHUONG DO`."""

_OF_VEHICLES: Final = COLOURS | words("ford lincoln chevrolet mercury")
_VEHICLE_GAPS: Final = frozenset((" ", "/", ", "))
_NAMES_TOO: Final = _FORENAMES | _SURNAMES
_NUMBERS: Final = frozenset(("one", "two", "three", "four", "five", "six", "seven", "ten"))
_OPENING_QUOTES: Final = frozenset((' "', " \u201c", " '", " ("))
_CLOSING_QUOTES: Final = frozenset(('" ', "\u201d ", "' ", ") "))
_ENDS: Final = frozenset((",", ".", ";", "(", ")", ""))
_REACH: Final = 2
"""How many known words on either side of an unknown one can be the rest of its name."""


class UnknownWordFinder(Finder):
    """The last layer of `strict`. It reads words and their neighbours; what a sentence says is the model's business."""

    entities = (Entity.PERSON, Entity.ID_OTHER)
    layer = Layer.VOCABULARY

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        always = self._vocabulary.always
        unknown = {i for i, word in enumerate(page.words) if word not in always and self._is_unknown(page, i)}
        unknown.update(i for i in page.titled if self._is_capital(page, i, page.flags[i]))
        for i in unknown:
            yield Finding(page.starts[i], page.ends[i], Entity.PERSON, RULE)
        for i in _neighbours(page, unknown):
            yield Finding(page.starts[i], page.ends[i], Entity.PERSON, NEIGHBOUR_RULE)
        for i in _compounds(page):
            yield Finding(page.starts[i], page.ends[i], Entity.PERSON, COMPOUND_RULE)
        for i in page.numbered:
            if _SHOWN_NUMBER.fullmatch(page.raw[i]) is None:
                yield Finding(page.starts[i], page.ends[i], Entity.ID_OTHER, NUMBER_RULE)

    def _is_unknown(self, page: Page, i: int) -> bool:
        raw = page.raw[i]
        if page.words[i] in _OF_VEHICLES and (_describes_vehicle(page, i) or _is_colour(page, i)):
            return False
        if page.words[i] in self._vocabulary.in_lower_case:
            return not (page.casing[i] == MIXED and raw.islower())
        return (len(raw) > 1 or not raw.isascii()) and (raw.isalpha() or not raw.isalnum())

    def _is_capital(self, page: Page, i: int, flags: int) -> bool:
        """A capital inside a sentence of mixed case on a word that officers do not write so: `told Hope`."""
        return (
            page.casing[i] == MIXED
            and not page.opens[i]
            and len(page.raw[i]) > 1
            and not flags & (PLAIN if page.words[i] in _NAMES_TOO else NEVER_A_NAME)
            and page.words[i] not in self._vocabulary.with_capital
        )


def _is_colour(page: Page, i: int) -> bool:
    """Whether a colour that is a name too stands before what has it: `WHITE MALE`, `GREEN HAT`, `BROWN IN COLOR`."""
    k = i + 1
    if page.words[i] not in COLOURS or k >= len(page) or page.gap(i) not in _VEHICLE_GAPS:
        return False
    word, flags = page.words[k], page.flags[k]
    if word == "in":
        return k + 1 < len(page) and page.words[k + 1] in ("color", "colour")
    thing = flags & (Word.ORDINARY | Word.POLICE | Word.KIN) and not flags & (NAME | Word.FUNCTION)
    return bool(thing) and word not in SPEECH


def _describes_vehicle(page: Page, i: int) -> bool:
    """Whether a colour or make that is a name too stands beside a year, a make or a model: `BROWN 2019 JEEP`."""

    def beside(k: int) -> bool:
        if not 0 <= k < len(page) or page.gap(min(i, k)) not in _VEHICLE_GAPS:
            return False
        word, flags = page.words[k], page.flags[k]
        return (
            (len(word) == 4 and word[:2] in ("19", "20") and word.isdigit())
            or word in _OF_VEHICLES
            or bool(flags & Word.PROPER and not flags & NAME)
        )

    return beside(i - 1) or beside(i + 1)


def _neighbours(page: Page, unknown: set[int]) -> set[int]:
    """Known words that are the rest of a name with an unknown word in it: `XIONG PARK`, `J. Xiong`, `Amy Two Elk`."""
    found: set[int] = set()
    for start in unknown:
        for step in (-1, 1):
            i = start
            for _ in range(_REACH):
                k = i + step
                if not 0 <= k < len(page) or k in unknown or not _belongs(page, k, page.gap(min(i, k)), step < 0):
                    break
                found.add(k)
                i = k
        found.update(_rest_of_name(page, unknown, start))
        found.update(_quoted(page, unknown, start))
        between = start + 1
        if start + 2 in unknown and page.gap(start) == page.gap(between) == " " and _stands_between(page, between):
            found.add(between)
    return found


def _rest_of_name(page: Page, unknown: set[int], start: int) -> Iterator[int]:
    """Known words that end a name before a comma or the like: `LEON BRAVE HEART, DL`, `LE VAN THAN, 71`, `OBI, C.`"""
    k, count = start + 1, len(page)
    if k >= count:
        return
    if page.gap(start) == ", " and len(page.raw[k]) == 1 and page.raw[k].isupper() and page.gap(k)[:1] in _ENDS:
        yield k
        return
    named_so = bool(page.flags[start] & Word.FIRST) or start - 1 in unknown
    rest: list[int] = []
    while k < count and len(rest) < _REACH and page.gap(k - 1) == " " and k not in unknown:
        plain = page.words[k] in SPEECH or page.flags[k] & (Word.POLICE | Word.TITLE | Word.KIN)
        if plain or INFLECTED.search(page.words[k]) or not page.raw[k].isalpha():
            return
        if page.casing[k] == MIXED and not page.is_capitalised(k):
            return
        rest.append(k)
        if page.gap(k)[:1] in _ENDS:
            little = page.flags[rest[0]] & Word.FUNCTION and page.words[rest[0]] not in _NUMBERS
            if named_so and not (len(rest) > 1 and little):
                yield from rest
            return
        k += 1


def _quoted(page: Page, unknown: set[int], start: int) -> Iterator[int]:
    """A nickname of several words in the middle of a name: `ALEXANDER "COACH LEX" ROUNDTREE`."""
    if start + 1 >= len(page) or page.gap(start) not in _OPENING_QUOTES:
        return
    for last in range(start + 1, min(start + 4, len(page) - 1)):
        if page.gap(last) in _CLOSING_QUOTES:
            if last + 1 in unknown:
                yield from range(start + 1, last + 1)
            return


def _compounds(page: Page) -> Iterator[int]:
    """Both halves of a hyphened pair of which one is a name: `SUNG-MIN`, `Boy-Rae`."""
    for i in range(len(page) - 1):
        if page.gap(i) != "-" or page.casing[i] == LOWER:
            continue
        both = page.flags[i] | page.flags[i + 1]
        capitals = page.is_capitalised(i) and page.is_capitalised(i + 1)
        whole = all(len(raw) > 1 and raw.isalpha() for raw in (page.raw[i], page.raw[i + 1]))
        if capitals and whole and both & NAME and not both & NEVER_A_NAME:
            yield i
            yield i + 1


def _stands_between(page: Page, i: int) -> bool:
    plain = page.flags[i] & NEVER_A_NAME
    return page.is_capitalised(i) and (page.casing[i] == MIXED or not plain)


def _belongs(page: Page, i: int, gap: str, before: bool) -> bool:
    raw, flags = page.raw[i], page.flags[i]
    if gap not in _JOINS or (page.casing[i] != LOWER and not raw[0].isupper()):
        return False
    if len(raw) == 1:
        return raw.isalpha() and raw not in "aAI" and (before or page.gap(i)[:1] in (".", ",", "", ")", ";", " "))
    if "." in gap:
        return False
    if before and i and page.words[i - 1] in ROLES and not flags & (Word.FUNCTION | Word.TITLE | Word.KIN):
        return page.casing[i] != LOWER
    if before and page.words[i] in PARTICLES:
        return page.casing[i] != LOWER or not flags & Word.FUNCTION
    if before and page.opens[i] and page.casing[i] == MIXED:
        return page.words[i] in _FORENAMES or not flags & NEVER_A_NAME
    if flags & Word.FUNCTION:
        return page.casing[i] != LOWER and page.words[i] in (_FORENAMES if before and flags & NAME else _SURNAMES)
    if flags & (Word.POLICE | Word.COMMON):
        return (
            before
            and bool(flags & Word.FIRST)
            and not flags & (Word.TITLE | Word.KIN)
            and page.flags[i + 1] & Word.LAST > 0
        )
    return bool(flags & NAME) and not flags & NEVER_A_NAME
