"""Nearest-line search over streets."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.layers import Shapes

_FIRST_LOOK: Final = 16.0
"""Metres within which most points have their street; only the others are looked for further away."""


class Lines:
    """An index over lines, cut into their straight parts.

    Boxes around the points are looked up in the index and distances computed in one numpy pass: two to three times as
    fast as asking the index for the nearest line of each point.
    """

    def __init__(self, shapes: Shapes) -> None:
        import shapely

        parts, owner = shapely.get_parts(shapes, return_index=True)
        corners, line = shapely.get_coordinates(parts, return_index=True)
        inner = line[1:] == line[:-1]
        self._start, self._end = corners[:-1][inner], corners[1:][inner]
        self._owner = owner[line[:-1][inner]]
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([self._start, self._end], axis=1)))

    def nearest(self, x: NDArray[np.float64], y: NDArray[np.float64], most: float) -> NDArray[np.int64]:
        """The nearest line within `most` metres of each point, the first of equally near ones, -1 for none."""
        found = np.full(len(x), -1, dtype=np.int64)
        if not len(self._owner):
            return found
        for reach in (min(_FIRST_LOOK, most), most):
            rest = np.flatnonzero(found < 0)
            if len(rest):
                found[rest] = self._nearest(x[rest], y[rest], reach)
        return found

    def within(
        self, x: NDArray[np.float64], y: NDArray[np.float64], reach: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
        """(point, line, metres) for every straight part within `reach` metres of a point."""
        import shapely

        at, segment = self._tree.query(shapely.box(x - reach, y - reach, x + reach, y + reach))
        start, along = self._start[segment], self._end[segment] - self._start[segment]
        east, north = x[at] - start[:, 0], y[at] - start[:, 1]
        square = (along * along).sum(axis=1)
        part = np.clip((east * along[:, 0] + north * along[:, 1]) / np.where(square > 0, square, 1.0), 0.0, 1.0)
        metres = np.hypot(east - part * along[:, 0], north - part * along[:, 1])
        near = metres <= reach
        return at[near], self._owner[segment[near]], metres[near]

    def _nearest(self, x: NDArray[np.float64], y: NDArray[np.float64], reach: float) -> NDArray[np.int64]:
        found = np.full(len(x), -1, dtype=np.int64)
        at, line, metres = self.within(x, y, reach)
        if not len(at):
            return found
        if (at[1:] < at[:-1]).any():
            order = np.argsort(at, kind="stable")
            at, line, metres = at[order], line[order], metres[order]
        first = np.flatnonzero(np.concatenate([[True], at[1:] != at[:-1]]))
        near = np.round(metres, 6)
        least = np.repeat(np.minimum.reduceat(near, first), np.diff(np.append(first, len(at))))
        found[at[first]] = np.minimum.reduceat(np.where(near == least, line, np.iinfo(np.int64).max), first)
        return found
