"""Reads offence, category and call texts: which classes they show, which they leave open, whom they are against.

Texts are read once per distinct value. The rules are in `rules/offense_text.rules`; this module turns a text
as systems write it (`ASLT W/INT:CHLD-14`, `A&B ON PERSON UNDER 14`, `D/V`) into the words the rules speak of.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from re import Match

from redact.classify import spelling
from redact.classify.phrases import Line, Rules, Words
from redact.classify.rule import GROUPS, Reading, Rule, read_classes, strongest
from redact.vocabulary import OffenseGroup, Strength

MINOR, TEEN, OLD = " @minor ", " @teen ", " @old "
"""Words that stand for ages in the rules."""

_SHORTHAND = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"\bd\s*/\s*v\b", " dv "),
        (r"\bl\s*&\s*l\b", " lewdlasc "),
        (r"\ba\s*&\s*b\b", " assault battery "),
        (r"\bb\s*&\s*e\b", " burglary "),
        (r"\bw/o\b", " without "),
        (r"\bf/arm", " firearm"),
        (r"\bf/obj\w*|\b(?:frgn|frn|fgn|foreign)\s*obj\w*", " sexual penetration "),
    )
)
_UNIT = r"(?![\d,.$%]|\s*(?:grams?|gm|oz|lbs?|mph|\$|dollar|days?|months?|hours?|hrs?|feet|ft))"
_BELOW = re.compile(
    r"(?:\b(?:under|und|undr|u|less than|lt|below|blw|younger than)\s*/?\s*(?:the age of |age of |age )?|<\s*)"
    rf"(\d{{1,2}}){_UNIT}"
)
_MINUS = re.compile(r"(?<![\d$.])-(\d{1,2})(?=\D|$)(?![.,]\d)")
_YEARS = re.compile(
    r"\b(\d{1,2})\s*(?:yrs?|years?|yoa|yo|y/o)\b(?!\s*(?:enh|pris|felony|sentence))(?!\s*(?:or|and|&)\s*(?:older|over))"
)
_AND_BELOW = re.compile(r"\b(\d{1,2})\s*(?:yrs?|years?)?\s*(?:and|&|or) (?:under|younger|less)")
_RANGE = re.compile(r"\b(\d{1,2})\s*(?:-|to|/|&|or)\s*(\d{1,2})(?=\s*(?:yrs?|years?|yoa|yo|$|\)|&|susp|old))")
_ABOVE = re.compile(
    r"(?:(?<!\d)\+\s?|\b(?:over|o/|older than|above)\s*)(\d{2})(?!\d)"
    r"|\b(\d{2})(?:\+|\s*(?:yrs?|years?)?(?: of age| old)?\s*(?:or|and|&) (?:older|over|above))"
)
_INITIALS = re.compile(r"\b[a-z](?:\.[a-z]\b)+\.?|\b[a-z](?: [a-z]\b){2,}")
_WORD = re.compile(r"@?[a-z]+|\d+[a-z]*")
_PARTS = re.compile(r" / |: | \| ")

HEADINGS = frozenset(
    {
        "other offense", "other offenses", "all other crimes", "all other offenses", "other crimes against persons",
        "public disorder", "public peace violation", "secondary codes", "non criminal", "other", "miscellaneous",
        "deceptive practice", "interference with public officer", "other narcotic violation", "crimes against persons",
        "crimes against property", "crimes against society", "person crime", "property crime", "other crimes",
        "part i", "part ii", "part 1", "part 2",
    }
)  # fmt: skip
"""Parts of a text that only say under which heading a system files it: not looked at beside a description."""


def words_of(text: str) -> list[str]:
    """Lower-case words, shorthand written out, ages as `@minor`, `@teen`, `@old`."""
    plain = _described(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())
    for written, meant in _SHORTHAND:
        plain = written.sub(meant, plain)
    plain = _INITIALS.sub(lambda m: m[0].replace(".", "").replace(" ", ""), plain)
    for pattern in (_BELOW, _MINUS, _YEARS, _AND_BELOW):
        plain = pattern.sub(lambda m: MINOR if 4 <= int(m[1]) <= 18 else m[0], plain)
    plain = _RANGE.sub(lambda m: TEEN if 3 <= int(m[1]) <= 17 and int(m[1]) < int(m[2]) <= 18 else m[0], plain)
    plain = _ABOVE.sub(_from_age, plain)
    return _WORD.findall(plain.replace("'", ""))


def _described(text: str) -> str:
    """The text without the headings that other parts make superfluous."""
    parts = _PARTS.split(text)
    told = [part for part in parts if " ".join(part.replace("-", " ").split()) not in HEADINGS]
    return " / ".join(told) if told and len(told) < len(parts) else text


def _from_age(found: Match[str]) -> str:
    age = int(found[1] or found[2])
    if 10 <= age <= 17:
        return TEEN
    return OLD if 60 <= age <= 80 else found[0]


@cache
def rules() -> Rules:
    """The shipped rules, compiled at first use."""
    text = resources.files(__package__).joinpath("rules", "offense_text.rules").read_text(encoding="utf-8")
    return Rules(text, origin="offense_text.rules", resolve=spelling.resolve)


def read(text: str) -> Reading:
    """What one offence text says. Empty text says nothing."""
    words = rules().read(words_of(text))
    if not words.present:
        return Reading(group=_group(words), known=words.whole is not None)
    shown = [rule for line, _ in rules().matches("shows", words) for rule in _rules(line, Strength.SHOWS)]
    settled = next(rules().matches("settles", words), None) is not None
    left_open = [] if shown or settled else _left_open(words)
    group = _group(words)
    return Reading(
        rules=strongest(shown or left_open),
        group=group,
        known=bool(shown or left_open or settled or group is not None or words.whole is not None),
    )


def _group(words: Words) -> OffenseGroup | None:
    """The first group whose pattern matches; what stop phrases hide is looked at last."""
    for text in (words, words.whole):
        found = next(rules().matches("groups", text), None) if text is not None else None
        if found is not None:
            return GROUPS[found[0].fields[0]]
    return None


def _left_open(words: Words) -> list[Rule]:
    """All that the text leaves open."""
    return [rule for line, _ in rules().matches("may", words) for rule in _rules(line, Strength.MAY)]


@cache
def _rules(line: Line, strength: Strength) -> tuple[Rule, ...]:
    classes, name = line.fields
    sentence = (
        f"The offence text says: {name}." if strength is Strength.SHOWS else f"The offence text leaves it open: {name}."
    )
    return read_classes(classes, name=f"text: {name}", strength=strength, sentence=sentence)
