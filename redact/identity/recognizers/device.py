"""Device numbers: IMEI, ICCID, serial numbers of things."""

from __future__ import annotations

import regex

from redact.identity.checks import is_luhn
from redact.identity.page import Page
from redact.identity.recognizers.base import PatternFinder, Rule, at_numbers, compiled, digits_at_least, has_any, hinted
from redact.identity.spans import Entity


def _imei(match: regex.Match[str], page: Page) -> bool:
    return is_luhn(regex.sub(r"\D", "", match.group()))


class DeviceFinder(PatternFinder):
    """A serial number is registered to its owner."""

    entities = (Entity.ID_OTHER,)
    rules = (
        Rule(
            "IMEI",
            Entity.ID_OTHER,
            compiled(r"(?<![\w\-])\d{2}[\s\-]?\d{6}[\s\-]?\d{6}[\s\-]?\d(?!\w)"),
            digits_at_least(15),
            _imei,
            hint=hinted(r"\d\d[\s\-]?\d{6}"),
            narrow=at_numbers(2, 8, 14, least=15),
        ),
        Rule(
            "after the word",
            Entity.ID_OTHER,
            compiled(
                r"(?<!\w)(?:serial|ser|s/n|sn|imei|meid|iccid|sim|model|oan|owner\sapplied)\b(?:\s?(?:\#s?|no\.?|num(?:ber)?s?|is|was|:|-|,|\(|=|\s)){0,4}\s?(?P<found>\d{4}(?:\s\d{2,4}){2,6}|(?=[A-Z\-]{0,8}\d)[A-Z0-9][A-Z0-9\-]{3,24})(?!\w)"
            ),
            has_any(("serial", "ser", "sn", "s", "imei", "meid", "iccid", "sim", "oan"), digit=True),
            hint=hinted(r"[simo](?:er|/?n\b|mei|eid|ccid|im\b|odel|an\b|wner)"),
        ),
    )
