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

SHORT_TEXT: Final = 4_000
"""Below this many characters a match at a given position, whose repetitions are all bounded, needs no clock (which
costs more than the match)."""

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


class Finder(EntityRecognizer):
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
                RecognizerResult(str(found.entity), found.start, found.end, score, recognition_metadata=metadata)
            )
        return results


Check = Callable[["regex.Match[str]", Page], bool]
Gate = Callable[[Page], bool]
Starts = Callable[[Page], Iterable[int]]


def has_digit(page: Page) -> bool:
    return page.has_digit


def digits_at_least(count: int) -> Gate:
    """A gate that opens when the tokens with digits have this many characters together."""

    def gate(page: Page) -> bool:
        return page.digits >= count

    return gate


def with_digits(*parts: str) -> Gate:
    """A gate that opens when the text has a digit and one of these strings."""

    def gate(page: Page) -> bool:
        return page.has_digit and any(part in page.text for part in parts)

    return gate


def has_any(words: Iterable[str], *, digit: bool = False) -> Gate:
    """A gate that opens when the text has one of these (folded) words, and a digit where asked."""
    wanted = frozenset(words)

    def gate(page: Page) -> bool:
        return (page.has_digit or not digit) and not wanted.isdisjoint(page.vocabulary)

    return gate


def at_words(words: Iterable[str]) -> Starts:
    """The positions of these (folded) words."""
    wanted = frozenset(words)

    def starts(page: Page) -> list[int]:
        where = page.where
        return sorted(at for word in wanted & page.vocabulary for at in where[word])

    return starts


def at_words_before_number(words: Iterable[str], reach: int) -> Starts:
    """The positions of these (folded) words where a token with a digit is the same or one of the `reach` next."""
    wanted = frozenset(words)

    def starts(page: Page) -> list[int]:
        if wanted.isdisjoint(page.vocabulary):
            return []
        found = set()
        words_of = page.words
        done = 0
        for i in page.numbered:
            for k in range(max(done, i - reach), i + 1):
                if words_of[k] in wanted:
                    found.add(page.starts[k])
            done = i
        return sorted(found)

    return starts


def at_numbers(page: Page) -> Iterable[int]:
    """The positions of tokens with a digit, with a bracket or plus right before them."""
    text, starts = page.text, []
    for i in page.numbered:
        at = page.starts[i]
        while at and text[at - 1] in "(+":
            at -= 1
        starts.append(at)
    return starts


def at_long_codes(length: int) -> Starts:
    """The positions where a number or a code of this many characters without a blank can begin."""

    def starts(page: Page) -> list[int]:
        text = page.text
        return [at for at in page.code_starts if " " not in text[at : at + length]]

    return starts


def at_dotted(signs: str) -> Starts:
    """Where what hangs together around a full stop begins; `signs` are what it holds beside letters and digits."""

    def starts(page: Page) -> list[int]:
        text = page.text
        found: list[int] = []
        reached = 0
        dot = text.find(".", 1)
        while dot > 0:
            if text[dot - 1] != " " and text[dot + 1 : dot + 2].isalnum():
                at = dot
                while at > reached and (text[at - 1].isalnum() or text[at - 1] in signs):
                    at -= 1
                if at > reached or not found:
                    found.append(at)
                reached = dot
            dot = text.find(".", dot + 1)
        return found

    return starts


def at_codes(page: Page) -> Iterable[int]:
    """The positions where a number or a code can begin."""
    return page.code_starts


def holds(*parts: str) -> Gate:
    """A gate that opens when the text holds one of these strings as they are."""

    def gate(page: Page) -> bool:
        return any(part in page.text for part in parts)

    return gate


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled pattern: the group `found` (or the whole match) is an `entity` if `check` agrees.

    `gate` is a cheap test that the pattern can match at all; `starts` lists the only positions where it can begin,
    which is many times faster than scanning. Flags are per pattern: Presidio's own recogniser has one set of flags for
    all, under which `[A-Z]` matches lower case.
    """

    name: str
    entity: Entity
    pattern: regex.Pattern[str]
    gate: Gate
    check: Check | None = None
    starts: Starts | None = None

    def find(self, page: Page) -> Iterator[Finding]:
        for match in self._matches(page):
            if self.check is None or self.check(match, page):
                start, end = match.span("found") if "found" in self.pattern.groupindex else match.span()
                if end > start:
                    yield Finding(start, end, self.entity, self.name)

    def _matches(self, page: Page) -> Iterator[regex.Match[str]]:
        if self.starts is None:
            yield from self.pattern.finditer(page.text, timeout=TIMEOUT_SECONDS)
            return
        reached = -1
        text, match_at = page.text, self.pattern.match
        patient = len(text) <= SHORT_TEXT
        for at in self.starts(page):
            if at >= reached:
                match = match_at(text, at) if patient else match_at(text, at, timeout=TIMEOUT_SECONDS)
                if match is not None:
                    reached = match.end()
                    yield match


class PatternFinder(Finder):
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
