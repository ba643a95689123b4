"""Named places by the word that ends their name: businesses, schools, hospitals, shelters, parks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, Word
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.place_words import (
    ABBREVIATED,
    AGENCY,
    ALL_ENDINGS,
    AT,
    BEFORE_A_PLACE,
    GAPS,
    GENERIC,
    OF,
    SOFT,
    SURE_PAIRS,
    WEAK,
    continues,
    is_capital_inside,
    owned_end,
    with_of,
    with_the,
)
from redact.identity.place_words import ENDINGS as ENDINGS
from redact.identity.places import MODIFIERS, SCENERY, SURE_ENDINGS
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity
from redact.identity.streets import NOT_IN_A_STREET, PLACE_PREPOSITIONS
from redact.identity.words import words


class PlaceNameFinder(Finder):
    """A run of capitalised words that ends in such a word; in ALL CAPS a run after a place preposition."""

    entities = (Entity.PLACE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        words = page.words
        last_end = -1
        for i in page.tokens_in(_ENDING):
            word = words[i]
            if i <= last_end:
                continue
            if word == "works" and page.casing[i] != MIXED and page.gap(i)[:1] not in ("", ".", ","):
                continue
            last = i
            while (
                last + 1 < len(page)
                and page.gap(last) in GAPS
                and page.words[last + 1] in ALL_ENDINGS
                and _fits(page, last + 1)
            ):
                last += 1
            first = _start(page, i, last)
            if first is None:
                continue
            if all(page.words[k] in AGENCY for k in range(first, last + 1)):
                continue
            last_end = last = with_of(page, last)
            yield Finding(
                with_the(page, first), owned_end(page, last), Entity.PLACE, "name that ends in a kind of place"
            )


_ENDING: Final = bit_of(ALL_ENDINGS)


def _start(page: Page, ending: int, last: int) -> int | None:
    if page.casing[ending] != MIXED and ending:
        paired = _before_a_pair(page, ending, last)
        if paired is not None:
            return paired
    if not _fits(page, ending):
        return None
    first = ending
    while first and ending - first < 5:
        word = page.words[first - 1]
        if len(page.raw[first - 1]) == 1 and page.raw[first - 1].isupper() and page.gap(first - 1) in (".", ". "):
            first -= 1
            continue
        if not continues(page, first - 1) or (
            page.casing[first] != MIXED and (word in _OWNING or word in AT or word in PLACE_PREPOSITIONS)
        ):
            break
        if (
            word == "the"
            and first > 2
            and page.words[first - 2] == "of"
            and _fits(page, first - 3)
            and (page.casing[first] == MIXED or page.words[first - 3] in OF)
        ):
            first -= 3
            continue
        if _fits(page, first - 1) and word not in NOT_IN_A_STREET:
            first -= 1
        elif (
            word in ("of", "the", "and", "de", "la", "el")
            and first > 1
            and _fits(page, first - 2)
            and not page.flags[first - 2] & (Word.FIRST | Word.KIN)
            and page.casing[first] == MIXED
            and page.gap(first - 2) == " "
            and ending - first < 4
        ):
            first -= 2
        else:
            break
    if first == ending:
        return None
    if page.casing[ending] == MIXED or (page.words[ending] in ENDINGS and _is_named(page, first, ending)):
        return first
    named = _named_more(page, first, ending, last)
    if named is None:
        named = _kinds_behind_at(page, first, ending, last)
    if named is not None:
        return named
    return _narrow(page, first, ending) if page.words[ending] in ENDINGS else None


_OWNING: Final = words(
    "owns owned entered visited manages operates called named overdue past via leaving left off nr ifo twds "
    "lodged open opened shows appr approaching class work job brush pass passing parking lot parkinglot rtn"
)


def _before_a_pair(page: Page, ending: int, last: int) -> int | None:
    """Outside mixed case: `REDWOOD COAST CREDIT UNION`: up to three words before two that are sure."""
    pairs = [
        k
        for k in range(ending - 1, last)
        if k > 0 and (page.words[k], page.words[k + 1]) in SURE_PAIRS and page.gap(k) in (" ", ". ")
    ]
    if not pairs:
        return None
    start = pairs[0]
    while start and pairs[0] - start < 3 and continues(page, start - 1) and _before_pair_word(page, start - 1):
        start -= 1
    while start < pairs[0] and page.words[start] in _ARTICLES:
        start += 1
    rare = [k for k in range(start, pairs[0]) if not page.flags[k] & Word.COMMON or page.flags[k] & NAME]
    return start if rare or pairs[0] - start >= 2 else None


_SHORT_VERBS: Final = words("tx txp mgmt adv vol enrt resp")


def _before_pair_word(page: Page, i: int) -> bool:
    word, flags = page.words[i], page.flags[i]
    if word in PLACE_PREPOSITIONS or word in AT or word in _OWNING or word in BEFORE_A_PLACE or word in _SHORT_VERBS:
        return False
    if word.endswith("ed") and flags & Word.ORDINARY:
        return False
    return not flags & (Word.FUNCTION | Word.KIN | Word.TITLE) and page.raw[i].isalpha() and len(word) > 1


def _kinds_behind_at(page: Page, first: int, ending: int, last: int) -> int | None:
    """`AT CAMPUS CORNER DRUG FOR`, `AT MILE SQUARE TEMPLE.`: three words or more, closed, not only kinds of places."""
    before = page.words[first - 1] if first else ""
    if last - first < 2 or before not in ("at", "inside", "behind", "outside", "from", "near"):
        return None
    closed = page.gap(last)[:1] in ("", ".", ",", ";", ")") or (
        last + 1 < len(page) and bool(page.flags[last + 1] & Word.FUNCTION)
    )
    telling = [
        k for k in range(first, last) if page.words[k] not in MODIFIERS | GENERIC and page.words[k] not in SCENERY
    ]
    plain = page.words[first] in _ARTICLES or page.words[last] in GENERIC or page.words[last] in _PERSONAL
    if any(page.flags[k] & (Word.KIN | Word.TITLE | Word.POLICE) for k in range(first, last)):
        return None
    return first if closed and telling and not plain else None


_ARTICLES: Final = words("local nearby area same other closest nearest another different any every each no")


def _named_more(page: Page, first: int, ending: int, last: int) -> int | None:
    """Outside mixed case: where the name starts, if the words before the ending are more than `local` or `gas`."""
    telling = [k for k in range(first, ending) if page.words[k] not in MODIFIERS and page.words[k] not in ALL_ENDINGS]
    if not telling:
        return None
    sure = any(page.words[k] in SURE_ENDINGS or page.words[k] not in SOFT for k in range(ending, last + 1))
    before = page.words[first - 1] if first else ""
    if before == "the" and first > 1:
        before = page.words[first - 2]
    located = before in BEFORE_A_PLACE or before in _OWNING or "@" in page.before(first)
    unusual = any(not page.flags[k] & (Word.ORDINARY | Word.POLICE) for k in telling)
    rare = [k for k in telling if not page.flags[k] & Word.COMMON or page.flags[k] & NAME]
    if page.casing[ending] == LOWER:
        return (
            first if located and rare and (sure or len(telling) >= 2 or page.words[ending] not in _PERSONAL) else None
        )
    if located and (unusual or (rare and (sure or page.words[ending] not in _PERSONAL)) or len(rare) >= 2):
        return first
    closed = page.gap(last)[:1] in ("", ".", ",", ";", ")")
    if sure and rare and page.words[ending] in SURE_ENDINGS and (closed or not page.words[last].endswith("ing")):
        return first if ending - first <= 2 else max(first, min(rare[-1], ending - 2))
    return None


_PERSONAL: Final = words(
    "drugs lanes floors nails games clothing shoes supplies wear data news stop er travel"
) | words(
    """
    house home homes car auto garage office room residence court yard yards body hair phones table glass tree
    health care gun guns
    """
)
"""What people own: `AT ROOMMATES HOUSE` is no name."""


def _fits(page: Page, i: int) -> bool:
    word, flags = page.words[i], page.flags[i]
    if page.casing[i] == MIXED:
        return (
            page.is_capitalised(i)
            and (
                not flags & (Word.FUNCTION | Word.POLICE)
                or word in ALL_ENDINGS
                or word in ABBREVIATED
                or is_capital_inside(page, i)
            )
            and not (page.opens[i] and flags & Word.COMMON and word not in ALL_ENDINGS and not flags & NAME)
        )
    if word in ALL_ENDINGS or word in ABBREVIATED:
        return True
    return not flags & (Word.FUNCTION | Word.POLICE) and len(word) > 1 and not word.isdigit()


def _is_named(page: Page, first: int, ending: int) -> bool:
    """In CAPS: a preposition stands before the run, and the run holds a word that is not ordinary."""
    before = page.words[first - 1] if first else ""
    unusual = any(not page.flags[k] & (Word.ORDINARY | Word.POLICE) for k in range(first, ending))
    if page.casing[ending] == CAPS:
        sure = before in AT and (ending - first >= 2 or page.words[ending] not in GENERIC)
        listed = page.before(first) == ", " and page.gap(ending)[:1] == "," and ending - first >= 1
        opening = page.opens[first] and unusual
        return listed or opening or (before in BEFORE_A_PLACE and (unusual or sure or page.words[ending] not in WEAK))
    return before in BEFORE_A_PLACE and unusual


def _narrow(page: Page, first: int, ending: int) -> int | None:
    """Where no preposition stands before the run, only its unusual words right before the ending count."""
    start = ending
    while start > first and not page.flags[start - 1] & (Word.ORDINARY | Word.POLICE):
        start -= 1
    return start if start < ending else None
