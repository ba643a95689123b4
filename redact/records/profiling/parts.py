"""Columns that repeat a part of a date beside it: year, month, day of the week, hour, shift."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.records.profiling.facts import Column
from redact.records.profiling.shapes import Clockwork, TimeShape, full_offset
from redact.records.profiling.titles import PARTS

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LIMITS: Final = {"year": (1900, 2200), "quarter": (1, 4), "month": (1, 12), "day": (1, 31), "hour": (0, 24),
                  "minute": (0, 59), "weekday": (0, 7)}  # fmt: skip


def part_of_time(column: Column) -> str | None:
    """Which part of a date or time a column holds, by title and cells; None for others."""
    names = _named(column)
    if names is not None:
        return names
    for part, pattern in PARTS.items():
        if not re.fullmatch(pattern, column.words):
            continue
        if part in ("weekday", "day") and column.words == "day":
            part = "day" if column.between(1, 31) else "weekday"
        if part == "shift" or (column.numeric > 0.95 and _whole(column) and column.between(*_LIMITS[part])):
            return part
    return None


def _named(column: Column) -> str | None:
    """Names of months or weekdays, in full or three letters."""
    if column.numeric > 0.1 or not 1 < column.distinct <= 14 or not column.filled:
        return None
    starts = {value[:3].casefold() for value in column.sample(20) if len(value) >= 3}
    for part, names in (("weekday", _WEEKDAYS), ("month", _MONTHS)):
        if starts and starts <= set(names):
            return part
    return None


def _whole(column: Column) -> bool:
    return column.share(r"-?\d+(\.0+)?") > 0.95


def parsed(column: Column, shape: TimeShape) -> NDArray[np.object_]:
    """The datetimes of a column's distinct values (None where they cannot be read)."""
    found = []
    for value in column.values.to_pylist():
        try:
            found.append(datetime.strptime(full_offset(value), shape.format) if shape.format else None)  # noqa: DTZ007
        except ValueError:
            found.append(None)
    return np.asarray(found, dtype=object)


def repeated_from(column: Column, part: str, times: Mapping[str, TimeShape], columns: Sequence[Column]) -> str | None:
    """The title of a date column from which a part follows in at least 98 % of the rows; None where there is none."""
    for other in columns:
        shape = times.get(other.title)
        if (
            shape is None
            or shape.format is None
            or (shape.tells is Clockwork.CLOCK and part not in ("hour", "shift", "minute"))
        ):
            continue
        if part in ("hour", "minute") and shape.tells is Clockwork.DATE:
            continue
        if part == "shift":
            if shape.tells is not Clockwork.DATE:
                return other.title
            continue
        told = np.asarray([None if each is None else _tell(each, part) for each in parsed(other, shape)], dtype=object)
        rows = np.flatnonzero(column.stated & other.stated)[:5_000]
        own = np.asarray([_own(value, part) for value in column.values.to_pylist()], dtype=object)
        if len(rows) < 2:
            continue
        same = [a in b for a, b in zip(own[column.codes[rows]], told[other.codes[rows]], strict=True) if b is not None]
        if same and sum(same) >= 0.98 * len(same):
            return other.title
    return None


def clock_offset(column: Column, other: Column, shape: TimeShape) -> bool:
    """Whether an hour column differs from a time column by one or two fixed numbers of hours: another time zone."""
    if shape.tells is not Clockwork.BOTH or shape.format is None:
        return False
    told = np.asarray([-1 if each is None else each.hour for each in parsed(other, shape)])
    own = np.asarray([-1 if (hour := _own(value, "hour")) is None else hour for value in column.values.to_pylist()])
    own, told = own[column.codes], told[other.codes]
    use = (own >= 0) & (told >= 0)
    if use.sum() < 50:
        return False
    count = np.sort(np.bincount((told[use] - own[use]) % 24, minlength=24))
    return bool(count[-2:].sum() >= 0.98 * use.sum())


def always_midnight(column: Column, shape: TimeShape) -> bool:
    """Whether a column of dates with times never tells a time: a date as a spreadsheet or portal writes it."""
    if shape.tells is not Clockwork.BOTH or column.distinct < 2:
        return False
    return all(each is None or (each.hour, each.minute) == (0, 0) for each in parsed(column, shape))


def _tell(when: datetime, part: str) -> tuple[int, ...]:
    """The numbers by which a part of a date may be written (weekdays are counted in several ways)."""
    if part == "weekday":
        day = when.weekday()
        return (day + 100, day + 1, (day + 1) % 7, day, (day + 1) % 7 + 1)
    if part == "quarter":
        return ((when.month + 2) // 3,)
    return (int(getattr(when, part)),)


def _own(value: str, part: str) -> int | None:
    start = value[:3].casefold()
    if part == "weekday" and start in _WEEKDAYS:
        return _WEEKDAYS.index(start) + 100
    if part == "month" and start in _MONTHS:
        return _MONTHS.index(start) + 1
    number = re.fullmatch(r"(\d+)(\.0+)?", value)
    return int(number.group(1)) if number else None


def split_date(parts: Mapping[str, str]) -> tuple[list[str], list[str]] | None:
    """Titles of year, month and day, and of hour and minute, when only together they tell the date."""
    titles = {part: title for title, part in parts.items()}
    if not all(part in titles for part in ("year", "month", "day")):
        return None
    clock = [titles[part] for part in ("hour", "minute") if part in titles]
    return [titles[part] for part in ("year", "month", "day")], clock
