"""The house number, block or range at the front of an address text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from redact.place.abbreviations import DIRECTIONS
from redact.place.address.kinds import MOST_NUMBERED_STREETS


@dataclass(frozen=True, slots=True)
class Number:
    """What stands before the street."""

    number: int
    hundred: int
    masked: bool = False
    hyphen: bool = False
    range_number: int = -1
    prefix: str = ""


_GRID: Final = re.compile(r"([NSEW] ?\d{1,3} ?[NSEW]) ?(\d{1,6})(X{0,3})(?=[ ,]|$)")
MASKED: Final = re.compile(r"(\d{0,4})(?:(X{1,4})| (XX{1,3})|(?<=\d)([*?]{2,4}))(?=[ -]|$)")
_TO: Final = r"(?: ?- ?| (?:TO|THRU|THROUGH) )"
_MASKED_END: Final = re.compile(_TO + r"(?:\d{1,6}X{0,4}|X{1,4})(?= |-[B ]|$)")
_HYPHEN: Final = re.compile(r"#?(\d{1,6})" + _TO + r"(\d{1,6})(?:[A-Z]\b)?(?=[ ,]|-B|$)")
_HYPHEN_MASKED: Final = re.compile(r"(\d{1,4}) ?- ?X{2,3}(?= |-B|$)")
_HYPHEN_RUN: Final = re.compile(r"(\d{1,4})-(\d\d)" + _TO + r"\d{1,4}-(\d\d)(?= |-B|$)")
_SEVERAL: Final = re.compile(r"(\d{3,6})(?: ?[;/&,] ?| | AND )(\d{3,6})(?= [A-Z0-9]+ )")
PLAIN: Final = re.compile(
    r"(?:#|(?P<letter>[A-HJ-Z])-?(?=\d{3}))?(?P<number>\d{1,6})(?:(?:-?[A-Z])?\b(?=[ -]|$)|(?=-?BL))"
)
_BLOCK_WORD: Final = re.compile(r"-? ?(?P<hundred>HUNDRED ?)?(?:BLOCKS?|BLKS?|BLCK)\b\.?(?: OF\b)?")
_UNIT_BLOCK: Final = re.compile(r"(?:UNIT|ZERO|0+) ?-?(?:BLOCK|BLK)\b(?: OF\b)?")


def read_number(text: str) -> tuple[Number, str] | None:
    """The house number, block or range at the front of a text, and what follows. An ordinal is never one."""
    unit = _UNIT_BLOCK.match(text)
    if unit:
        return Number(0, 0, masked=True), text[unit.end() :].strip()
    found, rest = _grid(text) or _masked(text) or _two(text) or _one(text) or (None, "")
    if found is None:
        return None
    rest = rest.strip()
    block = _BLOCK_WORD.match(rest)
    if block is None:
        return found, rest
    return _masked_number(found, in_words=block["hundred"] is not None), rest[block.end() :].strip()


def _masked_number(number: Number, in_words: bool) -> Number:
    """The number of a text that says BLOCK: only its hundred is meant. `in_words`: 12 HUNDRED BLOCK."""
    if in_words and number.hundred == 0:
        return replace(number, number=number.number * 100, hundred=number.number, masked=True)
    as_range = number.range_number // 100 * 100 if number.range_number >= 0 else -1
    return replace(number, number=number.hundred * 100, range_number=as_range, masked=True)


def _grid(text: str) -> tuple[Number, str] | None:
    found = _GRID.match(text)
    if found is None:
        return None
    number = int(found[2] + "0" * len(found[3]))
    masked = found[3] != ""
    prefix = found[1].replace(" ", "")
    return Number(number, number // 100, masked=masked, prefix=prefix), text[found.end() :]


def _masked(text: str) -> tuple[Number, str] | None:
    """12XX, 0000X, 12 XX, and the lower end of 12XX-14XX."""
    found = MASKED.match(text)
    if found is None:
        return None
    number = int(found[1] + "0" * len(found[2] or found[3] or found[4]))
    end = _MASKED_END.match(text, found.end())
    return Number(number // 100 * 100, number // 100, masked=True), text[(end or found).end() :]


def _two(text: str) -> tuple[Number, str] | None:
    """Two or more numbers, of which one block is said: 1200;1210, 1234-1236, 12-34, 12-00 TO 14-99."""
    several = _SEVERAL.match(text)
    close = several is not None and int(several[1]) // 100 == int(several[2]) // 100
    if several and (close or re.search("[;/&D]", several[0])):
        number = min(int(several[1]), int(several[2]))
        return Number(number, number // 100), text[several.end() :]
    cross = _HYPHEN_MASKED.match(text)
    if cross:
        return Number(int(cross[1]) * 100, int(cross[1]), masked=True, hyphen=True), text[cross.end() :]
    run = _HYPHEN_RUN.match(text)
    if run:
        hundred = int(run[1])
        masked = (run[2], run[3]) == ("00", "99")
        return Number(hundred * 100 + int(run[2]), hundred, masked=masked, hyphen=True), text[run.end() :]
    two = _HYPHEN.match(text)
    return (_two_numbers(two[1], two[2]), text[two.end() :]) if two else None


def _one(text: str) -> tuple[Number, str] | None:
    one = PLAIN.match(text)
    if one is None:
        return None
    number = int(one["number"])
    prefix = one["letter"] if one["letter"] in DIRECTIONS else ""  # N6055 COUNTY RD, in Wisconsin
    return Number(number, number // 100, prefix=prefix), text[one.end() :]


def _two_numbers(first: str, second: str) -> Number:
    """A range (1234-1236, 9600-9699) or a number that begins with its cross street (12-34, 123-17).

    From a hundred to a 99 (0-99, 900-1199) is a run of blocks. Otherwise a range rises, on one side of the street,
    within a few hundreds. What could be either (12-34) is read as a cross street first and the range is kept beside it.
    """
    low, high = int(first), int(second)
    if low < high and low % 100 == 0 and high % 100 == 99:
        return Number(low, low // 100, masked=True)
    alike = low < high and len(first) == len(second)
    if alike and (len(first) > 2 or high - low <= 10):
        return Number(low, low // 100)
    near = low < high <= low + 100
    if near and len(second) == 3:
        return Number(low, low // 100)
    if len(second) in (2, 3) and (low <= MOST_NUMBERED_STREETS or second == "00"):
        return Number(low * 100 + high % 100, low, hyphen=True, range_number=low if near else -1)
    return Number(low, low // 100)
