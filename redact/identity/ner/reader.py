"""Names by their sentence: what the model sees in what the other layers left standing.

The model is the slowest layer by far, so it reads as little as is safe: sentences in which a word is undecided, many at
a time, each distinct sentence once. It reads them *after* masking, with one stand-in for every mask, and again whenever
masking changed them; so what comes out has nothing in it that the model would still take for a name, and masking a
masked text changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from redact.identity.lexicon import NAME, Word
from redact.identity.ner.model import PERSON_LABELS
from redact.identity.page import MIXED, Page
from redact.identity.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

STAND_IN: Final = "XXX"
"""What the model reads where a mask stands; in training it saw the same."""

BATCH: Final = 128
WORDS_KEPT: Final = 200_000
"""Distinct words that the pipeline keeps in memory, about 100 bytes each; further ones go with their batch."""

REMEMBERED: Final = 50_000
"""Sentences whose names are kept in memory, by content; police text repeats itself."""

_SETTLED: Final = int(Word.FUNCTION | Word.POLICE | Word.PROPER | Word.TITLE | Word.KIN)

Names = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a page as the model reads it. `pieces` says where its parts lie on the page: (offset in `text`,
    offset on the page, length); stand-ins belong to no piece."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]

    def on_page(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where a stretch of `text` lies on the page, without stand-ins."""
        for at, page_at, length in self.pieces:
            first, last = max(start, at), min(end, at + length)
            if first < last:
                yield page_at + first - at, page_at + last - at


class NameReader:
    """A pipeline and what it has read. One per process; not for several threads at once."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self._read: dict[str, Names] = {}

    def read(self, texts: Iterable[str]) -> list[Names]:
        """The names in each text, as (start, end)."""
        wanted = list(texts)
        new = [text for text in dict.fromkeys(wanted) if text not in self._read]
        if len(self._read) + len(new) > REMEMBERED:
            self._read.clear()
            new = list(dict.fromkeys(wanted))
        if new:
            new.sort(key=len)
            # spaCy keeps what it knows of every word it has met, which is what makes it quick, up to a bound.
            with self.nlp.memory_zone() if len(self.nlp.vocab) > WORDS_KEPT else nullcontext():
                for text, doc in zip(new, self.nlp.pipe(new, batch_size=BATCH), strict=True):
                    self._read[text] = tuple(
                        (span.start_char, span.end_char) for span in doc.ents if span.label_ in PERSON_LABELS
                    )
        return [self._read[text] for text in wanted]

    def forget(self) -> None:
        """Drops what was read, as before the first text."""
        self._read.clear()


def undecided(page: Page, vocabulary: Vocabulary) -> Iterator[int]:
    """The tokens for which it takes their sentence to say whether they are a name.

    Unknown words, and words that are also names where their casing does not tell: with a capital inside a mixed
    sentence, or, for words that are names more often, wherever capitals say nothing.
    """
    always, names = vocabulary.always, vocabulary.in_lower_case
    for i, word in enumerate(page.words):
        flags = page.flags[i]
        if word in always:
            if not flags & NAME or flags & _SETTLED:
                continue
            if page.casing[i] != MIXED or page.opens[i] or not page.is_capitalised(i):
                continue
        elif word in names:
            if page.casing[i] == MIXED and not page.is_capitalised(i):
                continue
        elif len(word) < 2 or not any(letter.isalpha() for letter in word) or page.raw[i][0].isdigit():
            continue
        yield i


def sentences(page: Page, doubtful: Iterable[int]) -> list[Sentence]:
    """The sentences of a page in which these tokens stand, as the model is to read them."""
    wanted = list(doubtful)
    if not wanted:
        return []
    bounds = [i for i, new in enumerate(page.opens) if new] + [len(page)]
    found, at = [], 0
    for first, last in pairwise(bounds):
        inside = False
        while at < len(wanted) and wanted[at] < last:
            inside, at = True, at + 1
        if inside:
            found.append(_sentence(page, page.starts[first], page.starts[last] if last < len(page) else len(page.text)))
    return found


def _sentence(page: Page, start: int, end: int) -> Sentence:
    parts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    length, at = 0, start
    stops: Sequence[tuple[int, int]] = [span for span in page.masked if span[0] < end and start < span[1]]
    for mask_start, mask_end in [*stops, (end, end)]:
        if mask_start > at:
            parts.append(page.text[at:mask_start])
            pieces.append((length, at, mask_start - at))
            length += mask_start - at
        if mask_end > mask_start:
            parts.append(STAND_IN)
            length += len(STAND_IN)
        at = max(at, mask_end)
    return Sentence("".join(parts), tuple(pieces))
