"""E-mail addresses, by an own pattern: Presidio's would fetch a list of top-level domains from the net."""

from __future__ import annotations

from redact.identity.recognizers.base import Gate, PatternFinder, Rule, compiled, holds
from redact.identity.spans import Entity
from redact.identity.words import words

_SPELT = words("dot gmail yahoo hotmail outlook icloud aol proton protonmail msn comcast")
_SPELT_OUT = compiled(rf"\b(?:{'|'.join(sorted(_SPELT))})\b|[(\[](?:at|@)[)\]]")
_ENDINGS = r"(?:com|net|org|edu|gov|mil|us|io|co|me|info|biz|example|test|invalid)"


class EmailFinder(PatternFinder):
    """`name@host.tld`, with spaces around the sign, and `name at host dot com`."""

    entities = (Entity.EMAIL,)
    rules = (
        Rule(
            "address",
            Entity.EMAIL,
            compiled(
                rf"""(?<![\w.+\-])[\w.+\-%']{{1,64}}(?:@\s?[\w\-]{{1,63}}(?:\s?\.[\w\-]{{1,63}}){{1,5}}
                     |@[\w\-]{{2,63}}(?![\w@])
                     |\s@\s?[\w\-]{{1,63}}(?:\.[\w\-]{{1,63}}){{0,4}}\s?\.{_ENDINGS}\b)"""
            ),
            holds("@"),
        ),
        Rule(
            "spelt out",
            Entity.EMAIL,
            compiled(
                rf"""(?<![\w.])(?:[\w+\-]{{1,32}}\s(?:dot|period|underscore|under\sscore|dash|hyphen|plus)\s){{0,4}}[\w.+\-]{{1,64}}
                     \s?(?:[(\[<{{]?\bat\b[)\]>}}]?(?:\ssign)?|[(\[]@[)\]]|@)\s?[\w\-]{{2,63}}(?:\s?(?:[(\[]?\bdot\b[)\]]?|\.)\s?[\w\-]{{2,30}}){{0,2}}
                     \s?(?:[(\[]?\bdot\b[)\]]?|\.)\s?{_ENDINGS}\b
                     |(?<![\w.])[\w.+\-]{{2,64}}\sat\s(?:gmail|yahoo|hotmail|outlook|icloud|aol|proton(?:mail)?|msn|comcast)(?!\w)"""
            ),
            Gate(
                test=lambda page: not _SPELT.isdisjoint(page.vocabulary) or "(at)" in page.text or "[at]" in page.text
            ),
            lambda match, page: _SPELT_OUT.search(match.group()) is not None,
        ),
    )
