"""Vehicle identification numbers: seventeen characters with the right check digit, or after the word VIN."""

from __future__ import annotations

from typing import Final

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import PatternRecognizer, Rule, at_codes, at_words, compiled, has_any
from redact.identity.spans import Entity

_VALUES: Final = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)], strict=True)
)
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def check_digit_is_right(vin: str) -> bool:
    """Whether the ninth character is the check digit of 49 CFR 565 (only required of North American vehicles)."""
    upper = vin.upper()
    if len(upper) != 17 or any(letter not in _VALUES for letter in upper):
        return False
    remainder = sum(_VALUES[letter] * weight for letter, weight in zip(upper, _WEIGHTS, strict=True)) % 11
    return upper[8] == ("X" if remainder == 10 else str(remainder))


def _looks_like_one(match: regex.Match[str], page: Page) -> bool:
    """Without the word VIN a wrong check digit is still masked when letters and digits are mixed as in a VIN."""
    vin = match.group()
    mixed = sum(letter.isdigit() for letter in vin) >= 5 and sum(letter.isalpha() for letter in vin) >= 3
    return mixed or check_digit_is_right(vin)


class VinRecognizer(PatternRecognizer):
    """A VIN is never an ordinary word: seventeen mixed characters are masked even when mistyped."""

    entities = (Entity.VIN,)
    rules = (
        Rule(
            "seventeen",
            Entity.VIN,
            compiled(r"(?<!\w)[A-HJ-NPR-Z0-9]{17}(?!\w)"),
            lambda page: page.longest >= 17,
            _looks_like_one,
            at_codes,
        ),
        Rule(
            "after the word",
            Entity.VIN,
            compiled(
                r"(?<!\w)(?:p-?)?vin\b\W{0,4}(?:(?:no|number|num|is|was|last|of|ending|in|ends|digits|[4568]|four|six|eight)\b\W{0,3}){0,5}"
                r"(?P<found>(?=[A-Z]{0,10}\d)[A-Z0-9]{4,17}(?:[\s\-][A-Z0-9]*\d[A-Z0-9]*){0,3})(?!\w)"
            ),
            has_any(("vin", "pvin"), digit=True),
            starts=at_words(("vin", "pvin", "p")),
        ),
    )
