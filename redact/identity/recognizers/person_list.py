"""Names without any cue: from the name lists, and in mixed case every capitalised word that no list knows."""

from __future__ import annotations

from collections.abc import Iterator

from redact.identity.cues import CONTACT, NOT_A_PERSON_BEFORE, SPEECH
from redact.identity.engine import PageArtifacts
from redact.identity.grades import CERTAIN, LIKELY, POSSIBLE
from redact.identity.lexicon import NAME, Word
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.persons import likeness, reach
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.recognizers.place_name import ENDINGS
from redact.identity.spans import Entity, Layer
from redact.identity.streets import SUFFIXES
from redact.identity.words import words

_FAMILY = words("boys girls brothers sisters family twins kids residence household house home")
_COLOURS = words("tan gray grey white black silver gold green brown blue red")
_PLACE_BEFORE = words("at outside inside behind near")


class PersonListFinder(Finder):
    """The evidence is in the words themselves, so this layer only speaks where they are not ordinary words."""

    entities = (Entity.PERSON, Entity.PLACE)
    layer = Layer.VOCABULARY

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        beyond = 0
        for i in page.named:
            last = self._name_from(page, i) if i >= beyond else None
            if last is None:
                continue
            before = page.words[i - 1] if i else ""
            listed = any(page.flags[k] & Word.FIRST for k in range(i, last + 1))
            entity = Entity.PLACE if before in _PLACE_BEFORE and not listed else Entity.PERSON
            yield Finding(
                page.starts[i],
                page.ends[last],
                entity,
                "name list" if page.flags[i] & NAME else "unknown capitalised word",
            )
            beyond = last + 1

    @staticmethod
    def _name_from(page: Page, i: int) -> int | None:
        """Index of the last token of a name that starts at token i, one of `named`, without any cue; or None."""
        grade = page.grades[i]
        casing = page.casing[i]
        before = page.words[i - 1] if i and page.gap(i - 1) in (" ", "  ") else ""
        last = reach(page, i)
        if page.words[i] in _COLOURS and i + 1 < len(page) and page.flags[i + 1] & Word.PROPER:
            return None
        if page.words[last] in ENDINGS or (
            last + 1 < len(page) and page.words[last + 1] in SUFFIXES and page.gap(last) == " "
        ):
            return None
        flags = page.flags[i]
        pair = (
            last > i
            and len(page.raw[last]) > 1
            and bool(flags & Word.FIRST)
            and bool(page.flags[last] & Word.LAST or not page.flags[last])
        )
        if before == "the" and last + 1 < len(page) and page.words[last + 1] in _FAMILY and page.flags[i] & NAME:
            return last if grade >= POSSIBLE else None
        if before in NOT_A_PERSON_BEFORE or (before[:2] in ("19", "20") and len(before) == 4):
            return (
                last
                if pair
                and grade >= POSSIBLE
                and before not in ("a", "an")
                and flags & Word.FIRST
                and not flags & Word.COMMON
                else None
            )
        if casing == MIXED:
            return last if _in_mixed_case(page, i, last, grade, pair) else None
        if casing == CAPS:
            return last if _in_caps(page, i, last, grade, pair) else None
        if casing == LOWER:
            return last if grade >= CERTAIN and flags & Word.FIRST and (last == i or pair) else None
        return None


def _in_caps(page: Page, i: int, last: int, grade: float, pair: bool) -> bool:
    flags = page.flags[i]
    if grade >= CERTAIN or (pair and grade >= POSSIBLE):
        return True
    following = likeness(page, i + 1) if last > i else 0.0
    if last > i and following >= 2.5 and (grade >= LIKELY or flags & Word.FIRST):
        return True
    if page.words[i] in SPEECH or page.words[i] in CONTACT:
        return False
    return bool(flags & Word.LAST) and grade >= 2.5 and len(page.raw[i]) >= 4


def _in_mixed_case(page: Page, i: int, last: int, grade: float, pair: bool) -> bool:
    flags = page.flags[i]
    if flags & Word.PROPER and not pair:
        return False
    if pair:
        return True
    if page.opens[i]:
        if page.text[page.ends[i] : page.ends[i] + 2] in ("'s", "\u2019s") and grade >= LIKELY:
            return True
        return (grade >= 2.5 and bool(flags & NAME)) or (
            last > i and grade >= 2.0 and any(likeness(page, k) >= 2.5 for k in range(i + 1, last + 1))
        )
    return grade >= 2.5 or (grade >= LIKELY and bool(flags & Word.FIRST))
