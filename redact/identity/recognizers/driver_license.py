"""Driver licence and state ID numbers, always with the words that say so: their formats alone match ordinary text."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import PatternFinder, Rule, at_words_before_number, compiled, has_any
from redact.identity.spans import Entity
from redact.identity.states import STATE, STATE_FIRST
from redact.identity.words import words

_FIRST = STATE_FIRST | words(
    """
    oln ol dln dl d cdl odl tdl cdln o mvid sid driver drivers driving operator operators lic license licence
    license
    """
)


_SOFT = words("oln dl dln cdl odl tdl ol lic license licence licenses identification id")
_VALUE = (
    r"(?:(?:[A-Z]{0,3}-?|[A-Z]\s)\d(?:[\dA-Z*]|[\-\s](?=[\dA-Z*]{0,12}\d)){3,22}|[A-Z*]{3,7}\d[\dA-Z*]{2,8}|"
    r"[A-Z]{1,3}(?:-\d{2,6}){2,5})"
)
"""The formats of the states: digits, letters before digits, in groups, and Washington's letters of the name first."""


def _is_long(match: regex.Match[str], page: Page) -> bool:
    """Not right behind its word it must be long, and no date or phone number."""
    value = match["found"]
    digits = sum(map(str.isdigit, value))
    size = sum(map(str.isalnum, value))
    if regex.fullmatch(r"\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|\d{4}\s?hrs?", value, regex.IGNORECASE):
        return False
    return (
        (digits >= 4 or size >= 10)
        and digits >= 2
        and size >= 7
        and page.raw[page.token_at(match.start())] not in ("Id", "i", "I")
    )


def _has_digits(match: regex.Match[str], page: Page) -> bool:
    """Every state's format has at least four digits (the shortest are five to seven characters long)."""
    value = str(match["found"])
    return sum(map(str.isdigit, value)) >= 4 or len(value) >= 10


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
                     (?:\s?(?:card|/|\#|no\.?|num(?:ber)?|is|was|of|:|-|,|\(|\)|=|\s|(?:\b(?:{STATE})\b)[\s:/\-\#])){{0,12}}\s?
                     (?P<found>{_VALUE})(?![\w])"""
            ),
            has_any(_FIRST, digit=True),
            _has_digits,
            at_words_before_number(_FIRST, 14),
        ),
        Rule(
            "some words behind",
            Entity.DRIVER_LICENSE,
            compiled(
                rf"""(?:oln|dln?|cdl|odl|tdl|ol|lic(?:en[sc]e)?s?|identification|id)(?!\w)(?:(?!\b(?:plates?|tags?|plt|lp|reg)\b)[^.;\n\d]){{0,48}}?
                     (?<=[\s\#:(,])(?P<found>{_VALUE})(?![\w/])"""
            ),
            has_any(_SOFT, digit=True),
            _is_long,
            at_words_before_number(_SOFT, 20),
        ),
    )
