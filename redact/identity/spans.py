"""The words of redaction: what was found (entity), by which layer, and what was done about it.

These dataclasses are what `redact scrub` prints and what the plan counts. They hold offsets and
rule names, never the matched text (design, promise 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Entity(StrEnum):
    """What a span of text is; the labels of data/narratives_a."""

    PERSON = "PERSON"
    OFFICER = "OFFICER"
    ADDRESS = "ADDRESS"
    PLACE = "PLACE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    SSN = "SSN"
    DOB = "DOB"
    DATE = "DATE"
    AGE = "AGE"
    PLATE = "PLATE"
    VIN = "VIN"
    DRIVER_LICENSE = "DRIVER_LICENSE"
    CASE_NUMBER = "CASE_NUMBER"
    ACCOUNT = "ACCOUNT"
    HANDLE = "HANDLE"
    URL = "URL"
    IP = "IP"
    ID_OTHER = "ID_OTHER"
    BADGE = "BADGE"

    __hash__ = str.__hash__

    @property
    def mask(self) -> str:
        """The word inside the brackets: `[CASE NUMBER]`."""
        return self.value.replace("_", " ")


class Layer(StrEnum):
    """Which layer of the redaction found a span."""

    RECORD = "record"
    PATTERN = "pattern"
    CUE = "cue"
    REPEAT = "repeat"
    MODEL = "model"
    VOCABULARY = "vocabulary"

    __hash__ = str.__hash__


class Action(StrEnum):
    """What happens to a span, most protective first."""

    MASK = "mask"
    GENERALISE = "generalise"
    KEEP = "keep"

    __hash__ = str.__hash__


PEOPLE: Final = frozenset((Entity.PERSON, Entity.OFFICER))
MASK, GENERALISE, KEEP = Action.MASK, Action.GENERALISE, Action.KEEP
"""For code that runs for every span: Python 3.11 calls a function for every access to a member by its name."""

PROTECTION: Final = {Action.MASK: 2, Action.GENERALISE: 1, Action.KEEP: 0}
"""How much an action protects: higher protects more."""


@dataclass(frozen=True, slots=True)
class Known:
    """One identifying cell of the row or of a linked row: what the text must not repeat."""

    role: str
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """A treated stretch of the source text; offsets count Unicode code points."""

    start: int
    end: int
    entity: str
    layer: str
    action: str
    rule: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """The outcome for one text: the text as it may be shown, or None when it is held, and why.

    `spans` are sorted and disjoint and describe the source text, also when the text is held.
    `reason` is a sentence of ours without any value; empty when nothing is wrong.
    """

    text: str | None
    spans: tuple[Span, ...]
    held: bool
    reason: str
