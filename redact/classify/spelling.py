"""How police systems misspell words, and which listed word is meant.

Record systems cut texts at 25 or 30 characters and people drop vowels to fit: `CHLD`, `SDMY`,
`PROSTITU`, `HARRASMENT`. A word that no list holds is compared in this order, cheapest first:
its skeleton (first letter and the consonants after it), a listed word that it is the beginning of,
the same with letters doubled or not, and listed words one letter away.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from redact.classify.rule_language import Lexicon

SHORTEST_SKELETON = 4
SHORTEST_CUT = 6
SHORTEST_MISSPELT = 7
_VOWELS = re.compile(r"(?<=.)[aeiou]+")
_TWICE = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """First letter and consonants, doubled letters once: `assault` and `aslt` are both `aslt`."""
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))


def resolve(lexicon: Lexicon, word: str) -> frozenset[int]:
    """The lists a written word belongs to; plain spelling wins over every guess."""
    found = lexicon.plain(word)
    if found or not word.isalpha() or _begins_phrase(lexicon, word):
        return found
    if len(word) >= SHORTEST_SKELETON and not _VOWELS.search(word):
        found = _by_skeleton(lexicon, skeleton(word))
    if not found and len(word) >= SHORTEST_CUT:
        found = frozenset(n for full, numbers in lexicon.exact.items() if full.startswith(word) for n in numbers)
    if not found and len(word) >= SHORTEST_CUT:
        found = _doubled(lexicon, word) or _one_letter_off(lexicon, word)
    return found


def _begins_phrase(lexicon: Lexicon, word: str) -> bool:
    return word in lexicon.longer


def _by_skeleton(lexicon: Lexicon, bones: str) -> frozenset[int]:
    found: set[int] = set()
    if len(bones) < SHORTEST_SKELETON:
        return frozenset()
    for full, numbers in lexicon.exact.items():
        if len(full) > len(bones) and skeleton(full) == bones:
            found |= numbers
    for beginning, numbers in lexicon.endings.items():
        start = skeleton(beginning)
        if len(start) >= SHORTEST_SKELETON and bones.startswith(start):
            found |= numbers
    return frozenset(found)


def _doubled(lexicon: Lexicon, word: str) -> frozenset[int]:
    """Letters doubled that should not be, or the other way round."""
    single = _TWICE.sub(r"\1", word)
    found = {n for full, numbers in lexicon.exact.items() if _TWICE.sub(r"\1", full) == single for n in numbers}
    for beginning, numbers in lexicon.endings.items():
        if len(beginning) >= SHORTEST_CUT and single.startswith(_TWICE.sub(r"\1", beginning)):
            found |= numbers
    return frozenset(found)


def _one_letter_off(lexicon: Lexicon, word: str) -> frozenset[int]:
    found: set[int] = set()
    for full, numbers in lexicon.exact.items():
        if len(full) >= SHORTEST_MISSPELT and full[0] == word[0] and OSA.distance(full, word, score_cutoff=1) <= 1:
            found |= numbers
    for beginning, numbers in lexicon.endings.items():
        if len(beginning) >= SHORTEST_MISSPELT and beginning[0] == word[0]:
            for cut in (len(beginning) - 1, len(beginning), len(beginning) + 1):
                if OSA.distance(beginning, word[:cut], score_cutoff=1) <= 1:
                    found |= numbers
                    break
    return frozenset(found)
