"""How alike rows are to somebody who knows something of a person: the figures that officers read.

`measure` measures columns in every usual way. This asks the few questions that a page answers, and asks them of events:
two rows of one report hide nobody from each other, so classes are counted in events and only then told in rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from redact.risk.measures.classes import Classes, group
from redact.risk.measures.columns import Coded, coded
from redact.risk.measures.risks import mean_risk
from redact.risk.measures.spread import spread_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Alike", "alike", "events_in"]


@dataclass(frozen=True, slots=True)
class Alike:
    """What somebody can do who knows the things named in `knows`; sizes are in events, all else in rows.

    `rows` state all of it and fall into `groups` that look alike, the `smallest` of so many events (k); `alone` rows
    are the only event of their group. `found` is the chance that a guess at the row of a person who is known to be in
    the file is right, as a mean over rows (the prosecutor's risk; its highest is 1 / `smallest`).

    Of the rows `sensitive` ones are those that a policy protects; `sensitive_smallest`, `sensitive_alone` and
    `sensitive_found` are the same for them and the groups that have one. In these groups there are `kinds` different
    kinds of event at least (l) and `usual_kinds` around the middle one of the sensitive rows; `told` sensitive rows are
    among events of one kind only. All are 0 where no row is sensitive.
    """

    knows: str
    rows: int
    groups: int
    smallest: int
    alone: int
    found: float
    sensitive: int
    sensitive_smallest: int
    sensitive_alone: int
    sensitive_found: float
    kinds: int
    usual_kinds: int
    told: int

    @property
    def prosecutor(self) -> float:
        """The highest chance that a guess at a row is right."""
        return 1 / self.smallest

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "knows": self.knows, "rows": self.rows, "groups": self.groups, "smallest": self.smallest,
            "alone": self.alone, "alone_share": round(self.alone / self.rows, 4),
            "prosecutor": round(self.prosecutor, 4), "prosecutor_mean": round(self.found, 4),
            "sensitive": {
                "rows": self.sensitive, "smallest": self.sensitive_smallest, "alone": self.sensitive_alone,
                "prosecutor_mean": round(self.sensitive_found, 4), "kinds": self.kinds,
                "usual_kinds": self.usual_kinds, "one_kind": self.told,
            },
        }  # fmt: skip


def alike(
    knows: str,
    known: Sequence[Any],
    event: Any,
    kind: NDArray[Any],
    sensitive: NDArray[np.bool_],
    use: NDArray[np.bool_] | None = None,
) -> Alike | None:
    """The figures for one set of columns; None where no row is to be looked at.

    `known` are the columns that somebody knows, `event` says which rows are one event, `kind` (whole numbers from 0)
    what a row is about, `sensitive` which rows are protected: all as long as the table, in any form that `coded` takes.
    `use` are the rows that state all of it (default: every row). An event with rows of several kinds in one group
    counts as its sensitive one. Some 50 ms for 100,000 rows.
    """
    import numpy as np

    rows = np.arange(len(sensitive)) if use is None else np.flatnonzero(use)
    if not len(rows):
        return None
    classes = group([_taken(column, rows) for column in known])
    hers = sensitive[rows]
    events, of = _events(classes, _taken(event, rows))
    sizes = events.sizes
    alone = sizes[classes.of] == 1
    most = int(kind.max()) + 1
    least = np.full(len(events.of), 2 * most, dtype=np.int32)
    np.minimum.at(least, of, (kind[rows] + np.where(hers, 0, most)).astype(np.int32))
    kinds = spread_of(events, Coded(least, 2 * most)).distinct()[classes.of[hers]]
    mine = np.bincount(classes.of[hers], minlength=len(classes))
    return Alike(
        knows=knows,
        rows=len(rows),
        groups=len(classes),
        smallest=int(sizes.min()),
        alone=int(alone.sum()),
        found=mean_risk(sizes, classes.sizes),
        sensitive=int(hers.sum()),
        sensitive_smallest=int(sizes[mine > 0].min()) if hers.any() else 0,
        sensitive_alone=int(alone[hers].sum()),
        sensitive_found=mean_risk(sizes, mine),
        kinds=int(kinds.min(initial=most)) if len(kinds) else 0,
        usual_kinds=int(np.median(kinds)) if len(kinds) else 0,
        told=int((kinds == 1).sum()),
    )


def events_in(columns: Sequence[Any], event: Any) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """(events of each class, class of each row): the classes of some columns, counted in events."""
    classes = group([coded(column) for column in columns])
    return _events(classes, coded(event))[0].sizes, classes.of


def _events(classes: Classes, event: Coded) -> tuple[Classes, NDArray[np.int32]]:
    """The same classes with one entry for each event that has rows in them, and each row's entry."""
    pairs = group([Coded(classes.of, len(classes)), event])
    return group([Coded(classes.of[pairs.first], len(classes))]), pairs.of


def _taken(column: Any, rows: NDArray[np.int64]) -> Coded:
    given = coded(column)
    return Coded(given.codes[rows], given.size, given.gaps)
