"""The trained layer: what ships, how it is found and loaded, and what it is given to read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import spacy

from redact.errors import Missing
from redact.identity.ner.fit import Marked, fit, new_pipeline, recall_and_precision
from redact.identity.ner.language import word_class
from redact.identity.ner.model import SHIPPED, find_model, load_pipeline
from redact.identity.ner.reader import STAND_IN, NameReader, sentences, undecided
from redact.identity.page import Page
from redact.identity.vocabulary import shipped_vocabulary

LARGEST = 15_000_000


@pytest.fixture(scope="module")
def reader() -> NameReader:
    return NameReader(load_pipeline(find_model(SHIPPED)))


def _names(reader: NameReader, text: str) -> list[str]:
    return [text[start:end] for start, end in reader.read([text])[0]]


@pytest.mark.parametrize("cased", [str, str.upper])
def test_the_shipped_model_finds_names_by_their_sentence(reader: NameReader, cased: Any) -> None:
    text = cased("Officers spoke with Tenzin Wangmo, who stated that her brother Karma took the bicycle.")
    assert [name.lower() for name in _names(reader, text)] == ["tenzin wangmo", "karma"]


def test_it_is_small_and_comes_with_the_package() -> None:
    model = find_model(SHIPPED)
    assert sum(path.stat().st_size for path in model.folder.rglob("*") if path.is_file()) <= LARGEST
    assert len(model.digest) == 64


def test_the_digest_is_of_the_files(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.cfg").write_text(name, encoding="utf-8")
    assert find_model(str(tmp_path / "one")).digest != find_model(str(tmp_path / "other")).digest


@pytest.mark.parametrize("name", ["en_core_web_lg", "no such folder", "../up", "json", ""])
def test_a_model_that_is_not_there_is_missing_and_never_downloaded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was downloaded")

    monkeypatch.setattr("spacy.cli.download", refuse)
    with pytest.raises(Missing, match="there is no narrative model") as stopped:
        find_model(name)
    assert stopped.value.exit_code == 16


def test_a_damaged_model_is_missing(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = 3\n", encoding="utf-8")
    with pytest.raises(Missing, match="cannot be read"):
        load_pipeline(find_model(str(tmp_path)))


def test_a_pipeline_that_finds_no_persons_is_refused(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "CITY", "pattern": "Boston"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "model")
    with pytest.raises(Missing, match="does not find persons"):
        load_pipeline(find_model(str(tmp_path / "model")))


def test_a_folder_with_another_pipeline_can_be_named(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Zorla"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "model")
    assert _names(NameReader(load_pipeline(find_model(str(tmp_path / "model")))), "Zorla left") == ["Zorla"]


def test_reading_is_the_same_for_any_order_and_batch(reader: NameReader) -> None:
    texts = ["RP SAID TOU GER LEFT", "the clerk was rude", "Ask for Nkechi Obi at noon.", "RP SAID TOU GER LEFT"]
    together = reader.read(texts)
    reader.forget()
    assert [reader.read([text])[0] for text in reversed(texts)] == together[::-1]


def test_only_sentences_with_an_undecided_word_are_read() -> None:
    page = Page("The clerk was rude to me. I asked for Qorvelin. He left by the back door.")
    doubtful = list(undecided(page, shipped_vocabulary()))
    assert [page.words[i] for i in doubtful] == ["qorvelin"]
    assert [each.text.strip() for each in sentences(page, doubtful)] == ["I asked for Qorvelin."]
    assert sentences(page, []) == []


def test_masks_are_read_as_one_word_and_offsets_come_back() -> None:
    page = Page("TOLD [VICTIM-1] AND QORVELIN TO LEAVE [ADDRESS] AT ONCE")
    (sentence,) = sentences(page, undecided(page, shipped_vocabulary()))
    assert sentence.text == f"TOLD {STAND_IN} AND QORVELIN TO LEAVE {STAND_IN} AT ONCE"
    start = sentence.text.index("QORVELIN")
    assert [page.text[a:b] for a, b in sentence.on_page(start, start + 8)] == ["QORVELIN"]
    assert [page.text[a:b] for a, b in sentence.on_page(0, len(sentence.text))] == [
        "TOLD ",
        " AND QORVELIN TO LEAVE ",
        " AT ONCE",
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [("DELACRUZ", "GS"), ("delacruz", "GS"), ("Flimbleqo", "?"), ("12", "0"), ("--", "."), ("the", "fco")],
)
def test_the_class_of_a_word_knows_no_capitals(written: str, told: str) -> None:
    assert set(word_class(written)) <= set(told) | {"S"}


def _lessons() -> Iterable[Marked]:
    for name in ("Zorla", "Quint", "Velva", "Brask"):
        text = f"I met {name} there."
        yield Marked(text, ((6, 6 + len(name)),))
        yield Marked("I met nobody there.", ())


def test_training_learns_and_repeats_itself() -> None:
    lessons = list(_lessons()) * 10
    one, other = (fit(new_pipeline(width=32, depth=1), lessons, rounds=10, rate=0.01, seed=3) for _ in range(2))
    unseen = [Marked("I met Plonk there.", ((6, 11),))]
    assert recall_and_precision(one, unseen) == (1.0, 1.0)
    for left, right in zip(_weights(one), _weights(other), strict=True):
        assert (left == right).all()


def _weights(nlp: Any) -> list[Any]:
    nodes = nlp.get_pipe("ner").model.walk()
    return [node.get_param(name) for node in nodes for name in node.param_names if node.has_param(name)]


def test_nothing_to_learn_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="no marked name"):
        fit(new_pipeline(width=32, depth=1), [Marked("I met nobody.", ())], rounds=1)
