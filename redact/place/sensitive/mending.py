"""Pairs of blocks when the street layer changed: a renamed block is met again where it lay.

Joining a listed place anew while its decoys stay, or letting only the pairs go that lost a block, would tell which pair
was real. So every pair that lost a block is mended in the same way, whether there is a place or not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np

from redact.place.sensitive.kinds import City
from redact.place.sensitive.vault import Batch, Vault

MOVED_METRES: Final = 200.0
"""A block whose middle lies further away is another block."""

SAME_METRES: Final = 20.0
"""A block whose middle lies as near as this is the same under another name."""

CHOICE: Final = 3
"""Where none is the same and a listed place is on one of so many nearest blocks, the pair is mended with that one."""

_METRES_PER_DEGREE: Final = 111_320.0


def mended(vault: Vault, city: City, places: Collection[int]) -> tuple[Batch, ...]:
    """The batches with every block that the layers no longer have replaced by the free one nearest to where it lay.

    `places` are the rows of listed places. A pair of which nothing lies near any more goes.
    """
    row = {id_: at for at, id_ in enumerate(city.ids)}
    used = {row[id_] for batch in vault.batches for pair in batch.pairs for id_ in pair if id_ in row}
    batches = []
    for batch in vault.batches:
        pairs = []
        for pair in batch.pairs:
            rows = [row[id_] if id_ in row else _near(vault, city, id_, used, places) for id_ in pair]
            used.update(at for at in rows if at is not None)
            if None not in rows:
                one, other = sorted(city.ids[at] for at in rows if at is not None)
                pairs.append((one, other))
        batches.append(replace(batch, pairs=tuple(sorted(pairs))))
    return tuple(batches)


def _near(vault: Vault, city: City, id_: str, used: set[int], places: Collection[int]) -> int | None:
    spot = vault.spots.get(id_)
    if spot is None:
        return None
    north = (city.degrees[:, 0] - spot[0]) * _METRES_PER_DEGREE
    east = (city.degrees[:, 1] - spot[1]) * _METRES_PER_DEGREE * np.cos(np.radians(spot[0]))
    metres = np.hypot(north, east)
    near = [int(at) for at in np.argsort(metres, kind="stable")[: len(used) + CHOICE].tolist()]
    near = [at for at in near if at not in used and metres[at] <= MOVED_METRES][:CHOICE]
    if not near or metres[near[0]] <= SAME_METRES:
        return near[0] if near else None
    return next((at for at in near if at in places), near[0])
