"""What a column gives away besides its own meaning: keys inside keys, dates in numbers, gaps, lost zeros."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redact.records.profiling.facts import Column
from redact.records.profiling.parts import parsed
from redact.records.profiling.points import Point
from redact.records.profiling.shapes import Clockwork, TimeShape, exact_address_share


class LeakKind(StrEnum):
    """What is given away, in a few words."""

    POINT_AGAIN = "the point again"
    PLACE_CODE = "a code of the place"
    SECOND_AREA = "an area that follows from the place"
    FIXES_PLACE = "a code that fixes the place"
    EXACT_ADDRESS = "exact addresses"
    PART_OF_TIME = "a part of the date again"
    CONTAINS_COLUMN = "another column inside it"
    CONTAINS_DATE = "the date inside it"
    RUNS_ON = "numbers without gaps"
    LOST_ZEROS = "leading zeros may be lost"
    LOST_FORM = "whole numbers written with a decimal point"
    STAND_IN = "stand-ins for a place"
    GAP_TELLS = "the empty cell tells the offence"
    COMPUTED = "a column that the portal computes from the point"


@dataclass(frozen=True, slots=True)
class Leak:
    """One finding: the column's title, what kind it is, and a sentence without any cell's value."""

    column: str
    kind: LeakKind
    sentence: str


_KEYS = ("incident_id", "event_id", "person_id", "row_id")
_PADDED = ("offense_code", "zip", "beat", "census_tract", "census_block", "district", "precinct", "sector", "statute")


def key_leaks(columns: Sequence[Column], roles: Mapping[str, str | None], times: Mapping[str, TimeShape]) -> list[Leak]:
    """Numbers that contain other columns or the date, and numbers that run on."""
    found = []
    for column in columns:
        numbered = roles.get(column.title) in _KEYS or (column.distinct > 0.9 * column.filled > 20 and _digits(column))
        if not numbered or column.filled < 20:
            continue
        for other in columns:
            if other is not column and other.distinct > 1 and _contains(column, other):
                sentence = f"it contains '{other.title}': whoever knows one knows the other"
                found.append(Leak(column.title, LeakKind.CONTAINS_COLUMN, sentence))
        dated = next(
            (title for title, shape in times.items() if _contains_date(column, _of(columns, title), shape)), None
        )
        if dated is not None:
            sentence = f"its digits contain the date of '{dated}'"
            found.append(Leak(column.title, LeakKind.CONTAINS_DATE, sentence))
        if _runs_on(column):
            sentence = "its numbers run on without gaps, so a gap in what is published shows that a record was left out"
            found.append(Leak(column.title, LeakKind.RUNS_ON, sentence))
    return found


def _of(columns: Sequence[Column], title: str) -> Column:
    return next(column for column in columns if column.title == title)


def _digits(column: Column) -> bool:
    return column.share(r"[a-z]{0,3}-?\d[\d-]*\d") > 0.95


def _contains(column: Column, other: Column) -> bool:
    """Whether the cells of `other` (3 characters or more) stand inside those of `column` in 95 % of the rows."""
    if other.mean_length < 3 or other.mean_length >= column.mean_length or other.distinct < 5:
        return False
    rows = np.flatnonzero(column.stated & other.stated)[:2_000]
    if len(rows) < 20:
        return False
    longer = column.values.take(pa.array(column.codes[rows])).to_pylist()
    shorter = other.values.take(pa.array(other.codes[rows])).to_pylist()
    hits = sum(len(part) >= 3 and part in whole for whole, part in zip(longer, shorter, strict=True))
    return hits >= 0.95 * len(rows)


def _contains_date(column: Column, dates: Column, shape: TimeShape) -> bool:
    """Whether year, month and day, or year and day of the year, of the row's date stand in the number's digits."""
    if shape.tells is Clockwork.CLOCK or shape.format is None or dates is column:
        return False
    rows = np.flatnonzero(column.stated & dates.stated)[:2_000]
    few = Column(dates.title, dates.position, dates.values.take(pa.array(dates.codes[rows])))
    when = parsed(few, shape)[few.codes]
    texts = pc.replace_substring_regex(column.values, r"\D", "").take(pa.array(column.codes[rows])).to_pylist()
    pairs = [(text, each) for text, each in zip(texts, when, strict=True) if each is not None]
    if len(pairs) < 20 or len({each.date() for _, each in pairs}) < 5:
        return False
    forms = ("%Y%m%d", "%y%m%d", "%y%j", "%m%d%Y", "%m%d%y")
    return any(sum(each.strftime(form) in text for text, each in pairs) >= 0.9 * len(pairs) for form in forms)


def _runs_on(column: Column) -> bool:
    """Nearly every number between the lowest and the highest is used: a counter."""
    whole = pc.replace_substring_regex(column.values, r"\D", "")
    usable = pc.match_substring_regex(whole, r"^\d{1,15}$").to_numpy(zero_copy_only=False)
    numbers = np.unique(np.asarray(whole.filter(pa.array(usable)).cast(pa.int64())))
    if len(numbers) < 20 or column.distinct < 0.9 * column.filled:
        return False
    low, high = np.quantile(numbers, [0.01, 0.99])
    inside = int(((numbers >= low) & (numbers <= high)).sum())
    return bool(inside >= 0.67 * (high - low + 1))


def zero_leaks(columns: Sequence[Column], roles: Mapping[str, str | None]) -> list[Leak]:
    """Codes that look as if a spreadsheet had taken their leading zeros, or put ".0" behind them."""
    found = []
    for column in columns:
        if roles.get(column.title) not in (*_PADDED, *_KEYS, "occurred_time"):
            continue
        if column.share(r"\d+\.0") > 0.9:
            sentence = 'its whole numbers end in ".0", as a spreadsheet writes them: zeros in front may be lost too'
            found.append(Leak(column.title, LeakKind.LOST_FORM, sentence))
        elif roles.get(column.title) in _PADDED and _zeros_lost(column):
            sentence = "its codes have different lengths and none begins with 0: zeros in front may be lost"
            found.append(Leak(column.title, LeakKind.LOST_ZEROS, sentence))
    return found


def _zeros_lost(column: Column) -> bool:
    if column.distinct < 8 or column.share(r"\d{2,}[a-z]?") < 0.9 or column.share(r"0.*") > 0:
        return False
    lengths = np.bincount([len(re.sub(r"\D", "", value)) for value in column.sample(500)])
    usual = int(lengths.argmax())
    shorter = lengths[max(usual - 2, 1) : usual].sum()
    return usual >= 3 and bool(0 < shorter < 0.5 * lengths.sum())


def place_leaks(columns: Sequence[Column], roles: Mapping[str, str | None], point: Point | None) -> list[Leak]:
    """Exact addresses, stand-in coordinates, and gaps that say which offence it was."""
    found = []
    for column in columns:
        share = exact_address_share(column) if roles.get(column.title) == "address" else 0.0
        if share > 0.05:
            sentence = f"about {share:.0%} of its cells have an exact house number"
            found.append(Leak(column.title, LeakKind.EXACT_ADDRESS, sentence))
        if re.search(r"computed region|^@", column.words):
            found.append(Leak(column.title, LeakKind.COMPUTED, "the portal computes it from the exact point"))
    if point is None:
        return found
    stated = point.across.stated & point.up.stated
    stand_in = stated & ~point.known
    if stand_in.sum() >= 3:
        sentence = f"{int(stand_in.sum()):,} rows have 0 for a coordinate: a stand-in for places not to be shown"
        found.append(Leak(point.up.title, LeakKind.STAND_IN, sentence))
    gap = ~point.known
    for column in columns:
        if roles.get(column.title) in ("offense_text", "offense_category") and _gap_tells(column, gap):
            sentence = (
                f"rows without a point are nearly all of a few kinds of '{column.title}', and those kinds hardly ever "
                "have one: the gap says what happened"
            )
            found.append(Leak(point.up.title, LeakKind.GAP_TELLS, sentence))
            break
    return found


def _gap_tells(offence: Column, gap: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
    use = offence.stated
    if not 0.001 < gap[use].mean() < 0.3:
        return False
    count = np.bincount(offence.codes[use], minlength=len(offence.values))
    gaps = np.bincount(offence.codes[use & gap], minlength=len(offence.values))
    telling = (count >= 5) & (gaps >= 0.9 * np.maximum(count, 1))
    return bool(gaps[telling].sum() >= 0.8 * gaps.sum() and telling.sum() < 0.5 * (count > 0).sum())
