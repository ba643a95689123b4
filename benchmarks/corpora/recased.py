"""Copies of marked texts in other casings and with other people: what the model sees of capitals and of names."""

from __future__ import annotations

import re
from random import Random

from benchmarks.corpora.names import Names
from redact.identity.ner.fit import Marked
from redact.identity.ner.reader import STAND_IN

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CODES = frozenset(
    ("RP", "V", "S", "DOB", "VALS", "FIO", "BOP", "CJIS", "MA", "EMS", "II", "III", "GOA", "DV", "TX", "CA")
)


def upper(text: Marked) -> Marked:
    """All capitals; letters whose capital is longer stay."""
    return Marked("".join(x.upper() if len(x.upper()) == 1 else x for x in text.text), text.names)


def lower(text: Marked) -> Marked:
    """No capitals."""
    return Marked("".join(x.lower() if len(x.lower()) == 1 else x for x in text.text), text.names)


def sentence_case(text: Marked) -> Marked:
    """A text in capitals as a careful typist writes it: sentences, names and known codes with capitals."""
    out = list(lower(text).text)
    opens = True
    for match in _WORD.finditer(text.text):
        before = text.text[max(0, match.start() - 3) : match.start()]
        opens = match.start() == 0 or "\n" in before or before.rstrip()[-1:] in (".", "!", "?", ":")
        named = any(start <= match.start() < end for start, end in text.names)
        if match.group() in _CODES:
            out[match.start() : match.end()] = list(match.group())
        elif opens or named:
            out[match.start()] = text.text[match.start()]
    return Marked("".join(out), text.names)


def is_caps(text: str) -> bool:
    """Whether a text is written in capitals."""
    return sum(map(str.isupper, text)) > 2 * sum(map(str.islower, text))


def with_others(text: Marked, names: Names, rnd: Random) -> Marked:
    """The text with other people: each word of a name becomes a word of another name, the same one all through."""
    swapped: dict[str, str] = {}
    pieces, marks, at, length = [], [], 0, 0
    for start, end in text.names:
        pieces.append(text.text[at:start])
        length += start - at
        mention = text.text[start:end]
        words = list(_WORD.finditer(mention))
        inner, last = [], 0
        for number, match in enumerate(words):
            word = match.group()
            inner.append(mention[last : match.start()])
            last = match.end()
            if len(word) < 2:
                inner.append(word)
                continue
            key = word.lower()
            if key not in swapped:
                person = names.person(rnd, words=0.3)
                comma = "," in mention
                family = (number == 0) == comma if len(words) > 1 else rnd.random() < 0.5
                swapped[key] = person.family if family else person.given
            new = swapped[key]
            inner.append(new.upper() if word.isupper() else new.lower() if word.islower() else new)
        inner.append(mention[last:])
        made = "".join(inner)
        pieces.append(made)
        marks.append((length, length + len(made)))
        length += len(made)
        at = end
    pieces.append(text.text[at:])
    return Marked("".join(pieces), tuple(marks))


def partly_masked(text: Marked, others: tuple[tuple[int, int], ...], rnd: Random) -> Marked:
    """The text as the model meets it: most identifiers masked by other layers already, names here and there left.

    `others` are marked stretches that are no names.
    """
    share = rnd.choice((0.0, 0.0, 0.5, 0.8))
    if not share:
        return text
    hidden = {span for span in text.names if rnd.random() < share} | {span for span in others if rnd.random() < 0.9}
    pieces, names, at, length = [], [], 0, 0
    for start, end in sorted({*text.names, *others}):
        if start < at:
            continue
        pieces.append(text.text[at:start])
        length += start - at
        piece = STAND_IN if (start, end) in hidden else text.text[start:end]
        if (start, end) not in hidden and (start, end) in text.names:
            names.append((length, length + len(piece)))
        pieces.append(piece)
        length += len(piece)
        at = end
    pieces.append(text.text[at:])
    return Marked("".join(pieces), tuple(names))
