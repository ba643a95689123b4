"""Blocks of the same kind: what anybody can count about a block, and a partition of the city by it.

Decoys must be of the real place's kind, and the choice of the kind must not give the real one away. Were the decoys the
blocks most like it, it would stand in the middle of them. So the whole city is cut once, whatever is on the list, into
groups of blocks that are alike (the Mondrian partition of LeFevre, DeWitt and Ramakrishnan 2006); every block of a
group has the same group, so each of those drawn from it could as well be the real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from redact.place.cells import CELL
from redact.place.ground import Ground
from redact.place.households import SNAP_METRES
from redact.place.jurisdiction import Jurisdiction
from redact.place.layers import WGS84
from redact.place.runs import CORNER_METRES, NO_RUN, Terrain
from redact.place.sensitive.seen import joining_of

if TYPE_CHECKING:
    from redact.place.units import UnitTable

LARGE_BUILDINGS: Final = (3, 8, 20, 50)
"""From so many homes on a building counts as another sort: a small one, a walk-up, a block of flats, a tower."""

CUTS_TRIED: Final = 16
"""So many places to cut a feature are looked at, evenly, before the next feature is."""


@dataclass(frozen=True)
class City:
    """The hundred-blocks of a unit table as decoys are chosen from, n of them.

    `ids` their unit ids, `x`, `y` a point on each in metres, `degrees` (n, 2) its latitude and longitude, `zone` the
    district each is in (-1: none), `features` (n, f) what anybody can count. `meets` lists per block the blocks it may
    be joined with: those that it touches in its district, else the nearest there, else the nearest. `ground` and
    `floors` (households, safety factor included) are what the building of the table joins blocks by.
    """

    ids: tuple[str, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    degrees: NDArray[np.float64]
    zone: NDArray[np.int32]
    features: NDArray[np.float64]
    meets: tuple[NDArray[np.int64], ...]
    ground: Terrain | None = None
    floors: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


def city_of(units: UnitTable, jurisdiction: Jurisdiction) -> City:
    """The blocks of a unit table, with what the jurisdiction's layers tell about each."""
    import shapely
    from pyproj import Transformer

    rows = np.flatnonzero(units.hundred >= 0)
    shapes = Ground(units).shapes[rows]
    middle = shapely.line_interpolate_point(_single(shapes), 0.5, normalized=True)
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    to_degrees = Transformer.from_crs(units.metres, WGS84, always_xy=True)
    degrees = np.round(np.column_stack(to_degrees.transform(x, y)[::-1]), 6)
    zone = units.parents[rows, _zone_level(units)] if len(units.ladder) > 1 else np.zeros(len(rows), dtype=np.int32)
    meets = _meets(shapes, x, y, zone)
    own = np.nan_to_num(units.own[rows], nan=0.0)
    around = own + np.array([own[others].sum() for others in meets])
    features = np.column_stack(
        [
            np.searchsorted(LARGE_BUILDINGS, _largest(jurisdiction, shapes), side="right").astype(np.float64),
            own,
            around,
            shapely.length(shapes),
            np.array([len(others) for others in meets], dtype=np.float64),
        ]
    )
    ids = units.ids.take(rows.tolist()).to_pylist() if len(rows) else []
    zone = zone.astype(np.int32)
    ground, floors = joining_of(units, jurisdiction, zone)
    return City(tuple(ids), x, y, degrees, zone, features, meets, ground, tuple(floors))


def _single(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The longest part of every line."""
    import shapely

    single = shapes.copy()
    for at in np.flatnonzero(shapely.get_num_geometries(shapes) > 1).tolist():
        parts = shapely.get_parts(shapes[at])
        single[at] = parts[int(np.argmax(shapely.length(parts)))]
    return single


def _zone_level(units: UnitTable) -> int:
    """The ladder level whose borders no joined block crosses: the districts, else the coarsest areas with shapes."""
    borders = []
    for at in range(1, len(units.ladder) - 1):
        rows = np.flatnonzero(units.level == at)
        if units.ladder[at] != CELL and len(rows) and not units.wkb.take(rows.tolist()).null_count:
            borders.append(at)
    districts = [at for at in borders if units.ladder[at] == "district"]
    return (districts or borders or [-1])[-1]


def _meets(
    shapes: NDArray[np.object_], x: NDArray[np.float64], y: NDArray[np.float64], zone: NDArray[np.int32]
) -> tuple[NDArray[np.int64], ...]:
    import shapely

    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="dwithin", distance=CORNER_METRES)
    good = (left != right) & (zone[left] == zone[right])
    left, right = left[good], right[good]
    order = np.lexsort((right, left))
    found = np.split(right[order].astype(np.int64), np.searchsorted(left[order], np.arange(1, len(shapes))))
    for at in [at for at, others in enumerate(found) if not len(others)]:
        metres = np.hypot(x - x[at], y - y[at])
        metres[at] = np.inf
        beside = np.where(zone == zone[at], metres, np.inf)
        nearest = beside if np.isfinite(beside).any() else metres
        if np.isfinite(nearest).any():
            found[at] = np.array([int(np.argmin(nearest))], dtype=np.int64)
    return tuple(found)


def _largest(jurisdiction: Jurisdiction, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """The homes of the largest building at each block; 0 where no layer tells buildings apart."""
    import shapely

    from redact.place.layers import Layers
    from redact.place.lines import Lines

    largest = np.zeros(len(shapes))
    entry = jurisdiction.households
    if entry is None or entry.kind == "census_blocks" or entry.count is None or not len(shapes):
        return largest
    layer = Layers(jurisdiction).layer(entry.file, entry.layer)
    if layer.shapes is None:
        return largest
    homes = np.nan_to_num(layer.numbers(entry.count))
    big = np.flatnonzero((homes >= LARGE_BUILDINGS[0]) & ~shapely.is_missing(layer.shapes))
    points = shapely.point_on_surface(layer.shapes[big])
    block = Lines(shapes).nearest(shapely.get_x(points), shapely.get_y(points), SNAP_METRES)
    np.maximum.at(largest, block[block >= 0], homes[big][block >= 0])
    return largest


def kinds(
    features: NDArray[np.float64], least: int, runs: Sequence[NDArray[np.int32]] = (), apart: int = 0
) -> NDArray[np.int64]:
    """The group (n,) of every block: groups of `least` blocks or more, each cut where it spreads widest.

    `runs` are, per floor, the stretches that the blocks are in: a group has `apart` different ones at every floor, or
    none. A hundred blocks of country road in ten stretches have no room for twenty decoys. Blocks with the same
    features are never parted. Where there are fewer than `least` blocks, all are one group.
    """
    n = len(features)
    group = np.zeros(n, dtype=np.int64)
    ranks = np.column_stack([_ranks(column) for column in features.T]) if n else features
    waiting, done = [np.arange(n)], 0
    while waiting:
        members = waiting.pop()
        cut = _cut(ranks[members], [run[members] for run in runs], least, apart)
        if cut is None:
            group[members] = done
            done += 1
        else:
            waiting += [members[~cut], members[cut]]
    return group


def _ranks(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value's rank as a share of all, equal values alike."""
    _, index, count = np.unique(column, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - count / 2
    return np.asarray(middle[index.reshape(-1)] / len(column))


def _cut(
    ranks: NDArray[np.float64], runs: Sequence[NDArray[np.int32]], least: int, apart: int
) -> NDArray[np.bool_] | None:
    """Which members go to the upper part, by the widest feature that can be cut; None where none can."""
    if len(ranks) < 2 * least:
        return None
    widths = np.ptp(ranks, axis=0)
    for column in np.argsort(-widths, kind="stable").tolist():
        values = ranks[:, column]
        ordered = np.sort(values)
        # The places between two different values that leave enough on both sides, the nearest to the middle first.
        steps = np.flatnonzero(np.diff(ordered) > 0) + 1
        steps = steps[(steps >= least) & (steps <= len(ordered) - least)]
        steps = steps[np.argsort(np.abs(steps - len(ordered) / 2), kind="stable")]
        for at in steps[:: max(len(steps) // CUTS_TRIED, 1)].tolist():
            upper = np.asarray(values >= ordered[at])
            if all(_none_or(apart, run[upper]) and _none_or(apart, run[~upper]) for run in runs):
                return upper
    return None


def _none_or(apart: int, run: NDArray[np.int32]) -> bool:
    return not 0 < len(np.unique(run[run != NO_RUN])) < apart
