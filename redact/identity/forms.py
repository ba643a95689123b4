"""Normal forms: how two spellings of one value are made to meet.

Used by the record-aware matcher and by both parts of the residue gate, so that all of them mean the
same thing by "the same value". Pure functions of a string, standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss", "ħ": "h", "ŋ": "n"}
)
_NOT_ALNUM = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile(r"(?<=\w)['\u2019\u02bc`´](?=\w)")
_DIGITS = re.compile(r"\d+")


def fold(value: str) -> str:
    """Lower case without accents: `Rocío` -> `rocio`. Its length may differ from the input's."""
    if value.isascii():
        return value.lower()
    decomposed = unicodedata.normalize("NFKD", value.casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def comparable(value: str) -> str:
    """The form in which values are compared: folded, apostrophes dropped, other punctuation as one space.

    `O'Neil, Patrick J.` -> `oneil patrick j`; `12-B Elm St.` -> `12 b elm st`.
    """
    return _NOT_ALNUM.sub(" ", _APOSTROPHES.sub("", fold(value))).strip()


def compact(value: str) -> str:
    """Letters and digits only, upper case: `8kxr-204` -> `8KXR204`; for plates, licences, keys and numbers."""
    return _NOT_ALNUM.sub("", fold(value)).upper()


def digits(value: str) -> str:
    """The decimal digits of a value in order, as ASCII."""
    return "".join(str(unicodedata.decimal(digit)) for run in _DIGITS.findall(value) for digit in run)


def phone_digits(value: str) -> str:
    """A North American phone number as ten (or seven) digits, without country code or extension; else ''.

    `+1 (303) 555-0129 x12` -> `3035550129`; `555-0142` -> `5550142`.
    """
    number = digits(re.split(r"(?i)\s*(?:x|ext\.?|extension)\s*\d", value, maxsplit=1)[0])
    if len(number) == 11 and number.startswith("1"):
        number = number[1:]
    return number if len(number) in (7, 10) else ""


_SUFFIX = {
    "alley": "aly",
    "avenue": "ave",
    "av": "ave",
    "boulevard": "blvd",
    "boul": "blvd",
    "circle": "cir",
    "circ": "cir",
    "court": "ct",
    "crt": "ct",
    "cove": "cv",
    "crossing": "xing",
    "drive": "dr",
    "drv": "dr",
    "expressway": "expy",
    "freeway": "fwy",
    "highway": "hwy",
    "hiway": "hwy",
    "hway": "hwy",
    "lane": "ln",
    "loop": "loop",
    "parkway": "pkwy",
    "pky": "pkwy",
    "pkway": "pkwy",
    "place": "pl",
    "plaza": "plz",
    "point": "pt",
    "road": "rd",
    "route": "rte",
    "square": "sq",
    "street": "st",
    "str": "st",
    "terrace": "ter",
    "terr": "ter",
    "trail": "trl",
    "trafficway": "trfy",
    "turnpike": "tpke",
    "way": "way",
    "wy": "way",
}
_DIRECTION = {
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
    "no": "n",
    "so": "s",
}
_UNIT = re.compile(
    r"(?:\s(?:apt|apartment|unit|ste|suite|room|rm|fl|floor|lot|spc|space|bldg|building|trlr|ph)\b.*|\s#.*)$"
)
_HOUSE = re.compile(r"^(\d{1,6})(?:[a-z]|\s?-\s?\d{1,5}|\s\d/\d)?\s+(.*)$")


@lru_cache(maxsize=8_192)
def street_key(value: str) -> str:
    """A street's name with its words in their postal short forms: `West Elm Street` -> `w elm st`."""
    words = comparable(value).split()
    out = []
    for place, word in enumerate(words):
        if place and word in _SUFFIX:
            out.append(_SUFFIX[word])
        elif word in _DIRECTION and len(words) > 1:
            out.append(_DIRECTION[word])
        else:
            out.append(re.sub(r"^0*(\d+)(?:st|nd|rd|th)$", r"\1", word))
    return " ".join(out)


@lru_cache(maxsize=8_192)
def exact_address_key(value: str) -> str:
    """House number and street of an exact address, or '' where the value names no single house.

    `1204 West Elm Street, Apt 4` -> `1204 w elm st`. Block forms (`1200 BLK W ELM ST`, `12XX S MAIN`) and
    intersections give ''.
    """
    plain = _UNIT.sub("", fold(value).replace(",", " ").replace(".", " "))
    found = _HOUSE.match(plain.strip())
    if found is None or re.match(r"(?:blk|block)\b", found[2]):
        return ""
    street = street_key(found[2])
    return f"{int(found[1])} {street}" if any(letter.isalnum() for letter in street) else ""
