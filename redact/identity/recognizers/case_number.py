"""Case, incident, warrant, citation, docket and protective-order numbers: by their words and by their shapes."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import (
    PatternFinder,
    Rule,
    at_codes,
    at_words,
    compiled,
    has_any,
    has_digit,
    hinted,
)
from redact.identity.spans import Entity

_WORDS = (
    "case",
    "cases",
    "incident",
    "inc",
    "event",
    "evt",
    "report",
    "rpt",
    "warrant",
    "warrants",
    "wrnt",
    "citation",
    "cite",
    "cited",
    "cit",
    "docket",
    "dkt",
    "complaint",
    "summons",
    "ticket",
    "tkt",
    "order",
    "orders",
    "epo",
    "tro",
    "dvpo",
    "ofp",
    "rro",
    "po",
    "ro",
    "cpo",
    "ref",
    "refer",
    "reference",
    "cr",
    "cad",
    "dr",
    "ir",
    "rd",
    "ccn",
    "occ",
    "cc",
    "mp",
    "court",
    "cause",
    "intake",
    "utt",
    "fta",
    "control",
    "tracking",
    "log",
    "run",
    "call",
    "cfs",
    "epro",
    "dvo",
    "rn",
    "supp",
    "under",
    "poa",
    "injunction",
    "petition",
    "arrest",
    "booking",
    "violation",
)


_SHORT = regex.compile(r"(?:19|20)\d\d|\d{4}")
_YEARS = regex.compile(r"\d{4}-\d{2,4}")


def _has_number(match: regex.Match[str], page: Page) -> bool:
    value = match["found"]
    count = sum(map(str.isdigit, value))
    return count >= 4 and _SHORT.fullmatch(value) is None


class CaseNumberFinder(PatternFinder):
    """Numbers under which a court or an agency keeps a matter: whoever has one can ask for the names."""

    entities = (Entity.CASE_NUMBER,)
    rules = (
        Rule(
            "after the word",
            Entity.CASE_NUMBER,
            compiled(
                r"""\w+\b(?:\s?(?:\#s?|nos?\.?|num(?:ber)?s?|id|:|-|,|\(|=|is|was|under|of|protection|complaint|summons|order|
                    warrant|case|report|event|intake|docket|\s)){0,6}\s?
                (?P<found>[A-Z]{0,5}-?\d[\dA-Z]*(?:[\-/][\dA-Z]+){0,4})(?![\w/])"""
            ),
            has_any(_WORDS, digit=True),
            _has_number,
            at_words(_WORDS),
            hinted(
                r"\w+\W{0,20}(?:[a-z]{0,5}-?\d|\#s|nos?|num|id|is|was|under|of|protection|complaint|summons|order|warrant|case|"
                r"report|event|intake|docket)"
            ),
        ),
        Rule(
            "year and serial",
            Entity.CASE_NUMBER,
            compiled(
                r"""(?<![\w.\-/$])(?:[A-Z]{1,5}-?)?(?:(?:20)?[0-3]\d)(?:[A-Z]{1,4}-?|-)(?:[A-Z0-9]{1,4}-){0,2}\d{3,9}(?:-\d{1,4})?(?![\w/]|-\d)"""
            ),
            has_digit(),
            lambda match, page: (
                sum(map(str.isdigit, match.group())) >= 6
                and _YEARS.fullmatch(match.group()) is None
            ),
            at_codes,
            hinted(r"(?:[a-z]{1,5}-?)?(?:20)?[0-3]\d[a-z\-]"),
        ),
        Rule(
            "letters and serial",
            Entity.CASE_NUMBER,
            compiled(
                r"(?<![\w.\-/$])(?:[A-Z]{1,4}-\d{2}-\d{3,7}|[A-Z]{1,3}\d{2}-\d{4,7}|\d{2}[A-Z]{2}\d{5,6}|\d{4}-[A-Z]-\d{4}-\d{4,7})(?![\w/]|-\d)"
            ),
            has_digit(),
            starts=at_codes,
            hint=hinted(r"[a-z]{1,4}-\d\d-|[a-z]{1,3}\d\d-|\d\d[a-z]{2}\d{5}|\d{4}-[a-z]-"),
        ),
    )
