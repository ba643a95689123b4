"""The receipt: six words that stand for what was signed, for people who keep a sheet of paper.

Six of 2,048 words are 66 bits. Two agreements that nobody tampered with have the same six words once in 7 * 10^19
pairs. Somebody who looks for two texts with the same words on purpose must try about 9 * 10^9 of each; every try
costs a tenth of a second and 32 MB of memory (scrypt), about 25 years of a processor for each of the two. A signature
by key does not depend on the words: it covers the whole text.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Final

WORDS: Final = 6
BITS: Final = 11

_SALT: Final = b"redact receipt 1"


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words, sorted. No two begin with the same four letters."""
    text = resources.files(__package__).joinpath("words.txt").read_text(encoding="utf-8")
    return tuple(text.split())


@cache
def receipt(digest: str) -> tuple[str, ...]:
    """The six words of a digest (hex). Takes a tenth of a second on purpose; see above."""
    drawn = hashlib.scrypt(digest.encode(), salt=_SALT, n=2**15, r=8, p=1, maxmem=2**26, dklen=9)
    number = int.from_bytes(drawn, "big") >> (len(drawn) * 8 - WORDS * BITS)
    words = word_list()
    return tuple(words[(number >> (BITS * place)) & (len(words) - 1)] for place in reversed(range(WORDS)))


def said(words: tuple[str, ...]) -> str:
    """The words as they are written down."""
    return " ".join(words)
