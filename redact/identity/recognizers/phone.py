"""US phone numbers: ten and seven digits, dotted, run together, with extension; fictional 555 numbers too."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import Gate, PatternFinder, Rule, at_numbers, compiled, digits_at_least, hinted
from redact.identity.spans import Entity

_CONTEXT = compiled(
    r"""\b(?:phone|ph|tel|telephone|cell|cel|cellular|mobile|mob|call(?:ed|s|ing|er)?|callback|cb|c/b|contact(?:ed)?|
        number|text(?:ed|s|ing)?|fax|home|work|reach(?:ed)?|dial(?:ed)?|voicemail|vm|ans(?:wer)?|hp|wp|cp|whatsapp|pager|landline|line|numbers)\b
        [^0-9\n\ue000]{0,12}$"""
)


_EXTENSION = r"x\d{1,5}|\s?x\s?\d{2,5}|,?\s?(?:ext(?:ension|n)?\.?|x\.)\s?\#?\d{1,5}"
"""An extension; `X3` behind a blank says how often somebody called."""


def _ten(match: regex.Match[str], page: Page) -> bool:
    """Area code and exchange start with 2-9 unless the separators or the words before show a phone number."""
    area, exchange = match["area"], match["exchange"]
    shaped = bool(match["s1"] and match["s2"]) or match.group().startswith("(")
    if area[0] in "23456789" and exchange[0] in "23456789":
        return True
    return shaped or _has_context(match, page)


def _seven(match: regex.Match[str], page: Page) -> bool:
    if _has_context(match, page):
        return True
    return match["sep"] in ("-", "\u2010", "\u2011", "\u2013") and match["exchange"][0] in "23456789"


def _has_context(match: regex.Match[str], page: Page) -> bool:
    return _CONTEXT.search(page.text[max(0, match.start() - 24) : match.start()]) is not None


def _starts(page: Page) -> list[int]:
    """Where a number begins, and the plus sign or the bracket before it."""
    starts = set()
    for i in page.numbered:
        at = page.starts[i]
        starts.add(at)
        while at and page.text[at - 1] in "(+":
            at -= 1
            starts.add(at)
    return sorted(starts)


class PhoneFinder(PatternFinder):
    """Numbers of the North American plan; others only with a leading plus."""

    entities = (Entity.PHONE,)
    rules = (
        Rule(
            "ten digits",
            Entity.PHONE,
            compiled(
                rf"""(?<![\w.\-]|(?<!\d{{4}})/)(?:\+?1[\s.\-]{{0,2}})?(?<![\d])\(?(?P<area>\d{{3}})(?P<s1>\)[\s.\-]{{0,2}}|[\s.\-*\u2010\u2011\u2013/]{{1,3}}|)
                    (?P<exchange>\d{{3}})(?P<s2>[\s.\-*\u2010\u2011\u2013]{{1,3}}|)\d{{4}}(?:{_EXTENSION})?(?![\w\-]?\d)(?!\w)"""
            ),
            digits_at_least(10),
            _ten,
            hint=hinted(
                r"\+?(?:1[\s.\-]{0,2})?\(?\d{3}(?:\)[\s.\-]{0,2}|[\s.\-*\u2010\u2011\u2013/]{0,3})\d{3}\W{0,3}\d{4}"
            ),
            narrow=_starts,
        ),
        Rule(
            "seven digits",
            Entity.PHONE,
            compiled(
                rf"(?<![\w.\-/$#]|\d\s)(?P<exchange>\d{{3}})(?P<sep>[\-.\s\u2010\u2011\u2013]?)\d{{4}}(?:{_EXTENSION})?(?![\w\-/]?\d)(?!\w)"
            ),
            digits_at_least(7),
            _seven,
            hint=hinted(r"\d{3}[\-.\s\u2010\u2011\u2013]?\d{4}"),
            narrow=at_numbers(3, least=7),
        ),
        Rule(
            "international",
            Entity.PHONE,
            compiled(r"(?<![\w.\-])(?:\+\d{1,3}|011[\s.\-]\d{1,3})(?:[\s.\-()]{0,2}\d{1,4}){2,5}(?!\w)"),
            Gate(test=lambda page: page.has_digit and ("+" in page.text or "011" in page.text)),
            lambda match, page: sum(letter.isdigit() for letter in match.group()) >= 8,
        ),
    )
