"""What is known about single words: ordinary English, police shorthand, name lists, other proper nouns.

A word is looked up in folded form and answers with flags. Unknown words (no flag) are what names of
the many cultures without a list mostly are. The lists are plain files (lists/LICENSES.md), read once
per process on first use.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final

from redact.identity.cues import KIN, OTHER_DUTY, RANKS, ROLES, TITLES
from redact.identity.words import words


class Word:
    """What the lists say about a word, as bits; 0 for a word that is in none. (An enumeration would be slow here.)"""

    UNKNOWN: Final = 0
    ORDINARY: Final = 1
    COMMON: Final = 2
    POLICE: Final = 4
    PROPER: Final = 8
    FIRST: Final = 16
    LAST: Final = 32
    FUNCTION: Final = 64
    TITLE: Final = 128
    KIN: Final = 256


NAME: Final = Word.FIRST | Word.LAST
SAFE: Final = Word.ORDINARY | Word.POLICE | Word.PROPER

FUNCTION_WORDS: Final = words(
    """
    a an the this that these those and or but nor so yet if then than as at by for from in into of off on onto
    out over to too up with without about after before between during through under until till while i me my we
    us our you your he him his she her hers it its they them their who whom whose which what when where why how
    be am is are was were been being do does did done have has had having can could may might must shall should
    will would not no yes all any both each few more most other some such only own same just again once here
    there now also get got go goes went gone see saw say says said back one two three four five six seven eight
    nine ten
    """
)
"""Words so common that a name spelled like one (Will, May, An, Do, See) needs a neighbour or a cue to be told apart."""

_FILES: Final = (
    ("ordinary.txt", Word.ORDINARY),
    ("common.txt", Word.COMMON),
    ("police.txt", Word.POLICE),
    ("proper.txt", Word.PROPER),
    ("first_names.txt", Word.FIRST),
    ("surnames.txt", Word.LAST),
)


@lru_cache(maxsize=1)
def lexicon() -> dict[str, int]:
    """Flags per word."""
    table: dict[str, int] = dict.fromkeys(FUNCTION_WORDS, Word.FUNCTION | Word.ORDINARY | Word.COMMON)
    for name, bit in _FILES:
        for word in _lines(name):
            table[word] = table.get(word, 0) | bit
    for words_of_cue, flag in ((TITLES | RANKS, Word.TITLE), (KIN | ROLES | OTHER_DUTY, Word.KIN)):
        for word in words_of_cue:
            table[word] = table.get(word, 0) | flag
    return table


def _lines(name: str) -> Iterator[str]:
    text = files("redact.identity.lists").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
