"""Texts as hashed words, by column operations: what the residue gate looks values up with.

A text is folded as `redact.identity.forms` folds it, cut into runs of letters and digits, and every word gets a
64-bit hash (a polynomial over its bytes modulo 2**64, then mixed). Runs of words are compared in two ways: in any
order (a sum of word hashes, for names and addresses) or with nothing between them (for keys and numbers). Two
different texts share a hash with a chance of about 2**-64; what is found is confirmed on the values themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

CHUNK_BYTES = 500_000
"""Bytes of text hashed at a time; the working arrays take about fifty times as much."""

_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_INVERSE = np.uint64(pow(int(_BASE), -1, 2**64))
_LETTER_VALUES = np.random.default_rng(20_260_301).integers(1, 2**63, 256, dtype=np.int64).view(np.uint64)
_IS_WORD = np.zeros(256, dtype=np.bool_)
_IS_WORD[[*range(48, 58), *range(97, 123), *range(128, 256)]] = True
_IS_DIGIT = np.zeros(256, dtype=np.bool_)
_IS_DIGIT[48:58] = True


def fold(values: pa.Array) -> pa.Array:
    """Lower case, accents and inner apostrophes gone: what `identity.forms.fold` does to one text, by column."""
    values = values.cast(pa.string())
    plain = pc.string_is_ascii(values)
    folded = pc.ascii_lower(values)
    if not pc.all(plain, min_count=0).as_py():
        other = pc.invert(plain)
        folded = pc.replace_with_mask(folded, other, _fold_accents(values.filter(other)))
    if pc.any(pc.match_substring_regex(folded, "['’ʼ`´]"), min_count=0).as_py():
        folded = pc.replace_substring_regex(folded, r"(\w)['’ʼ`´](\w)", r"\1\2")
    return folded


_NOT_DECOMPOSED = {
    "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n",
    "ς": "σ",
}  # fmt: skip


def _fold_accents(values: pa.Array) -> pa.Array:
    folded = pc.utf8_lower(values)
    for letter, plain in _NOT_DECOMPOSED.items():
        folded = pc.replace_substring(folded, letter, plain)
    stripped = pc.replace_substring_regex(pc.utf8_normalize(folded, form="NFKD"), r"\p{M}+", "")
    return pc.utf8_lower(stripped)


def mix(values: Hashes) -> Hashes:
    """Spreads 64 bits evenly (the last steps of splitmix64)."""
    mixed = values.copy()
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _powers(size: int) -> tuple[Hashes, Hashes]:
    """At least `size` powers of the base and of its inverse; sizes in few steps, since they are kept."""
    return _kept_powers(1 << max(size, CHUNK_BYTES).bit_length())


@lru_cache(maxsize=2)
def _kept_powers(size: int) -> tuple[Hashes, Hashes]:
    both = []
    for base in (_BASE, _INVERSE):
        steps = np.full(size, base, dtype=np.uint64)
        steps[0] = 1
        both.append(np.cumprod(steps, dtype=np.uint64))
    return both[0], both[1]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts, in order.

    Per word: `hash`, `text` (index of its text), `length` in bytes, `digits` among them, `start` among all letters.
    `letters` are the bytes of all words one after the other, `joined` the running sum of their terms of the polynomial,
    `figures` the running number of digits.
    """

    hash: Hashes
    text: NDArray[np.int64]
    length: NDArray[np.int64]
    digits: NDArray[np.int64]
    start: NDArray[np.int64]
    letters: NDArray[np.uint8]
    joined: Hashes
    figures: NDArray[np.int64]
    texts: int

    def __len__(self) -> int:
        return len(self.hash)

    def only(self, keep: NDArray[np.bool_]) -> Words:
        """Some of the words. Words that were apart become neighbours; `glued` and `whole` then no longer make sense."""
        return replace(
            self,
            hash=self.hash[keep],
            text=self.text[keep],
            length=self.length[keep],
            digits=self.digits[keep],
            start=self.start[keep],
        )

    def relabelled(self, canonical: tuple[Hashes, Hashes]) -> Words:
        """The words with hashes replaced as `canonical` (sorted from, to) says: `avenue` becomes `ave`."""
        before, after = canonical
        at = np.minimum(np.searchsorted(before, self.hash), len(before) - 1)
        return replace(self, hash=np.where(before[at] == self.hash, after[at], self.hash))

    def edges(self) -> NDArray[np.int64]:
        """Where the words of each text begin, and the end."""
        return np.searchsorted(self.text, np.arange(self.texts + 1))

    def first_of_text(self) -> NDArray[np.bool_]:
        """Which words begin their text."""
        first = np.ones(len(self), dtype=np.bool_)
        first[1:] = self.text[1:] != self.text[:-1]
        return first

    def runs(self, count: int) -> tuple[Hashes, NDArray[np.int64]]:
        """Every run of `count` neighbouring words of one text, whatever their order: (hash, index of first word)."""
        starts = self._run_starts(count)
        total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(self.hash, dtype=np.uint64)))
        return unordered(total[starts + count] - total[starts], np.full(len(starts), count)), starts

    def glued(self, count: int) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Every run of `count` neighbouring words of one text as if written without gaps.

        Gives the hash, the index of the first word, the letters and digits together, and the digits.
        """
        starts = self._run_starts(count)
        begin, last = self.start[starts], starts + count - 1
        end = self.start[last] + self.length[last]
        hashes = mix((self.joined[end] - self.joined[begin]) * _powers(len(self.joined))[1][begin])
        return hashes, starts, end - begin, self.figures[end] - self.figures[begin]

    def _run_starts(self, count: int) -> NDArray[np.int64]:
        if len(self) < count:
            return np.empty(0, dtype=np.int64)
        starts = np.arange(len(self) - count + 1)
        return np.asarray(starts[self.text[: len(starts)] == self.text[count - 1 :]])

    def whole(self) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int64]]:
        """Per text: the hash of all its words without gaps, their letters and digits together, and the digits."""
        edges = self.edges()
        at = np.append(self.start, len(self.letters))[edges]
        size, figures = np.diff(at), np.diff(self.figures[at])
        return _between(self.joined, at), size, figures

    def only_digits(self) -> tuple[Hashes, NDArray[np.int64]]:
        """Per text: the hash of its digits alone, and their number."""
        at = self.figures[np.append(self.start, len(self.letters))[self.edges()]]
        return _between(_running(self.letters[_IS_DIGIT[self.letters]]), at), np.diff(at)

    def sums(self) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int64]]:
        """Per text: the unordered hash of all its words, their number, and their letters and digits together."""
        edges = self.edges()
        total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(self.hash, dtype=np.uint64)))
        letters = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.length)))
        count = np.diff(edges)
        return unordered(total[edges[1:]] - total[edges[:-1]], count), count, np.diff(letters[edges])


def _running(letters: NDArray[np.uint8]) -> Hashes:
    """The running sum of the letters' terms of the polynomial, beginning with 0."""
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum(_LETTER_VALUES[letters] * _powers(len(letters))[0][: len(letters)], out=sums[1:])
    return sums


def _between(running: Hashes, edges: NDArray[np.int64]) -> Hashes:
    """The hashes of the letters between neighbouring edges; the same for all that have none."""
    begin = edges[:-1]
    return mix((running[edges[1:]] - running[begin]) * _powers(len(running))[1][begin])


def unordered(sums: Hashes, count: NDArray[np.int64]) -> Hashes:
    """The hash of a set of words from the sum of their hashes and their number."""
    return mix(sums + count.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))


def words_of(folded: pa.Array) -> Words:
    """The words of some folded texts: at most CHUNK_BYTES of them at a time, or one long text (see `chunks`)."""
    count = len(folded)
    _, offset_buffer, data_buffer = folded.buffers()
    if not count or data_buffer is None:
        return _no_words(count)
    edges = np.frombuffer(offset_buffer, dtype=np.int32)[folded.offset : folded.offset + count + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8)[edges[0] : edges[-1]]
    edges = edges - edges[0]
    word = _IS_WORD[data]
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    cut = edges[:-1][edges[:-1] < len(data)]
    begins[cut] = word[cut]
    at = np.flatnonzero(begins)
    if not len(at):
        return _no_words(count)
    letters = data[word]
    joined = _running(letters)
    figures = np.zeros(len(letters) + 1, dtype=np.int64)
    np.cumsum(_IS_DIGIT[letters], out=figures[1:])
    start = np.cumsum(word, dtype=np.int32)[at].astype(np.int64) - 1
    ends = np.append(start[1:], len(letters))
    per_text = np.diff(np.searchsorted(at, edges))
    return Words(
        hash=mix((joined[ends] - joined[start]) * _powers(len(letters))[1][start]),
        text=np.repeat(np.arange(count), per_text),
        length=ends - start,
        digits=figures[ends] - figures[start],
        start=start,
        letters=letters,
        joined=joined,
        figures=figures,
        texts=count,
    )


def _no_words(texts: int) -> Words:
    none, nothing = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64)
    return Words(
        nothing, none, none, none, none, np.empty(0, np.uint8), np.zeros(1, np.uint64), np.zeros(1, np.int64), texts
    )


def chunks(folded: pa.Array) -> Iterator[tuple[int, pa.Array]]:
    """(index of first text, texts) in parts of bounded size; a text that is longer by itself is a part of its own."""
    lengths = pc.binary_length(folded).to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.cumsum(lengths)
    first, done = 0, 0
    while first < len(folded):
        last = max(int(np.searchsorted(ends, done + CHUNK_BYTES, side="right")), first + 1)
        yield first, folded.slice(first, last - first)
        first, done = last, int(ends[last - 1])


def distinct(parts: Iterable[Hashes]) -> Hashes:
    """All hashes of several arrays once, sorted. (numpy.unique keeps a hash table here, ten times slower.)"""
    every = np.sort(np.concatenate([np.empty(0, np.uint64), *parts]))
    new = np.ones(len(every), dtype=np.bool_)
    new[1:] = every[1:] != every[:-1]
    return every[new]


def hash_of(*words: str) -> Hashes:
    """The hash of each single word, for lists of words that are looked for."""
    return words_of(pa.array(list(words), type=pa.string())).hash


def contained(hashes: Hashes, known: Hashes) -> NDArray[np.bool_]:
    """Which of `hashes` are in `known` (sorted, distinct).

    Most are not, and their last bits say so: many hashes are sieved by them first, and only the rest is looked up.
    """
    result = np.zeros(len(hashes), dtype=np.bool_)
    size = 1 << len(known).bit_length() + 4
    if not len(known):
        return result
    if len(hashes) < size // 4:
        return _looked_up(hashes, known)
    last = np.uint64(size - 1)
    sieve = np.zeros(size, dtype=np.bool_)
    sieve[(known & last).view(np.int64)] = True
    maybe = np.flatnonzero(sieve[(hashes & last).view(np.int64)])
    result[maybe] = _looked_up(hashes[maybe], known)
    return result


def _looked_up(hashes: Hashes, known: Hashes) -> NDArray[np.bool_]:
    at = np.searchsorted(known, hashes)
    at[at == len(known)] = 0
    return np.asarray(known[at] == hashes)
