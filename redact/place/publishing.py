"""The place map of a tier: as which unit each unit is published.

A place stands for the households *whose own address would be published as exactly this place* (its preimage), not for
everybody inside it: where most of a beat's blocks are shown as blocks, the word "Beat 14" on a record points at the few
that are not. So units whose households do not suffice climb together, and are counted again where they arrive.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.errors import Missing
from redact.place.jurisdiction import CITY
from redact.place.units import UnitTable


def publishable(units: UnitTable, level: str, min_households: float, ladder: Sequence[str]) -> NDArray[np.int32]:
    """For every unit the unit it is published as in a tier with this finest `level`, -1 where no place may be shown.

    All units start at `level` (coarser ones at their own); where the households that arrived at a place reach
    `min_households` (times the table's safety factor) they stay, else they go on to the next level of `ladder`
    together. The city takes the rest if the whole city has enough, and always where households are not known at all,
    since the city is no more than the release itself says. Nothing of any record enters.

    Raises Missing (16) where there are layers but none for `level`, or none that counts households.
    """
    city = np.full(len(units), units.city, dtype=np.int32)
    if units.bare:
        return city
    _check(units, level)
    if level == CITY and not units.has_households:
        return city
    required = min_households * units.safety
    steps = [units.ladder.index(name) for name in ladder if name in units.ladder]
    steps = [step for step in sorted(set(steps)) if step >= units.ladder.index(level)]
    place = np.full(len(units), -1, dtype=np.int32)
    waiting = np.ones(len(units), dtype=np.bool_)
    counted = np.nan_to_num(units.own, nan=0.0)
    for step in steps[:-1]:
        above = units.parents[:, step]
        arrived = waiting & (units.level <= step) & (above >= 0)
        reached = np.bincount(above[arrived], weights=counted[arrived], minlength=len(units)) >= required
        settled = arrived & reached[np.maximum(above, 0)]
        place[settled] = above[settled]
        waiting &= ~settled
    if units.households[units.city] >= required:
        place[waiting] = units.city
    return place


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
