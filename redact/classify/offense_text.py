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
from redact.classify.phrases import Rules, Words
from redact.classify.rule import GROUPS, Reading, Rule, read_classes, strongest
from redact.classify.rule_language import Line
from redact.vocabulary import OffenseGroup, Strength

MINOR, TEEN, OLD = " @minor ", " @teen ", " @old "
"""Words that stand for ages in the rules."""

_SHORTHAND = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"\bd\s*/\s*v\b", " dv "),
        (r"\bl\s*&\s*l\b", " lewdlasc "),
        (r"\b(?:a\s*&\s*b|a ?and ?b)\b", " assault battery "),
        (r"^(?:asl|ass)[-/]\d{4}", " assault "),
        (r"^rap[-/]\d{4}", " rape "),
        (r"^prt[-/]\d{4}", " protective order "),
        (r"^fam[-/]\d{4}", " family offense "),
        (r"^stk[-/]\d{4}", " stalking "),
        (r"^(\w)/(?=o\b)", r"\1"),
        (r"\bb\s*&\s*e\b", " burglary "),
        (r"\bw/o\b", " without "),
        (r"\bf/arm", " firearm"),
        (r"\bf/obj\w*|\b(?:frgn|frn|fgn|foreign)\s*obj\w*", " sexual penetration "),
    )
)
_UNIT = r"(?!\d|[,.]\d|[$%]|\s*(?:grams?|gm|oz|lbs?|mph|\$|dollar|days?|months?|hours?|hrs?|feet|ft))"
_BELOW = re.compile(
    r"(?:\b(?:under|und|undr|u|less than|lt|below|blw|younger than)\s*/?\s*(?:the age of |age of |age )?|<\s*)"
    rf"(\d{{1,2}}){_UNIT}"
    rf"|(?:\bvict?(?:im)?\s*)(\d{{1,2}})-(?!\d)|\b(\d{{1,2}})\s*/\s*under\b"
)
_MINUS = re.compile(r"(?<![\d$.])-(\d{1,2})(?!\d|st\b|nd\b|rd\b|th\b|[.,]\d)")
_YEARS = re.compile(
    r"\b(\d{1,2})\s*(?:yrs?|years?|yoa|yo|y/o)\b(?!\s*(?:enh|pris|felony|sentence))(?!\s*(?:or|and|&)\s*(?:older|over))"
)
_AND_BELOW = re.compile(r"\b(\d{1,2})\s*(?:yrs?|years?)?\s*(?:and|&|or) (?:under|younger|less)")
_RANGE = re.compile(r"\b(\d{1,2})\s*(?:-|to|/|&|or)\s*(\d{1,2})(?=\s*(?:yrs?|years?|yoa|yo|y\b|$|\)|&|susp|old))")
_ABOVE = re.compile(
    r"(?:(?<!\d)\+\s?|\b(?:over|o/|older than|above)\s*)(\d{2})(?!\d)"
    r"|\b(\d{2})(?:\+|\s*(?:yrs?|years?|yoa)?(?: of age| old)?\s*(?:or|and|&) (?:older|over|above))"
)
_INITIALS = re.compile(r"\b[a-z](?:\.[a-z]\b)+\.?|\b[a-z](?: [a-z]\b){2,}")
_WORD = re.compile(r"@?[a-z]+|\d+[a-z]*")
_PARTS = re.compile(r" / |: | \| ")

LONGEST_CODE = 16
"""Longer texts are words, not the codes of a dispatcher."""
_GLUED = re.compile(r"[a-z]{5,12}")
_STEMS = {
    "dom": "domestic", "dv": "dv", "fam": "family", "chd": "child", "chld": "child", "juv": "juvenile",
    "jv": "juvenile", "sx": "sex", "sex": "sex", "har": "harass", "harr": "harass", "hrs": "harass", "eld": "elder",
    "adl": "adult", "adlt": "adult", "mis": "missing", "miss": "missing", "run": "runaway", "rnwy": "runaway",
    "srv": "serve", "svc": "serve", "abu": "abuse", "abus": "abuse", "abj": "abuse juvenile", "neg": "neglect",
    "negl": "neglect", "dis": "disturbance", "dist": "disturbance", "trb": "trouble", "trbl": "trouble",
    "verb": "verbal", "vrb": "verbal", "ver": "verbal", "phys": "physical", "phy": "physical", "aslt": "assault",
    "asl": "assault", "asslt": "assault", "aba": "abandon", "bat": "battery", "viol": "violation", "vio": "violation",
    "ord": "order", "ro": "ro", "tro": "tro", "phn": "phone", "pers": "person", "per": "person", "thr": "threat",
    "thrt": "threat", "stk": "stalk", "stlk": "stalk", "rap": "rape", "mol": "molest", "wel": "welfare",
    "chk": "check", "ck": "check", "unw": "unwanted", "sus": "suspicious", "susp": "suspicious", "trs": "trespass",
    "trsp": "trespass", "nbr": "neighbor", "ngh": "neighbor", "cus": "custody", "cust": "custody", "sui": "suicide",
    "att": "attempt", "ip": "ip", "jo": "jo", "kid": "kidnap", "kdnp": "kidnap", "pros": "prostitution",
    "traf": "traffick", "wpn": "weapon", "inj": "injury", "prog": "in progress", "rpt": "report", "just": "jo",
    "old": "old",
}  # fmt: skip
"""What dispatch systems glue together into one code, as in DOMVERB, FAMDIS, SXASLT."""

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
    plain = _GLUED.sub(_unglue, plain) if len(plain) <= LONGEST_CODE else plain
    plain = _INITIALS.sub(lambda m: m[0].replace(".", "").replace(" ", ""), plain)
    for pattern in (_BELOW, _MINUS, _YEARS, _AND_BELOW):
        plain = pattern.sub(_below, plain)
    plain = _RANGE.sub(lambda m: TEEN if 3 <= int(m[1]) <= 17 and int(m[1]) < int(m[2]) <= 18 else m[0], plain)
    plain = _ABOVE.sub(_from_age, plain)
    return _WORD.findall(plain.replace("'", ""))


def _described(text: str) -> str:
    """The text without the headings that other parts make superfluous."""
    parts = _PARTS.split(text)
    told = [part for part in parts if " ".join(part.replace("-", " ").split()) not in HEADINGS]
    return " / ".join(told) if told and len(told) < len(parts) else text


def _unglue(found: Match[str]) -> str:
    """`famdis` as `family disturbance`; a word that the rules know, or that has another part, stays as it is."""
    word = found[0]
    if rules().knows(word):
        return word
    for cut in range(2, len(word) - 1):
        first, rest = _STEMS.get(word[:cut]), word[cut:]
        if first is None:
            continue
        if rest in _STEMS:
            return f" {first} {_STEMS[rest]} "
        for second in range(2, len(rest) - 1):
            if rest[:second] in _STEMS and rest[second:] in _STEMS:
                return f" {first} {_STEMS[rest[:second]]} {_STEMS[rest[second:]]} "
    return word


def _below(found: Match[str]) -> str:
    age = int(next(filter(None, found.groups())))
    return MINOR if 4 <= age <= 18 else found[0]


def _from_age(found: Match[str]) -> str:
    age = int(found[1] or found[2])
    if 10 <= age <= 17:
        return TEEN
    return OLD if 55 <= age <= 80 else found[0]


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
