"""The words that streets are made of, for the recognisers of places."""

from __future__ import annotations

from typing import Final

from redact.identity.lexicon import Word
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.words import words

SUFFIXES: Final = words(
    """
    st str street ave av aven avenue blvd boulevard bl rd road dr drv drive ln lane ct crt court cir circle pl
    place way wy pkwy parkway hwy highway ter terr terrace trl trail sq square loop aly alley cv cove pike row
    run path plz plaza xing crossing expy expressway fwy freeway trafficway tpke turnpike bypass crescent cres
    mews walk glen pass ridge bluff heights broadway spur bend commons causeway esplanade promenade thruway
    """
)
"""Street types, USPS Publication 28 (C1) and police spellings."""

RARE_SUFFIXES: Final = words(
    """
    aly anx arc avenida bayou bch beach bend bnd blf bluffs bottom branch bridge brg brook brk byp canyon cyn cape
    center centre cliff cliffs club corner corners creek crk crest crst crossroad xrd curve dale estates ests ext
    extension fall falls ferry field fields fld flds flats forge fork forks frk gardens gdns gateway gtwy grove grv
    harbor hbr haven hvn hts hill hills hl hls hollow holw inlet isle junction jct knoll knolls knl knls lake lakes
    lk landing lndg manor mnr meadow meadows mdw mdws mill mills mls mount mountain mtn neck orchard orch oval
    overlook overpass park pines pine pne plain plains pln point points pt pte pointe port prairie ranch rnch rapids
    rise river riv rue shoals shore shores shr spring springs spg spgs summit smt throughway trace trce underpass
    valley vly viaduct via view vw village vlg ville vista vis wells wynd
    """
)
"""Street types of USPS Publication 28 that are ordinary words or names: they count behind a house number only."""

PLAIN_BEFORE: Final = words(
    """
    same side dirt gravel city back main public private busy access service frontage paved county cross next this
    that wrong entire whole high open long short narrow dark one two other another nearby rural residential through
    dead blind
    """
)
"""Ordinary words with which people say `dirt road` or `side street`."""

DOUBTFUL: Final = words(
    """
    st str dr ct pl way court place drive square loop row run path pass walk ridge bend glen trail circle road
    street lane pike cove spur alley heights plaza crossing commons broadway bl
    """
)
"""Street types that are also ordinary words or abbreviations: they need a name before them that looks like one."""

DIRECTIONS: Final = words(
    """
    n s e w ne nw se sw no so north south east west northeast northwest southeast southwest nb sb eb wb n/b s/b
    e/b w/b
    """
)
POSTDIRECTIONS: Final = words("n s e w ne nw se sw north south east west northeast northwest southeast southwest")
UNIT_WORDS: Final = words("apt apartment unit ste suite rm room lot space spc bldg building fl floor trlr ph")
ORDINALS: Final = words("first second third fourth fifth sixth seventh eighth ninth tenth")
PLACE_PREPOSITIONS: Final = words(
    """
    at on near off down along to from toward towards into across in of by behind outside between eb wb nb sb twd nr ifo
    """
)
NOT_IN_A_STREET: Final = words(
    """
    minutes minute mins min hours hour hrs hr days day weeks week months month years year yrs feet foot ft miles
    mile mi inches inch males male females female men man women woman people persons kids children adults
    juveniles subjects subj suspects victims officers units times blocks block cars vehicles rounds shots calls
    blk priors prior dollars percent am pm hundred thousand old bags pills grams oz lbs pounds people guys boys
    girls juvs
    """
)


def is_ordinal(word: str) -> bool:
    return word in ORDINALS or (word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th"))


def can_name_a_street(page: Page, i: int) -> bool:
    """Whether a token can be part of a street's name: no function word and no unit of measure."""
    word = page.words[i]
    if word in NOT_IN_A_STREET:
        return False
    if is_ordinal(word):
        return True
    flags = page.flags[i]
    if flags & Word.FUNCTION:
        return False
    if page.casing[i] == MIXED:
        return page.is_capitalised(i) or word in ("de", "la", "del", "las", "los", "el")
    if page.casing[i] in (CAPS, LOWER):
        return not flags & Word.POLICE or bool(flags & 48)
    return True
