"""Texts on their way through the redactor: what was found so far, what it looks like masked, and what is still left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from redact.identity.actions import Rules
from redact.identity.masks import Masks
from redact.identity.page import Page
from redact.identity.repeat import Seen, repeats
from redact.identity.resolve import Candidate, resolve
from redact.identity.spans import Layer, Redaction, Span

EMPTY_RESULT_WORDS: Final = 40
"""A text of this many words on a record whose name columns are filled, in which nothing at all is found, is held."""

Placed = tuple[int, int, int]
"""Start and end of a span in the masked text, and by how much what follows it has moved."""


@dataclass(slots=True)
class Work:
    """One text. `found` are the findings so far, disjoint, in the source text; `masked` what it becomes with them, laid
    out as `masked_page`; `more` what a reading of that has found, again in the source text. `settled` is set when a
    reading found nothing; `trouble` says why the text is held."""

    text: str
    page: Page
    rules: Rules
    strict: bool
    found: list[Candidate] = field(default_factory=list)
    trouble: str = ""
    masked: str = ""
    masked_page: Page = field(default_factory=lambda: Page(""))
    placed: list[Placed] = field(default_factory=list)
    more: list[Candidate] = field(default_factory=list)
    settled: bool = False

    @property
    def waiting(self) -> bool:
        """Whether the text must still be masked and read."""
        return not self.settled and not self.trouble

    def redaction(self) -> Redaction:
        """The outcome."""
        nothing = not self.found and not self.page.masked
        if nothing and self.rules.index.has_names and len(self.page) >= EMPTY_RESULT_WORDS:
            self.trouble = self.trouble or "its record names people, and nothing was found in a long text"
        spans = tuple(
            Span(each.start, each.end, str(each.entity), str(each.layer), str(each.action), each.rule)
            for each in self.found
        )
        return held(self.trouble, spans) if self.trouble else Redaction(self.masked, spans, False, "")


@dataclass(slots=True)
class Record:
    """The texts of one record, with one table of masks and one memory of what was seen in any of them."""

    works: list[Work]
    masks: Masks
    seen: Seen = field(default_factory=Seen)

    def note(self) -> None:
        """After the first reading: what is masked in one place is masked wherever it stands again."""
        for work in self.works:
            self.seen.add(work.page, work.found)
        for work in self.works:
            self._repeat(work)

    def advance(self) -> bool:
        """After a reading of the masked texts: takes over what it found. False when there is nothing left to do."""
        read = [work for work in self.works if work.waiting]
        for work in read:
            if any(each.layer is Layer.RECORD for each in work.more):
                work.trouble = LEFT
            elif not work.more:
                work.settled = True
                if any(work.masked[a - 1 : a].isalnum() or work.masked[b : b + 1].isalnum() for a, b, _ in work.placed):
                    work.trouble = "a mask stands inside a word"
        fresh = [work for work in read if work.waiting]
        for work in fresh:
            work.found = resolve(work.page, [*work.found, *work.more])
            self.seen.add(work.page, work.more)
        if fresh:
            for work in self.works:
                self._repeat(work)
        return any(work.waiting for work in self.works)

    def _repeat(self, work: Work) -> None:
        if work.trouble:
            return
        try:
            more = list(repeats(work.page, self.seen, work.found, strict=work.strict))
            if more:
                work.found = resolve(work.page, [*work.found, *more])
                work.settled = False
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
            work.trouble = sentence_of(error)


LEFT: Final = "something that identifies a person was left when the result was read again"


def moved_back(each: Candidate, placed: Sequence[Placed]) -> Candidate:
    """A candidate of the masked text at its place in the source text."""
    shift = 0
    for _, end, moved in placed:
        if end > each.start:
            break
        shift = moved
    return replace(each, start=each.start - shift, end=each.end - shift)


def held(reason: str, spans: tuple[Span, ...] = ()) -> Redaction:
    """A text that stays out."""
    return Redaction(None, spans, True, reason)


def sentence_of(error: Exception) -> str:
    """Only the kind of error: its message could quote the text."""
    if isinstance(error, TimeoutError):
        return "a pattern needed too long on this text"
    return f"the text could not be read completely ({type(error).__name__})"
