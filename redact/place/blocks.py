"""Hundred-blocks from street centrelines with address ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.place.jurisdiction import StreetLayer
from redact.place.layers import Layer, Layers, Shapes
from redact.place.street import Street, street_of

MOST_HUNDREDS: Final = 100
"""A segment whose range spans more hundreds than this has a typing mistake in it and is left out."""


@dataclass(frozen=True)
class Pieces:
    """Street segments cut at the hundreds, one row per piece.

    `street` indexes `streets`. `low`, `high` (n, 2) are the house numbers of the left and right side within the piece,
    -1 where a side has none; `shape` is a line in metres. `segment` is the whole line that the piece was cut from, and
    `along` (n, 2, 2) says where on it the piece's numbers of each side begin and end, as parts of its length: the two
    sides of a segment may count differently.
    """

    streets: tuple[Street, ...]
    street: NDArray[np.int32]
    hundred: NDArray[np.int32]
    hyphen: NDArray[np.bool_]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    shape: Shapes
    segment: Shapes
    along: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.street)


@dataclass(frozen=True)
class StreetCounts:
    """What became of a street layer's lines; `redact jurisdiction check` tells it.

    `lines` are all in the city, `outside` those left out because they are not, `alleys` those that `leave_out` names,
    `unnamed` and `unranged` the rest without a street's name or without numbers, `repeated` those that another row
    gives already. `unranged_metres` of `metres` is the length of named streets without numbers.
    """

    lines: int = 0
    outside: int = 0
    alleys: int = 0
    unnamed: int = 0
    unranged: int = 0
    repeated: int = 0
    metres: float = 0.0
    unranged_metres: float = 0.0


@dataclass(frozen=True)
class Blocks:
    """One row per hundred-block, sorted by street and hundred; `piece_block` says which block each piece is part of.

    -1 there: the piece's street has no name, or none that an address could be read by. People live along it, but their
    addresses are on no block.
    """

    keys: tuple[tuple[Street, int, bool], ...]
    shape: Shapes
    pieces: Pieces
    piece_block: NDArray[np.int32]
    left_out: int = 0
    counts: StreetCounts = StreetCounts()

    def __len__(self) -> int:
        return len(self.keys)


def no_blocks() -> Blocks:
    """What there is without streets."""
    empty = np.empty(0, dtype=np.int32)
    pair = np.empty((0, 2), dtype=np.int64)
    none = np.empty(0, dtype=object)
    pieces = Pieces((), empty, empty, empty.astype(np.bool_), pair, pair, none, none, np.empty((0, 2, 2)))
    return Blocks((), none, pieces, empty)


def hundred_blocks(layers: Layers, entry: StreetLayer) -> Blocks:
    """All hundred-blocks of the layer: all pieces of the same street with the same hundred are one."""
    import shapely

    pieces, left_out, counts = _pieces(layers.layer(entry.file, entry.layer), entry)
    read = np.flatnonzero(np.array([street.name != "" for street in pieces.streets], dtype=np.bool_)[pieces.street])
    piece_block = np.full(len(pieces), -1, dtype=np.int32)
    if not len(read):
        return Blocks((), np.empty(0, dtype=object), pieces, piece_block, left_out, counts)
    order = sorted(range(len(pieces.streets)), key=lambda number: pieces.streets[number])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    sort_key = (rank[pieces.street[read]] * 2 + pieces.hyphen[read]) * 1_000_000 + pieces.hundred[read]
    _, first, block = np.unique(sort_key, return_index=True, return_inverse=True)
    piece_block[read] = block
    keys = tuple(
        (pieces.streets[pieces.street[at]], int(pieces.hundred[at]), bool(pieces.hyphen[at]))
        for at in read[first].tolist()
    )
    arrange = np.argsort(block, kind="stable")
    parts, part_of = shapely.get_parts(pieces.shape[read[arrange]], return_index=True)
    shapes = shapely.line_merge(shapely.multilinestrings(parts, indices=block[arrange][part_of]))
    single = shapely.get_num_geometries(shapes) == 1
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return Blocks(keys, np.asarray(shapes, dtype=object), pieces, piece_block, left_out, counts)


def _pieces(layer: Layer, entry: StreetLayer) -> tuple[Pieces, int, StreetCounts]:
    import shapely

    streets, street = _streets(layer, entry)
    start, end, hyphen = _ranges(layer, entry)
    low, high = np.minimum(start, end), np.maximum(start, end)
    named = np.array([streets[number].name != "" for number in street.tolist()], dtype=np.bool_)
    numbered = (high > 0).any(axis=1)
    ranged = numbered & named
    low = np.where(high > 0, low, -1)
    high = np.where(high > 0, high, -1)
    least = np.where(low >= 0, low, np.iinfo(np.int64).max).min(axis=1)
    most = high.max(axis=1)
    spans = np.where(numbered, most // 100 - least // 100 + 1, 0)
    kept = np.ones(len(layer), dtype=np.bool_)
    for column, values in entry.leave_out.items():
        kept &= ~np.isin(np.array(layer.texts(column), dtype=np.str_), np.array(values, dtype=np.str_))
    shapes = layer.shapes_of(1)
    again = _repeated(shapes, streets, street, low, high, kept & numbered)
    usable = kept & numbered & (spans <= MOST_HUNDREDS) & ~again
    metres = shapely.length(shapes)
    counts = StreetCounts(
        lines=len(layer),
        outside=layer.outside,
        alleys=int((~kept).sum()),
        unnamed=int((kept & ~named).sum()),
        unranged=int((kept & named & ~ranged).sum()),
        repeated=int(again.sum()),
        metres=float(metres[kept & named].sum()),
        unranged_metres=float(metres[kept & named & ~ranged].sum()),
    )
    one = np.flatnonzero(usable & (spans == 1))
    many = np.flatnonzero(usable & (spans > 1))
    whole = [(at, int(least[at]) // 100) for at in one.tolist()]
    lines: list[Any] = list(shapes[one])
    for at in many.tolist():
        falls = bool((start[at] > end[at]).any() and not (start[at] < end[at]).any())
        for hundred, line in _cut(shapes[at], int(least[at]), int(most[at]), falls):
            whole.append((at, hundred))
            lines.append(line)
    source = np.array([at for at, _ in whole], dtype=np.int64)
    hundreds = np.array([number for _, number in whole], dtype=np.int64)
    floor, ceiling = (hundreds * 100)[:, None], (hundreds * 100 + 99)[:, None]
    low, high = low[source], high[source]
    inside = (high >= floor) & (low <= ceiling) & (low >= 0)
    cut = np.empty(len(lines), dtype=object)
    cut[:] = lines
    piece_low = np.where(inside, np.maximum(low, floor), -1)
    piece_high = np.where(inside, np.minimum(high, ceiling), -1)
    pieces = Pieces(
        streets=streets,
        street=street[source].astype(np.int32),
        hundred=hundreds.astype(np.int32),
        hyphen=hyphen[source],
        low=piece_low,
        high=piece_high,
        shape=cut,
        segment=shapes[source],
        along=_along(start[source], end[source], piece_low, piece_high),
    )
    return pieces, int((ranged & kept & (spans > MOST_HUNDREDS)).sum()), counts


def _along(
    start: NDArray[np.int64], end: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.float64]:  # fmt: skip
    """Where on their segment the numbers from `low` to `high` lie, each number as wide as the others of its side."""
    numbers = np.abs(end - start) // 2 + 1
    first, last = np.abs(low - start) // 2, np.abs(high - start) // 2
    begin = np.minimum(first, last) / numbers
    finish = (np.maximum(first, last) + 1) / numbers
    return np.asarray(np.clip(np.stack([begin, finish], axis=2), 0.0, 1.0))


def _repeated(
    shapes: Shapes,
    streets: tuple[Street, ...],
    street: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    usable: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Rows that say what another row of the same line says, or say it without the street's type or direction.

    Census files give a line once per name. Counted twice, it would draw twice its share of the homes around it; and
    "JACKSON" beside "JACKSON ST" would make two streets of one.
    """
    import shapely

    again = np.zeros(len(shapes), dtype=np.bool_)
    same: dict[bytes, list[int]] = {}
    rows = np.flatnonzero(usable)
    numbers = np.column_stack([low[rows], high[rows]])
    for at, wkb, row in zip(rows.tolist(), shapely.to_wkb(shapes[rows]).tolist(), numbers, strict=True):
        same.setdefault(wkb + row.tobytes(), []).append(at)
    for members in same.values():
        fuller = sorted(members, key=lambda at: (-sum(map(bool, streets[street[at]])), at))
        for number, at in enumerate(fuller):
            again[at] = any(_says_less(streets[street[at]], streets[street[other]]) for other in fuller[:number])
    return again


def _says_less(one: Street, other: Street) -> bool:
    """Whether `other` is `one`, perhaps with a type or direction that `one` leaves out, or is named where it is not."""
    if one.name and one.name != other.name:
        return False
    return all(not mine or mine == its for mine, its in zip(one, other, strict=True))


def _cut(line: Any, least: int, most: int, falls: bool) -> list[tuple[int, Any]]:
    """A line whose numbers run over several hundreds, cut where each hundred begins, in proportion to the numbers."""
    import shapely
    from shapely.ops import substring

    hundreds = range(least // 100, most // 100 + 1)
    if shapely.get_type_id(line) != 1:
        merged = shapely.line_merge(line)
        if shapely.get_type_id(merged) != 1:
            return [(hundred, line) for hundred in hundreds]
        line = merged
    cut = []
    for hundred in hundreds:
        begin = (max(least, hundred * 100) - least) / (most + 1 - least)
        finish = (min(most, hundred * 100 + 99) + 1 - least) / (most + 1 - least)
        if falls:
            begin, finish = 1 - finish, 1 - begin
        cut.append((hundred, substring(line, begin, finish, normalized=True)))
    return cut


def _streets(layer: Layer, entry: StreetLayer) -> tuple[tuple[Street, ...], NDArray[np.int64]]:
    columns = [layer.texts(name) for name in (entry.dir, entry.name, entry.type, entry.post)]
    number: dict[tuple[str, ...], int] = {}
    read: list[Street] = []
    keys: dict[Street, int] = {}
    index = np.empty(len(layer), dtype=np.int64)
    for at, parts in enumerate(zip(*columns, strict=True)):
        found = number.get(parts)
        if found is None:
            street = _as_addresses_say(parts)
            found = keys.setdefault(street, len(read))
            if found == len(read):
                read.append(street)
            number[parts] = found
        index[at] = found
    return tuple(read), index


_ADDRESS: Final = 1001
"""A house number that no street's name begins with."""


def _as_addresses_say(parts: tuple[str, ...]) -> Street:
    """The street of a layer's own words; nameless if an address there could not be read back as one on this street.

    Homes there are located by their point, as a record is whose address is not understood.
    """
    from redact.place.address import parse

    street = street_of(*parts)
    text = " ".join(part for part in parts if part).upper()
    return street if street in parse(f"{_ADDRESS} {text}").streets else Street("", "", "", "")


def _ranges(layer: Layer, entry: StreetLayer) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """First and last number of both sides (n, 2), 0 where a side has none, and whether the numbers are hyphenated.

    A layer with one range per line gives it for both sides.
    """
    left = (entry.from_left, entry.to_left)
    both = entry.from_right is None and entry.to_right is None
    names = (left, left if both else (entry.from_right, entry.to_right))
    starts: list[NDArray[np.int64]] = []
    ends: list[NDArray[np.int64]] = []
    hyphen = np.zeros(len(layer), dtype=np.bool_)
    for first, last in names:
        for name, into in ((first, starts), (last, ends)):
            texts = layer.texts(name)
            values = [_number(text) for text in texts]
            hyphen |= np.array([flag for _, flag in values], dtype=np.bool_)
            into.append(np.array([value for value, _ in values], dtype=np.int64))
    start, end = np.column_stack(starts), np.column_stack(ends)
    return start, np.where(end <= 0, start, end), hyphen


def _number(text: str) -> tuple[int, bool]:
    """A range's end as a number; "12-34" as 1234 with the mark that 12 is its block."""
    if text.isdecimal():
        return int(text), False
    before, dash, after = text.partition("-")
    if dash and before.isdecimal() and after.isdecimal() and len(after) <= 3:
        return int(before) * 100 + int(after) % 100, True
    try:
        value = float(text)
    except ValueError:
        return 0, False
    return (int(value), False) if 0 <= value < 1_000_000 else (0, False)
