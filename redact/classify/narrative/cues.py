"""Cues in narratives: what a phrase shows, told apart from what is denied, past or supposed.

The cues are in `rules/narrative.rules`. A cue counts as denied ("denied any DV"), supposed ("if he hits her") or past
("prior DV") when a word of that kind stands shortly before or behind it in its sentence; the policy says what each
counts for. A cue that occurs several times counts as it does at its plainest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from redact.classify.narrative.matcher import Found, Matcher, Spans, any_between
from redact.classify.narrative.tokens import Tokens, Vocabulary
from redact.classify.phrases import Rules
from redact.classify.rule import Rule, read_classes
from redact.classify.rule_language import Line, Pattern
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


_NO_CUE = len(Mode)
"""Behind the modes: a text without any cue."""


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


class Cues:
    """Finds the cues of whole batches. `vocabulary` is what read their words."""

    def __init__(self, vocabulary: Vocabulary, modes: Modes) -> None:
        self._vocabulary = vocabulary
        self._matcher = Matcher(rules(), vocabulary)
        self._strength = np.array([modes.strength(mode) for mode in Mode], dtype=np.int8)

    def find(self, tokens: Tokens, likely: NDArray[np.bool_]) -> tuple[list[list[Rule]], NDArray[np.int8]]:
        """The rules of all cues in each text, and how strongly its words may speak where no cue is meant plainly.

        A text whose every cue is denied, supposed or past ("denied any DV") says no more than the policy has that count
        for, however loud its words are. `likely`: texts in which the words taken together do not speak against it, so
        that the cues of section `likely` show what they say; elsewhere these only leave it open.
        """
        fired: list[list[Rule]] = [[] for _ in range(len(likely))]
        plainest = np.full(len(likely), _NO_CUE, dtype=np.int8)
        if not len(tokens.word):
            return fired, np.full(len(likely), Strength.SHOWS, dtype=np.int8)
        found, whole = self._matcher.find(tokens)
        turns = _Turns(found, self._breath(tokens))
        weakest = {"shows": None, "likely": np.where(likely, Strength.SHOWS, Strength.MAY), "may": Strength.MAY}
        for section, most in weakest.items():
            for line in rules().sections.get(section, ()):
                match = self._matcher.match(line.pattern, found, whole)
                if match is None:
                    continue
                matched, parts = match
                mode = np.maximum.reduce([turns.plainest(spans, line.pattern) for spans in (parts[1:] or parts)])
                plainest[matched] = np.minimum(plainest[matched], mode[matched])
                strength = self._strength[mode] if most is None else np.minimum(self._strength[mode], most)
                for level in (Strength.MAY, Strength.SHOWS):
                    texts = np.flatnonzero(matched & (strength == level)).tolist()
                    told = _rules(line, level) if texts else ()
                    for text in texts:
                        fired[text].extend(told)
        return fired, np.append(self._strength, np.int8(Strength.SHOWS))[plainest]

    def _breath(self, tokens: Tokens) -> NDArray[np.int64]:
        """Numbers that change wherever a sentence ends or a "but" turns it."""
        turning = np.array([word in BUT for word in self._vocabulary.words], dtype=np.bool_)
        return tokens.sentence + np.cumsum(turning[tokens.word])


@cache
def _rules(line: Line, strength: Strength) -> tuple[Rule, ...]:
    classes, name = line.fields
    return read_classes(
        classes, name=f"narrative: {name}", strength=strength, sentence=f"The narrative has a cue: {name}."
    )


class _Turns:
    """The words of a batch that turn the meaning of others."""

    def __init__(self, found: Found, breath: NDArray[np.int64]) -> None:
        self._found = found
        self._breath = breath
        ids = rules().lexicon.ids
        self._before = [(found.by_list[ids[name]], reach, _mode_of(name)) for name, reach in BEFORE.items()]
        self._after = [(found.by_list[ids[name]], reach, _mode_of(name)) for name, reach in AFTER.items()]

    def plainest(self, spans: Spans, pattern: Pattern) -> NDArray[np.int8]:
        """Per text the plainest way in which one of these spans of a cue is meant; TURNED where it has none.

        In a cue of several parts the first says who, and nobody is denied or past: its spans are not asked for.
        """
        mode = np.full(len(spans), Mode.PLAIN, dtype=np.int8)
        for turning, reach, turned in reversed((*self._before, *self._after)):
            if not len(turning):
                continue
            behind = any(turning is each for each, _, _ in self._after)
            hit = self._behind(spans, turning, reach) if behind else self._ahead(spans, turning, reach)
            mode[hit] = turned
            if not behind and turned is Mode.TURNED:
                mode[self._within(spans, turning, pattern)] = turned
        best = np.full(len(self._found.tokens.first) - 1, Mode.TURNED, dtype=np.int8)
        np.minimum.at(best, self._found.text[spans.start], mode)
        return best

    def _ahead(self, spans: Spans, turning: Spans, reach: int) -> NDArray[np.bool_]:
        """Does a turning word stand at most `reach` words before a span, in the same breath?"""
        ends = np.sort(turning.end)
        at = np.searchsorted(ends, spans.start, "right") - 1
        end = ends[np.maximum(at, 0)]
        near: NDArray[np.bool_] = (at >= 0) & (spans.start - end <= reach)
        near &= self._breath[end - 1] == self._breath[spans.start]
        return near

    def _behind(self, spans: Spans, turning: Spans, reach: int) -> NDArray[np.bool_]:
        at = np.searchsorted(turning.start, spans.end, "left")
        start = turning.start[np.minimum(at, len(turning) - 1)]
        near: NDArray[np.bool_] = (at < len(turning)) & (start - spans.end <= reach)
        near &= self._breath[spans.end - 1] == self._breath[start]
        return near

    def _within(self, spans: Spans, turning: Spans, pattern: Pattern) -> NDArray[np.bool_]:
        """Does a turning word stand inside a span that is not one of the cue's own ("would not let her")?"""
        inside = any_between(turning, spans.start + 1, spans.end - 1)
        if not inside.any():
            return inside
        own = np.zeros(len(self._breath) + 1, dtype=np.int64)
        for listed in pattern.lists:
            np.add.at(own, self._found.by_list[listed].start, 1)
            np.add.at(own, self._found.by_list[listed].end, -1)
        covered = np.concatenate([[0], np.cumsum(np.cumsum(own[:-1]) > 0)])
        foreign = turning.only(covered[turning.end] - covered[turning.start] < turning.end - turning.start)
        return inside & any_between(foreign, spans.start + 1, spans.end - 1)


def _mode_of(name: str) -> Mode:
    return Mode.PAST if "past" in name else Mode.TURNED
