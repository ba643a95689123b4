"""The safe vocabulary: the words that `strict` shows. Whatever is not known to be safe is masked.

The idea is Philter's (research, section 3): a list of names is never complete, a list of words that say nothing about
anybody can be. The three lists (built by benchmarks/build_safe_words.py) are plain files that a person can read; a
policy adds words of its own with `identity.safe_words`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from redact.identity.forms import comparable
from redact.identity.lexicon import FUNCTION_WORDS

ALWAYS: Final = "safe.txt"
IN_LOWER_CASE: Final = "safe_lower.txt"
WITH_CAPITAL: Final = "safe_capital.txt"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words: `always` are shown, but with a capital inside a sentence of mixed case only if also in
    `with_capital`; `in_lower_case`, which are names too, only in lower case inside a sentence of mixed case."""

    always: frozenset[str]
    in_lower_case: frozenset[str]
    with_capital: frozenset[str]

    def with_words(self, more: Iterable[str]) -> Vocabulary:
        """The vocabulary with a policy's own words, each split as a text would be."""
        own = {word for phrase in more for word in comparable(phrase).split()}
        if not own:
            return self
        return Vocabulary(self.always | own, self.in_lower_case - own, self.with_capital | own)


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """The shipped lists. Raises OSError where one is missing."""
    always = _lines(ALWAYS) | FUNCTION_WORDS
    return Vocabulary(always, _lines(IN_LOWER_CASE) - always, _lines(WITH_CAPITAL))


def _lines(name: str) -> frozenset[str]:
    text = files("redact.identity.lists").joinpath(name).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
