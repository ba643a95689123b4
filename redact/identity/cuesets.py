"""Sets of words with a bit each, so that a page looks each of its words up once for all recognisers.

A recogniser asks for the bit of its words when its module is loaded, and finds it in `Page.marks` and `Page.present`.
"""

from __future__ import annotations

from collections.abc import Iterable

_BITS: dict[frozenset[str], int] = {}
BITS_OF_WORD: dict[str, int] = {}
"""Word -> the bits of all sets that it is in."""


def bit_of(words: Iterable[str]) -> int:
    """The bit of a set of (folded) words; the same for an equal set."""
    wanted = frozenset(words)
    bit = _BITS.get(wanted)
    if bit is None:
        bit = _BITS[wanted] = 1 << len(_BITS)
        for word in wanted:
            BITS_OF_WORD[word] = BITS_OF_WORD.get(word, 0) | bit
    return bit


PRESENT, WITH_DIGIT = bit_of(("\0",)), bit_of(("\0\0",))
"""Bits of `Page.present` that stand for no words: of every page, and of a page whose text has a digit."""
