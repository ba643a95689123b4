"""Mile posts, exits and the road they stand on."""

from __future__ import annotations

from redact.identity.recognizers.base import PatternFinder, Rule, at_words, compiled, has_any
from redact.identity.spans import Entity
from redact.identity.words import words

_HIGHWAYS = words("hwy highway i us sr cr route rte rt interstate fm sh")
_ROAD = r"""(?:,?\s(?:(?:off|on|of|from)\s(?:of\s)?)?(?:the\s)?(?:i|us|sr|hwy|highway|route|rte|interstate)
    [\s\-]?\d{1,4}(?:\s(?:[nsew]b?|(?:north|south|east|west)bound)\b)?|,?\s(?:(?:north|south|east|west)bound|[nsew]b)(?!\w))?(?!\w)"""
"""The road and the direction behind a mile post: one place."""


class MilePostFinder(PatternFinder):
    """`MM 212`, `milepost 4 of Mink Creek Road`, `exit 118`."""

    entities = (Entity.ADDRESS,)
    rules = (
        Rule(
            "mile post",
            Entity.ADDRESS,
            compiled(
                rf"(?<!\w)(?:mm|mp|m\.m\.|mile\s?(?:post|marker|mkr|mrkr)s?|milepost|milemarker|mile)\s?(?:\#|no\.?|number)?\s?\d{{1,4}}(?:\.\d{{1,2}})?(?!\w){_ROAD}"
            ),
            has_any(("mm", "mp", "m", "mile", "milepost", "milemarker", "mileposts"), digit=True),
        ),
        Rule(
            "number before the mark",
            Entity.ADDRESS,
            compiled(
                r"(?<![\w.$])\d{1,3}(?:\.\d{1,2})?(?:st|nd|rd|th)?\s(?:mile\s?(?:marker|post|mkr)|milepost|mp|exit|off-?ramp|interchange)(?!\w)"
            ),
            has_any(("mile", "milepost", "mp", "exit", "ramp", "offramp", "interchange"), digit=True),
        ),
        Rule(
            "mark of a highway",
            Entity.ADDRESS,
            compiled(
                r"""(?:hwy|highway|i|us|sr|cr|route|rte|rt|interstate|fm|sh)[\s\-]?\d{1,4}[A-Z]?(?:\s(?:[nsew]b?|(?:north|south|east|west)bound)\b)?
                    \s?(?:,\s|,?\s?(?:at|@|near|nr|by)\s)(?:about\s|approx\.?\s)?(?:the\s)?(?:mm\s?|mp\s?)?\d{1,3}\.\d{1,2}(?!\d)"""
            ),
            has_any(_HIGHWAYS, digit=True),
            starts=at_words(_HIGHWAYS),
        ),
        Rule(
            "exit",
            Entity.ADDRESS,
            compiled(rf"(?<!\w)exit(?:\s(?:no\.?|number|ramp))?\s?\#?\s?\d{{1,3}}(?:-?[A-Z])?(?!\w|/\d|:\d){_ROAD}"),
            has_any(("exit",), digit=True),
        ),
    )
