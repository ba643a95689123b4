"""What the recognisers of addresses share: house numbers, units, directions."""

from __future__ import annotations

from typing import Final

import regex

from redact.identity.page import LOWER, Page
from redact.identity.recognizers.base import TIMEOUT_SECONDS, Finding, compiled
from redact.identity.spans import Entity

HOUSE: Final = regex.compile(r"\d{1,6}[A-Za-z]?|\d{1,4}xx|[NSEW]\d{3,5}|[NSEW]?\d{1,3}[NSEW]\d{1,5}", regex.IGNORECASE)
UNIT: Final = compiled(
    r"""[\s,.;(]{0,3}(?:(?:\b(?:apt|apartment|unit|ste|suite|rm|room|lot|space|spc|bldg|building|trlr|ph)\b\.?\s?\#?\s?|\#\s?)[A-Z]?-?\d{0,5}-?[A-Z]?\b
        |\b(?:the\s)?(?:upper|lower|up|down|rear|front|basement|bsmt|attic|back|garage|side|upstairs|downstairs|left|right|middle|north|south|east|west)
         \s(?:unit|house|apt\.?|apartment|flat|floor|half|duplex|bldg|building|cottage|trailer|side)\b
        |\b(?:upper|lower|up|down|rear|front|basement|bsmt|attic|back|upstairs|downstairs)\b(?=\s?[,.;)]|$)|(?<=,\s)\d{1,2}[A-Z]\b|(?<=[a-z]\s)\d{1,2}[A-Z]\b(?=\s?[,.;)]|$)
        |(?<=,\s)(?:number|no\.?|num)\s\d{1,4}[A-Z]?\b
        |\b\d{1,2}(?:st|nd|rd|th)\s(?:floor|fl)\b(?:\s(?:rear|front|left|right))?|\b(?:floor|fl)\s\d{1,2}\b)"""
)
BEHIND: Final = compiled(
    r"""\s(?:bridge|overpass|underpass|viaduct|tunnel|off-?ramp|on-?ramp|ramp|exit|interchange|trestle|boat\sramp|pier|station|access)\b"""
)


def house_before(page: Page, first: int) -> int | None:
    """The token of the house number in front of a street name, if there is one (also `1200 block of`)."""
    i = first - 1
    while i >= 0 and page.words[i] in ("blk", "block", "of", "hundred") and i > first - 4:
        i -= 1
    if i < 0 or not HOUSE.fullmatch(page.raw[i]) or len(page.gap(i)) > 3:
        return None
    if i + 1 < first and page.words[i + 1] not in ("blk", "block", "hundred"):
        return None
    if i > 1 and page.raw[i - 1 : i + 1] == ["1", "2"] and page.gap(i - 1) == "/" and page.raw[i - 2].isdigit():
        return i - 2
    if (
        i
        and page.raw[i - 1].isdigit()
        and page.gap(i - 1) in ("-", " ")
        and (page.gap(i - 1) == "-" or page.gap(i) == "/")
    ):
        i -= 1
    return i


def is_direction(page: Page, i: int) -> bool:
    return page.raw[i].isupper() or len(page.words[i]) > 2 or page.casing[i] == LOWER


def with_unit(page: Page, first: int, last: int, rule: str) -> Finding:
    end = page.ends[last]
    behind = BEHIND.match(page.text, end)
    if behind is not None:
        end = behind.end()
    unit = UNIT.match(page.text, end, timeout=TIMEOUT_SECONDS)
    if unit is not None and regex.search(r"\d|[A-Za-z]\b", unit.group()):
        end = unit.end()
    return Finding(page.starts[first], end, Entity.ADDRESS, rule)
