"""The combination of levels that loses least among all that keep the rules: an exact search.

The combinations form a lattice. Two facts make most of it unnecessary to look at. Where a class is too small at some
node, it is too small at every finer one; so that a node at which too many rows are in small classes rules out all
finer nodes. And a loss has a bound that only grows with coarseness; so that a node whose bound is no better than the
best found rules out all coarser ones. Classes of a node are put together from those of a finer node already looked at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redact.errors import DataMismatch
from redact.risk.measures.columns import Coded
from redact.risk.measures.search.hierarchy import Hierarchy
from redact.risk.measures.search.losses import Entropy, Loss
from redact.risk.measures.search.rules import ClassRule, Presence, ReleaseRule
from redact.risk.measures.search.table import Node, Table, coarser, finest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Best", "Search", "Verdict"]

MOST_NODES = 2_000_000
HELD = 400
"""Nodes whose classes are kept in memory to put coarser ones together from."""


@dataclass(frozen=True)
class Verdict:
    """A node looked at: whether it keeps the rules with no more rows left out than allowed, its loss (infinite where it
    does not), and how many rows are left out. `small`: the rows of classes below the least size alone are too many;
    then `left_out` counts these."""

    node: Node
    passes: bool
    loss: float
    left_out: int
    small: bool


@dataclass(frozen=True)
class Best:
    """The best node, and how many of the lattice's nodes had to be looked at."""

    verdict: Verdict
    looked_at: int
    nodes: int


@dataclass
class Search:
    """A table, its hierarchies and the rules it shall keep.

    `columns` are coded by the hierarchies (`Hierarchy.code`). `left_out` is the share of released rows that may be left
    out. `released` marks the rows of the release where the others are its population. With `steady` a node only counts
    where every coarser one keeps the rules too, which is not certain of rules about sensitive values: then whoever
    makes the release coarser later cannot break them. (ARX calls taking this for granted "practical monotonicity".)
    """

    hierarchies: Sequence[Hierarchy]
    columns: Sequence[Coded]
    rules: Sequence[ClassRule]
    loss: Loss = field(default_factory=Entropy)
    left_out: float = 0.0
    sensitive: Coded | None = None
    released: NDArray[np.bool_] | None = None
    release_rules: Sequence[ReleaseRule] = ()
    steady: bool = False

    def __post_init__(self) -> None:
        import numpy as np

        nodes = int(np.prod([each.levels for each in self.hierarchies], dtype=np.int64))
        if nodes > MOST_NODES:
            raise DataMismatch(
                f"The hierarchies have {nodes:,} combinations of levels, too many to search.",
                fix="Give fewer columns, or hierarchies with fewer levels.",
            )
        base = finest(self.columns, self.released, self.sensitive)
        self.base = base
        self.rows = int(base.rows.sum())
        self.limit = int(self.rows * self.left_out)
        values = base.values.sum(axis=0)
        self.share = values / max(1, int(values.sum()))
        levels = [each.levels for each in self.hierarchies]
        self.nodes: NDArray[np.int8] = np.indices(levels, dtype=np.int8).reshape(len(levels), -1)
        before = self.loss.before(base, self.hierarchies, self.nodes)
        self.static = before is not None
        self.bounds = np.zeros(nodes) if before is None else before
        self._held: dict[int, Table] = {0: base}
        self._seen: dict[int, Verdict] = {}

    def table(self, node: Node) -> Table:
        """The classes at a node."""
        import numpy as np

        place = self._place(node)
        if place in self._held:
            return self._held[place]
        held = np.fromiter(self._held, dtype=np.int64)
        under = held[self._below(place, held)]
        made = coarser(min((self._held[int(each)] for each in under), key=len), node, self.hierarchies)
        if len(self._held) > HELD:
            del self._held[next(each for each in self._held if each)]
        self._held[place] = made
        return made

    def _below(self, place: int, of: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.bool_]:
        """Which nodes are nowhere coarser than the one at a place."""
        import numpy as np

        below: NDArray[np.bool_] = np.logical_and.reduce([levels[of] <= levels[place] for levels in self.nodes])
        return below

    def _above(self, place: int) -> NDArray[np.bool_]:
        """Which nodes are nowhere finer than the one at a place."""
        import numpy as np

        above: NDArray[np.bool_] = np.logical_and.reduce([levels >= levels[place] for levels in self.nodes])
        return above

    def look(self, node: Node) -> Verdict:
        """What comes out at one node."""
        place = self._place(node)
        if place not in self._seen:
            self._seen[place] = self._look(node, place)
        return self._seen[place]

    def kept(self, node: Node) -> NDArray[np.bool_] | None:
        """Which classes of a node keep the rules, or None where it cannot be released."""
        import numpy as np

        table = self.table(node)
        least = max((rule.least for rule in self.rules), default=0)
        if int(table.rows[table.rows < least].sum()) > self.limit:
            return None
        kept = np.ones(len(table), dtype=bool)
        for rule in self.rules:
            fine = rule.kept(table, self.share)
            if isinstance(rule, Presence) and (~fine & (table.rows == 0)).any():
                return None
            kept &= fine
        kept |= table.rows == 0
        for wanted in self.release_rules:
            kept = self._enforced(wanted, table, kept)
        return kept

    def _look(self, node: Node, place: int) -> Verdict:
        table = self.table(node)
        if not self.static:
            self.bounds[place] = self.loss.bound(table)
        kept = self.kept(node)
        if kept is None:
            least = max((rule.least for rule in self.rules), default=0)
            few = int(table.rows[table.rows < least].sum())
            return Verdict(node, False, math.inf, few if few > self.limit else self.rows, few > self.limit)
        left_out = int(table.rows[~kept].sum())
        if left_out > self.limit:
            return Verdict(node, False, math.inf, left_out, False)
        loss = self.loss.of(table, kept, float(self.bounds[place]), self.hierarchies)
        return Verdict(node, True, loss, left_out, False)

    def _enforced(self, rule: ReleaseRule, table: Table, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The smallest classes left out, by halving, until a rule about the release holds."""
        import numpy as np

        open_ = np.flatnonzero(kept & (table.rows > 0))
        detail = self.loss.detail(table, self.hierarchies)
        detail = np.zeros(len(table)) if detail is None else detail
        order = open_[np.lexsort((table.first[open_], detail[open_], table.rows[open_]))]
        sizes = table.rows[order]
        # More than this would be left out in vain; and estimates from a few large classes say nothing.
        room = self.limit - int(table.rows[~kept].sum())
        low, high = 0, min(len(order), int(np.searchsorted(np.cumsum(sizes), room, side="right")) + 1)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if rule.holds(sizes[middle:]) else (middle + 1, high)
        kept = kept.copy()
        kept[order[:low]] = False
        return kept

    def _place(self, node: Node) -> int:
        place = 0
        for each, level in zip(self.hierarchies, node, strict=True):
            place = place * each.levels + level
        return place

    def best(self) -> Best | None:
        """The best node, or None where no combination keeps the rules.

        Of nodes that lose the same, the one whose levels are lowest from the first column on.
        """
        import numpy as np

        out = np.zeros(self.nodes.shape[1], dtype=bool)
        while True:
            found = self._least_loss(out)
            if found is None:
                return None
            shaky = self._shaky(self._place(found.node)) if self.steady else None
            if shaky is None:
                return Best(found, len(self._seen), len(out))
            out |= self._below(shaky)

    def _least_loss(self, out: NDArray[np.bool_]) -> Verdict | None:
        """The best node that is not ruled out."""
        import numpy as np

        monotone = all(rule.settles for rule in self.rules) and all(rule.settles for rule in self.release_rules)
        order = np.lexsort((np.arange(len(out)), self.nodes.sum(axis=0), self._guide()))
        is_open = ~out
        best: Verdict | None = None
        bounds = self.bounds.copy()
        while True:
            waiting = order[is_open[order]]
            if not len(waiting):
                return best
            place = int(waiting[len(waiting) // 2])
            verdict = self.look(tuple(int(level) for level in self.nodes[:, place]))
            is_open[place] = False
            if not self.static:
                above = self._above(place)
                bounds[above] = np.maximum(bounds[above], self.bounds[place])
            if verdict.passes and (best is None or _better(verdict, best)):
                best = verdict
            if verdict.passes and self.loss.monotone:
                is_open &= ~self._above(place)
            if not verdict.passes and (monotone or verdict.small):
                is_open &= ~self._below(place)
            if best is not None:
                is_open &= bounds <= best.loss * (1 + 1e-12)

    def _shaky(self, place: int) -> int | None:
        """A coarser node that fails the rules, if there is one."""
        import numpy as np

        for above in np.flatnonzero(self._above(place)):
            if not self.look(tuple(int(level) for level in self.nodes[:, above])).passes:
                return int(above)
        return None

    def _guide(self) -> NDArray[np.float64]:
        """An order of nodes in which finer ones come first, for picking the middle of what is open."""
        guide = self.bounds if self.static else Entropy().before(self.base, self.hierarchies, self.nodes)
        assert guide is not None
        return guide


def _better(new: Verdict, old: Verdict) -> bool:
    close = abs(new.loss - old.loss) <= 1e-12 * max(abs(new.loss), abs(old.loss))
    return new.node < old.node if close else new.loss < old.loss
