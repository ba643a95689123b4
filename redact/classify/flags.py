"""The domestic flag: a column that only says whether the event was domestic."""

from __future__ import annotations

import re
from functools import cache

from redact.classify import offense_text
from redact.classify.rule import NOTHING, Reading, Rule, read_classes
from redact.vocabulary import Strength

_YES = frozenset({"y", "yes", "true", "t", "1", "1 0", "x", "dv", "d v", "domestic", "on", "checked", "si"})
_NO = frozenset({"n", "no", "false", "f", "0", "0 0", "off", "unchecked", "none", "not domestic", "non domestic"})
_NOT_SAID = frozenset({"", "na", "n a", "null", "nan", "u", "unk", "unknown", "not applicable"})
_WORD = re.compile(r"[a-z]+|\d+")
_BOTH = "intimate_partner_violence;family_violence"


@cache
def _flagged(strength: Strength) -> tuple[Rule, ...]:
    sentence = (
        "The domestic flag is set."
        if strength is Strength.SHOWS
        else "The domestic flag has a value that no rule knows."
    )
    name = "flag: domestic" if strength is Strength.SHOWS else "flag: not understood"
    return read_classes(_BOTH, name=name, strength=strength, sentence=sentence)


def denies(cell: str) -> bool:
    """Does the flag say that the event was not domestic? Saying nothing denies nothing."""
    return " ".join(_WORD.findall(cell.lower())) in _NO


def read(cell: str) -> Reading:
    """What the flag shows. A no is no evidence: other columns may still show the class. A word is read as a text."""
    plain = " ".join(_WORD.findall(cell.lower()))
    if plain in _YES:
        return Reading(_flagged(Strength.SHOWS), known=True)
    if plain in _NO or plain in _NOT_SAID:
        return NOTHING
    said = offense_text.read(cell)
    return Reading(said.rules or (() if said.known else _flagged(Strength.MAY)), known=True)
