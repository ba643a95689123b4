"""How much a token looks like part of a person's name (redact.identity.grades), and how far a name reaches.

Shared by the recognisers of names.
"""

from __future__ import annotations

from typing import Final

from redact.identity.cues import SPEECH
from redact.identity.grades import CERTAIN, DOUBTFUL, LIKELY, POSSIBLE
from redact.identity.lexicon import FUNCTION_WORDS, Word
from redact.identity.names import PARTICLES, SUFFIXES
from redact.identity.page import CAPS, MIXED, Page

_CONNECTING: Final = frozenset((" ", "-", "\u2010", "\u2011", "  "))
_MAX_TOKENS: Final = 5


def likeness(page: Page, i: int) -> float:
    """0 to 3; see redact.identity.grades."""
    return page.grades[i]


def reach(page: Page, first: int, least: float = POSSIBLE) -> int:
    """Index of the last token of the name that starts at token `first`, with initials, nicknames and suffixes."""
    last = first
    while last + 1 < len(page) and last - first < _MAX_TOKENS:
        step = _next_part(page, first, last, least)
        if step is None:
            break
        last = step
    return last


def reach_back(page: Page, last: int, least: float = POSSIBLE) -> int:
    """Index of the first token of the name that ends at token `last`."""
    first = last
    while first and last - first < 3:
        before = first - 1
        gap = page.gap(before)
        if (
            gap in _CONNECTING
            and (
                likeness(page, before) >= least
                or _first_of_pair(page, before)
                or _is_initial(page, before)
                or (page.words[before] in PARTICLES and before and likeness(page, before - 1) >= least)
                or _is_particle_before(page, before, gap)
            )
        ) or (gap == ". " and _is_initial(page, before)):
            first = before
        else:
            break
    while first < last and page.words[first] in PARTICLES and page.flags[first] & Word.FUNCTION:
        first += 1
    return first


def _next_part(page: Page, first: int, last: int, least: float) -> int | None:
    gap, following = page.gap(last), last + 1
    word = page.words[following]
    if page.words[last] in SUFFIXES and last > first:
        return None
    if gap in (" ", ", ", ".", ". ", "") and word in SUFFIXES and not (word in ("ii", "iv") and gap == ". "):
        return following
    if gap.startswith((' "', ' ("', " \u201c", " '", " (")) and gap.rstrip("\"'(\u201c ") == "" and len(gap) <= 3:
        closing = page.gap(following)[:2]
        beyond = following + 1
        if (
            closing.startswith(('"', "\u201d", "'", ")"))
            and beyond < len(page)
            and page.gap(following) in ('" ', "\u201d ", "' ", '") ', ") ")
            and likeness(page, beyond) >= POSSIBLE
            and "(" not in gap
        ):
            return beyond
        return None
    if (
        gap in (". ", ".")
        and _is_initial(page, last)
        and (likeness(page, following) >= DOUBTFUL or _is_initial(page, following))
    ):
        return following
    if gap in (". ", ".") and _is_initial(page, last) and after_particles(page, following) > following:
        return after_particles(page, following)
    if gap not in _CONNECTING:
        return None
    if _is_initial(page, following):
        return following if _initial_belongs(page, following) else None
    if gap == "-" and page.casing[following] == MIXED and page.raw[following].islower() and len(word) <= 5:
        return following
    if word in SPEECH and page.casing[following] != MIXED:
        return None
    grade = likeness(page, following)
    if grade >= least or (last == first and _is_common_surname(page, first, following)):
        return following
    if word in PARTICLES:
        beyond = following + 1
        if beyond < len(page) and page.words[beyond] in PARTICLES and page.gap(following) == " ":
            beyond += 1
        ends = beyond < len(page) and page.gap(beyond - 1) in (" ", "-") and not page.flags[following] & Word.FUNCTION
        if ends and likeness(page, beyond) >= max(least, POSSIBLE):
            return beyond
    return None


def _is_particle_before(page: Page, i: int, gap: str) -> bool:
    """`DE`, `VAN`, `AL-` right before a name; `LA` only behind `DE`."""
    word = page.words[i]
    if gap == "-":
        return word in PARTICLES
    if word in ("la", "las", "los", "el"):
        return i > 0 and page.words[i - 1] == "de"
    return word in ("de", "del", "dela", "van", "von", "der") and page.is_capitalised(i)


def _is_common_surname(page: Page, first: int, i: int) -> bool:
    """Behind a listed first name: a surname that is also an ordinary word or an office (`Will Case`, `JACOB CHIEF`)."""
    sure = page.flags[first] & Word.FIRST or (page.casing[i] == MIXED and likeness(page, first) >= CERTAIN)
    if not sure or not page.flags[i] & Word.LAST or not page.is_capitalised(i):
        return False
    if page.casing[i] == MIXED:
        return True
    if page.flags[i] & Word.KIN:
        return False
    certain = not page.flags[first] & (Word.ORDINARY | Word.POLICE | Word.PROPER)
    return not page.flags[i] & Word.FUNCTION and (certain or likeness(page, i) >= DOUBTFUL)


def whole_name(page: Page, first: int, least: float = POSSIBLE) -> int:
    """As `reach`, and on over `LAST, FIRST`: for names behind a cue."""
    last = reach(page, first, least)
    given = last + 1
    if given >= len(page) or page.gap(last) not in (", ", ",") or last - first > 2 or not page.is_capitalised(given):
        return last
    only_given = page.flags[first] & Word.FIRST and not page.flags[first] & Word.LAST
    flags = page.flags[given]
    plain = flags & (Word.FUNCTION | Word.POLICE | Word.TITLE | Word.KIN)
    named = (flags & Word.FIRST and not plain) or (not flags and len(page.raw[given]) > 2 and page.raw[given].isalpha())
    return reach(page, given) if named and not only_given else last


def is_listed_pair(page: Page, i: int) -> bool:
    """`WOODS, RUSTY`, `DO, LAN`: a listed surname, a comma, a listed first name, whatever else the words mean."""
    if i + 1 >= len(page) or page.gap(i) not in (", ", ",") or (page.flags[i] | page.flags[i + 1]) & Word.KIN:
        return False
    listed = page.flags[i] & Word.LAST and page.flags[i + 1] & Word.FIRST
    return bool(listed) and page.is_capitalised(i) and page.is_capitalised(i + 1) and len(page.raw[i]) > 1


def after_particles(page: Page, i: int) -> int:
    """Index of the first token that is no particle of a surname (`DE LEÓN`), or i where none follows."""
    k = i
    while k + 1 < len(page) and k - i < 2 and page.words[k] in PARTICLES and page.gap(k) in (" ", "-"):
        k += 1
    return k if k > i and likeness(page, k) >= DOUBTFUL and page.is_capitalised(k) else i


def _first_of_pair(page: Page, i: int) -> bool:
    """A listed first name that is also an ordinary word, right before a token that is surely a name: `HOPE TRAN`."""
    return bool(page.flags[i] & Word.FIRST) and likeness(page, i) >= DOUBTFUL and likeness(page, i + 1) >= 2.5


def _is_initial(page: Page, i: int) -> bool:
    return len(page.raw[i]) == 1 and page.raw[i].isalpha() and page.raw[i].isupper()


def _initial_belongs(page: Page, i: int) -> bool:
    """A single capital behind a name is its initial unless it is the word `I` or `A`."""
    after = page.gap(i)[:1]
    if after == "/" or (page.raw[i] in "AI" and after not in (".", ",")):
        return False
    return after in (".", ",", ")", ";", ":", "") or (
        i + 1 < len(page)
        and (
            page.casing[i] == CAPS
            or likeness(page, i + 1) >= LIKELY
            or page.words[i + 1] in FUNCTION_WORDS
            or page.casing[i] == MIXED
        )
    )
