"""Holes: places where nothing is ever reported although something is all around. Leaving records out marks a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.jurisdiction import BLOCK
from redact.risk.places.knows import Public
from redact.risk.places.release import Release
from redact.risk.places.result import Result

NAME: Final = "looking for holes"
NEIGHBOURS: Final = 8
LARGEST: Final = 8
"""Places that a hole may consist of."""

RARE: Final = 0.01
"""How probable it may be that honest data shows a hole anywhere at all."""


@dataclass(frozen=True)
class Hole:
    """A unit without a row where its neighbours' rows and homes suggest `expected`."""

    unit: int
    expected: float


def guess(release: Release, knows: Public) -> tuple[tuple[Hole, ...], int]:
    """The holes at every level, and how many places had enough around them to show one.

    A hole is a place, or a place with up to seven of those nearest to it, without any row. What is expected of it is
    its homes times the rows per home of the eight places that come next. Rows vary more than by chance, which is
    measured on the city itself (negative binomial, by moments); Bonferroni's bound allows for the many looks.
    """
    level_rows = _rows(release, knows)
    holes: list[Hole] = []
    tried = 0
    for units, counts in level_rows:
        found, looked = _holes(units, counts, knows)
        holes += found
        tried += looked
    return tuple(holes), tried


def _rows(release: Release, knows: Public) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Per level of the ladder its places and how many rows each has, finer places counted where they lie.

    At street level the places are the stretches of the highest floor, which those of lower floors lie within.
    """
    table = knows.units
    of_place = np.bincount(release.place[release.place >= 0], minlength=len(release.places))
    count = np.zeros(len(table))
    for place, rows in zip(release.places, of_place.tolist(), strict=True):
        if place.id in knows.number:
            count[knows.number[place.id]] += rows
    found = []
    for level in range(len(table.ladder) - 1):
        if table.ladder[level] == BLOCK:
            if not table.runs.shape[1]:
                continue
            wide = np.full(len(table), -1, dtype=np.int64)
            wide[table.blocks] = table.runs[table.blocks, -1]
            for floor in range(table.runs.shape[1]):
                on = table.blocks[table.runs[table.blocks, floor] >= 0]
                wide[table.runs[on, floor]] = table.runs[on, -1]
            units = np.unique(wide[wide >= 0])
            counts = np.bincount(wide[wide >= 0], weights=count[wide >= 0], minlength=len(table))[units]
        else:
            units = np.flatnonzero(table.level == level)
            above = table.parents[:, level]
            inside = np.flatnonzero((above >= 0) & (count > 0))
            counts = np.bincount(above[inside], weights=count[inside], minlength=len(table))[units]
        found.append((units.astype(np.int64), counts.astype(np.float64)))
    return found


def _holes(units: NDArray[np.int64], counts: NDArray[np.float64], knows: Public) -> tuple[list[Hole], int]:
    from scipy.spatial import cKDTree

    table = knows.units
    homes = np.nan_to_num(table.households[units], nan=0.0)
    spots = table.points[units]
    good = np.flatnonzero(np.isfinite(spots).all(axis=1) & (homes > 0))
    most = min(LARGEST, len(good) - NEIGHBOURS)
    if most < 1:
        return [], 0
    homes, counts, spots = homes[good], counts[good], spots[good]
    scaled = spots * [np.cos(np.radians(spots[0, 1])), 1.0]
    near = cKDTree(scaled).query(scaled, k=most + NEIGHBOURS)[1]
    spread = _spread(counts, _expected(near, 1, homes, counts)[:, 0])
    limit = np.log(RARE / (most * len(good)))
    able = np.zeros(len(good), dtype=np.bool_)
    found: dict[int, float] = {}
    for size in range(1, most + 1):
        expected = _expected(near, size, homes, counts)
        chance = -expected if spread == 0 else -np.log1p(spread * expected) / spread
        rare = chance.sum(axis=1) < limit
        able |= rare
        members = near[:, :size]
        for at in np.flatnonzero(rare & (counts[members].sum(axis=1) == 0)).tolist():
            for member, usual in zip(members[at].tolist(), expected[at].tolist(), strict=True):
                found[member] = max(found.get(member, 0.0), usual)
    return [Hole(int(units[good[at]]), usual) for at, usual in sorted(found.items())], int(able.sum())


def _expected(
    near: NDArray[np.int64], size: int, homes: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n, size) The rows to be expected at a place and those nearest to it, by the eight that come next."""
    ring = near[:, size : size + NEIGHBOURS]
    rate = counts[ring].sum(axis=1) / homes[ring].sum(axis=1)
    return np.asarray(homes[near[:, :size]] * rate[:, None])


def _spread(counts: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """By how much rows vary beyond chance: the share of the square of what is expected, 0 for pure chance.

    Empty places are left out, or a hole would excuse itself.
    """
    some = (counts > 0) & (expected > 0)
    if not some.any():
        return 0.0
    surplus = ((counts[some] - expected[some]) ** 2 - expected[some]).sum() / (expected[some] ** 2).sum()
    return float(max(surplus, 0.0))


def attack(release: Release, knows: Public) -> Result:
    """No place may be empty where so much is expected that chance does not explain it.

    A success is a reason to look, not a proof: a place without police reports can have many reasons.
    """
    holes, tried = guess(release, knows)
    if not tried:
        figure = "there are too few rows for any place to show"
    elif holes:
        most = max(holes, key=lambda hole: hole.expected)
        figure = f"{len(holes):,} of {tried:,} places have no row; {most.expected:,.0f} would be usual at the emptiest"
    else:
        figure = f"none of the {tried:,} places where it would show is empty"
    return Result(
        NAME,
        "Looked for streets and areas without any row in the middle of others that have many.",
        tried,
        len(holes),
        0,
        figure,
        proves=False,
    )
