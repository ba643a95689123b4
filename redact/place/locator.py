"""Where each record happened: the finest unit that its address, its point or its area columns show.

The text decides first, where the list of real blocks confirms it; then the point, with a block of the same street
preferred to the nearest one; then what columns such as beat or district say. What none of them shows is the city's.
A record whose address and point are far apart is located at the smallest area that has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.distinct import dense, first_rows
from redact.place.address import Address, parse
from redact.place.gazetteer import AMBIGUOUS, NOT_FOUND, Gazetteer
from redact.place.ground import Ground
from redact.place.points import NO_SINKS, PointReader, Sinks
from redact.place.said import NOWHERE, Addresses, Said
from redact.place.street import Street
from redact.place.unfound import PlaceDoubt, Unfound
from redact.place.units import UnitTable
from redact.records.batch import Batch, Field

if TYPE_CHECKING:
    from redact.records.card import Card

CONTRADICTION_METRES: Final = 200.0
"""An address and a point further apart than this cannot both be right."""


class MatchedBy(IntEnum):
    """What located a row."""

    NOTHING = 0
    AREA_COLUMN = 1
    POINT = 2
    ADDRESS = 3


@dataclass(frozen=True)
class Located:
    """Per row: the finest unit known (the city's where nothing matches) and how it was found.

    `doubt` holds `PlaceDoubt` flags; `unfound` says why no address text gave the block (`Unfound`). `x`, `y` are the
    point that the row states, in the unit table's metres (NaN: none that can be used).
    """

    unit: NDArray[np.int32]
    matched: NDArray[np.int8]
    doubt: NDArray[np.int8]
    unfound: NDArray[np.int8]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @property
    def sentinel(self) -> NDArray[np.bool_]:
        """Rows whose coordinates are a stand-in: 0,0, or nowhere near the city."""
        return np.asarray((self.doubt & (PlaceDoubt.ZERO | PlaceDoubt.OUTSIDE)) != 0)

    @property
    def contradiction(self) -> NDArray[np.bool_]:
        """Rows whose address and point are more than 200 m apart."""
        return np.asarray((self.doubt & PlaceDoubt.APART) != 0)


@dataclass(frozen=True)
class Spots:
    """Per row: east and north in the unit table's metres (NaN: not known), and its address where exact (else "")."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    address: pa.Array


class Locator:
    """Locates batches of one dataset. It remembers distinct address texts; no result depends on that.

    `sinks` are the default points of its geocoder: a row there has no point.
    """

    def __init__(self, units: UnitTable, card: Card, fields: Sequence[Field], sinks: Sinks = NO_SINKS) -> None:
        self.units = units
        self.fields = tuple(fields)
        self.points = PointReader(card, self.fields, units.metres, sinks)

    def __getstate__(self) -> dict[str, object]:
        return {"units": self.units, "fields": self.fields, "points": self.points}

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.gazetteer, self._corner)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer(
            ((Street(*parts), hundred, hyphen), unit)
            for unit, (parts, hundred, hyphen) in enumerate(
                zip(self.units.street.to_pylist(), self.units.hundred.tolist(), self.units.hyphen.tolist(), strict=True)
            )
            if hundred >= 0
        )

    @cached_property
    def ground(self) -> Ground:
        return Ground(self.units)

    @cached_property
    def _areas(self) -> tuple[tuple[Field, dict[str, int]], ...]:
        """The area columns with what their values mean, those of the finest level first."""
        found = []
        for at, level in enumerate(self.units.ladder[:-1]):
            for field in self.fields:
                if level in (field.role, _LEVELS.get(field.role)):
                    found.append((field, _area_words(self.units, at)))
        return tuple(found)

    def locate(self, batch: Batch) -> Located:
        """The unit of every row. Depends on the unit table, the card and the row only."""
        n = len(batch)
        unit = np.full(n, self.units.city, dtype=np.int32)
        matched = np.zeros(n, dtype=np.int8)
        if self.units.bare:
            nowhere = np.full(n, np.nan)
            return Located(unit, matched, np.zeros(n, dtype=np.int8), np.zeros(n, dtype=np.int8), nowhere, nowhere)
        code, texts = self._read_addresses(batch)
        stated = np.array([found.unit for found in texts], dtype=np.int32)[code]
        x, y, doubt = self._read_points(batch, code, texts)
        area = self._read_areas(batch)
        pointed = np.isfinite(x)

        known = stated >= 0
        unit[known], matched[known] = stated[known], MatchedBy.ADDRESS
        apart = known & pointed
        rows = np.flatnonzero(apart)
        far = rows[self.ground.distance(unit[rows], x[rows], y[rows]) > CONTRADICTION_METRES]
        doubt[far] |= PlaceDoubt.APART
        unit[far] = self.ground.common_area(unit[far], x[far], y[far])

        self._by_point(np.flatnonzero(~known & pointed), code, texts, x, y, unit, matched)
        self._by_area(np.flatnonzero(~known & (matched == MatchedBy.NOTHING)), code, texts, area, unit, matched)
        unfound = np.array([found.unfound for found in texts], dtype=np.int8)[code]
        unfound[(matched == MatchedBy.ADDRESS) & (self.units.hundred[unit] >= 0)] = Unfound.FOUND
        return Located(unit, matched, doubt, unfound, x, y)

    def spots(self, batch: Batch, unit: NDArray[np.int32]) -> Spots:
        """Where each row was as exactly as it says, for finding records of one happening that share no key.

        The point that it states, else the middle of its block. Needs no layers. `unit` is what `locate` found.
        """
        n = len(batch)
        x, y = np.full(n, np.nan), np.full(n, np.nan)
        if self.points.known:
            points = self.points.read(batch)
            x, y = points.x.copy(), points.y.copy()
        if self.units.has_blocks:
            middle_x, middle_y = self.ground.middle
            rest = ~np.isfinite(x)
            x[rest], y[rest] = middle_x[unit[rest]], middle_y[unit[rest]]
        texts = self.address_column(batch)
        address = pa.array([""] * n, pa.string()) if texts is None else texts
        exact = pc.match_substring_regex(address, _EXACT)
        return Spots(x, y, pc.if_else(exact, address, ""))

    def homes(self, batch: Batch) -> pa.Array | None:
        """The address of each row written in one way, without its apartment ("": none); None without such a column."""
        texts = self.address_column(batch)
        if texts is None:
            return None
        encoded = texts.dictionary_encode()
        written = pa.array([home_of(text) for text in encoded.dictionary.to_pylist()], pa.string())
        return written.take(encoded.indices)

    # --- addresses -----------------------------------------------------------------------------------------------

    def _read_addresses(self, batch: Batch) -> tuple[NDArray[np.int32], list[Said]]:
        """A code per row and what each code's text says."""
        texts = self.address_column(batch)
        if texts is None:
            return np.zeros(len(batch), dtype=np.int32), [NOWHERE]
        encoded = texts.dictionary_encode()
        code, found = self.addresses.read(encoded.dictionary)
        return code[encoded.indices.to_numpy(zero_copy_only=False)], found

    def address_column(self, batch: Batch) -> pa.Array | None:
        """The first filled address, else number and street parts put together; upper case with single spaces."""
        there = [field for field in self.fields if field.name in batch.table.column_names]
        whole = [_filled(batch, field) for field in there if field.role == "address"]
        parts = [_filled(batch, field) for role in ("house_number", "street") for field in there if field.role == role]
        if parts:
            whole.append(pc.binary_join_element_wise(*parts, " "))
        if not whole:
            return None
        text = whole[0]
        for other in whole[1:]:
            text = pc.if_else(pc.equal(text, ""), other, text)
        corner = [_filled(batch, field) for field in there if field.role == "cross_street"]
        if corner:
            numbered = pc.match_substring_regex(text, r"^\s*\d")
            crossed = pc.and_(pc.invert(numbered), pc.and_(pc.not_equal(text, ""), pc.not_equal(corner[0], "")))
            text = pc.if_else(crossed, pc.binary_join_element_wise(text, corner[0], " / "), text)
        return pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.utf8_upper(text), r"\s+", " "))

    def _corner(self, address: Address) -> int:
        """A corner's unit: of the blocks that meet there the one with most households."""
        one, other = self.gazetteer.streets(address.streets), self.gazetteer.streets(address.crosses)
        return self.ground.corner(one, other) if one and other else NOT_FOUND

    # --- points --------------------------------------------------------------------------------------------------

    def _read_points(
        self, batch: Batch, code: NDArray[np.int32], texts: list[Said]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
        """Points in metres (NaN: none that can be used) and which rows have only a stand-in (`PlaceDoubt`)."""
        points = self.points.read(batch)
        x, y = points.x.copy(), points.y.copy()
        spoken = [(at, found.point) for at, found in enumerate(texts) if found.point is not None]
        if spoken:
            latitude, longitude = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
            for at, (north, east) in spoken:
                latitude[at], longitude[at] = north, east
            rows = np.flatnonzero(~np.isfinite(x) & np.isfinite(latitude)[code])
            x[rows], y[rows] = self.points.degrees(latitude[code[rows]], longitude[code[rows]])
        stated = np.isfinite(x)
        outside = np.zeros(len(x), dtype=np.bool_)
        outside[stated] = ~self.ground.in_city(x[stated], y[stated])
        x[outside] = y[outside] = np.nan
        doubt = np.where(outside, PlaceDoubt.OUTSIDE, np.where(points.zero & ~stated, PlaceDoubt.ZERO, 0))
        return x, y, doubt.astype(np.int8)

    def _by_point(
        self,
        rows: NDArray[np.intp],
        code: NDArray[np.int32],
        texts: list[Said],
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        unit: NDArray[np.int32],
        matched: NDArray[np.int8],
    ) -> None:
        """Fills the rows whose point shows more than their address, each distinct text and point once."""
        if not len(rows):
            return
        spots = dense([code[rows], x[rows], y[rows]])
        at = rows[first_rows(spots)]
        found = np.full(len(at), NOT_FOUND, dtype=np.int32)
        how = np.full(len(at), MatchedBy.POINT, dtype=np.int8)
        named = np.array([bool(texts[number].streets) for number in code[at].tolist()], dtype=np.bool_)
        for spot in np.flatnonzero(named).tolist():
            place = texts[code[at[spot]]]
            if place.unit == AMBIGUOUS:
                found[spot] = self.ground.nearest_of(self.candidates(place), x[at[spot]], y[at[spot]])
                if found[spot] >= 0:
                    how[spot] = MatchedBy.ADDRESS
        open_ = named & (found < 0)
        found[open_] = self.ground.named_block(
            x[at[open_]], y[at[open_]], [texts[number] for number in code[at[open_]].tolist()]
        )
        found[~named] = self.ground.nearest_block(x[at[~named]], y[at[~named]])
        rest = found < 0
        found[rest] = self.ground.area(x[at[rest]], y[at[rest]])
        hit = found >= 0
        good = hit[spots]
        unit[rows[good]] = found[spots[good]]
        matched[rows[good]] = how[spots[good]]

    def candidates(self, place: Said) -> list[int]:
        """The blocks that an address which names several could mean."""
        return next(
            (
                units
                for reading in place.streets
                if (units := self.gazetteer.candidates(reading, place.hundred, place.hyphen))
            ),
            [],
        )

    # --- area columns --------------------------------------------------------------------------------------------

    def _read_areas(self, batch: Batch) -> NDArray[np.int32]:
        """The finest area that a column names, per row; -1 for none."""
        area = np.full(len(batch), NOT_FOUND, dtype=np.int32)
        for field, words in self._areas:
            if field.name not in batch.table.column_names or not (area < 0).any():
                continue
            encoded = _filled(batch, field).dictionary_encode()
            meaning = [words.get(_area_word(text), NOT_FOUND) for text in encoded.dictionary.to_pylist()]
            if meaning:
                said = np.array(meaning, dtype=np.int32)[encoded.indices.to_numpy(zero_copy_only=False)]
                area = np.where(area < 0, said, area)
        return area

    def _by_area(
        self,
        rows: NDArray[np.intp],
        code: NDArray[np.int32],
        texts: list[Said],
        area: NDArray[np.int32],
        unit: NDArray[np.int32],
        matched: NDArray[np.int8],
    ) -> None:
        """Rows that only a column places; where the address could be one of several blocks, the one in that area."""
        placed = rows[area[rows] >= 0]
        unit[placed], matched[placed] = area[placed], MatchedBy.AREA_COLUMN
        unsure = np.array([found.unit == AMBIGUOUS for found in texts], dtype=np.bool_)
        self._by_shared_area(rows[(area[rows] < 0) & unsure[code[rows]]], code, texts, unit, matched)
        rows = placed[unsure[code[placed]]]
        pairs, index = np.unique(code[rows].astype(np.int64) * len(self.units) + area[rows], return_inverse=True)
        chosen = np.full(len(pairs), NOT_FOUND, dtype=np.int32)
        for at, pair in enumerate(pairs.tolist()):
            number, where = divmod(pair, len(self.units))
            level = int(self.units.level[where])
            inside = [one for one in self.candidates(texts[number]) if self.units.parents[one, level] == where]
            if len(inside) == 1:
                chosen[at] = inside[0]
        hit = chosen[index] >= 0
        unit[rows[hit]], matched[rows[hit]] = chosen[index[hit]], MatchedBy.ADDRESS

    def _by_shared_area(
        self,
        rows: NDArray[np.intp],
        code: NDArray[np.int32],
        texts: list[Said],
        unit: NDArray[np.int32],
        matched: NDArray[np.int8],
    ) -> None:
        """Rows whose address could be one of several blocks: the smallest area that has all of them."""
        for number in np.unique(code[rows]).tolist():
            candidates = self.candidates(texts[number])
            above = self.units.parents[candidates, :-1] if candidates else np.empty((0, 0), dtype=np.int32)
            shared = [column[0] for column in above.T if column[0] >= 0 and (column == column[0]).all()]
            if shared:
                mine = rows[code[rows] == number]
                unit[mine], matched[mine] = shared[0], MatchedBy.ADDRESS


_EXACT: Final = r"^\s*\d+\S*\s+\S|\S\s*[/&]\s*\S|\S\s+(?:AND|AT)\s+\S"
"""Addresses that name a house, a block or a corner, and not a street or a district."""


_NO_VALUE: Final = r"^\s*(?i:-+|NULL|NA|N/A|NONE|NAN)?\s*$"


def _filled(batch: Batch, field: Field) -> pa.Array:
    """A column's texts, with the words that mean nothing (NULL, -) empty."""
    column = batch.table.column(field.name)
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pc.if_else(pc.match_substring_regex(column, _NO_VALUE), "", column)


_LEVELS: Final = {"census_tract": "tract"}
_KIND_WORDS: Final = frozenset(
    {"BEAT", "DISTRICT", "SECTOR", "PRECINCT", "WARD", "ZONE", "AREA", "TRACT", "CENSUS", "NEIGHBORHOOD", "DIVISION"}
)


def _area_word(text: str) -> str:
    """How a value and a layer's id or name are compared: capitals, no "BEAT", no leading zeros, no ".0"."""
    kept = [word for word in text.upper().replace(".0 ", " ").split() if word not in _KIND_WORDS]
    word = " ".join(kept).removesuffix(".0")
    return word.lstrip("0") or word


def _area_words(units: UnitTable, level: int) -> dict[str, int]:
    """Every id and name of a level's areas; a name that two areas share means neither."""
    rows = np.flatnonzero(units.level == level).tolist()
    labels, keys = units.label.to_pylist(), units.key.to_pylist()
    words: dict[str, int] = {}
    for source in (labels, keys):
        seen: dict[str, int] = {}
        for row in rows:
            word = _area_word(source[row])
            if word:
                seen[word] = row if word not in seen else NOT_FOUND
        words.update(seen)
    return words


def home_of(text: str) -> str:
    """House number and street name: `12 N MAIN STREET APT 3` and `12 Main` are one home. Without a number the text.

    Directions and types are left out, since reports leave them out: two homes taken for one hide more, not less.
    """
    address = parse(text)
    if address.number < 0 or not address.streets:
        return text
    return f"{address.prefix} {address.number} {address.streets[0].name}"
