"""Full names of everybody in a release set, to be looked up in texts of events they are not known to be party to.

A witness of one report is often the victim of another, and a name whose words are ordinary (Judge, Pat) is found by no
other layer. Only whole names count here, first name and surname side by side in either order: single words would mask
half the city. The names are kept as sorted 64-bit numbers, eight bytes a pair of words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from redact.identity.forms import comparable
from redact.identity.names import people_of
from redact.identity.page import Page

MIN_LETTERS = 5
"""As in the residue gate: shorter names are only looked for in their own event."""

_BETWEEN = frozenset((" ", ", ", ",", "-", ". "))


@dataclass(frozen=True, slots=True)
class Everyone:
    """The pairs of name words of many people, as sorted distinct numbers."""

    pairs: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, dtype=np.uint64))

    @classmethod
    def of(cls, cells: Iterable[str]) -> Everyone:
        """The people of name cells."""
        found = {number for cell in cells for number in _pairs_of(cell)}
        return cls(np.array(sorted(found), dtype=np.uint64))

    @classmethod
    def joined(cls, parts: Iterable[Everyone]) -> Everyone:
        """All of several."""
        every = [part.pairs for part in parts]
        return cls(np.unique(np.concatenate(every))) if every else cls()

    def find(self, page: Page) -> Iterator[tuple[int, int]]:
        """(first token, last token) of every full name on the page; an initial may stand between its words."""
        count = len(page)
        if not len(self.pairs) or count < 2:
            return
        asked, ends = [], []
        for i in range(count - 1):
            if len(page.words[i]) < 2 or page.gap(i) not in _BETWEEN:
                continue
            k = i + 1
            if len(page.words[k]) == 1 and k + 1 < count and page.gap(k) in _BETWEEN:
                k += 1
            if len(page.words[k]) > 1:
                asked.append(_pair(page.words[i], page.words[k]))
                ends.append((i, k))
        if not asked:
            return
        numbers = np.array(asked, dtype=np.uint64)
        at = np.minimum(np.searchsorted(self.pairs, numbers), len(self.pairs) - 1)
        for hit in np.flatnonzero(self.pairs[at] == numbers).tolist():
            yield ends[hit]


def _pairs_of(cell: str) -> Iterator[int]:
    people = people_of(cell)
    if not people or people[0].business:
        return
    # As written, titles included: Judge, Major and Bishop are surnames too.
    pairs = list(pairwise(word for word in comparable(cell).split() if len(word) > 1))
    pairs += [(person.given[0], person.family[-1]) for person in people if person.given and person.family]
    for one, other in pairs:
        if one != other and len(one) + len(other) >= MIN_LETTERS:
            yield _pair(one, other)


def _pair(one: str, other: str) -> int:
    """The same number for both orders of two words."""
    return (_number(one) + _number(other)) & 0xFFFFFFFFFFFFFFFF


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
