"""Exact calendar dates; what happens to them follows the tier's time rule."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from redact.identity.dates import read
from redact.identity.engine import PageArtifacts
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity

_FRACTION = regex.compile(r"(?:[1-9]/[2-9]|1/(?:10|16))(?!\d)")
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

    @staticmethod
    def _is_fraction(match: regex.Match[str], text: str) -> bool:
        """`1/2 mile` and `3/4 full` are no dates."""
        return bool(_FRACTION.fullmatch(match.group())) and _MEASURE.match(text, match.end()) is not None
