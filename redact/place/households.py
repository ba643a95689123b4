"""Where households live: on which hundred-block, or else in which area only.

Each household is counted at the one unit where its own address would be found, by the same rules that locate a record
(street and number first, then the nearest street block). Census blocks have no addresses: their housing units are
spread over the block faces around them in proportion to the house numbers there, which is an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.blocks import Blocks
from redact.place.gazetteer import Gazetteer
from redact.place.jurisdiction import HouseholdLayer
from redact.place.layers import Layer, Layers, Shapes
from redact.place.lines import Lines

SNAP_METRES: Final = 60.0
"""How far a point may lie from the street block it is counted on (and located on)."""

FACE_METRES: Final = 12.0
"""How far from the centreline the block face is looked for: behind the kerb, in front of the next block."""

_SAMPLES: Final = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True)
class Households:
    """Households per hundred-block, those on none as points in metres, and all address points (k, 2) as `houses`."""

    on_block: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    rest: NDArray[np.float64]
    apportioned: bool
    houses: NDArray[np.float64]


def no_households(blocks: int) -> Households:
    """What is known without a layer: nothing."""
    none = np.empty(0)
    return Households(np.zeros(blocks), none, none, none, False, np.empty((0, 2)))


def count_households(layers: Layers, entry: HouseholdLayer, blocks: Blocks) -> Households:
    """All households of the layer, each on one hundred-block or in `rest`."""
    layer = layers.layer(entry.file, entry.layer)
    counted = _apportion(layer, entry, blocks) if entry.kind == "census_blocks" else _match(layer, entry, blocks)
    return replace(counted, on_block=_exact(counted.on_block), rest=_exact(counted.rest))


_SHARES: Final = 65_536


def _exact(households: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiples of a small part of one, so that sums are the same in whatever order they are added."""
    return np.round(households * _SHARES) / _SHARES


def _counts(layer: Layer, entry: HouseholdLayer) -> NDArray[np.float64]:
    if entry.count is None:
        return np.ones(len(layer))
    return np.maximum(np.nan_to_num(layer.numbers(entry.count)), 0.0)


def _centres(layer: Layer) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import shapely

    if layer.shapes is None:
        return np.full(len(layer), np.nan), np.full(len(layer), np.nan)
    points = layer.shapes
    areal = shapely.get_dimensions(points) > 0
    points = points.copy()
    points[areal] = shapely.point_on_surface(points[areal])
    return shapely.get_x(points), shapely.get_y(points)


# --- address points and parcels ----------------------------------------------------------------------------------

_NUMBERS: Final = ("number", "house_number", "housenumber", "add_number", "addnum", "st_num", "hse_num", "addr_num")
_NAMES: Final = ("street", "street_name", "st_name", "stname", "streetname")
_DIRS: Final = ("dir", "predir", "st_predir", "pre_dir", "dirpre")
_TYPES: Final = ("type", "st_postyp", "st_type", "street_type", "suffix", "sttype")
_POSTS: Final = ("post", "postdir", "st_posdir", "post_dir", "dirsuf")
_ADDRESSES: Final = ("address", "full_address", "fulladdr", "full_addr", "site_addr", "site_address", "addr")


def _match(layer: Layer, entry: HouseholdLayer, blocks: Blocks) -> Households:
    counts = _counts(layer, entry)
    x, y = _centres(layer)
    block = np.full(len(layer), -1, dtype=np.int64)
    if len(blocks):
        gazetteer = Gazetteer((key, at) for at, key in enumerate(blocks.keys))
        block = _by_address(layer, entry, gazetteer)
        loose = np.flatnonzero((block < 0) & (counts > 0) & np.isfinite(x))
        block[loose] = Lines(blocks.shape).nearest(x[loose], y[loose], SNAP_METRES)
    on_block = np.bincount(block[block >= 0], weights=counts[block >= 0], minlength=len(blocks)).astype(np.float64)
    rest = (block < 0) & (counts > 0)
    return Households(on_block, x[rest], y[rest], counts[rest], False, np.column_stack([x, y])[np.isfinite(x)])


def _by_address(layer: Layer, entry: HouseholdLayer, gazetteer: Gazetteer) -> NDArray[np.int64]:
    """The block of each point by its number and street, read as a record's address is."""
    from redact.place.address import AddressKind, parse

    texts = _addresses(layer, entry)
    known: dict[str, int] = {}
    found = np.full(len(layer), -1, dtype=np.int64)
    for at, text in enumerate(texts):
        block = known.get(text)
        if block is None:
            address = parse(text)
            block = -1
            if address.kind is AddressKind.NUMBERED:
                block = max(gazetteer.find(address.streets, address.hundred, address.hyphen), -1)
            known[text] = block
        found[at] = block
    return found


def _addresses(layer: Layer, entry: HouseholdLayer) -> list[str]:
    number = entry.number or layer.first_of(_NUMBERS)
    street = entry.street or layer.first_of(_NAMES)
    if entry.address is None and number is not None and street is not None:
        parts = [
            layer.texts(number),
            layer.texts(entry.dir or layer.first_of(_DIRS)),
            layer.texts(street),
            layer.texts(entry.type or layer.first_of(_TYPES)),
            layer.texts(entry.post or layer.first_of(_POSTS)),
        ]
        return [" ".join(part for part in row if part).upper() for row in zip(*parts, strict=True)]
    return [text.upper() for text in layer.texts(entry.address or layer.first_of(_ADDRESSES))]


# --- census blocks -----------------------------------------------------------------------------------------------


def _apportion(layer: Layer, entry: HouseholdLayer, blocks: Blocks) -> Households:
    """Housing units of census blocks spread over the faces of hundred-blocks (location notes, 7.2 step 3).

    Five points 12 m off each side of a piece say which census blocks the side belongs to; each gets the side's
    share of house numbers. A census block without any face keeps its units, located at a point inside it.
    """
    counts = _counts(layer, entry)
    shapes = layer.shapes_of(2)
    x, y = _centres(layer)
    if not len(blocks):
        filled = counts > 0
        return Households(np.zeros(0), x[filled], y[filled], counts[filled], True, np.empty((0, 2)))
    piece, census, weight = _faces(shapes, blocks)
    total = np.bincount(census, weights=weight, minlength=len(layer))
    placed = total[census] > 0
    piece, census, weight = piece[placed], census[placed], weight[placed]
    share = counts[census] * weight / total[census]
    on_block = np.bincount(blocks.piece_block[piece], weights=share, minlength=len(blocks)).astype(np.float64)
    rest = (total <= 0) & (counts > 0)
    return Households(on_block, x[rest], y[rest], counts[rest], True, np.empty((0, 2)))


def _faces(
    shapes: Shapes, blocks: Blocks
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
    """(piece, census block, house numbers) for every point looked at on a side that has numbers."""
    import shapely

    pieces = blocks.pieces
    slots = np.where(pieces.low >= 0, (pieces.high - pieces.low) // 2 + 1, 0).astype(np.float64)
    found_piece, found_census, found_weight = [], [], []
    tree = shapely.STRtree(shapes)
    for fraction in _SAMPLES:
        here = shapely.line_interpolate_point(pieces.shape, fraction, normalized=True)
        back = shapely.line_interpolate_point(pieces.shape, max(fraction - 0.05, 0.0), normalized=True)
        ahead = shapely.line_interpolate_point(pieces.shape, min(fraction + 0.05, 1.0), normalized=True)
        dx, dy = shapely.get_x(ahead) - shapely.get_x(back), shapely.get_y(ahead) - shapely.get_y(back)
        length = np.hypot(dx, dy)
        length[length == 0] = 1.0
        for side, turn in ((0, 1.0), (1, -1.0)):
            numbered = np.flatnonzero(slots[:, side] > 0)
            x = shapely.get_x(here)[numbered] - turn * FACE_METRES * dy[numbered] / length[numbered]
            y = shapely.get_y(here)[numbered] + turn * FACE_METRES * dx[numbered] / length[numbered]
            at, census = tree.query(shapely.points(x, y), predicate="within")
            found_piece.append(numbered[at])
            found_census.append(census)
            found_weight.append(slots[numbered[at], side] / len(_SAMPLES))
    return np.concatenate(found_piece), np.concatenate(found_census), np.concatenate(found_weight)
