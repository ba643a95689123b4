"""How a sensitive column is spread within each class: what somebody learns who finds the class but not the row.

A class of a hundred rows protects nobody whose secret all hundred share. Every measure here is worked out from the
pairs (class, value) that occur and from how often they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from redact.risk.measures.classes import Classes, compact
from redact.risk.measures.columns import Coded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Spread", "spread_of"]


@dataclass(frozen=True)
class Spread:
    """Pairs of class and value, ordered by class and then by value.

    `of` and `value` (int64) say which pair, `rows` (int64) how many rows it has; `starts` is where each class begins,
    `sizes` how many rows it has. `share` is each value's share of the whole table (float64, one per value).
    """

    of: Ints
    value: Ints
    rows: Ints
    starts: Ints
    sizes: Ints
    share: Floats

    @property
    def within(self) -> Floats:
        """Each pair's share of its class."""
        return self.rows / self.sizes[self.of]

    def distinct(self) -> Ints:
        """How many different values each class has: distinct l-diversity."""
        import numpy as np

        return np.diff(np.append(self.starts, len(self.of)))

    def entropy(self) -> Floats:
        """exp of each class's entropy: entropy l-diversity, as if so many values were equally frequent."""
        import numpy as np

        within = self.within
        sums: Floats = np.exp(-np.add.reduceat(within * np.log(within), self.starts))
        return sums

    def largest(self) -> Floats:
        """The share of each class's most frequent value: the alpha of (alpha, k)-anonymity."""
        import numpy as np

        shares: Floats = np.maximum.reduceat(self.within, self.starts)
        return shares

    def recursive(self, l: int) -> Floats:  # noqa: E741
        """r1 / (r_l + … + r_m) of each class, r1 being its most frequent value's rows.

        A class is recursively (c, l)-diverse where this is below c; it is infinite for classes of fewer than l values.
        """
        import numpy as np

        order = np.lexsort((-self.rows, self.of))
        rank = np.arange(len(order)) - np.repeat(self.starts, self.distinct())
        rows = self.rows[order]
        tail = np.add.reduceat(np.where(rank >= l - 1, rows, 0), self.starts)
        with np.errstate(divide="ignore"):
            ratio: Floats = rows[self.starts] / tail
        return ratio

    def equal_distance(self) -> Floats:
        """How far each class is from the table, every two values being equally far apart: half the sum of |q - p|."""
        import numpy as np

        share = self.share[self.value]
        near = np.abs(self.within - share) - share
        far: Floats = 0.5 * (np.add.reduceat(near, self.starts) + self.share.sum())
        return far

    def ordered_distance(self) -> Floats:
        """The same where values are steps apart: the mass to be moved times the steps, over the longest way.

        The column must have been coded with `ranked`. Only values that occur in the table count as steps. Between two
        values of a class its running share does not change while the table's goes on, so that each such stretch is
        summed at once.
        """
        import numpy as np

        there = np.flatnonzero(self.share > 0)
        steps = len(there)
        if steps < 2:
            return np.zeros(len(self.sizes))
        running = np.cumsum(self.share[there])
        sums = np.concatenate([[0.0], np.cumsum(running)])
        place = np.searchsorted(there, self.value)
        rows = np.cumsum(self.rows)
        reached = (rows - np.repeat(rows[self.starts] - self.rows[self.starts], self.distinct())) / self.sizes[self.of]
        until = np.append(place[1:], steps)
        until[self.starts[1:] - 1] = steps
        turn = np.clip(np.searchsorted(running, reached), place, until)
        here = reached * (2 * turn - place - until) - 2 * sums[turn] + sums[place] + sums[until]
        before = sums[place[self.starts]]
        far: Floats = (np.add.reduceat(here, self.starts) + before) / (steps - 1)
        return far

    def gain(self) -> Floats:
        """The largest (q - p) / p of each class: the beta of basic beta-likeness."""
        import numpy as np

        share = self.share[self.value]
        gains: Floats = np.maximum.reduceat((self.within - share) / share, self.starts)
        return gains

    def log_gain(self) -> Floats:
        """The largest |log(q / p)| of each class among the values it has: delta-disclosure."""
        import numpy as np

        gains: Floats = np.maximum.reduceat(np.abs(np.log(self.within / self.share[self.value])), self.starts)
        return gains


def spread_of(classes: Classes, sensitive: Coded) -> Spread:
    """How a sensitive column is spread over classes. A missing value counts as a value of its own."""
    import numpy as np

    size = max(1, sensitive.size)
    counts = classes.counts
    key: NDArray[Any] = classes.of.astype(np.int32 if len(classes) * size < 2**31 else np.int64)
    key *= size
    key += sensitive.codes
    number, pairs = compact(key, len(classes) * size)
    one = np.empty(pairs, dtype=np.int64)
    one[number] = key
    of, value = np.divmod(one, size)
    rows = np.bincount(number, weights=counts, minlength=pairs).astype(np.int64, copy=False)
    share = np.bincount(sensitive.codes, weights=counts, minlength=size) / max(1, int(classes.sizes.sum()))
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    return Spread(of, value, rows, starts, classes.sizes, share)
