"""Names of protected places (shelters, clinics), which say where somebody is as an address does."""

from __future__ import annotations

from collections.abc import Iterator

from redact.identity.engine import PageArtifacts
from redact.identity.listed import ListedNames
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer

RULE = "listed name"


class ListedPlaceFinder(Finder):
    """Knows the names by keyed hashes alone."""

    entities = (Entity.ADDRESS,)
    layer = Layer.PATTERN

    def __init__(self, names: ListedNames) -> None:
        super().__init__()
        self._names = names

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for first, last in self._names.find(page):
            yield Finding(page.starts[first], page.ends[last], Entity.ADDRESS, RULE)
