"""In every mode: words that the safe vocabulary does not have and that are written and built as names are.

Listed names, and words that no list has. Misspellings and words run together are told by the words they are made of;
abbreviations have no vowel, or too many consonants in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

from redact.identity.called import NEVER_A_NAME
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer
from redact.identity.vocabulary import Vocabulary

LISTED_RULE: Final = "listed name, not a known word"
STRANGE_RULE: Final = "built like a name, not a known word"

LEAST_LETTERS: Final = 4
MISSPELT_LETTERS: Final = 7
"""Shorter words are one letter away from too many others: Sione from stone."""

_UNSAYABLE: Final = re.compile(r"[^aeiouy]{4}|^[^aeiouy]{3}|[^aeiouy]{3}$|(.)\1\1")
_VOWEL: Final = re.compile(r"[aeiouy]")


class StrangeWordFinder(Finder):
    """Single words; what stands around them is the business of the others."""

    entities = (Entity.PERSON,)
    layer = Layer.VOCABULARY

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._known = vocabulary.always | vocabulary.in_lower_case
        self._built: dict[str, bool] = {}

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        known = self._known
        for i, word in enumerate(page.words):
            if word in known or len(word) < 3:
                continue
            flags, mixed = page.flags[i], page.casing[i] == MIXED
            if mixed and not page.is_capitalised(i):
                continue
            if flags & NAME:
                if not flags & NEVER_A_NAME and (page.casing[i] != LOWER or flags & Word.FIRST):
                    yield Finding(page.starts[i], page.ends[i], Entity.PERSON, LISTED_RULE)
            elif not flags and self._is_built_like_a_name(word) and not (mixed and page.raw[i].isupper()):
                yield Finding(page.starts[i], page.ends[i], Entity.PERSON, STRANGE_RULE)

    def _is_built_like_a_name(self, word: str) -> bool:
        told = self._built.get(word)
        if told is None:
            if len(self._built) > 100_000:
                self._built.clear()
            told = self._built[word] = (
                len(word) >= LEAST_LETTERS
                and word.isalpha()
                and _VOWEL.search(word) is not None
                and _UNSAYABLE.search(word) is None
                and not self._is_misspelt(word)
                and not self._is_two_words(word)
            )
        return told

    def _is_misspelt(self, word: str) -> bool:
        """One letter more, less, other, or two exchanged, and it is a known word."""
        if len(word) < MISSPELT_LETTERS:
            return False
        known = self._known
        for i in range(len(word)):
            left, right = word[:i], word[i + 1 :]
            if left + right in known or left + word[i + 1 : i + 2] + word[i] + word[i + 2 :] in known:
                return True
            for letter in ascii_lowercase:
                if left + letter + right in known or left + letter + word[i:] in known:
                    return True
        return False

    def _is_two_words(self, word: str) -> bool:
        return any(word[:i] in self._known and word[i:] in self._known for i in range(3, len(word) - 2))
