"""Apartments, rooms, lots and camp sites that stand without their street."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import PatternFinder, Rule, at_words, compiled, has_any, holds
from redact.identity.recognizers.place_name import ENDINGS
from redact.identity.spans import Entity

_WORDS = (
    "apt",
    "apts",
    "apartment",
    "unit",
    "ste",
    "suite",
    "rm",
    "room",
    "space",
    "spc",
    "lot",
    "bldg",
    "building",
    "site",
    "cabin",
    "trailer",
    "trlr",
    "dorm",
    "hall",
    "slip",
    "cell",
    "bed",
    "floor",
)


_ACTS = regex.compile(r"\s(?:resp|arriv|adv|enr|on\s|clear|stat|was|and\s\d)")
_LOCATED = regex.compile(r"\s(?:of|at)\s")
_DIGIT = regex.compile(r"\d")


def _names_a_room(match: regex.Match[str], page: Page) -> bool:
    """Police units and squad numbers are not rooms; neither is `unit 12 responded`."""
    after = page.text[match.end() : match.end() + 14].lower()
    word = match["word"].lower()
    return not (word == "unit" and _ACTS.match(after))


def _at_a_place(match: regex.Match[str], page: Page) -> bool:
    """`Cottonwood Villas #22`, `#4 of`: a number sign behind a kind of place, or before `of` and `at`."""
    i = page.token_at(match.start()) - 1
    behind = i >= 0 and page.words[i] in ENDINGS and len(page.text[page.ends[i] : match.start()]) <= 2
    return behind or _LOCATED.match(page.text[match.end() : match.end() + 4]) is not None


class ApartmentFinder(PatternFinder):
    """The word and a number or a single letter."""

    entities = (Entity.ADDRESS,)
    rules = (
        Rule(
            "room or unit",
            Entity.ADDRESS,
            compiled(
                r"""(?P<word>[a-z]+)(?:\.?\s{1,2}|\.?(?=[\#\d]))(?:\#|no\.?|number)?\s?
                    (?:[A-Z]{0,2}-?\d{1,5}-?[A-Z]?|[A-Z]\d{0,4})(?![\w']|[-.]\d)"""
            ),
            has_any(_WORDS),
            lambda match, page: (
                (
                    _DIGIT.search(match.group()) is not None
                    or (match.group()[-1].isupper() and match.group()[-1] not in "AI")
                )
                and _names_a_room(match, page)
            ),
            at_words(_WORDS),
        ),
        Rule(
            "number sign",
            Entity.ADDRESS,
            compiled(r"(?<![\w\#])\#\s?\d{1,4}[A-Z]?(?!\w)"),
            holds("#"),
            _at_a_place,
        ),
    )
