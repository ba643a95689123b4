"""What a narrative shows: cues per class, told apart from what is denied, past or supposed."""

from __future__ import annotations

from dataclasses import dataclass

from redact.classify.rule import NOTHING, Reading


@dataclass(frozen=True, slots=True)
class Modes:
    """What a denied and a past cue count for: pass, may or shows."""

    negated: str = "pass"
    prior: str = "may"


def read(text: str, modes: Modes) -> Reading:
    return NOTHING
