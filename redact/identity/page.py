"""A text laid out for the recognisers: tokens, their casing, sentences, and stretches already masked.

It is built once per text and read by every recogniser, so that no recogniser tokenises again.
Police text is ALL CAPS, mixed and lower case side by side, so casing is judged per sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, compress, pairwise

import regex

from redact.identity.cuesets import BITS_OF_WORD, PRESENT, WITH_DIGIT, bit_of
from redact.identity.dates import DATE, DATE_WORDS
from redact.identity.forms import fold
from redact.identity.grades import DOUBTFUL, NO, grades_of
from redact.identity.lexicon import lexicon
from redact.identity.states import STATE_CODES
from redact.identity.words import words

_TOKEN = re.compile(r"([^\W_]+(?:['\u2019\u02bc][^\W\d_]+)*)")
_BREAK = re.compile(r"[.!?\n\r\u2022*]|//|- ")
_NO_LETTER = re.compile(r"[\W_]+")
_POSSESSIVE = ("'s", "'S", "\u2019s", "\u2019S", "\u02bcs", "\u02bcS")
_DIGIT = re.compile(r"\d")
_UNUSUAL = re.compile(r"[^\t\n\r -~\u2013\u2014\u2018-\u201d\u2022\ue000]")
_DATE_WORDS = bit_of(DATE_WORDS)
_DIGIT_RUN = re.compile(r"\d+")

_GLUE = frozenset(("-", ".", "/", "", "_", "\u2013"))
_SIMPLE_TOKEN = re.compile(r"([A-Za-z0-9]+(?:['\u2019][A-Za-z]+)*)")
"""The same in a text without any other letters."""
_PLAIN_GAPS = frozenset((" ", "", ", ", ",", "-", "/", " (", ") ", "  "))
_BREAKS = frozenset((". ", ".", "? ", "! ", " - ", "- "))
"""What stands between most tokens, without and with a possible end of a sentence; the rest is looked at closely."""

_NO_BREAK_AFTER = words(
    """
    mr mrs ms dr rev fr st sgt lt capt cpl det ofc off dep ptl jr sr no apt ave blvd rd ln ct vs approx est hosp
    inc co mgr susp vic wit veh lic misc poss unk
    """
)

MASK_WORDS = (
    "PERSON",
    "VICTIM",
    "SUSPECT",
    "WITNESS",
    "SUBJECT",
    "REPORTING-PARTY",
    "OFFICER",
    "ADDRESS",
    "PLACE",
    "PHONE",
    "EMAIL",
    "SSN",
    "DOB",
    "DATE",
    "AGE",
    "PLATE",
    "VIN",
    "DRIVER LICENSE",
    "CASE NUMBER",
    "ACCOUNT",
    "HANDLE",
    "URL",
    "IP",
    "ID",
    "BADGE",
)
"""Every word that a mask of ours can carry."""

_MASK = re.compile(r"\[(?:" + "|".join(MASK_WORDS) + r")(?:-\d{1,4})?\]")

_STATES = bit_of(STATE_CODES)
_REGISTERED = bit_of(words("reg registration plate plates tag tags lic license licence lp dl oln id ids"))

CAPS, MIXED, LOWER = "caps", "mixed", "lower"
"""The casing of a sentence."""


class Page:
    """One text and its tokens; treat as immutable.

    Parallel lists over tokens: `starts`, `ends` (without a possessive 's), `raw` (as written),
    `words` (folded, apostrophes dropped), `flags` (lexicon.Word as int), `opens` (first of its sentence),
    `casing` (of its sentence). `masked` are stretches that are masks of ours and must not be touched: in
    `text` they are filled with a character that is no word, so that no recogniser takes `[VICTIM-1]` for a cue;
    `source` is the text as given. Offsets are the same in both. `grades` are the likeness to a part of a name
    (redact.identity.grades). `marks` are the bits of the word sets that a token is in (redact.identity.cuesets).

    Lists of token numbers: `marked` (any bit in `marks`; `present` are all bits together), `unspaced` (something else
    than one space before the next token), `named` (a grade of DOUBTFUL or more), `numbered` (has a digit; `longest` is
    the length of the longest). `simple` says that the text has only characters on which `re` and `regex` agree, so that
    a quick pattern of the one can spare a slow one of the other.
    """

    def __init__(self, text: str, own_masks: tuple[str, ...] = ()) -> None:
        self.source = text
        self.masked = _masked(text, own_masks) if "[" in text else ()
        self.text = _filled(text, self.masked) if self.masked else text
        self.has_digit = _DIGIT.search(self.text) is not None
        self.simple = _UNUSUAL.search(self.text) is None
        self._tokenise()
        self._judge_casing()
        self.longest = max((len(self.raw[i]) for i in self.numbered), default=0)
        self.vocabulary = frozenset(self.words)
        known = BITS_OF_WORD
        self.marks: list[int] = [known.get(word, 0) for word in self.words]
        self.marked: list[int] = list(compress(range(len(self.marks)), self.marks))
        self.present = PRESENT | WITH_DIGIT if self.has_digit else PRESENT
        for i in self.marked:
            self.present |= self.marks[i]
        self._discount_states()
        self.named: list[int] = [i for i, grade in enumerate(self.grades) if grade >= DOUBTFUL]

    @cached_property
    def titled(self) -> list[int]:
        """Tokens with a first capital and other letters behind it; a single capital letter is one."""
        return [i for i, kind in enumerate(self._kinds) if kind == _TITLED]

    @cached_property
    def dates(self) -> tuple[regex.Match[str], ...]:
        """What reads like a calendar date (redact.identity.dates.DATE), sorted and disjoint."""
        if not self.numbered:
            return ()
        starts = sorted({*self.code_starts, *self.positions(_DATE_WORDS)})
        found, reached = [], 0
        for at in starts:
            if at >= reached:
                match = DATE.match(self.text, at)
                if match is not None:
                    found.append(match)
                    reached = match.end()
        return tuple(found)

    @cached_property
    def digits(self) -> int:
        """How many characters stand in tokens with a digit: an upper bound of the number of digits."""
        return sum(len(self.raw[i]) for i in self.numbered)

    def __len__(self) -> int:
        return len(self.starts)

    def gap(self, i: int) -> str:
        """What stands between token i and the next one, or the end (possessive 's included)."""
        return self._gaps[i + 1]

    def before(self, i: int) -> str:
        """What stands between the previous token (or the beginning) and token i."""
        return self._gaps[i]

    def is_capitalised(self, i: int) -> bool:
        return self.raw[i][0].isupper()

    def token_at(self, position: int) -> int:
        """Index of the first token that ends after a character position."""
        return bisect_right(self.ends, position)

    def widen(self, start: int, end: int) -> tuple[int, int]:
        """The stretch grown so that no token is cut."""
        count = len(self.starts)
        first = self.token_at(start)
        if first < count and self.starts[first] < start:
            start = self.starts[first]
        last = self.token_at(end - 1) if end > start else count
        if last < count and self.starts[last] < end:
            end = max(end, self.ends[last])
        return start, end

    def tokens_in(self, bit: int) -> list[int]:
        """The tokens that are a word of a set, by the set's bit (redact.identity.cuesets)."""
        if not self.present & bit:
            return []
        marks = self.marks
        return [i for i in self.marked if marks[i] & bit]

    def positions(self, bit: int) -> list[int]:
        """Where these tokens start."""
        starts = self.starts
        return [starts[i] for i in self.tokens_in(bit)]

    def tokens_of(self, phrase: tuple[str, ...]) -> list[int]:
        """The tokens at which a sequence of folded words begins."""
        if phrase[0] not in self.vocabulary:
            return []
        words, size = self.words, len(phrase)
        begins = [i for i, word in enumerate(words) if word == phrase[0]]
        return begins if size == 1 else [i for i in begins if tuple(words[i : i + size]) == phrase]

    @cached_property
    def number_gaps(self) -> frozenset[str]:
        """What stands between a token with a digit and the next token."""
        return frozenset(self._gaps[i + 1] for i in self.numbered)

    @cached_property
    def code_starts(self) -> tuple[int, ...]:
        """Where a number or a code can begin: tokens with a digit and what hangs on before them."""
        starts: set[int] = set()
        for i in self.numbered:
            starts.add(self.starts[i])
            k = i
            while k and i - k < 4:
                k -= 1
                gap = self.text[self.ends[k] : self.starts[k + 1]]
                if gap in _GLUE:
                    starts.add(self.starts[k])
                elif gap == " " and len(self.raw[k]) <= 4:
                    starts.add(self.starts[k])
                    break
                else:
                    break
        return tuple(sorted(starts))

    @cached_property
    def digit_stream(self) -> tuple[str, tuple[int, ...]]:
        """All decimal digits of the text in a row, and the character position of each."""
        positions = [i for run in _DIGIT_RUN.finditer(self.text) for i in range(run.start(), run.end())]
        return "".join(str(int(self.text[i])) for i in positions), tuple(positions)

    @cached_property
    def compact_stream(self) -> tuple[str, tuple[int, ...]]:
        """All words in a row, upper case without separators, and for each character its token's index."""
        parts: list[str] = []
        owners: list[int] = []
        for i, word in enumerate(self.words):
            parts.append(word.upper())
            owners.extend([i] * len(parts[-1]))
        return "".join(parts), tuple(owners)

    def _tokenise(self) -> None:
        """Splitting gives gap, token, gap, ..., token, gap; what a token is comes from the memory of tokens."""
        parts = (_SIMPLE_TOKEN if self.simple else _TOKEN).split(self.text)
        bounds = list(accumulate(map(len, parts)))
        self._gaps = gaps = parts[::2]
        self.starts: list[int] = bounds[:-1:2]
        self.ends: list[int] = bounds[1::2]
        seen = _SEEN
        tokens = [seen.get(written) or _read(written) for written in parts[1::2]]
        count = len(tokens)
        columns = zip(*tokens, strict=True) if tokens else ((),) * 7
        raw, folded, flags, kinds, numbered, cuts, grades = columns
        self.raw: list[str] = list(raw)
        self.words: list[str] = list(folded)
        self.flags: list[int] = list(flags)
        self.numbered: list[int] = list(compress(range(count), numbered))
        self._kinds = bytes(kinds)
        self._grades: tuple[tuple[float, float, float], ...] = grades
        for i in compress(range(count), cuts):
            self.ends[i] -= cuts[i]
            gaps[i + 1] = parts[2 * i + 1][-cuts[i] :] + gaps[i + 1]
        self.opens: list[bool] = [False] * count
        self.unspaced: list[int] = [i for i, gap in enumerate(gaps[1:count]) if gap != " "]
        for i in self.unspaced:
            gap = gaps[i + 1]
            if gap not in _PLAIN_GAPS and (gap in _BREAKS or _BREAK.search(gap) is not None):
                last = self.words[i]
                self.opens[i + 1] = gap[0] != "." or not (len(last) == 1 or last in _NO_BREAK_AFTER) or "\n" in gap
        if count:
            self.opens[0] = True

    def _discount_states(self) -> None:
        """`MA REG`, `CO/8KX`, `TX 4417`: a state's letters before what it registered are no part of a name."""
        if not self.present & _STATES:
            return
        for i in self.tokens_in(_STATES):
            beside = i + 1 < len(self.raw) and len(self._gaps[i + 1]) <= 3
            if self.raw[i].isupper() and beside and (
                self.marks[i + 1] & _REGISTERED or i + 1 in self.numbered or "/" in self._gaps[i + 1]
            ):
                self.grades[i] = NO

    def _judge_casing(self) -> None:
        """CAPS, MIXED or LOWER per sentence, and the grades that follow; short sentences follow the whole text.

        Plates and abbreviations in capitals do not lift a sentence that begins in lower case out of LOWER.
        """
        kinds, grades = self._kinds, self._grades
        whole = _casing(kinds.count(_UPPER), kinds.count(_LOWERED), kinds.count(_TITLED))
        bounds = [*compress(range(len(kinds)), self.opens), len(kinds)]
        self.casing: list[str] = []
        self.grades: list[float] = []
        for first, last in pairwise(bounds):
            upper, lower = kinds.count(_UPPER, first, last), kinds.count(_LOWERED, first, last)
            title = kinds.count(_TITLED, first, last)
            judged = _casing(upper, lower, title) if upper + lower >= 5 else whole
            if kinds[first] == _LOWERED and lower >= 5 and title <= 0.05 * lower and upper <= 0.3 * lower:
                judged = LOWER
            elif judged == LOWER and whole != LOWER:
                judged = MIXED
            self.casing += [judged] * (last - first)
            if judged == MIXED:
                self.grades.append(grades[first][1])
                self.grades += [grade for _, _, grade in grades[first + 1 : last]]
            else:
                self.grades += [grade for grade, _, _ in grades[first:last]]


_LOWERED, _UPPER, _TITLED, _OTHER = range(4)
"""How a token is written: lower case, capitals (two or more), a capital first, none of these."""

_Token = tuple[str, str, int, int, bool, int, tuple[float, float, float]]
"""As written without a possessive 's, folded word, flags, kind, has a digit, length of the possessive, grades."""

_SEEN: dict[str, _Token] = {}
_SEEN_AT_MOST = 200_000
"""Tokens read before, by how they were written: police text repeats its words. In memory only, and bounded."""


def _read(written: str) -> _Token:
    cut = 2 if written[-2:] in _POSSESSIVE and len(written) > 2 else 0
    raw = written[:-2] if cut else written
    word = fold(raw)
    if not word.isalnum():
        word = _NO_LETTER.sub("", word)
    if len(raw) > 1 and raw.isupper():
        kind = _UPPER
    elif raw.islower():
        kind = _LOWERED
    else:
        kind = _TITLED if raw[0].isupper() else _OTHER
    flags = lexicon().get(word, 0)
    numbered = not raw.isalpha() and _DIGIT.search(raw) is not None
    token = (raw, word, flags, kind, numbered, cut, grades_of(raw, flags))
    if len(_SEEN) >= _SEEN_AT_MOST:
        _SEEN.clear()
    _SEEN[written] = token
    return token


def _casing(upper: int, lower: int, title: int) -> str:
    if upper > 2 * lower:
        return CAPS
    return LOWER if lower and title + upper <= 0.02 * lower else MIXED


MASKED = "\ue000"
"""A private-use character: neither letter, digit, space nor punctuation to any pattern of ours."""


def _filled(text: str, masked: tuple[tuple[int, int], ...]) -> str:
    parts: list[str] = []
    last = 0
    for start, end in masked:
        if start >= last:
            parts += [text[last:start], MASKED * (end - start)]
            last = end
    return "".join([*parts, text[last:]])


def _masked(text: str, own_masks: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    found = [match.span() for match in _MASK.finditer(text)]
    for mask in own_masks:
        at = text.find(mask)
        while at >= 0:
            found.append((at, at + len(mask)))
            at = text.find(mask, at + len(mask))
    return tuple(sorted(found))
