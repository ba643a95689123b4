"""The kind of place as evidence: a shelter is a reason for care, never proof."""

from __future__ import annotations

import re
from functools import cache

from redact.classify.rule import NOTHING, Reading, Rule, read_classes
from redact.vocabulary import Strength

_SHELTER = re.compile(
    r"\b(?:women'?s?|battered|domestic|crisis|victim)\b.*\bcent(?:er|re)\b|\b(?:shelter|refuge|safe ?house)\b"
)
_OTHER_SHELTER = re.compile(
    r"\b(?:bus|animal|dog|transit|picnic|storm|taxi|smok\w+) shelter|tax shelter|wildlife refuge"
)
_CARE = re.compile(
    r"\bnurs(?:ing|\.)? ?home|assisted living|elder care|hospice|convalescent|care facility\b|senior (?:home|living)"
)


@cache
def _rules(name: str, classes: str, place: str) -> tuple[Rule, ...]:
    return read_classes(classes, name=f"premise: {name}", strength=Strength.MAY, sentence=f"The place is {place}.")


def read(cell: str) -> Reading:
    """What the place leaves open."""
    text = cell.lower()
    if _SHELTER.search(text) and not _OTHER_SHELTER.search(text):
        return Reading(_rules("shelter", "intimate_partner_violence;family_violence", "a shelter"))
    if _CARE.search(text):
        return Reading(_rules("care home", "elder_abuse", "a care home"))
    return NOTHING
