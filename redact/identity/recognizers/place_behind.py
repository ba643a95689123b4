"""Named places by what stands before them: a preposition, a kind of place, a place of work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.cuesets import bit_of
from redact.identity.dates import DATE_WORDS
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import Word
from redact.identity.page import CAPS, MIXED, Page
from redact.identity.place_words import (
    ABBREVIATED,
    AGENCY,
    AT,
    BEFORE_A_PLACE,
    COMPANY,
    GAPS,
    INSIDE,
    continues,
    named_word,
    owned_end,
    with_the,
)
from redact.identity.places import MODIFIERS, SCENERY
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity
from redact.identity.streets import PLACE_PREPOSITIONS
from redact.identity.words import words

_WORK: Final = words("works worked employed job working")


class PlaceBehindFinder(Finder):
    """Reads on from the words before a place."""

    entities = (Entity.PLACE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _after_preposition(page, page.tokens_in(_PREPOSITION))
        yield from _in_capitals(page, page.tokens_in(_BEFORE_CAPITALS))
        yield from _employers(page, page.tokens_in(_WORKING))


def _in_capitals(page: Page, marks: list[int]) -> Iterator[Finding]:
    """In ALL CAPS two or more words behind `at`, `inside`, `behind` that are neither a scene nor a person's."""
    for i in marks:
        if page.casing[i] != CAPS or page.gap(i) != " " or i + 2 >= len(page):
            continue
        first = i + 1
        the = page.words[first] == "the" and page.gap(first) == " "
        if the:
            first += 1
        last = first - 1
        while last + 1 < len(page) and last - first < 4 and _plain_name(page, last + 1):
            if last >= first and not continues(page, last):
                break
            last += 1
        while last > first + 1 and (page.words[last] in _STATES or page.words[last].endswith(("ed", "ing"))):
            last -= 1
        if last < first:
            continue
        run = range(first, last + 1)
        if any(page.words[k] in SCENERY for k in run):
            continue
        telling = [k for k in run if page.words[k] not in MODIFIERS and not page.flags[k] & Word.COMMON]
        closed = page.gap(last)[:1] in (",", ".", ";", ")", "") or (
            last + 1 < len(page) and bool(page.flags[last + 1] & Word.FUNCTION)
        )
        owned = owned_end(page, last) > page.ends[last]
        wide = page.words[i] in _TOWARDS and page.words[i] != "of"
        if page.words[i] == "to" and (not i or page.words[i - 1] not in _GOING):
            continue
        if page.words[i] == "of" and (not i or page.words[i - 1] not in _LOT):
            continue
        if sum(page.words[k] not in MODIFIERS for k in run) < 2 and not owned:
            continue
        if wide and (
            len(telling) < 2 or page.words[last].endswith(("ed", "ing", "s")) or page.flags[first] & Word.POLICE
        ):
            continue
        if last > first and telling and closed and not all(page.flags[k] & Word.FIRST for k in run):
            yield Finding(
                page.starts[first - the], page.ends[last] + 2 * owned, Entity.PLACE, "capitals behind a preposition"
            )
        elif owned and last == first:
            yield Finding(
                page.starts[first - the], page.ends[last] + 2, Entity.PLACE, "possessive behind a preposition"
            )


_TOWARDS: Final = words("to from left of ifo leaving entered")
_GOING: Final = words(
    """
    went go goes going drove driven walked ran returned taken transported back came come over headed
    heading responded fled moved transport drive walking running en rt enrt sent brought escorted
    """
)
_LOT: Final = words("lot front owner manager clerk employee rear side outside parking entrance management lobby")


_STATES: Final = words("aware adv advised notified now")
"""What is said of a place behind its name."""


def _plain_name(page: Page, i: int) -> bool:
    flags = page.flags[i]
    if page.words[i] in PLACE_PREPOSITIONS or page.words[i] in BEFORE_A_PLACE:
        return False
    if flags & (Word.FUNCTION | Word.KIN | Word.TITLE) or not page.raw[i].isalpha() or len(page.raw[i]) < 3:
        return page.words[i] in ABBREVIATED
    return not flags & Word.POLICE or page.words[i] in ABBREVIATED


def _after_preposition(page: Page, marks: list[int]) -> Iterator[Finding]:
    """In mixed case: two or more capitalised words behind `at`, `outside`, `through`: the name of something."""
    for i in marks:
        if (
            page.casing[i] != MIXED
            or i + 1 >= len(page.words)
            or not (page.raw[i + 1][0].isupper() or page.words[i + 1] == "the")
        ):
            continue
        word = page.words[i]
        wide = word in _WIDE or (word in _KINDS and page.gap(i) == ", ")
        if (word not in AT and not wide) or page.casing[i] != MIXED or page.gap(i) not in (" ", ", "):
            continue
        if page.gap(i) == ", " and word not in _KINDS:
            continue
        first = i + 1
        if page.words[first] == "the" and page.gap(first) == " ":
            first += 1
        last = first - 1
        while last + 1 < len(page) and last - first < 5 and named_word(page, last + 1):
            if last >= first and not continues(page, last):
                break
            last += 1
        if last >= first and last + 2 < len(page) and page.words[last + 1] in ("on", "of") and page.gap(last) == " ":
            last += 2 if named_word(page, last + 2) and page.words[last + 2] not in DATE_WORDS else 0
        if wide:
            owned_alone = word in ("by", "to", "past") and last == first and owned_end(page, last) > page.ends[last]
            if (last > first and _is_no_agency(page, first, last)) or owned_alone:
                yield Finding(
                    with_the(page, first), owned_end(page, last), Entity.PLACE, "capitalised words behind a word"
                )
            continue
        if last > first and all(page.words[k] in AGENCY for k in range(first, last + 1)):
            continue
        lone = last == first and not page.flags[first] & (Word.ORDINARY | Word.PROPER | Word.POLICE)
        owned = last == first and word != "of" and owned_end(page, last) > page.ends[last]
        if last > first or lone or owned:
            yield Finding(
                with_the(page, first), owned_end(page, last), Entity.PLACE, "capitalised words behind a preposition"
            )


_KINDS: Final = words(
    """
    job work employer workplace restaurant store shop bar club school church hospital gym company business dealer
    dealership bank hotel motel salon diner cafe clinic shelter daycare casino employment tavern
    """
)
"""`at her job, Sandstone Braiding`: what such a word introduces is a name."""
_WIDE: Final = words(
    "a an to by with for toward towards past across called named the leaving left entered owns via around beside"
)
_PREPOSITION: Final = bit_of(AT | _WIDE | _KINDS)
_BEFORE_CAPITALS: Final = bit_of(INSIDE | _TOWARDS)
_WORKING: Final = bit_of(_WORK)


def _is_no_agency(page: Page, first: int, last: int) -> bool:
    """No agency, no vehicle, no person: at least one ordinary word that is no name stands in it."""
    run = range(first, last + 1)
    if any(page.words[k] in AGENCY or page.flags[k] & (Word.TITLE | Word.PROPER | Word.KIN) for k in run):
        return False
    if all(page.raw[k].isupper() for k in run):
        return False
    return any(page.flags[k] & Word.ORDINARY and not page.flags[k] & Word.FIRST for k in run)


def _employers(page: Page, marks: list[int]) -> Iterator[Finding]:
    """`WORKS AT AGUA FRIA BLOCK CO`: where somebody works finds them."""
    for i in marks:
        if i + 2 >= len(page) or page.words[i + 1] not in ("at", "for", "by"):
            continue
        first = i + 3 if page.words[i + 2] == "the" and i + 3 < len(page) else i + 2
        if not _employer_word(page, first):
            continue
        last = first
        while last + 1 < len(page) and last - first < 4 and page.gap(last) in GAPS and _employer_word(page, last + 1):
            last += 1
        if last > first or not page.flags[first] & Word.ORDINARY:
            yield Finding(page.starts[first], page.ends[last], Entity.PLACE, "place of work")


def _employer_word(page: Page, i: int) -> bool:
    if page.flags[i] & (Word.FUNCTION | Word.POLICE) and page.words[i] not in COMPANY:
        return False
    return page.casing[i] != MIXED or page.is_capitalised(i)
