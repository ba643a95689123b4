"""Streets without their type: behind a block, a direction of travel or a place word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.recognizers.base import Finder, Finding, at_words, compiled
from redact.identity.spans import Entity
from redact.identity.street_parts import is_direction, with_unit
from redact.identity.streets import (
    DIRECTIONS,
    NOT_IN_A_STREET,
    POSTDIRECTIONS,
    SUFFIXES,
    can_name_a_street,
    is_ordinal,
)
from redact.identity.words import words

_BLOCK: Final = compiled(r"""\d{1,5}(?:\s?(?:hundred|hundred-))?\s?(?:blk|block|blks|hundred)\b(?:\sof)?\s?""")
_ON: Final = words("on at near to off between from")
_COUNTED: Final = words(
    """
    floor fl time call degree grade grader of party shift street st ave avenue offense dui row attempt
    """
)
"""Behind one of these an ordinal counts something else than streets."""


class BareStreetFinder(Finder):
    """Reads the name behind a block, behind `WB ON`, and numbered streets behind a place word."""

    entities = (Entity.ADDRESS,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _along(page)
        yield from _directed(page)
        yield from _ramps(page)
        if page.has_digit:
            yield from _ordinals(page)
            yield from _blocks(page)


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
                (
                    page.casing[following] == MIXED
                    and page.is_capitalised(following)
                    and can_name_a_street(page, following)
                )
                or (following + 1 < len(page) and page.words[following + 1] in SUFFIXES and page.gap(following) == " ")
                or (last == first + 1 and page.words[first] in DIRECTIONS and _ends_block(page, following))
            ):
                last = following
            else:
                break
        yield with_unit(page, page.token_at(match.start()), last, "block")


def _ends_block(page: Page, i: int) -> bool:
    """`700 BLK N DATE PALM.`: a second word that ends the sentence."""
    plain = not page.flags[i] & (Word.FUNCTION | Word.POLICE | Word.KIN) and page.raw[i].isalpha()
    return plain and page.gap(i)[:1] in ("", ".", ",", ";")


_BLOCK_WORDS: Final = words("blk block blks hundred")
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


_RAMP: Final = at_words(("ramp", "offramp", "onramp"))


def _ramps(page: Page) -> Iterator[Finding]:
    """`the Weedpatch off-ramp`, `FOOTHILL ONRAMP`: the street that a ramp leads to."""
    for at in _RAMP(page):
        i = page.token_at(at)
        first = i
        if page.words[i] == "ramp":
            if not i or page.words[i - 1] not in ("off", "on", "exit", "entrance"):
                continue
            first -= 1
        name = first
        while name and first - name < 3 and page.gap(name - 1) == " " and _ramp_word(page, name - 1):
            name -= 1
        if name < first:
            yield Finding(page.starts[name], page.ends[i], Entity.ADDRESS, "ramp")


def _ramp_word(page: Page, i: int) -> bool:
    if page.flags[i] & (Word.FUNCTION | Word.POLICE) or not page.raw[i].isalpha():
        return page.words[i] in SUFFIXES
    return page.is_capitalised(i) if page.casing[i] == MIXED else not page.flags[i] & Word.COMMON


_BOUND: Final = words("nb sb eb wb northbound southbound eastbound westbound")
_SIDES: Final = words("n s e w ne nw se sw")
_HEADED: Final = at_words(_BOUND | _SIDES)
_NO_NAME: Final = words(
    """
    alley median island parking traffic lanes lane shoulder side onto into on ramp exit from to past through
    thru at approaching towards toward in
    just out with without when veh vehicle car truck trk semi suv van sedan pickup mc honda toyota ford chevy nissan
    jeep dodge bmw gmc kia hyundai shldr median center unk unknown way direction stop turn
    """
)
_LOCATING: Final = words("on at near nr off behind down along from to of ifo r/o via onto toward towards twd twds")


def _directed(page: Page) -> Iterator[Finding]:
    """`FLED WB FLAMINGO`, `BEHIND NW OVERTON`: a name right behind a direction, closed by a stop or a small word."""
    for at in _HEADED(page):
        i = page.token_at(at)
        bound = page.words[i] in _BOUND
        if i + 1 >= len(page) or page.gap(i) not in (" ", ". "):
            continue
        if not bound and (not page.raw[i].isupper() or not i or page.words[i - 1] not in _LOCATING):
            continue
        if not bound and (page.casing[i] == LOWER or page.before(i) != " "):
            continue
        first = last = i + 1
        while (
            page.words[last] in ("el", "la", "los", "las", "de", "san", "santa", "st", "mt") and page.gap(last) == " "
        ):
            if last + 1 >= len(page):
                break
            last += 1
        flags = page.flags[last]
        if flags & (Word.FUNCTION | Word.POLICE | Word.KIN | Word.COMMON) or not page.raw[last].isalpha():
            continue
        if len(page.raw[last]) < 4 or page.words[last] in _NO_NAME or page.words[last] in NOT_IN_A_STREET:
            continue
        if page.casing[last] == MIXED and not page.is_capitalised(last):
            continue
        if last + 1 < len(page) and page.gap(last) == " " and page.words[last + 1] in SUFFIXES:
            last += 1
        closed = page.gap(last)[:1] in ("", ".", ",", ";", ")", "/") or (
            last + 1 < len(page) and bool(page.flags[last + 1] & Word.FUNCTION)
        )
        if closed:
            yield Finding(
                page.starts[first if bound else i], page.ends[last], Entity.ADDRESS, "name behind a direction"
            )


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
            and is_direction(page, first - 1)
        ):
            first -= 1
        before = page.words[first - 1] if first else ""
        after = page.words[i + 1] if i + 1 < len(page) and page.gap(i) in (" ", "-") else ""
        if after in _COUNTED:
            continue
        ends = first < i or not after or bool(page.flags[i + 1] & Word.FUNCTION)
        if (before in _ON and ends) or (first < i and page.raw[first].isupper()):
            yield Finding(page.starts[first], page.ends[i], Entity.ADDRESS, "numbered street")
