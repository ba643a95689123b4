"""The shapes that dates and times come in, as RE2 patterns with one named group per part.

Formats in a card are those of Python's strptime (%Y %y %m %d %b %B %H %I %M %S %f %p %z %a %A). `%H%M` also reads
times that lost their leading zeros ("100" is 01:00, "8" is 00:08). Without a format the column's own values decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from redact.errors import DataMismatch, Where


@dataclass(frozen=True)
class Pattern:
    """A compiled format: an RE2 pattern whose named groups are the parts of a time, in the order of `groups`."""

    regex: str
    groups: tuple[str, ...]


_PARTS: Final[Mapping[str, str]] = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})",
    "b": r"(?P<b>[A-Za-z]{3,9})\.?", "H": r"(?P<H>\d{1,2})", "I": r"(?P<H>\d{1,2})", "M": r"(?P<M>\d{1,2})",
    "S": r"\d{1,2}", "f": r"\d{1,9}", "p": r"(?P<p>[AaPp])\.?[Mm]\.?", "a": r"[A-Za-z]{2,9}\.?",
    "z": r"(?P<z>[Zz]|[+-]\d{2}(?::?\d{2})?)",
}  # fmt: skip
_ALIASES: Final = {"B": "b", "h": "b", "A": "a"}


_LEFT_ZEROS_OUT: Final = r"(?P<H>\d{0,2}?)(?P<M>\d{2}|\d)(?:\.0)?"


@lru_cache(maxsize=256)
def compile_format(text: str, where: Where | None = None) -> Pattern:
    """A strptime format as a pattern. Raises DataMismatch (11) for a directive that is not known here."""
    if text == "%H":
        return _pattern(r"(?P<H>\d{1,2})(?:\.0)?")
    pieces: list[str] = []
    words = re.findall(r"%H%M(?!%)|%.?|\s+|[^%\s]+", text)
    for position, word in enumerate(words):
        if word == "%H%M" and not (position > 0 and words[position - 1].startswith("%")):
            pieces.append(_LEFT_ZEROS_OUT)
        elif word == "%H%M":
            pieces.append(r"(?P<H>\d{2})(?P<M>\d{2})")
        elif word.startswith("%"):
            letter = _ALIASES.get(word[1:], word[1:])
            if letter == "%":
                pieces.append("%")
                continue
            if letter not in _PARTS:
                raise DataMismatch(
                    f"the time format directive '{word}' is not known",
                    where=where,
                    fix=f"Known are: {' '.join('%' + key for key in (*_PARTS, 'B', 'A'))}",
                )
            part = _PARTS[letter]
            beside = position + 1 < len(words) and words[position + 1].startswith("%")
            after = position > 0 and words[position - 1].startswith("%")
            pieces.append(part.replace("{1,2}", "{2}") if beside or after else part)
        else:
            pieces.append(r"\s+" if word.isspace() else re.escape(word))
    return _pattern("".join(pieces), where)


def _pattern(regex: str, where: Where | None = None) -> Pattern:
    groups = tuple(re.findall(r"\?P<(\w)>", regex))
    if len(set(groups)) < len(groups):
        raise DataMismatch("a time format names the same part twice", where=where)
    return Pattern(f"^{regex}$", groups)


_CLOCK: Final = (
    r"(?:[ T]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<p>[AaPp])\.?[Mm]\.?)?\s*(?P<z>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?"
)
_ISO: Final = _pattern(r"(?P<Y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2})" + _CLOCK + ")?")
_COMPACT: Final = _pattern(r"(?P<Y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[ T]?(?P<H>\d{2}):?(?P<M>\d{2})(?::?\d{2})?)?")
_MONTH_FIRST: Final = _pattern(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<Y>\d{4})" + _CLOCK)
_DAY_FIRST: Final = _pattern(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<Y>\d{4})" + _CLOCK)
_MONTH_FIRST_SHORT: Final = _pattern(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{2})" + _CLOCK)
_DAY_FIRST_SHORT: Final = _pattern(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{2})" + _CLOCK)
_NAMED: Final = (
    _pattern(r"(?P<d>\d{1,2})[ -](?P<b>[A-Za-z]{3,9})\.?,?[ -](?P<Y>\d{4})" + _CLOCK),
    _pattern(r"(?:[A-Za-z]{3,9},? )?(?P<b>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<Y>\d{4})" + _CLOCK),
)
_COARSE: Final = (_pattern(r"(?P<m>\d{1,2})/(?P<Y>\d{4})"), _pattern(r"(?P<Y>\d{4})"))
_COLON_CLOCK: Final = _pattern(r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s*(?P<p>[AaPp])\.?[Mm]\.?)?")
_DIGIT_CLOCK: Final = compile_format("%H%M")


def date_patterns(values: pa.Array, where: Where) -> list[Pattern]:
    """The shipped shapes of dates, with the order of day and month decided by the column's own values."""
    shaped = pc.extract_regex(values, r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?:\d{4}|\d{2})(?:\D|$)").drop_null()
    patterns = [_ISO, _COMPACT, *_NAMED, *_COARSE]
    if not len(shaped):
        return patterns
    first = pc.max(pc.cast(shaped.field("a"), pa.int32())).as_py()
    second = pc.max(pc.cast(shaped.field("b"), pa.int32())).as_py()
    if (first > 12) == (second > 12):
        raise DataMismatch(
            "its dates could be day first or month first",
            where=where,
            fix='Say which in the card: time: {formats: {"TITLE": "%m/%d/%Y"}} with the column\'s title',
        )
    if second > 12:
        return [_MONTH_FIRST, _MONTH_FIRST_SHORT, *patterns]
    return [_DAY_FIRST, _DAY_FIRST_SHORT, *patterns]


def clock_patterns(values: pa.Array, where: Where) -> list[Pattern]:
    """The shipped shapes of times of day. "8" alone is eight o'clock in one city and eight past midnight in another."""
    short = pc.any(pc.match_substring_regex(values, r"^\d{1,2}(\.0)?$")).as_py()
    long = pc.any(pc.match_substring_regex(values, r"^\d{3,4}(\.0)?$")).as_py()
    if short and not long:
        raise DataMismatch(
            "its times could be hours or minutes",
            where=where,
            fix='Say which in the card: time: {formats: {"TITLE": "%H"}} for hours, "%H%M" for 100 as 01:00',
        )
    return [_COLON_CLOCK, _DIGIT_CLOCK]
