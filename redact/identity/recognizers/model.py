"""Names that only their sentence gives away, as the trained model reads them (redact.identity.ner)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer
from redact.identity.vocabulary import Vocabulary

RULE: Final = "sentence"


class ModelFinder(Finder):
    """Reports what the model has read on the page, as far as it can be a name.

    The artifacts bring the spans, because the model reads many pages at a time; a span of words that are all safe and
    in no list of names is none (the model takes `PATROL` for one now and then, and so do all of its kind).
    """

    entities = (Entity.PERSON,)
    layer = Layer.MODEL

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for start, end in artifacts.names:
            first, last = page.token_at(start), page.token_at(end - 1)
            tokens = range(first, min(last, len(page) - 1) + 1)
            if any(self._can_be_name(page, i) for i in tokens):
                yield Finding(start, end, Entity.PERSON, RULE)

    def _can_be_name(self, page: Page, i: int) -> bool:
        word = page.words[i]
        if len(word) < 2 or not any(letter.isalpha() for letter in word):
            return False
        return word not in self._vocabulary.always or bool(page.flags[i] & NAME)
