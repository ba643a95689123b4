"""The record-aware matcher: what stands in the record's own columns must not stand in its text.

Names in any order, alone, with initials, as nicknames, without hyphens or apostrophes, slightly
misspelt; numbers in any punctuation; days in any format; addresses with and without their suffix.
Requirement R4 of the text research: clinical systems find most this way, and it needs no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from redact.identity.dates import read
from redact.identity.engine import PageArtifacts
from redact.identity.forms import street_key
from redact.identity.known import KnownIndex
from redact.identity.lexicon import SAFE, Word
from redact.identity.names import PARTICLES, SUFFIXES, is_short_for
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity, Layer
from redact.identity.words import words

SIMILARITY: Final = 0.8
"""Least Damerau-Levenshtein similarity of a misspelt name; research requirement R4."""

FUZZY_LENGTH: Final = 5
_JOINS: Final = frozenset(" -,.'\"\u2019\u201c\u201d()\t\n\r/_*")
_DETERMINERS: Final = words("a an the this that these those any no every each another")
_TITLES: Final = words("mr mrs ms miss mx dr officer ofc det sgt lt deputy named name uncle aunt")
_DIRECTIONS: Final = words("n s e w ne nw se sw north south east west")
_STREETWORDS: Final = words(
    """
    st street ave avenue av blvd boulevard rd road dr drive ln lane ct court cir circle pl place way wy pkwy hwy
    ter trl sq aly blk block apt unit
    """
)
_ON: Final = words("on at near off down along to from eb wb nb sb of")


class RecordFinder(Finder):
    """Looks the tokens of a page up in the record's KnownIndex, which the artifacts carry."""

    entities = (
        Entity.PERSON,
        Entity.OFFICER,
        Entity.PLACE,
        Entity.ADDRESS,
        Entity.PHONE,
        Entity.SSN,
        Entity.EMAIL,
        Entity.DOB,
        Entity.PLATE,
        Entity.VIN,
        Entity.DRIVER_LICENSE,
        Entity.CASE_NUMBER,
        Entity.ID_OTHER,
    )
    layer = Layer.RECORD

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        known = artifacts.known
        if known is None:
            return
        if known.words or known.joined:
            yield from _people(page, known)
        if known.phrases:
            yield from _phrases(page, known)
        if page.has_digit:
            if known.numbers:
                yield from _numbers(page, known)
            if known.days:
                yield from _days(page, known)
        if known.codes:
            yield from _codes(page, known)
        if known.literals:
            yield from _literals(page, known)
        if known.streets:
            yield from _streets(page, known)


def _people(page: Page, known: KnownIndex) -> Iterator[Finding]:
    hits = _hits(page, known)
    run: list[int] = []
    parties: set[int] = set()
    for i in sorted(hits):
        if run and _joined_to(page, run[-1], i, hits) and (parties & hits[i] or not hits[i]):
            run.append(i)
            parties = parties & hits[i] or parties
        else:
            yield from _accept(page, known, run, parties)
            run, parties = [i], set(hits[i])
    yield from _accept(page, known, run, parties)


def _hits(page: Page, known: KnownIndex) -> dict[int, set[int]]:
    """Token index -> parties whose name it can be part of."""
    hits: dict[int, set[int]] = {}
    words = known.words
    for i, (word, flags) in enumerate(zip(page.words, page.flags, strict=True)):
        if word in words:
            hits[i] = set(words[word])
        elif not flags & SAFE and len(word) >= 3 and not word.isdigit():
            near = known.joined.get(word) or _misspelt(word, known)
            if near:
                hits[i] = set(near)
    if known.joined:
        _add_joined(page, known, hits)
    return hits


def _misspelt(word: str, known: KnownIndex) -> set[int]:
    found: set[int] = set()
    size = len(word)
    for name, parties in known.words.items() if size >= FUZZY_LENGTH else ():
        if len(name) < FUZZY_LENGTH or not -2 <= size - len(name) <= 2:
            continue
        if DamerauLevenshtein.normalized_similarity(word, name, score_cutoff=SIMILARITY):
            found |= parties
    for name, parties in known.given.items():
        if is_short_for(word, name):
            found |= parties
    return found


def _add_joined(page: Page, known: KnownIndex, hits: dict[int, set[int]]) -> None:
    """`DE JESUS` for a column's `DEJESUS` and the other way round: two or three tokens written as one."""
    words = page.words
    singles = known.words
    together = "".join(words)
    beginnings = {name[:2] for name in (*known.joined, *singles) if len(name) >= FUZZY_LENGTH and name in together}
    if not beginnings:
        return
    for i in [i for i, word in enumerate(words) if word[:2] in beginnings or len(word) < 2]:
        together = words[i]
        for j in range(i + 1, min(i + 3, len(words))):
            if not _close(page.gap(j - 1)):
                break
            together += words[j]
            parties = singles.get(together) or known.joined.get(together)
            if parties and len(together) >= FUZZY_LENGTH:
                for k in range(i, j + 1):
                    hits.setdefault(k, set()).update(parties)


def _close(gap: str) -> bool:
    return gap == " " or (len(gap) <= 4 and _JOINS.issuperset(gap) and "\n\n" not in gap)


def _joined_to(page: Page, i: int, j: int, hits: dict[int, set[int]]) -> bool:
    """Whether tokens i and j belong to one mention: side by side, or with an initial or particle between."""
    if j - i > 3:
        return False
    for k in range(i, j):
        if not _close(page.gap(k)):
            return False
    return all(len(page.words[k]) == 1 or page.words[k] in PARTICLES for k in range(i + 1, j))


def _accept(page: Page, known: KnownIndex, run: list[int], parties: set[int]) -> Iterator[Finding]:
    if not run or not (len(run) > 1 or _stands_alone(page, run[0])):
        return
    first, last = _with_initials(page, known, run[0], run[-1], parties)
    party = next(iter(parties)) if len(parties) == 1 else None
    officer = bool(parties) and all(known.parties[number].kind == "OFFICER" for number in parties)
    entity = Entity.OFFICER if officer else Entity.PERSON
    yield Finding(page.starts[first], page.ends[last], entity, "officer column" if officer else "name column", party)


def _stands_alone(page: Page, i: int) -> bool:
    """Whether a single token that equals a part of a known name is taken for the name.

    Always, unless the name is also an ordinary word; then its casing and its neighbours decide.
    """
    flags = page.flags[i]
    if not flags & Word.ORDINARY:
        return True
    before = page.words[i - 1] if i else ""
    if before in _TITLES:
        return True
    casing = page.casing[i]
    if flags & Word.FUNCTION:
        return casing == MIXED and page.is_capitalised(i) and not page.opens[i]
    if casing == MIXED:
        return page.is_capitalised(i)
    if casing == LOWER:
        return not flags & Word.COMMON
    return casing == CAPS and before not in _DETERMINERS


def _with_initials(page: Page, known: KnownIndex, first: int, last: int, parties: set[int]) -> tuple[int, int]:
    """The mention with initials, particles and suffix that belong to it."""
    letters = (
        frozenset().union(*(known.parties[number].name.initials for number in parties)) if parties else frozenset()
    )
    while first and _close(page.gap(first - 1)) and "," not in page.gap(first - 1):
        word = page.words[first - 1]
        if (len(word) == 1 and word in letters and page.is_capitalised(first - 1)) or _is_particle(page, first - 1):
            first -= 1
        else:
            break
    while last + 1 < len(page) and _close(page.gap(last)):
        word = page.words[last + 1]
        initial = len(word) == 1 and word in letters and (page.is_capitalised(last + 1) or page.casing[last] == LOWER)
        if initial and word in "ai" and page.gap(last + 1)[:1] not in (".", ",", ""):
            initial = False
        if initial or word in SUFFIXES:
            last += 1
        else:
            break
    return first, last


def _is_particle(page: Page, i: int) -> bool:
    return page.words[i] in PARTICLES and not page.flags[i] & Word.FUNCTION and len(page.words[i]) > 1


def _phrases(page: Page, known: KnownIndex) -> Iterator[Finding]:
    for phrase, entity, party in known.phrases:
        for i in page.tokens_of(phrase):
            yield Finding(page.starts[i], page.ends[i + len(phrase) - 1], entity, "place column", party)


def _numbers(page: Page, known: KnownIndex) -> Iterator[Finding]:
    """Digit strings in any punctuation, starting and ending where a group of digits does."""
    written = "".join(page.raw[i] for i in page.numbered)
    if written.isdigit() and not any(number in written for number, _, _ in known.numbers):
        return
    stream, positions = page.digit_stream
    text = page.text
    for number, entity, rule in known.numbers:
        at = stream.find(number)
        while at >= 0:
            start, end = positions[at], positions[at + len(number) - 1] + 1
            edges = not (text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()) or len(number) >= 9
            if edges and end - start <= 2 * len(number) + 4:
                yield Finding(start, end, entity, rule)
            at = stream.find(number, at + 1)


def _codes(page: Page, known: KnownIndex) -> Iterator[Finding]:
    written = "".join(page.words).upper()
    if not any(code in written for code, _, _ in known.codes):
        return
    stream, owners = page.compact_stream
    for code, entity, rule in known.codes:
        at = stream.find(code)
        while at >= 0:
            first, last = owners[at], owners[at + len(code) - 1]
            begins = at == 0 or owners[at - 1] != first or _changes(stream, at)
            finish = at + len(code)
            finishes = finish == len(stream) or owners[finish] != last or _changes(stream, finish)
            if begins and finishes and last - first <= 5 and all(len(page.gap(k)) <= 3 for k in range(first, last)):
                yield Finding(page.starts[first], page.ends[last], entity, rule)
            at = stream.find(code, at + 1)


def _changes(stream: str, at: int) -> bool:
    """Letters turn to digits (or back) here, as where a label is glued to a number."""
    return stream[at - 1].isdigit() != stream[at].isdigit()


def _literals(page: Page, known: KnownIndex) -> Iterator[Finding]:
    for literal, entity, rule in known.literals:
        for match in re.finditer(re.escape(literal), page.text, re.IGNORECASE):
            yield Finding(match.start(), match.end(), entity, rule)


def _days(page: Page, known: KnownIndex) -> Iterator[Finding]:
    for match in page.dates:
        if any(day.same(birth) and day.year is not None for day in read(match) for birth in known.days):
            yield Finding(match.start(), match.end(), Entity.DOB, "dob column")


def _streets(page: Page, known: KnownIndex) -> Iterator[Finding]:
    words = page.words
    keys = words.copy()
    for i in page.numbered if page.simple else range(len(words)):
        if words[i][0].isdigit():
            keys[i] = street_key(words[i])
    present = set(keys)
    for street in known.streets:
        core = street.core
        if core[0] not in present:
            continue
        for i in [i for i, key in enumerate(keys) if key == core[0]]:
            if tuple(street_key(word) for word in words[i : i + len(core)]) != core:
                continue
            last = i + len(core) - 1
            first = i
            while first and words[first - 1] in _DIRECTIONS and page.gap(first - 1) in (" ", ". "):
                first -= 1
            numbered = first > 0 and page.raw[first - 1][:1].isdigit() and len(page.gap(first - 1)) <= 2
            suffixed = last + 1 < len(words) and words[last + 1] in _STREETWORDS
            located = first > 0 and words[first - 1] in _ON and not page.flags[i] & Word.ORDINARY
            if suffixed and words[last + 1] not in ("blk", "block", "apt", "unit"):
                last += 1
            if numbered or suffixed or first < i or located:
                yield Finding(
                    page.starts[first - 1 if numbered else first], page.ends[last], Entity.ADDRESS, "address column"
                )
