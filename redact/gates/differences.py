"""What whoever kept the last release finds changed in a new one: rows that vanished, rows that appeared.

Rows are compared by their values alone, as a reader would: how often each value stood there, and how often it does now.
Which of several equal rows it was is told by the plan's own notes, and so is whose row it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.gates.delay import period_end
from redact.gates.earlier import Earlier
from redact.gates.view import ReleaseView
from redact.links import join_events
from redact.plan.past.chapter import ABOUT_FILE, ROWS_FILE, values
from redact.when.periods import NAT

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH = date(1970, 1, 1)
_COLUMNS = ("slot", "key_0", "key_1", "cover", "group", "period", "precision", "code", "value")


@dataclass(frozen=True)
class Columns:
    """Rows as an archive has them (n rows): `tier` indexes the policy's tiers (-1: it has that one no more), `area` is
    the unit that stands for the part of the city (-1: the city, -2: not on the map)."""

    slot: NDArray[np.int64]
    keys: NDArray[np.int64]
    cover: NDArray[np.bool_]
    tier: NDArray[np.int64]
    group: NDArray[np.int8]
    period: NDArray[np.int32]
    precision: NDArray[np.int8]
    code: NDArray[np.int32]
    value: NDArray[np.int64]
    area: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.slot)

    def take(self, at: NDArray[Any]) -> Columns:
        """Some of the rows."""
        return Columns(**{name: getattr(self, name)[at] for name in self.__dataclass_fields__})

    def and_(self, other: Columns) -> Columns:
        """These rows and others."""
        both = {name: (getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__}
        return Columns(**{name: np.concatenate(pair) for name, pair in both.items()})

    @property
    def event(self) -> NDArray[np.int64]:
        """The event of every row: those with a common key are one, as the two reports of one call are."""
        return join_events(self.keys).astype(np.int64)


@dataclass(frozen=True)
class Differences:
    """One dataset: the rows of the newest release that are not in the candidate, and those that are new in it.

    `equal` are rows that leave too, but in whose place a row of the same values appears: of those that vanished nobody
    can tell them; `alike` are all new rows of the values that appeared, also where an equal one has left. `counts` is,
    per earlier release, how many of its rows are not in the candidate. `out` are all rows of the newest release,
    `missing` the keys (sorted) of those, in any dataset, that the export has no more, `left` those of any release that
    had left before. `starts` and `ends` are, of every row that appeared, the first day (since 1970) of the time it
    shows and the day after it (`start` NAT where it shows none). `unknown` new rows are not in the plan's notes.
    """

    dataset: str
    vanished: Columns
    equal: Columns
    appeared: Columns
    alike: Columns
    out: Columns
    missing: NDArray[np.int64]
    left: Columns
    counts: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    unknown: int


def differences(view: ReleaseView, earlier: Earlier, dataset: str) -> Differences:
    """Compares the staged rows of a dataset with every release so far."""
    archive = earlier.archive
    leaving = np.zeros(archive.rows.num_rows, dtype=np.bool_)
    noted, missing, new = _notes(view, dataset)
    leaving[noted[noted < len(leaving)]] = True
    at = np.flatnonzero(pc.equal(archive.rows["dataset"], dataset).to_numpy(zero_copy_only=False))
    table = archive.rows.select([*_COLUMNS, "tier", "unit", "first", "last"]).take(at)
    rows = columns_of(table, view)
    first, last = (table[name].to_numpy() for name in ("first", "last"))
    out = last == archive.newest
    value = _staged_values(view, earlier, dataset)
    code, size = _numbered(rows.value, new.value, value)
    of_rows, of_new, of_staged = np.split(code, [len(rows), len(rows) + len(new)])
    now = np.bincount(of_staged, minlength=size)
    counts = np.zeros(len(archive.chapters), dtype=np.int64)
    for release in range(len(archive.chapters)):
        there = np.bincount(of_rows[(first <= release) & (release <= last)], minlength=size)
        counts[release] = np.maximum(there - now, 0).sum()
    before = np.bincount(of_rows[out], minlength=size)
    standing = np.flatnonzero(out)
    fewer = np.maximum(before - now, 0)
    gone = _chosen(of_rows[out], fewer, ~leaving[at[out]])
    equal = np.setdiff1d(np.flatnonzero((fewer[of_rows[out]] > 0) & leaving[at[out]]), gone)
    more = np.maximum(now - before, 0)
    come = _chosen(of_new, more, new.cover)
    starts, ends = _days_shown(view, dataset, value, new.value[come])
    return Differences(
        dataset=dataset,
        vanished=rows.take(standing[gone]),
        equal=rows.take(standing[equal]),
        appeared=new.take(come),
        alike=new.take(np.flatnonzero(more[of_new] > 0)),
        out=rows.take(standing),
        missing=_keys_of(archive.rows, missing),
        left=rows.take(~out & ~np.isin(rows.slot, rows.slot[out])),
        counts=counts,
        starts=starts,
        ends=ends,
        unknown=int(more.sum()) - len(come),
    )


def columns_of(table: pa.Table, view: ReleaseView) -> Columns:
    """The rows of an archive or chapter in the terms of the plan."""
    found = {name: np.asarray(table[name].to_numpy()) for name in _COLUMNS}
    names = {tier.tier: number for number, tier in enumerate(view.policy.tiers)}
    areas = _areas(view)
    return Columns(
        slot=found["slot"],
        keys=np.column_stack([found["key_0"], found["key_1"]]),
        cover=found["cover"].astype(np.bool_),
        tier=_looked_up(table["tier"], names, -1),
        group=found["group"],
        period=found["period"],
        precision=found["precision"],
        code=found["code"],
        value=found["value"],
        area=_looked_up(table["unit"], areas, -2),
    )


def _areas(view: ReleaseView) -> dict[str, int]:
    """The part of the city that each place lies in: at the coarsest level below the city, if that is one of areas."""
    units = view.units
    level = len(units.ladder) - 2
    if level < 1:
        return dict.fromkeys([*units.ids.to_pylist(), ""], -1)
    return dict(zip(units.ids.to_pylist(), units.parents[:, level].tolist(), strict=True)) | {"": -1}


def _looked_up(column: pa.ChunkedArray, known: dict[str, int], other: int) -> NDArray[np.int64]:
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary.to_pylist()
    lookup = np.array([known.get(word, other) for word in words] or [other], dtype=np.int64)
    return np.asarray(lookup[encoded.indices.to_numpy(zero_copy_only=False)], dtype=np.int64)


def _notes(view: ReleaseView, dataset: str) -> tuple[NDArray[np.int64], NDArray[np.int64], Columns]:
    """The plan's notes: which archive rows leave, which the export has no more, and the rows of a dataset that it has
    not kept."""
    folder = view.plan.folder
    content = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
    table = pq.read_table(folder / ROWS_FILE, filters=[("dataset", "=", dataset)])
    left, missing = (np.array(content[name], dtype=np.int64) for name in ("left", "missing"))
    return left, missing, columns_of(table, view)


def _keys_of(table: pa.Table, at: NDArray[np.int64]) -> NDArray[np.int64]:
    some = table.select(["key_0", "key_1"]).take(at[at < table.num_rows])
    found = np.unique(np.concatenate([some["key_0"].to_numpy(), some["key_1"].to_numpy()]))
    return np.asarray(found[found != 0], dtype=np.int64)


def _staged_values(view: ReleaseView, earlier: Earlier, dataset: str) -> NDArray[np.int64]:
    names = [name for name in view.header(dataset) if name != "id"]
    return values(view.staged(dataset, names), earlier.key)


def _days_shown(
    view: ReleaseView, dataset: str, value: NDArray[np.int64], asked: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The days that staged rows with some values say they are of."""
    nothing = np.full(len(asked), NAT, dtype=np.int64)
    if not len(asked) or "time" not in view.header(dataset):
        return nothing, nothing
    order = np.argsort(value, kind="stable")
    at = order[np.searchsorted(value, asked, sorter=order)]
    column = view.column(dataset, "time")
    spans = np.array([span_of(text) for text in column.values.to_pylist()], dtype=np.int64).reshape(-1, 2)
    shown = spans[column.codes[at]]
    return shown[:, 0], shown[:, 1]


def span_of(text: str) -> tuple[int, int]:
    """The first day (since 1970) of a published time and the day after it; NAT for what is none."""
    end = period_end(text, "day")
    if end is None:
        return NAT, NAT
    word = text[:10] if "Q" not in text else f"{text[:4]}-{int(text[6]) * 3 - 2:02d}"
    start = np.datetime64(word).astype("datetime64[D]").astype(np.int64)
    return int(start), (end - _EPOCH).days


def _numbered(*arrays: NDArray[np.int64]) -> tuple[NDArray[np.intp], int]:
    from pandas import factorize

    code, found = factorize(np.concatenate(arrays))
    return code, len(found)


def _chosen(code: NDArray[np.intp], wanted: NDArray[np.int64], rather_not: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Positions of as many rows of each code as wanted, those first that are not marked `rather_not`."""
    at = np.flatnonzero(wanted[code] > 0)
    order = at[np.lexsort([rather_not[at], code[at]])]
    ordered = code[order]
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(order), 1), np.bool_), ordered[1:] != ordered[:-1]]))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.sort(order[rank < wanted[ordered]])
