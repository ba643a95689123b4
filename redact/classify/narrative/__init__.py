"""What narratives show: cues that stand in a phrase, and the words of a text weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from redact.classify.narrative import cues
from redact.classify.narrative.cues import Modes
from redact.classify.narrative.tokens import Tokens, Vocabulary
from redact.classify.narrative.weights import CLASSES, Scorecard, shipped
from redact.classify.phrases import Words
from redact.classify.rule import NOTHING, Reading, Rule, strongest
from redact.vocabulary import SensitiveClass, Strength

__all__ = ["Modes", "Narratives", "read"]

BATCH = 2_048
"""Texts read at once: enough for numpy, little enough for the cache."""
_SENTENCE = "The words of the narrative, weighed together, speak of it."


class Narratives:
    """Reads narratives. Remembers words from batch to batch; no result depends on that."""

    def __init__(self, modes: Modes) -> None:
        self._modes = modes
        self._vocabulary = Vocabulary()
        self._scorecard = Scorecard(shipped(), self._vocabulary)
        self._listed = np.empty(0, dtype=np.bool_)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What each text shows and leaves open."""
        found: list[Reading] = []
        for start in range(0, len(texts), BATCH):
            found.extend(self._batch(texts[start : start + BATCH]))
        return found

    def _batch(self, texts: Sequence[str]) -> list[Reading]:
        tokens = self._vocabulary.read(texts)
        scores = self._scorecard.score(tokens)
        weights = self._scorecard.weights
        shows, likely = scores[:, 0] >= weights.shows, scores[:, 0] >= weights.likely
        readings = []
        for at, words in enumerate(self._words(tokens)):
            fired = cues.find(words, self._modes, likely=bool(likely[at]))
            if likely[at] and len(words.words):
                fired.extend(_weighed(_classes(scores[at]), Strength.SHOWS if shows[at] else Strength.MAY))
            readings.append(Reading(strongest(fired), known=True) if fired else NOTHING)
        return readings

    def _words(self, tokens: Tokens) -> list[Words]:
        """Each text as the cues need it. Only words that some cue knows are looked at."""
        known, listed = self._vocabulary.words, self._in_lists()[tokens.word]
        rules = cues.rules()
        found = []
        first, ends = tokens.first.tolist(), np.flatnonzero(np.diff(tokens.sentence)) + 1
        cut = np.searchsorted(ends, tokens.first).tolist()
        breaks = ends.tolist()
        for at, start in enumerate(first[:-1]):
            end = first[at + 1]
            words = [known[number] for number in tokens.word[start:end].tolist()]
            places = np.flatnonzero(listed[start:end]).tolist()
            stops = [place - start for place in breaks[cut[at] : cut[at + 1]] if start < place < end]
            found.append(rules.read(words, stops, places))
        return found

    def _in_lists(self) -> NDArray[np.bool_]:
        words = self._vocabulary.words
        if self._vocabulary.emptied or len(self._listed) > len(words):
            self._listed = np.empty(0, dtype=np.bool_)
        fresh = words[len(self._listed) :]
        if fresh:
            rules = cues.rules()
            self._listed = np.append(self._listed, np.array([rules.listed(word) for word in fresh], dtype=np.bool_))
        return self._listed


def _classes(scores: NDArray[np.float64]) -> tuple[str, ...]:
    """The classes that the words speak of: all with a score of their own, at least the highest."""
    own = scores[1:]
    return tuple(CLASSES[at] for at in np.flatnonzero((own >= 0) | (own == own.max())).tolist())


@lru_cache(maxsize=1_024)
def _weighed(classes: tuple[str, ...], strength: Strength) -> tuple[Rule, ...]:
    names = ", ".join(SensitiveClass(name).value.replace("_", " ") for name in classes)
    return (Rule(f"narrative: words taken together ({names})", classes, strength, False, _SENTENCE),)


@cache
def _reader(modes: Modes) -> Narratives:
    return Narratives(modes)


def read(text: str, modes: Modes) -> Reading:
    """What one narrative shows and leaves open."""
    return _reader(modes).read([text])[0]
