"""How much a single token looks like part of a person's name: a matter of its lists and of the casing around it.

The measure rises with what speaks for a name: the lists, a capital letter inside a sentence of mixed case, a word
that no list knows. It falls with what speaks against: ordinary words, police shorthand, months, makes of car.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from redact.identity.lexicon import NAME, Word

CERTAIN, LIKELY, POSSIBLE, DOUBTFUL, NO = 3.0, 2.0, 1.0, 0.6, 0.0
"""Grades of likeness. LIKELY: an unknown word; POSSIBLE: an ordinary word that is also a name (Banks, Rose)."""

_APOSTROPHES: Final = re.compile(r"['\u2019\u02bc]")


def grades_of(raw: str, flags: int) -> tuple[float, float, float]:
    """Where the sentence is not of mixed case, at the beginning of one that is, and inside one."""
    if len(raw) < 2 or not (raw.isalpha() or _APOSTROPHES.sub("", raw).isalpha()):
        return NO, NO, NO
    plain = _grade_of(flags, 0 if len(raw) > 2 else 1)
    if raw[0].isupper():
        return plain, _grade_of(flags, 2), _grade_of(flags, 3)
    lower = _grade_of(flags, 4)
    return plain, lower, lower


@cache
def _grade_of(flags: int, place: int) -> float:
    """`place`: 0 not in mixed case, 1 the same and two letters only, 2 capitalised at the beginning of a sentence in
    mixed case, 3 capitalised inside one, 4 in lower case in one."""
    named = flags & NAME
    inside = place == 3
    if flags & Word.FUNCTION:
        return DOUBTFUL if named and inside else NO
    if place == 4:
        return 0.3 if not flags or (flags & Word.FIRST and not flags & Word.ORDINARY) else NO
    if flags & Word.TITLE or (flags & Word.KIN and not inside):
        return NO
    if flags & (Word.POLICE | Word.PROPER):
        if not named or (flags & Word.POLICE and not inside):
            return NO
        return POSSIBLE if inside else DOUBTFUL
    if not flags & ~Word.KIN:
        return CERTAIN if inside else POSSIBLE if place == 1 else LIKELY
    if named and not flags & Word.ORDINARY:
        return CERTAIN if flags & Word.FIRST or inside else 2.5
    if named and not flags & Word.COMMON:
        return 2.5 if inside else POSSIBLE
    if named:
        return LIKELY if inside else DOUBTFUL
    return POSSIBLE if inside else NO
