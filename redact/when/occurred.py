"""The time of each row, from whichever of its time columns states it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.errors import Where
from redact.records.batch import Batch, Field
from redact.records.card import Card
from redact.vocabulary import TimePrecision
from redact.when.formats import clock_patterns, compile_format, date_patterns
from redact.when.parsing import parse
from redact.when.periods import MINUTES_PER_DAY, NAT

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2200
"""Years outside these are typing mistakes (0220 for 2020), not history."""

_FALLBACKS: Final = ("reported_at", "dispatched_at", "occurred_until", "cleared_at", "updated_at")
_NULLS: Final = pa.array(
    sorted({"", "-", "--", ".", "?", "na", "n/a", "#n/a", "nan", "nat", "none", "null", "(null)", "<null>",
            "unk", "unknown"})
)  # fmt: skip


@dataclass(frozen=True)
class Times:
    """When each row's event happened, as its source tells it.

    `minutes` int64 local wall minutes since 1970-01-01 (NAT where absent or bad), `precision` int8 the source's own
    TimePrecision, `bad` where a cell cannot be read or is implausible, `future` where that is because it lies after
    the as-of day, `absent` where no time is stated at all.
    """

    minutes: NDArray[np.int64]
    precision: NDArray[np.int8]
    bad: NDArray[np.bool_]
    absent: NDArray[np.bool_]
    future: NDArray[np.bool_]


@dataclass(frozen=True)
class _Cells:
    """One column read: minutes (since 1970, or since midnight for times of day), and what each cell is."""

    minutes: NDArray[np.int64]
    precision: NDArray[np.int8]
    bad: NDArray[np.bool_]
    absent: NDArray[np.bool_]

    def take(self, index: NDArray[np.int32]) -> _Cells:
        return _Cells(self.minutes[index], self.precision[index], self.bad[index], self.absent[index])

    def where_absent(self, other: _Cells) -> _Cells:
        """This, with `other` in the cells that state nothing. A bad cell stays bad."""
        gap = self.absent
        return _Cells(
            np.where(gap, other.minutes, self.minutes),
            np.where(gap, other.precision, self.precision),
            np.where(gap, other.bad, self.bad),
            gap & other.absent,
        )


def occurred(batch: Batch, card: Card, as_of: date | None = None) -> Times:
    """The time of each row: `occurred_at`, else `occurred_date` with `occurred_time`, else the first later time stated.

    A cell that is there but cannot be read makes the row bad; a later column does not replace it. Years before 1900
    and, with `as_of`, times more than a day after it are bad too. Raises DataMismatch (11) where days and months, or
    hours and minutes, could be either and the card has no format.
    """
    fields = [field for field in card.fields if field.name in batch.table.column_names]
    found = _nothing(len(batch))
    for role in ("occurred_at", "occurred_date", *_FALLBACKS):
        if not found.absent.any():
            break
        cells = _role(batch, card, fields, role)
        if cells is None:
            continue
        if role == "occurred_date":
            cells = _with_time(cells, _role(batch, card, fields, "occurred_time"))
        found = found.where_absent(cells)
    late = found.minutes >= _end_minute(as_of)
    bad = ~found.absent & (found.bad | late | (found.minutes < _FIRST_MINUTE))
    unusable = bad | found.absent
    return Times(
        minutes=np.where(unusable, NAT, found.minutes),
        precision=np.where(unusable, np.int8(TimePrecision.NONE), found.precision),
        bad=bad,
        absent=found.absent,
        future=bad & ~found.bad & late,
    )


_FIRST_MINUTE: Final = int(np.datetime64(f"{EARLIEST_YEAR}-01-01", "m").astype(np.int64))


def _end_minute(as_of: date | None) -> int:
    first_day_out = np.datetime64(f"{LATEST_YEAR}-01-01") if as_of is None else np.datetime64(as_of, "D") + 2
    return int(first_day_out.astype("datetime64[m]").astype(np.int64))


def _nothing(n: int) -> _Cells:
    return _Cells(
        np.zeros(n, dtype=np.int64), np.full(n, TimePrecision.NONE, dtype=np.int8), np.zeros(n, bool), np.ones(n, bool)
    )


def _role(batch: Batch, card: Card, fields: Sequence[Field], role: str) -> _Cells | None:
    """All columns of a role as one: joined where the card has a format for the role, else the first that is filled."""
    columns = [field for field in fields if field.role == role]
    if not columns:
        return None
    clock = role == "occurred_time"
    if role in card.time_formats and len(columns) > 1:
        joined = pc.binary_join_element_wise(*(_column(batch, field) for field in columns), " ")
        where = Where(name=", ".join(field.title for field in columns))
        return _read(joined, card.time_formats[role], card, clock, where)
    cells: _Cells | None = None
    for field in columns:
        stated = card.time_formats.get(field.title, card.time_formats.get(role))
        more = _read(_column(batch, field), stated, card, clock, Where(name=field.title))
        cells = more if cells is None else cells.where_absent(more)
    return cells


def _column(batch: Batch, field: Field) -> pa.Array:
    column = batch.table.column(field.name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _with_time(days: _Cells, clock: _Cells | None) -> _Cells:
    """A date with its time of day. A date column's own midnight is how a spreadsheet writes a date, not a time."""
    midnight = (days.minutes % MINUTES_PER_DAY == 0) & (days.precision < TimePrecision.DAY)
    precision = np.where(midnight, np.int8(TimePrecision.DAY), days.precision)
    if clock is None:
        return _Cells(days.minutes, precision, days.bad, days.absent)
    joins = ~clock.absent & (precision <= TimePrecision.DAY)
    day = days.minutes - days.minutes % MINUTES_PER_DAY
    return _Cells(
        np.where(joins, day + clock.minutes, days.minutes),
        np.where(joins, clock.precision, precision),
        days.bad | (clock.bad & ~days.absent),
        days.absent,
    )


def _read(column: pa.Array, stated: str | None, card: Card, clock: bool, where: Where) -> _Cells:
    """One column (or several joined by spaces), each distinct value read once."""
    encoded = column.dictionary_encode()
    values = pc.utf8_trim_whitespace(encoded.dictionary)
    n = len(values)
    absent = pc.is_in(pc.utf8_lower(values), value_set=_NULLS).to_numpy(zero_copy_only=False)
    if stated:
        patterns = [compile_format(stated, where)]
    else:
        filled = values.filter(pa.array(~absent))
        patterns = clock_patterns(filled, where) if clock else date_patterns(filled, where)
    minutes = np.zeros(n, dtype=np.int64)
    precision = np.full(n, TimePrecision.NONE, dtype=np.int8)
    unread = ~absent
    for pattern in patterns:
        rest = np.flatnonzero(unread)
        if not len(rest):
            break
        read, sharp, good = parse(values.take(pa.array(rest)), pattern, card.time_zone, clock)
        hit = rest[good]
        minutes[hit], precision[hit] = read[good], sharp[good]
        unread[hit] = False
    return _Cells(minutes, precision, unread, absent).take(encoded.indices.to_numpy(zero_copy_only=False))
