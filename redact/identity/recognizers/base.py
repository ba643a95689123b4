"""What all our recognisers share: they read the page, and say by which layer and rule they found something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from redact.identity.engine import PageArtifacts
from redact.identity.page import Page
from redact.identity.spans import Entity, Layer

TIMEOUT_SECONDS: Final = 1.0
"""A pattern that needs longer on one text raises TimeoutError, which holds the text."""

LAYER, RULE, PARTY = "redact_layer", "redact_rule", "redact_party"
"""Keys of a result's recognition_metadata."""

SCORES: Final = {Layer.RECORD: 1.0, Layer.PATTERN: 0.95, Layer.CUE: 0.85, Layer.VOCABULARY: 0.7}
"""Presidio keeps the higher score where two results are equal, so scores only order the layers."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: offsets in the text, what it is, by which rule; `party` is a number of KnownIndex.parties."""

    start: int
    end: int
    entity: Entity
    rule: str
    party: int | None = None


class Recognizer(EntityRecognizer):  # type: ignore[misc]
    """A Presidio recogniser over pages. Subclasses set `entities` and `layer` and write `find`."""

    entities: tuple[Entity, ...]
    layer: Layer = Layer.PATTERN

    def __init__(self) -> None:
        super().__init__(supported_entities=[str(entity) for entity in self.entities], supported_language="en")

    def load(self) -> None:
        """Patterns are compiled when the module is imported."""

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterable[Finding]:
        """What this recogniser sees on the page. Offsets need not be whole tokens; the resolver widens them."""
        raise NotImplementedError

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        if not isinstance(nlp_artifacts, PageArtifacts):
            raise TypeError("this recogniser needs the artifacts of redact's own NLP engine")
        layer = self.layer
        score = SCORES[layer]
        results = []
        for found in self.find(nlp_artifacts.page, nlp_artifacts):
            metadata = {LAYER: layer, RULE: found.rule, PARTY: found.party}
            results.append(
                RecognizerResult(str(found.entity), found.start, found.end, score, None, recognition_metadata=metadata)
            )
        return results


Check = Callable[["regex.Match[str]", Page], bool]
Gate = Callable[[Page], bool]


def has_digit(page: Page) -> bool:
    return page.has_digit


def has_any(words: Iterable[str], *, digit: bool = False) -> Gate:
    """A gate that opens when the text has one of these (folded) words, and a digit where asked."""
    wanted = frozenset(words)

    def gate(page: Page) -> bool:
        return (page.has_digit or not digit) and not wanted.isdisjoint(page.vocabulary)

    return gate


def holds(*parts: str) -> Gate:
    """A gate that opens when the text holds one of these strings as they are."""

    def gate(page: Page) -> bool:
        return any(part in page.text for part in parts)

    return gate


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled pattern: the group `found` (or the whole match) is an `entity` if `check` agrees.

    `gate` is a cheap test that the pattern can match at all. Flags are per pattern: Presidio's own
    recogniser has one set of flags for all, under which `[A-Z]` matches lower case.
    """

    name: str
    entity: Entity
    pattern: regex.Pattern[str]
    gate: Gate
    check: Check | None = None

    def find(self, page: Page) -> Iterator[Finding]:
        for match in self.pattern.finditer(page.text, timeout=TIMEOUT_SECONDS):
            if self.check is None or self.check(match, page):
                start, end = match.span("found") if "found" in self.pattern.groupindex else match.span()
                if end > start:
                    yield Finding(start, end, self.entity, self.name)


class PatternRecognizer(Recognizer):
    """A recogniser that is a list of rules."""

    rules: tuple[Rule, ...]

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for rule in self.rules:
            if rule.gate(page):
                yield from rule.find(page)


def compiled(pattern: str, *, cased: bool = False) -> regex.Pattern[str]:
    """A verbose pattern, compiled once; case-insensitive unless `cased`."""
    flags = regex.VERBOSE | regex.VERSION0
    return regex.compile(pattern, flags if cased else flags | regex.IGNORECASE)
