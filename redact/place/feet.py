"""Survey feet taken for international feet, or the other way round.

They differ by two millionths. State Plane coordinates count from far away, so that a file whose feet are read as the
wrong ones lies up to six metres off: too little for any box to show, enough to put a point on the other side of an
alley. Where two layers share lines (blocks and streets, beats and tracts), their corners show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from redact.place.layers import Layers

SURVEY_FOOT: Final = 1200 / 3937
INTERNATIONAL_FOOT: Final = 0.3048
"""Metres."""

_MOST_CORNERS: Final = 2_000
_NEAR_METRES: Final = 15.0
_LEAST_SHIFT: Final = 0.3


@dataclass(frozen=True)
class FootDoubt:
    """A layer in feet whose corners fit another layer much better when its feet are taken for the other ones.

    `metres` is the median distance of its corners from the other layer's lines, `instead` what it would be.
    """

    name: str
    other: str
    metres: float
    instead: float
    unit: str


def foot_doubts(layers: Layers) -> Iterator[FootDoubt]:
    """The layers whose foot is probably the wrong one, each with the layer that shows it best."""
    shapes = {name: layers.layer(each.file, each.layer).shapes for name, each in layers.jurisdiction.entries}
    lines = {name: _lines(each) for name, each in shapes.items() if each is not None and len(each)}
    extents = {each.name: each for each in layers.extents()}
    for name in lines:
        system = extents[name].system if name in extents else None
        unit = system.axis_info[0].unit_name if system is not None else ""
        if "foot" not in unit:
            continue
        survey = "survey" in unit.lower()
        change = (INTERNATIONAL_FOOT - SURVEY_FOOT) * (1 if survey else -1)
        west, south, east, north = extents[name].raw
        shift = np.array([(west + east) / 2, (south + north) / 2]) * change
        if np.hypot(*shift) < _LEAST_SHIFT:
            continue
        doubts = []
        for other, there in lines.items():
            if other == name or not len(there) or extents[other].system == system:
                continue
            metres, instead = _medians(_corners(shapes[name]), shift, there)
            if metres > np.hypot(*shift) / 4 and instead < metres / 3:
                doubts.append(FootDoubt(name, other, metres, instead, unit))
        yield from sorted(doubts, key=lambda each: each.instead)[:1]


def _corners(shapes: Any) -> NDArray[np.float64]:
    import shapely

    corners = np.unique(shapely.get_coordinates(shapes), axis=0)
    return np.asarray(corners[:: max(len(corners) // _MOST_CORNERS, 1)], dtype=np.float64)


def _lines(shapes: Any) -> Any:
    """Lines as they are and the borders of areas; nothing of points."""
    import shapely

    dimension = shapely.get_dimensions(shapes)
    return np.concatenate([shapes[dimension == 1], shapely.boundary(shapes[dimension == 2])])


def _medians(corners: NDArray[np.float64], shift: NDArray[np.float64], lines: Any) -> tuple[float, float]:
    """Median metres from the corners that have a line near them to that line: as they are, and shifted."""
    import shapely

    tree = shapely.STRtree(lines)
    found = []
    for points in (corners, corners + shift):
        _, metres = tree.query_nearest(
            shapely.points(points), max_distance=_NEAR_METRES, return_distance=True, all_matches=False
        )
        found.append(float(np.median(metres)) if len(metres) else float("inf"))
    return found[0], found[1]
