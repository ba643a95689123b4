"""In every mode: words that somebody is called by, whatever else they mean (redact.identity.called)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.called import is_pair, named, owns
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer

PAIR_RULE: Final = "first name and surname"
OWNER_RULE: Final = "name with possessive"
NAMED_RULE: Final = "called so"


class CalledFinder(Finder):
    """`PENNY LAW`, `Hope's car`, `mr will`, `NAME IS WILL`, `COUSIN TUBBY`."""

    entities = (Entity.PERSON,)
    layer = Layer.CUE

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for i, flags in enumerate(page.flags):
            if flags & NAME:
                if is_pair(page, i):
                    yield Finding(page.starts[i], page.ends[i + 1], Entity.PERSON, PAIR_RULE)
                elif owns(page, i, flags):
                    yield Finding(page.starts[i], page.ends[i], Entity.PERSON, OWNER_RULE)
        for i in named(page):
            yield Finding(page.starts[i], page.ends[i], Entity.PERSON, NAMED_RULE)
