"""Numbers said digit by digit: `nine zero one, five five five, oh one four four`, and single digits in a row."""

from __future__ import annotations

from typing import Final

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import Gate, PatternFinder, Rule, at_words, compiled, has_any
from redact.identity.spans import Entity
from redact.identity.words import words

_DIGITS: Final = words("zero oh one two three four five six seven eight nine niner double triple")
_DIGIT: Final = r"(?:(?:double|triple)\s)?(?:zero|oh|one|two|three|four|five|six|seven|eight|niner?|hundred)"
_GAP: Final = r"[\s,\-./]{1,3}(?:(?:dash|hyphen|then|and\sthen)[\s,]{1,2})?"


def _is_number(match: regex.Match[str], page: Page) -> bool:
    """Four digits in a row are a number; three and a half in a count (`two, three, four`) go up by one."""
    said = regex.findall(r"\w+", match.group().lower())
    return len([word for word in said if word in _DIGITS]) >= 4 and said[:4] != ["one", "two", "three", "four"]


def _single_digits(page: Page) -> list[int]:
    return [page.starts[i] for i in page.numbered if len(page.raw[i]) == 1]


class SpokenFinder(PatternFinder):
    """What a caller says digit by digit is a telephone, card or social security number, or its last four."""

    entities = (Entity.ID_OTHER,)
    rules = (
        Rule(
            "digits in words",
            Entity.ID_OTHER,
            compiled(rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{3,24}}(?!\w)"),
            has_any(_DIGITS),
            _is_number,
            at_words(_DIGITS),
        ),
        Rule(
            "single digits",
            Entity.ID_OTHER,
            compiled(r"(?<![\w.,/:\-]|\d\s)\d(?:[\s\-,.]{1,2}\d){5,24}(?![\w:/])"),
            Gate(test=lambda page: page.digits >= 6),
            starts=_single_digits,
        ),
    )
