"""Which shown numbers to hide, so that a hidden one cannot be worked out too well.

Two tables are looked for that agree with everything published and in which the number differs by the width. A shown
number may differ from its value in either of them, at a price; those that do must be hidden. A linear program with a
price per unit finds a set that is enough, but it likes to spread: a second program, in which a number costs the same
however far it differs, picks the cheapest of that set.

The price of a number grows with how many finest cells it sums, so that a cell goes before a total, and a little with
its size. Programs and prices look only at what is published at that step, never at a hidden count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redact.counts.said import PARTNER, SHOWN, Numbers, Rule

_ANY = 1e-6
"""A shown number that would have to differ by more than this is hidden."""
_NODES = 50
"""Where the second program stops to look for something cheaper; what it has then is enough too."""


def partners(
    numbers: Numbers, marks: NDArray[np.int8], rule: Rule, target: int
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """(marks with what number `target` needs hidden too, two tables over all finest cells in which it differs).

    The tables may have fractions. The same marks and no table where nothing that can be hidden is enough.
    """
    program = _Program.of(numbers, marks, rule, target)
    moved = program.solve(np.ones(len(program.priced), dtype=np.bool_), whole=False)
    if moved is None:
        return marks, np.empty((0, numbers.finest))
    support = program.differ(moved)
    if np.count_nonzero(support) > 1:
        fewer = program.solve(support, whole=True)
        moved = moved if fewer is None else fewer
        support = program.differ(moved)
    after = marks.copy()
    after[program.priced[support]] = PARTNER
    return after, program.tables(moved, numbers)


@dataclass(frozen=True, slots=True)
class _Program:
    """Twice the same unknowns, once per table: the hidden cells (`cells[hidden]`), how much higher each number of
    `priced` is than its value, how much lower. `one` and its limits hold for either table; `aim` is the target.
    """

    cells: NDArray[np.intp]
    hidden: NDArray[np.intp]
    shown: NDArray[np.intp]
    priced: NDArray[np.intp]
    price: NDArray[np.float64]
    one: Any
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    bottom: NDArray[np.int64]
    top: NDArray[np.int64]
    aim: Any
    width: int

    @classmethod
    def of(cls, numbers: Numbers, marks: NDArray[np.int8], rule: Rule, target: int) -> _Program:
        """The program over the part of the table that hangs together with `target`."""
        from scipy.sparse import csr_matrix, eye_array, hstack, vstack

        which = np.flatnonzero(numbers.part_of_number == numbers.part_of_number[target])
        cells, margins = which[which < numbers.finest], which[which >= numbers.finest]
        about = np.flatnonzero(np.diff(csr_matrix(numbers.known[:, cells]).indptr))
        hidden, shown = np.flatnonzero(marks[cells] != SHOWN), np.flatnonzero(marks[cells] == SHOWN)
        open_margins = np.flatnonzero(marks[margins] == SHOWN)
        priced = np.concatenate([cells[shown], margins[open_margins]])
        rows = csr_matrix(vstack([numbers.sums[margins][:, cells], numbers.known[about][:, cells]]))
        goal = csr_matrix(numbers.sums[[target]][:, cells])
        slack = -eye_array(rows.shape[0], format="csc", dtype=np.int64)[:, open_margins]
        up = hstack([rows[:, shown], slack])
        aim = hstack([goal[:, shown], csr_matrix((1, len(open_margins)), dtype=np.int64)])
        low, high = numbers.bounds(marks, rule)
        fixed = rows[:, shown] @ numbers.values[cells[shown]]
        values, summed = numbers.values[priced], np.diff(numbers.sums.indptr)[priced]
        return cls(
            cells,
            hidden,
            shown,
            priced,
            1.0 + np.log2(summed) + np.log10(values) / 100,
            hstack([rows[:, hidden], up, -up]),
            np.concatenate([low[margins], numbers.known_low[about]]) - fixed,
            np.concatenate([high[margins], numbers.known_high[about]]) - fixed,
            np.concatenate([low[cells[hidden]], np.zeros(2 * len(priced), dtype=np.int64)]),
            np.concatenate([high[cells[hidden]], numbers.ceiling - values, values - rule.threshold]),
            hstack([goal[:, hidden], aim, -aim]),
            rule.width,
        )

    def solve(self, may: NDArray[np.bool_], *, whole: bool) -> NDArray[np.float64] | None:
        """The unknowns of both tables [2, n] at the least price, where only priced numbers that `may` do differ.

        A price per unit, or with `whole` per number that differs at all.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import block_array, csr_matrix

        free, count = len(self.hidden), len(self.priced)
        top = np.tile(np.concatenate([self.top[:free], self.top[free:] * np.tile(may, 2)]), 2)
        limits = [
            LinearConstraint(
                block_array([[self.one, None], [None, self.one], [self.aim, -self.aim]], format="csr"),
                np.concatenate([self.least, self.least, [self.width]]),
                np.concatenate([self.most, self.most, [np.inf]]),
            )
        ]
        cost = np.tile(np.concatenate([np.zeros(free), self.price, self.price]), 2)
        bottom, kinds = np.tile(self.bottom, 2), np.zeros(len(cost))
        if whole:
            chosen = np.flatnonzero(may)
            size = len(self.bottom)
            at = np.add.outer([free, free + count, size + free, size + free + count], chosen).ravel()
            pick = csr_matrix((np.ones(len(at)), (np.arange(len(at)), at)), shape=(len(at), len(cost)))
            reach = np.minimum(top[at], 100 * self.width).astype(np.float64)
            switch = csr_matrix((reach, (np.arange(len(at)), np.tile(np.arange(len(chosen)), 4))))
            limits[0].A.resize(limits[0].A.shape[0], len(cost) + len(chosen))
            limits.append(LinearConstraint(block_array([[pick, -switch]], format="csr"), -np.inf, 0.0))
            cost = np.concatenate([np.zeros(len(cost)), self.price[chosen]])
            top = np.concatenate([top, np.ones(len(chosen), dtype=np.int64)])
            bottom = np.concatenate([bottom, np.zeros(len(chosen), dtype=np.int64)])
            kinds = np.concatenate([kinds, np.ones(len(chosen))])
        answer = milp(
            cost,
            integrality=kinds,
            bounds=Bounds(bottom, top),
            constraints=limits,
            options={"node_limit": _NODES} if whole else {},
        )
        if answer.x is None:
            return None
        found: NDArray[np.float64] = answer.x[: 2 * len(self.bottom)].reshape(2, -1)
        return found

    def _differences(self, found: NDArray[np.float64]) -> NDArray[np.float64]:
        higher, lower = np.split(found[:, len(self.hidden) :], 2, axis=1)
        return higher - lower

    def differ(self, found: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which priced numbers differ from their value in either table."""
        return np.asarray((np.abs(self._differences(found)) > _ANY).any(axis=0))

    def tables(self, found: NDArray[np.float64], numbers: Numbers) -> NDArray[np.float64]:
        """The two tables over all finest cells; elsewhere with their values."""
        tables = np.tile(numbers.values[: numbers.finest].astype(np.float64), (2, 1))
        tables[:, self.cells[self.hidden]] = found[:, : len(self.hidden)]
        tables[:, self.cells[self.shown]] += self._differences(found)[:, : len(self.shown)]
        return tables
