"""Birth dates: a date after a word for birth, or in brackets right behind a name."""

from __future__ import annotations

from redact.identity.dates import DATE
from redact.identity.recognizers.base import PatternFinder, Rule, at_words, between_numbers, compiled, has_any
from redact.identity.spans import Entity

_CUE = (
    r"(?<!\w)(?:d\.?\s?o\.?\s?b\.?|d/o/b|b/?d(?=\W{1,3}\d)|date\sof\sbirth|birth\s?(?:day|date)|bday|b-day|born(?:\son)?)"
    r"(?:\W{0,4}(?:is|was|of|on|in|the|her|his|listed|as|given)\b){0,3}\W{0,4}"
)
_WORDS = ("dob", "d", "birth", "birthday", "birthdate", "born", "bd", "bday", "b")
_GATE = has_any(_WORDS, digit=True)
_STARTS = at_words(_WORDS)


class DobFinder(PatternFinder):
    """After the cue every way of writing a date counts, also six or eight digits run together."""

    entities = (Entity.DOB,)
    rules = (
        Rule(
            "date after the word",
            Entity.DOB,
            compiled(
                _CUE
                + "(?P<found>"
                + DATE.pattern.replace("(?P<year>", "(?P<y1>", 1).replace("(?P=sep)", "(?P=sep)")
                + ")"
            ),
            _GATE,
            None,
            _STARTS,
        ),
        Rule(
            "digits after the word",
            Entity.DOB,
            compiled(
                _CUE
                + r"""(?P<found>\d{8}|\d{6}|\d{1,2}[\s\-/.]{1,2}\d{1,2}[\s\-/.]{1,2}\d{2,4}|(?:19|20)\d{2}|
                      \d{1,2}/\d{2,4}|[x*]{1,2}/[x*]{1,2}/\d{2,4})(?![\w]|[/\-]\d)"""
            ),
            _GATE,
            None,
            _STARTS,
        ),
        Rule(
            "in brackets behind a name",
            Entity.DOB,
            compiled(r"(?<=[a-z'.]\s?)\(\s?(?P<found>\d{1,2}[/\-.]\d{1,2}[/\-.](?:(?:19|20)\d{2}|\d{2}))\s?\)"),
            between_numbers("/", "-", "."),
        ),
        Rule(
            "race, sex and date",
            Entity.DOB,
            compiled(
                r"(?<!\w)[wbhaiu]\s?/\s?[mf]\W{1,3}(?P<found>\d{1,2}[/\-.]\d{1,2}[/\-.](?:(?:19|20)\d{2}|\d{2}))(?!\w)"
            ),
            between_numbers("/", "-", "."),
        ),
    )
