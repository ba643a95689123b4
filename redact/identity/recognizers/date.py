"""Exact calendar dates; what happens to them follows the tier's time rule."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from redact.identity.dates import read
from redact.identity.engine import PageArtifacts
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding, at_words_before_number
from redact.identity.spans import Entity
from redact.identity.words import words

_FRACTION = regex.compile(r"(?:[1-9]/[2-9]|1/(?:10|16))(?!\d)")
_YEAR_FIRST = regex.compile(r"(?:19|20)\d\d[/.](?:0?[1-9]|1[0-2])[/.](?:0?[1-9]|[12]\d|3[01])(?![\w/])")
_CUES = words("on date dated doi doa since occurred")
_CUE_STARTS = at_words_before_number(_CUES, 2)
_TOGETHER = regex.compile(
    r"(?:on|dated?|doi|doa|since|occurred)[\s:]{1,2}(?P<found>(?P<month>\d\d)(?P<day>\d\d)(?:20[0-3]\d|"
    r"[0-3]\d))(?![\w\-])", regex.IGNORECASE
)
"""`ON 010824 AT`: six or eight digits right behind a word for a day."""
_MEASURE = regex.compile(
    r"\s?(?:inch(?:es)?|in\b|\"|mile|full|block|of\s(?:a|an|the)\b|gram|oz|tank|hour|way|charge)", regex.IGNORECASE
)


class DateFinder(Finder):
    """Numeric and written dates, with or without a year or a weekday."""

    entities = (Entity.DATE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for match in page.dates:
            if not read(match) or self._is_fraction(match, page.text):
                continue
            yield Finding(match.start(), match.end(), Entity.DATE, "calendar date")
        if page.longest >= 4 and not _CUES.isdisjoint(page.vocabulary):
            for at in _CUE_STARTS(page):
                found = _TOGETHER.match(page.text, at)
                if found is not None and 1 <= int(found["month"]) <= 12 and 1 <= int(found["day"]) <= 31:
                    yield Finding(found.start("found"), found.end("found"), Entity.DATE, "run together behind a word")
        for i in page.numbered:
            found = _YEAR_FIRST.match(page.text, page.starts[i])
            if found is not None:
                yield Finding(found.start(), found.end(), Entity.DATE, "year first")

    @staticmethod
    def _is_fraction(match: regex.Match[str], text: str) -> bool:
        """`1/2 mile` and `3/4 full` are no dates."""
        return bool(_FRACTION.fullmatch(match.group())) and _MEASURE.match(text, match.end()) is not None
