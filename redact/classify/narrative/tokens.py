"""Narratives as words, a whole batch at once.

Reading words one by one in Python costs more than everything that is then done with them. Here the letters of all texts
lie in one array, words are found by numpy and told apart by their first 16 letters, and only a word that was never seen
before becomes a string.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.classify.narrative.table import Table

MOST_WORDS = 400_000
"""Distinct words remembered; beyond, the memory is emptied (names and numbers are endless)."""
LONGEST = 16
"""Letters by which words are told apart."""

_ABBREVIATED = frozenset(
    {
        "mr", "mrs", "ms", "dr", "st", "ave", "apt", "ofc", "off", "sgt", "det", "lt", "cpt", "capt", "ptl", "no", "jr",
        "sr", "rev", "blvd", "rd", "ln", "ct", "e", "w", "n", "s", "approx", "vs", "dept", "hosp",
    }
)  # fmt: skip
"""Words behind which a full stop ends no sentence."""

_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[ord("A") : ord("Z") + 1] += 32
_IN_WORD = np.zeros(256, dtype=np.bool_)
_IN_WORD[[*range(ord("a"), ord("z") + 1), *range(ord("0"), ord("9") + 1)]] = True
_ENDING = np.zeros(256, dtype=np.bool_)
_ENDING[[ord(sign) for sign in ".!?;"]] = True
_BLANK = np.zeros(256, dtype=np.bool_)
_BLANK[[0, *map(ord, " \t\r\n\v\f")]] = True
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a batch, text after text. `word` and `sentence` have one entry a word.

    Text i has the words `first[i]` to `first[i + 1]`; `word` numbers distinct words (see `Vocabulary.words`),
    `sentence` goes up by one wherever a sentence or a text ends.
    """

    word: NDArray[np.int64]
    sentence: NDArray[np.int64]
    first: NDArray[np.int64]

    @property
    def text(self) -> NDArray[np.int64]:
        """The text of every word."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


class Vocabulary:
    """Distinct words by number, growing as texts come. No result depends on what it remembers."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.words: list[str] = []
        self._hashes = np.empty(0, dtype=np.uint64)
        self._table = Table(self._hashes, np.empty(0, dtype=np.int64))
        self._abbreviated = np.empty(0, dtype=np.bool_)
        self.emptied = True

    def read(self, texts: Sequence[str]) -> Tokens:
        """The words of texts: lower case, without accents and apostrophes, letters and digits only."""
        self.emptied = False
        if len(self.words) > MOST_WORDS:
            self._start()
        letters = _letters(texts)
        inside = _IN_WORD[letters]
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        word = self._number(letters, starts, ends)
        stops = np.flatnonzero(letters == 0)[:-LONGEST]
        first = np.searchsorted(starts, stops).astype(np.int64)
        return Tokens(word, self._sentences(letters, starts, word, first), first)

    def _number(
        self, letters: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        if not len(starts):
            return np.empty(0, dtype=np.int64)
        eight = np.ndarray((len(letters) - 7,), dtype="<u8", buffer=letters.data, strides=(1,))
        length = ends - starts
        low = eight[starts] & _MASKS[np.minimum(length, 8)]
        high = eight[starts + 8] & _MASKS[np.clip(length - 8, 0, 8)]
        with np.errstate(over="ignore"):
            hashed = low * _MIX[0] + high * _MIX[1]
        at = self._table.find(hashed)
        new = np.flatnonzero(at < 0)
        if len(new):
            _, where = np.unique(hashed[new], return_index=True)
            self._learn(letters, hashed[new[where]], starts[new[where]], ends[new[where]])
            at[new] = self._table.find(hashed[new])
        return at

    def _learn(
        self,
        letters: NDArray[np.uint8],
        hashed: NDArray[np.uint64],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> None:
        raw = letters.tobytes()
        fresh = [raw[start:end].decode("ascii") for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        self.words.extend(fresh)
        self._abbreviated = np.append(self._abbreviated, [word in _ABBREVIATED for word in fresh])
        self._hashes = np.append(self._hashes, hashed)
        self._table = Table(self._hashes, np.arange(len(self._hashes)))

    def _sentences(
        self,
        letters: NDArray[np.uint8],
        starts: NDArray[np.int64],
        word: NDArray[np.int64],
        first: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        ends_here = np.zeros(len(starts) + 1, dtype=np.int64)
        marks = np.flatnonzero(_ENDING[letters[:-1]] & _BLANK[letters[1:]])
        behind = np.searchsorted(starts, marks)
        if len(word):
            short = (letters[marks] == ord(".")) & (behind > 0) & self._abbreviated[word[np.maximum(behind - 1, 0)]]
            behind = behind[~short]
        slashes = np.flatnonzero((letters[:-1] == ord("/")) & (letters[1:] == ord("/")))
        lines = np.flatnonzero(letters == ord("\n"))
        for places in (behind, np.searchsorted(starts, slashes), np.searchsorted(starts, lines), first):
            ends_here[places] = 1
        return np.cumsum(ends_here[:-1])


def _letters(texts: Sequence[str]) -> NDArray[np.uint8]:
    """All texts as lower-case bytes with a zero in front of each, and zeros behind the last."""
    plain = (text if text.isascii() else _folded(text) for text in texts)
    joined = "\0".join(("", *(text.replace("\0", " ") if "\0" in text else text for text in plain), "\0" * LONGEST))
    letters = _LOWER[np.frombuffer(joined.encode("ascii"), dtype=np.uint8)]
    return np.ascontiguousarray(letters[letters != ord("'")])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.replace("\u2019", "")).encode("ascii", "ignore").decode()
