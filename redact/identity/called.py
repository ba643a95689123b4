"""Words that somebody is called by, whatever else they mean: behind a title, role or naming verb, before a surname.

For `strict`, which may mask a word too much but not a name too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from redact.identity.cues import KIN, ROLES, SPEECH
from redact.identity.cuesets import bit_of
from redact.identity.lexicon import NAME, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.words import words

PLAIN: Final = int(Word.PROPER | Word.POLICE | Word.KIN | Word.TITLE)
"""Words of the trade, proper nouns, kin and titles: no part of a name by themselves."""

NEVER_A_NAME: Final = PLAIN | Word.FUNCTION

COLOURS: Final = words("white brown green gray grey tan gold silver black blue red maroon purple orange")
OPENING_NAMES: Final = frozenset(("will", "may", "an", "do", "so"))
"""Function words that a comma at the beginning of a sentence makes a name: `Will, 15, said`."""

_ADDRESSED: Final = frozenset(("mr", "mrs", "ms", "miss", "dr", "named"))
_CALLED: Final = frozenset(
    [(verb, "name") for verb in ("gave", "gives", "giving", "given", "first", "last", "used", "with", "street")]
    + [("name", word) for word in ("is", "of", "as", "was", "poss", "possibly")]
    + [(verb, who) for verb in ("calls", "called", "calling") for who in ("himself", "herself", "him", "her")]
    + [("named", "as"), ("goes", "by"), ("went", "by"), ("known", "as"), ("himself", "as"), ("herself", "as")]
)
_NO_NAMES: Final = words(
    """
    the this that not no unknown his her their him it on in at to by for from with he she they who and or but same above
    being unk anonymous a
    """
)
INFLECTED: Final = re.compile(r"(?:ing|ed|ly|s)$")
_OPENING: Final = bit_of(OPENING_NAMES)
_ANNOUNCING: Final = bit_of(_ADDRESSED | ROLES | KIN | {second for _, second in _CALLED})
_POSSESSIVES: Final = ("'s", "'S", "\u2019s", "\u2019S")


def is_pair(page: Page, i: int) -> bool:
    """A first name and a surname, whatever else the two words mean: `PENNY LAW`, `mark street`, `PLAIN, BRANDY`."""
    k = i + 1
    if k >= len(page) or page.gap(i) not in (" ", ", "):
        return False
    if page.words[i] in COLOURS and page.gap(i) == " ":
        return False
    first, last = page.flags[i], page.flags[k]
    if page.gap(i) == ", ":
        first, last = last, first
        if (first | last) & Word.FUNCTION or page.casing[i] == LOWER:
            return False
    if not first & Word.FIRST or not last & Word.LAST or min(len(page.raw[i]), len(page.raw[k])) < 3:
        return False
    if first & (Word.POLICE | Word.KIN | Word.TITLE) or last & (Word.POLICE | Word.TITLE | Word.FUNCTION):
        return False
    if (last & Word.KIN and first & Word.COMMON) or (first & Word.FUNCTION and last & Word.COMMON):
        return False
    return page.casing[i] != MIXED or (page.is_capitalised(i) and page.is_capitalised(k))


def named(page: Page) -> Iterator[int]:
    """Words that somebody is called, whatever they mean: `mr will`, `NAME IS WILL`, `goes by Ace`, `COUSIN TUBBY`."""
    told = page.words
    for i in page.tokens_in(_OPENING):
        if page.opens[i] and page.casing[i] == MIXED and page.gap(i)[:1] == ",":
            yield i
    for last in page.tokens_in(_ANNOUNCING):
        i = last + 1
        if i == len(told):
            break
        flags, gap = page.flags[i], page.gap(last)
        if gap not in (" ", ". ", ": ", ' "', " \u201c") or not page.raw[i].isalpha():
            continue
        before = (told[i - 2] if i > 1 else "", told[i - 1])
        if before[1] in _ADDRESSED or before in _CALLED:
            said = told[i] not in _NO_NAMES and not flags & Word.POLICE
        elif before[1] in ROLES and flags & NAME and not flags & PLAIN:
            said = _acts(page, i, flags)
        else:
            plain = not flags or flags & (NEVER_A_NAME | Word.COMMON)
            said = before[1] in KIN and not plain and told[i] not in SPEECH and INFLECTED.search(told[i]) is None
        if said:
            yield i


def _acts(page: Page, i: int, flags: int) -> bool:
    """Whether a name-like word behind a role is followed by what people do; asked of common words only."""
    if not flags & (Word.FUNCTION | Word.COMMON):
        return True
    return i + 1 < len(page) and page.words[i + 1] in SPEECH and page.gap(i) == " "


def owns(page: Page, i: int, flags: int) -> bool:
    """A word that is a name, with a possessive: `Hope's car`."""
    if page.gap(i)[:2] not in _POSSESSIVES or flags & NEVER_A_NAME:
        return False
    return page.casing[i] != MIXED or page.is_capitalised(i)
