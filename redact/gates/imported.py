"""The old files: whether a period that was public before tells, published anew, whom the new rules protect.

A row of an old file is still there where its event is published exactly again; found by its keys, else by its day,
place and group. All others have vanished for a reader who kept the file. Where the sensitive ones are too many of
them, the old file has become a list of victims. Only periods that no release has had yet are looked at: what changes
in the others is a change between releases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.distinct import dense
from redact.gates.differences import Columns, columns_of
from redact.gates.earlier import Earlier
from redact.gates.singled import LOOSE, UNKNOWN, Truth, opened_days
from redact.gates.view import ReleaseView
from redact.keyed import ABSENT, mixed
from redact.plan.folder import EVENTS_FILE
from redact.plan.past.chapter import ROWS_FILE
from redact.plan.past.matching import paired
from redact.plan.past.released import first_days
from redact.plan.past.shown import classes_shown
from redact.vocabulary import TimePrecision
from redact.when.periods import MINUTES_PER_DAY
from redact.when.publication import publication_codes, publication_days

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Past:
    """What the comparison with old files says, in sentences."""

    measured: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """Counts of one dataset: rows of old files that were looked at, those that vanished, events that can be told in
    how many cells, and the day after the last period in which one can."""

    rows: int = 0
    vanished: int = 0
    alone: int = 0
    cells: int = 0
    until: int = 0
    agreed: int = 0


def past(view: ReleaseView, earlier: Earlier) -> Past:
    """Compares what would come out with what was public before the first release."""
    table = earlier.imported.rows
    if not table.num_rows:
        return Past()
    truth = Truth.of(view)
    found = [_of_dataset(view, earlier, truth, name) for name in view.datasets]
    rows, vanished, alone, cells, agreed = (
        sum(getattr(each, name) for each in found) for name in ("rows", "vanished", "alone", "cells", "agreed")
    )
    if not rows:
        return Past()
    measured = [f"{rows:,} rows of old files, {vanished:,} of which are not published so again"]
    if agreed:
        measured.append(f"{agreed:,} of their events leave at once and can be told, as somebody has decided")
    if not alone:
        return Past(tuple(measured), ("Nor does whoever kept an old file.",))
    return Past((*measured,), (), (_proposal(view, alone, cells, max(each.until for each in found)),))


def _proposal(view: ReleaseView, alone: int, cells: int, until: int) -> str:
    history = view.policy.history
    day = _EPOCH + timedelta(days=until)
    said = (
        f"{alone:,} events that this policy protects were public before, in {cells:,} cells of a group, month and "
        "district. Whoever kept those files could tell them by what is missing or coarse now. "
    )
    if history is not None and history.before >= day:
        return f"{said}Set `history: {{before: {history.before.isoformat()}, treatment: not again}}`."
    last = max(day, history.before) if history is not None else day
    return (
        f"{said}Set in the policy `history: {{before: {last.isoformat()}, treatment: not again}}`, or `by group`, "
        "which shows all events of a group alike."
    )


def _of_dataset(view: ReleaseView, earlier: Earlier, truth: Truth, dataset: str) -> _Told:
    table = earlier.imported.rows
    table = table.filter(pc.equal(table["dataset"], dataset))
    table = table.filter(pa.array(_once(table["value"].to_numpy(), table["first"].to_numpy())))
    rows = columns_of(table, view)
    word = view.policy.releases.period
    starts, ends = publication_days(rows.period, word)
    first, through = opened_days(earlier, dataset)
    new = (ends <= first) | (ends > through)
    if not new.any():
        return _Told()
    rows, table, ends, starts = rows.take(new), table.filter(pa.array(new)), ends[new], starts[new]
    known = truth.of_keys(rows.keys)
    met = known != UNKNOWN
    protected = np.where(met, known != LOOSE, _sensitive(table["shows"], view))
    removed = np.isin(rows.keys, earlier.removed).any(axis=1)
    pointed = protected | removed
    there = _again(view, truth, dataset, rows)
    days, others, areas = _fine_rows(view, dataset)
    there[~met] = _matched(rows.take(~met), pointed[~met], days, others, areas)
    gone = ~there
    both = dense([rows.group, rows.period])
    whole = np.bincount(both, gone) == np.bincount(both)
    history = view.policy.history
    closed = ~np.isin(rows.period, publication_codes(days * MINUTES_PER_DAY, word))
    if history is not None:
        closed |= starts < (history.before - _EPOCH).days
    judged = gone & ~(whole[both] & closed)
    agreed = pointed & np.isin(rows.keys, earlier.at_once).any(axis=1)
    return _told(view, rows, gone, judged, pointed, agreed, ends)


def _told(
    view: ReleaseView,
    rows: Columns,
    gone: NDArray[np.bool_],
    judged: NDArray[np.bool_],
    pointed: NDArray[np.bool_],
    agreed: NDArray[np.bool_],
    ends: NDArray[np.int64],
) -> _Told:
    """By cell, events that are pointed at among all that vanished there."""
    at = np.flatnonzero(judged)
    if not len(at):
        return _Told(len(rows), int(gone.sum()))
    cell = dense([rows.group[at], rows.period[at], rows.area[at]])
    event = dense([cell, rows.event[at]])
    count = int(event.max()) + 1
    cell_of, because, decided = np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    cell_of[event] = cell
    because[event[pointed[at]]] = True
    decided[event[agreed[at]]] = True
    cells = int(cell.max()) + 1
    those = np.bincount(cell_of, because & ~decided, cells)
    short = those * view.policy.removals.cover > np.bincount(cell_of, ~because, cells)
    return _Told(
        rows=len(rows),
        vanished=int(gone.sum()),
        alone=int(those[short].sum()),
        cells=int(short.sum()),
        until=int(ends[at][short[cell]].max(initial=0)),
        agreed=int(decided.sum()),
    )


def _once(value: NDArray[np.int64], chapter: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Leaves out rows that an earlier file had word for word."""
    number = dense([value])
    earliest = np.full(int(number.max(initial=-1)) + 1, np.iinfo(np.int32).max)
    np.minimum.at(earliest, number, chapter)
    first: NDArray[np.bool_] = chapter == earliest[number]
    return first


def _again(view: ReleaseView, truth: Truth, dataset: str, rows: Columns) -> NDArray[np.bool_]:
    """Rows whose event the plan publishes exactly in this dataset and the same period."""
    table = pq.read_table(view.plan.folder / ROWS_FILE, filters=[("dataset", "=", dataset)])
    new = columns_of(table, view)
    exact = new.take(~truth.coarse(new))
    there = np.concatenate([_spots(column, exact.period) for column in exact.keys.T])
    found = np.zeros(len(rows), dtype=np.bool_)
    for column in rows.keys.T:
        found |= (column != ABSENT) & np.isin(_spots(column, rows.period), there)
    return found


def _spots(keys: NDArray[np.int64], period: NDArray[np.int32]) -> NDArray[np.uint64]:
    """One number for a key in a period."""
    return mixed(keys.view(np.uint64) ^ mixed(period.astype(np.int64).view(np.uint64)))


def published_fine(view: ReleaseView, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Keys of whose event the plan publishes a row exactly, in any dataset."""
    table = pq.read_table(view.plan.folder / EVENTS_FILE, columns=["key", "fine"])
    fine = table["key"].to_numpy()[table["fine"].to_numpy().astype(np.bool_)]
    found: NDArray[np.bool_] = (np.isin(keys, fine) & (keys != 0)).any(axis=1)
    return found


def _fine_rows(view: ReleaseView, dataset: str) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.int64]]:
    """Day, offence group and part of the city of every row that is published exactly."""
    every = view.decisions
    tiers = view.treatments[: len(view.policy.tiers)]
    protective = np.array([rule.protective for rule in tiers])
    number = every.datasets.index(dataset) if dataset in every.datasets else -1
    at = (every.dataset == number) & (every.staged >= 0) & ~every.cover & ~protective[every.tier]
    at &= every.time_precision <= TimePrecision.DAY
    days = first_days(every.time_code[at], every.time_precision[at])
    unit = every.unit[at].astype(np.int64)
    level = len(view.units.ladder) - 2
    area = np.where(unit >= 0, view.units.parents[np.maximum(unit, 0), level], -1) if level >= 1 else unit * 0 - 1
    return days, every.group[at], area.astype(np.int64)


def _matched(
    rows: Columns,
    pointed: NDArray[np.bool_],
    days: NDArray[np.int64],
    group: NDArray[np.int8],
    area: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Which rows without a known key have a published row of their day, group and part of the city to themselves."""
    found = np.zeros(len(rows), dtype=np.bool_)
    if not len(rows):
        return found
    own = first_days(rows.code, rows.precision)
    order = np.argsort(pointed, kind="stable")
    spots = dense(
        [np.concatenate(pair) for pair in ((own[order], days), (rows.group[order], group), (rows.area[order], area))]
    ).astype(np.int64)
    pair = paired(spots[: len(rows)], spots[len(rows) :])
    found[order[pair[:, 0]]] = True
    return found


def _sensitive(shows: pa.ChunkedArray, view: ReleaseView) -> NDArray[np.bool_]:
    """Rows of which the old file itself said, when it was read, that a protective tier claims them."""
    encoded = shows.combine_chunks().dictionary_encode()
    claimed = {name for tier in view.policy.tiers for name in tier.classes}
    marked = [bool(claimed & set(classes_shown(word or ""))) for word in encoded.dictionary.to_pylist()]
    codes = pc.fill_null(encoded.indices, len(marked)).to_numpy(zero_copy_only=False)
    found: NDArray[np.bool_] = np.array([*marked, False], dtype=np.bool_)[codes]
    return found
