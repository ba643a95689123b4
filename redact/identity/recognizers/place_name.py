"""Named places: businesses, schools, hospitals, shelters, parks: by the word that ends their name, or before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.cuesets import bit_of
from redact.identity.dates import DATE_WORDS
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.places import CHAIN_PAIRS, CHAINS, MODIFIERS, OTHER_ENDINGS, SCENERY, STARTINGS, SURE_ENDINGS
from redact.identity.recognizers.base import Finder, Finding, compiled
from redact.identity.spans import Entity
from redact.identity.streets import DIRECTIONS, NOT_IN_A_STREET, PLACE_PREPOSITIONS, SUFFIXES
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

_ALL: Final = ENDINGS | SURE_ENDINGS | OTHER_ENDINGS
_SOFT: Final = _WEAK | (OTHER_ENDINGS - ENDINGS - SURE_ENDINGS)
_MORE: Final = _ALL - ENDINGS

_BEFORE: Final = words(
    """
    at from to of outside inside behind near in into by for with front called named the toward towards across
    via leaving left entered visited twd nr ifo works employed attends attended frequents stays residing owner manager
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
_GAPS: Final = frozenset((" ", "'s ", "\u2019s ", "'S ", "-", " & ", "& ", " &", "' ", ". ", "\u2019S "))


class PlaceNameFinder(Finder):
    """A run of capitalised words that ends in such a word; in ALL CAPS a run after a place preposition."""

    entities = (Entity.PLACE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        words = page.words
        marks = [i for i, word in enumerate(words) if word in _MARKS]
        yield from _after_preposition(page, [i for i in marks if words[i] in _PREPOSITIONS])
        yield from _in_capitals(page, [i for i in marks if words[i] in _INSIDE or words[i] in _TOWARDS])
        yield from _employers(page, [i for i in marks if words[i] in _WORK])
        yield from _chains(page)
        yield from _joined_by_n(page)
        yield from _kind_first(page)
        yield from _saints(page)
        yield from _bare_possessive(page)
        if page.has_digit:
            yield from _numbered(page)
        last_end = -1
        for i in marks:
            word = words[i]
            if i <= last_end or word not in _ALL:
                continue
            if word == "works" and page.casing[i] != MIXED and page.gap(i)[:1] not in ("", ".", ","):
                continue
            last = i
            while (
                last + 1 < len(page)
                and page.gap(last) in _GAPS
                and page.words[last + 1] in _ALL
                and _fits(page, last + 1)
            ):
                last += 1
            first = _start(page, i, last)
            if first is None:
                continue
            if all(page.words[k] in _AGENCY for k in range(first, last + 1)):
                continue
            last_end = last = _with_of(page, last)
            yield Finding(_with_the(page, first), _owned(page, last), Entity.PLACE, "name that ends in a kind of place")


def _owned(page: Page, last: int) -> int:
    """Where a name ends whose last word is a possessive that owns nothing: `at Marlowe's.`"""
    gap = page.gap(last)
    if gap[:2] not in _POSSESSIVE:
        return page.ends[last]
    alone = gap[2:3] in ("", ".", ",", ";", ")") or (gap[2:] == " " and page.flags[last + 1] & Word.FUNCTION)
    return page.ends[last] + 2 if alone and last < len(page) else page.ends[last]


_POSSESSIVE: Final = ("'s", "'S", "\u2019s", "\u2019S")


_INSIDE_BIT: Final = bit_of(words("at inside outside behind near"))
_STARTING: Final = bit_of(STARTINGS)
_ARTICLES: Final = words("el la los las de del al ul un")
_CHAIN: Final = bit_of(CHAINS)


def _bare_possessive(page: Page) -> Iterator[Finding]:
    """In lower case `inside marlowe's.`: an unknown word that owns nothing."""
    if "'s" not in page.text and "\u2019s" not in page.text:
        return
    for before in page.tokens_in(_INSIDE_BIT):
        i = before + 1
        if i >= len(page) or page.casing[i] != LOWER or page.gap(before) != " " or page.flags[i] & SAFE:
            continue
        end = _owned(page, i)
        if end > page.ends[i]:
            yield Finding(page.starts[i], end, Entity.PLACE, "possessive behind a preposition")


def _kind_first(page: Page) -> Iterator[Finding]:
    """`CLUB VERANO`, `Hotel Marlow`, `TACOS EL MORO`, `EL MORAL`: the kind, or an article, and then a name."""
    for i in page.tokens_in(_STARTING):
        word = page.words[i]
        if i + 1 >= len(page) or page.gap(i) not in (" ", "-", ". ") or page.casing[i] == LOWER:
            continue
        if page.gap(i) == ". " and word not in _ABBREVIATED:
            continue
        if page.casing[i] == MIXED and (not page.is_capitalised(i) or not page.is_capitalised(i + 1) or page.opens[i]):
            continue
        last = i + 1
        while last + 1 < len(page) and page.words[last] in _ARTICLES and page.gap(last) in (" ", "-"):
            last += 1
        flags = page.flags[last]
        if (
            flags & (Word.FUNCTION | Word.KIN | Word.TITLE | Word.POLICE)
            or len(page.raw[last]) < 3
            or not page.raw[last].isalpha()
        ):
            continue
        if page.words[last] in _ALL or page.words[last] in SCENERY or (page.casing[i] == CAPS and flags & Word.COMMON):
            continue
        before = page.words[i - 1] if i else ""
        if page.casing[i] == CAPS and not (before in _BEFORE or before in _INSIDE or "@" in page.before(i)):
            continue
        while last + 1 < len(page) and last - i < 4 and page.gap(last) == " " and page.words[last + 1] in _ALL:
            last += 1
        if page.casing[last] == MIXED:
            while (
                last + 1 < len(page)
                and last - i < 4
                and page.gap(last) in (" ", "-")
                and _named_word(page, last + 1)
            ):
                last += 1
        elif (
            last + 1 < len(page)
            and page.gap(last) == " "
            and page.raw[last + 1].isdigit()
            and len(page.raw[last + 1]) == 1
        ):
            last += 1
        yield Finding(_with_the(page, i), _owned(page, last), Entity.PLACE, "kind of place first")


_HOLY: Final = words(
    "lady heart trinity family cross spirit rosary name ghost redeemer virgin ascension angels apostles"
)
_SAINTS: Final = words("st saint sts saints santa sta our holy sacred blessed mater")
_SAINT: Final = bit_of(_SAINTS)


def _saints(page: Page) -> Iterator[Finding]:
    """`St. Alban's`, `Our Lady of the Lake hall`: churches, schools and hospitals of that name."""
    for i in page.tokens_in(_SAINT):
        word = page.words[i]
        if i + 1 >= len(page) or page.gap(i) not in (" ", ". ") or page.casing[i] == LOWER:
            continue
        if page.casing[i] == MIXED and not (page.is_capitalised(i) and page.is_capitalised(i + 1)):
            continue
        last = i + 1
        lady = page.words[last] in _HOLY
        saint = word in ("st", "saint", "sts", "saints")
        if word in ("our", "holy", "sacred", "blessed", "mater") and not lady:
            continue
        if saint and ((i and page.raw[i - 1][0].isdigit()) or page.words[i - 1 if i else 0] in DIRECTIONS):
            continue
        flags = page.flags[last]
        if not lady and (flags & (Word.FUNCTION | Word.POLICE | Word.KIN | Word.TITLE) or len(page.raw[last]) < 3):
            continue
        possessive = page.gap(last)[:2] in _POSSESSIVE
        before = page.words[i - 1] if i else ""
        if saint and not possessive and not (page.flags[last] & Word.FIRST and before in _BEFORE):
            continue
        last = _with_of(page, last) if lady else last
        while last + 1 < len(page) and page.gap(last) in _GAPS and page.words[last + 1] in _ALL:
            last += 1
        end = _owned(page, last) if last > i + 1 or not possessive else page.ends[last] + 2
        yield Finding(page.starts[i], end, Entity.PLACE, "saint")


_NUMBERED: Final = compiled(
    r"""(?:fire\s(?:station|sta|stn|house)|station|sta|stn|vfw(?:\spost)?|(?:american\s)?legion(?:\spost)?|post|(?:elks|moose|masonic|eagles)\slodge|local|
        p\.?s\.?|i\.?s\.?|public\sschool|school\s(?:no\.?|number))\s?\#?\s?\d{1,4}(?!\w|[/:.\-]\d)(?:\s(?-i:[A-Z]{4,20}|[A-Z][a-z]{3,20}))?"""
)
_NUMBERED_WORDS: Final = words(
    "fire station sta stn vfw american legion post elks moose masonic eagles local p ps i is public school"
)
_NUMBERED_WORD: Final = bit_of(_NUMBERED_WORDS)


def _numbered(page: Page) -> Iterator[Finding]:
    """`Fire Sta 5`, `VFW POST 1177`, `PS 118`."""
    for i in page.tokens_in(_NUMBERED_WORD):
        at = page.starts[i]
        word = page.words[i]
        match = _NUMBERED.match(page.text, at)
        if match is None:
            continue
        last = page.token_at(match.end() - 1)
        if (
            not page.raw[i][0].isupper()
            or (word in ("is", "i", "p", "ps", "post", "local") and not page.raw[i].isupper())
        ):
            continue
        if (
            not page.raw[last][0].isdigit()
            and page.flags[last] & (Word.COMMON | Word.POLICE | Word.KIN | Word.FUNCTION)
        ):
            last -= 1
        yield Finding(at, page.ends[last], Entity.PLACE, "numbered station, post or school")


def _with_the(page: Page, first: int) -> int:
    """Where the name starts, with the article when it is written like the name."""
    if not first or page.words[first - 1] != "the" or page.gap(first - 1) != " ":
        return page.starts[first]
    alike = page.casing[first] != MIXED or (page.is_capitalised(first - 1) and not page.opens[first - 1])
    return page.starts[first - 1 if alike else first]


def _with_of(page: Page, last: int) -> int:
    """`Gurdwara Sahib of the Plains`, `CHURCH OF CHRIST`: the last token of the name."""
    i = last + 1
    if i + 1 >= len(page) or page.words[i] != "of" or page.gap(last) != " " or page.gap(i) != " ":
        return last
    if page.casing[last] != MIXED and page.words[last] not in _OF:
        return last
    i += 1
    if page.words[i] in ("the", "our") and i + 1 < len(page) and page.gap(i) == " ":
        i += 1
    flags = page.flags[i]
    if flags & (Word.FUNCTION | Word.POLICE | Word.KIN) or not page.raw[i].isalpha():
        return last
    if page.casing[i] == MIXED and not page.is_capitalised(i):
        return last
    if i + 1 < len(page) and page.casing[i] == MIXED and page.gap(i) == " " and page.is_capitalised(i + 1):
        return i if page.flags[i + 1] & (Word.FUNCTION | Word.POLICE | Word.TITLE) else i + 1
    return i


_OF: Final = words(
    """
    church temple gurdwara sahib cathedral mission house assembly fellowship university college bank lady sisters
    chapel
    """
)


_PAIR_FIRST: Final = frozenset(pair[0] for pair in CHAIN_PAIRS)


_CARDS: Final = words("bank atm debit credit visa card account checking gift store pharmacy")
_CHAIN_BEFORE: Final = words("at from near to inside outside behind by into leaving")


def _chains(page: Page) -> Iterator[Finding]:
    """`at Walmart`, `CIRCLE K`: chains; one whose name is a word needs a preposition."""
    for i in page.tokens_in(_CHAIN):
        at = page.starts[i]
        if page.flags[i] & (Word.ORDINARY | NAME):
            before = page.words[i - 1] if i else ""
            if page.casing[i] == LOWER and page.flags[i] & Word.ORDINARY:
                continue
            after = page.words[i + 1] if i + 1 < len(page) and page.gap(i) == " " else ""
            if after not in _CARDS and before not in _CHAIN_BEFORE:
                continue
            if page.casing[i] == MIXED and not page.is_capitalised(i):
                continue
        end = page.ends[i]
        if page.text[end : end + 2] in _POSSESSIVE:
            end += 2
        yield Finding(at, end, Entity.PLACE, "chain")
    if _PAIR_FIRST.isdisjoint(page.vocabulary):
        return
    for i in range(len(page) - 1):
        if (page.words[i], page.words[i + 1]) in CHAIN_PAIRS and page.gap(i) in (" ", "-", " & ", "&", "'s ", "'S "):
            yield Finding(page.starts[i], page.ends[i + 1], Entity.PLACE, "chain")


def _joined_by_n(page: Page) -> Iterator[Finding]:
    """`the snack n save`, `Stop N Go`: two words with an n between."""
    for i in page.tokens_of(("n",)):
        if not i or i + 1 >= len(page) or page.words[i - 1].isdigit():
            continue
        if page.gap(i - 1) not in (" ", "-", " '", "-'") or page.gap(i) not in (" ", "-", "' ", "'-"):
            continue
        before = page.words[i - 2] if i > 1 else ""
        sure = (
            page.gap(i) == "-"
            or (page.casing[i] == MIXED and page.is_capitalised(i - 1) and page.is_capitalised(i + 1))
        )
        if not sure and before not in _BEFORE:
            continue
        if (page.flags[i - 1] | page.flags[i + 1]) & (Word.FUNCTION | Word.POLICE | Word.KIN):
            continue
        if len(page.raw[i - 1]) < 3 or len(page.raw[i + 1]) < 3:
            continue
        if page.words[i + 1] in SUFFIXES or not (page.raw[i - 1].isalpha() and page.raw[i + 1].isalpha()):
            continue
        last = i + 1
        while last + 1 < len(page) and page.gap(last) == " " and page.words[last + 1] in _ALL:
            last += 1
        yield Finding(_with_the(page, i - 1), page.ends[last], Entity.PLACE, "two words with an n")


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
            if last >= first and not _continues(page, last):
                break
            last += 1
        if last < first:
            continue
        run = range(first, last + 1)
        if any(page.words[k] in SCENERY for k in run):
            continue
        telling = [k for k in run if page.words[k] not in MODIFIERS and not page.flags[k] & Word.COMMON]
        closed = page.gap(last)[:1] in (",", ".", ";", ")", "") or (
            last + 1 < len(page) and bool(page.flags[last + 1] & Word.FUNCTION)
        )
        owned = _owned(page, last) > page.ends[last]
        wide = page.words[i] in _TOWARDS and page.words[i] != "of"
        if page.words[i] == "to" and (not i or page.words[i - 1] not in _GOING):
            continue
        if page.words[i] == "of" and (not i or page.words[i - 1] not in _LOT):
            continue
        if sum(page.words[k] not in MODIFIERS for k in run) < 2 and not owned:
            continue
        if (
            wide
            and (len(telling) < 2 or page.words[last].endswith(("ed", "ing", "s")) or page.flags[first] & Word.POLICE)
        ):
            continue
        if last > first and telling and closed and not all(page.flags[k] & Word.FIRST for k in run):
            last = _with_of(page, last)
            end = page.ends[last] + 2 if owned else page.ends[last]
            yield Finding(page.starts[first - the], end, Entity.PLACE, "capitals behind a preposition")
        elif owned and last == first:
            yield Finding(page.starts[first - the], page.ends[last] + 2, Entity.PLACE, "possessive in capitals")


_INSIDE: Final = words("at inside outside behind near")
_TOWARDS: Final = words("to from left of ifo leaving entered")
_GOING: Final = words(
    """
    went go goes going drove driven walked ran returned taken transported back came come over headed heading
    responded fled moved transport drive walking running en rt enrt sent brought escorted
    """
)
_LOT: Final = words("lot front owner manager clerk employee rear side outside parking entrance management lobby")


def _plain_name(page: Page, i: int) -> bool:
    flags = page.flags[i]
    if page.words[i] in PLACE_PREPOSITIONS or page.words[i] in _BEFORE:
        return False
    if flags & (Word.FUNCTION | Word.KIN | Word.TITLE) or not page.raw[i].isalpha() or len(page.raw[i]) < 3:
        return page.words[i] in _ABBREVIATED
    return not flags & Word.POLICE or page.words[i] in _ABBREVIATED


def _after_preposition(page: Page, marks: list[int]) -> Iterator[Finding]:
    """In mixed case: two or more capitalised words behind `at`, `outside`, `through`: the name of something."""
    for i in marks:
        if page.casing[i] != MIXED or i + 1 >= len(page.words) or not (
            page.raw[i + 1][0].isupper() or page.words[i + 1] == "the"
        ):
            continue
        word = page.words[i]
        wide = word in _WIDE or (word in _KINDS and page.gap(i) == ", ")
        if (word not in _AT and not wide) or page.casing[i] != MIXED or page.gap(i) not in (" ", ", "):
            continue
        if page.gap(i) == ", " and word not in _KINDS:
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
            last += 2 if _named_word(page, last + 2) and page.words[last + 2] not in DATE_WORDS else 0
        if wide:
            owned_alone = word in ("by", "to", "past") and last == first and _owned(page, last) > page.ends[last]
            if (last > first and _is_no_agency(page, first, last)) or owned_alone:
                yield Finding(_with_the(page, first), _owned(page, last), Entity.PLACE, "capitals behind a word")
            continue
        if last > first and all(page.words[k] in _AGENCY for k in range(first, last + 1)):
            continue
        lone = last == first and not page.flags[first] & (Word.ORDINARY | Word.PROPER | Word.POLICE)
        owned = last == first and word != "of" and _owned(page, last) > page.ends[last]
        if last > first or lone or owned:
            end = _owned(page, last)
            yield Finding(_with_the(page, first), end, Entity.PLACE, "capitalised words behind a preposition")


_KINDS: Final = words(
    """
    job work employer workplace restaurant store shop bar club school church hospital gym company business dealer
    dealership bank hotel motel salon diner cafe clinic shelter daycare casino employment tavern
    """
)
"""`at her job, Sandstone Braiding`: what such a word introduces is a name."""
_WIDE: Final = words(
    """
    a an to by with for toward towards past across called named the leaving left entered owns via around beside
    """
)
_PREPOSITIONS: Final = _AT | _WIDE | _KINDS
_MARKS: Final = _ALL | _PREPOSITIONS | _INSIDE | _TOWARDS | _WORK
_AGENCY: Final = words(
    """
    unit division department dept bureau office court courts service services county city state district police
    sheriff sheriffs patrol dispatch command task force squad team crime scene victim witness adult child protective
    family social security health human probation parole prosecutor attorney judge county's medical examiner rescue
    fire ems emergency driver license miranda rights constitution amendment order protection restraining english
    spanish creole
    """
)


def _is_no_agency(page: Page, first: int, last: int) -> bool:
    """No agency, no vehicle, no person: at least one ordinary word that is no name stands in it."""
    run = range(first, last + 1)
    if any(page.words[k] in _AGENCY or page.flags[k] & (Word.TITLE | Word.PROPER | Word.KIN) for k in run):
        return False
    if all(page.raw[k].isupper() for k in run):
        return False
    return any(page.flags[k] & Word.ORDINARY and not page.flags[k] & Word.FIRST for k in run)


def _continues(page: Page, i: int) -> bool:
    """Whether the name of a place can go on behind token i; a full stop only behind an abbreviation."""
    gap = page.gap(i)
    return gap in _GAPS and (gap != ". " or page.words[i] in _ABBREVIATED)


def _named_word(page: Page, i: int) -> bool:
    flags = page.flags[i]
    if page.words[i] in _ABBREVIATED and page.is_capitalised(i) and not page.raw[i].isupper():
        return True
    plain = flags & (Word.POLICE | Word.FUNCTION) and not _is_capital_inside(page, i)
    return page.is_capitalised(i) and not plain and not page.raw[i].isdigit() and len(page.raw[i]) > 1


def _is_capital_inside(page: Page, i: int) -> bool:
    """`Four Creeks`, `Cold Storage`: an ordinary word written with a capital inside a sentence is part of a name."""
    flags = page.flags[i]
    return (
        bool(flags & (Word.ORDINARY | Word.FIRST))
        and not flags & (Word.TITLE | Word.KIN)
        and page.raw[i][1:].islower()
        and not page.opens[i]
        and page.words[i] not in _LITTLE
    )


_LITTLE: Final = words(
    """
    i he she they we it my his her your our their a an and or but of at in on to from for with by as is was if when
    then
    """
)


def _employers(page: Page, marks: list[int]) -> Iterator[Finding]:
    """`WORKS AT AGUA FRIA BLOCK CO`: where somebody works finds them."""
    for i in marks:
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


def _start(page: Page, ending: int, last: int) -> int | None:
    if not _fits(page, ending):
        return None
    first = ending
    while first and ending - first < 5:
        word = page.words[first - 1]
        if len(page.raw[first - 1]) == 1 and page.raw[first - 1].isupper() and page.gap(first - 1) in (".", ". "):
            first -= 1
            continue
        if not _continues(page, first - 1) or (
            page.casing[first] != MIXED and (word in _OWNING or word in _AT or word in PLACE_PREPOSITIONS)
        ):
            break
        if (
            word == "the"
            and first > 2
            and page.words[first - 2] == "of"
            and _fits(page, first - 3)
            and (page.casing[first] == MIXED or page.words[first - 3] in _OF)
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
    if named is not None:
        return named
    return _narrow(page, first, ending) if page.words[ending] in ENDINGS else None


_OWNING: Final = words("owns owned entered visited manages operates called named overdue past via leaving off nr ifo")


def _named_more(page: Page, first: int, ending: int, last: int) -> int | None:
    """Outside mixed case: where the name starts, if the words before the ending are more than `local` or `gas`."""
    telling = [k for k in range(first, ending) if page.words[k] not in MODIFIERS and page.words[k] not in _ALL]
    if not telling:
        return None
    sure = any(page.words[k] in SURE_ENDINGS or page.words[k] not in _SOFT for k in range(ending, last + 1))
    before = page.words[first - 1] if first else ""
    if before == "the" and first > 1:
        before = page.words[first - 2]
    located = before in _BEFORE or before in _OWNING or "@" in page.before(first)
    unusual = any(not page.flags[k] & (Word.ORDINARY | Word.POLICE) for k in telling)
    rare = [k for k in telling if not page.flags[k] & Word.COMMON or page.flags[k] & NAME]
    listed = page.before(first) in (": ", ", ") and page.gap(last)[:1] in (",", ".") and ending - first <= 2
    if page.casing[ending] == LOWER:
        if not located and unusual and page.words[ending] in SURE_ENDINGS:
            return next(k for k in telling if not page.flags[k] & (Word.ORDINARY | Word.POLICE))
        return (
            first if located
            and rare
            and (sure or len(telling) >= 2 or page.words[ending] not in _PERSONAL) else None
        )
    located = located or listed
    if located and (unusual or (rare and (sure or page.words[ending] not in _PERSONAL)) or len(rare) >= 2):
        return first
    closed = page.gap(last)[:1] in ("", ".", ",", ";", ")")
    if not located and page.words[ending] in _BUSINESSES and rare[-2:] == [ending - 2, ending - 1]:
        return ending - 2
    if sure and rare and page.words[ending] in SURE_ENDINGS and (closed or not page.words[last].endswith("ing")):
        return first if ending - first <= 2 else max(first, min(rare[-1], ending - 2))
    return None


_BUSINESSES: Final = words(
    """
    bank church school park hospital clinic motel hotel restaurant market center store library grill salon deli
    diner bakery pharmacy garage tire club lounge gym studio storage supply hardware pawn towing union trust
    """
)
_PERSONAL: Final = words(
    """
    drugs lanes floors nails games clothing shoes sneakers supplies wear stop travel house home homes car auto
    garage office room residence court yard yards body hair phones table glass tree health care gun guns
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
                or word in _ALL
                or word in _ABBREVIATED
                or _is_capital_inside(page, i)
            )
            and not (page.opens[i] and flags & Word.COMMON and word not in _ALL and not flags & NAME)
        )
    if word in _ALL or word in _ABBREVIATED:
        return True
    if word in _COUNTED and i + 1 < len(page) and page.gap(i) == " " and page.words[i + 1] not in SCENERY:
        return True
    return not flags & (Word.FUNCTION | Word.POLICE) and len(word) > 1 and not word.isdigit()


_COUNTED: Final = words("three four five six seven eight nine ten cold")
"""`FOUR CREEKS ROOFING`, `LUCKY SIX AUTO PARTS`: function words and shorthand that stand in names."""


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
