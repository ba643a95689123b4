"""Officers and others on duty: a rank or office, then a name; and a name with its badge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.cues import CONTACT, OTHER_DUTY, RANKS, SPEECH, SWORN
from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.grades import DOUBTFUL, LIKELY, POSSIBLE
from redact.identity.lexicon import NAME, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.persons import after_particles, is_listed_pair, likeness, reach, whole_name
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer
from redact.identity.words import words

SWORN_RULE: Final = "police rank"
"""The only rule, beside the officer column, whose names a policy may keep."""

_AGENCIES: Final = words("aps cps dcfs dcf dhs cws cyfd dss social case crisis agency")
"""Whose workers are on duty; a co-worker is a private person."""

_STRONG: Final = words("judge magistrate emt emts medic medics paramedic paramedics rn nurse dispatcher")
_ABBREVIATED: Final = words("ofc ofcs ofcr det dets sgt sgts lt capt cpl dep ptl insp inv off tpr po cmdr")
_CUE_WORDS: Final = bit_of(RANKS | OTHER_DUTY | {"o"})
_GAP: Final = regex.compile(r"\.?\s{1,2}|\.?\s?/\s?|:\s|\(")


class OfficerFinder(Finder):
    """Whether officers are named is a policy's choice; that somebody was one is read from the rank."""

    entities = (Entity.OFFICER,)
    layer = Layer.CUE

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for i in page.tokens_in(_CUE_WORDS):
            word = page.words[i]
            slashed = word == "o" and i > 0 and page.words[i - 1] in ("p", "r") and page.gap(i - 1) == "/"
            if word in SWORN or slashed:
                yield from _after(page, i, SWORN_RULE, strong=True)
            elif word in ("worker", "wrkr") and (not i or page.words[i - 1] not in _AGENCIES):
                continue
            elif word in RANKS or word in OTHER_DUTY:
                yield from _after(page, i, "other duty", strong=word in _STRONG)


def _after(page: Page, i: int, rule: str, *, strong: bool) -> Iterator[Finding]:
    if i + 1 >= len(page) or not _GAP.fullmatch(page.gap(i)):
        return
    if page.gap(i)[0] == "." and page.words[i] not in _ABBREVIATED:
        return
    start = i + 1
    if is_listed_pair(page, start):
        yield Finding(page.starts[start], page.ends[reach(page, start + 1)], Entity.OFFICER, rule)
        return
    first = _after_initials(page, start)
    named = after_particles(page, first)
    if not _is_name(page, named, strong=strong, sure=named > start):
        return
    last = whole_name(page, named)
    yield Finding(page.starts[start], page.ends[last], Entity.OFFICER, rule)
    yield from _more(page, last, rule)


def _after_initials(page: Page, i: int) -> int:
    for _ in range(2):
        initial = len(page.raw[i]) == 1 and page.raw[i].isupper() and i + 1 < len(page)
        if not initial or page.gap(i) not in (". ", " ", "."):
            break
        i += 1
    return i


def _is_name(page: Page, i: int, *, strong: bool, sure: bool) -> bool:
    """`sure`: an initial or a particle stands before it; `strong`: only a name can follow that rank."""
    grade, flags = likeness(page, i), page.flags[i]
    if page.casing[i] == MIXED:
        if strong and page.is_capitalised(i) and not flags & (Word.FUNCTION | Word.POLICE | Word.TITLE):
            return True
        return grade >= (DOUBTFUL if strong else POSSIBLE)
    if page.casing[i] == LOWER:
        return grade >= LIKELY
    if strong and flags & Word.LAST and not flags & (Word.FUNCTION | Word.POLICE | Word.TITLE):
        return page.words[i] not in SPEECH and page.words[i] not in CONTACT
    return grade >= (DOUBTFUL if sure else LIKELY)


def _more(page: Page, last: int, rule: str) -> Iterator[Finding]:
    """`Medics Hale & Pruitt`, `Ofcs. Diaz and Reed`: the names after the first."""
    while last + 1 < len(page):
        following = last + 1
        gap = page.gap(last)
        if gap == " " and page.words[following] == "and" and following + 1 < len(page) and page.gap(following) == " ":
            following += 1
        elif gap not in (" & ", "/", " / ", "&"):
            return
        grade = likeness(page, following)
        if grade < LIKELY and not (page.flags[following] & NAME and grade >= POSSIBLE):
            return
        last = reach(page, following)
        yield Finding(page.starts[following], page.ends[last], Entity.OFFICER, rule)
