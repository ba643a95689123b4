"""Words of many texts at once are the words that one text at a time would give."""

import re
import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from redact.classify.narrative.table import Table
from redact.classify.narrative.tokens import LONGEST, Vocabulary

PIECE = st.sampled_from([*"abcXYZ019'.!?;/ \n\t-é’\0", "Mr. ", "no. ", "//"])
TEXT = st.lists(PIECE, max_size=60).map("".join)


def plainly(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.replace("’", "")).encode("ascii", "ignore").decode().lower()
    return [word[:LONGEST] for word in re.findall(r"[a-z0-9]+", folded.replace("'", "").replace("\0", " "))]


@given(st.lists(TEXT, max_size=6))
def test_the_same_words_as_one_by_one(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    tokens = vocabulary.read(texts)
    found = [
        [vocabulary.words[number][:LONGEST] for number in tokens.word[begin:end].tolist()]
        for begin, end in zip(tokens.first[:-1], tokens.first[1:], strict=True)
    ]
    assert found == [plainly(text) for text in texts]


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_sentences_do_not_reach_over_texts_and_do_not_depend_on_the_batch(texts: list[str]) -> None:
    together = Vocabulary().read(texts)
    for at, text in enumerate(texts):
        alone = Vocabulary().read([text])
        part = together.sentence[together.first[at] : together.first[at + 1]]
        assert np.array_equal(np.diff(part), np.diff(alone.sentence))
        if at and len(part) and together.first[at]:
            assert part[0] > together.sentence[together.first[at] - 1]


def test_a_sentence_ends_where_a_reader_would_end_it() -> None:
    tokens = Vocabulary().read(["He left. She stayed", "Mr. Smith left; he ran//gone\nnew line 3.5 miles"])
    assert np.diff(tokens.sentence).tolist() == [0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0]


def test_words_are_learnt_once_and_forgotten_when_they_are_too_many(monkeypatch: object) -> None:
    from redact.classify.narrative import tokens as module

    vocabulary = Vocabulary()
    first = vocabulary.read(["one two one"]).word.tolist()
    assert vocabulary.read(["two one"]).word.tolist() == [first[1], first[0]]
    monkeypatch.setattr(module, "MOST_WORDS", 1)  # type: ignore[attr-defined]
    again = vocabulary.read(["two two"])
    assert [vocabulary.words[number] for number in again.word.tolist()] == ["two", "two"]
    assert len(vocabulary.words) == 1


@given(st.sets(st.integers(0, 2**64 - 1), max_size=80), st.lists(st.integers(0, 2**64 - 1), max_size=40))
def test_a_table_finds_what_is_in_it_and_nothing_else(keys: set[int], others: list[int]) -> None:
    known = sorted(keys)
    table = Table(np.array(known, dtype=np.uint64), np.arange(len(known)))
    asked = [*known, *others]
    expected = [known.index(key) if key in keys else -1 for key in asked]
    assert table.find(np.array(asked, dtype=np.uint64)).tolist() == expected
