"""The phrase language over a whole batch of texts at once.

`phrases.Rules` matches one text in Python, which is right for offence texts: they repeat, and each distinct one is read
once. Narratives hardly repeat. Here the same rules run over all texts of a batch together: where lists occur is found
by table and by a walk of all texts through one tree of phrases, and every pattern is matched by numpy over word
positions. The outcome is that of `phrases.Rules`, which tests hold against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from redact.classify.narrative.table import Table
from redact.classify.narrative.tokens import Tokens, Vocabulary
from redact.classify.phrases import Rules
from redact.classify.rule_language import BLOCK, Pattern, Step

Places = NDArray[np.int64]
"""Word positions, counted through all texts of the batch."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where something occurs: from `start` up to `end`, sorted by start."""

    start: Places
    end: Places

    def __len__(self) -> int:
        return len(self.start)

    def only(self, kept: NDArray[np.bool_]) -> Spans:
        return Spans(self.start[kept], self.end[kept])


class Found:
    """Where the lists of a rules file occur in a batch. `text` and `sentence` have one entry a word."""

    def __init__(self, tokens: Tokens, by_list: list[Spans]) -> None:
        self.tokens = tokens
        self.text = tokens.text
        self.sentence = tokens.sentence
        self.by_list = by_list

    def texts_of(self, spans: Spans) -> NDArray[np.bool_]:
        """Which texts have one of these spans."""
        marked = np.zeros(len(self.tokens.first) - 1, dtype=np.bool_)
        marked[self.text[spans.start]] = True
        return marked

    def near(self, spans: Spans, others: Spans, reach: int) -> NDArray[np.bool_]:
        """For each span: do at most `reach` words of its text stand between it and one of the others?"""
        if not len(others) or not len(spans):
            return np.zeros(len(spans), dtype=np.bool_)
        text, bounds = self.text[spans.start], self.tokens.first
        last = np.minimum(spans.end + reach, bounds[text + 1] - 1)
        first = np.maximum(spans.start - reach, bounds[text] + 1)  # what ends before is of another text
        # Others that begin no later than `last`, less those that end before `first`.
        ends = np.sort(others.end)
        return np.searchsorted(others.start, last, "right") > np.searchsorted(ends, first, "left")

    def without(self, hidden: Spans) -> Found:
        """The same batch with the words in these spans hidden from every pattern."""
        if not len(hidden):
            return self
        change = np.zeros(len(self.text) + 1, dtype=np.int64)
        np.add.at(change, hidden.start, 1)
        np.add.at(change, hidden.end, -1)
        covered = np.concatenate([[0], np.cumsum(np.cumsum(change[:-1]) > 0)])
        return Found(
            self.tokens, [spans.only(covered[spans.end] == covered[spans.start]) for spans in self.by_list]
        )


class Matcher:
    """Runs the patterns of `rules` over batches that `vocabulary` has read."""

    def __init__(self, rules: Rules, vocabulary: Vocabulary) -> None:
        self.rules = rules
        self._vocabulary = vocabulary
        self._tree = _tree(rules)
        self._lists = max(rules.lexicon.ids.values(), default=0) + 1
        self._forget()

    def _forget(self) -> None:
        self._known = 0
        self._own_first = np.zeros(1, dtype=np.int64)
        self._own = np.empty(0, dtype=np.int64)
        self._exact = np.empty(0, dtype=np.int64)
        self._open = np.empty((0, self._tree.most_open), dtype=np.int64)

    def _grow(self) -> None:
        """Learns the words that came since."""
        words = self._vocabulary.words
        if self._vocabulary.emptied or self._known > len(words):
            self._forget()
        fresh = words[self._known :]
        if not fresh:
            return
        numbers = [sorted(self.rules.numbers(word)) for word in fresh]
        self._own = np.append(self._own, np.array([each for some in numbers for each in some], dtype=np.int64))
        self._own_first = np.append(self._own_first, self._own_first[-1] + np.cumsum([len(some) for some in numbers]))
        self._exact = np.append(self._exact, [self._tree.exact.get(word, -1) for word in fresh])
        self._open = np.concatenate([self._open, np.array([self._tree.openings(word) for word in fresh])])
        self._known = len(words)

    def find(self, tokens: Tokens) -> tuple[Found, Found]:
        """Where lists occur: with what stop phrases hide left out, and everywhere."""
        self._grow()
        both = zip(self._single(tokens), self._phrases(tokens), strict=True)
        listed, start, end = (np.concatenate(each) for each in both)
        order = np.lexsort((end, start, listed))
        listed, start, end = listed[order], start[order], end[order]
        first = np.searchsorted(listed, np.arange(self._lists + 1))
        bounds = zip(first[:-1].tolist(), first[1:].tolist(), strict=True)
        whole = Found(tokens, [Spans(start[begin:stop], end[begin:stop]) for begin, stop in bounds])
        stops = [_NOWHERE, *(self.spans(stop.pattern, whole, whole) for stop in self.rules.stops)]
        hidden = Spans(np.concatenate([each.start for each in stops]), np.concatenate([each.end for each in stops]))
        return whole.without(hidden), whole

    def _single(self, tokens: Tokens) -> tuple[Places, Places, Places]:
        """(list, start, end) of listed single words."""
        counts = self._own_first[tokens.word + 1] - self._own_first[tokens.word]
        at = np.repeat(np.arange(len(tokens.word)), counts)
        within = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._own[self._own_first[tokens.word[at]] + within], at, at + 1

    def _phrases(self, tokens: Tokens) -> tuple[Places, Places, Places]:
        """(list, start, end) of listed phrases: all texts walk down the tree of phrases together."""
        tree, text = self._tree, tokens.text
        start = at = np.arange(len(tokens.word))
        node = np.zeros(len(at), dtype=np.int64)
        found: list[tuple[Places, Places, Places]] = [(np.empty(0, dtype=np.int64),) * 3]
        while len(at):
            ways = [self._exact[tokens.word[at]], *self._open[tokens.word[at]].T]
            reached = [tree.step(node, way) if len(found) > 1 else tree.begin(way) for way in ways]
            node, start, at = (np.concatenate(each) for each in zip(*(
                (to[to >= 0], start[to >= 0], at[to >= 0]) for to in reached), strict=True))
            listed, of = tree.ending(node)
            found.append((listed, start[of], at[of] + 1))
            on = at + 1 < len(text)
            on[on] = text[at[on] + 1] == text[start[on]]
            node, start, at = node[on], start[on], at[on] + 1
        listed, begin, end = (np.concatenate(each) for each in zip(*found, strict=True))
        return listed, begin, end

    def match(self, pattern: Pattern, found: Found, whole: Found) -> tuple[NDArray[np.bool_], tuple[Spans, ...]] | None:
        """Which texts a pattern matches and everywhere that each of its parts occurs there; None where in no text."""
        for at in pattern.lists:
            if not len(found.by_list[at]):
                return None
        every: list[Spans] = []
        for part, reach in zip(pattern.parts, pattern.near, strict=True):
            spans = self._sequence(part, found)
            if reach is not None:
                spans = spans.only(found.near(spans, every[-1], reach))
                every[-1] = every[-1].only(found.near(every[-1], spans, reach))
            if not len(spans):
                return None
            every.append(spans)
        matched = np.logical_and.reduce([found.texts_of(spans) for spans in every])
        for part in pattern.unless:
            if matched.any():
                matched &= ~whole.texts_of(self._sequence(part, whole))
        if not matched.any():
            return None
        return matched, tuple(spans.only(matched[found.text[spans.start]]) for spans in every)

    def spans(self, pattern: Pattern, found: Found, whole: Found) -> Spans:
        """Every occurrence of a one-part pattern in texts that it matches."""
        match = self.match(pattern, found, whole)
        return match[1][0] if match is not None else _NOWHERE

    def _sequence(self, part: Sequence[Step], found: Found) -> Spans:
        """Where steps follow each other, for each start the nearest continuation."""
        first = found.by_list[part[0].listed]
        origin, end = np.arange(len(first)), first.end
        for step in part[1:]:
            following = found.by_list[step.listed]
            low = np.searchsorted(following.start, end, "left")
            counts = np.searchsorted(following.start, end + step.gap, "right") - low
            from_ = np.repeat(np.arange(len(end)), counts)
            to = np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(len(from_))
            good = found.sentence[end[from_] - 1] == found.sentence[following.start[to]]
            if step.blocked:
                good &= ~any_between(found.by_list[BLOCK], end[from_], following.start[to])
            origin, end = origin[from_[good]], following.end[to[good]]
        if len(part) == 1:
            return first
        _, nearest = np.unique(origin, return_index=True)
        return Spans(first.start[origin[nearest]], end[nearest])


_NOWHERE = Spans(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def any_between(spans: Spans, start: Places, end: Places) -> NDArray[np.bool_]:
    """Does one of the spans lie wholly between two places?"""
    if not len(spans):
        return np.zeros(len(start), dtype=np.bool_)
    at = np.searchsorted(spans.start, start, "left")
    nearest = np.minimum.accumulate(spans.end[::-1])[::-1]
    there = at < len(spans)
    return there & (nearest[np.minimum(at, len(spans) - 1)] <= end)


@cache
def _tree(rules: Rules) -> _Tree:
    return _Tree(rules)


class _Tree:
    """All phrases of the lists as one tree. Its edges are words, or beginnings of words for phrases with `*`."""

    def __init__(self, rules: Rules) -> None:
        phrases = [entry for entries in rules.lexicon.longer.values() for entry in entries]
        parts = {part for phrase, _ in phrases for part in phrase}
        self.exact = {part: at for at, part in enumerate(sorted(part for part in parts if not part.endswith("*")))}
        self._beginnings = {part[:-1]: len(self.exact) + at for at, part in enumerate(sorted(parts - set(self.exact)))}
        self._width = len(parts) + 1
        edges: dict[tuple[int, int], int] = {}
        ends: dict[int, list[int]] = {}
        for phrase, number in phrases:
            node = 0
            for part in phrase:
                edge = self._beginnings[part[:-1]] if part.endswith("*") else self.exact[part]
                node = edges.setdefault((node, edge), len(edges) + 1)
            ends.setdefault(node, []).append(number)
        keys = np.array([node * self._width + edge for node, edge in edges], dtype=np.uint64)
        self._edges = Table(keys, np.array(list(edges.values()), dtype=np.int64))
        self._roots = np.full(self._width + 1, -1, dtype=np.int64)  # the last entry is what edge -1 finds
        for (node, edge), to in edges.items():
            if node == 0:
                self._roots[edge] = to
        self._ends = np.array([number for node in sorted(ends) for number in ends[node]], dtype=np.int64)
        counts = np.zeros(len(edges) + 2, dtype=np.int64)
        for node, numbers in ends.items():
            counts[node + 1] = len(numbers)
        self._ends_first = np.cumsum(counts)
        self.most_open = 3
        """Beginnings that one word can have at the most; more would be a list with three nested endings."""

    def openings(self, word: str) -> list[int]:
        """The beginnings that a word has, padded with -1."""
        found = [self._beginnings[word[:end]] for end in range(len(word) + 1) if word[:end] in self._beginnings]
        if len(found) > self.most_open:
            raise ValueError(f"a word has more than {self.most_open} listed beginnings")
        return found + [-1] * (self.most_open - len(found))

    def begin(self, edge: Places) -> Places:
        """The nodes that the first words of phrases lead to, -1 where there is none."""
        return self._roots[edge]

    def step(self, node: Places, edge: Places) -> Places:
        """The nodes that edges lead to, -1 where there is none."""
        to = np.full(len(node), -1, dtype=np.int64)
        there = np.flatnonzero(edge >= 0)
        to[there] = self._edges.find((node[there] * self._width + edge[there]).astype(np.uint64))
        return to

    def ending(self, node: Places) -> tuple[Places, Places]:
        """(list, position in `node`) for every phrase that ends at these nodes."""
        first, counts = self._ends_first[node], self._ends_first[node + 1] - self._ends_first[node]
        of = np.repeat(np.arange(len(node)), counts)
        within = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._ends[first[of] + within], of
