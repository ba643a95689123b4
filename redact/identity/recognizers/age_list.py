"""Ages in a row: `ages 4, 6 and 9`, `her kids 3 and 5`."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import PatternFinder, Rule, at_words, compiled, has_any
from redact.identity.spans import Entity
from redact.identity.words import words

_LISTED = r"(?:\d{1,2}(?:,?\s(?:and|&)\s|,\s|/))"
_SEVERAL = words("kids children sons daughters juvs juv juveniles boys girls grandchildren grandkids siblings")


def _plausible(match: regex.Match[str], page: Page) -> bool:
    return int(match["found"]) <= 110


class AgeListFinder(PatternFinder):
    """One rule for each place in the row."""

    entities = (Entity.AGE,)
    rules = (
        *(
            Rule(
                f"age {place} of a list",
                Entity.AGE,
                compiled(
                    rf"""(?<!\w)(?:age[ds]?|ages|aged)\W{{1,3}}{_LISTED}{{{place - 1}}}
                        (?P<found>\d{{1,2}})(?![\w/]|[.]\d)"""
                ),
                has_any(("age", "aged", "ages"), digit=True),
                _plausible,
                at_words(("age", "aged", "ages")),
            )
            for place in (2, 3, 4, 5)
        ),
        *(
            Rule(
                f"child {place} of a list",
                Entity.AGE,
                compiled(
                    rf"\w+\W{{1,3}}(?:ages?\s)?{_LISTED}{{{place - 1}}}(?P<found>\d{{1,2}})"
                    + (r"(?=,?\s(?:and|&)\s\d{1,2}(?!\w)|,\s\d{1,2}(?:,|\sand|\s&))" if place == 1 else r"(?!\w|/\d)")
                ),
                has_any(_SEVERAL, digit=True),
                _plausible,
                at_words(_SEVERAL),
            )
            for place in (1, 2, 3, 4)
        ),
    )
