"""Does a short cell (an offence text, a status, a disposition) hold something that identifies a person?

Asked once per distinct value of every column that a release would show. Such cells are vocabulary, full of
statute numbers, ordinals and abbreviations, so only shapes that no vocabulary has are taken: false alarms
empty a published cell. Light on purpose: neither Presidio nor spaCy is loaded for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from redact.identity.checks import is_luhn, is_vin
from redact.identity.words import words

_HINT: Final = re.compile(r"[\d@]|://|www\.", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63}){1,4}")
_HANDLE: Final = re.compile(r"(?<![\w@])@[A-Za-z_]\w{2,30}")
_URL: Final = re.compile(r"https?://\S|\bwww\.\w", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"(?<![\w.\-/(])(?:\+?1[\s.\-]?)?(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[\s.\-])[2-9]\d{2}[\s.\-]\d{4}(?![\w\-./])"
    r"|\b(?:ph|phone|tel|cell|call|cb)\b\W{0,3}\d{3}[\s.\-]?\d{3,4}[\s.\-]?\d{0,4}\b|(?<![\w.\-/])[2-9]\d{2}-\d{4}(?![\w\-./])"
    r"|(?<![\w.\-/])[2-9]\d{2}[2-9]\d{6}(?![\w\-./])",
    re.IGNORECASE,
)
_SSN: Final = re.compile(
    r"(?<![\w\-.])\d{3}-\d{2}-\d{4}(?![\w\-])|\b(?:ssn|soc(?:ial)?\s?sec(?:urity)?)\b\W{0,4}\d{4,9}\b", re.IGNORECASE
)
_VIN: Final = re.compile(r"(?<!\w)[A-HJ-NPR-Z0-9]{17}(?!\w)", re.IGNORECASE)
_CARD: Final = re.compile(r"(?<![\w\-.])(?:\d[\s\-]?){13,19}(?![\w\-])")
_BORN: Final = re.compile(
    r"""\b(?:d\.?o\.?b\.?|born|birth\s?date|date\sof\sbirth)\b\W{0,5}
        (?:\d{1,2}[/\-.]\d{1,2}[/\-.]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{6,8})\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PLATE: Final = re.compile(
    r"""\b(?:plate|plt|lp|lic(?:ense)?\s(?:plate|no|number|\#)|reg|tag|oln|dl)\b\s?(?:\#|no\.?|:|of|is)?\s?(?:[A-Z]{2}\s)?
        (?=[A-Z\-\s]{0,4}\d)(?=[\d\-\s]{0,7}[A-Z]|\d{6,})[A-Z0-9]{2,4}[\-\s]?[A-Z0-9]{2,9}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COORDINATES: Final = re.compile(r"(?<![\w.])[+\-]?\d{1,3}\.\d{4,}\s?[,;/ ]\s?[+\-]?\d{1,3}\.\d{4,}(?!\w)")
_ADDRESS: Final = re.compile(
    r"""(?<![\w.\-/$])(?P<house>\d{1,6})[A-Z]?\s+(?!(?:blk|block|hundred)\b)(?:(?P<direction>[NSEW]|NE|NW|SE|SW|north|south|east|west)\.?\s+)?
        (?P<name>(?:[A-Z][\w'.\-]*|\d{1,3}(?:st|nd|rd|th))(?:\s+(?!(?:blk|block)\b)[A-Z][\w'.\-]*){0,2})\s+
        (?P<type>street|st|avenue|ave|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|circle|cir|place|pl|terrace|ter|parkway|pkwy|highway|hwy|
        way|trail|trl|square|sq)\.?(?=$|[\s,;.)])""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_A_STREET: Final = words(
    """
    or of the and a an to in on at by for with from over under than more less first second third degree deg count counts
    prior priors offense offenses time times year years month months day days hour hours minutes feet ft miles mph
    person persons people victim victims officer officers gram grams lb lbs oz kg dollars plants units
    """
)
_LONG_TYPES: Final = words("street avenue ave boulevard blvd road rd lane ln parkway pkwy highway hwy terrace")


def cell_patterns(values: Sequence[str]) -> list[bool]:
    """For each distinct value: whether it holds an e-mail, phone, SSN, card, VIN, a plate, licence or birth date behind
    its word, coordinates, or the address of a single house (a block does not count)."""
    return [_HINT.search(value) is not None and _identifies(value) for value in values]


def _identifies(value: str) -> bool:
    if "@" in value and (_EMAIL.search(value) or _HANDLE.search(value)):
        return True
    if any(pattern.search(value) for pattern in (_PHONE, _SSN, _BORN, _PLATE, _COORDINATES, _URL)):
        return True
    if any(is_vin(found.group()) for found in _VIN.finditer(value)):
        return True
    if any(is_luhn(re.sub(r"\D", "", found.group())) for found in _CARD.finditer(value)):
        return True
    return any(_is_house(found) for found in _ADDRESS.finditer(value))


def _is_house(found: re.Match[str]) -> bool:
    """A number of a single house before a street. (`1200 W ELM ST` could be a block or a house: it is hidden.)"""
    name = found["name"].lower().split()
    if any(word in _NOT_A_STREET for word in name):
        return False
    return found["type"].lower() in _LONG_TYPES or found["direction"] is not None or len(found["house"]) >= 3
