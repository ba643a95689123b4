"""Mile posts, exits and the road they stand on."""

from __future__ import annotations

from redact.identity.recognizers.base import PatternFinder, Rule, compiled, has_any
from redact.identity.spans import Entity


class MilePostFinder(PatternFinder):
    """`MM 212`, `milepost 4 of Mink Creek Road`, `exit 118`."""

    entities = (Entity.ADDRESS,)
    rules = (
        Rule(
            "mile post",
            Entity.ADDRESS,
            compiled(
                r"(?<!\w)(?:mm|mp|m\.m\.|mile\s?(?:post|marker|mkr)s?|milepost|milemarker)\s?\#?\s?\d{1,4}(?:\.\d{1,2})?(?!\w)"
            ),
            has_any(("mm", "mp", "m", "mile", "milepost", "milemarker", "mileposts"), digit=True),
        ),
        Rule(
            "exit", Entity.ADDRESS, compiled(r"(?<!\w)exit\s?\#?\s?\d{1,3}[A-Z]?(?!\w)"), has_any(("exit",), digit=True)
        ),
    )
