"""Officers and others on duty: a rank or office, then a name; and a name with its badge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.cues import OTHER_DUTY, RANKS, SWORN
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.persons import DOUBTFUL, LIKELY, POSSIBLE, likeness, reach
from redact.identity.recognizers.base import Finding, Recognizer
from redact.identity.spans import Entity, Layer

SWORN_RULE: Final = "police rank"
"""The only rule, beside the officer column, whose names a policy may keep."""

_GAP: Final = regex.compile(r"\.?\s{1,2}|\.?\s?/\s?|:\s|\(")


class OfficerRecognizer(Recognizer):
    """Whether officers are named is a policy's choice; that somebody was one is read from the rank."""

    entities = (Entity.OFFICER,)
    layer = Layer.CUE

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        if (
            RANKS.isdisjoint(page.vocabulary)
            and OTHER_DUTY.isdisjoint(page.vocabulary)
            and "p" not in page.vocabulary
            and "r" not in page.vocabulary
        ):
            return
        for i, word in enumerate(page.words):
            sworn = word in SWORN or (
                word == "o" and i > 0 and page.words[i - 1] in ("p", "r") and page.gap(i - 1) == "/"
            )
            if sworn or word in RANKS or word in OTHER_DUTY:
                yield from _after(
                    page,
                    i,
                    SWORN_RULE if sworn else "other duty",
                    strong=sworn
                    or word
                    in (
                        "judge",
                        "magistrate",
                        "emt",
                        "medic",
                        "paramedic",
                        "rn",
                        "nurse",
                        "dispatcher",
                        "medics",
                        "emts",
                        "paramedics",
                    ),
                )


def _after(page: Page, i: int, rule: str, *, strong: bool) -> Iterator[Finding]:
    if i + 1 >= len(page) or not _GAP.fullmatch(page.gap(i)):
        return
    first = i + 1
    start = first
    if (
        len(page.raw[first]) == 1
        and page.raw[first].isupper()
        and first + 1 < len(page)
        and page.gap(first) in (". ", " ", ".")
    ):
        first += 1
        if len(page.raw[first]) == 1 and page.raw[first].isupper() and first + 1 < len(page):
            first += 1
    grade = likeness(page, first)
    flags = page.flags[first]
    if page.casing[first] == MIXED:
        least = DOUBTFUL if strong else POSSIBLE
    elif page.casing[first] == LOWER:
        least = LIKELY
    else:
        least = POSSIBLE if (strong and flags & NAME and not flags & Word.COMMON) or start < first else LIKELY
    if (
        page.casing[first] == MIXED
        and strong
        and page.is_capitalised(first)
        and not flags & (Word.FUNCTION | Word.POLICE)
    ):
        grade = max(grade, least)
    if grade < least:
        return
    last = reach(page, first)
    yield Finding(page.starts[start], page.ends[last], Entity.OFFICER, rule)
    yield from _more(page, last, rule)


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
