"""Stretches of street: consecutive hundred-blocks, joined until enough households live there.

Rounding to the hundred block is what departments do, and half of all hundred-blocks hold fewer than eight households.
So blocks are walked along their street and joined until a floor of households is reached, never across the border of a
district; what stays short joins a stretch that it meets at a corner; what still is short has no stretch and is shown as
an area. A higher floor starts from the stretches of the lower one, so that two tiers' places never cut each other.

The method is greedy aggregation along the street (location notes 7.2, steps 4 and 5; compare adaptive areal
aggregation, Kounadi and Leitner 2016). It is deterministic and no record enters.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.blocks import Blocks
from redact.place.layers import Shapes

MOST_BLOCKS: Final = 16
"""More hundred-blocks than this are no stretch of street any more: about a mile, coarser than a block group."""

MOST_GAP: Final = 3
"""House numbers may skip this many hundreds within a stretch (a park, a railway)."""

APART_METRES: Final = 400.0
"""Consecutive blocks of a street further apart than this are two streets of one name."""

CORNER_METRES: Final = 15.0
"""How far the ends of two streets' lines may be apart where they meet (dual carriageways, sloppy digitising)."""

NO_RUN: Final = -1


@dataclass(frozen=True)
class Terrain:
    """What joining looks at, per hundred-block in the order of `Blocks.keys` (by street, then hundred).

    `households` (n,), `zone` (n,) the district (blocks of different zones are never joined), `lanes` the blocks of each
    street that follow each other, `meets` per block the blocks that it touches.
    """

    households: NDArray[np.float64]
    zone: NDArray[np.int32]
    lanes: tuple[tuple[int, ...], ...]
    meets: tuple[tuple[int, ...], ...]


def terrain(blocks: Blocks, households: NDArray[np.float64], zone: NDArray[np.int32]) -> Terrain:
    """The terrain of a city's blocks; `zone` -1 is a zone of its own (outside every district)."""
    meets = _touching(blocks.shape, zone)
    lanes: list[tuple[int, ...]] = []
    lane: list[int] = []
    near = _follows(blocks, zone)
    for at in range(len(blocks)):
        if lane and not near[at]:
            lanes.append(tuple(lane))
            lane = []
        lane.append(at)
    if lane:
        lanes.append(tuple(lane))
    beside: list[set[int]] = [set(others) for others in meets]
    for lane_ in lanes:
        for one, other in pairwise(lane_):
            beside[one].add(other)
            beside[other].add(one)
    return Terrain(households, zone, tuple(lanes), tuple(tuple(sorted(others)) for others in beside))


def _follows(blocks: Blocks, zone: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether each block continues the one before it: the same street and zone, the next numbers, close by."""
    import shapely

    follows = np.zeros(len(blocks), dtype=np.bool_)
    if len(blocks) < 2:
        return follows
    metres = shapely.distance(blocks.shape[:-1], blocks.shape[1:])
    for at in range(1, len(blocks)):
        (street, hundred, hyphen), (before, last, hyphened) = blocks.keys[at], blocks.keys[at - 1]
        follows[at] = street == before and hyphen == hyphened and hundred - last <= MOST_GAP
    follows[1:] &= (metres <= APART_METRES) & (zone[1:] == zone[:-1])
    return follows


def _touching(shapes: Shapes, zone: NDArray[np.int32]) -> list[list[int]]:
    import shapely

    found: list[list[int]] = [[] for _ in range(len(shapes))]
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="dwithin", distance=CORNER_METRES)
    good = (left != right) & (zone[left] == zone[right])
    for one, other in zip(left[good].tolist(), right[good].tolist(), strict=True):
        found[one].append(other)
    return found


def stretches(
    ground: Terrain, floors: Sequence[float], pairs: Iterable[tuple[int, int]] = ()
) -> tuple[NDArray[np.int32], ...]:  # fmt: skip
    """Per floor (households asked for, safety factor included; ascending): the stretch of every block.

    A stretch is named by its first block; NO_RUN marks blocks in none. `pairs` are blocks around protected places and
    decoys (`redact.place.sensitive`): at every floor the stretches of each pair are united, and where its stretch still
    is what it would be without pairs, it is united with a neighbour, so that every pair leaves a trace.
    """
    joining = _Joining(ground)
    wanted = sorted({tuple(sorted(pair)) for pair in pairs})
    plain = stretches(ground, floors) if wanted else ()
    found = []
    for at, floor in enumerate(floors):
        joining.walk(floor)
        joining.meet(floor)
        held = {joining.group[block] for pair in wanted for block in pair}
        for one, other in wanted:
            joining.unite(one, other, floor, plain[at], held)
        found.append(joining.named(floor))
    return tuple(found)


class _Joining:
    """Groups of blocks while they grow. A group is known by the number of one of its blocks."""

    def __init__(self, ground: Terrain) -> None:
        self.ground = ground
        n = len(ground.households)
        self.group = list(range(n))
        self.members: dict[int, list[int]] = {at: [at] for at in range(n)}
        self.total: dict[int, float] = dict(enumerate(ground.households.tolist()))
        self.lanes = [list(lane) for lane in ground.lanes]

    def walk(self, floor: float) -> None:
        """Along every street: groups are joined until they reach the floor; a short tail joins the one before it."""
        self.lanes = [self._walked(lane, floor) for part in self.lanes for lane in self._unbroken(part)]

    def _unbroken(self, lane: list[int]) -> list[list[int]]:
        """The parts of a lane between groups that have joined another street's."""
        parts: list[list[int]] = [[]]
        for group in lane:
            if group in self.members and (not parts[-1] or self._beside(parts[-1][-1], group)):
                parts[-1].append(group)
            elif group in self.members:
                parts.append([group])
            else:
                parts.append([])
        return [part for part in parts if part]

    def _beside(self, one: int, other: int) -> bool:
        mine = set(self.members[one])
        return any(not mine.isdisjoint(self.ground.meets[block]) for block in self.members[other])

    def _walked(self, lane: list[int], floor: float) -> list[int]:
        done: list[int] = []
        current = NO_RUN
        for group in lane:
            if current == NO_RUN:
                current = group
            elif self._fits(current, group):
                self._join(current, group)
            else:
                done.append(current)
                current = group
            if self.total[current] >= floor:
                done.append(current)
                current = NO_RUN
        if current != NO_RUN:
            if done and self._fits(done[-1], current):
                self._join(done[-1], current)
            else:
                done.append(current)
        return done

    def meet(self, floor: float) -> None:
        """Short groups, the smallest first, join a group that they meet: one that suffices, and of these the least."""
        short = [(total, group) for group, total in self.total.items() if total < floor]
        heapq.heapify(short)
        while short:
            total, group = heapq.heappop(short)
            if self.total.get(group) != total:
                continue
            others = [other for other in self.neighbours(group) if self._fits(group, other)]
            if not others:
                continue
            best = min(others, key=lambda other: self._cost(other, total, floor))
            self._join(best, group)
            if self.total[best] < floor:
                heapq.heappush(short, (self.total[best], best))

    def _cost(self, other: int, total: float, floor: float) -> tuple[bool, int, float, int]:
        return self.total[other] + total < floor, *self._size(other)

    def unite(self, one: int, other: int, floor: float, plain: NDArray[np.int32], held: Collection[int]) -> None:
        """Makes the groups of two blocks one; where they are one already and nothing of it shows, that one and its
        least neighbour, if there is one that is not `held` by a pair: two pairs in one group show as one."""
        first, second = self.group[one], self.group[other]
        if first == second:
            others = self.neighbours(first)
            if not others or self._shows(first, floor, plain):
                return
            second = min(others, key=lambda group: (group in held, *self._size(group)))
        self._join(first, second)

    def _shows(self, group: int, floor: float, plain: NDArray[np.int32]) -> bool:
        """Whether a group is a stretch, and not one of those without pairs."""
        members = self.members[group]
        name = plain[min(members)]
        same = name != NO_RUN and bool((plain[members] == name).all()) and int((plain == name).sum()) == len(members)
        return self.total[group] >= floor and not same

    def _size(self, group: int) -> tuple[int, float, int]:
        return len(self.members[group]), self.total[group], min(self.members[group])

    def neighbours(self, group: int) -> set[int]:
        """The groups of the same zone that a group touches."""
        touched = {self.group[other] for block in self.members[group] for other in self.ground.meets[block]}
        return touched - {group}

    def named(self, floor: float) -> NDArray[np.int32]:
        """Per block the first block of its group, NO_RUN where the group is short."""
        run = np.full(len(self.group), NO_RUN, dtype=np.int32)
        for group, members in self.members.items():
            if self.total[group] >= floor:
                run[members] = min(members)
        return run

    def _fits(self, one: int, other: int) -> bool:
        return len(self.members[one]) + len(self.members[other]) <= MOST_BLOCKS

    def _join(self, kept: int, gone: int) -> None:
        for block in self.members[gone]:
            self.group[block] = kept
        self.members[kept] += self.members.pop(gone)
        self.total[kept] += self.total.pop(gone)
