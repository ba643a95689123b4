"""The points of published rows, as an attacker reads them: of the row itself where it has any, else of its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.places.knows import Public
from redact.risk.places.release import Cells, Release

Metres = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """Per row: metres east and north (NaN: none), and whether the row says so itself instead of by its place."""

    x: Metres
    y: Metres
    own: NDArray[np.bool_]


def published_points(release: Release, public: Public) -> Points:
    """Reads every column for coordinates, whatever it is called: pairs of numbers that fall into the city."""
    x, y = _of_places(release, public)
    at = np.maximum(release.place, 0)
    if len(x):
        x, y = np.where(release.place >= 0, x[at], np.nan), np.where(release.place >= 0, y[at], np.nan)
    else:
        x, y = np.full(len(release), np.nan), np.full(len(release), np.nan)
    own = np.zeros(len(release), dtype=np.bool_)
    bounds = _bounds(public)
    if bounds is None:
        return Points(x, y, own)
    for east, north in _pairs(release, public):
        here = np.isfinite(east) & np.isfinite(north) & ~own
        here &= (east >= bounds[0]) & (east <= bounds[2]) & (north >= bounds[1]) & (north <= bounds[3])
        apart = here & ~((np.abs(east - x) < _SAME) & (np.abs(north - y) < _SAME))
        x[apart], y[apart] = east[apart], north[apart]
        own |= apart
    return Points(x, y, own)


_SAME: Final = 2.0
"""Metres within which a row's point is its place's point, rounded."""

_BESIDE: Final = 2_000.0
"""Metres around the homes that count as the city."""


def _bounds(public: Public) -> tuple[float, float, float, float] | None:
    x, y = public.homes.x, public.homes.y
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return None
    return x[known].min() - _BESIDE, y[known].min() - _BESIDE, x[known].max() + _BESIDE, y[known].max() + _BESIDE


def _of_places(release: Release, public: Public) -> tuple[Metres, Metres]:
    from pyproj import Transformer

    degrees = np.full((len(release.places), 2), np.nan)
    for at, place in enumerate(release.places):
        drawn = release.drawn.get(place.id)
        if drawn is not None:
            degrees[at] = drawn.longitude, drawn.latitude
    return _metres(degrees[:, 0], degrees[:, 1], Transformer.from_crs("EPSG:4326", public.units.metres, always_xy=True))


def _metres(longitude: Metres, latitude: Metres, project: object) -> tuple[Metres, Metres]:
    x, y = project.transform(longitude, latitude)  # type: ignore[attr-defined]
    good = np.isfinite(x) & np.isfinite(y)
    return np.where(good, x, np.nan), np.where(good, y, np.nan)


def _pairs(release: Release, public: Public) -> list[tuple[Metres, Metres]]:
    """Columns that may be east and north, two by two and in both orders, in degrees and in metres."""
    from pyproj import Transformer

    project = Transformer.from_crs("EPSG:4326", public.units.metres, always_xy=True)
    single: list[Metres] = []
    pairs: list[tuple[Metres, Metres]] = []
    for name in release.further:
        numbers = _numbers(release.columns[name])
        if len(numbers) == 1:
            single.append(numbers[0])
        elif len(numbers) == 2:
            pairs.append((numbers[0], numbers[1]))
    pairs += [(one, other) for at, one in enumerate(single) for other in single[at + 1 :]]
    found = []
    for one, other in pairs:
        for east, north in ((one, other), (other, one)):
            degrees = (np.abs(east) <= 180) & (np.abs(north) <= 90)
            if degrees.any():
                found.append(_metres(np.where(degrees, east, np.nan), np.where(degrees, north, np.nan), project))
            found.append((east, north))
    return found


def _numbers(cells: Cells) -> list[Metres]:
    """The one or two numbers with decimals in each row's cell, NaN for none; [] of a column that has no such cells."""
    read = [[float(number) for number in _NUMBER.findall(value)[:2]] for value in cells.values]
    lengths = {len(numbers) for numbers, value in zip(read, cells.values, strict=True) if value}
    if not lengths or not max(lengths):
        return []
    count = max(lengths)
    values = np.array([numbers if len(numbers) == count else [np.nan] * count for numbers in read])
    return [values[:, column][cells.codes] for column in range(count)]


_NUMBER: Final = re.compile(r"-?\d{1,8}\.\d{2,}")
