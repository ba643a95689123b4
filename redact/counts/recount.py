"""That an exact table adds nothing to published rows: counted again from the public files, by their words alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from redact.counts.exact import reasons
from redact.counts.said import PARTNER, SHOWN, SMALL, WITHHELD, Rule


@dataclass(frozen=True, slots=True)
class Recount:
    """How many cells a table has, how many of them are not what the rows say, and how many the rows have beside it."""

    cells: int
    differing: int
    missing: int

    @property
    def adds_nothing(self) -> bool:
        """Whether everything that the table says can be read off the rows, and every cell that they have is in it."""
        return self.differing == 0 and self.missing == 0


def recount(rows: pa.Table, table: pa.Table, rule: Rule, dimensions: Sequence[str], *, event: str = "") -> Recount:
    """Counts `rows` by `dimensions` and compares with `table` (as_table's result, or its file read again).

    `rows` are published rows with the table's dimensions as columns, in its words, at its level; a row where one of
    them is null or empty is coarser than the table and not in it. With `event`, the name of a column, different
    events are counted. A number shown must be the count; one hidden as small must be below the threshold, a partner
    at least it: otherwise the mark says something that the rows do not. A cell that stands twice in the table is
    wrong both times, and so is a mark that is none of ours.
    """
    columns = [rows.column(name).to_pylist() for name in dimensions]
    keys = zip(*columns, strict=True)
    if event:
        pairs = set(zip(keys, rows.column(event).to_pylist(), strict=True))
        counted = Counter(key for key, _ in pairs if all(key))
    else:
        counted = Counter(key for key in keys if all(key))
    mark_of = {word: mark for mark, word in reasons(rule).items()}
    cells = list(zip(*(table.column(name).to_pylist() for name in dimensions), strict=True))
    times = Counter(cells)
    counts, marks = table.column("count").to_pylist(), table.column("shown").to_pylist()
    differing = 0
    for cell, count, shown in zip(cells, counts, marks, strict=True):
        true = counted[cell]
        right = {
            SHOWN: count == true and true >= rule.threshold,
            SMALL: count is None and true < rule.threshold,
            PARTNER: count is None and true >= rule.threshold,
            WITHHELD: count is None,
        }.get(mark_of.get(shown, -1), False)
        differing += not right or times[cell] > 1
    return Recount(len(cells), differing, sum(1 for cell in counted if cell not in times))
