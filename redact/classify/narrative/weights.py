"""What the words of a narrative, weighed together, speak of.

Cues find what stands in one phrase. Most narratives never say it in one: a lost phone, a hand in a splint, "the father
of her twins". Here every word and every pair of words has a weight, learnt from fictional records by many writers
(`benchmarks/narratives/`, `benchmarks/train_narratives.py`), and a text is the sum of its words, each counted once and
the rarer ones more, divided by its length. It is a linear model and a plain file: `rules/narrative.weights.csv` can be
read, compared and argued about line by line.

Words behind a denial ("did not", "no", up to three words) are other words than the same words said plainly.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redact.classify.narrative.table import Table
from redact.classify.narrative.tokens import Tokens, Vocabulary
from redact.vocabulary import SensitiveClass

CLASSES = tuple(each.value for each in SensitiveClass)
DENIED_REACH = 3
"""How many words behind a denial are denied."""
DENIALS = frozenset(
    {
        "no", "not", "never", "denied", "denies", "denying", "deny", "without", "neg", "negative", "didnt", "doesnt",
        "wasnt", "none", "nor", "isnt", "arent", "werent", "cant", "dont",
    }
)  # fmt: skip
ENDS_DENIAL = frozenset(("but", "however", "although", "except"))
DENIED = "!"
"""In front of a word of the file: the word behind a denial."""

_ENDINGS = ("ings", "ing", "ed", "es", "s")
_SHORTEST_STEM = 4
_ADULT_AT, _OLD_AT, _OLDEST = 18, 65, 105


def stem(word: str) -> str:
    """The form in which the file has a word: without its ending; numbers by what they may be, an age above all."""
    if word.isdigit():
        number = int(word) if len(word) < 6 else 0
        if 1 <= number < _ADULT_AT:
            return "#age"
        return "#adult" if 1 <= number < _OLD_AT else "#old" if 1 <= number <= _OLDEST else "#num"
    if word[0].isdigit():
        return "#mix"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True)
class Weights:
    """The file: features by number, `rarity` (idf) and `weight` per feature, shape (features, 1 + classes).

    Column 0 weighs whether the record is sensitive at all, the others which class. `bias` has one entry a column.
    `shows` is the score from which words alone suffice, `names` the higher one from which a record is counted as what
    they speak of and not only protected for safety, `likely` the one that cues of section `likely` need.
    """

    features: tuple[str, ...]
    rarity: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: NDArray[np.float64]
    names: float
    shows: float
    likely: float

    @cached_property
    def single(self) -> dict[str, int]:
        """The number of each feature of one word."""
        return {name: at for at, name in enumerate(self.features) if " " not in name}

    @cached_property
    def pairs(self) -> Table:
        """The numbers of features of two words, by `pair_key`."""
        pairs = [(name.split(" "), at) for at, name in enumerate(self.features) if " " in name]
        known = [(self.pair_key(self.single[one], self.single[other]), at)
                 for (one, other), at in pairs if one in self.single and other in self.single]  # fmt: skip
        keys = np.array([key for key, _ in known], dtype=np.uint64)
        return Table(keys, np.array([at for _, at in known], dtype=np.int64))

    def pair_key(self, one: Any, other: Any) -> Any:
        """One number for two features, elementwise."""
        return one * (len(self.features) + 1) + other


@cache
def shipped() -> Weights:
    """The weights in the package."""
    text = resources.files("redact.classify").joinpath("rules", "narrative.weights.csv").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Weights:
    """Reads a weights file: facts in lines that begin with #, then `words,rarity,sensitive,<class>...`, hundredths."""
    head, _, rows = text.partition("\nwords,")
    facts = {name.strip("# "): value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())}
    table = list(csv.reader(f"words,{rows}".splitlines()))
    if table[0] != ["words", "rarity", "sensitive", *CLASSES]:
        raise ValueError("the weights file has other columns than the classes of this version")
    numbers = np.array([[float(cell) for cell in row[1:]] for row in table[1:]], dtype=np.float64) / 100
    return Weights(
        features=tuple(row[0] for row in table[1:]),
        rarity=numbers[:, 0],
        weight=numbers[:, 1:],
        bias=np.array([float(part) for part in facts["bias"].split()]),
        names=float(facts["names"]),
        shows=float(facts["shows"]),
        likely=float(facts["likely"]),
    )


class Scorecard:
    """Scores batches of texts. `vocabulary` is shared with whatever else reads the same tokens."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self.weights = weights
        self._vocabulary = vocabulary
        self._forget()

    def _forget(self) -> None:
        self._plain = np.empty(0, dtype=np.int64)
        self._denied = np.empty(0, dtype=np.int64)
        self._kind = np.empty(0, dtype=np.int8)

    def _grow(self) -> None:
        """Learns the features of words that came since."""
        if self._vocabulary.emptied or len(self._plain) > len(self._vocabulary.words):
            self._forget()
        fresh = self._vocabulary.words[len(self._plain) :]
        if not fresh:
            return
        stems = [stem(word) for word in fresh]
        self._plain = np.append(self._plain, [self.weights.single.get(each, -1) for each in stems])
        self._denied = np.append(self._denied, [self.weights.single.get(DENIED + each, -1) for each in stems])
        kind = [1 if word in DENIALS else 2 if word in ENDS_DENIAL else 0 for word in fresh]
        self._kind = np.append(self._kind, np.array(kind, dtype=np.int8))

    def score(self, tokens: Tokens) -> NDArray[np.float64]:
        """One row a text: how sensitive it is, then each class; shape (texts, 1 + classes)."""
        self._grow()
        text = tokens.text
        feature = self._features(tokens)
        follows = (text[1:] == text[:-1]) & (feature[1:] >= 0) & (feature[:-1] >= 0)
        key = self.weights.pair_key(feature[:-1][follows], feature[1:][follows])
        pair = self.weights.pairs.find(key.astype(np.uint64))
        every_text = np.concatenate([text[feature >= 0], text[1:][follows][pair >= 0]])
        every = np.concatenate([feature[feature >= 0], pair[pair >= 0]])
        return self._weigh(every_text, every, len(tokens.first) - 1)

    def _weigh(self, text: NDArray[np.int64], feature: NDArray[np.int64], texts: int) -> NDArray[np.float64]:
        width = len(self.weights.features) + 1
        once = np.sort(text * width + feature)
        once = once[np.append(True, once[1:] != once[:-1])] if len(once) else once
        text, feature = once // width, once % width
        rarity = self.weights.rarity[feature]
        length = np.sqrt(np.bincount(text, rarity * rarity, minlength=texts))
        length[length == 0] = 1.0
        weighted = rarity[:, None] * self.weights.weight[feature]
        columns = [np.bincount(text, column, minlength=texts) for column in weighted.T]
        return np.stack(columns, axis=1) / length[:, None] + self.weights.bias

    def _features(self, tokens: Tokens) -> NDArray[np.int64]:
        """The feature of every word (-1: none); behind a denial that of the denied word."""
        word, kind = tokens.word, self._kind[tokens.word]
        breath = tokens.sentence + np.cumsum(kind == 2)
        denied = np.zeros(len(word), dtype=np.bool_)
        for reach in range(1, DENIED_REACH + 1):
            denied[reach:] |= (kind[:-reach] == 1) & (breath[:-reach] == breath[reach:])
        return np.where(denied, self._denied[word], self._plain[word])


def features_of(tokens: Tokens, words: list[str]) -> Iterator[set[str]]:
    """The features of each text as the file names them: for training and for looking at single texts."""
    kind = np.array([1 if word in DENIALS else 2 if word in ENDS_DENIAL else 0 for word in words], dtype=np.int8)
    kind = kind[tokens.word] if len(tokens.word) else np.empty(0, dtype=np.int8)
    breath = tokens.sentence + np.cumsum(kind == 2)
    for start, end in zip(tokens.first[:-1].tolist(), tokens.first[1:].tolist(), strict=True):
        singles = []
        for at in range(start, end):
            behind = range(max(start, at - DENIED_REACH), at)
            denied = any(kind[other] == 1 and breath[other] == breath[at] for other in behind)
            singles.append((DENIED if denied else "") + stem(words[tokens.word[at]]))
        yield {*singles, *(f"{one} {other}" for one, other in pairwise(singles))}
