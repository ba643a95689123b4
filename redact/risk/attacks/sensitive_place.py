"""Finding the shelter: joined blocks on the map that do not follow from the public layers, and streets without rows."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place import UnitTable
from redact.place.jurisdiction import CITY
from redact.place.runs import stretches
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release
from redact.risk.places.decoys import Blocks, shown
from redact.risk.places.of_plan import terrain_of


@attack("sensitive_place")
def guess(release: Release, knows: Knows) -> Guesses:
    """Works the map out again as if nothing were joined, looks what differs, and names the block that is most likely
    the shelter's.

    Every stretch that is different may be the real one, and in it every block, those that were joined at more floors
    and in shorter stretches sooner. Of these he takes what lies in the area that he knows. A claim is a block's id.
    """
    units = knows.city.units
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(knows) or not len(units.blocks):
        return claims(claim, sure)
    weight = suspicion(units, different(units))
    ids = units.ids.to_pylist()
    number = knows.city.public.number
    for at, area in enumerate(knows.targets["area_id"].tolist()):
        here = weight * _inside(units, number.get(area, -1))
        if here.sum() > 0:
            best = int(np.argmax(here))
            claim[at], sure[at] = ids[best], float(here[best] / here.sum())
    return claims(claim, sure)


_PLAIN: Final[dict[tuple[str, bytes], tuple[NDArray[np.int32], ...]]] = {}
"""The stretches of the last city without any joining, by its layers: work that is done once."""


def different(units: UnitTable) -> list[list[Blocks]]:
    """Per floor the stretches that are on the map and would not be if nothing were joined on purpose."""
    key = (units.digest, units.own.tobytes())
    if key not in _PLAIN:
        _PLAIN.clear()
        _PLAIN[key] = stretches(terrain_of(units), [each * units.safety for each in units.floors])
    first = int(units.blocks[0])
    found = []
    for floor, run in enumerate(_PLAIN[key]):
        plain: dict[int, list[int]] = {}
        for block, name in enumerate(run.tolist()):
            if name >= 0:
                plain.setdefault(name, []).append(first + block)
        found.append(sorted(shown(units, floor).keys() - {tuple(blocks) for blocks in plain.values()}))
    return found


def suspicion(units: UnitTable, found: list[list[Blocks]]) -> NDArray[np.float64]:
    """(units,) How suspicious each block is: at every floor all stretches alike, in each of them all blocks alike."""
    weight = np.zeros(len(units))
    for alike in found:
        for blocks in alike:
            lived = np.nan_to_num(units.own[list(blocks)]) > 0
            for block, home in zip(blocks, lived.tolist(), strict=True):
                if home:
                    weight[block] += 1 / (len(alike) * max(int(lived.sum()), 1))
    return weight


def _inside(units: UnitTable, area: int) -> NDArray[np.bool_]:
    if area < 0 or units.ladder[int(units.level[area])] == CITY:
        return np.ones(len(units), dtype=np.bool_)
    return np.asarray(units.parents[:, int(units.level[area])] == area, dtype=np.bool_)
