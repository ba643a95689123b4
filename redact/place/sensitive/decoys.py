"""Which blocks are joined: around each listed place, and around its decoys.

Everything but the list and its key is public, this code included. So the choice is made such that what comes out would
come out with the same chance whichever of the blocks were the real one:

1. The city is parted into kinds of blocks without looking at the list (`kinds`).
2. Of the real block's kind, so many blocks are left out by lot that the rest is a multiple of the number wanted.
3. The rest is put in an order that runs over the map (Morton's) and cut into as many parts of the same size as blocks
   are wanted. The real block stands for its part; in each other part one block is drawn by lot.
4. Each block, real or not, gets a neighbour as partner by lot.
5. Pairs in one long stretch show as one on the map. So what an attacker would see is worked out (`seen`), and where it
   is not enough for a crowd at some floor, all of it is drawn again with more parts. What it takes does not depend on
   which of the pairs is real, nor on whether the real one shows.

Lots are ranks by HMAC under the list's key: the same every time, unknown to everybody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch
from redact.place.runs import NO_RUN, stretches
from redact.place.sensitive.kinds import City, kinds
from redact.place.sensitive.lots import Lots, along_the_map
from redact.place.sensitive.seen import View, lacking, view

KIND_SIZE = 4
"""A kind has at least this many times the blocks that are wanted of it, so that the lots have something to choose."""

SPARE = 5
"""One decoy more for every so many: a pair on a street with too few homes does not show on the map, and two pairs that
end up in one long stretch show as one."""

APART = 3
"""Joined pairs of one place keep so many blocks between them where they can, so that their stretches stay apart."""

MOST = 2
"""Where more than so many times the usual pairs would be needed, kinds are widened instead: pairs crowd each other."""

STRETCHES = 3
"""A kind has at least this many times the stretches of street that are wanted: each pair takes two of them and more."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Joined:
    """The pairs of an earlier batch, and how many decoys each of its places was to have."""

    decoys: int
    pairs: tuple[Pair, ...]


def new_pairs(
    city: City, key: bytes, places: Sequence[int], earlier: Sequence[Joined], *, decoys: int, batch: int
) -> tuple[Pair, ...]:
    """The pairs of a new batch: for each place's block (a row of `city`) one, and as many others of its kind as it
    takes for it to be one of `decoys` + 1 or more noticed stretches, wherever any of them is noticed.

    A place whose block is joined already gets nothing of its own: it is one of the places or decoys that were chosen
    then. Where the new pairs leave an earlier batch too small a crowd, that is given more decoys, if there are any.
    Raises DataMismatch (11) where the city has too few blocks.
    """
    used = {block for joined in earlier for pair in joined.pairs for block in pair}
    alone = [place for place in places if place not in used]
    if not alone:
        return ()
    free = np.array(sorted(set(range(len(city))) - used), dtype=np.int64)
    sight = None
    if city.ground is not None and city.floors:
        sight = view(city.ground, city.floors, [pair for joined in earlier for pair in joined.pairs])
    runs = () if sight is None else sight.runs
    times = 1
    while True:
        least = times * KIND_SIZE * _wanted(decoys)
        kind = np.full(len(city), -1, dtype=np.int64)
        kind[free] = kinds(city.features[free], least, [run[free] for run in runs], times * STRETCHES * (decoys + 1))
        last = 2 * least > len(free)
        draw = _Draw(city, key, batch, decoys, kind, sight, last)
        try:
            return draw.enough(alone, used, earlier)
        except DataMismatch:
            # Many places of one kind, or much of it in few stretches: with kinds twice as wide there is room.
            if last:
                raise
            times *= 2


def kind_of(city: City, decoys: int) -> NDArray[np.int64]:
    """The kind (n,) of every block of a city in which nothing is joined yet, as anybody can work it out."""
    runs = () if city.ground is None else stretches(city.ground, city.floors)
    return kinds(city.features, KIND_SIZE * _wanted(decoys), runs, STRETCHES * (decoys + 1))


def _wanted(decoys: int) -> int:
    return decoys + decoys // SPARE + 1


@dataclass(frozen=True)
class _Draw:
    """A draw from given kinds (-1: not to be drawn). `last`: there are no wider ones."""

    city: City
    key: bytes
    batch: int
    decoys: int
    kind: NDArray[np.int64]
    sight: View | None
    last: bool

    def enough(self, places: Sequence[int], used: Collection[int], earlier: Sequence[Joined]) -> tuple[Pair, ...]:
        """Pairs for all places, drawn with more and more parts until each has its crowd."""
        wanted = [_wanted(self.decoys)] * len(places)
        more = [0] * len(earlier)
        while True:
            taken = {*used, *places}  # no place is another's decoy, else there would be fewer decoys than asked for
            crowds = [
                self._drawn(taken, f"place {number}", self.kind[place], place, wanted[number])
                for number, place in enumerate(places)
            ]
            added = [self._added(taken, number, joined, more[number]) for number, joined in enumerate(earlier)]
            pairs = tuple(sorted({pair for each in (*crowds, *added) for pair in each}))
            if self.sight is None:
                return pairs
            told: list[set[int]] = [set() for _ in self.sight.floors]
            seen = self.sight.seen(pairs, anew=True)
            lack = [lacking(seen, crowd, self.decoys + 1, told) for crowd in crowds]
            seen = self.sight.seen(pairs, anew=False)
            old = [
                self._lacking_of_old(seen, joined, extra, more[number])
                for number, (joined, extra) in enumerate(zip(earlier, added, strict=True))
            ]
            if not any(lack) and not any(old):
                return pairs
            wanted = [self._raised(one, short, place) for one, short, place in zip(wanted, lack, places, strict=True)]
            more = [one + short for one, short in zip(more, old, strict=True)]

    def _raised(self, wanted: int, short: int, place: int) -> int:
        """So many parts instead. DataMismatch (11) where that would take most of a kind: nothing is left to the lot."""
        more = wanted + (max(short, wanted // SPARE) if short else 0)
        there = int((self.kind == self.kind[place]).sum())
        if more > wanted and more > (there if self.last else min(there // 2, MOST * _wanted(self.decoys))):
            raise _too_few_seen(self.decoys + 1 - short, self.decoys)
        return more

    def _lacking_of_old(self, seen: Sequence[NDArray[np.int32]], joined: Joined, extra: list[Pair], more: int) -> int:
        """How many decoys more an earlier batch needs; 0 where its kinds have none or more do not help."""
        if len(extra) < more or more > MOST * _wanted(self.decoys):
            return 0
        nothing: list[set[int]] = [set() for _ in seen]
        return lacking(seen, (*joined.pairs, *extra), joined.decoys + 1, nothing)

    def _added(self, taken: set[int], number: int, joined: Joined, wanted: int) -> list[Pair]:
        """More decoys for an earlier batch, of the kinds of blocks that meet its pairs: which were real is unknown."""
        if not wanted:
            return []
        beside = {int(at) for pair in joined.pairs for block in pair for at in self.city.meets[block].tolist()}
        like = np.unique(self.kind[sorted(beside)])
        return self._drawn(taken, f"earlier {number}", like[like >= 0], None, wanted)

    def _drawn(
        self, used: set[int], draw: str, kind: int | NDArray[np.int64], place: int | None, wanted: int
    ) -> list[Pair]:
        """`wanted` pairs of a kind, one of them the place's; their blocks are put into `used`."""
        city = self.city
        order = along_the_map(city)
        fit = np.isin(self.kind[order], kind)
        group = [int(at) for at in order[fit].tolist() if at == place or at not in used]
        if place is not None and len(group) <= self.decoys:
            raise _too_few(len(group), self.decoys)
        if not group:
            return []
        lots = Lots(self.key, f"batch {self.batch} {draw} of {wanted}", city.ids)
        anchors = self._one_of_each_part(group, place, min(wanted, len(group)), lots)
        used.update(anchors)
        run = np.full(len(city), NO_RUN, dtype=np.int32) if self.sight is None else self.sight.runs[-1]
        held = {int(run[anchor]) for anchor in anchors}
        pairs = []
        for anchor in lots.ranked("turn", anchors):
            partner = _partner(city, anchor, used, held - {int(run[anchor]), NO_RUN}, run, lots)
            used.add(partner)
            held.add(int(run[partner]))
            pairs.append((min(anchor, partner), max(anchor, partner)))
        return pairs

    def _one_of_each_part(self, group: list[int], place: int | None, wanted: int, lots: Lots) -> list[int]:
        """`wanted` of a group (which runs over the map), the place among them, spread over the group's extent."""
        surplus = len(group) % wanted
        left_out = set(lots.ranked("left out", (at for at in group if at != place))[:surplus])
        kept = [at for at in group if at not in left_out]
        size = len(kept) // wanted
        chosen = [] if place is None else [place]
        near = {block for at in chosen for block in self._around(at)}
        for part in (kept[at : at + size] for at in range(0, len(kept), size)):
            if place in part:
                continue
            ranked = lots.ranked("drawn", part)
            pick = next((at for at in ranked if at not in near), ranked[0])
            chosen.append(pick)
            near |= self._around(pick)
        return chosen

    def _around(self, block: int) -> set[int]:
        """A block, those within `APART` steps of it, and those in its longest stretch."""
        found = {block}
        edge = {block}
        for _ in range(APART):
            edge = {int(other) for at in edge for other in self.city.meets[at].tolist()} - found
            found |= edge
        run = None if self.sight is None else self.sight.runs[-1]
        if run is not None and run[block] != NO_RUN:
            found.update(np.flatnonzero(run == run[block]).tolist())
        return found


def _partner(
    city: City, anchor: int, used: Collection[int], held: Collection[int], run: NDArray[np.int32], lots: Lots
) -> int:
    """A neighbour: one that is in no pair yet, if there is one, and of these one in a stretch that no pair `held`."""
    beside = [int(at) for at in city.meets[anchor].tolist()]
    if not beside:
        raise _too_few(1, 1)
    return min(lots.ranked("partner", beside), key=lambda at: (at in used, int(run[at]) in held))


def _too_few(blocks: int, decoys: int) -> DataMismatch:
    return DataMismatch(
        f"the street layer has {blocks} blocks of this kind that can be joined, and {decoys + 1} are needed for a "
        "place and its decoys",
        fix="In a place as small as this, show areas and no blocks: give every tier of the policy a coarser level.",
    )


def _too_few_seen(seen: int, decoys: int) -> DataMismatch:
    return DataMismatch(
        f"the street layer has too few stretches of this kind: {max(seen, 0)} would be seen as joined, and "
        f"{decoys + 1} are needed for a place and its decoys",
        fix="In a place as small as this, show areas and no blocks: give every tier of the policy a coarser level.",
    )
