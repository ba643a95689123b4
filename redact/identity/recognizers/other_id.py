"""Other numbers of people and things: student, inmate, passport, alien, tags, policies; and any long number."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import (
    Gate,
    PatternFinder,
    Rule,
    at_codes,
    at_words,
    at_words_before_number,
    compiled,
    has_any,
    has_digit,
    hinted,
)
from redact.identity.spans import Entity
from redact.identity.words import words

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
    "tagged",
    "enrollment",
    "enrolment",
    "enrolled",
    "booked",
    "bagged",
    "seized",
    "impound",
    "impounded",
    "exhibit",
    "barcode",
    "certificate",
    "cert",
    "contractor",
    "tribal",
    "hull",
    "asset",
    "seal",
    "pass",
    "students",
    "jail",
    "jid",
    "spn",
    "pfn",
    "so",
    "hin",
    "vr",
    "case",
    "rabies",
    "lab",
    "sample",
    "beneficiary",
    "group",
    "snap",
    "ebt",
    "wic",
    "stu",
    "emplid",
    "pid",
    "cid",
    "oca",
    "decal",
    "hunting",
    "fishing",
    "union",
    "apprentice",
    "registry",
    "ticket",
    "serial",
    "recording",
    "video",
    "photo",
    "frame",
    "loan",
    "contract",
    "account",
    "shipment",
    "label",
)
_BOOKED = words(
    """
    tagged tag evidence property item booked bagged seized exhibit kit enrollment enrolment enrolled impound seal
    bag locker barcode decal pass member membership student stu inmate jid so prisoner offender permit certificate
    cert id hull
    """
)
"""Behind these a short number with a hyphen or a letter in it counts too."""


_LETTERED = words(
    """
    license licence lic permit certificate cert registration membership member policy claim passport id number
    no enrollment
    """
)


_THINGS = words("kit tag container seal item crate trailer exhibit serial sn")


def _identifies(match: regex.Match[str], page: Page) -> bool:
    value = match["found"]
    digits = sum(letter.isdigit() for letter in value)
    if digits == 3 and len(value) >= 5 and not value.isdigit():
        return page.words[page.token_at(match.start())] in _BOOKED
    if digits < 4 or regex.fullmatch(r"(?:19|20)\d\d|\d{4}(?:hrs?)?", value):
        return False
    return digits >= 5 or len(value) >= 6


def _is_long(match: regex.Match[str], page: Page) -> bool:
    value = match.group()
    digits = sum(letter.isdigit() for letter in value)
    before = page.text[max(0, match.start() - 1) : match.start()]
    return (digits >= 7 and before != "$") or (digits >= 4 and len(regex.sub(r"\W", "", value)) >= 8)


class OtherIdFinder(PatternFinder):
    """What is long enough to be unique is masked even when nothing says what it is."""

    entities = (Entity.ID_OTHER,)
    rules = (
        Rule(
            "after the word",
            Entity.ID_OTHER,
            compiled(
                r"\w+\b(?:\s?(?:\#s?|nos?\.?|num(?:ber)?s?|id|card|tag|is|was|as|under|of|into|in|with|evidence|property|item|label|licen[sc]e|certificate|permit|:|,|\(|=|[\"'\u201c]|\s)){0,6}\s?"
                r"(?P<found>(?=[A-Z\-]{0,8}\d)[A-Z0-9]+(?:-[A-Z0-9]+){0,4})(?![\w/])"
            ),
            has_any(_WORDS, digit=True),
            _identifies,
            at_words_before_number(_WORDS, 8),
        ),
        Rule(
            "letters, blank, number",
            Entity.ID_OTHER,
            compiled(
                r"(?:licen[sc]e|lic|permit|certificate|cert|registration|membership|member|policy|claim|passport|id|number|no|enrollment)"
                r"(?:\s?(?:\#|no\.?|number|is|was|:|\(|\s)){0,4}\s?(?P<found>(?-i:[A-Z]{1,4})[\s]\d{4,10}(?:[\s\-]\d{1,4}){0,3})(?![\w/])"
            ),
            has_any(_LETTERED, digit=True),
            starts=at_words(_LETTERED),
        ),
        Rule(
            "letters, blank, number of a thing",
            Entity.ID_OTHER,
            compiled(
                r"""(?:kit|tag|container|seal|item|crate|trailer|exhibit|serial|sn)(?:\s?(?:\#|nos?\.?|number|is|was|:))?\s
                    (?P<found>(?-i:[A-Z]{1,4}(?:-[A-Z]{1,2})?\s\d{5,10}(?:-\d{1,3})?))(?![\w/])"""
            ),
            has_any(_THINGS, digit=True),
            starts=at_words(_THINGS),
        ),
        Rule(
            "number in groups",
            Entity.ID_OTHER,
            compiled(
                r"""(?:numbers?|no|id)\s?(?:\.\s?|\#\s?|:\s?|is\s|was\s){0,2}
                    (?P<found>(?-i:(?=[A-Z0-9\s]{8})[A-Z]?\d{2,5}(?:[\s][A-Z]?\d{2,5}){1,4}[A-Z]?))(?![\w/\-])"""
            ),
            has_any(("number", "numbers", "no", "id"), digit=True),
            lambda match, page: sum(map(str.isdigit, match["found"])) >= 7,
            at_words(("number", "numbers", "no", "id")),
        ),
        Rule(
            "alien number",
            Entity.ID_OTHER,
            compiled(r"(?<![\w.])A\#?[\s\-]?\d{2,3}[\s\-]\d{3}[\s\-]\d{3}(?![\w\-])", cased=True),
            Gate(test=lambda page: page.digits >= 8),
        ),
        Rule(
            "after a number sign",
            Entity.ID_OTHER,
            compiled(r"(?<!\w)[A-Z]{0,10}\#\s?(?P<found>(?=[A-Z\-]{0,8}\d)[A-Z0-9]+(?:-[A-Z0-9]+){0,4})(?![\w/])"),
            Gate(test=lambda page: "#" in page.text and page.has_digit),
            _identifies,
        ),
        Rule(
            "groups of four digits",
            Entity.ID_OTHER,
            compiled(r"(?<![\w\-.])\d{4}(?:\s\d{4}){2,5}(?:\s\d{1,4})?(?![\w\-])"),
            Gate(test=lambda page: page.digits >= 12),
            starts=at_codes,
        ),
        Rule(
            "long number",
            Entity.ID_OTHER,
            compiled(r"(?<![\w$.,\-/])(?=[A-Z\-]{0,10}\d)(?=[\dA-Z\-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+){0,5}(?![\w/]|[.,]\d)"),
            has_digit(),
            _is_long,
            at_codes,
            hinted(r"[A-Z0-9\-]{7}"),
        ),
    )
