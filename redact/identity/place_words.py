"""What the recognisers of named places share: the words with which names end, and where a name goes on."""

from __future__ import annotations

from typing import Final

from redact.identity.lexicon import Word
from redact.identity.page import MIXED, Page
from redact.identity.places import OTHER_ENDINGS, SURE_ENDINGS
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
WEAK: Final = words(
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
SHORT_ENDINGS: Final = words(
    """
    ctr cntr mkt hosp hse whse bros sons daughters med medctr pharm elem mgmt mfg svcs condos chpl schl univ pk rehab
    trailhead mortgage exteriors interiors movers plumbing alarm alarms hauling wreckers wrecker drug fuels pantry
    fcu cu mutual
    """
)
"""Endings cut short, and those of firms that come to a scene."""

SURE_PAIRS: Final = frozenset(
    (
        *(("credit", "union"), ("state", "park"), ("county", "park"), ("state", "bank"), ("national", "bank")),
        *(("cold", "storage"), ("self", "storage"), ("med", "ctr"), ("medical", "ctr"), ("detention", "ctr")),
        *(("medical", "center"), ("detention", "center"), ("community", "college"), ("high", "school")),
        *(("elementary", "school"), ("middle", "school"), ("state", "university"), ("auto", "body"), ("beach", "park")),
        *(("beach", "pk"), ("state", "prison"), ("funeral", "home"), ("memorial", "hospital")),
        *(("chapter", "house"), ("chapter", "hse")),
        *(("community", "hospital"), ("trading", "post"), ("general", "hospital"), ("county", "jail")),
    )
)
"""Two words that end names so surely that a name before them needs no preposition."""

ALL_ENDINGS: Final = ENDINGS | SURE_ENDINGS | OTHER_ENDINGS | SHORT_ENDINGS
SOFT: Final = WEAK | ((OTHER_ENDINGS | SHORT_ENDINGS) - ENDINGS - SURE_ENDINGS)
_MORE: Final = ALL_ENDINGS - ENDINGS
BEFORE_A_PLACE: Final = words(
    """
    at from to of outside inside behind near in into by for with front called named the toward towards across
    via leaving left entered visited twd nr ifo works employed attends attended frequents stays residing owner manager
    employee
    """
)
ABBREVIATED: Final = words("st mt ste dr ft")
AT: Final = words("at outside inside behind near through from into of")
GENERIC: Final = words(
    """
    station school hospital park church bank store office center hotel jail home homes house hall building court
    garage gym clinic market library shelter village square place point pool high medical senior residence street
    prison union auto car bar club company gas express mobile parts records go point
    """
)
"""Endings with which a place is often said without a name (`AT GAS STATION`)."""
COMPANY: Final = words("co inc llc corp ltd st mt")
GAPS: Final = frozenset((" ", "'s ", "\u2019s ", "'S ", "-", " & ", "& ", " &", "' ", ". ", "\u2019S "))


def owned_end(page: Page, last: int) -> int:
    """Where a name ends whose last word is a possessive that owns nothing: `at Marlowe's.`"""
    gap = page.gap(last)
    if gap[:2] not in POSSESSIVE:
        return page.ends[last]
    alone = gap[2:3] in ("", ".", ",", ";", ")") or (gap[2:] == " " and page.flags[last + 1] & Word.FUNCTION)
    return page.ends[last] + 2 if alone and last < len(page) else page.ends[last]


POSSESSIVE: Final = ("'s", "'S", "\u2019s", "\u2019S")


def with_the(page: Page, first: int) -> int:
    """Where the name starts, with the article when it is written like the name."""
    the = bool(first) and page.words[first - 1] == "the" and page.gap(first - 1) == " "
    if the and (page.casing[first] != MIXED or (page.is_capitalised(first - 1) and not page.opens[first - 1])):
        return page.starts[first - 1]
    return page.starts[first]


def with_of(page: Page, last: int) -> int:
    """`Gurdwara Sahib of the Plains`, `CHURCH OF CHRIST`: the last token of the name."""
    i = last + 1
    if i + 1 >= len(page) or page.words[i] != "of" or page.gap(last) != " " or page.gap(i) != " ":
        return last
    if page.casing[last] != MIXED and page.words[last] not in OF:
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


OF: Final = words(
    """
    church temple gurdwara sahib cathedral mission house assembly fellowship university college bank lady
    sisters chapel
    """
)
INSIDE: Final = words("at inside outside behind near")
AGENCY: Final = words(
    """
    unit division department dept bureau office court courts service services county city state district police
    sheriff sheriffs patrol dispatch command task force squad team crime scene victim witness adult child protective
    family social security health human probation parole prosecutor attorney judge county's medical examiner rescue
    fire ems emergency driver license miranda rights constitution amendment order protection restraining english
    spanish creole
    """
)


def continues(page: Page, i: int) -> bool:
    """Whether the name of a place can go on behind token i; a full stop only behind an abbreviation."""
    gap = page.gap(i)
    return gap in GAPS and (gap != ". " or page.words[i] in ABBREVIATED)


def named_word(page: Page, i: int) -> bool:
    flags = page.flags[i]
    if page.words[i] in ABBREVIATED and page.is_capitalised(i) and not page.raw[i].isupper():
        return True
    plain = flags & (Word.POLICE | Word.FUNCTION) and not is_capital_inside(page, i)
    return page.is_capitalised(i) and not plain and not page.raw[i].isdigit() and len(page.raw[i]) > 1


def is_capital_inside(page: Page, i: int) -> bool:
    """`Four Creeks`, `Cold Storage`: an ordinary word written with a capital inside a sentence is part of a name."""
    flags = page.flags[i]
    return (
        bool(flags & Word.ORDINARY)
        and not flags & (Word.TITLE | Word.KIN)
        and page.raw[i][1:].islower()
        and not page.opens[i]
        and page.words[i] not in _LITTLE
    )


_LITTLE: Final = words(
    """
    i he she they we it my his her your our their a an and or but of at in on to from for with by as is was if
    when then
    """
)
