"""What anybody can work out about hidden counts: a lawyer's question, answered by linear programming.

For every hidden number the smallest and the largest value are looked for that it can have in a table that agrees with
everything published. A linear program alone is too kind an attacker: it also allows for tables with halves in them, so
that its intervals are wider than the true ones. So a number counts as safe only where two tables of whole numbers were
found that agree with everything published and in which it differs by the width asked for; each was checked in whole
numbers, without a tolerance. What is not shown to be safe is not safe.

One program per number and direction would be slow. A table found for one number says something about all: a few
programs with random signs as their goal settle most numbers, and only the rest is looked at one by one. Numbers that
no equation connects are looked at apart, and those in no equation need no program. For n hidden numbers in parts of
size m the worst case is 2n programs of m unknowns; the usual one is a handful of programs per part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redact.counts.said import SHOWN, Numbers, Rule

_NODES = 2000
"""Where the search for whole numbers gives up: a count, not a time, so that the same counts give the same answer."""
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Audit:
    """Per number: `low` and `high` are values that it has in whole tables that agree with everything published.

    For a shown number both are its value. `safe`: shown, or at least the width apart. Where a number is not safe they
    are as far apart as they can be (or as the search found, which is on the safe side); where it is, perhaps not.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    safe: NDArray[np.bool_]

    @property
    def width(self) -> NDArray[np.int64]:
        """How far apart the two values are."""
        return self.high - self.low

    def widened(self, tables: NDArray[np.float64], numbers: Numbers, marks: NDArray[np.int8], rule: Rule) -> Audit:
        """With what `tables` [n, finest cells] show too, if they are whole and agree with everything published."""
        low, high = self.low, self.high
        least, most = numbers.bounds(marks, rule)
        for table in tables:
            whole = np.rint(table).astype(np.int64)
            values, told = numbers.sums @ whole, numbers.known @ whole
            fits = (values >= least).all() and (values <= most).all()
            if fits and (told >= numbers.known_low).all() and (told <= numbers.known_high).all():
                low, high = np.minimum(low, values), np.maximum(high, values)
        return Audit(low, high, self.safe)


def audit(
    numbers: Numbers, marks: NDArray[np.int8], rule: Rule, before: Audit | None = None, *, thorough: bool = True
) -> Audit:
    """What can be worked out where the numbers are published as marked.

    `before` is an audit of the same numbers with no number hidden that is shown now: what agreed with more, agrees
    with less, so that its findings hold still. Without `thorough`, numbers are not looked at one by one: what could be
    shown to be safe may be left as not safe.
    """
    hidden = marks != SHOWN
    low, high = numbers.values.copy(), numbers.values.copy()
    if before is not None:
        low, high = np.where(hidden, before.low, low), np.where(hidden, before.high, high)
    for part in _parts(numbers, marks, rule):
        part.settle(low, high, rule.width, thorough=thorough)
    return Audit(low, high, ~hidden | (high - low >= rule.width))


@dataclass(frozen=True, slots=True)
class _Part:
    """Hidden finest cells that equations connect, as a program over them alone: lower <= cells <= upper and
    row_low <= rows @ cells <= row_high. `goals` are the hidden numbers as sums of them, `offset` what shown cells add,
    `which` their places among all numbers.
    """

    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    rows: Any
    row_low: NDArray[np.int64]
    row_high: NDArray[np.int64]
    goals: Any
    offset: NDArray[np.int64]
    which: NDArray[np.int64]

    def settle(self, low: NDArray[np.int64], high: NDArray[np.int64], width: int, *, thorough: bool) -> None:
        """Widens `low` and `high` (of all numbers, in place) until they are `width` apart or cannot be."""
        if not self.rows.shape[0]:
            low[self.which] = np.minimum(low[self.which], self.goals @ self.lower + self.offset)
            high[self.which] = np.maximum(high[self.which], self.goals @ self.upper + self.offset)
            return
        random = np.random.default_rng(len(self.which))
        narrow, settled = high[self.which] - low[self.which] < width, True
        while narrow.any() and settled:
            signs = np.where(random.random(len(self.which)) < 0.5, -1.0, 1.0) * narrow
            for goal in (self.goals.T @ signs, -(self.goals.T @ signs)):
                self._take(self._solve(goal), low, high)
            still = high[self.which] - low[self.which] < width
            narrow, settled = still, bool((narrow & ~still).any())
        for number, place in enumerate(self.which if thorough else ()):
            goal = np.zeros(len(self.which))
            goal[number] = 1.0
            for direction in (1.0, -1.0):
                if high[place] - low[place] < width:
                    self._take(self._solve(self.goals.T @ (direction * goal)), low, high)

    def _take(self, found: NDArray[np.int64] | None, low: NDArray[np.int64], high: NDArray[np.int64]) -> None:
        if found is None:
            return
        values = self.goals @ found + self.offset
        low[self.which] = np.minimum(low[self.which], values)
        high[self.which] = np.maximum(high[self.which], values)

    def _solve(self, goal: NDArray[np.float64]) -> NDArray[np.int64] | None:
        """A whole table with the least `goal`, or None; the quick program first, then the one in whole numbers."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        limits = LinearConstraint(self.rows, self.row_low, self.row_high)
        for whole in (0, 1):
            answer = milp(
                goal,
                integrality=np.full(len(goal), whole),
                bounds=Bounds(self.lower, self.upper),
                constraints=limits,
                options={"node_limit": _NODES, "mip_rel_gap": 0.0},
            )
            if answer.x is None:
                continue
            table: NDArray[np.int64] = np.rint(answer.x).astype(np.int64)
            if np.abs(answer.x - table).max() < _NEAR and self._agrees(table):
                return table
        return None

    def _agrees(self, table: NDArray[np.int64]) -> bool:
        told = self.rows @ table
        cells = (table >= self.lower).all() and (table <= self.upper).all()
        return bool(cells and (told >= self.row_low).all() and (told <= self.row_high).all())


def _parts(numbers: Numbers, marks: NDArray[np.int8], rule: Rule) -> list[_Part]:
    """The hidden cells, cut where no equation that could matter connects them."""
    from scipy.sparse import csr_matrix, vstack
    from scipy.sparse.csgraph import connected_components

    low, high = numbers.bounds(marks, rule)
    size = numbers.finest
    free = np.flatnonzero(marks[:size] != SHOWN)
    shown = np.where(marks[:size] == SHOWN, numbers.values[:size], 0)
    rows = csr_matrix(vstack([numbers.sums[size:], numbers.known]))
    fixed = rows @ shown
    row_low = np.concatenate([low[size:], numbers.known_low]) - fixed
    row_high = np.concatenate([high[size:], numbers.known_high]) - fixed
    rows = csr_matrix(rows[:, free])
    lower, upper = low[:size][free], high[:size][free]
    positive = rows.maximum(0)
    negative = rows.minimum(0)
    least, most = positive @ lower + negative @ upper, positive @ upper + negative @ lower
    binding = (row_low > least) | (row_high < most)
    tight = csr_matrix(rows[np.flatnonzero(binding)])
    tight_low, tight_high = row_low[binding], row_high[binding]
    links = csr_matrix((np.ones(tight.nnz), tight.indices, tight.indptr), shape=tight.shape)
    # A hidden margin is a goal of one part only, so it connects the cells it sums even where it binds nothing.
    hidden = np.flatnonzero(marks != SHOWN)
    goals = csr_matrix(numbers.sums[hidden])
    offset = goals @ shown
    goals = csr_matrix(goals[:, free])
    graph = vstack([links, goals]).astype(np.float64)
    count, label = connected_components(graph.T @ graph, directed=False) if len(free) else (0, np.empty(0, dtype=int))
    row_part = label[tight.indices[tight.indptr[:-1]]] if tight.shape[0] else np.empty(0, dtype=int)
    filled = np.diff(goals.indptr) > 0
    goal_part = np.full(len(hidden), -1)
    goal_part[filled] = label[goals.indices[goals.indptr[:-1][filled]]]
    found = []
    for number in range(count):
        cells, its_rows, its_goals = (np.flatnonzero(part == number) for part in (label, row_part, goal_part))
        found.append(
            _Part(
                lower[cells],
                upper[cells],
                csr_matrix(tight[its_rows][:, cells]),
                tight_low[its_rows],
                tight_high[its_rows],
                csr_matrix(goals[its_goals][:, cells]),
                offset[its_goals],
                hidden[its_goals],
            )
        )
    return found
