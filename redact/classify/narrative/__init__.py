"""What narratives show: cues that stand in a phrase, and the words of a text weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from redact.classify.narrative.cues import Cues, Modes
from redact.classify.narrative.tokens import Vocabulary
from redact.classify.narrative.weights import CLASSES, Scorecard, shipped
from redact.classify.rule import NOTHING, Reading, Rule, strongest
from redact.vocabulary import Strength

__all__ = ["Modes", "Narratives", "read"]

BATCH = 4_096
"""Texts read at once: enough for numpy, little enough for the cache."""
_SENTENCE = "The words of the narrative, weighed together, speak of it."


class Narratives:
    """Reads narratives. Remembers words from batch to batch; no result depends on that."""

    def __init__(self, modes: Modes) -> None:
        self._vocabulary = Vocabulary()
        self._scorecard = Scorecard(shipped(), self._vocabulary)
        self._cues = Cues(self._vocabulary, modes)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What each text shows and leaves open."""
        found: list[Reading] = []
        for start in range(0, len(texts), BATCH):
            found.extend(self._batch(texts[start : start + BATCH]))
        return found

    def _batch(self, texts: Sequence[str]) -> list[Reading]:
        tokens = self._vocabulary.read(texts)
        scores, weights = self._scorecard.score(tokens), self._scorecard.weights
        worded = np.diff(tokens.first) > 0
        shows, likely = (worded & (scores[:, 0] >= least) for least in (weights.shows, weights.likely))
        fired, most = self._cues.find(tokens, likely)
        strength = np.minimum(np.where(shows, Strength.SHOWS, Strength.MAY), most)
        rows = np.flatnonzero(likely & (strength > Strength.NONE))
        unsure = (scores[rows, 0] < weights.names).tolist()
        for at, mask, safe in zip(rows.tolist(), _class_masks(scores[rows, 1:]).tolist(), unsure, strict=True):
            fired[at].append(_weighed(mask, Strength(int(strength[at])), safe))
        return [Reading(strongest(some), known=True) if some else NOTHING for some in fired]


def _class_masks(own: NDArray[np.float64]) -> NDArray[np.int64]:
    """The classes that the words speak of, as bits: all with a score of their own, at least the highest."""
    if not len(own):
        return np.empty(0, dtype=np.int64)
    spoken = (own >= 0) | (own == own.max(axis=1, keepdims=True))
    masks: NDArray[np.int64] = spoken @ (1 << np.arange(len(CLASSES), dtype=np.int64))
    return masks


@lru_cache(maxsize=1_024)
def _weighed(mask: int, strength: Strength, for_safety: bool) -> Rule:
    classes = tuple(name for bit, name in enumerate(CLASSES) if mask >> bit & 1)
    names = ", ".join(name.replace("_", " ") for name in classes)
    return Rule(f"narrative: words taken together ({names})", classes, strength, for_safety, _SENTENCE)


@cache
def _reader(modes: Modes) -> Narratives:
    return Narratives(modes)


def read(text: str, modes: Modes) -> Reading:
    """What one narrative shows and leaves open."""
    return _reader(modes).read([text])[0]
