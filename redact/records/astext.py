"""Typed columns as text: numbers as short as they are exact, dates as ISO, nothing as the empty string."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt


def as_text(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column of any Arrow type as `pa.string()` without nulls; NaN is nothing.

    27.0 becomes "27" (whole numbers with gaps are often stored as floats), times "2026-03-01T14:05:00",
    with "+00:00" behind where the type states a zone (the instant in UTC); lists and structs become JSON.
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return pc.fill_null(_converter(column.type)(column), "")


def _converter(kind: pa.DataType) -> Callable[[pa.Array], pa.Array]:
    if pt.is_dictionary(kind):
        return lambda column: _converter(kind.value_type)(column.cast(kind.value_type))
    if pt.is_timestamp(kind):
        return _timestamps
    if pt.is_floating(kind):
        return _floats
    if pt.is_nested(kind):
        return _nested
    if pt.is_date(kind):
        return lambda column: column.cast(pa.date32()).cast(pa.string())
    if pt.is_time(kind):
        return lambda column: _without_fraction(column.cast(pa.string()))
    if pt.is_duration(kind) or pt.is_interval(kind):
        return lambda column: pa.array(
            [None if each is None else str(each) for each in column.to_pylist()], pa.string()
        )
    return lambda column: column.cast(pa.string())


def _floats(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_nan(column), None, column.cast(pa.string()))


def _timestamps(column: pa.Array) -> pa.Array:
    zoned = column.type.tz is not None
    seconds = column.cast(pa.timestamp(column.type.unit, "UTC")) if zoned else column
    seconds = seconds.cast(pa.timestamp("s", "UTC" if zoned else None), safe=False).cast(pa.timestamp("s"))
    text = pc.binary_replace_slice(seconds.cast(pa.string()), 10, 11, "T")
    return pc.binary_join_element_wise(text, "+00:00", "") if zoned else text


def _without_fraction(text: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(text, r"\.\d*$", "")


def _nested(column: pa.Array) -> pa.Array:
    return pa.array([None if each is None else compact(each) for each in column.to_pylist()], pa.string())


def compact(value: Any) -> str:
    """A list or mapping as JSON on one line; what JSON has no word for as its text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
