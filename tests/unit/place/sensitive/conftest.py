"""A made-up city for choosing decoys: a grid of streets with houses, flats and towers here and there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from redact.place.runs import Terrain
from redact.place.sensitive.kinds import City

WIDE = 24


@pytest.fixture(scope="session")
def grid() -> City:
    """24 x 24 blocks in four districts, each meeting those beside it; 0 to 120 homes, more of them in the middle."""
    random = np.random.default_rng(7)
    n = WIDE * WIDE
    row, column = np.divmod(np.arange(n), WIDE)
    zone = (row // (WIDE // 2) * 2 + column // (WIDE // 2)).astype(np.int32)
    meets = []
    for at in range(n):
        beside = [at - WIDE, at + WIDE, at - 1 if column[at] else -1, at + 1 if column[at] < WIDE - 1 else -1]
        meets.append(np.array([other for other in beside if 0 <= other < n and zone[other] == zone[at]]))
    centre = np.exp(-(((row - 12) / 8) ** 2) - ((column - 12) / 8) ** 2)
    own = np.round(random.gamma(2.0, 4 + 20 * centre))
    tower = np.where(random.random(n) < 0.06, random.integers(1, 5, n), 0).astype(float)
    own += tower * 15
    around = own + np.array([own[others].sum() for others in meets])
    length = random.normal(100, 15, n).round(1)
    features = np.column_stack([tower, own, around, length, [len(others) for others in meets]])
    x, y = column * 100.0 + random.uniform(-20, 20, n), row * 100.0 + random.uniform(-20, 20, n)
    return City(
        ids=tuple(f"b-{at:04d}" for at in random.permutation(n)),
        x=x,
        y=y,
        degrees=np.column_stack([39 + y / 111_320, -76 + x / 86_500]),
        zone=zone,
        features=features,
        meets=tuple(meets),
    )


@pytest.fixture(scope="session")
def country(grid: City) -> City:
    """The same blocks with streets that run from west to east; where few live, many blocks make one stretch."""
    homes = np.where(grid.zone < 2, grid.features[:, 1] / 6, grid.features[:, 1])
    rows = np.arange(WIDE * WIDE).reshape(2 * WIDE, WIDE // 2)
    meets = tuple(tuple(sorted(each.tolist())) for each in grid.meets)
    ground = Terrain(homes, grid.zone, tuple(tuple(row) for row in rows.tolist()), meets)
    features = grid.features.copy()
    features[:, 1] = homes
    features[:, 2] = homes + [homes[others].sum() for others in grid.meets]
    return replace(grid, features=features, ground=ground, floors=(8.0, 20.0))
