"""E-mail addresses, by an own pattern: Presidio's would fetch a list of top-level domains from the net."""

from __future__ import annotations

from redact.identity.recognizers.base import PatternFinder, Rule, compiled, has_any, hinted, holds
from redact.identity.spans import Entity


class EmailFinder(PatternFinder):
    """`name@host.tld`, with spaces around the sign, and `name at host dot com`."""

    entities = (Entity.EMAIL,)
    rules = (
        Rule(
            "address",
            Entity.EMAIL,
            compiled(r"(?<![\w.+\-])[\w.+\-%']{1,64}\s?@\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}"),
            holds("@"),
        ),
        Rule(
            "spelt out",
            Entity.EMAIL,
            compiled(
                r"(?<![\w.])[\w.+\-]{2,64}\s(?:\(?at\)?|@)\s[\w\-]{2,63}\s?(?:\(?dot\)?\s|\.)\s?(?:com|net|org|edu|gov|us|io|co)\b"
            ),
            has_any(("dot", "com", "net", "org", "edu", "gmail", "yahoo", "hotmail")),
            hint=hinted(r"\s(?:\(?at\)?|@)\s[\w\-]{2,63}\s?(?:\(?dot|\.)"),
        ),
    )
