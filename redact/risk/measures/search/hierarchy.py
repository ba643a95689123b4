"""How one column can be made coarser, step by step: 34 → 30-39 → 20-39 → any age."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from redact.errors import DataMismatch
from redact.risk.measures.columns import Coded, coded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Hierarchy", "hierarchy"]


@dataclass(frozen=True)
class Hierarchy:
    """A column's values at each level; level 0 are the values themselves, the last level the coarsest.

    `groups[level]` gives each value's group (int32, one per value of the domain), `labels[level]` the groups' names,
    `ups[low][high - low]` the group at the level `high` of each group at the level `low`.
    """

    name: str
    groups: tuple[NDArray[np.int32], ...]
    labels: tuple[tuple[Hashable, ...], ...]
    ups: tuple[tuple[NDArray[np.int32], ...], ...]

    @property
    def levels(self) -> int:
        return len(self.groups)

    def sizes(self) -> tuple[int, ...]:
        """How many groups each level has."""
        return tuple(len(labels) for labels in self.labels)

    def code(self, column: Any) -> Coded:
        """A column by its places in this hierarchy.

        Raises DataMismatch where it has a value that the hierarchy does not know: such a value could not be made
        coarser. A missing value is known if the hierarchy has a line for None.
        """
        import numpy as np

        given = coded(column, keep=True)
        place = {value: number for number, value in enumerate(self.labels[0])}
        values = list(given.values or range(given.size - given.gaps)) + ([None] if given.gaps else [])
        there = np.zeros(given.size, dtype=bool)
        there[given.codes] = True
        unknown = [value for value, used in zip(values, there, strict=True) if used and value not in place]
        if unknown:
            raise DataMismatch(
                f"{len(unknown)} different values of the column '{self.name}' are not in its hierarchy.",
                fix="Give the hierarchy a line for each value of the column, and one that starts with None for gaps.",
            )
        table = np.array([place.get(value, 0) for value in values], dtype=np.int32)
        return Coded(table[given.codes], len(self.labels[0]))


def hierarchy(name: str, lines: Sequence[Sequence[Hashable]]) -> Hierarchy:
    """A hierarchy from lines as ARX writes them: a value, its group at level 1, at level 2, …

    Every value of the column needs a line, and all lines are equally long. Raises DataMismatch where values that are
    together at one level are apart at a higher one, for then coarser would not be safer.
    """
    import numpy as np

    if not lines or not lines[0] or len({len(line) for line in lines}) > 1:
        raise DataMismatch(
            f"The lines of the hierarchy of '{name}' are not equally long, or there is none.",
            fix="Give every value one line: the value and its group at each level.",
        )
    groups: list[NDArray[np.int32]] = []
    labels: list[tuple[Hashable, ...]] = []
    for level in range(len(lines[0])):
        names: dict[Hashable, int] = {}
        groups.append(np.array([names.setdefault(line[level], len(names)) for line in lines], dtype=np.int32))
        labels.append(tuple(names))
    if len(labels[0]) != len(lines):
        raise DataMismatch(f"A value has two lines in the hierarchy of '{name}'.", fix="Keep one line per value.")
    ups = [
        [_up(low, len(names), high) for high in groups[level:]]
        for level, (low, names) in enumerate(zip(groups, labels, strict=True))
    ]
    for level in range(1, len(groups)):
        if (ups[level - 1][1][groups[level - 1]] != groups[level]).any():
            raise DataMismatch(
                f"Level {level} of the hierarchy of '{name}' parts values that level {level - 1} puts together.",
                fix="Make every level coarser than the one before it.",
            )
    return Hierarchy(name, tuple(groups), tuple(labels), tuple(tuple(each) for each in ups))


def _up(low: NDArray[np.int32], size: int, high: NDArray[np.int32]) -> NDArray[np.int32]:
    import numpy as np

    table = np.zeros(size, dtype=np.int32)
    table[low] = high
    return table
