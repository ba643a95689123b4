"""Full names that stand in a name column of any other record of the release set (redact.identity.everyone)."""

from __future__ import annotations

from collections.abc import Iterator

from redact.identity.engine import PageArtifacts
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer


class FullNameFinder(Finder):
    """Speaks only where a release set is known: `scrub` of a single file has its own row's columns and no more."""

    entities = (Entity.PERSON,)
    layer = Layer.RECORD

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for first, last in artifacts.everyone.find(page):
            yield Finding(page.starts[first], page.ends[last], Entity.PERSON, "name column of another record")
