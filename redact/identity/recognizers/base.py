"""What all our recognisers share: they read the page, and say by which layer and rule they found something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from redact.identity.cuesets import PRESENT, WITH_DIGIT, bit_of
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

SCORES: Final = {Layer.RECORD: 1.0, Layer.PATTERN: 0.95, Layer.CUE: 0.85, Layer.MODEL: 0.8, Layer.VOCABULARY: 0.7}
"""Presidio keeps the higher score where two results are equal, so scores only order the layers."""


@dataclass(slots=True)
class Finding:
    """Something found: offsets in the text, what it is, by which rule; `party` is a number of KnownIndex.parties."""

    start: int
    end: int
    entity: Entity
    rule: str
    party: int | None = None


class FinderResult(RecognizerResult):
    """Presidio's result with quick comparisons: the base class writes all values into a string to compare two."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecognizerResult) and (self.start, self.end, self.score, self.entity_type) == (
            other.start,
            other.end,
            other.score,
            other.entity_type,
        )

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.entity_type))


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
        return [
            FinderResult(
                str(found.entity),
                found.start,
                found.end,
                SCORES[layer],
                recognition_metadata={LAYER: layer, RULE: found.rule, PARTY: found.party},
            )
            for found in self.find(nlp_artifacts.page, nlp_artifacts)
        ]


Check = Callable[["regex.Match[str]", Page], bool]
Test = Callable[[Page], bool]
Starts = Callable[[Page], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Gate:
    """A cheap test that a rule's pattern can match on a page at all: it opens when the page has one of the bits
    `any_of` and all of `all_of` in `Page.present`, and then `test` agrees."""

    any_of: int = PRESENT
    all_of: int = 0
    test: Test | None = None


def has_any(words: Iterable[str], *, digit: bool = False) -> Gate:
    """A gate that opens when the text has one of these (folded) words, and a digit where asked."""
    return Gate(bit_of(words), WITH_DIGIT if digit else 0)


def has_digit(test: Test | None = None) -> Gate:
    """A gate that opens when the text has a digit, and where asked when this agrees."""
    return Gate(WITH_DIGIT, test=test)


def digits_at_least(count: int) -> Gate:
    """A gate that opens when the tokens with digits have this many characters together."""
    return has_digit(lambda page: page.digits >= count)


def between_numbers(*gaps: str, least: int = 0) -> Gate:
    """A gate that opens when one of these strings is all that stands between a token with a digit and the next one;
    `least` as in `digits_at_least`."""
    return has_digit(lambda page: page.digits >= least and not page.number_gaps.isdisjoint(gaps))


def holds(*parts: str) -> Gate:
    """A gate that opens when the text holds one of these strings as they are."""
    return Gate(test=_holder(parts))


def with_digits(*parts: str) -> Gate:
    """A gate that opens when the text has a digit and one of these strings."""
    return has_digit(_holder(parts))


def _holder(parts: Sequence[str]) -> Test:
    def test(page: Page) -> bool:
        text = page.text
        for part in parts:  # noqa: SIM110 - asked for every rule of every text; a generator takes longer to make
            if part in text:
                return True
        return False

    return test


def at_words(words: Iterable[str]) -> Starts:
    """The positions of these (folded) words."""
    bit = bit_of(words)

    def starts(page: Page) -> list[int]:
        return page.positions(bit)

    return starts


def at_words_before_number(words: Iterable[str], reach: int) -> Starts:
    """The positions of these (folded) words where a token with a digit is one, or stands within `reach` behind."""
    wanted = frozenset(words)
    bit = bit_of(wanted)

    def starts(page: Page) -> list[int]:
        if not page.present & bit:
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


def at_codes(page: Page) -> Sequence[int]:
    """The positions where a number or a code can begin."""
    return page.code_starts


def at_numbers(*lengths: int, least: int = 10_000) -> Starts:
    """The positions of tokens with a digit that have one of these lengths, or at least the length `least`."""

    def starts(page: Page) -> list[int]:
        return [page.starts[i] for i in page.numbered if (size := len(page.raw[i])) in lengths or size >= least]

    return starts


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled pattern: the group `found` (or the whole match) is an `entity` if `check` agrees.

    `gate` tells whether to look at all; `starts` lists the only positions where the pattern can begin, which is many
    times faster than scanning. On simple pages (`Page.simple`) `narrow` lists fewer such positions, and `hint` is what
    every match begins with (holds, where there are no positions) as a pattern of the standard library, which fails many
    times faster. Flags are per pattern: Presidio's own
    recogniser has one set of flags for all, under which `[A-Z]` matches lower case.
    """

    name: str
    entity: Entity
    pattern: regex.Pattern[str]
    gate: Gate
    check: Check | None = None
    starts: Starts | None = None
    hint: re.Pattern[str] | None = None
    narrow: Starts | None = None

    def find(self, page: Page) -> list[Finding]:
        found = []
        for match in self._matches(page):
            if self.check is None or self.check(match, page):
                start, end = match.span("found") if "found" in self.pattern.groupindex else match.span()
                if end > start:
                    found.append(Finding(start, end, self.entity, self.name))
        return found

    def _matches(self, page: Page) -> Iterable[regex.Match[str]]:
        text = page.text
        hint, find_starts = None, self.starts
        if page.simple:
            hint, find_starts = self.hint, self.narrow or self.starts
        if find_starts is not None:
            starts = find_starts(page)
            if hint is not None:
                begins = hint.match
                starts = [at for at in starts if begins(text, at) is not None]
            return self._matches_at(text, starts) if starts else ()
        if hint is not None and hint.search(text) is None:
            return ()
        matches: Iterable[regex.Match[str]] = self.pattern.finditer(text, timeout=TIMEOUT_SECONDS)
        return matches

    def _matches_at(self, text: str, starts: Iterable[int]) -> Iterator[regex.Match[str]]:
        reached = -1
        match_at = self.pattern.match
        patient = len(text) <= SHORT_TEXT
        for at in starts:
            if at >= reached:
                match = match_at(text, at) if patient else match_at(text, at, timeout=TIMEOUT_SECONDS)
                if match is not None:
                    reached = match.end()
                    yield match


class PatternFinder(Finder):
    """A recogniser that is a list of rules."""

    rules: tuple[Rule, ...]

    def __init__(self) -> None:
        super().__init__()
        self._gates = [(rule.gate.any_of, rule.gate.all_of, rule.gate.test, rule) for rule in self.rules]

    def find(self, page: Page, artifacts: PageArtifacts) -> list[Finding]:
        present = page.present
        found: list[Finding] = []
        for any_of, all_of, test, rule in self._gates:
            if present & any_of and present & all_of == all_of and (test is None or test(page)):
                found += rule.find(page)
        return found


def compiled(pattern: str, *, cased: bool = False) -> regex.Pattern[str]:
    """A verbose pattern, compiled once; case-insensitive unless `cased`."""
    flags = regex.VERBOSE | regex.VERSION0
    return regex.compile(pattern, flags if cased else flags | regex.IGNORECASE)


def hinted(pattern: str, *, cased: bool = False) -> re.Pattern[str]:
    """A pattern for `Rule.hint`; case-insensitive unless `cased`."""
    return re.compile(pattern, 0 if cased else re.IGNORECASE)
