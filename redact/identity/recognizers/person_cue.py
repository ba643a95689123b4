"""Names by the words around them: titles, roles, kin, naming verbs before; birth dates and verbs behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.cues import CONTACT, CONTACT_TAILS, KIN, NAMING, NAMING_TAILS, ROLES, SPEECH, TITLES
from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.grades import CERTAIN, DOUBTFUL, LIKELY, POSSIBLE
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.persons import after_particles, is_listed_pair, likeness, reach, reach_back, whole_name
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer
from redact.identity.streets import PLACE_PREPOSITIONS, SUFFIXES

_ROLE_NUMBER: Final = regex.compile(r"(?:v|s|w|rp|vic|susp|wit|c|p|sus|r)[#/]?\d{1,2}", regex.IGNORECASE)
_ROLE_GAP: Final = regex.compile(r"\s?[#\d()/:,;.=\-\u2013\u2014\"'\u201c\s]{0,6}")
_TITLE_GAP: Final = regex.compile(r"\.?\s{1,2}|\.")
_AFTER_NAME: Final = regex.compile(
    r"[,;]?\s?[(\[]?\s?(?:(?:w|b|h|a|i|u|o)\s?/?\s?[mf]\b[,\s/]*)?(?:d\.?o\.?b\.?\b|born\b|\d{1,2}[/\-.]\d{1,2}[/\-.]\d{2,4}|\(?\d{1,2}\s?(?:yo|y/o|yoa|yrs?)\b|[(]\d{1,2}[)])",
    regex.IGNORECASE,
)
_PHONE_BEHIND: Final = regex.compile(
    r"[,:]?\s?[(\-]?\s?(?:\d{3}[)\-. ]{1,2})?\d{3}[\-. ]\d{4}(?!\d)|[,:]?\s?\d{10}(?!\d)"
)
_QUOTES: Final = '"\u201c'


_TITLE, _ROLE, _NAMING, _CONTACT = range(4)
_CUES: Final = {
    **dict.fromkeys(CONTACT, _CONTACT),
    **dict.fromkeys(NAMING, _NAMING),
    **dict.fromkeys(ROLES, _ROLE),
    **dict.fromkeys(TITLES, _TITLE),
}


_CUE_WORDS: Final = bit_of(_CUES)


class PersonCueFinder(Finder):
    """Weak cues ask for a token that looks like a name, strong ones for one that is not plainly something else."""

    entities = (Entity.PERSON,)
    layer = Layer.CUE

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for i in page.tokens_in(_CUE_WORDS):
            cue = _CUES[page.words[i]]
            if cue == _TITLE and _TITLE_GAP.fullmatch(page.gap(i)) and not _is_street_type(page, i):
                if page.raw[i].islower() and page.casing[i] == MIXED:
                    yield from _in_lower_case(page, i + 1, "title")
                else:
                    yield from _name_at(page, i + 1, DOUBTFUL, "title", lone_common=True)
            elif cue == _ROLE:
                yield from _after_role(page, i)
            elif cue == _NAMING:
                yield from _after_naming(page, i)
            elif cue == _CONTACT:
                yield from _after_contact(page, i)
        for i in page.numbered:
            if len(page.words[i]) <= 5 and _ROLE_NUMBER.fullmatch(page.words[i]):
                yield from _after_role(page, i)
        yield from _before(page)


def _is_street_type(page: Page, i: int) -> bool:
    """`1832 W 18TH DR`, `W 6th Dr. I left`: no doctor. And `would miss her` is no Miss."""
    if page.words[i] == "miss":
        return page.raw[i].islower()
    if page.words[i] != "dr" or not i or page.before(i) != " ":
        return False
    return any(page.raw[k][0].isdigit() for k in range(max(0, i - 4), i))


def _name_at(page: Page, i: int, least: float, rule: str, *, lone_common: bool = False) -> Iterator[Finding]:
    """The name that starts at token i, if the token is at least that likely."""
    if i >= len(page):
        return
    if is_listed_pair(page, i):
        yield Finding(page.starts[i], page.ends[reach(page, i + 1)], Entity.PERSON, rule)
        return
    start, i = i, after_particles(page, i)
    if (
        len(page.raw[i]) == 1
        and page.raw[i].isupper()
        and i + 1 < len(page)
        and (page.gap(i) in (". ", ".") or (page.gap(i) == " " and page.raw[i] not in "AI"))
        and likeness(page, i + 1) >= POSSIBLE
    ):
        yield Finding(page.starts[start], page.ends[reach(page, i + 1)], Entity.PERSON, rule)
        return
    grade = likeness(page, i)
    if start < i:
        grade = max(grade, least)
    named = page.flags[i] & NAME and not (page.flags[i] & Word.FUNCTION and page.casing[i] != MIXED)
    if lone_common and grade < least and named and (page.is_capitalised(i) or page.casing[i] == LOWER):
        grade = least
    if lone_common and page.casing[i] == MIXED and page.is_capitalised(i):
        grade = max(grade, least)
    if (
        lone_common
        and page.casing[i] != MIXED
        and not page.flags[i] & (Word.FUNCTION | Word.POLICE)
        and len(page.raw[i]) > 1
    ):
        grade = max(grade, least)
    if grade >= least:
        yield Finding(page.starts[start], page.ends[whole_name(page, i)], Entity.PERSON, rule)


def _in_lower_case(page: Page, i: int, rule: str) -> Iterator[Finding]:
    """The name behind a cue where somebody writes without capitals inside a text that has some."""
    if (
        i >= len(page)
        or page.flags[i] & (Word.FUNCTION | Word.POLICE)
        or not page.raw[i].isalpha()
        or len(page.raw[i]) < 2
    ):
        return
    last = i
    if i + 1 < len(page) and page.gap(i) == " " and not page.flags[i + 1] & SAFE and page.raw[i + 1].isalpha():
        last = i + 1
    yield Finding(page.starts[i], page.ends[last], Entity.PERSON, rule)


def _after_role(page: Page, i: int) -> Iterator[Finding]:
    gap = page.gap(i)
    if i + 1 >= len(page) or not _ROLE_GAP.fullmatch(gap) or "\n" in gap.strip(" ") or _is_compass(page, i):
        return
    following = i + 1
    while (
        following < len(page)
        and page.raw[following].isdigit()
        and len(page.raw[following]) <= 2
        and len(page.gap(following)) <= 3
    ):
        following += 1
    if following >= len(page):
        return
    if any(quote in page.before(following) for quote in _QUOTES):
        yield from _name_at(page, following, DOUBTFUL, "role and quotation marks")
        return
    if page.opens[following] and "." in gap and not gap.startswith(")"):
        return
    flags = page.flags[following]
    if page.casing[following] == MIXED:
        least = POSSIBLE
    elif page.casing[following] == CAPS:
        if _is_plain_name(page, i, following):
            last = reach(page, following, DOUBTFUL)
            yield Finding(page.starts[following], page.ends[last], Entity.PERSON, "role or kin")
            return
        if _begins_list_name(page, following) or (flags & Word.PROPER and flags & Word.FIRST):
            least = DOUBTFUL
        else:
            least = POSSIBLE if flags & Word.LAST and not flags & Word.COMMON else LIKELY
    else:
        least = CERTAIN
    yield from _name_at(page, following, least, "role or kin")


def _is_compass(page: Page, i: int) -> bool:
    """`1204 W Elm St`, `ON S MAIN`: a direction, not a witness or a suspect."""
    if page.words[i] not in ("w", "s") or page.gap(i) not in (" ", ". "):
        return False
    before = page.raw[i - 1] if i else ""
    typed = any(page.words[k] in SUFFIXES for k in range(i + 2, min(i + 5, len(page))))
    return before[:1].isdigit() or before.lower() in PLACE_PREPOSITIONS or typed


def _is_plain_name(page: Page, role: int, i: int) -> bool:
    """In CAPS, a listed name that is also a common word: behind kin, before another name, or before a verb."""
    flags = page.flags[i]
    after = page.words[i + 1] if i + 1 < len(page) and page.gap(i) == " " else ""
    if not flags & NAME:
        plain = flags & (Word.COMMON | Word.FUNCTION | Word.POLICE | Word.PROPER)
        return page.words[role] in KIN and not plain and page.raw[i].isalpha() and after in SPEECH
    if flags & Word.FUNCTION:
        pair = bool(flags & Word.FIRST) and _begins_list_name(page, i)
        return pair and not page.flags[i + 1] & Word.FUNCTION and after not in SPEECH
    if page.words[role] in KIN and flags & Word.FIRST and not flags & Word.POLICE:
        return True
    if page.gap(i) == "-" and i + 1 < len(page) and page.flags[i + 1] & NAME:
        return True
    return not flags & Word.POLICE and after in SPEECH and not page.gap(role).strip(" .,:")


def _begins_list_name(page: Page, i: int) -> bool:
    """`WILL STREET JR`, `BANKS, LATRICE`: a common word that is a name, next to another name."""
    if not page.flags[i] & NAME or i + 1 >= len(page) or page.gap(i) not in (" ", ", "):
        return False
    return bool(page.flags[i + 1] & NAME) and not page.flags[i + 1] & (Word.FUNCTION | Word.POLICE)


def _after_naming(page: Page, i: int) -> Iterator[Finding]:
    following = i + 1
    tails = 0
    while (
        following < len(page)
        and tails < 4
        and page.words[following] in NAMING_TAILS
        and len(page.gap(following - 1)) <= 2
    ):
        following += 1
        tails += 1
    if following >= len(page):
        return
    gap = page.before(following)
    if len(gap) > 4 or (any(letter in ".;!?" for letter in gap.strip()) and page.words[i] not in ("aka",)):
        return
    if any(quote in gap for quote in _QUOTES):
        yield from _name_at(page, following, DOUBTFUL, "naming word and quotation marks", lone_common=True)
    elif tails or page.words[i] in ("named", "aka", "alias", "called", "name"):
        strong = page.words[i] in ("named", "aka", "alias", "name") or page.words[following - 1] in ("as", "by", "is")
        least = POSSIBLE if strong else LIKELY
        if (
            strong
            and page.raw[following].islower()
            and page.flags[following] & NAME
            and page.casing[following] == MIXED
        ):
            yield from _in_lower_case(page, following, "naming word")
            return
        if (
            page.casing[following] != MIXED
            and page.flags[following] & NAME
            and strong
            and not page.flags[following] & Word.FUNCTION
        ):
            least = DOUBTFUL
        yield from _name_at(page, following, least, "naming word")


def _after_contact(page: Page, i: int) -> Iterator[Finding]:
    following = i + 1
    if following < len(page) and page.words[following] in CONTACT_TAILS and page.gap(i) == " ":
        following += 1
    if following >= len(page) or page.before(following) != " ":
        return
    yield from _name_at(page, following, LIKELY, "verb of contact")


def _before(page: Page) -> Iterator[Finding]:
    """What stands before a date of birth or a verb of speaking."""
    last = len(page) - 1
    for i in page.named:
        if i == last:
            return
        grade = page.grades[i]
        word = page.words[i + 1]
        number = page.raw[i + 1][0].isdigit()
        if number and page.flags[i] & NAME and _PHONE_BEHIND.match(page.text, page.ends[i]):
            yield Finding(page.starts[reach_back(page, i)], page.ends[i], Entity.PERSON, "before a phone number")
        if grade < POSSIBLE:
            continue
        born = number or len(word) <= 3 or word.startswith(("born", "dob"))
        if born and _AFTER_NAME.match(page.text, page.ends[i]):
            if grade >= LIKELY or page.flags[i] & NAME:
                yield Finding(
                    page.starts[reach_back(page, i)], page.ends[i], Entity.PERSON, "before a birth date or age"
                )
        elif word in SPEECH and page.gap(i) == " ":
            named = page.flags[i] & NAME
            if (
                page.opens[i - 1]
                and i
                and page.flags[i - 1] & Word.FIRST
                and page.flags[i] & Word.LAST
                and page.gap(i - 1) == " "
            ):
                yield Finding(page.starts[i - 1], page.ends[i], Entity.PERSON, "two listed names before a verb")
                continue
            if grade >= LIKELY or (
                named
                and page.opens[i]
                and page.casing[i] != LOWER
                and word not in ("is", "was", "may", "can", "left", "will", "has", "had")
            ):
                yield Finding(page.starts[reach_back(page, i)], page.ends[i], Entity.PERSON, "before a verb")
