"""Names of protected places, known by keyed hashes only, looked for in texts (redact.place.sensitive.names)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from redact.identity.page import MASKED, Page
from redact.keyed import hash_beginnings, hash_words

BUCKETS: Final = 4096
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
    _seen: set[str] = field(default_factory=set, repr=False, compare=False)
    _begin: set[str] = field(default_factory=set, repr=False, compare=False)
    """Words met before, and those of them with which a name can begin: texts repeat their words."""

    def __bool__(self) -> bool:
        return bool(self.whole)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_seen": set(), "_begin": set()}

    def find(self, page: Page) -> Iterator[tuple[int, int]]:
        """(first token, last token) of every listed name on the page, the longest at each token."""
        fresh = page.vocabulary - self._seen
        if fresh:
            self._learn(fresh)
        begins = page.vocabulary & self._begin
        if not begins:
            return
        for at in [at for at, word in enumerate(page.words) if word in begins]:
            window = _unbroken(page, at)
            asked = (_SAME.get(page.words[each], page.words[each]) for each in window)
            last = -1
            for each, number in zip(window, hash_beginnings(self.key, asked, WHOLE), strict=True):
                if number in self.whole:
                    last = each
            if last >= 0:
                yield at, last

    def stands_in(self, text: str) -> bool:
        """Whether a listed name stands in a short text."""
        return next(self.find(Page(text)), None) is not None

    def _learn(self, words: frozenset[str]) -> None:
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
            self._begin.clear()
        self._seen.update(words)
        for word in words - _PASSED_OVER:
            if hash_words(self.key, (_SAME.get(word, word),), FIRST) % BUCKETS in self.first:
                self._begin.add(word)


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


def _unbroken(page: Page, at: int) -> list[int]:
    """The tokens from one on that a name could have, up to the first mask or empty line."""
    window = [at]
    for each in range(at + 1, len(page)):
        gap = page.gap(each - 1)
        if len(window) == LONGEST or MASKED in gap or "\n\n" in gap:
            break
        if page.words[each] not in _PASSED_OVER:
            window.append(each)
    return window


def _is_owner(page: Page, at: int) -> bool:
    return page.gap(at)[:2].lower() in ("'s", "\u2019s", "\u02bcs")
