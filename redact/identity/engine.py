"""Presidio's AnalyzerEngine with our own registry, and a spaCy pipeline without any model.

What Presidio would do by itself and why it is not allowed to: `AnalyzerEngine()` downloads a model;
the default recognisers fetch a suffix list and match ordinary words; a regex that times out is
skipped with a warning. Here every recogniser is ours, nothing is fetched, and a timeout is an error.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc

from redact.identity.everyone import Everyone
from redact.identity.page import Page

if TYPE_CHECKING:
    from redact.identity.known import KnownIndex

LANGUAGE = "en"
NOBODY = Everyone()


class PageArtifacts(NlpArtifacts):
    """What Presidio hands to every recogniser: our page, the record's known values, the names that the model has read
    on the page and the full names of the release set, beside spaCy's tokens.

    The spaCy document is made only when something asks for tokens or lemmas (a recogniser with context words); our own
    recognisers read the page.
    """

    def __init__(
        self,
        page: Page,
        engine: PageNlpEngine,
        known: KnownIndex | None = None,
        names: tuple[tuple[int, int], ...] = (),
        everyone: Everyone = NOBODY,
    ) -> None:
        self.page = page
        self.known = known
        self.names = names
        self.everyone = everyone
        self.nlp_engine = engine
        self.entities: list[Any] = []
        self.scores: list[float] = []

    @cached_property
    def tokens(self) -> Doc:  # type: ignore[override]
        doc: Doc = self.nlp_engine.nlp(self.page.text)
        return doc

    @cached_property
    def tokens_indices(self) -> list[int]:  # type: ignore[override]
        return [token.idx for token in self.tokens]

    @cached_property
    def lemmas(self) -> list[str]:  # type: ignore[override]
        return [token.lemma_ for token in self.tokens]

    @cached_property
    def keywords(self) -> list[str]:  # type: ignore[override]
        return list(NlpArtifacts.set_keywords(self.nlp_engine, self.lemmas, LANGUAGE))


@Language.component("redact_lower_lemma")
def _lower_lemma(doc: Doc) -> Doc:
    """Without lemmas Presidio's context words silently do nothing; lower case is lemma enough for them."""
    for token in doc:
        token.lemma_ = token.lower_
    return doc


class PageNlpEngine(NlpEngine):
    """An NlpEngine on a blank English spaCy pipeline: tokens and lower-case lemmas, no model, no download."""

    engine_name = "redact_page"
    is_available = True

    def __init__(self) -> None:
        self.nlp = spacy.blank(LANGUAGE)
        self.nlp.add_pipe("redact_lower_lemma")

    def load(self) -> None:
        """Nothing to load: the pipeline is made in the constructor."""

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> PageArtifacts:
        return PageArtifacts(Page(text), self)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **_: Any
    ) -> Iterator[tuple[str, PageArtifacts]]:
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return bool(self.nlp.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        return bool(self.nlp.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return [LANGUAGE]


class WholeWordEnhancer(LemmaContextAwareEnhancer):
    """Presidio's context boost on whole words: "lic" is not in "public"."""

    def __init__(self) -> None:
        super().__init__(context_prefix_count=6, context_suffix_count=3, context_matching_mode="whole_word")


class PageAnalyzer(AnalyzerEngine):
    """Presidio's engine without work that changes nothing: raising scores by context words where no recogniser has such
    words, and asking every recogniser anew for every text what it can find."""

    def get_supported_entities(self, language: str | None = None) -> list[str]:
        return list(self._entities)

    @cached_property
    def _entities(self) -> tuple[str, ...]:
        recognizers = self.registry.recognizers
        return tuple(dict.fromkeys(entity for each in recognizers for entity in each.supported_entities))

    def _enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        if not any(recognizer.context for recognizer in recognizers):
            return raw_results
        return list(super()._enhance_using_context(text, raw_results, nlp_artifacts, recognizers, context))


def build_analyzer(recognizers: Sequence[EntityRecognizer], engine: PageNlpEngine) -> AnalyzerEngine:
    """An AnalyzerEngine that knows exactly these recognisers."""
    registry = RecognizerRegistry(recognizers=list(recognizers), supported_languages=[LANGUAGE])
    return PageAnalyzer(
        registry=registry,
        nlp_engine=engine,
        supported_languages=[LANGUAGE],
        context_aware_enhancer=WholeWordEnhancer(),
    )


class WarningTrap(logging.Handler):
    """Counts what Presidio logs at WARNING or above: whatever it warns about, the text is not safe.

    A context manager around a batch; `take()` says whether anything was warned about since the last call.
    The messages are not kept, they could quote the text.
    """

    NAMES = ("presidio-analyzer", "presidio-anonymizer")

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self._count += 1

    def take(self) -> bool:
        warned, self._count = self._count > 0, 0
        return warned

    def __enter__(self) -> WarningTrap:
        for name in self.NAMES:
            logging.getLogger(name).addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        for name in self.NAMES:
            logging.getLogger(name).removeHandler(self)
