"""What making a table coarser costs. Smaller is better; only values of one measure can be compared.

A loss gives a node's `bound`, below which neither the node's own loss nor that of any coarser node can be. Where
`before` gives it without looking at classes, whole parts of the lattice are never looked at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from redact.risk.measures.search.hierarchy import Hierarchy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from redact.risk.measures.search.table import Table

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["ClassSize", "Discernibility", "DomainShare", "Entropy", "Loss"]


class Loss(Protocol):
    """`monotone`: a coarser node never has a smaller loss, whatever is left out there.

    `detail` is each class's own loss where classes of one size differ in it. A rule about the release leaves out the
    smallest classes first, and of those the ones that lose least, as ARX does.
    """

    @property
    def monotone(self) -> bool: ...
    def before(self, base: Table, hierarchies: Sequence[Hierarchy], nodes: NDArray[np.int8]) -> Floats | None: ...
    def of(self, table: Table, kept: Flags, generalised: float, hierarchies: Sequence[Hierarchy]) -> float: ...
    def bound(self, table: Table) -> float: ...
    def detail(self, table: Table, hierarchies: Sequence[Hierarchy]) -> Floats | None: ...


@dataclass(frozen=True)
class Entropy:
    """Non-uniform entropy: the bits needed to say, for every row and column, which of the values its group stands for.

    With `left_out` rows that are left out cost the bits of their groups too; then the loss is not monotone. This is
    ARX's `createPrecomputedEntropyMetric(threshold, monotone)`, `left_out` being the opposite of `monotone`.
    """

    left_out: bool = True

    @property
    def monotone(self) -> bool:
        return not self.left_out

    def before(self, base: Table, hierarchies: Sequence[Hierarchy], nodes: NDArray[np.int8]) -> Floats | None:
        import numpy as np

        total = np.zeros(nodes.shape[1])
        for place, (each, column) in enumerate(zip(hierarchies, base.codes, strict=True)):
            counts = np.bincount(column, weights=base.rows, minlength=len(each.labels[0]))
            there = counts > 0
            bits = []
            for group in each.groups:
                together = np.bincount(group, weights=counts)[group]
                bits.append(float(-(counts[there] * np.log2(counts[there] / together[there])).sum()))
            total += np.array(bits)[nodes[place]]
        return total

    def of(self, table: Table, kept: Flags, generalised: float, hierarchies: Sequence[Hierarchy]) -> float:
        import numpy as np

        if not self.left_out or kept.all():
            return generalised
        rows = table.rows[~kept]
        total = float(rows.sum())
        loss = generalised
        for column in table.codes:
            counts = np.bincount(column[~kept], weights=rows)
            counts = counts[counts > 0]
            loss -= float((counts * np.log2(counts / total)).sum())
        return loss

    def bound(self, table: Table) -> float:
        return 0.0

    def detail(self, table: Table, hierarchies: Sequence[Hierarchy]) -> Floats | None:
        return None


@dataclass(frozen=True)
class DomainShare:
    """The share of the domain that a row's group covers, per column, combined as a geometric mean (ARX's Loss).

    0: all values as they are, 1: nothing left. A row that is left out covers everything in every column.
    """

    monotone: bool = False

    def before(self, base: Table, hierarchies: Sequence[Hierarchy], nodes: NDArray[np.int8]) -> Floats | None:
        import numpy as np

        total = np.ones(nodes.shape[1])
        rows = float(base.rows.sum())
        for place, (each, column) in enumerate(zip(hierarchies, base.codes, strict=True)):
            covered = [
                float((base.rows * _share(each, level)[group[column]]).sum()) for level, group in enumerate(each.groups)
            ]
            parts = np.array([_normal(each_level, rows, len(each.labels[0])) for each_level in covered])
            total *= (1 + parts[nodes[place]]) ** (1 / len(nodes))
        return total - 1

    def of(self, table: Table, kept: Flags, generalised: float, hierarchies: Sequence[Hierarchy]) -> float:
        product = 1.0
        for part in self.parts(table, kept, hierarchies):
            product *= (1 + part) ** (1 / len(hierarchies))
        return product - 1

    def parts(self, table: Table, kept: Flags, hierarchies: Sequence[Hierarchy]) -> list[float]:
        """Each column's part of the loss."""
        import numpy as np

        rows = float(table.rows.sum())
        parts = []
        for each, column, level in zip(hierarchies, table.codes, table.node, strict=True):
            covered = float((table.rows * np.where(kept, _share(each, level)[column], 1.0)).sum())
            parts.append(_normal(covered, rows, len(each.labels[0])))
        return parts

    def bound(self, table: Table) -> float:
        return 0.0

    def detail(self, table: Table, hierarchies: Sequence[Hierarchy]) -> Floats | None:
        import numpy as np

        product = np.ones(len(table))
        for each, column, level in zip(hierarchies, table.codes, table.node, strict=True):
            product *= (1 + table.rows * _share(each, level)[column]) ** (1 / len(hierarchies))
        return product


def _share(each: Hierarchy, level: int) -> Floats:
    """The share of the domain that each group of a level covers."""
    import numpy as np

    return np.bincount(each.groups[level]) / len(each.groups[level])


def _normal(covered: float, rows: float, domain: int) -> float:
    """A column's part of the loss, from 0 to 1, cut to ten decimals as ARX cuts it, so that both agree to the last."""
    least = rows / domain
    return math.floor(max(0.0, (covered - least) / (rows - least)) * 1e10) / 1e10 if domain > 1 else 0.0


@dataclass(frozen=True)
class Discernibility:
    """The sum of squares of class sizes: from how many rows each row cannot be told apart. Nothing is charged for rows
    that are left out (ARX's monotone DM*)."""

    monotone: bool = True

    def before(self, base: Table, hierarchies: Sequence[Hierarchy], nodes: NDArray[np.int8]) -> Floats | None:
        return None

    def of(self, table: Table, kept: Flags, generalised: float, hierarchies: Sequence[Hierarchy]) -> float:
        return self.bound(table)

    def bound(self, table: Table) -> float:
        return float((table.rows**2).sum())

    def detail(self, table: Table, hierarchies: Sequence[Hierarchy]) -> Floats | None:
        return None


@dataclass(frozen=True)
class ClassSize:
    """The mean size of classes, all rows that are left out being one more class."""

    monotone: bool = False

    def before(self, base: Table, hierarchies: Sequence[Hierarchy], nodes: NDArray[np.int8]) -> Floats | None:
        return None

    def of(self, table: Table, kept: Flags, generalised: float, hierarchies: Sequence[Hierarchy]) -> float:
        there = table.rows > 0
        classes = int((there & kept).sum()) + bool((there & ~kept).any())
        return float(table.rows.sum()) / max(1, classes)

    def bound(self, table: Table) -> float:
        return float(table.rows.sum()) / max(1, int((table.rows > 0).sum()))

    def detail(self, table: Table, hierarchies: Sequence[Hierarchy]) -> Floats | None:
        return None
