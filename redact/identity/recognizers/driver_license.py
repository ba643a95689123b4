"""Driver licence and state ID numbers, always with the words that say so: their formats alone match ordinary text."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import PatternFinder, Rule, at_words, compiled, has_any, hinted
from redact.identity.spans import Entity
from redact.identity.states import STATE, STATE_FIRST
from redact.identity.words import words

_FIRST = STATE_FIRST | words(
    """
    oln ol dln dl d cdl odl tdl cdln o mvid sid driver drivers driving operator operators lic license licence
    license
    """
)


def _has_digits(match: regex.Match[str], page: Page) -> bool:
    """Every state's format has at least four digits (the shortest are five to seven characters long)."""
    return sum(map(str.isdigit, str(match["found"]))) >= 4


class DriverLicenseFinder(PatternFinder):
    """`OLN`, `DL#`, `Texas driver's license`, `NY ID` and the number after them."""

    entities = (Entity.DRIVER_LICENSE,)
    rules = (
        Rule(
            "after the words",
            Entity.DRIVER_LICENSE,
            compiled(
                rf"""(?<!\w)(?:oln|o\.l\.n\.|ol|dln|d\.?l\.?|d/l|cdl|odl|tdl|cdln|mvid|sid|
                     (?:drivers?|driver'?s|driving|operators?|operator'?s)\s?(?:lic(?:en[sc]e)?|permit|id)s?|
                     (?:{STATE})\s(?:lic(?:en[sc]e)?|id|i\.d\.|identification|permit|d\.?l\.?|oln)|
                     lic(?:en[sc]e)?\s?(?:\#|no\.?|num(?:ber)?))
                     (?:\s?(?:card|\#|no\.?|num(?:ber)?|is|was|of|:|-|,|\(|\)|=|\s|(?:\b(?:{STATE})\b)[\s:/\-\#]))*\s?
                     (?P<found>[A-Z]{{0,3}}[\-\s]?\d(?:[\dA-Z*]|[\-\s](?=[\dA-Z]*\d)){{3,22}})(?![\w])"""
            ),
            has_any(_FIRST, digit=True),
            _has_digits,
            at_words(_FIRST),
            hinted(
                r"oln|o\.l|ol|dln|d\.?l|d/l|cdl|odl|tdl|cdln|mvid|sid|driv|oper|lic|"
                r"\w+\s(?:\w+\s)?(?:lic|i\.?d|permit|d\.?l|oln)"
            ),
        ),
    )
