"""Social security numbers: three-two-four, nine digits after the word, and the last four after the word."""

from __future__ import annotations

from redact.identity.recognizers.base import (
    PatternFinder,
    Rule,
    at_numbers,
    at_words,
    compiled,
    digits_at_least,
    has_any,
    hinted,
)
from redact.identity.spans import Entity

_WORD = (
    r"(?<!\w)(?:ss[n\#]?s?|s\.s\.n?\.?|soc(?:ial)?(?:\s?sec(?:urity)?)?(?:\s(?:no|num(?:ber)?|card))?|itin|tin)(?!\w)"
)
_WORDS = ("ss", "ssn", "ssns", "soc", "social", "socials", "itin", "s", "security")
_LAST = ("last", "ending", "ends", "ended", "end", "final")
_GATE = has_any(_WORDS, digit=True)


class SsnFinder(PatternFinder):
    """All number ranges count, also those never issued: test and fictional numbers look like that."""

    entities = (Entity.SSN,)
    rules = (
        Rule(
            "three-two-four",
            Entity.SSN,
            compiled(r"(?<![\w\-])\d{3}([\-\s.\u2010\u2011\u2013])\d{2}\1\d{4}(?![\w\-]?\d)(?!\w)"),
            digits_at_least(9),
            hint=hinted(r"\d{3}\W\d\d\W\d{4}"),
            narrow=at_numbers(3),
        ),
        Rule(
            "after the word",
            Entity.SSN,
            compiled(
                _WORD
                + r"\W{0,4}(?:(?:is|was|of|no|number|num|as|card|for|with|given|gave|listed|she|he|they)\W{1,3}){0,4}"
                r"(?P<found>\d{3}[\-\s.]{0,2}\d{2}[\-\s.]{0,2}\d{4})(?!\d)"
            ),
            _GATE,
            starts=at_words(_WORDS),
        ),
        Rule(
            "last four",
            Entity.SSN,
            compiled(
                _WORD + r"\W{0,4}(?:(?:last|four|4|digits?|ending|ends|end|in|with|of|is|was|no|number|x+)\W{0,3}){0,6}"
                r"(?P<found>(?:[x*]{3}-?[x*]{2}-?)?\d{4})(?![\w\-]?\d)"
            ),
            _GATE,
            starts=at_words(_WORDS),
        ),
        Rule(
            "last four some words behind",
            Entity.SSN,
            compiled(
                r"""(?:last|final)\s(?:four|4)\b[^.\n\d]{0,30}?(?<!\w)(?:ssn?|soc(?:ial)?)(?!\w)[^\n\d]{0,48}?(?<![\d$.:/\-])(?P<found>\d{4})
                    (?![\w\-:/]?\d|\w|\s(?:hrs?|hours?)\b)"""
            ),
            _GATE,
            starts=at_words(_LAST),
        ),
        Rule(
            "last four some words behind the word",
            Entity.SSN,
            compiled(
                _WORD
                + r"""[^.\n\d]{0,30}?(?<!\w)(?:last\s?(?:four|4)|l/?4|end(?:s|ed|ing)?)\b[^\n\d]{0,32}?
                    (?<![\d$.:/\-])(?P<found>\d{4})(?![\w\-:/]?\d|\w|\s(?:hrs?|hours?)\b)"""
            ),
            _GATE,
            starts=at_words(_WORDS),
        ),
        Rule(
            "last four before the word",
            Entity.SSN,
            compiled(
                r"last\s(?:four|4)(?:\sdigits)?\W{1,3}(?:(?:of|social|ssn|ss|is|was|soc)\W{1,3}){1,4}(?P<found>\d{4})(?!\d)"
            ),
            _GATE,
        ),
    )
