"""Repetition inside a record: what was masked once is masked wherever it stands again (requirement R1, propagation)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from redact.identity.cues import CONTACT, CONTACT_TAILS, ROLES, SPEECH, TITLES
from redact.identity.lexicon import Word
from redact.identity.names import PARTICLES, SUFFIXES
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.resolve import Candidate
from redact.identity.spans import MASK, PEOPLE, PROTECTION, Action, Entity, Layer
from redact.identity.words import words

_DETERMINERS: Final = words("a an the this that these those any no every each another his her their its my our your")
_NOT_REPEATED: Final = frozenset((Entity.AGE, Entity.DATE, Entity.DOB, Entity.BADGE))
_SAFE: Final = Word.ORDINARY | Word.POLICE | Word.PROPER


@dataclass(slots=True)
class Seen:
    """What the texts of one record had masked: name tokens, and token sequences of everything else."""

    names: dict[str, tuple[Entity, int | None, Action]] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], Entity] = field(default_factory=dict)

    def add(self, page: Page, candidates: Iterable[Candidate]) -> None:
        """Take note of a text's masked spans."""
        for candidate in candidates:
            first, last = page.token_at(candidate.start), page.token_at(candidate.end - 1)
            tokens = range(first, min(last, len(page) - 1) + 1)
            if candidate.entity in PEOPLE:
                self._add_name(page, candidate, tokens)
            elif candidate.entity not in _NOT_REPEATED and candidate.action is MASK:
                self._add_phrase(page, candidate.entity, tokens)

    def _add_name(self, page: Page, candidate: Candidate, tokens: range) -> None:
        for i in tokens:
            word = page.words[i]
            if (
                (len(word) < 3 and page.flags[i])
                or len(word) < 2
                or not word.isalpha()
                or word in PARTICLES
                or word in SUFFIXES
            ):
                continue
            there = self.names.get(word)
            if there is None or PROTECTION[candidate.action] > PROTECTION[there[2]]:
                self.names[word] = (candidate.entity, candidate.party, candidate.action)
            elif there[1] != candidate.party:
                self.names[word] = (there[0], None, there[2])

    def _add_phrase(self, page: Page, entity: Entity, tokens: range) -> None:
        words = tuple(page.words[i] for i in tokens)
        if not words:
            return
        coded = any(map(str.isdigit, "".join(words))) and sum(map(len, words)) >= 4
        unusual = [i for i in tokens if not page.flags[i] & _SAFE and len(page.words[i]) > 3]
        if coded or len(words) > 1 or unusual:
            self.phrases[words] = entity
        if entity in (Entity.PLACE, Entity.ADDRESS):
            for i in unusual:
                if page.words[i].isalpha():
                    self.phrases.setdefault((page.words[i],), entity)


def repeats(page: Page, seen: Seen, covered: Iterable[Candidate], *, strict: bool = False) -> Iterator[Candidate]:
    """Further mentions on the page of what was seen, outside the spans that are covered already.

    With `strict` a name that is also a word is taken for the name wherever nothing speaks against it.
    """
    taken: set[int] = set()
    for span in covered:
        taken.update(range(page.token_at(span.start), bisect_left(page.starts, span.end)))
    names = seen.names
    for i in [i for i, word in enumerate(page.words) if word in names]:
        name = names[page.words[i]]
        if i not in taken and _is_name_again(page, i, strict):
            yield Candidate(page.starts[i], page.ends[i], name[0], Layer.REPEAT, "name seen before", name[2], name[1])
    if seen.phrases:
        yield from _phrases_again(page, seen, taken)


def _phrases_again(page: Page, seen: Seen, taken: set[int]) -> Iterator[Candidate]:
    for phrase, entity in seen.phrases.items():
        for i in page.tokens_of(phrase):
            if i not in taken:
                if len(phrase) == 1 and page.casing[i] == MIXED and not page.is_capitalised(i) and page.flags[i]:
                    continue
                yield Candidate(page.starts[i], page.ends[i + len(phrase) - 1], entity, Layer.REPEAT, "seen before")


def _is_name_again(page: Page, i: int, strict: bool) -> bool:
    """An ordinary word is taken for the name again only where casing or neighbours allow it."""
    flags = page.flags[i]
    if not flags & _SAFE:
        return True
    if strict and not flags & (Word.FUNCTION | Word.POLICE | Word.KIN | Word.TITLE) and page.casing[i] != MIXED:
        return (page.words[i - 1] if i else "") not in _DETERMINERS
    before = page.words[i - 1] if i else ""
    after = page.words[i + 1] if i + 1 < len(page) else ""
    if before in TITLES:
        return True
    if flags & Word.FUNCTION:
        return page.casing[i] == MIXED and page.is_capitalised(i) and (not page.opens[i] or after in SPEECH)
    if page.casing[i] == MIXED:
        return page.is_capitalised(i) and (not page.opens[i] or not flags & Word.COMMON or after in SPEECH)
    if page.casing[i] == LOWER or before in _DETERMINERS or flags & Word.POLICE:
        return False
    if page.casing[i] == CAPS and not flags & Word.COMMON:
        return True
    return after in SPEECH or before in ROLES or before in CONTACT or before in CONTACT_TAILS
