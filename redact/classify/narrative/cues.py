"""Cues in narratives: what a phrase shows, told apart from what is denied, past or supposed.

The cues are in `rules/narrative.rules`. A cue counts as denied ("denied any DV"), supposed ("if he hits her") or past
("prior DV") when a word of that kind stands shortly before or behind it in its sentence; the policy says what each
counts for. A cue that occurs several times counts as it does at its plainest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

from redact.classify.phrases import Line, Rules, Span, Words
from redact.classify.rule import Rule, read_classes
from redact.vocabulary import Strength

BEFORE = {"<denial>": 3, "<supposed>": 4, "<past>": 3}
"""How many words may stand between a turning word and the cue behind it."""
AFTER = {"<denial_after>": 1, "<past_after>": 4}
"""The same for turning words behind a cue."""
BUT = frozenset({"but", "however", "although", "though", "except", "until", "because"})
"""Words that end what a turning word in front of them reaches."""


class Mode(IntEnum):
    """How a cue is meant, plainest first."""

    PLAIN = 0
    PAST = 1
    TURNED = 2


@dataclass(frozen=True, slots=True)
class Modes:
    """What a denied or supposed cue, and a past one, count for: pass, may or shows."""

    negated: str = "pass"
    prior: str = "may"

    def strength(self, mode: Mode) -> Strength:
        """How strongly a cue meant so speaks."""
        if mode is Mode.PLAIN:
            return Strength.SHOWS
        word = self.prior if mode is Mode.PAST else self.negated
        return Strength.NONE if word == "pass" else Strength[word.upper()]


@cache
def rules() -> Rules:
    """The shipped cues, compiled at first use."""
    text = resources.files("redact.classify").joinpath("rules", "narrative.rules").read_text(encoding="utf-8")
    return Rules(text, origin="narrative.rules")


def find(words: Words, modes: Modes, *, likely: bool) -> list[Rule]:
    """The rules of all cues in a text. `likely`: the words taken together do not speak against it, so that the cues of
    section `likely` show what they say; elsewhere these only leave it open."""
    if not words.present:
        return []
    fired: list[Rule] = []
    for section, weakest in (
        ("shows", Strength.SHOWS),
        ("likely", Strength.SHOWS if likely else Strength.MAY),
        ("may", Strength.MAY),
    ):
        for line, where in rules().matches(section, words):
            strength = min(weakest, modes.strength(_mode(line, words, where)))
            if strength:
                fired.extend(_rules(line, strength))
    return fired


@cache
def _rules(line: Line, strength: Strength) -> tuple[Rule, ...]:
    classes, name = line.fields
    return read_classes(
        classes, name=f"narrative: {name}", strength=strength, sentence=f"The narrative has a cue: {name}."
    )


@cache
def _turns() -> tuple[tuple[tuple[int, int, Mode], ...], tuple[tuple[int, int, Mode], ...]]:
    """(list, reach, mode) of the turning words before and behind a cue."""
    ids = rules().lexicon.ids

    def of(reaches: dict[str, int]) -> tuple[tuple[int, int, Mode], ...]:
        return tuple((ids[name], reach, Mode.PAST if "past" in name else Mode.TURNED) for name, reach in reaches.items())

    return of(BEFORE), of(AFTER)


def _mode(line: Line, words: Words, where: Sequence[Sequence[Span]]) -> Mode:
    """The plainest way in which what happened is meant; all parts of it must be meant so.

    In a cue of several parts the first says who, and nobody is denied or past.
    """
    own = [span for part in line.pattern.parts for step in part for span in words.listed.get(step.listed, ())]
    return max(
        min((_turned(span, words, own) for span in places), default=Mode.TURNED) for places in (where[1:] or where)
    )


def _turned(span: Span, words: Words, own: Sequence[Span]) -> Mode:
    """How one occurrence is meant. `own` are the places of the cue's own words ("would not let her" denies nothing)."""
    before, after = _turns()
    for listed, reach, mode in before:
        for start, end in words.listed.get(listed, ()):
            if end <= span[0] <= end + reach and _same_breath(words, end, span[0]):
                return mode
            within = span[0] < start and end < span[1] and mode is Mode.TURNED
            if within and not any(first <= start and end <= last for first, last in own):
                return mode
    for listed, reach, mode in after:
        for start, _ in words.listed.get(listed, ()):
            if span[1] <= start <= span[1] + reach and _same_breath(words, span[1], start):
                return mode
    return Mode.PLAIN


def _same_breath(words: Words, start: int, end: int) -> bool:
    """No end of sentence and no "but" between two places."""
    return not any(start <= place <= end for place in words.breaks) and BUT.isdisjoint(words.words[start:end])
