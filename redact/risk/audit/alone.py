"""Whom what somebody knows singles out: events alone in their class, places that come back, cells of one.

What is counted, and among which rows, is decided here; classes and their sizes are those of `redact.risk.measures`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.records.profiling.facts import Column
from redact.risk.audit.looked import Looked
from redact.risk.audit.places import AREAS, EXACT, Places
from redact.risk.audit.result import Alone
from redact.risk.audit.rows import Marked
from redact.risk.measures import Alike, alike, coded, events_in
from redact.vocabulary import TimePrecision

_DAY: Final = 1_440
_PERSONS: Final = ("victim", "subject", "suspect", "reporting_party", "witness")

Set = tuple[str, list[NDArray[Any]], NDArray[np.bool_]]


def looks(looked: Looked, rows: Marked, where: Places) -> tuple[Alike, ...]:
    """For each set of things that somebody can know, how alike the rows are that state all of it.

    Counted among all rows of the file, as somebody has them who does not yet know what kind of event it was. A kind is
    the set of classes that a row shows, or else whom or what its offence is against.
    """
    event, kind = coded(rows.event), _kinds(looked, rows)
    every = (alike(knows, known, event, kind, rows.sensitive, stated) for knows, known, stated in _sets(looked, where))
    return tuple(each for each in every if each is not None)


def alone(found: Sequence[Alike]) -> tuple[Alone, ...]:
    """For each such set the sensitive rows that are the only event with it."""
    return tuple(Alone(each.knows, each.sensitive, each.sensitive_alone) for each in found if each.sensitive)


def _kinds(looked: Looked, rows: Marked) -> NDArray[np.int32]:
    """A number for what a row is about."""
    group = looked.classified.group.astype(np.int64)
    shown = np.zeros(len(group), dtype=np.int64)
    for bit, mine in enumerate(rows.classes.values()):
        shown += mine.astype(np.int64) << bit
    return coded(np.where(rows.sensitive, (shown + 1) << 8, group)).codes


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
        sets.append((f"{area.title} and day", [area.codes, day], area.stated & timed))
        sets.append((f"{area.title}, day and hour", [area.codes, hour],
                     area.stated & (looked.precision <= TimePrecision.HOUR)))  # fmt: skip
    people = _person(looked)
    if people:
        names = ", ".join(column.title for column in people)
        codes = [column.codes for column in people]
        stated = np.logical_and.reduce([column.stated for column in people])
        sets.append((names, codes, stated))
        if area is not None:
            sets.append((f"{names}, {area.title} and day", [*codes, area.codes, day], stated & area.stated & timed))
    return sets


def smallest_area(looked: Looked) -> Column | None:
    """The area column with the most different areas."""
    return max(looked.with_role(*AREAS), key=lambda column: column.distinct, default=None)


def _person(looked: Looked) -> list[Column]:
    """Age, sex and race of the person of whom the most is told, victims first; at least one of them, if there is."""
    found = [looked.with_role(f"{who}_age", f"{who}_sex", f"{who}_race") for who in _PERSONS]
    return next((columns for columns in found if len(columns) >= 2), next(filter(None, found), []))


def repeats(rows: Marked, where: Places) -> dict[str, int]:
    """Doors at which several sensitive events happened: `places` with 2 and more and 5 and more, and their rows."""
    use = np.flatnonzero(rows.sensitive & (where.finest <= EXACT) & (where.place >= 0))
    if not len(use):
        return {"doors": 0, "with_2": 0, "with_5": 0, "rows_with_2": 0}
    events, door = events_in([where.place[use]], rows.event[use])
    return {
        "doors": len(events),
        "with_2": int((events >= 2).sum()),
        "with_5": int((events >= 5).sum()),
        "rows_with_2": int((events[door] >= 2).sum()),
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
                sizes.append(events_in([column.codes[use], months[use]], rows.event[use])[0])
        if sizes:
            every = np.concatenate(sizes)
            found.append((column.title, len(every), int((every == 1).sum()), int((every < 5).sum())))
    return tuple(found)
