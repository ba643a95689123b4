"""Whom what somebody knows singles out: events alone in their class, places that come back, cells of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.distinct import dense, first_rows
from redact.records.profiling.facts import Column
from redact.risk.audit.looked import Looked
from redact.risk.audit.places import AREAS, EXACT, Places
from redact.risk.audit.result import Alone
from redact.risk.audit.rows import Marked
from redact.vocabulary import TimePrecision

_DAY: Final = 1_440
_PERSONS: Final = ("victim", "subject", "suspect", "reporting_party", "witness")

Set = tuple[str, list[NDArray[Any]], NDArray[np.bool_]]


def alone(looked: Looked, rows: Marked, where: Places) -> tuple[Alone, ...]:
    """For each set of things that somebody can know, the sensitive rows that are the only event with them.

    Counted among all rows of the file, as somebody has them who does not yet know what kind of event it was.
    """
    found = []
    for knows, columns, stated in _sets(looked, where):
        use = stated & rows.sensitive
        if use.any():
            single = _single([column[stated] for column in columns], rows.event[stated])
            found.append(Alone(knows, int(use.sum()), int(single[rows.sensitive[stated]].sum())))
    return tuple(found)


def _sets(looked: Looked, where: Places) -> list[Set]:
    timed = looked.precision <= TimePrecision.DAY
    day = looked.minutes // _DAY
    hour = looked.minutes // 60
    placed = where.place >= 0
    sets: list[Set] = [
        ("place", [where.place], placed),
        ("place and day", [where.place, day], placed & timed),
        ("place, day and hour", [where.place, hour], placed & (looked.precision <= TimePrecision.HOUR)),
    ]
    area = smallest_area(looked)
    if area is not None:
        coded = area.codes.astype(np.int64)
        sets.append((f"{area.title} and day", [coded, day], area.stated & timed))
        sets.append((f"{area.title}, day and hour", [coded, hour],
                     area.stated & (looked.precision <= TimePrecision.HOUR)))  # fmt: skip
    people = _person(looked)
    if len(people) >= 2:
        names = ", ".join(column.title for column in people)
        codes = [column.codes.astype(np.int64) for column in people]
        stated = np.logical_and.reduce([column.stated for column in people])
        sets.append((names, codes, stated))
        if area is not None:
            both = stated & area.stated & timed
            sets.append((f"{names}, {area.title} and day", [*codes, area.codes.astype(np.int64), day], both))
    return sets


def smallest_area(looked: Looked) -> Column | None:
    """The area column with the most different areas."""
    return max(looked.with_role(*AREAS), key=lambda column: column.distinct, default=None)


def _person(looked: Looked) -> list[Column]:
    """Age, sex and race of the person of whom the most is told, victims first."""
    for who in _PERSONS:
        columns = looked.with_role(f"{who}_age", f"{who}_sex", f"{who}_race")
        if len(columns) >= 2:
            return columns
    return []


def _single(columns: Sequence[NDArray[Any]], event: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Rows whose combination of values belongs to one event only."""
    number = dense(columns)
    pair = dense([number, event])
    events = np.bincount(number[first_rows(pair)])
    return np.asarray(events[number] == 1, dtype=np.bool_)


def repeats(rows: Marked, where: Places) -> dict[str, int]:
    """Doors at which several sensitive events happened: `places` with 2 and more and 5 and more, and their rows."""
    use = np.flatnonzero(rows.sensitive & (where.finest <= EXACT) & (where.place >= 0))
    if not len(use):
        return {"doors": 0, "with_2": 0, "with_5": 0, "rows_with_2": 0}
    number = dense([where.place[use]])
    pair = dense([number, rows.event[use]])
    events = np.bincount(number[first_rows(pair)])
    return {
        "doors": len(events),
        "with_2": int((events >= 2).sum()),
        "with_5": int((events >= 5).sum()),
        "rows_with_2": int((events[number] >= 2).sum()),
    }


def small_cells(looked: Looked, rows: Marked) -> tuple[tuple[str, int, int, int], ...]:
    """(area column, cells, cells of one event, cells of fewer than five): class by area by month."""
    timed = looked.precision <= TimePrecision.MONTH
    months = (looked.minutes * 60).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    found = []
    for column in looked.with_role(*AREAS):
        sizes: list[NDArray[np.int64]] = []
        for mine in rows.classes.values():
            use = np.flatnonzero(mine & timed & column.stated)
            if len(use):
                cell = dense([column.codes[use].astype(np.int64), months[use]])
                pair = dense([cell, rows.event[use]])
                sizes.append(np.bincount(cell[first_rows(pair)]))
        if sizes:
            every = np.concatenate(sizes)
            found.append((column.title, len(every), int((every == 1).sum()), int((every < 5).sum())))
    return tuple(found)
