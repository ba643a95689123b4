"""Settle: place and time climb, by whole cells, until households, cover shares and usual rows hold.

A cell is a distinct tuple of published values of a tier's rows: dataset, offence group, place, time. Where its rows
are too much the protected ones, all of its rows climb one step of the place ladder together, then of the time ladder;
never single rows, since a row that alone is coarser says why. At the top as many protected rows are withheld as the
share needs, chosen by a secret key, with everything else of their events. Every step only makes coarser, so it ends.

In tiers without cover single rows climb where records of one event would together say more than each
(`redact.plan.together`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.distinct import dense
from redact.keyed import uniform
from redact.place import UnitTable
from redact.plan.exceptions import Reached, all_reached, raise_rows
from redact.plan.outcomes import Reason
from redact.plan.past.keeping import Kept
from redact.plan.places import PlaceMaps
from redact.plan.resolve import Fates
from redact.plan.rows import Rows
from redact.plan.together import held_together
from redact.plan.treatments import Treatment
from redact.policy.model import Policy
from redact.vocabulary import OffenseGroup, TimePrecision
from redact.when.publication import publication_ends

_TIME_STEPS = (
    TimePrecision.HOUR,
    TimePrecision.DAY,
    TimePrecision.MONTH,
    TimePrecision.QUARTER,
    TimePrecision.YEAR,
)


PARTIAL = 0.5
"""A period with less than this share of the median period's rows is not covered by the export, or only in part."""


_NOISE = 1e-9
"""0.55 of 20 is 11, and thrice two thirds are 2, whatever floating point makes of it in whatever order."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Per row: published unit (-1: no place), time precision and code, and the reason it is out (0: published).

    `climbed` counts rows whose place or time is coarser than their tier asked for, `steps` the rounds it took.
    """

    unit: NDArray[np.int32]
    precision: NDArray[np.int8]
    time_code: NDArray[np.int32]
    reason: NDArray[np.int8]
    climbed: int
    steps: int

    def part(self, rows: slice) -> Settled:
        """A consecutive part of the rows."""
        return replace(
            self,
            unit=self.unit[rows],
            precision=self.precision[rows],
            time_code=self.time_code[rows],
            reason=self.reason[rows],
        )


@dataclass(slots=True)
class _Floor:
    """The working columns of settle; changed in place while rows climb."""

    unit: NDArray[np.int32]
    precision: NDArray[np.int8]
    code: NDArray[np.int32]
    reason: NDArray[np.int8]


def settle(
    rows: Rows,
    fates: Fates,
    reason: NDArray[np.int8],
    treatments: Sequence[Treatment],
    maps: PlaceMaps,
    policy: Policy,
    units: UnitTable,
    *,
    kept: Kept,
    as_of_day: int,
    key: bytes,
) -> Settled:
    """Place, time and outcome of every row.

    `reason` is resolve's, with the rows that treat had to hold added. What is out already is `kept` as it is.
    `as_of_day` counts days since 1970; `key` chooses which protected rows leave where a cell's share cannot be met.
    """
    floor = _start(rows, fates, reason.copy(), treatments, maps, all_reached(treatments, policy, maps, units), kept)
    wait = longest_delay(treatments)
    _hold_waiting(floor, rows, policy, wait, as_of_day, kept)
    started = floor.unit.copy(), floor.precision.copy()
    told = np.isin(floor.reason, (Reason.NONE, Reason.WAITING))
    lifted = held_together(floor.unit, fates.event, fates.treatment, told, treatments, maps, units)
    floor.reason[_beside_kept(lifted, floor, fates, kept)] = Reason.LATE
    floor.unit = np.where(kept.same, floor.unit, lifted)
    steps = 0
    while True:
        moved = False
        for number, treatment in enumerate(treatments):
            cover = treatment.cover
            if cover is None or not treatment.published:
                continue
            if cover.share_at_least is None and cover.usual_rows is None:
                continue
            moved |= _climb(floor, rows, fates, number, treatment, maps[number], policy, units, kept, key)
        steps += 1
        if not moved:
            break
    _hold_waiting(floor, rows, policy, wait, as_of_day, kept)
    out = floor.reason != Reason.NONE
    climbed = ~out & ((floor.unit != started[0]) | (floor.precision != started[1]))
    return Settled(floor.unit, floor.precision, floor.code, floor.reason, int(climbed.sum()), steps)


def _start(
    rows: Rows,
    fates: Fates,
    reason: NDArray[np.int8],
    treatments: Sequence[Treatment],
    maps: PlaceMaps,
    exceptions: Sequence[Reached | None],
    kept: Kept,
) -> _Floor:
    """Every row at the place and time its treatment, and the exceptions it has, allow at the finest; what is out where
    it is."""
    unit = np.full(len(rows), -1, dtype=np.int32)
    precision = np.full(len(rows), TimePrecision.NONE, dtype=np.int8)
    known = rows.unit >= 0
    for number, treatment in enumerate(treatments):
        mine = fates.treatment == number
        if not mine.any():
            continue
        precision[mine] = np.maximum(rows.precision[mine], np.int8(treatment.precision))
        place_map, found = maps[number], exceptions[number]
        if place_map is not None:
            placed = mine & known
            unit[placed] = place_map[rows.unit[placed]]
        if found is not None:
            raise_rows(found, np.flatnonzero(mine), rows.unit, rows.minutes.astype(np.int64), unit, precision)
    climbs = kept.apart & (kept.least < TimePrecision.NONE) & (precision != TimePrecision.NONE)
    precision = np.where(climbs, np.maximum(precision, kept.least), precision).astype(np.int8)
    code = when.coarsen(rows.minutes.astype(np.int64), precision)
    if kept.same.any():
        same, past = kept.same, kept.past
        unit[same] = past.unit[kept.row[same]]
        precision[same] = past.precision[kept.row[same]]
        code[same] = past.code[kept.row[same]]
    return _Floor(unit, precision, code, reason)


def _beside_kept(unit: NDArray[np.int32], floor: _Floor, fates: Fates, kept: Kept) -> NDArray[np.bool_]:
    """New rows of events with a row that is out and that would have to become coarser for their sake: they wait."""
    clash = kept.same & (unit != floor.unit)
    events = np.zeros(len(fates.identity), dtype=np.bool_)
    events[fates.event[clash]] = True
    waits: NDArray[np.bool_] = events[fates.event] & ~kept.same & (floor.reason == Reason.NONE)
    return waits


def longest_delay(treatments: Sequence[Treatment]) -> int:
    """How many days after its end a period waits, so that all tiers of it appear together."""
    return max((item.delay_days for item in treatments if item.published), default=0)


def _hold_waiting(floor: _Floor, rows: Rows, policy: Policy, wait_days: int, as_of_day: int, kept: Kept) -> None:
    """A period appears complete, once the longest delay has passed since its end; a coarser time waits for its own."""
    early = publication_ends(floor.code, floor.precision, policy.releases.period) + wait_days > as_of_day
    early &= (floor.precision != TimePrecision.NONE) & ~kept.same
    floor.reason[early & (floor.reason == Reason.NONE)] = Reason.WAITING


def _climb(
    floor: _Floor,
    rows: Rows,
    fates: Fates,
    number: int,
    treatment: Treatment,
    place_map: NDArray[np.int32] | None,
    policy: Policy,
    units: UnitTable,
    kept: Kept,
    key: bytes,
) -> bool:
    """One round for one tier: failing cells climb a step, or lose protected rows at the top. True if any did.

    What is out forms cells of its own that never move; so does what appears beside it.
    """
    mine = np.flatnonzero((fates.treatment == number) & (floor.reason == Reason.NONE))
    if not len(mine):
        return False
    cell = _cells(floor, rows, mine, treatment, kept)
    protected = ~fates.cover[mine]
    short = _short_of_cover(cell, protected, fates.event[mine], treatment)
    rare = _rare(cell, mine, rows, treatment, place_map, kept.apart[mine])
    fixed = np.zeros(len(short), dtype=np.bool_)
    fixed[cell[kept.same[mine]]] = True
    short, rare = short & ~fixed, rare & ~fixed
    needs = short | rare
    if not needs.any():
        return False
    at = mine[needs[cell]]
    lifted = _lift_place(floor, at, units)
    rest = at[~lifted]
    dated = treatment.shows is None or "time" in treatment.shows
    timed = _lift_time(floor, rows, rest, policy) if dated else np.zeros(len(rest), dtype=np.bool_)
    stuck = np.zeros(len(floor.unit), dtype=np.bool_)
    stuck[rest[~timed]] = True
    top = stuck[mine]
    gone = _withhold(floor, fates, mine, cell, protected, top & rare[cell], top & short[cell], treatment, kept, key)
    return bool(lifted.any()) or bool(timed.any()) or gone


def _cells(
    floor: _Floor, rows: Rows, at: NDArray[np.intp], treatment: Treatment, kept: Kept
) -> NDArray[np.intp]:
    """The cell number of each row: dense numbers of the distinct published tuples."""
    columns: list[NDArray[Any]] = [rows.dataset[at], kept.same[at].astype(np.int8) + 2 * kept.apart[at]]
    shows = treatment.shows
    if shows is None or "offense_group" in shows:
        columns.append(rows.group[at])
    if shows is None or "place" in shows:
        columns.append(floor.unit[at])
    if shows is None or "time" in shows:
        columns.extend((floor.precision[at], floor.code[at]))
    return dense(columns)


def _short_of_cover(
    cell: NDArray[np.intp], protected: NDArray[np.bool_], event: NDArray[np.int32], treatment: Treatment
) -> NDArray[np.bool_]:
    """Cells in which cover is less than the share asked for, among rows or among events."""
    share = treatment.cover.share_at_least if treatment.cover is not None else None
    cells = int(cell.max()) + 1
    if share is None:
        return np.zeros(cells, dtype=np.bool_)
    share -= _NOISE
    short = np.bincount(cell, ~protected, cells) < share * np.bincount(cell, minlength=cells)
    pair = cell.astype(np.int64) * (int(event.max()) + 1) + event
    _, first = np.unique(pair, return_index=True)
    events = np.bincount(cell[first], minlength=cells)
    covers = np.bincount(cell[first], ~protected[first], cells)
    return short | (covers < share * events)


def _rare(
    cell: NDArray[np.intp],
    at: NDArray[np.intp],
    rows: Rows,
    treatment: Treatment,
    place_map: NDArray[np.int32] | None,
    apart: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Cells in which fewer rows usually appear than `usual_rows`.

    What is usual is the mean per period, over the periods of the dataset, of the finest cells that the cell is made
    of: one row more among about L usual ones can be told with advantage of about 1 / sqrt(2 pi L). Of rows `apart`,
    which appear beside a period that is out, nothing is usual: there must be as many of them.
    """
    usual = treatment.cover.usual_rows if treatment.cover is not None else None
    cells = int(cell.max()) + 1
    if not usual:
        return np.zeros(cells, dtype=np.bool_)
    period = np.maximum(rows.precision[at], np.int8(treatment.precision))
    code = when.coarsen(rows.minutes[at].astype(np.int64), period)
    base_place = place_map[rows.unit[at]] if place_map is not None else np.zeros(len(at), dtype=np.int32)
    spot = dense([rows.dataset[at], rows.group[at], base_place, period])
    periods, coverage = _periods(rows.dataset[at], period, code)
    rows_in = np.bincount(spot)
    mean = rows_in / np.maximum(np.bincount(spot, periods) / np.maximum(rows_in, 1), 1)
    member = dense([cell, spot, code])
    _, first = np.unique(member, return_index=True)
    expected = np.bincount(cell[first], mean[spot[first]] * coverage[first], cells)
    beside = np.bincount(cell[apart], minlength=cells)
    return np.where(beside > 0, beside, expected) < usual - _NOISE


def _periods(
    dataset: NDArray[np.int8], precision: NDArray[np.int8], code: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each row: the number of periods its dataset covers, and how far it covers the row's own (at most 1).

    A period is covered if it has at least half the median period's rows; stragglers of a year ago make no period.
    """
    kind = dense([dataset, precision])
    pair = dense([kind, code])
    counts = np.bincount(pair)
    _, first = np.unique(pair, return_index=True)
    numbers = np.ones(int(kind.max()) + 1)
    usual = np.ones(int(kind.max()) + 1)
    for value in range(len(numbers)):
        mine = counts[kind[first] == value]
        if len(mine):
            covered = mine >= PARTIAL * np.median(mine)
            numbers[value] = max(1, int(covered.sum()))
            usual[value] = max(1.0, float(np.median(mine[covered])))
    return numbers[kind], np.minimum(1.0, counts[pair] / usual[kind])


def _lift_place(floor: _Floor, at: NDArray[np.intp], units: UnitTable) -> NDArray[np.bool_]:
    """Moves rows to the next ladder level that their unit has an ancestor at. False where there is none."""
    lifted = np.zeros(len(at), dtype=np.bool_)
    unit = floor.unit[at]
    placed = unit >= 0
    target = np.full(len(at), -1, dtype=np.int32)
    level = np.where(placed, units.level[np.maximum(unit, 0)], len(units.ladder)).astype(np.int64)
    for step in range(len(units.ladder)):
        open_ = placed & (target < 0) & (step > level)
        target[open_] = units.parents[unit[open_], step]
    lifted = target >= 0
    floor.unit[at[lifted]] = target[lifted]
    return lifted


def _lift_time(floor: _Floor, rows: Rows, at: NDArray[np.intp], policy: Policy) -> NDArray[np.bool_]:
    """Moves rows to the next precision of the time ladder. False where they are at its end."""
    steps = np.array([step for step in _TIME_STEPS if step in policy.times.ladder], dtype=np.int8)
    place = np.searchsorted(steps, floor.precision[at], side="right")
    timed: NDArray[np.bool_] = (place < len(steps)) & (floor.precision[at] != TimePrecision.NONE)
    moved = at[timed]
    floor.precision[moved] = steps[place[timed]]
    floor.code[moved] = when.coarsen(rows.minutes[moved].astype(np.int64), floor.precision[moved])
    return timed


def _withhold(
    floor: _Floor,
    fates: Fates,
    mine: NDArray[np.intp],
    cell: NDArray[np.intp],
    protected: NDArray[np.bool_],
    rare: NDArray[np.bool_],
    short: NDArray[np.bool_],
    treatment: Treatment,
    kept: Kept,
    key: bytes,
) -> bool:
    """At the top: all protected events of rare cells leave, and of short cells as many as the share needs.

    True if any row left.
    """
    leaving = np.zeros(len(fates.identity), dtype=np.bool_)
    leaving[fates.event[mine[rare & protected]]] = True
    share = treatment.cover.share_at_least if treatment.cover is not None else None
    if share and short.any():
        rank = uniform(key, fates.identity, salt=99)
        for number in np.unique(cell[short]):
            here = mine[(cell == number)]
            owners = fates.event[here[~fates.cover[here]]]
            covers = int(fates.cover[here].sum())
            cover_events = len(np.unique(fates.event[here[fates.cover[here]]]))
            allowed_rows = int(covers * (1 - share) / share + _NOISE)
            allowed_events = int(cover_events * (1 - share) / share + _NOISE)
            events, rows_each = np.unique(owners, return_counts=True)
            order = np.argsort(rank[events], kind="stable")
            fits = np.cumsum(rows_each[order]) <= allowed_rows
            fits &= np.arange(len(order)) < allowed_events
            leaving[events[order[~fits]]] = True
    gone = leaving[fates.event] & (floor.reason == Reason.NONE) & ~kept.same
    floor.reason[gone] = Reason.NOT_SETTLED
    return bool(gone.any())


def group_words() -> list[str]:
    """Published words of the offence groups, by code."""
    return [group.word for group in OffenseGroup]
