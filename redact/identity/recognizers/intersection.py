"""Crossings of two streets: `5TH/TIJERAS`, `Broadway and Pike`, `Colfax & Quebec`."""

from __future__ import annotations

from collections.abc import Iterator

from redact.identity.cuesets import bit_of
from redact.identity.dates import DATE_WORDS
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, Word
from redact.identity.page import LOWER, MIXED, Page
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.spans import Entity
from redact.identity.streets import DIRECTIONS, NOT_IN_A_STREET, SUFFIXES, is_ordinal
from redact.identity.words import words

_SIGNS = frozenset(("/", "&", " & ", " / ", "@", " @ "))
_WORDS = bit_of(("and", "at", "n", "x", "by"))
_SURE = words("near corner intersection between btwn btw crossing")
_BEFORE = words(
    "at near on corner intersection of from to toward towards twd twds tws off til until around crossing "
    "between btwn by ifo"
    " via area vicinity vic jwo jeo jno jso onto enroute"
)


class IntersectionFinder(Finder):
    """Both sides must look like a street, and a place word, a street type, a number or a slash must say so."""

    entities = (Entity.ADDRESS,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        signs = [(i, i + 1) for i in page.unspaced if page.gap(i) in _SIGNS]
        words = [
            (i - 1, i + 1)
            for i in page.tokens_in(_WORDS)
            if 0 < i < len(page) - 1 and page.gap(i - 1) == " " and page.gap(i) == " "
        ]
        for i, right in sorted(signs + words):
            found = _crossing(page, i, right)
            if found is not None:
                yield found


def _crossing(page: Page, left: int, right: int) -> Finding | None:
    first, last = _side(page, left, -1), _side(page, right, +1)
    if first is None or last is None or _is_letter(page, first, left) or _is_letter(page, right, last):
        return None
    if page.gap(left) == "/" and len(page.raw[left]) == 1:
        return None
    if first < left and page.words[first].endswith("b") and page.words[first] in DIRECTIONS:
        first += 1
    before = page.words[first - 1] if first else ""
    located = before in _BEFORE or "@" in page.before(first) or before in DIRECTIONS or before in _SEEN
    located = located or (first < left and page.words[first] in DIRECTIONS and len(page.words[first]) <= 2)
    typed_left = _is_typed(page, range(first, left + 1))
    typed_right = _is_typed(page, range(right, last + 1))
    if is_ordinal(page.words[left]) and is_ordinal(page.words[right]) and first == left and last == right:
        counts = last + 1 < len(page) and page.gap(last) == " " and not page.flags[last + 1] & Word.FUNCTION
        if before == "the" or (counts and not located):
            return None
    signed = right == left + 1
    slash = page.gap(left) == "/"
    numbered = _is_numbered_street(page, left, right, first, last)
    if page.words[left + 1] in ("n", "x", "by") and not signed and not numbered and not (typed_left and typed_right):
        return None
    if (
        not located
        and not numbered
        and not (typed_left and typed_right)
        and (_is_common(page, left) or _is_common(page, right))
    ):
        return None
    if signed and page.casing[last] != MIXED and last == right and last + 2 < len(page) and page.gap(last) == " ":
        last = _second_word(page, last)
    if not signed and page.casing[right] != MIXED and not typed_right and not _can_cross(page, right):
        return None
    if not signed and page.words[left + 1] == "at":
        named = (typed_left and (typed_right or located or _ends_typed(page, left))) or numbered
    elif typed_left or typed_right:
        named = signed or located or numbered or (typed_left and typed_right) or _ends_typed(page, left)
    elif slash and "(" not in page.before(first) and _unusual(page, left) and _unusual(page, right):
        named = len(page.raw[left]) > 3
    else:
        named = located and (signed or before in _SURE or _both_capitalised(page, left, right))
    if (
        page.casing[left] == LOWER
        and not (typed_left and typed_right)
        and not ((located or numbered) and (typed_left or typed_right))
    ):
        return None
    if not named or not (_streetlike(page, left) and _streetlike(page, right)):
        return None
    if before in ("between", "btwn", "btw"):
        first = _street_before(page, first - 1)
    return Finding(page.starts[first], page.ends[last], Entity.ADDRESS, "crossing of streets")


_COUNTED = words(
    "floor fl time call degree grade grader party shift street st ave avenue offense dui row attempt of subject subj "
    "suspect male female victim vehicle veh unit day week month half quarter period one set party person window door"
)


def _is_numbered_street(page: Page, left: int, right: int, first: int, last: int) -> bool:
    """`BRANCH AND 28TH`, `Flores at 3rd`, `3rd and Pine`: one side is a number of a street, the other can be a name."""
    if is_ordinal(page.words[right]) and page.raw[right][0].isdigit() and last == right:
        after = page.words[right + 1] if right + 1 < len(page) and page.gap(right) == " " else ""
        if page.words[left + 1] == "at" and after in ("and", "x", "n"):
            return False
        if after in _COUNTED or (after and not page.flags[right + 1] & Word.FUNCTION):
            return False
        return _names(page, left) or (is_ordinal(page.words[left]) and page.raw[left][0].isdigit() and not after)
    before = page.words[first - 1] if first else ""
    if is_ordinal(page.words[left]) and page.raw[left][0].isdigit() and before not in ("the", "his", "her", "a"):
        return _names(page, right) and not page.flags[right] & Word.FIRST
    return False


def _names(page: Page, i: int) -> bool:
    """A word that can be a street's name: none of those that everybody says, no month and no day."""
    flags = page.flags[i]
    if (
        flags & (Word.FUNCTION | Word.POLICE | Word.KIN | Word.TITLE)
        or not page.raw[i].isalpha()
        or len(page.raw[i]) < 3
    ):
        return False
    if page.words[i] in DATE_WORDS or page.words[i] in NOT_IN_A_STREET:
        return False
    if page.casing[i] == MIXED:
        return page.is_capitalised(i)
    return not flags & Word.COMMON or bool(flags & NAME)


def _ends_typed(page: Page, left: int) -> bool:
    """`NE 79 ST AND BISCAYNE`: a type with a number, an ordinal or a direction before the name."""
    if page.words[left] not in SUFFIXES or left < 1 or (page.casing[left] == MIXED and not page.is_capitalised(left)):
        return False
    near = page.words[max(0, left - 3) : left]
    return (
        page.words[left - 1].isdigit() or is_ordinal(page.words[left - 1]) or any(word in DIRECTIONS for word in near)
    )


def _street_before(page: Page, between: int) -> int:
    """`Sycamore between 3rd and 4th`: where the street that lies between the two begins."""
    first = between
    typed = first > 1 and page.words[first - 1] in SUFFIXES
    if typed:
        first -= 1
    if first and page.gap(first - 1) == " " and _names(page, first - 1):
        article = first > 1 and page.words[first - 2] in ("the", "a", "an")
        return first - 1 if typed or not article else between + 1
    return between + 1


_SEEN = words("lsw ls lsh loc located addr address lkl enrt twds ping")


def _is_letter(page: Page, first: int, last: int) -> bool:
    """`W/FEM`, `S/BROMLEY`: with, or a suspect; no street."""
    return first == last and len(page.raw[first]) == 1


def _second_word(page: Page, last: int) -> int:
    """`SHAW/SILVER STATE.`: a second word of the name when the sentence ends behind it."""
    flags = page.flags[last + 1]
    if (
        page.gap(last + 1)[:1] in (".", ",")
        and not flags & (Word.FUNCTION | Word.POLICE | Word.KIN)
        and page.raw[last + 1].isalpha()
    ):
        return last + 1
    return last


def _can_cross(page: Page, i: int) -> bool:
    """In capitals the second street of `X ST AND Y` is no verb or thing: a name, or a word of no list."""
    flags = page.flags[i]
    return not flags & Word.COMMON and (
        not flags & Word.ORDINARY or bool(flags & NAME) or not page.words[i].endswith(("ed", "ing", "s"))
    )


def _is_typed(page: Page, tokens: range) -> bool:
    """A street type with a name, a direction, or an ordinal number among the tokens."""
    words = [page.words[k] for k in tokens]
    if words in (["street"], ["road"], ["st"]):
        return False
    return any(word in SUFFIXES or word in DIRECTIONS or is_ordinal(word) for word in words)


def _is_common(page: Page, i: int) -> bool:
    return bool(page.flags[i] & Word.COMMON) and not page.flags[i] & NAME and page.casing[i] != MIXED


def _unusual(page: Page, i: int) -> bool:
    flags = page.flags[i]
    return not flags & (Word.ORDINARY | Word.POLICE) and (not flags & Word.PROPER or bool(flags & NAME))


def _side(page: Page, i: int, step: int) -> int | None:
    """The last token of a street on one side: up to three words, types and directions included."""
    if not _part(page, i):
        return None
    reach = i
    while abs(reach - i) < 3 and 0 <= reach + step < len(page):
        following = reach + step
        lower = min(reach, following)
        gap = page.gap(lower)
        if gap not in (" ", ". ") or not _part(page, following):
            break
        if gap == ". " and page.words[lower] not in DIRECTIONS and page.words[lower] not in SUFFIXES:
            break
        typed = page.words[following] in SUFFIXES or page.words[following] in DIRECTIONS
        directed = page.words[reach] in DIRECTIONS or page.words[following - 1].isdigit()
        directed = directed or (step < 0 and (page.words[reach] in SUFFIXES or is_ordinal(page.words[reach])))
        if not typed and not directed and page.casing[following] != MIXED:
            break
        if page.words[following] in _BEFORE:
            break
        reach = following
    return reach


def _part(page: Page, i: int) -> bool:
    word, flags = page.words[i], page.flags[i]
    if word in SUFFIXES and page.casing[i] == MIXED and not page.is_capitalised(i):
        return False
    if is_ordinal(word) or word in SUFFIXES or (word in DIRECTIONS and page.raw[i].isupper()):
        return True
    if word in DIRECTIONS and page.casing[i] == LOWER and i + 1 < len(page) and is_ordinal(page.words[i + 1]):
        return True
    if any(map(str.isdigit, word)):
        return len(word) <= 3 and word.isdigit() and _beside_a_type(page, i)
    if flags & (Word.FUNCTION | Word.KIN) or (flags & Word.POLICE and not flags & NAME) or len(word) < 2:
        return i > 0 and page.raw[i].isupper() and page.words[i - 1] in ("avenue", "ave", "av", "street")
    if page.casing[i] == LOWER:
        return not flags & Word.COMMON
    return page.is_capitalised(i) if page.casing[i] == MIXED else True


def _beside_a_type(page: Page, i: int) -> bool:
    """`NW 58 Terr`, `E 163`, `1 Ct`: a number before a type or behind a direction."""
    if i and page.words[i - 1] in DIRECTIONS and page.raw[i - 1].isupper() and page.gap(i - 1) == " ":
        return True
    return i + 1 < len(page) and page.words[i + 1] in SUFFIXES and page.gap(i) == " "


def _streetlike(page: Page, i: int) -> bool:
    word = page.words[i]
    return is_ordinal(word) or word in SUFFIXES or word in DIRECTIONS or len(word) > 2 or word.isdigit()


def _both_capitalised(page: Page, left: int, right: int) -> bool:
    return (
        page.is_capitalised(left)
        and page.is_capitalised(right)
        and not (page.casing[left] == MIXED and page.raw[left].isupper() and page.raw[right].isupper())
        and not (page.flags[left] & Word.FIRST and page.flags[right] & Word.FIRST)
    )
