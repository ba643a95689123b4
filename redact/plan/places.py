"""The place map of every treatment: as which unit each unit is published. Pure in the unit table and the policy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.place import UnitTable, band, preimage_households, publishable
from redact.plan.treatments import Treatment

PlaceMaps = tuple[NDArray[np.int32] | None, ...]
"""Per treatment: for every unit the unit it is published as (-1: no place); None where the treatment shows no place."""


def place_maps(units: UnitTable, treatments: Sequence[Treatment], used: NDArray[np.int8]) -> PlaceMaps:
    """The maps of the treatments that any row has. Raises Missing (16) where a used tier's own level has no layer."""
    present = set(np.unique(used).tolist())
    known: dict[tuple[str, float], NDArray[np.int32]] = {}
    maps: list[NDArray[np.int32] | None] = []
    for number, treatment in enumerate(treatments):
        if number not in present or treatment.level is None or not treatment.published:
            maps.append(None)
            continue
        asked = (treatment.level, treatment.min_households)
        if asked not in known:
            known[asked] = publishable(units, treatment.level, treatment.min_households, units.ladder)
        maps.append(known[asked])
    return tuple(maps)


def household_bands(units: UnitTable, treatments: Sequence[Treatment], maps: PlaceMaps) -> list[list[str]]:
    """The published band of households of every unit, per treatment.

    Where the treatment's place map alone decides, a unit stands for the households that map to it; where cells climb
    further, for everybody inside it.
    """
    everybody = [band(value) for value in (units.households / units.safety).tolist()]
    return [
        everybody
        if place_map is None or treatment.cover is not None
        else [band(value) for value in preimage_households(units, place_map).tolist()]
        for treatment, place_map in zip(treatments, maps, strict=True)
    ]
