"""Other numbers of people and things: student, inmate, passport, alien, tags, policies; and any long number."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import (
    PatternFinder,
    Rule,
    at_codes,
    at_words,
    compiled,
    digits_at_least,
    has_any,
    has_digit,
    hinted,
    with_digits,
)
from redact.identity.spans import Entity

_WORDS = (
    "student",
    "inmate",
    "booking",
    "passport",
    "alien",
    "medicaid",
    "medicare",
    "lot",
    "tag",
    "fbi",
    "sid",
    "cii",
    "member",
    "membership",
    "policy",
    "claim",
    "permit",
    "kit",
    "evidence",
    "property",
    "item",
    "employee",
    "badge",
    "patient",
    "mrn",
    "chart",
    "file",
    "client",
    "customer",
    "invoice",
    "order",
    "confirmation",
    "license",
    "licence",
    "insurance",
    "visa",
    "a",
    "id",
    "ids",
    "inm",
    "bk",
    "adc",
    "doc",
    "cdcr",
    "uscis",
    "ein",
    "tin",
    "microchip",
    "chip",
    "receipt",
    "transaction",
    "prescription",
    "rx",
    "bag",
    "locker",
    "unit",
    "vehicle",
    "tracking",
    "trk",
    "pkg",
    "package",
    "prisoner",
    "offender",
    "number",
)


_YEAR_OR_TIME = regex.compile(r"(?:19|20)\d\d|\d{4}(?:hrs?)?")
_NOT_WORD = regex.compile(r"\W")


def _identifies(match: regex.Match[str], page: Page) -> bool:
    value = match["found"]
    digits = sum(map(str.isdigit, value))
    if digits < 4 or _YEAR_OR_TIME.fullmatch(value):
        return False
    return digits >= 5 or len(value) >= 6


def _is_long(match: regex.Match[str], page: Page) -> bool:
    value = match.group()
    digits = sum(map(str.isdigit, value))
    before = page.text[max(0, match.start() - 1) : match.start()]
    return (digits >= 7 and before != "$") or (digits >= 4 and len(_NOT_WORD.sub("", value)) >= 8)


class OtherIdFinder(PatternFinder):
    """What is long enough to be unique is masked even when nothing says what it is."""

    entities = (Entity.ID_OTHER,)
    rules = (
        Rule(
            "after the word",
            Entity.ID_OTHER,
            compiled(
                r"\w+\b(?:\s?(?:\#s?|no\.?|num(?:ber)?s?|id|card|tag|is|was|:|,|\(|=|\s)){0,4}\s?"
                r"(?P<found>(?=[A-Z\-]{0,8}\d)[A-Z0-9]+(?:-[A-Z0-9]+){0,4})(?![\w/])"
            ),
            has_any(_WORDS, digit=True),
            _identifies,
            at_words(_WORDS),
            hinted(r"\w+\W{0,20}(?:[a-z\-]{0,8}\d|\#s|no|num|id|card|tag|is|was)"),
        ),
        Rule(
            "after a number sign",
            Entity.ID_OTHER,
            compiled(r"(?<!\w)[A-Z]{0,10}\#\s?(?P<found>(?=[A-Z\-]{0,8}\d)[A-Z0-9]+(?:-[A-Z0-9]+){0,4})(?![\w/])"),
            with_digits("#"),
            _identifies,
        ),
        Rule(
            "groups of four digits",
            Entity.ID_OTHER,
            compiled(r"(?<![\w\-.])\d{4}(?:\s\d{4}){2,5}(?:\s\d{1,4})?(?![\w\-])"),
            digits_at_least(12),
            starts=at_codes,
            hint=hinted(r"\d{4}\s\d{4}\s\d{4}"),
        ),
        Rule(
            "long number",
            Entity.ID_OTHER,
            compiled(r"(?<![\w$.,\-/])(?=[A-Z\-]{0,10}\d)(?=[\dA-Z\-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+){0,5}(?![\w/]|[.,]\d)"),
            has_digit(),
            _is_long,
            at_codes,
            hinted(r"[a-z\-]{0,10}\d(?:[a-z\-]*\d){3}"),
        ),
    )
