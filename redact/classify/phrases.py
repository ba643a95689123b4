"""Looks for the phrases of a rules file (`rule_language`) in a row of words.

Matching is done on word positions: a text without any listed word costs one dictionary lookup a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from redact.classify.rule_language import BLOCK, Lexicon, Line, Pattern, Step, read_rules

MAX_CACHED_WORDS = 200_000
"""Words remembered with the lists they belong to; beyond, the memory is emptied (names are endless)."""

Span = tuple[int, int]
"""Half-open range of word positions."""


class Onward:
    """The phrases that go on from one word, by their second word."""

    __slots__ = ("_exact", "_open")

    def __init__(self, phrases: Sequence[tuple[tuple[str, ...], int]]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._open = [(phrase, number) for phrase, number in phrases if phrase[1].endswith("*")]
        for phrase, number in phrases:
            if not phrase[1].endswith("*"):
                self._exact.setdefault(phrase[1], []).append((phrase, number))

    def after(self, second: str) -> Sequence[tuple[tuple[str, ...], int]]:
        """The phrases whose second word is this one."""
        found = self._exact.get(second, _NONE)
        if self._open:
            return [*found, *(entry for entry in self._open if _same(entry[0][1], second))]
        return found


_NONE: Sequence[tuple[tuple[str, ...], int]] = ()


def _near(span: Span, others: Sequence[Span], reach: int) -> bool:
    """Do at most `reach` words stand between a place and one of the others, whichever comes first?"""
    return any(span[0] - end <= reach and start - span[1] <= reach for start, end in others)


def _same(written: str, word: str) -> bool:
    return word.startswith(written[:-1]) if written.endswith("*") else written == word


class Words:
    """A text as words with the places where lists occur. `breaks` are positions no gap may reach over.

    `whole` is the same text with nothing hidden by a stop phrase, None if none occurred.
    """

    __slots__ = ("breaks", "listed", "present", "whole", "words")

    def __init__(
        self,
        words: Sequence[str],
        listed: dict[int, list[Span]],
        present: int,
        breaks: Sequence[int],
        whole: Words | None = None,
    ) -> None:
        self.words = words
        self.listed = listed
        self.present = present
        self.breaks = breaks
        self.whole = whole

    def without(self, spans: Sequence[Span]) -> Words:
        """The same text with the words in these spans hidden from every pattern."""
        hidden = {place for start, end in spans for place in range(start, end)}
        kept: dict[int, list[Span]] = {}
        present = 0
        for number, places in self.listed.items():
            left = [span for span in places if hidden.isdisjoint(range(*span))]
            if left:
                kept[number] = left
                present |= 1 << number
        return Words(self.words, kept, present, self.breaks, whole=self)


class Rules:
    """A rules file, ready to match. `sections` keeps the lines in file order."""

    def __init__(
        self, text: str, *, origin: str, resolve: Callable[[Lexicon, str], frozenset[int]] | None = None
    ) -> None:
        read = read_rules(text, origin=origin)
        self.lexicon, self.sections, self.stops = read.lexicon, read.sections, read.stops
        self._resolve = resolve or Lexicon.plain
        self._known: dict[str, tuple[tuple[int, ...], Onward | None] | None] = {}

    def numbers(self, word: str) -> frozenset[int]:
        """The lists that a single word belongs to."""
        return self._resolve(self.lexicon, word)

    def read(self, words: Sequence[str], breaks: Sequence[int] = ()) -> Words:
        """Finds every list in the words, and hides what a stop phrase covers."""
        known = self._known
        if len(known) > MAX_CACHED_WORDS:
            known.clear()
        listed: dict[int, list[Span]] = {}
        present = 0
        for place, word in enumerate(words):
            try:
                entry = known[word]
            except KeyError:
                entry = self._look_up(word)
            if entry is None:
                continue
            numbers, onward = entry
            for number in numbers:
                listed.setdefault(number, []).append((place, place + 1))
                present |= 1 << number
            if onward is not None and place + 1 < len(words):
                for phrase, number in onward.after(words[place + 1]):
                    end = place + len(phrase)
                    if end <= len(words) and (len(phrase) == 2 or all(map(_same, phrase[2:], words[place + 2 : end]))):
                        listed.setdefault(number, []).append((place, end))
                        present |= 1 << number
        found = Words(words, listed, present, breaks)
        if not present:
            return found
        spans = [span for stop in self.stops for span in self.spans(stop.pattern, found)]
        return found.without(spans) if spans else found

    def knows(self, word: str) -> bool:
        """Is a word in a list as it is written, or does it begin a phrase of one?"""
        return bool(self.lexicon.plain(word)) or word in self.lexicon.longer

    def matches(self, section: str, words: Words) -> Iterator[tuple[Line, tuple[list[Span], ...]]]:
        """The lines of a section that match, in file order, with everywhere that each part occurs."""
        for line in self.sections.get(section, ()):
            if line.pattern.needs & ~words.present:
                continue
            where = self.find(line.pattern, words)
            if where is not None:
                yield line, where

    def find(self, pattern: Pattern, words: Words) -> tuple[list[Span], ...] | None:
        """Everywhere that each part of a pattern occurs, near each other as it asks; None where it does not match."""
        if pattern.needs & ~words.present:
            return None
        found: list[list[Span]] = []
        for part, reach in zip(pattern.parts, pattern.near, strict=True):
            spans = list(_occurrences(part, words))
            if reach is not None:
                before = found[-1]
                spans = [span for span in spans if _near(span, before, reach)]
                found[-1] = [span for span in before if _near(span, spans, reach)]
            if not spans:
                return None
            found.append(spans)
        everything = words.whole or words
        for part in pattern.unless:
            if next(_occurrences(part, everything), None) is not None:
                return None
        return tuple(found)

    def spans(self, pattern: Pattern, words: Words) -> Iterator[Span]:
        """Every occurrence of a one-part pattern that no `unless` forbids."""
        if not pattern.needs & ~words.present and self.find(pattern, words) is not None:
            yield from _occurrences(pattern.parts[0], words)

    def _look_up(self, word: str) -> tuple[tuple[int, ...], Onward | None] | None:
        numbers = tuple(self._resolve(self.lexicon, word))
        phrases = [entry for start, entries in self.lexicon.longer.items() if _same(start, word) for entry in entries]
        found = (numbers, Onward(phrases) if phrases else None) if numbers or phrases else None
        self._known[word] = found
        return found

def _occurrences(part: tuple[Step, ...], words: Words) -> Iterator[Span]:
    """Where a sequence occurs, leftmost first; for each start the nearest continuation."""
    for start, end in words.listed.get(part[0].listed, ()):
        reached = _follow(part, 1, end, words)
        if reached is not None:
            yield start, reached


def _follow(part: tuple[Step, ...], index: int, end: int, words: Words) -> int | None:
    if index == len(part):
        return end
    step = part[index]
    for next_start, next_end in words.listed.get(step.listed, ()):
        if next_start < end:
            continue
        if next_start > end + step.gap:
            return None
        if any(end <= place <= next_start for place in words.breaks):
            return None
        if step.blocked and any(end <= start and stop <= next_start for start, stop in words.listed.get(BLOCK, ())):
            return None
        reached = _follow(part, index + 1, next_end, words)
        if reached is not None:
            return reached
    return None
