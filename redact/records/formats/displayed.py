"""A workbook's cell as Excel displays it: number formats with leading zeros, decimals, hyphens; dates as ISO."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_CLOCK = re.compile(r"[hs]|am/pm|a/p", re.IGNORECASE)


def displayed(value: Any, number_format: str) -> str:
    """The text of a cell. Dates are ISO: with the time only where the cell's format shows one."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S") if _shows_clock(number_format) else value.date().isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def plain_number(value: float) -> str:
    """A number without more digits than a workbook stores (15), and without a decimal point where it is whole."""
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e15):
        return str(int(value))
    return format(value, ".15g")


@lru_cache(maxsize=1024)
def _shows_clock(number_format: str) -> bool:
    """Whether a date format has hours or seconds in it, outside of literal text."""
    elapsed = "[h" in number_format.casefold()
    return elapsed or _CLOCK.search(_QUOTED.sub("", number_format)) is not None


def _number(value: float, number_format: str) -> str:
    """By the first section of the format. Formats with colours, fractions or exponents show the plain number."""
    shape = _shape(number_format)
    if shape is None:
        return plain_number(value)
    pattern, percent = shape
    whole, _, part = pattern.partition(".")
    places = sum(char in "0#?" for char in part)
    number = Decimal(format(abs(value) * (100 if percent else 1), ".15g"))
    number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits, _, decimals = format(number, "f").partition(".")
    while decimals and not part.endswith("0") and decimals.endswith("0"):
        decimals, part = decimals[:-1], part[:-1]
    text = _filled(whole, digits) + (f".{decimals}" if decimals else "") + ("%" if percent else "")
    return f"-{text}" if value < 0 and number else text


@lru_cache(maxsize=1024)
def _shape(number_format: str) -> tuple[str, bool] | None:
    section = _QUOTED.sub(lambda part: part.group(1) or part.group(2) or "", number_format.split(";")[0]).strip()
    percent = section.endswith("%")
    section = section.removesuffix("%")
    if (
        not re.fullmatch(r"[0#?,.\-() /$€£]+", section)
        or not re.search(r"[0#?]", section)
        or "#/" in section
        or "?/" in section
    ):
        return None
    return section, percent


def _filled(pattern: str, digits: str) -> str:
    """Digits put into the 0 and # of a pattern from the right; what else stands there is literal."""
    thousands = "," in pattern
    pattern = pattern.replace(",", "")
    left, out, count = list(digits.lstrip("0")), [], 0
    for char in reversed(pattern):
        if char in "0#?":
            digit = left.pop() if left else ("0" if char == "0" else "")
            if thousands and digit and count and count % 3 == 0:
                out.append(",")
            out.append(digit)
            count += bool(digit)
        else:
            out.append(char)
    while left:
        if thousands and count % 3 == 0:
            out.append(",")
        out.append(left.pop())
        count += 1
    return "".join(reversed(out)).strip()
