"""Names of protected places, known by keyed hashes only, looked for in texts (redact.place.sensitive.names)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from redact.identity.page import MASKED, Page
from redact.keyed import hash_words

BUCKETS: Final = 1024
LONGEST: Final = 8
FIRST: Final = b"first word"
WHOLE: Final = b"whole name"
"""As in redact.place.sensitive.names; a test compares them."""

_PASSED_OVER: Final = frozenset(("the", "and", "of", "at", "for"))
"""Words that people leave out of a name or put in."""

_SAME: Final = {"saint": "st", "sainte": "st", "centre": "center", "ctr": "center", "cntr": "center", "hse": "house"}

_REMEMBERED: Final = 200_000


@dataclass(frozen=True)
class ListedNames:
    """Hashes of names: `first` buckets of first words, `whole` numbers of whole names. Empty: nothing is looked for."""

    key: bytes = field(default=b"", repr=False)
    first: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    _may: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.whole)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_may": {}}

    def find(self, page: Page) -> Iterator[tuple[int, int]]:
        """(first token, last token) of every listed name on the page, the longest at each token."""
        words = page.words
        begins = {word for word in page.vocabulary if self._may_begin(word)}
        if not begins:
            return
        counted = [at for at, word in enumerate(words) if word not in _PASSED_OVER]
        for number, at in enumerate(counted):
            if words[at] not in begins:
                continue
            window = _unbroken(page, counted[number : number + LONGEST])
            for size in range(len(window), 0, -1):
                asked = (_SAME.get(words[each], words[each]) for each in window[:size])
                if hash_words(self.key, asked, WHOLE) in self.whole:
                    yield at, window[size - 1]
                    break

    def stands_in(self, text: str) -> bool:
        """Whether a listed name stands in a short text."""
        return next(self.find(Page(text)), None) is not None

    def _may_begin(self, word: str) -> bool:
        may = self._may.get(word)
        if may is None:
            if len(self._may) >= _REMEMBERED:
                self._may.clear()
            asked = _SAME.get(word, word)
            may = word not in _PASSED_OVER and hash_words(self.key, (asked,), FIRST) % BUCKETS in self.first
            self._may[word] = may
        return may


NO_NAMES: Final = ListedNames()


def name_forms(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name as texts may have them: `St. Mary's House` -> (st, mary, house), (st, marys, house).

    Empty for a name without a word that could be told from others (nothing, or only `the` and the like).
    """
    page = Page(name)
    own = [at for at, word in enumerate(page.words) if word not in _PASSED_OVER]
    plain = tuple(_SAME.get(page.words[at], page.words[at]) for at in own)
    owned = tuple(f"{word}s" if _is_owner(page, at) else word for at, word in zip(own, plain, strict=True))
    cut = tuple(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in plain)
    return tuple(dict.fromkeys(form[:LONGEST] for form in (plain, owned, cut) if form))


def _unbroken(page: Page, window: list[int]) -> list[int]:
    """The tokens up to the first mask or line between them."""
    for number, (one, other) in enumerate(pairwise(window), start=1):
        between = page.text[page.ends[one] : page.starts[other]]
        if MASKED in between or "\n\n" in between:
            return window[:number]
    return window


def _is_owner(page: Page, at: int) -> bool:
    return page.gap(at)[:2].lower() in ("'s", "\u2019s", "\u02bcs")
