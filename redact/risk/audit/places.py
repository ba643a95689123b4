"""How exactly each row tells its place: by its address text, by its point, and by what points give back together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.distinct import dense, first_rows
from redact.place.address import AddressKind, parse
from redact.records.profiling.facts import Column
from redact.records.profiling.points import Point, main_point
from redact.risk.audit.looked import Looked

AREAS: Final = (
    "beat", "sector", "district", "precinct", "ward", "neighborhood", "zip", "census_tract", "census_block",
)  # fmt: skip
PLACEHOLDER: Final = (
    r"^(address |location )?(redacted|withheld|confidential|private|suppressed|masked|restricted|removed|undisclosed|"
    r"hidden|not (available|released|disclosed|provided|shown).*|no address.*|x+|\*+)$"
    r"|.*(to protect|for privacy|protect\w* .{0,12}privacy|redacted|withheld|confidential).*"
)
"""Words (in any letter case) that stand where a place was taken out; RE2."""


class Finest(IntEnum):
    """The finest thing that a row says about its place, finest first."""

    APARTMENT = 0
    HOUSE = 1
    HOUSE_BY_POINT = 2
    POINT = 3
    NAMED = 4
    BLOCK = 5
    CORNER = 6
    STREET = 7
    AREA = 8
    NONE = 9

    @property
    def plain(self) -> str:
        return _PLAIN[self]


_PLAIN = {
    Finest.APARTMENT: "apartment",
    Finest.HOUSE: "house number",
    Finest.HOUSE_BY_POINT: "house, by its point",
    Finest.POINT: "point",
    Finest.NAMED: "named place",
    Finest.BLOCK: "block",
    Finest.CORNER: "intersection",
    Finest.STREET: "street",
    Finest.AREA: "area only",
    Finest.NONE: "no place",
}
EXACT: Final = Finest.HOUSE_BY_POINT
"""Up to here a row names one door."""
_TRUSTED: Final = 0.7
"""Share of the points with several rows that have one address, from which a point stands for a house."""
FINE: Final = Finest.CORNER
"""Up to here a row tells more than an area."""


@dataclass(frozen=True)
class Places:
    """Per row: the finest place, that of the address text alone, and codes of the same place (-1: none).

    `place` numbers the building or, failing that, the point or the text; `at` numbers points to about a metre.
    `blank` are rows without an address text, `counts` what points do.
    """

    finest: NDArray[np.int8]
    written: NDArray[np.int8]
    place: NDArray[np.int64]
    at: NDArray[np.int64]
    blank: NDArray[np.bool_]
    addressed: bool
    counts: dict[str, int]


def places(looked: Looked) -> Places:
    """How exactly each row tells its place."""
    written, text = _written(looked)
    at, decimals = _points(looked)
    exact = written <= Finest.HOUSE
    addressed = bool((written < Finest.AREA).any())
    blank = written >= Finest.AREA
    counts: dict[str, int] = {}
    finest = written.copy()
    there = at >= 0
    if there.any():
        gives_back, counts = _given_back(at, text, exact, there)
        covered = ~exact & there & ((written == Finest.BLOCK) | (written == Finest.STREET) | blank)
        finer = covered & _finer(at, text, written, there, decimals, looked)
        finest[finer] = Finest.POINT
        finest[covered & gives_back] = Finest.HOUSE_BY_POINT
        bare = blank & there
        counts["decimals"] = decimals
        counts["blank_with_point"] = int(bare.sum()) if addressed else 0
        counts["blank_given_back"] = int((bare & gives_back).sum()) if addressed else 0
        counts["covered_given_back"] = int((covered & ~blank & gives_back).sum())
    area = np.zeros(looked.rows, dtype=np.bool_)
    for column in looked.with_role(*AREAS):
        area |= column.stated
    finest[(finest == Finest.NONE) & area] = Finest.AREA
    written[(written == Finest.NONE) & area] = Finest.AREA
    by_text, by_point = text >= 0, (text < 0) & there
    place = np.where(by_text, text, np.where(by_point, at + int(text.max(initial=-1)) + 1, -1))
    return Places(finest, written, place, at, blank, addressed, counts)


def _written(looked: Looked) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """The finest thing in address columns, and a number for each different text of a street or finer."""
    n = looked.rows
    finest = np.full(n, Finest.NONE, dtype=np.int8)
    parts = []
    for column in looked.with_role("address"):
        finest = np.minimum(finest, _of_addresses(column))
        parts.append(column.codes)
    streets = looked.with_role("street", "cross_street")
    for column in streets:
        named = column.stated & (column.codes >= 0)
        finest = np.minimum(finest, np.where(named, np.int8(Finest.STREET), np.int8(Finest.NONE)))
        parts.append(column.codes)
    for column in looked.with_role("house_number"):
        exact = _share_of(column, r"\d*(?:[1-9]\d|\d[1-9])[a-z]?|[1-9]")
        blocks = column.stated & ~exact
        on_street = finest <= Finest.STREET if streets else np.ones(n, dtype=np.bool_)
        kind = np.where(exact, np.int8(Finest.HOUSE), np.where(blocks, np.int8(Finest.BLOCK), np.int8(Finest.NONE)))
        finest = np.where(on_street, np.minimum(finest, kind), finest)
        parts.append(column.codes)
    for column in looked.with_role("place_name", "parcel_id"):
        finest = np.minimum(finest, np.where(column.stated, np.int8(Finest.NAMED), np.int8(Finest.NONE)))
        parts.append(column.codes)
    for column in looked.with_role("apartment"):
        finest = np.where(column.stated & (finest <= Finest.BLOCK), np.int8(Finest.APARTMENT), finest)
    text = dense(parts).astype(np.int64) if parts else np.zeros(n, dtype=np.int64)
    return finest, np.where(finest <= Finest.STREET, text, -1)


def _share_of(column: Column, pattern: str) -> NDArray[np.bool_]:
    hits = pc.match_substring_regex(column.values, f"^(?:{pattern})$", ignore_case=True)
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=np.bool_)[column.codes] & column.stated


_UNIT: Final = re.compile(r"\b(?:APT|APARTMENT|UNIT|STE|SUITE|RM)\.? ?#?[A-Z0-9-]+$|#\s?[A-Z0-9-]+$", re.IGNORECASE)
_RANGE: Final = re.compile(r"(\d+)\s*-\s*(\d+)")


def _of_addresses(column: Column) -> NDArray[np.int8]:
    """What each distinct text names. Numbers that nearly all end in 50 are the middles of blocks, not houses."""
    hidden = pc.match_substring_regex(column.values, PLACEHOLDER, ignore_case=True).to_numpy(zero_copy_only=False)
    said = column.counts > 0
    kinds = np.full(len(column.values), Finest.NONE, dtype=np.int8)
    middle = np.zeros(len(kinds), dtype=np.bool_)
    for i in np.flatnonzero(said & ~np.asarray(hidden, dtype=np.bool_)).tolist():
        kinds[i], middle[i] = _of_text(column.values[i].as_py())
    houses = kinds <= Finest.HOUSE
    if column.counts[houses & middle].sum() > 0.8 * column.counts[houses].sum():
        kinds[houses & middle] = Finest.BLOCK
    return kinds[column.codes]


def _of_text(text: str) -> tuple[int, bool]:
    """The kind, and whether the number ends in 50."""
    span = _RANGE.fullmatch(text.strip())
    if span is not None:
        return (Finest.BLOCK if int(span[2]) - int(span[1]) in (98, 99) else Finest.NAMED), False
    found = parse(text.upper())
    if found.kind is AddressKind.NUMBERED:
        if found.masked or found.number % 100 == 0 or found.range_number >= 0:
            return Finest.BLOCK, False
        return (Finest.APARTMENT if _UNIT.search(text.strip()) else Finest.HOUSE), found.number % 100 == 50
    return _KINDS.get(found.kind, Finest.NAMED), False


_KINDS: Final = {
    AddressKind.EMPTY: Finest.NONE,
    AddressKind.INTERSECTION: Finest.CORNER,
    AddressKind.STREET_ONLY: Finest.STREET,
    AddressKind.MILE_POST: Finest.STREET,
    AddressKind.BOX: Finest.STREET,
    AddressKind.COORDINATES: Finest.POINT,
}


def _points(looked: Looked) -> tuple[NDArray[np.int64], int]:
    """A number for each different point (-1: none), by whichever columns state one, and the decimals of degrees."""
    point = main_point(looked.columns, looked.roles)
    n = looked.rows
    at = np.full(n, -1, dtype=np.int64)
    decimals = 6
    if point is not None:
        at = _numbered(point.across.numbers, point.up.numbers, point.known, 1e-5 if point.degrees else 1.0)
        decimals = _decimals(point) if point.degrees else 6
    spare = main_point(looked.columns, {t: r if r in ("x", "y") else None for t, r in looked.roles.items()})
    if spare is not None and point is not None and point.degrees:
        more = _numbered(spare.across.numbers, spare.up.numbers, spare.known, 1.0)
        at = np.where((at < 0) & (more >= 0), more + int(at.max(initial=-1)) + 1, at)
    for column in looked.with_role("geometry"):
        more = np.where(column.stated, column.codes.astype(np.int64), -1)
        at = np.where((at < 0) & (more >= 0), more + int(at.max(initial=-1)) + 1, at)
    return at, decimals


def _numbered(
    across: NDArray[np.float64], up: NDArray[np.float64], known: NDArray[np.bool_], step: float
) -> NDArray[np.int64]:
    cells = [np.where(known, np.round(np.nan_to_num(part) / step), 0.0) for part in (across, up)]
    return np.where(known, dense(cells), -1)


def _decimals(point: Point) -> int:
    """The decimals that nine in ten of the points have at least."""
    digits = pc.utf8_length(pc.replace_substring_regex(point.up.values, r"^[^.]*\.?", ""))
    counts = np.repeat(np.asarray(digits), np.minimum(point.up.counts, 20))
    return int(np.quantile(counts, 0.1)) if len(counts) else 0


def _given_back(
    at: NDArray[np.int64], text: NDArray[np.int64], exact: NDArray[np.bool_], there: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Rows whose point is, in other rows, that of exactly one exact address; where points stand for houses at all."""
    use = np.flatnonzero(exact & there)
    size = int(at.max(initial=-1)) + 1
    counts = {"points": size, "rows_with_point": int(there.sum())}
    if not len(use):
        return np.zeros(len(at), dtype=np.bool_), counts
    pairs = use[first_rows(dense([at[use], text[use]]))]
    houses = np.bincount(at[pairs], minlength=size)
    rows = np.bincount(at[use], minlength=size)
    again = (rows >= 2) & (houses >= 1)
    counts |= {"points_of_addresses": int((houses > 0).sum()), "points_of_one_address": int((houses == 1).sum())}
    trusted = bool(again.any()) and int((again & (houses == 1)).sum()) >= _TRUSTED * int(again.sum())
    counts["points_stand_for_houses"] = int(trusted)
    given = there & (houses[np.maximum(at, 0)] == 1) if trusted else np.zeros(len(at), dtype=np.bool_)
    return given, counts


def _finer(
    at: NDArray[np.int64], text: NDArray[np.int64], written: NDArray[np.int8], there: NDArray[np.bool_],
    decimals: int, looked: Looked,
) -> NDArray[np.bool_]:  # fmt: skip
    """Rows whose point says more than their text: there is no text, or rows of one text have different points."""
    sharp = decimals >= 4
    finer = there & (written >= Finest.AREA) & sharp
    for kind in (Finest.BLOCK, Finest.STREET):
        rows = np.flatnonzero(there & (written == kind))
        if len(rows) < 2 or not sharp:
            continue
        pair = dense([text[rows], at[rows]])
        label = dense([text[rows]])
        per_pair = np.bincount(pair)
        most = np.zeros(int(label.max()) + 1, dtype=np.int64)
        np.maximum.at(most, label, per_pair[pair])
        several = np.bincount(label)
        use = several >= 2
        if use.any() and most[use].sum() < 0.9 * several[use].sum():
            finer[rows] = True
    return finer


def is_placeholder(values: pa.Array) -> NDArray[np.bool_]:
    """Which distinct values are words that stand where something was taken out."""
    hits = pc.match_substring_regex(values, PLACEHOLDER, ignore_case=True)
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=np.bool_)
