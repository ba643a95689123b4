"""What joining shows on the map: the stretches of street that anybody notices who works them out again.

An attacker has the public layers and this code, and every earlier release. A pair of blocks is noticed at a floor where
its stretch neither follows from the layers nor was there before. Two pairs in one stretch are noticed as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from redact.place.blocks import hundred_blocks
from redact.place.jurisdiction import Jurisdiction
from redact.place.layers import Layers
from redact.place.runs import NO_RUN, Terrain, stretches, terrain

if TYPE_CHECKING:
    from redact.place.units import UnitTable

UNSEEN: Final = -1

Pair = tuple[int, int]


@dataclass(frozen=True)
class View:
    """Stretches before pairs are added. `floors` are households, safety factor included, ascending; `earlier` the pairs
    that are joined already, `runs` per floor what each block is in with them; `plain` and `known` per floor the
    stretches (as blocks) that follow from the layers alone, and with what the earlier pairs made of them."""

    ground: Terrain
    floors: tuple[float, ...]
    earlier: tuple[Pair, ...]
    runs: tuple[NDArray[np.int32], ...]
    plain: tuple[frozenset[tuple[int, ...]], ...]
    known: tuple[frozenset[tuple[int, ...]], ...]

    def seen(self, pairs: Iterable[Pair], *, anew: bool) -> tuple[NDArray[np.int32], ...]:
        """Per floor and block the noticed stretch that it is in when these pairs are added, UNSEEN where there is none.

        `anew`: noticed by somebody who has the earlier release too.
        """
        found = []
        known = self.known if anew else self.plain
        for run, there in zip(stretches(self.ground, self.floors, (*self.earlier, *pairs)), known, strict=True):
            seen = np.full(len(run), UNSEEN, dtype=np.int32)
            for name, blocks in _members(run).items():
                if blocks not in there:
                    seen[list(blocks)] = name
            found.append(seen)
        return tuple(found)


def view(ground: Terrain, floors: Sequence[float], earlier: Sequence[Pair] = ()) -> View:
    """What is seen of these blocks, with the pairs that are joined already."""
    plain = stretches(ground, floors)
    runs = stretches(ground, floors, earlier) if earlier else plain
    of_layers = tuple(frozenset(_members(run).values()) for run in plain)
    made = tuple(frozenset(_members(run).values()) for run in runs)
    known = tuple(one | other for one, other in zip(of_layers, made, strict=True))
    return View(ground, tuple(floors), tuple(earlier), runs, of_layers, known)


def lacking(seen: Sequence[NDArray[np.int32]], pairs: Sequence[Pair], least: int, told: Sequence[set[int]]) -> int:
    """How many noticed stretches these pairs lack for a crowd of `least`; 0 where they have them at every floor.

    Asked is that at each floor none of them is noticed, or `least`. It is not asked whether the real one is noticed: at
    a floor with few, that it is not there would tell as much as that it is. `told` has, per floor, the stretches that
    count for another crowd; those of this one are put there.
    """
    lack = 0
    for floor, others in zip(seen, told, strict=True):
        noticed = {int(floor[one]) for one, _ in pairs} - {UNSEEN}
        if noticed:
            lack = max(lack, least - len(noticed - others))
        others |= noticed
    return lack


def joining_of(units: UnitTable, jurisdiction: Jurisdiction, zone: NDArray[np.int32]) -> tuple[Terrain, list[float]]:
    """What the building of a unit table looks at when it joins blocks, and the floors it joins them for."""
    if jurisdiction.streets is None or jurisdiction.households is None:
        return Terrain(np.zeros(len(zone)), zone, (), ((),) * len(zone)), []
    blocks = hundred_blocks(Layers(jurisdiction), jurisdiction.streets)
    homes = np.nan_to_num(units.own[units.blocks], nan=0.0)
    return terrain(blocks, homes, zone), [floor * units.safety for floor in units.floors]


def _members(run: NDArray[np.int32]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for block, name in enumerate(run.tolist()):
        if name != NO_RUN:
            found.setdefault(name, []).append(block)
    return {name: tuple(blocks) for name, blocks in found.items()}
