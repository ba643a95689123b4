"""Named places: businesses, schools, hospitals, shelters, parks: by the word that ends their name, or before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, Word
from redact.identity.page import CAPS, MIXED, Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity
from redact.identity.streets import NOT_IN_A_STREET
from redact.identity.words import words

ENDINGS: Final = words(
    """
    academy ammo apartments appliance appliances apts arena arms auto bakery bank baptist bar barber barbershop
    bistro books bookstore boutique brewery brothers cafe campground campus cantina car casino cathedral
    cemetery center centre chapel charter chevron chiropractic church cinema cleaners clinic club coffee college
    company condominiums condos court courts courtyard crafts creamery credit cu daycare deli dental depot diner
    discount donuts drugs electronics elementary estates express exxon farm farms fellowship fitness flooring
    florist flowers foods fuel funeral furniture gallery garage gardens gas gelato general gifts go golf grill
    grocery group guns gym hall hardware heights high hobby homes hosp hospice hospital hotel house imports inc
    inn institute jail jewelers jewelry juice junior kindergarten kitchen landing laundromat laundry library
    linen liquor liquors llc loan lodge lofts logistics lounge mall manor marina market mart masjid medical
    memorial mission mobil mobile mortuary mosque motel motors museum mushroom music nails nursery nursing
    nutrition office optical orchard outfitters packing pantry parish park parts pavilion pawn pet pets pharmacy
    pizza pizzeria place playground plaza plumbing point pool prep preschool primary prison pub ranch realty
    records recovery recreation rehab rental rentals residence residences resort restaurant roofing salon
    salvage school seminary senior shell shelter shop shoppe shopping shul smoke spa speedway sports square
    stables stadium staffing station steakhouse storage store studio suites supermarket superstore supply
    synagogue taqueria tavern temple terrace theater theatre thrift tire tires tobacco towers towing transit
    union university urgent vape villa village villas vista warehouse wharf wholesale winery wireless woods
    works ymca yoga ywca zoo
    """
)
"""Words with which the name of a place ends."""

_WEAK: Final = words(
    """
    ammo appliance appliances auto bank bar barber books brothers cafe car center church clinic club coffee
    company court courts crafts credit deli diner discount drugs electronics express farm flowers foods fuel
    furniture garage gas general gifts go golf group guns gym hall heights high hobby homes hospital hotel house
    imports jail junior kitchen landing laundry library liquor loan mall market medical memorial mission mobile
    motel music nutrition office park parts pawn pet pets pharmacy place point pool prison pub ranch records
    recovery rental rentals residence restaurant salon salvage school senior shell shelter shop shopping smoke
    spa sports square station storage store studio supply terrace theater thrift tire tires tobacco towing union
    vape village vista wireless woods works
    """
)
"""Endings that are also ordinary words: in ALL CAPS they need a name before them."""

_BEFORE: Final = words(
    """
    at from to of outside inside behind near in into by for with front called named the toward towards across
    via leaving left entered visited works employed attends attended frequents stays residing owner manager
    employee
    """
)
_ABBREVIATED: Final = words("st mt ste dr ft")
_AT: Final = words("at outside inside behind near through from into of")
_GENERIC: Final = words(
    """
    station school hospital park church bank store office center hotel jail home homes house hall building court
    garage gym clinic market library shelter village square place point pool high medical senior residence street
    prison union auto car bar club company gas express mobile parts records go point
    """
)
"""Endings with which a place is often said without a name (`AT GAS STATION`)."""

_COMPANY: Final = words("co inc llc corp ltd st mt")
_WORK: Final = words("works worked employed job working")
_ENDING_WORDS, _AT_WORDS, _WORK_WORDS = bit_of(ENDINGS), bit_of(_AT), bit_of(_WORK)
_GAPS: Final = frozenset((" ", "'s ", "\u2019s ", "'S ", "-", " & ", "& ", " &", "' ", ". ", "\u2019S "))


class PlaceNameFinder(Finder):
    """A run of capitalised words that ends in such a word; in ALL CAPS a run after a place preposition."""

    entities = (Entity.PLACE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _after_preposition(page)
        yield from _employers(page)
        last_end = -1
        for i in page.tokens_in(_ENDING_WORDS):
            if i <= last_end:
                continue
            last = i
            while (
                last + 1 < len(page)
                and page.gap(last) in _GAPS
                and page.words[last + 1] in ENDINGS
                and _fits(page, last + 1)
            ):
                last += 1
            first = _start(page, i)
            if first is None:
                continue
            last_end = last
            yield Finding(page.starts[first], page.ends[last], Entity.PLACE, "name that ends in a kind of place")


def _after_preposition(page: Page) -> Iterator[Finding]:
    """In mixed case: two or more capitalised words behind `at`, `outside`, `through`: the name of something."""
    for i in page.tokens_in(_AT_WORDS):
        if page.casing[i] != MIXED or page.gap(i) != " " or i + 2 >= len(page):
            continue
        first = i + 1
        if page.words[first] == "the" and page.gap(first) == " ":
            first += 1
        last = first - 1
        while last + 1 < len(page) and last - first < 5 and _named_word(page, last + 1):
            if last >= first and not _continues(page, last):
                break
            last += 1
        if last >= first and last + 2 < len(page) and page.words[last + 1] in ("on", "of") and page.gap(last) == " ":
            last += 2 if _named_word(page, last + 2) else 0
        lone = last == first and not page.flags[first] & (Word.ORDINARY | Word.PROPER | Word.POLICE)
        if last > first or lone:
            yield Finding(page.starts[first], page.ends[last], Entity.PLACE, "capitalised words behind a preposition")


def _continues(page: Page, i: int) -> bool:
    """Whether the name of a place can go on behind token i; a full stop only behind an abbreviation."""
    gap = page.gap(i)
    return gap in _GAPS and (gap != ". " or page.words[i] in _ABBREVIATED)


def _named_word(page: Page, i: int) -> bool:
    plain = page.flags[i] & (Word.POLICE | Word.FUNCTION)
    return page.is_capitalised(i) and not plain and not page.raw[i].isdigit() and len(page.raw[i]) > 1


def _employers(page: Page) -> Iterator[Finding]:
    """`WORKS AT AGUA FRIA BLOCK CO`: where somebody works finds them."""
    for i in page.tokens_in(_WORK_WORDS):
        if i + 2 >= len(page) or page.words[i + 1] not in ("at", "for", "by"):
            continue
        first = i + 3 if page.words[i + 2] == "the" and i + 3 < len(page) else i + 2
        if not _employer_word(page, first):
            continue
        last = first
        while last + 1 < len(page) and last - first < 4 and page.gap(last) in _GAPS and _employer_word(page, last + 1):
            last += 1
        if last > first or not page.flags[first] & Word.ORDINARY:
            yield Finding(page.starts[first], page.ends[last], Entity.PLACE, "place of work")


def _employer_word(page: Page, i: int) -> bool:
    if page.flags[i] & (Word.FUNCTION | Word.POLICE) and page.words[i] not in _COMPANY:
        return False
    return page.casing[i] != MIXED or page.is_capitalised(i)


def _start(page: Page, ending: int) -> int | None:
    if not _fits(page, ending):
        return None
    first = ending
    while first and ending - first < 5:
        word = page.words[first - 1]
        if not _continues(page, first - 1):
            break
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
    return first if page.casing[ending] == MIXED or _is_named(page, first, ending) else _narrow(page, first, ending)


def _fits(page: Page, i: int) -> bool:
    word, flags = page.words[i], page.flags[i]
    if page.casing[i] == MIXED:
        return (
            page.is_capitalised(i)
            and (not flags & (Word.FUNCTION | Word.POLICE) or word in ENDINGS)
            and not (page.opens[i] and flags & Word.COMMON and word not in ENDINGS and not flags & NAME)
        )
    if word in ENDINGS or word in _ABBREVIATED:
        return True
    return not flags & (Word.FUNCTION | Word.POLICE) and len(word) > 1 and not word.isdigit()


def _is_named(page: Page, first: int, ending: int) -> bool:
    """In CAPS: a preposition stands before the run, and the run holds a word that is not ordinary."""
    before = page.words[first - 1] if first else ""
    unusual = any(not page.flags[k] & (Word.ORDINARY | Word.POLICE) for k in range(first, ending))
    if page.casing[ending] == CAPS:
        sure = before in _AT and (ending - first >= 2 or page.words[ending] not in _GENERIC)
        listed = page.before(first) == ", " and page.gap(ending)[:1] == "," and ending - first >= 1
        opening = page.opens[first] and unusual
        return listed or opening or (before in _BEFORE and (unusual or sure or page.words[ending] not in _WEAK))
    return before in _BEFORE and unusual


def _narrow(page: Page, first: int, ending: int) -> int | None:
    """Where no preposition stands before the run, only its unusual words right before the ending count."""
    start = ending
    while start > first and not page.flags[start - 1] & (Word.ORDINARY | Word.POLICE):
        start -= 1
    return start if start < ending else None
