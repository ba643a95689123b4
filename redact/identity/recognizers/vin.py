"""Vehicle identification numbers: seventeen characters with the right check digit, or after the word VIN."""

from __future__ import annotations

import regex

from redact.identity.checks import is_vin
from redact.identity.page import Page
from redact.identity.recognizers.base import Gate, PatternFinder, Rule, at_codes, at_words, compiled, has_any
from redact.identity.spans import Entity


def _looks_like_one(match: regex.Match[str], page: Page) -> bool:
    """Without the word VIN a wrong check digit is still masked when letters and digits are mixed as in a VIN."""
    vin = match.group()
    mixed = sum(letter.isdigit() for letter in vin) >= 5 and sum(letter.isalpha() for letter in vin) >= 3
    return mixed or is_vin(vin)


class VinFinder(PatternFinder):
    """A VIN is never an ordinary word: seventeen mixed characters are masked even when mistyped."""

    entities = (Entity.VIN,)
    rules = (
        Rule(
            "seventeen",
            Entity.VIN,
            compiled(r"(?<!\w)[A-HJ-NPR-Z0-9*]{17}(?!\w)"),
            Gate(test=lambda page: page.longest >= 17 or (page.longest >= 8 and "*" in page.text)),
            _looks_like_one,
            at_codes,
        ),
        Rule(
            "after the word",
            Entity.VIN,
            compiled(
                r"(?<!\w)(?:p-?)?vin\b\W{0,4}(?:(?:no|number|num|is|was|last|of|ending|in|ends|ended|with|digits|characters|numbers|partial|the|on|dash|door|plate|as|reads?|[4568]|four|five|six|eight)\b\W{0,3}){0,7}"
                r"(?P<found>(?=[A-Z]{0,10}\d)[A-Z0-9]{4,17}(?:[\s\-][A-Z0-9]*\d[A-Z0-9]*){0,3})(?!\w)"
            ),
            has_any(("vin", "pvin"), digit=True),
            starts=at_words(("vin", "pvin", "p")),
        ),
        Rule(
            "part before the word",
            Entity.VIN,
            compiled(
                r"""(?:last|final)\s(?:four|five|six|eight|[4568])\b[\s\w]{0,20}?\s(?:the\s)?p?vin(?!\w)
                    (?:\W{0,3}(?:is|was|are|were|as|number|reads?|of|the)\b){0,3}\W{1,3}(?P<found>(?=[A-Z]{0,7}\d)[A-Z0-9]{4,8})(?!\w)"""
            ),
            has_any(("vin", "pvin"), digit=True),
            starts=at_words(("last", "final")),
        ),
    )
