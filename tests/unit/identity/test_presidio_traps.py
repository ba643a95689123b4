"""What Presidio does by itself and must not do here (section 4 of the text research)."""

from __future__ import annotations

from typing import Any

import pytest
from presidio_analyzer import Pattern
from presidio_analyzer import PatternRecognizer as PresidioPatternRecognizer
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig
from presidio_anonymizer.entities import RecognizerResult as AnonymizerResult

from redact.identity.engine import LANGUAGE, PageNlpEngine, build_analyzer
from redact.identity.recognizers import all_recognizers, strict_recognizers
from redact.identity.recognizers.base import compiled
from redact.identity.recognizers.model import ModelFinder
from redact.identity.vocabulary import shipped_vocabulary


def test_the_trap_of_contained_spans_is_still_there_and_ours_is_closed(masked: Any) -> None:
    """Presidio's anonymizer alone drops the name inside the wider span; our resolver runs before it."""
    text = "1204 SMITH ST"
    results = [AnonymizerResult("PERSON", 5, 10, 1.0), AnonymizerResult("ADDRESS", 0, 13, 0.3)]
    operators = {"ADDRESS": OperatorConfig("keep"), "PERSON": OperatorConfig("replace", {"new_value": "[PERSON]"})}
    assert "SMITH" in AnonymizerEngine().anonymize(text, results, operators).text
    done = masked("at 1204 SMITH ST", address="1204 SMITH ST", place="1200 BLOCK SMITH ST", victim_name="SMITH, ANN")
    assert done == "at [ADDRESS]"


def test_patterns_carry_their_own_flags() -> None:
    """Under Presidio's single set of flags `[A-Z]` matches lower case."""
    assert compiled(r"[A-Z]+", cased=True).search("abc") is None
    assert compiled(r"[A-Z]+").search("abc") is not None


def test_context_words_work_without_a_model() -> None:
    """A blank pipeline has no lemmas, and then Presidio's context boost silently does nothing."""
    recognizer = PresidioPatternRecognizer(
        "TICKET", patterns=[Pattern("ticket", r"\b\d{4}\b", 0.3)], context=["ticket"], supported_language=LANGUAGE
    )
    analyzer = build_analyzer([recognizer], PageNlpEngine())
    (with_context,) = analyzer.analyze("the ticket 1234", LANGUAGE)
    (without,) = analyzer.analyze("the number 1234", LANGUAGE)
    assert with_context.score > without.score
    (inside_a_word,) = analyzer.analyze("the thicketed 1234", LANGUAGE)
    assert inside_a_word.score == without.score


def test_only_our_recognisers_are_registered(redactor: Any) -> None:
    vocabulary = shipped_vocabulary()
    every = {type(recognizer).__name__ for recognizer in all_recognizers(vocabulary)} | {"ModelFinder"}
    strict = {type(recognizer).__name__ for recognizer in strict_recognizers(vocabulary)}
    registered = {
        mode: {recognizer.name for recognizer in reader.analyzer.registry.recognizers}
        for mode, reader in redactor._readers.items()
    }
    assert registered == {"standard": every, "strict": every | strict}


def test_no_suffix_list_is_loaded(redactor: Any) -> None:
    """tldextract fetches the public suffix list at first use; our e-mail and URL patterns do not touch it."""
    import tldextract

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("tldextract was used")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tldextract.TLDExtract, "__call__", refuse)
        assert redactor.redact(["mail jane@example.com or www.example.com"], [[]])[0].text == "mail [EMAIL] or [URL]"


def test_the_same_value_has_the_same_mask_in_every_run(redactor: Any) -> None:
    """Presidio's hash operator salts at random (from 2.2.361); nothing of ours is hashed."""
    texts = ["Zorla Quint called Ann Smith at 303-555-0129."] * 2
    first, second = redactor.redact(texts, [[], []])
    assert first.text == second.text


def test_a_safe_word_inside_a_longer_span_frees_nothing(masked: Any) -> None:
    """Presidio's allow-list frees a whole span when a part of it matches; we use none."""
    assert masked("the friend Hope Petrenko left") == "the friend [PERSON-1] left"


def test_our_class_names_are_not_presidios() -> None:
    """Presidio finds its own recognisers by class name among all subclasses: a namesake would take their place."""
    from presidio_analyzer import predefined_recognizers

    vocabulary = shipped_vocabulary()
    every = [*all_recognizers(vocabulary), ModelFinder(vocabulary), *strict_recognizers(vocabulary)]
    ours = {type(recognizer).__name__ for recognizer in every}
    assert ours.isdisjoint(dir(predefined_recognizers))


def test_the_decision_process_is_not_logged(redactor: Any) -> None:
    """It would write whole texts into the log."""
    assert not any(reader.analyzer.log_decision_process for reader in redactor._readers.values())
