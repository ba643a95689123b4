"""Internet addresses, versions 4 and 6, and network card addresses."""

from __future__ import annotations

import ipaddress

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import Gate, PatternFinder, Rule, at_codes, between_numbers, compiled, hinted
from redact.identity.spans import Entity


def _is_address(match: regex.Match[str], page: Page) -> bool:
    try:
        ipaddress.ip_address(match["ip"].replace("[", "").replace("]", ""))
    except ValueError:
        return False
    return True


class IpFinder(PatternFinder):
    """An address leads to a subscriber."""

    entities = (Entity.IP,)
    rules = (
        Rule(
            "version 4",
            Entity.IP,
            compiled(r"(?<![\w.])(?P<ip>\d{1,3}(?:\[?\.\]?\d{1,3}){3})(?::\d{1,5})?(?!\w|\.\d)"),
            between_numbers(".", "[.]"),
            _is_address,
            at_codes,
        ),
        Rule(
            "version 6",
            Entity.IP,
            compiled(r"(?<![\w:])(?P<ip>(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![\w:])"),
            Gate(test=lambda page: page.text.count(":") > 2),
            _is_address,
        ),
        Rule(
            "network card",
            Entity.IP,
            compiled(r"(?<!\w)[0-9a-f]{2}(?:[:\-][0-9a-f]{2}){5}(?!\w)"),
            Gate(test=lambda page: page.text.count(":") >= 5 or page.text.count("-") >= 5),
            hint=hinted(r"[0-9a-f]{2}[:\-][0-9a-f]{2}[:\-][0-9a-f]"),
        ),
    )
