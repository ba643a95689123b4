"""Hashed words agree with the plain, slow way of comparing texts."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.gates.tokens import CHUNK_BYTES, chunks, contained, fold, hash_of, words_of
from redact.identity.forms import comparable
from redact.identity.forms import fold as fold_one

TEXTS = st.lists(
    st.text(st.sampled_from("abAB12 -'’.,/éÉßΣςøÑŁ\t中"), max_size=25) | st.text(max_size=12), min_size=1, max_size=12
)


def plain_words(text: str) -> list[str]:
    """The words of a folded text by a regular expression, in bytes as the columns see them."""
    return [part.decode() for part in re.findall(rb"[0-9a-z\x80-\xff]+", text.encode())]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_folding_agrees_with_identity(texts: list[str]) -> None:
    for folded, text in zip(fold(pa.array(texts)).to_pylist(), texts, strict=True):
        if text.isascii() or set(text) <= set("abAB12 ÉéßÑØŁøłñ"):
            assert folded.replace("`", "'").replace("'", "") == fold_one(text).replace("`", "'").replace("'", "")
            assert " ".join(plain_words(folded)) == comparable(text).replace("_", " ")


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_words_and_runs_agree_with_plain_ones(texts: list[str]) -> None:
    folded = fold(pa.array(texts))
    words = words_of(folded)
    plain = [plain_words(text) for text in folded.to_pylist()]
    flat = [word for part in plain for word in part]
    assert len(words) == len(flat)
    assert words.text.tolist() == [number for number, part in enumerate(plain) for _ in part]
    assert words.length.tolist() == [len(word.encode()) for word in flat]
    assert words.hash.tolist() == (hash_of(*flat).tolist() if flat else [])
    for count in (1, 2, 3):
        glued, _, size, digits = words.glued(count)
        runs, _ = words.runs(count)
        expected = [part[at : at + count] for part in plain for at in range(len(part) - count + 1)]
        assert glued.tolist() == (hash_of(*("".join(run) for run in expected)).tolist() if expected else [])
        assert size.tolist() == [len("".join(run).encode()) for run in expected]
        assert digits.tolist() == [sum(letter in "0123456789" for letter in "".join(run)) for run in expected]
        same: dict[tuple[str, ...], int] = {}
        for run, code in zip(expected, runs.tolist(), strict=True):
            assert same.setdefault(tuple(sorted(run)), code) == code
        assert len(set(same.values())) == len(same)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_whole_texts(texts: list[str]) -> None:
    folded = fold(pa.array(texts))
    words = words_of(folded)
    hashes, size, digits = words.whole()
    sums, count, letters = words.sums()
    for number, text in enumerate(folded.to_pylist()):
        plain = plain_words(text)
        assert count[number] == len(plain)
        assert letters[number] == size[number] == sum(len(word.encode()) for word in plain)
        assert digits[number] == sum(letter in "0123456789" for word in plain for letter in word)
        if plain:
            assert hashes[number] == hash_of("".join(plain))[0]
            again = words_of(pa.array([" ".join(reversed(plain))])).sums()[0][0]
            assert sums[number] == again


def test_chunks_cover_everything_once() -> None:
    part = CHUNK_BYTES * 45 // 100
    texts = pa.array(["x" * part, "y" * part, "z" * part, "long " * CHUNK_BYTES, "", "end"])
    parts = list(chunks(texts))
    assert [first for first, _ in parts] == [0, 2, 3, 4]
    assert pa.chunked_array([part for _, part in parts]).to_pylist() == texts.to_pylist()
    assert all(before + len(part) == after for (before, part), (after, _) in pairwise(parts))
    assert len(words_of(parts[2][1])) == CHUNK_BYTES


def test_sliced_arrays_are_read_where_they_begin() -> None:
    texts = pa.array(["alpha beta", "gamma", "delta epsilon"])
    assert words_of(texts.slice(1)).hash.tolist() == hash_of("gamma", "delta", "epsilon").tolist()


def test_contained() -> None:
    known = np.unique(hash_of("alpha", "beta"))
    assert contained(hash_of("beta", "gamma"), known).tolist() == [True, False]
    assert contained(hash_of("beta"), np.empty(0, np.uint64)).tolist() == [False]
    assert contained(np.empty(0, np.uint64), known).tolist() == []


def test_contained_sieves_many_words_without_losing_one() -> None:
    rng = np.random.default_rng(4)
    every = np.unique(rng.integers(0, 2**64, 30_000, dtype=np.uint64, endpoint=False))
    for size in (1, 3, 700, 20_000):
        known = np.sort(rng.choice(every, size, replace=False))
        alike = known ^ np.uint64(1 << 63)  # the same last bits
        asked = rng.permutation(np.concatenate([every, alike]))
        assert np.array_equal(contained(asked, known), np.isin(asked, known))
