"""Which blocks are joined: around each listed place, and around its decoys.

Everything but the list and its key is public, this code included. So the choice is made such that what comes out would
come out with the same chance whichever of the blocks were the real one:

1. The city is parted into kinds of blocks without looking at the list (`kinds`).
2. Of the real block's kind, so many blocks are left out by lot that the rest is a multiple of the number wanted.
3. The rest is put in an order that runs over the map (Morton's) and cut into as many parts of the same size as blocks
   are wanted. The real block stands for its part; in each other part one block is drawn by lot.
4. Each block, real or not, gets a neighbour as partner by lot.

Lots are ranks by HMAC under the list's key: the same every time, unknown to everybody else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch
from redact.place.sensitive.kinds import City, kinds

KIND_SIZE = 4
"""A kind has at least this many times the blocks that are wanted of it, so that the lots have something to choose."""

SPARE = 5
"""One decoy more for every so many: a pair on a street with too few homes does not show on the map, and two pairs that
end up in one long stretch show as one."""

APART = 3
"""Joined pairs of one place keep so many blocks between them where they can, so that their stretches stay apart."""


def new_pairs(
    city: City, key: bytes, places: Sequence[int], taken: Collection[int], *, decoys: int, batch: int
) -> tuple[tuple[int, int], ...]:
    """The pairs of a new batch: for each place's block (a row of `city`) one, and at least `decoys` others of its kind
    (with the spare ones, where the kind has so many).

    `taken` are the blocks of earlier batches. A place whose block is joined already gets nothing of its own: it is one
    of the places or decoys that were chosen then. Raises DataMismatch (11) where the city has too few blocks.
    """
    free = np.array(sorted(set(range(len(city))) - set(taken)), dtype=np.int64)
    least = KIND_SIZE * _wanted(decoys)
    while True:
        kind = np.full(len(city), -1, dtype=np.int64)
        kind[free] = kinds(city.features[free], least)
        try:
            return _drawn(city, key, places, set(taken), kind, decoys=decoys, batch=batch)
        except DataMismatch:
            # Many places of one kind: with kinds twice as wide there is room for all of them.
            if 2 * least > len(free):
                raise
            least *= 2


def _wanted(decoys: int) -> int:
    return decoys + decoys // SPARE + 1


def _drawn(
    city: City, key: bytes, places: Sequence[int], used: set[int], kind: NDArray[np.int64], *, decoys: int, batch: int
) -> tuple[tuple[int, int], ...]:
    order = _along_the_map(city)
    pairs: list[tuple[int, int]] = []
    alone = [place for place in places if place not in used]
    used.update(alone)  # no place serves as another's decoy, else there would be fewer decoys than asked for
    for number, place in enumerate(alone):
        lots = _Lots(key, f"batch {batch} place {number}", city.ids)
        group = [int(at) for at in order[kind[order] == kind[place]].tolist() if at == place or at not in used]
        if len(group) <= decoys:
            raise _too_few(len(group), decoys)
        anchors = _one_of_each_part(city, group, place, min(_wanted(decoys), len(group)), lots)
        used.update(anchors)
        for anchor in anchors:
            pair = _pair(city, anchor, used, lots)
            used.update(pair)
            pairs.append(pair)
    return tuple(sorted(pairs))


class _Lots:
    """Ranks drawn for one place: a number per block and purpose that only who has the key can work out."""

    def __init__(self, key: bytes, draw: str, ids: Sequence[str]) -> None:
        self.ids = ids
        self._key = hmac.digest(key, draw.encode(), hashlib.sha256)

    def ranked(self, purpose: str, blocks: Iterable[int]) -> list[int]:
        """The blocks in the order of their lots."""
        return sorted(blocks, key=lambda at: hmac.digest(self._key, f"{purpose} {self.ids[at]}".encode(), "sha256"))


def _one_of_each_part(city: City, group: list[int], place: int, wanted: int, lots: _Lots) -> list[int]:
    """The place and `wanted - 1` others of its group (which runs over the map), spread over the group's extent."""
    surplus = len(group) % wanted
    left_out = set(lots.ranked("left out", (at for at in group if at != place))[:surplus])
    kept = [at for at in group if at not in left_out]
    size = len(kept) // wanted
    parts = [kept[at : at + size] for at in range(0, len(kept), size)]
    chosen, near = [place], _around(city, place)
    for part in parts:
        if place in part:
            continue
        ranked = lots.ranked("drawn", part)
        pick = next((at for at in ranked if at not in near), ranked[0])
        chosen.append(pick)
        near |= _around(city, pick)
    return chosen


def _around(city: City, block: int) -> set[int]:
    """A block and those within `APART` steps of it."""
    found = {block}
    edge = {block}
    for _ in range(APART):
        edge = {int(other) for at in edge for other in city.meets[at].tolist()} - found
        found |= edge
    return found


def _pair(city: City, anchor: int, used: Collection[int], lots: _Lots) -> tuple[int, int]:
    """The block and a neighbour: a free one, else any."""
    beside = [int(at) for at in city.meets[anchor].tolist()]
    if not beside:
        raise _too_few(1, 1)
    ranked = lots.ranked("partner", beside)
    partner = next((at for at in ranked if at not in used), ranked[0])
    return min(anchor, partner), max(anchor, partner)


def _along_the_map(city: City) -> NDArray[np.int64]:
    """The blocks in the order of a curve that keeps neighbours together (Morton's)."""
    if not len(city):
        return np.empty(0, dtype=np.int64)
    code = np.zeros(len(city), dtype=np.int64)
    for axis, values in enumerate((city.x, city.y)):
        span = float(np.ptp(values)) or 1.0
        cell = np.minimum(((values - values.min()) / span * 65_536).astype(np.int64), 65_535)
        for bit in range(16):
            code |= ((cell >> bit) & 1) << (2 * bit + axis)
    return np.lexsort((np.array(city.ids), code))


def _too_few(blocks: int, decoys: int) -> DataMismatch:
    return DataMismatch(
        f"the street layer has {blocks} blocks of this kind that can be joined, and {decoys + 1} are needed for a "
        "place and its decoys",
        fix="In a place as small as this, show areas and no blocks: give every tier of the policy a coarser level.",
    )
