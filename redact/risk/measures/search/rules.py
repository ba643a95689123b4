"""What every class of a release must keep, and what the whole release must keep.

A rule about classes says which classes keep it; the rows of the others are left out. A rule about the release says
whether what is left keeps it; if not, the smallest classes are left out until it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from redact.risk.measures.search.table import Table

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]

__all__ = [
    "AverageRisk",
    "ClassRule",
    "Closeness",
    "Diversity",
    "KAnonymity",
    "KMap",
    "Likeness",
    "Presence",
    "ReleaseRule",
]


class ClassRule(Protocol):
    """A rule about classes. `least`: a class with fewer rows certainly breaks it. `settles`: it is that and no more."""

    @property
    def least(self) -> int: ...
    @property
    def settles(self) -> bool: ...
    def kept(self, table: Table, share: Floats) -> Flags: ...
    def said(self) -> str: ...


class ReleaseRule(Protocol):
    """A rule about the release, given the sizes (rows) of the classes that are left.

    `settles`: a node that cannot keep it by leaving out rows rules out all finer nodes.
    """

    @property
    def settles(self) -> bool: ...
    def holds(self, sizes: NDArray[np.int64]) -> bool: ...
    def said(self) -> str: ...


@dataclass(frozen=True)
class KAnonymity:
    """At least `k` rows look alike."""

    k: int

    @property
    def least(self) -> int:
        return self.k

    @property
    def settles(self) -> bool:
        return True

    def kept(self, table: Table, share: Floats) -> Flags:
        kept: Flags = table.rows >= self.k
        return kept

    def said(self) -> str:
        return f"at least {self.k} rows look alike"


@dataclass(frozen=True)
class KMap:
    """Every released row looks like at least `k` people of the population."""

    k: int
    least: int = 0
    settles: bool = False

    def kept(self, table: Table, share: Floats) -> Flags:
        kept: Flags = table.people >= self.k
        return kept

    def said(self) -> str:
        return f"every row looks like at least {self.k} people of the population"


@dataclass(frozen=True)
class Presence:
    """Of the people who look alike, the share that is in the release lies between two limits (delta-presence).

    People none of whom is in the release cannot be left out; where `low` is above 0, such a class fails the node.
    """

    low: float
    high: float
    least: int = 0
    settles: bool = False

    def kept(self, table: Table, share: Floats) -> Flags:
        import numpy as np

        there = table.rows / np.maximum(table.people, 1)
        kept: Flags = (there >= self.low) & (there <= self.high)
        return kept

    def said(self) -> str:
        return f"of people who look alike, between {self.low:.0%} and {self.high:.0%} are in the release"


@dataclass(frozen=True)
class Diversity:
    """Every class has at least `l` sensitive values: `distinct` ones, or as if so many were equally frequent
    (`entropy`,
    `grassberger` with a correction for small classes), or `recursive`: the most frequent has fewer rows than `c` times
    those of the l-th and all rarer ones."""

    l: int  # noqa: E741
    kind: Literal["distinct", "entropy", "grassberger", "recursive"] = "distinct"
    c: float = 1.0

    @property
    def least(self) -> int:
        return self.l

    @property
    def settles(self) -> bool:
        return False

    def kept(self, table: Table, share: Floats) -> Flags:
        import numpy as np

        counts = table.values
        kept: Flags = (counts > 0).sum(axis=1) >= self.l
        if self.kind == "recursive":
            down = -np.sort(-counts, axis=1)
            kept &= down[:, 0] < self.c * down[:, self.l - 1 :].sum(axis=1)
        elif self.kind != "distinct":
            log: Callable[[NDArray[np.int64]], Floats] = _grassberger if self.kind == "grassberger" else _shannon
            total = counts.sum(axis=1)
            kept &= total * (log(total) - np.log(self.l)) >= (counts * log(counts)).sum(axis=1) - 1e-9
        return kept

    def said(self) -> str:
        return f"rows that look alike have at least {self.l} different sensitive values ({self.kind})"


def _shannon(counts: NDArray[np.int64]) -> Floats:
    import numpy as np

    return np.log(np.maximum(counts, 1))


def _grassberger(counts: NDArray[np.int64]) -> Floats:
    """Grassberger's replacement of the logarithm, which makes the entropy of few rows less biased (physics/0307138)."""
    import numpy as np
    from scipy.special import digamma

    half = counts // 2
    values: Floats = np.where(half > 0, digamma(half + 0.5) + np.log(2), -np.euler_gamma - np.log(2))
    return values


@dataclass(frozen=True)
class Closeness:
    """No class's sensitive values are further than `t` from the whole table's.

    `equal`: every two values are equally far apart. `ordered`: they are steps apart, in the order of their codes.
    `tree`: as far apart as their nearest common group is high; `tree` then has each value's group at levels 0, 1, ….
    """

    t: float
    distance: Literal["equal", "ordered", "tree"] = "equal"
    tree: tuple[NDArray[np.int32], ...] = ()
    least: int = 0
    settles: bool = False

    def kept(self, table: Table, share: Floats) -> Flags:
        import numpy as np

        gap = table.values / np.maximum(table.values.sum(axis=1, keepdims=True), 1) - share
        if self.distance == "equal":
            far = np.abs(gap).sum(axis=1) / 2
        elif self.distance == "ordered":
            there = gap[:, share > 0]
            far = np.abs(np.cumsum(there, axis=1)).sum(axis=1) / max(1, there.shape[1] - 1)
        else:
            far = self._on_tree(gap)
        kept: Flags = far <= self.t + 1e-12
        return kept

    def _on_tree(self, gap: Floats) -> Floats:
        """The mass that has to leave each group for its neighbours in the next, times how high that is."""
        import numpy as np

        far = np.zeros(len(gap))
        height = len(self.tree) - 1
        for level in range(1, height + 1):
            lower, upper = self.tree[level - 1], self.tree[level]
            parent = np.zeros(int(lower.max()) + 1, dtype=np.int64)
            parent[lower] = upper
            extra = np.zeros((len(gap), len(parent)))
            np.add.at(extra.T, lower, gap.T)
            into = np.zeros((len(gap), int(upper.max()) + 1))
            out = np.zeros_like(into)
            np.add.at(into.T, parent, np.maximum(extra, 0).T)
            np.add.at(out.T, parent, np.maximum(-extra, 0).T)
            far += level / height * np.minimum(into, out).sum(axis=1)
        return far

    def said(self) -> str:
        return f"sensitive values of rows that look alike are within {self.t:g} of the whole table's ({self.distance})"


@dataclass(frozen=True)
class Likeness:
    """No sensitive value is more frequent in a class than in the table by more than `beta` times its share there.

    `enhanced`: nor by more than minus the logarithm of that share, so that frequent values are protected too.
    """

    beta: float
    enhanced: bool = False
    least: int = 0
    settles: bool = False

    def kept(self, table: Table, share: Floats) -> Flags:
        import numpy as np

        there = share > 0
        within = table.values[:, there] / np.maximum(table.values.sum(axis=1, keepdims=True), 1)
        limit = np.minimum(self.beta, -np.log(share[there])) if self.enhanced else self.beta
        kept: Flags = ((within - share[there]) / share[there] <= limit + 1e-12).all(axis=1)
        return kept

    def said(self) -> str:
        return f"no sensitive value is more than {self.beta:g} times its share more frequent among rows that look alike"


@dataclass(frozen=True)
class AverageRisk:
    """The mean chance to guess a row right (marketer's risk) is at most `risk`.

    `of="uniques"` limits the share of unique rows instead, `of="population"` the share of people who are unique in the
    population, which `estimate` works out from the classes' sizes.
    """

    risk: float
    of: Literal["mean", "uniques", "population"] = "mean"
    estimate: Callable[[NDArray[np.int64]], float] | None = None

    @property
    def settles(self) -> bool:
        """Joined classes are fewer and keep as many rows, so that what a finer node can keep a coarser one can."""
        return self.of != "population"

    def holds(self, sizes: NDArray[np.int64]) -> bool:
        if not len(sizes):
            return True
        if self.of == "mean":
            return len(sizes) / float(sizes.sum()) <= self.risk
        lone = float((sizes == 1).sum())
        if self.of == "uniques":
            return lone / float(sizes.sum()) <= self.risk
        assert self.estimate is not None, "a rule about the population needs an estimate"
        found = self.estimate(sizes)
        return 0 < found <= self.risk if lone else True

    def said(self) -> str:
        what = {
            "mean": "the mean chance to guess a row right is",
            "uniques": "the share of unique rows is",
            "population": "the estimated share of people who are unique in the population is",
        }[self.of]
        return f"{what} at most {self.risk:g}"
