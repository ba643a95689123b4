"""Names by their form: `LAST, FIRST M`, initials with full stops, a nickname in quotation marks inside a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redact.identity.cues import SPEECH
from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.grades import CERTAIN, LIKELY, POSSIBLE
from redact.identity.lexicon import NAME, Word
from redact.identity.page import CAPS, MIXED, Page
from redact.identity.persons import is_listed_pair, likeness, reach, reach_back
from redact.identity.recognizers.base import TIMEOUT_SECONDS, Finder, Finding
from redact.identity.spans import Entity, Layer
from redact.identity.words import words

_INITIALS: Final = regex.compile(
    r"(?<![\w.&@])[A-Z]\.\s?[A-Z]\.(?:\s?[A-Z]\.)?(?![\w])|(?<![\w.&])[A-Z]\.[A-Z](?![\w.])"
)
_QUOTED: Final = regex.compile(r"[\"\u201c](?P<found>[^\W\d_][\w'\u2019\-. ]{1,28}[\w.])[,.]?[\"\u201d]")
_NICKNAME_CUES: Final = words("as by called named aka alias nicknamed name nickname moniker only off to with h")
_NOT_WORD: Final = regex.compile(r"\W")
_LETTERS: Final = bit_of("abcdefghijklmnopqrstuvwxyz")
_AND: Final = bit_of(("and",))
_NOT_INITIALS: Final = words(
    """
    US PM AM DC DO OB PO NA LA NY DA BC AD PC NB SB EB WB RO IE EG PD FD VA MD TV ID DL IA SW NW SE NE LP VIN
    DUI DOB DV CB ER RV EP OP AB CP
    """
)


class PersonFormFinder(Finder):
    """Forms that only names of people have."""

    entities = (Entity.PERSON,)
    layer = Layer.CUE

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _reversed(page)
        letters = page.tokens_in(_LETTERS) if page.simple else range(len(page))
        singles = [i for i in letters if len(page.raw[i]) == 1 and page.raw[i].isupper()]
        if singles:
            yield from _initials(page, singles)
            yield from _name_and_initial(page, singles)
        yield from _coordinated(page)
        if '"' in page.text or "\u201c" in page.text:
            yield from _quoted(page)


def _initials(page: Page, singles: list[int]) -> Iterator[Finding]:
    """`J.R.`, `A. G.`"""
    reached = -1
    for i in singles:
        match = _INITIALS.match(page.text, page.starts[i])
        if match is not None and match.start() >= reached:
            reached = match.end()
            if _NOT_WORD.sub("", match.group()) not in _NOT_INITIALS:
                yield Finding(match.start(), match.end(), Entity.PERSON, "initials")


def _reversed(page: Page) -> Iterator[Finding]:
    """`GRANT, HAROLD`; both sides are in the name lists or unknown, and one of them is no ordinary word."""
    for i in page.unspaced:
        if page.gap(i) not in (", ", ","):
            continue
        if page.opens[i] and is_listed_pair(page, i) and _is_subject(page, i + 1):
            yield Finding(page.starts[i], page.ends[reach(page, i + 1)], Entity.PERSON, "last name, first name")
            continue
        last_name, first_name = likeness(page, i), likeness(page, i + 1)
        given = page.flags[i + 1]
        if (
            not (given & Word.FIRST or (not given and last_name >= 2.5))
            or min(last_name, first_name) < 0.6
            or max(last_name, first_name) < 2.5
        ):
            continue
        if page.casing[i] == MIXED and not (page.flags[i] & Word.LAST or not page.flags[i]):
            continue
        if _is_list(page, i):
            continue
        first = reach_back(page, i, LIKELY)
        if page.casing[i] == MIXED and not (page.raw[i].isupper() or _behind_cue_or_open(page, first)):
            continue
        yield Finding(page.starts[first], page.ends[reach(page, i + 1)], Entity.PERSON, "last name, first name")


def _is_subject(page: Page, i: int) -> bool:
    """Whether a verb follows the name that token i ends (an initial may stand between)."""
    following = i + 1
    if following + 1 < len(page) and len(page.raw[following]) == 1:
        following += 1
    return following < len(page) and page.gap(following - 1) in (" ", ". ") and page.words[following] in SPEECH


def _coordinated(page: Page) -> Iterator[Finding]:
    """`ORMEROD AND VIRGINIA JACOBSON`: an unknown word joined to a certain name by a conjunction is a name too."""
    words = (i - 1 for i in page.tokens_in(_AND))
    signs = (i for i in page.unspaced if page.gap(i) in (" & ", "&"))
    for i in sorted({*words, *signs}):
        if not 0 <= i < len(page) - 2:
            continue
        gap = page.gap(i)
        if gap == " " and page.words[i + 1] == "and" and page.gap(i + 1) == " ":
            right = i + 2
        elif gap != " ":
            right = i + 1
        else:
            continue
        if _is_certain(page, right) and _is_unknown(page, i):
            yield Finding(page.starts[reach_back(page, i, LIKELY)], page.ends[i], Entity.PERSON, "joined to a name")
        elif _is_certain(page, i) and _is_unknown(page, right):
            yield Finding(page.starts[right], page.ends[reach(page, right, LIKELY)], Entity.PERSON, "joined to a name")


def _is_certain(page: Page, i: int) -> bool:
    return likeness(page, i) >= CERTAIN and bool(page.flags[i] & Word.FIRST)


def _is_unknown(page: Page, i: int) -> bool:
    return likeness(page, i) >= LIKELY and len(page.raw[i]) > 2


def _quoted(page: Page) -> Iterator[Finding]:
    """One to three words in quotation marks that are a nickname: listed or unknown, or behind `as`, `by`, `called`."""
    for match in _QUOTED.finditer(page.text, timeout=TIMEOUT_SECONDS):
        first = page.token_at(match.start("found"))
        last = page.token_at(match.end("found") - 1)
        tokens = range(first, last + 1)
        if last >= len(page) or last - first > 2 or any(not page.raw[k].replace("'", "").isalpha() for k in tokens):
            continue
        before = page.words[first - 1] if first else ""
        cued = before in _NICKNAME_CUES and page.gap(first - 1).strip(' "\u201c(:,') == ""
        written = page.casing[first] != MIXED or page.is_capitalised(first)
        if cued and written and not all(page.flags[k] & Word.FUNCTION for k in tokens):
            yield Finding(match.start("found"), match.end("found"), Entity.PERSON, "nickname behind a naming word")
        elif all(_could_be_nickname(page, k) for k in tokens):
            yield Finding(match.start("found"), match.end("found"), Entity.PERSON, "nickname in quotation marks")


def _could_be_nickname(page: Page, i: int) -> bool:
    least = {MIXED: LIKELY, CAPS: POSSIBLE}.get(page.casing[i], CERTAIN)
    return len(page.raw[i]) == 1 or likeness(page, i) >= least


def _behind_cue_or_open(page: Page, i: int) -> bool:
    """In mixed case `Last, First` is taken where it opens a sentence, a line or a bracket."""
    return page.opens[i] or any(letter in page.before(i) for letter in "():;-/")


def _is_list(page: Page, i: int) -> bool:
    """`HANNAH, MARK, CODY`: a list of first names, each found by itself."""
    return (
        page.gap(i + 1) == ", "
        and i + 2 < len(page)
        and bool(page.flags[i] & page.flags[i + 1] & Word.FIRST)
        and likeness(page, i + 2) >= POSSIBLE
        and not page.flags[i] & Word.LAST
    )


def _name_and_initial(page: Page, singles: list[int]) -> Iterator[Finding]:
    """`AMINA S.`, `J. SMITH`."""
    for i in singles:
        raw = page.raw[i]
        if (
            page.gap(i)[:1] == "."
            and i
            and page.gap(i - 1) == " "
            and likeness(page, i - 1) >= LIKELY
            and page.flags[i - 1] & NAME
        ):
            yield Finding(page.starts[reach_back(page, i - 1)], page.ends[i], Entity.PERSON, "name and initial")
        if (
            page.gap(i) == ". "
            and i + 1 < len(page)
            and (likeness(page, i + 1) >= 2.5 or (likeness(page, i + 1) >= LIKELY and len(page.raw[i + 1]) > 3))
            and raw != "I"
            and not (i and page.gap(i - 1) == " " and page.raw[i - 1].isdigit())
        ):
            first = i - 1 if i and page.gap(i - 1) == " " and likeness(page, i - 1) >= LIKELY else i
            yield Finding(page.starts[first], page.ends[reach(page, i + 1)], Entity.PERSON, "initial and name")
