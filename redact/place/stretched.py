"""A city's stretches of street as the unit table holds them: distinct sets of blocks, with shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.place.blocks import Blocks
from redact.place.jurisdiction import BLOCK, Jurisdiction
from redact.place.layers import Shapes
from redact.place.naming import ids_of
from redact.place.runs import NO_RUN, stretches, terrain


@dataclass(frozen=True)
class Stretched:
    """`members` are the stretches of more than one block, each as ascending block numbers; `shapes` their lines.

    `runs` has, per floor, what each block is shown as: a block number (itself), `len(blocks)` + a stretch's number, or
    -1. A stretch that serves several floors is there once.
    """

    members: tuple[tuple[int, ...], ...]
    shapes: Shapes
    runs: tuple[NDArray[np.int32], ...]

    def __len__(self) -> int:
        return len(self.members)


def stretched(
    blocks: Blocks,
    households: NDArray[np.float64],
    zone: NDArray[np.int32],
    floors: Sequence[float],
    pairs: Sequence[tuple[int, int]] = (),
) -> Stretched:
    """Joins the blocks for every floor (households, safety factor included); see `redact.place.runs`."""
    if not len(blocks) or not floors:
        return Stretched((), np.empty(0, dtype=object), tuple(np.full(len(blocks), -1, dtype=np.int32) for _ in floors))
    groups = stretches(terrain(blocks, households, zone), floors, pairs)
    number: dict[tuple[int, ...], int] = {}
    found: list[list[tuple[NDArray[np.intp], tuple[int, ...]]]] = []
    for group in groups:
        sets = []
        placed = np.flatnonzero(group != NO_RUN)
        order = placed[np.argsort(group[placed], kind="stable")]
        bounds = np.flatnonzero(np.diff(group[order])) + 1
        for rows in np.split(order, bounds):
            members = tuple(rows.tolist())
            sets.append((rows, members))
            if len(members) > 1:
                number.setdefault(members, 0)
        found.append(sets)
    ordered = tuple(sorted(number))
    number = {members: at for at, members in enumerate(ordered)}
    runs = []
    for sets in found:
        run = np.full(len(blocks), -1, dtype=np.int32)
        for rows, members in sets:
            run[rows] = members[0] if len(members) == 1 else len(blocks) + number[members] if members else -1
        runs.append(run)
    return Stretched(ordered, _lines(blocks.shape, ordered), tuple(runs))


def joined_pairs(jurisdiction: Jurisdiction, blocks: Blocks) -> list[tuple[int, int]]:
    """The pairs of blocks that are shown as one around protected places and decoys.

    Raises DataMismatch (11) where the streets no longer have one of the blocks.
    """
    entry = jurisdiction.sensitive_places
    if entry is None or not len(blocks):
        return []
    from redact.place.sensitive.merges import read_merges

    n = len(blocks)
    streets = [list(street) for street, _, _ in blocks.keys]
    hundred = np.array([number for _, number, _ in blocks.keys], dtype=np.int32)
    ids = ids_of([BLOCK] * n, [""] * n, streets, hundred, {})
    pairs = read_merges(jurisdiction.file(entry.file)).rows(ids)
    return [(one, other) for one, other in pairs.tolist()]


def _lines(shapes: Shapes, members: Sequence[tuple[int, ...]]) -> Shapes:
    import shapely

    if not members:
        return np.empty(0, dtype=object)
    block = np.array([at for each in members for at in each])
    owner = np.repeat(np.arange(len(members)), [len(each) for each in members])
    parts, part_of = shapely.get_parts(shapes[block], return_index=True)
    lines = shapely.line_merge(shapely.multilinestrings(parts, indices=owner[part_of]))
    single = shapely.get_num_geometries(lines) == 1
    lines[single] = shapely.get_geometry(lines[single], 0)
    return np.asarray(lines, dtype=object)
