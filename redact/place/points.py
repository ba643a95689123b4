"""Coordinates of records: whichever columns have them, in the unit table's metre system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.distinct import dense, first_rows
from redact.errors import DataMismatch, Where
from redact.records.batch import Batch, Field
from redact.records.card import Card

if TYPE_CHECKING:
    from pyproj import Transformer

WGS84: Final = "EPSG:4326"

_NUMBER: Final = r"^\s*[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?\s*$"
_WKT: Final = r"(?i)POINT ?Z?M? ?\(\s*(?P<x>-?\d+(?:\.\d*)?)[ ,]+(?P<y>-?\d+(?:\.\d*)?)"
_PAIR: Final = r"^\D*?\(?\s*(?P<y>-?\d+(?:\.\d*)?)\s*,\s*(?P<x>-?\d+(?:\.\d*)?)\s*\)?\s*$"


@dataclass(frozen=True)
class Points:
    """One point per row, in metres; NaN where the row states none. `zero` marks 0,0 and its like."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    zero: NDArray[np.bool_]


@dataclass(frozen=True)
class Stated:
    """The numbers that each row states, as they are: which pair of columns has them (-1: none), east and north.

    `zero` marks rows without a pair whose numbers are 0,0 and its like.
    """

    pair: NDArray[np.int8]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    zero: NDArray[np.bool_]


@dataclass(frozen=True)
class Sinks:
    """Default points of a dataset's geocoder (`redact.place.sinks` finds them): nobody who is there is really there.

    `points` are pair, east and north as the columns state them; `notes` are sentences for the report.
    """

    points: frozenset[tuple[int, float, float]] = frozenset()
    notes: tuple[str, ...] = ()

    def hold(self, stated: Stated) -> NDArray[np.bool_]:
        """Which rows state a default point."""
        held = np.zeros(len(stated.pair), dtype=np.bool_)
        for pair, east, north in self.points:
            held |= (stated.pair == pair) & (stated.east == east) & (stated.north == north)
        return held


NO_SINKS: Final = Sinks()


@dataclass(frozen=True)
class _Pair:
    """Two columns, or one that holds both, and the system their numbers are in (None: not stated)."""

    columns: tuple[Field, ...]
    system: str | None


class PointReader:
    """Reads the points of a card's datasets. Latitude and longitude first, then x and y, then a geometry column."""

    def __init__(self, card: Card, fields: Sequence[Field], metres: str, sinks: Sinks = NO_SINKS) -> None:
        self.metres = metres
        self.sinks = sinks
        self.pairs = _pairs(card, fields)
        self._transformers: dict[str, Transformer] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_transformers": {}}

    @property
    def known(self) -> bool:
        """Are there columns with points, in systems that are known or speak for themselves?"""
        return bool(self.pairs) and all(pair.system is not None or len(pair.columns) == 1 for pair in self.pairs)

    @property
    def columns(self) -> frozenset[str]:
        """The names of the fields that hold points."""
        return frozenset(field.name for pair in self.pairs for field in pair.columns)

    def stated(self, batch: Batch) -> Stated:
        """The first pair of numbers that each row states, not projected."""
        n = len(batch)
        found = np.full(n, -1, dtype=np.int8)
        x, y = np.full(n, np.nan), np.full(n, np.nan)
        zero = np.zeros(n, dtype=np.bool_)
        for number, pair in enumerate(self.pairs):
            if (found >= 0).all():
                break
            if any(field.name not in batch.table.column_names for field in pair.columns):
                continue
            east, north = _numbers(batch, pair.columns)
            there = np.isfinite(east) & np.isfinite(north) & (found < 0)
            nil = there & ((np.abs(east) < _NIL) & (np.abs(north) < _NIL))
            zero |= nil
            fresh = there & ~nil
            found[fresh], x[fresh], y[fresh] = number, east[fresh], north[fresh]
        return Stated(found, x, y, zero & (found < 0))

    def read(self, batch: Batch) -> Points:
        """The first point that each row states, none for a default point.

        Raises DataMismatch (11) for x and y in an unknown system.
        """
        stated = self.stated(batch)
        x, y = np.full(len(batch), np.nan), np.full(len(batch), np.nan)
        usable = ~self.sinks.hold(stated)
        for number in range(len(self.pairs)):
            rows = np.flatnonzero(usable & (stated.pair == number))
            if len(rows):
                x[rows], y[rows] = self.metres_of(number, stated.east[rows], stated.north[rows])
        return Points(x, y, stated.zero)

    def metres_of(
        self, pair: int, east: NDArray[np.float64], north: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
        """Stated numbers of one pair of columns in metres. Raises DataMismatch (11) where their system is unknown."""
        return self._to_metres(east, north, self.pairs[pair])

    def degrees(self, latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> tuple[
        NDArray[np.float64], NDArray[np.float64]
    ]:  # fmt: skip
        """Latitude and longitude in metres."""
        return self._project(longitude, latitude, WGS84)

    def _to_metres(
        self, east: NDArray[np.float64], north: NDArray[np.float64], pair: _Pair
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
        if pair.system is not None:
            return self._project(east, north, pair.system)
        if (np.abs(east) <= 180).all() and (np.abs(north) <= 90).all():
            return self._project(east, north, WGS84)
        title = pair.columns[0].title
        raise DataMismatch(
            "its coordinates are in a system that the card does not name",
            where=Where(name=title),
            fix=f'Name it in the card: crs: {{"{title}": EPSG:...}}',
        )

    def _project(
        self, east: NDArray[np.float64], north: NDArray[np.float64], system: str
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
        """Projects each distinct pair once. What cannot be projected is far outside every city."""
        from pyproj import Transformer

        if system not in self._transformers:
            self._transformers[system] = Transformer.from_crs(system, self.metres, always_xy=True)
        index = dense([east, north])
        first = first_rows(index)
        x, y = self._transformers[system].transform(east[first], north[first])
        x, y = np.asarray(x)[index], np.asarray(y)[index]
        return np.where(np.isfinite(x), x, _FAR), np.where(np.isfinite(y), y, _FAR)


MERCATOR: Final = "EPSG:3857"
"""The system of a place without layers: its metres are stretched, the more the further north."""
_EARTH_RADIUS: Final = 6_378_137.0


def stretch(metres: str, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many of a system's metres one metre on the ground is, at these northings."""
    return np.cosh(y / _EARTH_RADIUS) if metres == MERCATOR else np.ones(len(y))


_NIL: Final = 1e-6
_FAR: Final = 1e9


def _pairs(card: Card, fields: Sequence[Field]) -> tuple[_Pair, ...]:
    def of(role: str) -> list[Field]:
        return [field for field in fields if field.role == role]

    def system(field: Field) -> str | None:
        return card.crs.get(field.title, card.crs.get(field.role))

    found = [
        _Pair((longitude, latitude), WGS84)
        for longitude, latitude in zip(of("longitude"), of("latitude"), strict=False)
    ]
    found += [_Pair((east, north), system(east)) for east, north in zip(of("x"), of("y"), strict=False)]
    found += [_Pair((geometry,), system(geometry)) for geometry in of("geometry")]
    if any(pair.system is not None for pair in found):
        found = [pair for pair in found if pair.system is not None or len(pair.columns) == 1]
    return tuple(found)


def _numbers(batch: Batch, columns: tuple[Field, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """East and north as the columns state them, NaN where a cell is no number."""
    arrays = [_column(batch, field) for field in columns]
    if len(arrays) == 2:
        return _floats(arrays[0]), _floats(arrays[1])
    encoded = arrays[0].dictionary_encode()
    wkt, pair = pc.extract_regex(encoded.dictionary, _WKT), pc.extract_regex(encoded.dictionary, _PAIR)
    index = encoded.indices.to_numpy(zero_copy_only=False)
    both = []
    for part in ("x", "y"):
        text = pc.coalesce(pc.struct_field(wkt, part), pc.struct_field(pair, part))
        both.append(np.asarray(pc.cast(text, pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False))[index])
    return both[0], both[1]


def _column(batch: Batch, field: Field) -> pa.Array:
    column = batch.table.column(field.name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _floats(column: pa.Array) -> NDArray[np.float64]:
    numeric = pc.match_substring_regex(column, _NUMBER)
    texts = pc.if_else(numeric, pc.utf8_trim_whitespace(column), None)
    return np.asarray(pc.cast(texts, pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False))
