"""What released cells say, as hashes: only an input value whose form is among them can be residue.

A release has few distinct words. So its words and runs are gathered first, and the million input values are only asked
whether they are among them; most kinds of identifier need not even be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.gates.identifiers import (
    LONGEST_ADDRESS,
    MIN_DIGITS,
    MIN_LETTERS,
    Forms,
    Identifier,
    address_words,
    birth_words,
    house_like,
    name_words,
)
from redact.gates.tokens import Hashes, Words, chunks, contained, distinct, fold, words_of

LONGEST_NAME = 5
LONGEST_NUMBER = 4
LONGEST_EMAIL = 8
"""Words of the longest run compared as a name, as a number written with gaps, as an e-mail address."""

DECIMAL = re.compile(r"-?\d{1,3}\.(\d{4,})(?!\d)")
"""A number that could be a coordinate: four decimals are eleven metres."""


class Cell(Enum):
    """How a released column is searched: short cells are compared as a whole too, texts in parts, ids as keys."""

    SHORT = "short"
    TEXT = "text"
    ID = "id"


def written_like(kind: Identifier) -> Identifier:
    """The kind under which `runs` gives a kind's forms: personal numbers are written like keys."""
    return Identifier.KEY if kind is Identifier.NUMBER else kind


def runs(
    texts: pa.Array, cell: Cell, *, only: Collection[Identifier] = frozenset(Identifier), words: Words | None = None
) -> Iterator[tuple[Identifier, Hashes, NDArray[np.int64]]]:
    """(kind, form, index of its text) of everything in some folded texts that could be an identifier of these kinds.

    `words` are those of the texts, where the caller has them.
    """
    words = words_of(texts) if words is None else words
    if Identifier.KEY in only:
        for count in range(1, 2 if cell is Cell.ID else LONGEST_NUMBER + 1):
            hashes, starts, size, digits = words.glued(count)
            some = (size >= MIN_LETTERS) & (digits >= MIN_DIGITS)
            yield Identifier.KEY, hashes[some], words.text[starts[some]]
    if cell is Cell.ID:
        return
    if Identifier.EMAIL in only:
        yield from _mails(texts, words)
    if Identifier.NAME in only:
        named = name_words(words)
        for count in range(2, LONGEST_NAME + 1):
            hashes, starts = named.runs(count)
            yield Identifier.NAME, hashes, named.text[starts]
    if Identifier.ADDRESS in only:
        placed = address_words(words)
        house = house_like(placed)
        for count in range(2, LONGEST_ADDRESS + 1):
            hashes, starts = placed.runs(count)
            some = house[starts]
            yield Identifier.ADDRESS, hashes[some], placed.text[starts[some]]
    if cell is not Cell.SHORT:
        return
    everything = np.arange(len(texts))
    if Identifier.SHORT_KEY in only:
        whole, size, digits = words.whole()
        figures = (size == digits) & (size >= MIN_LETTERS)
        yield Identifier.SHORT_KEY, whole[figures], everything[figures]
    if Identifier.BIRTH_DATE in only:
        dates, count_of, letters = birth_words(texts).sums()
        dated = (count_of > 0) & (letters >= MIN_LETTERS) & (words.whole()[2] >= MIN_DIGITS)
        yield Identifier.BIRTH_DATE, dates[dated], everything[dated]


def _mails(texts: pa.Array, words: Words) -> Iterator[tuple[Identifier, Hashes, NDArray[np.int64]]]:
    at_sign = pc.match_substring(texts, "@").to_numpy(zero_copy_only=False)
    if at_sign.any():
        for count in range(2, LONGEST_EMAIL + 1):
            hashes, starts, _, _ = words.glued(count)
            some = at_sign[words.text[starts]]
            yield Identifier.EMAIL, hashes[some], words.text[starts[some]]


def decimals(values: pa.Array) -> Iterator[tuple[int, float, float]]:
    """(index, absolute value, one unit of its last decimal) of every number that could be a coordinate."""
    maybe = pc.match_substring_regex(values, r"\d\.\d{4}").to_numpy(zero_copy_only=False)
    for at in np.flatnonzero(maybe).tolist():
        for match in DECIMAL.finditer(values[at].as_py()):
            yield at, abs(float(match.group(0))), 10.0 ** -len(match.group(1))


def rounds_to(known: NDArray[np.float64], value: float, step: float) -> bool:
    """Whether one of some sorted numbers, rounded or cut off to as many decimals, is `value`."""
    low, high = np.searchsorted(known, (value - 0.5 * step - 1e-12, value + step - 1e-12))
    return bool(high > low)


@dataclass(frozen=True)
class Said:
    """Everything that some released columns say.

    `words` are all words of cells that could hold a name, `runs` the forms per kind (names only of short cells: a
    text has too many), `ids` the published ids and `id_length` their letters, `texts` whether texts are released,
    `numbers` the (value, step) of possible coordinates.
    """

    words: Hashes
    runs: dict[Identifier, Hashes]
    ids: Hashes
    id_length: int
    texts: bool
    numbers: tuple[tuple[float, float], ...]

    @classmethod
    def by(cls, columns: Iterable[tuple[pa.Array, Cell]]) -> Said:
        """What the distinct values of some columns say."""
        words: list[Hashes] = []
        found: dict[Identifier, list[Hashes]] = {}
        ids: list[Hashes] = []
        numbers: set[tuple[float, float]] = set()
        texts, id_length = False, 0
        for values, cell in columns:
            texts |= cell is Cell.TEXT and len(values) > 0
            if cell is Cell.ID and len(values):
                shortest = pc.min(pc.binary_length(values)).as_py()
                id_length = min(id_length, shortest) if id_length else shortest
            for _, part in chunks(fold(values)):
                if cell is Cell.ID:
                    ids += [hashes for kind, hashes, _ in runs(part, cell) if kind is Identifier.KEY]
                    continue
                spoken = words_of(part)
                words.append(distinct([spoken.hash]))
                for kind, hashes, _ in runs(part, cell, words=spoken):
                    if kind is not Identifier.NAME or cell is Cell.SHORT:
                        found.setdefault(kind, []).append(distinct([hashes]))
            if cell is not Cell.ID:
                numbers.update((value, step) for _, value, step in decimals(values))
        said = {kind: distinct(parts) for kind, parts in found.items()}
        return cls(distinct(words), said, distinct(ids), id_length, texts, tuple(sorted(numbers)))

    def asks_for(self, kind: Identifier) -> bool:
        """Whether anything said could be of this kind at all."""
        if kind is Identifier.COORDINATE:
            return bool(self.numbers)
        if kind is Identifier.NAME:
            return len(self.words) > 1
        return len(self.runs.get(written_like(kind), ())) > 0 or (kind is Identifier.KEY and len(self.ids) > 0)

    def has(self, kind: Identifier, forms: Forms, values: pa.Array) -> NDArray[np.bool_]:
        """Which forms of some values are said, as far as can be told without going through texts again."""
        if kind is Identifier.NAME and self.texts:
            return np.ones(len(forms), dtype=np.bool_)
        said = contained(forms.hash, self.runs.get(written_like(kind), np.empty(0, np.uint64)))
        if kind is Identifier.KEY and len(self.ids):
            long = pc.binary_length(values).to_numpy(zero_copy_only=False)[forms.value] >= self.id_length
            said[long] |= contained(forms.hash[long], self.ids)
        return said
