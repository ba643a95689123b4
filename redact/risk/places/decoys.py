"""Finding the shelter: what is on the published map and does not follow from the public layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from redact.place import UnitTable
from redact.place.runs import Terrain, stretches
from redact.risk.places.result import Result

NAME: Final = "looking for joined blocks"

Blocks = tuple[int, ...]


def shown(table: UnitTable, floor: int) -> dict[Blocks, int]:
    """The published stretches of a floor: their blocks, and their units."""
    found: dict[int, list[int]] = {}
    for block, unit in zip(table.blocks.tolist(), table.runs[table.blocks, floor].tolist(), strict=True):
        if unit >= 0:
            found.setdefault(unit, []).append(block)
    return {tuple(blocks): unit for unit, blocks in found.items()}


def guess(recomputed: UnitTable, published: UnitTable, floor: int) -> list[Blocks]:
    """The stretches that are published and do not follow from the public layers, by the rows of their blocks.

    ValueError where the two tables do not have the same hundred-blocks: they are not of the same layers.
    """
    if recomputed.ids.take(recomputed.blocks.tolist()) != published.ids.take(published.blocks.tolist()):
        raise ValueError("the two tables are of different layers")
    return sorted(shown(published, floor).keys() - shown(recomputed, floor).keys())


def guess_by_code(published: UnitTable, ground: Terrain) -> list[list[Blocks]]:
    """The same per floor, by running only the joining of blocks again on the public terrain."""
    first = int(published.blocks[0]) if len(published.blocks) else 0
    found = []
    for floor, run in enumerate(stretches(ground, [each * published.safety for each in published.floors])):
        plain: dict[int, list[int]] = {}
        for block, name in enumerate(run.tolist()):
            if name >= 0:
                plain.setdefault(name, []).append(first + block)
        found.append(sorted(shown(published, floor).keys() - {tuple(blocks) for blocks in plain.values()}))
    return found


def attack(candidates: Sequence[Sequence[Blocks]], decoys: int) -> Result:
    """At every floor either nothing is joined on purpose, or so much that the real ones are among `decoys` others.

    `candidates` are the stretches found, per floor. Whether a shelter is on one of them nobody but its keeper knows.
    """
    counts = [len(found) for found in candidates]
    few = [count for count in counts if 0 < count < decoys + 1]
    if not any(counts):
        figure = "no stretch of street is joined on purpose"
    else:
        figure = f"at least {min(count for count in counts if count):,} stretches are joined on purpose; "
        figure += f"the policy hides every protected place among {decoys:,} others"
    return Result(
        NAME,
        "Worked out the stretches of street from the public layers and looked which published ones are different.",
        len(counts),
        len(few),
        0,
        figure,
    )
