"""Where the staged rows of a dataset really were, read from the source once more: numbers for places, and points.

Read independently of how the plan located its rows, so that a fault there is not repeated here. Nothing of it is kept
with the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.records.locating import to_numbers
from redact.records.source import Source

_PAIRS: Final = (("longitude", "latitude"), ("x", "y"))
_TEXTS: Final = ("address", "house_number", "street", "geometry")
_AREAS: Final = (
    "census_block", "parcel_id", "place_name", "cross_street", "beat", "sector", "district", "precinct", "ward",
    "neighborhood", "zip", "census_tract",
)  # fmt: skip
"""Read only where a source has neither addresses nor points: then these are the finest that is known."""

_FINE: Final = {True: 1e-4, False: 30.0}
_COARSE: Final = {True: 2e-3, False: 600.0}
"""Sides of the squares in which points count as the same place: about a house and about a block, in degrees (True) or
in the feet or metres of a projection."""

_FARTHEST: Final = 1e8
"""Feet or metres beyond which no projection has a place."""

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class TruePlaces:
    """Where some rows were.

    `ways` are several numberings of their places (by address and block, by point to a house and to a block, else by
    area), -1 where a row has none; `across` and `up` are points, NaN where unknown, None without such columns.
    """

    ways: tuple[Places, ...] = ()
    across: Numbers | None = None
    up: Numbers | None = None


def true_places(source: Source, limit: int | None, rows: NDArray[np.int64]) -> TruePlaces:
    """The places of the given rows (numbers in the source, in any order). Reads only the columns that it needs."""
    fields = _fields(source, (*_TEXTS, *_PAIRS[0], *_PAIRS[1])) or _fields(source, _AREAS)
    if not fields or not len(rows):
        return TruePlaces()
    read, spot = _spots(_read(source, limit, fields, rows))
    ways = [_numbered([read[role]]) for role in _AREAS if role in read]
    texts = [read[role] for role in ("house_number", "address", "street") if role in read]
    if texts:
        ways += _by_address(texts)
    across, up = _points(read)
    if across is not None and up is not None:
        ways += _by_point(across, up)
        across, up = across[spot], up[spot]
    return TruePlaces(tuple(_dense(way)[spot] for way in ways if int((way >= 0).sum()) > 1), across, up)


def _fields(source: Source, roles: Sequence[str]) -> dict[str, str]:
    """The first column of each of some roles, by role."""
    found: dict[str, str] = {}
    for field in source.fields:
        if field.role in roles:
            found.setdefault(field.role, field.name)
    return found


def _dense(way: Places) -> Places:
    """The same places numbered without gaps, so that they can be counted in a table; -1 stays."""
    distinct, number = np.unique(way, return_inverse=True)
    return np.asarray(number - int(distinct[0] == -1), dtype=np.int64)


Coded = tuple[pa.Array, NDArray[np.int64]]
"""Distinct values and, per row, the index of its value."""


def _read(source: Source, limit: int | None, fields: dict[str, str], rows: NDArray[np.int64]) -> dict[str, Coded]:
    """The columns of some fields as distinct values and codes, by role, for the given rows in their order."""
    order = np.argsort(rows, kind="stable")
    wanted = rows[order]
    back = np.empty(len(rows), dtype=np.int64)
    back[order] = np.arange(len(rows))
    parts: dict[str, list[pa.DictionaryArray]] = {role: [] for role in fields}
    for batch in source.batches(set(fields.values()), limit=limit):
        low, high = np.searchsorted(wanted, (batch.first_row, batch.first_row + len(batch)))
        here = pa.array(wanted[low:high] - batch.first_row)
        for role, name in fields.items():
            parts[role] += batch.table.column(name).take(here).dictionary_encode().chunks
    return {role: _joined(chunks, back) for role, chunks in parts.items()}


def _joined(chunks: Iterable[pa.DictionaryArray], back: NDArray[np.int64]) -> Coded:
    kind = pa.dictionary(pa.int32(), pa.string())
    whole = pa.chunked_array(list(chunks), type=kind).unify_dictionaries()
    codes = np.concatenate([chunk.indices.to_numpy(zero_copy_only=False) for chunk in whole.chunks])
    return whole.chunk(0).dictionary, codes.astype(np.int64)[back]


def _spots(read: dict[str, Coded]) -> tuple[dict[str, Coded], NDArray[np.int64]]:
    """The distinct combinations of all columns, and which of them each row has."""
    number = np.zeros(len(next(iter(read.values()))[1]), np.int64)
    for values, codes in read.values():
        _, number = np.unique(number * (len(values) + 1) + codes, return_inverse=True)
    first = np.empty(int(number.max()) + 1, dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    return {role: (values, codes[first]) for role, (values, codes) in read.items()}, number


def _by_address(texts: list[Coded]) -> list[Places]:
    """By the whole address and by its hundred-block."""
    exact: list[Coded] = []
    for values, codes in texts:
        plain = pc.replace_substring_regex(pc.utf8_upper(pc.utf8_trim_whitespace(values)), r"[\s,.]+", " ")
        plain = pc.replace_substring_regex(plain, r" (#|APT|UNIT|STE|SUITE|LOT|RM|FL)\b.*$", "")
        exact.append((plain, codes))
    blocks = [(_hundreds(values), codes) for values, codes in exact]
    return [_numbered(exact), _numbered(blocks)]


def _hundreds(values: pa.Array) -> pa.Array:
    """House numbers without their last two digits: `1234 ELM ST` is `12XX ELM ST`."""
    few = pc.replace_substring_regex(values, r"^\d{1,2}( |$)", r"0XX\1")
    return pc.replace_substring_regex(few, r"^(\d+)\d\d[A-Z]?( |$)", r"\1XX\2")


def _numbered(columns: list[Coded]) -> Places:
    """One number per combination of texts; -1 where all are empty."""
    number, empty = np.zeros(len(columns[0][1]), np.int64), np.ones(len(columns[0][1]), np.bool_)
    for values, codes in columns:
        encoded = values.dictionary_encode()
        own = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)[codes]
        number = number * (len(encoded.dictionary) + 1) + own
        nothing = pc.equal(encoded.dictionary, "").to_numpy(zero_copy_only=False)
        empty &= nothing[own]
    return np.where(empty, -1, number)


def _points(read: dict[str, Coded]) -> tuple[Numbers | None, Numbers | None]:
    """Longitude and latitude, else x and y, else the first two numbers of a geometry (in whatever order)."""
    for first, second in _PAIRS:
        if first in read and second in read:
            across, up = (_number(read[role]) for role in (first, second))
            known = (np.abs(across) > 1e-3) & (np.abs(up) > 1e-3)
            if known.any():
                return np.where(known, across, np.nan), np.where(known, up, np.nan)
    if "geometry" in read:
        values, codes = read["geometry"]
        found = pc.extract_regex(values, r"(?P<a>-?\d{1,8}\.\d+)[\s,]+(?P<b>-?\d{1,8}\.\d+)")
        parts = [pc.fill_null(pc.struct_field(found, name), "") for name in ("a", "b")]
        across, up = _number((parts[0], codes)), _number((parts[1], codes))
        return (across, up) if np.isfinite(across).any() else (None, None)
    return None, None


def _number(column: Coded) -> Numbers:
    return to_numbers(column[0])[column[1]]


def _by_point(across: Numbers, up: Numbers) -> list[Places]:
    """By squares of two sizes; a row without a point has none."""
    known = np.isfinite(across) & np.isfinite(up)
    if not known.any():
        return []
    degrees = bool(np.quantile(np.abs(across[known]), 0.9) <= 360)
    known &= np.maximum(np.abs(across), np.abs(up)) <= (360 if degrees else _FARTHEST)
    if not known.any():
        return []
    found = []
    for side in (_FINE[degrees], _COARSE[degrees]):
        east, north = (np.round(np.where(known, part, 0.0) / side).astype(np.int64) for part in (across, up))
        wide = int(north.max()) - int(north.min()) + 1
        found.append(np.where(known, (east - int(east.min())) * wide + (north - int(north.min())), -1))
    return found
