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

from redact.place.apportion import by_point, by_polygon
from redact.place.blocks import Blocks
from redact.place.gazetteer import Gazetteer
from redact.place.jurisdiction import HouseholdLayer
from redact.place.layers import Layer, Layers
from redact.place.lines import Lines

SNAP_METRES: Final = 60.0
"""How far a point may lie from the street block it is counted on (and located on)."""


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
_UNITS: Final = ("unit", "unit_id", "unit_num", "unitnumber", "unit_no", "apt", "apartment")
_ADDRESSES: Final = ("address", "full_address", "fulladdr", "full_addr", "site_addr", "site_address", "addr")


def _match(layer: Layer, entry: HouseholdLayer, blocks: Blocks) -> Households:
    addresses = _addresses(layer, entry)
    counts = _counts(layer, entry)
    if entry.count is None:
        counts[_said_before(addresses, layer.texts(entry.unit or layer.first_of(_UNITS)))] = 0.0
    x, y = _centres(layer)
    block = np.full(len(layer), -1, dtype=np.int64)
    if len(blocks):
        gazetteer = Gazetteer((key, at) for at, key in enumerate(blocks.keys))
        block = _by_address(addresses, gazetteer)
        loose = np.flatnonzero((block < 0) & (counts > 0) & np.isfinite(x))
        block[loose] = Lines(blocks.shape).nearest(x[loose], y[loose], SNAP_METRES)
    on_block = np.bincount(block[block >= 0], weights=counts[block >= 0], minlength=len(blocks)).astype(np.float64)
    rest = (block < 0) & (counts > 0)
    return Households(on_block, x[rest], y[rest], counts[rest], False, np.column_stack([x, y])[np.isfinite(x)])


def _said_before(addresses: list[str], units: list[str]) -> list[int]:
    """Rows that are no home of their own: the same apartment again, or the building whose apartments are listed."""
    with_units = {address for address, unit in zip(addresses, units, strict=True) if address and unit}
    seen: set[tuple[str, str]] = set()
    found = []
    for at, (address, unit) in enumerate(zip(addresses, units, strict=True)):
        if not address or address not in with_units:
            continue
        key = (address, unit.upper())
        if not unit or key in seen:
            found.append(at)
        seen.add(key)
    return found


def _by_address(texts: list[str], gazetteer: Gazetteer) -> NDArray[np.int64]:
    """The block of each point by its number and street, read as a record's address is."""
    from redact.place.address import AddressKind, parse

    known: dict[str, int] = {}
    found = np.full(len(texts), -1, dtype=np.int64)
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
    """Housing units of census blocks spread over the faces of hundred-blocks.

    A census block without any face is located at a point inside it, as a record without an address is. Homes along a
    street whose name no address can be read by are somewhere in the city (NaN).
    """
    counts = _counts(layer, entry)
    x, y = _centres(layer)
    if not len(blocks):
        filled = counts > 0
        return Households(np.zeros(0), x[filled], y[filled], counts[filled], True, np.empty((0, 2)))
    if _are_points(layer):
        piece, census, weight = by_point(x, y, layer.numbers(entry.area), blocks.pieces)
    else:
        piece, census, weight = by_polygon(layer.shapes_of(2), blocks.pieces)
    total = np.bincount(census, weights=weight, minlength=len(layer))
    placed = total[census] > 0
    piece, census, weight = piece[placed], census[placed], weight[placed]
    share = counts[census] * weight / total[census]
    block = blocks.piece_block[piece]
    on_block = np.bincount(block[block >= 0], weights=share[block >= 0], minlength=len(blocks)).astype(np.float64)
    rest = np.flatnonzero((total <= 0) & (counts > 0))
    near = Lines(blocks.shape).nearest(x[rest], y[rest], SNAP_METRES)
    np.add.at(on_block, near[near >= 0], counts[rest[near >= 0]])
    rest = rest[near < 0]
    unread = float(share[block < 0].sum())
    x, y, homes = x[rest], y[rest], counts[rest]
    if unread > 0:
        x, y, homes = np.append(x, np.nan), np.append(y, np.nan), np.append(homes, unread)
    return Households(on_block, x, y, homes, True, np.empty((0, 2)))


def _are_points(layer: Layer) -> bool:
    import shapely

    return layer.shapes is not None and len(layer) > 0 and bool((shapely.get_dimensions(layer.shapes) == 0).all())
