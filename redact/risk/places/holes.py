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
RARE: Final = 0.01
"""How probable it may be that honest data shows a hole anywhere at all."""


@dataclass(frozen=True)
class Hole:
    """A unit without a row where its neighbours' rows and homes suggest `expected`."""

    unit: int
    expected: float


def guess(release: Release, knows: Public) -> tuple[tuple[Hole, ...], int]:
    """The holes at every level, and how many places had enough around them to show one.

    What is expected of a place is its homes times the rows per home of the eight places next to it. Rows vary more than
    by chance, which is measured on the city itself (negative binomial, by moments).
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
    if len(good) <= NEIGHBOURS:
        return [], 0
    homes, counts, spots = homes[good], counts[good], spots[good]
    scaled = spots * [np.cos(np.radians(spots[0, 1])), 1.0]
    near = cKDTree(scaled).query(scaled, k=NEIGHBOURS + 1)[1][:, 1:]
    expected = homes * counts[near].sum(axis=1) / homes[near].sum(axis=1)
    spread = _spread(counts, expected)
    chance = np.exp(-expected) if spread == 0 else (1 + spread * expected) ** (-1 / spread)
    able = chance * len(good) < RARE
    empty = np.flatnonzero(able & (counts == 0))
    return [Hole(int(units[good[at]]), float(expected[at])) for at in empty.tolist()], int(able.sum())


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
