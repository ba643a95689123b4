"""The place map of a tier: as which unit each unit is published.

A place stands for the households *whose own address would be published as exactly this place* (its preimage), not for
everybody inside it: where most of a beat's blocks are shown as blocks, the word "Beat 14" on a record points at the few
that are not. So what has no stretch of street of its own climbs together, and is counted again where it arrives; where
too few arrive, a neighbouring stretch comes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.errors import Missing
from redact.place.jurisdiction import BLOCK, CITY
from redact.place.units import UnitTable

MOST_GIVEN: Final = 0.02
"""An area takes stretches of street in, so that it can be shown at all, if that costs at most this part of its homes.

It decides where the few without a stretch are shown: tracts and districts pay little for being there, a block group
would pay one stretch in thirty."""


def publishable(units: UnitTable, level: str, min_households: float, ladder: Sequence[str]) -> NDArray[np.int32]:
    """For every unit the unit it is published as in a tier with this finest `level`, -1 where no place may be shown.

    Where `level` is `block`, blocks are shown as their stretch of street, and where there are no streets, cells stand
    in for them. All others start at `level` (coarser ones at their own); where the households that arrived at a place
    reach `min_households` (times the table's safety factor) they stay. Where they do not, but the area is large, its
    stretches nearest to them come along until they do; else they go on to the next level of `ladder` together. The city
    takes the rest if the whole city has enough, and always where households are not known at all, since the city is no
    more than the release itself says. Nothing of any record enters.

    Raises Missing (16) where there are layers but none for `level`, or none that counts households.
    """
    city = np.full(len(units), units.city, dtype=np.int32)
    if units.bare:
        return city
    level = units.level_for(level) or level
    _check(units, level)
    if level == CITY and not units.has_households:
        return city
    required = min_households * units.safety
    steps = [units.ladder.index(name) for name in ladder if name in units.ladder]
    steps = [step for step in sorted(set(steps)) if step >= units.ladder.index(level)]
    place = np.full(len(units), -1, dtype=np.int32)
    waiting = ~units.stretches
    if level == BLOCK:
        place = units.runs_at(min_households).copy()
        waiting &= place < 0
        steps = steps[1:]
    own = np.nan_to_num(units.own, nan=0.0)
    for step in steps[:-1]:
        above = units.parents[:, step]
        arrived = waiting & (units.level <= step) & (above >= 0)
        counted = np.bincount(above[arrived], weights=own[arrived], minlength=len(units))
        if level == BLOCK:
            short = np.unique(above[arrived & (counted[np.maximum(above, 0)] < required)])
            for area in short.tolist():
                here = np.flatnonzero(arrived & (above == area))
                counted[area] += _take_in(units, place, own, step, area, here, required - float(counted[area]))
        settled = arrived & (counted >= required)[np.maximum(above, 0)]
        place[settled] = above[settled]
        waiting &= ~settled
    if units.households[units.city] >= required:
        place[waiting] = units.city
    return place


def _take_in(
    units: UnitTable,
    place: NDArray[np.int32],
    own: NDArray[np.float64],
    step: int,
    area: int,
    arrived: NDArray[np.intp],
    missing: float,
) -> float:
    """Shows stretches inside an area as the area, those nearest to what arrived there first; the households gained.

    0, and nothing is changed, where that would take more of the area's homes than MOST_GIVEN.
    """
    most = MOST_GIVEN * float(units.households[area])
    if most < missing:
        return 0.0
    blocks = units.blocks[(place[units.blocks] >= 0) & (units.level[place[units.blocks]] == units.level[units.blocks])]
    blocks = blocks[units.parents[place[blocks], step] == area]
    if not len(blocks):
        return 0.0
    shown, index = np.unique(place[blocks], return_inverse=True)
    homes = np.bincount(index, weights=own[blocks])
    metres = _metres(units, shown, arrived[units.hundred[arrived] >= 0])
    taken: list[int] = []
    gained = 0.0
    for at in np.lexsort((shown, homes, metres)).tolist():
        if gained + homes[at] <= most:
            gained += float(homes[at])
            taken.append(at)
        if gained >= missing:
            place[blocks[np.isin(index, taken)]] = area
            return gained
    return 0.0


def _metres(units: UnitTable, rows: NDArray[np.int32], to: NDArray[np.intp]) -> NDArray[np.float64]:
    """Metres, to the nearest metre, from each unit's point to the nearest of some others; 0 where there are none."""
    here, there = units.points[rows], units.points[to]
    there = there[np.isfinite(there).all(axis=1)]
    if not len(there):
        return np.zeros(len(rows))
    scale = np.array([np.cos(np.radians(there[0, 1])), 1.0]) * METRES_PER_DEGREE
    apart = (here[:, None, :] - there[None, :, :]) * scale
    return np.asarray(np.nan_to_num(np.round(np.hypot(apart[..., 0], apart[..., 1]).min(axis=1)), nan=np.inf))


METRES_PER_DEGREE: Final = 111_195.0
"""Of a great circle, on a sphere of 6,371 km."""


def _check(units: UnitTable, level: str) -> None:
    if level not in units.ladder:
        raise Missing(
            f"no layer gives the places '{level}' that the policy asks for",
            fix=f"Name a layer for it in the jurisdiction file. There are: {', '.join(units.ladder)}",
        )
    if not units.has_households and level != CITY:
        raise Missing(
            "no layer says how many households there are, so no place finer than the city can be shown",
            fix="Name address points, parcels or census blocks under 'households' in the jurisdiction file",
        )


def preimage_households(units: UnitTable, place: NDArray[np.int32]) -> NDArray[np.float64]:
    """Households whose own address is published as exactly each unit, under a place map; the city counts everybody.

    With a safety factor the estimate is divided by it, so that what is published is what is vouched for.
    """
    shown = place >= 0
    counted = np.bincount(place[shown], weights=np.nan_to_num(units.own, nan=0.0)[shown], minlength=len(units))
    counted[units.city] = units.households[units.city]
    return np.asarray(counted / units.safety)


BANDS: tuple[tuple[float, str], ...] = (
    (2000, "2,000+"), (500, "500-1,999"), (100, "100-499"), (50, "50-99"), (20, "20-49"), (8, "8-19"),
)  # fmt: skip


def band(households: float) -> str:
    """Households in words: "8-19" ... "2,000+"; "fewer than 8", and nothing where they are not known."""
    if np.isnan(households):
        return ""
    return next((word for least, word in BANDS if households >= least), "fewer than 8")
