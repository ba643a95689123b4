"""Named places by what stands first: a kind of place, a saint, a number, a chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.cuesets import bit_of
from redact.identity.engine import PageArtifacts
from redact.identity.lexicon import NAME, Word
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.place_words import (
    ABBREVIATED,
    ALL_ENDINGS,
    BEFORE_A_PLACE,
    GAPS,
    INSIDE,
    POSSESSIVE,
    named_word,
    owned_end,
    with_of,
    with_the,
)
from redact.identity.places import CHAIN_PAIRS, CHAINS, SCENERY, STARTINGS
from redact.identity.recognizers.base import Finder, Finding, compiled
from redact.identity.spans import Entity
from redact.identity.streets import DIRECTIONS, SUFFIXES
from redact.identity.words import words

_STARTING: Final = bit_of(STARTINGS)
_CHAIN: Final = bit_of(CHAINS)


class PlaceKindFinder(Finder):
    """Reads on from the word that stands first."""

    entities = (Entity.PLACE,)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        yield from _chains(page)
        yield from _joined_by_n(page)
        yield from _kind_first(page)
        yield from _saints(page)
        yield from _signs(page)
        yield from _grades(page)
        if page.has_digit:
            yield from _numbered(page)


def _kind_first(page: Page) -> Iterator[Finding]:
    """`CLUB VERANO`, `Hotel Marlow`, `TACOS EL MORO`, `EL MORAL`: the kind, or an article, and then a name."""
    for i in page.tokens_in(_STARTING):
        word = page.words[i]
        if i + 1 >= len(page) or page.gap(i) not in (" ", "-", ". ") or page.casing[i] == LOWER:
            continue
        if page.gap(i) == ". " and word not in ABBREVIATED:
            continue
        if page.casing[i] == MIXED and (not page.is_capitalised(i) or not page.is_capitalised(i + 1) or page.opens[i]):
            continue
        last = i + 1
        while (
            last + 1 < len(page)
            and page.words[last] in ("el", "la", "los", "las", "de", "del", "al", "ul", "un")
            and page.gap(last) in (" ", "-")
        ):
            last += 1
        flags = page.flags[last]
        if (
            flags & (Word.FUNCTION | Word.KIN | Word.TITLE | Word.POLICE)
            or len(page.raw[last]) < 3
            or not page.raw[last].isalpha()
        ):
            continue
        if (
            page.words[last] in ALL_ENDINGS
            or page.words[last] in SCENERY
            or (page.casing[i] == CAPS and flags & Word.COMMON)
        ):
            continue
        before = page.words[i - 1] if i else ""
        if page.casing[i] == CAPS and not (before in BEFORE_A_PLACE or before in INSIDE or "@" in page.before(i)):
            continue
        while last + 1 < len(page) and last - i < 4 and page.gap(last) == " " and page.words[last + 1] in ALL_ENDINGS:
            last += 1
        if page.casing[last] == MIXED:
            while last + 1 < len(page) and last - i < 4 and page.gap(last) in (" ", "-") and named_word(page, last + 1):
                last += 1
        elif (
            last + 1 < len(page)
            and page.gap(last) == " "
            and page.raw[last + 1].isdigit()
            and len(page.raw[last + 1]) == 1
        ):
            last += 1
        yield Finding(with_the(page, i), owned_end(page, last), Entity.PLACE, "kind of place first")


_SAINTS: Final = words("st saint sts saints santa sta our holy sacred blessed mater")
_SAINT: Final = bit_of(_SAINTS)


def _saints(page: Page) -> Iterator[Finding]:
    """`St. Alban's`, `Our Lady of the Lake hall`: churches, schools and hospitals of that name."""
    for i in page.tokens_in(_SAINT):
        word = page.words[i]
        if i + 1 >= len(page) or page.gap(i) not in (" ", ". ") or page.casing[i] == LOWER:
            continue
        if page.casing[i] == MIXED and not (page.is_capitalised(i) and page.is_capitalised(i + 1)):
            continue
        last = i + 1
        lady = page.words[last] in (
            "lady",
            "heart",
            "trinity",
            "family",
            "cross",
            "spirit",
            "rosary",
            "name",
            "ghost",
            "redeemer",
            "virgin",
        )
        saint = word in ("st", "saint", "sts", "saints")
        if word in ("our", "holy", "sacred", "blessed", "mater") and not lady:
            continue
        if saint and ((i and page.raw[i - 1][0].isdigit()) or page.words[i - 1 if i else 0] in DIRECTIONS):
            continue
        flags = page.flags[last]
        if not lady and (flags & (Word.FUNCTION | Word.POLICE | Word.KIN | Word.TITLE) or len(page.raw[last]) < 3):
            continue
        possessive = page.gap(last)[:2] in POSSESSIVE
        before = page.words[i - 1] if i else ""
        kind = last + 1 < len(page) and page.gap(last) in GAPS and page.words[last + 1] in ALL_ENDINGS
        if saint and not possessive and not kind and not (page.flags[last] & Word.FIRST and before in BEFORE_A_PLACE):
            continue
        last = with_of(page, last) if lady else last
        while last + 1 < len(page) and page.gap(last) in GAPS and page.words[last + 1] in ALL_ENDINGS:
            last += 1
        yield Finding(
            page.starts[i],
            owned_end(page, last) if last > i + 1 or not possessive else page.ends[last] + 2,
            Entity.PLACE,
            "saint",
        )


_NUMBERED: Final = compiled(
    r"""(?:fire\s(?:station|sta|stn|house)|station|sta|stn|vfw(?:\spost)?|(?:american\s)?legion(?:\spost)?|post|(?:elks|moose|masonic|eagles)\slodge|local|
        p\.?s\.?|i\.?s\.?|public\sschool|school\s(?:no\.?|number))\s?\#?\s?\d{1,4}(?!\w|[/:.\-]\d)(?:\s(?-i:[A-Z]{4,20}|[A-Z][a-z]{3,20}))?"""
)
_NUMBERED_WORDS: Final = words(
    "fire station sta stn vfw american legion post elks moose masonic eagles local p ps i is public school"
)
_NUMBERED_WORD: Final = bit_of(_NUMBERED_WORDS)


def _numbered(page: Page) -> Iterator[Finding]:
    """`Fire Sta 5`, `VFW POST 1177`, `PS 118`."""
    for i in page.tokens_in(_NUMBERED_WORD):
        at = page.starts[i]
        word = page.words[i]
        match = _NUMBERED.match(page.text, at)
        if match is None:
            continue
        last = page.token_at(match.end() - 1)
        if word == "is" and (not i or page.words[i - 1] not in BEFORE_A_PLACE):
            continue
        if not page.raw[i][0].isupper() or (
            word in ("is", "i", "p", "ps", "post", "local") and not page.raw[i].isupper()
        ):
            continue
        if not page.raw[last][0].isdigit() and page.flags[last] & (
            Word.COMMON | Word.POLICE | Word.KIN | Word.FUNCTION
        ):
            last -= 1
        yield Finding(at, page.ends[last], Entity.PLACE, "numbered station, post or school")


_PAIR_FIRST: Final = frozenset(pair[0] for pair in CHAIN_PAIRS)


_SIGN: Final = compiled(
    r"""(?:sign|reads?|doors?|logo|letter(?:ed|ing)|employer|named|called|marked|dba|company|business|store|shop|out\sto|
        payable\sto|from|at|as)\s(?:is\s|was\s|reading\s)?["\u201c](?P<found>[A-Z][\w'&.\-]*(?:\s(?:&|of|and|the|[A-Z][\w'&.\-]*)){1,4}?)
        [,.]?["\u201d]"""
)
_SIGN_WORDS: Final = bit_of(
    words(
        "sign read reads door doors logo lettered lettering employer named called marked dba company business store "
        "shop out payable from at as"
    )
)


_GRADES: Final = bit_of(("k",))
_TO_EIGHT: Final = compiled(r"K\s?-\s?(?:5|6|8|12)(?!\w)")


def _grades(page: Page) -> Iterator[Finding]:
    """`Palo Brea K-8`: a school with its grades behind its name."""
    if not page.has_digit:
        return
    for i in page.tokens_in(_GRADES):
        match = _TO_EIGHT.match(page.text, page.starts[i])
        first = i
        while first and i - first < 3 and page.gap(first - 1) == " " and page.is_capitalised(first - 1):
            if page.flags[first - 1] & (Word.FUNCTION | Word.POLICE | Word.KIN):
                break
            first -= 1
        if match is not None and first < i:
            yield Finding(page.starts[first], match.end(), Entity.PLACE, "school with its grades")


def _signs(page: Page) -> Iterator[Finding]:
    """`DOOR READS "LONGSHOT TOWING,"`: the quoted name of a firm."""
    if '"' not in page.text and "\u201c" not in page.text:
        return
    for i in page.tokens_in(_SIGN_WORDS):
        match = _SIGN.match(page.text, page.starts[i])
        if match is None:
            continue
        inside = range(page.token_at(match.start("found")), page.token_at(match.end("found") - 1) + 1)
        if any(page.words[k] in ALL_ENDINGS for k in inside) or "&" in match["found"]:
            yield Finding(match.start("found"), match.end("found"), Entity.PLACE, "quoted name")


def _chains(page: Page) -> Iterator[Finding]:
    """`at Walmart`, `CIRCLE K`: chains; one whose name is a word needs a preposition."""
    for i in page.tokens_in(_CHAIN):
        at = page.starts[i]
        if page.flags[i] & (Word.ORDINARY | NAME):
            before = page.words[i - 1] if i else ""
            if page.casing[i] == LOWER and page.flags[i] & Word.ORDINARY:
                continue
            after = page.words[i + 1] if i + 1 < len(page) and page.gap(i) == " " else ""
            carded = after in (
                "bank",
                "atm",
                "debit",
                "credit",
                "visa",
                "card",
                "account",
                "checking",
                "gift",
                "store",
                "pharmacy",
            )
            if not carded and before not in (
                "at",
                "from",
                "near",
                "to",
                "inside",
                "outside",
                "behind",
                "by",
                "into",
                "leaving",
            ):
                continue
            if page.casing[i] == MIXED and not page.is_capitalised(i):
                continue
        end = page.ends[i]
        yield Finding(
            at, end + 2 if page.text[end : end + 2].lower() in ("'s", "\u2019s") else end, Entity.PLACE, "chain"
        )
    if _PAIR_FIRST.isdisjoint(page.vocabulary):
        return
    for i in range(len(page) - 1):
        if (page.words[i], page.words[i + 1]) in CHAIN_PAIRS and page.gap(i) in (" ", "-", " & ", "&", "'s ", "'S "):
            yield Finding(page.starts[i], page.ends[i + 1], Entity.PLACE, "chain")


def _joined_by_n(page: Page) -> Iterator[Finding]:
    """`the snack n save`, `Stop N Go`: two words with an n between."""
    for i in page.tokens_of(("n",)):
        if not i or i + 1 >= len(page) or page.words[i - 1].isdigit():
            continue
        if page.gap(i - 1) not in (" ", "-", " '", "-'") or page.gap(i) not in (" ", "-", "' ", "'-"):
            continue
        before = page.words[i - 2] if i > 1 else ""
        sure = page.gap(i) == "-" or (
            page.casing[i] == MIXED and page.is_capitalised(i - 1) and page.is_capitalised(i + 1)
        )
        if not sure and before not in BEFORE_A_PLACE:
            continue
        if any(
            page.flags[k] & (Word.FUNCTION | Word.POLICE | Word.KIN) or len(page.raw[k]) < 3 for k in (i - 1, i + 1)
        ):
            continue
        if page.words[i + 1] in SUFFIXES or not (page.raw[i - 1].isalpha() and page.raw[i + 1].isalpha()):
            continue
        last = i + 1
        while last + 1 < len(page) and page.gap(last) == " " and page.words[last + 1] in ALL_ENDINGS:
            last += 1
        yield Finding(with_the(page, i - 1), page.ends[last], Entity.PLACE, "two words with an n")
