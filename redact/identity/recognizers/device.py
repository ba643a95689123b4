"""Device numbers: IMEI, ICCID, serial numbers of things."""

from __future__ import annotations

import regex

from redact.identity.checks import is_luhn
from redact.identity.page import Page
from redact.identity.recognizers.base import PatternFinder, Rule, at_numbers, compiled, has_any
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
            lambda page: page.digits >= 15,
            _imei,
            at_numbers,
        ),
        Rule(
            "after the word",
            Entity.ID_OTHER,
            compiled(
                r"(?<!\w)(?:serial|ser|s/n|sn|imei|meid|iccid|sim|model|oan|owner\sapplied)\b(?:\s?(?:\#s?|no\.?|num(?:ber)?s?|is|was|:|-|,|\(|=|\s)){0,4}\s?(?P<found>\d{4}(?:\s\d{2,4}){2,6}|(?=[A-Z\-]{0,8}\d)[A-Z0-9][A-Z0-9\-]{3,24})(?!\w)"
            ),
            has_any(("serial", "ser", "sn", "s", "imei", "meid", "iccid", "sim", "oan"), digit=True),
        ),
    )
