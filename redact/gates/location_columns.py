"""Location columns: no other published column says where a record was more finely than its published place.

The place's own columns are made from a unit. Any other column that the policy lets out is looked at here: by its title,
by its cells, by whether its numbers are coordinates in some system, and by whether its values go with the place where
the row really was. The policy has no key that lets such a column pass: it becomes a place column, or it stays out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.gates.result import GateResult
from redact.gates.true_places import TruePlaces, true_places
from redact.gates.view import ReleaseView, StagedColumn
from redact.records.locating import (
    Link,
    degrees_like,
    dependence,
    fixes,
    follows_affinely,
    mercator_like,
    named_place,
    same_inside,
    to_numbers,
    written_place,
)
from redact.records.locating.numbers import MIN_DISTINCT
from redact.vocabulary import DERIVED_COLUMNS, RoleGroup, role_group

NAME = "location columns"

LEAST_FIT: Final = 0.99
"""R2 from which numbers are coordinates: below the 0.999 that profiling asks, since here even rounded ones count."""

IMPLIED: Final = 0.99
"""Share of the rows of one published place that must say the same for a column to add nothing to the place."""

_TO_SHOW: Final = 20
"""Rows that must have been compared to show that."""


MOST: Final = 150_000
"""Rows of a column, evenly spaced, that are compared with their places; in a rule of the kind looked for a few dozen
decide."""


def check(view: ReleaseView) -> GateResult:
    """Looks at every published column that redact did not make itself, texts left out (the redactor's and residue's).

    Columns with a place, key or time role are looked at too, although the plan never stages them.
    """
    wrong: list[tuple[str, str]] = []
    columns = 0
    for dataset in view.datasets:
        unclear: list[_Asked] = []
        for asked in _swept(view, dataset):
            columns += 1
            said = _by_itself(asked)
            if said is not None:
                wrong.append((f"column '{asked.name}' of {dataset} {said}", asked.name))
            elif len(asked.rows):
                unclear.append(asked)
        for asked, said in _by_place(view, dataset, unclear):
            wrong.append((f"column '{asked.name}' of {dataset} {said}", asked.name))
    names = " and ".join(sorted({f"'{name}'" for _, name in wrong}))
    return GateResult(
        NAME,
        not wrong,
        f"{len(wrong):,} of {columns:,} columns locate",
        "no other column says where a record was more finely than its published place",
        "No other column gives away the place."
        if not wrong
        else f"{'; '.join(sentence for sentence, _ in wrong)}. Give {names} a place role in the dataset's card, or "
        "write remove for it in the policy's `columns`, and preview again.",
    )


@dataclass(frozen=True)
class _Asked:
    """A column to look at. `rows`: those to compare with their places, none where all of them say the same."""

    name: str
    title: str
    column: StagedColumn
    rows: NDArray[np.int64]

    def codes(self) -> NDArray[np.int32]:
        """The code of each row's cell, -1 where it is empty."""
        return np.where(self.column.filled(), self.column.codes, np.int32(-1))


def _swept(view: ReleaseView, dataset: str) -> Iterator[_Asked]:
    """The columns to look at: those with anything in them."""
    roles = view.plan.summary["roles"].get(dataset, {})
    titles = view.plan.summary["titles"].get(dataset, {})
    for name in view.header(dataset):
        role = roles.get(name, "")
        if name in DERIVED_COLUMNS or (role and role_group(role) is RoleGroup.TEXT):
            continue
        column = view.column(dataset, name)
        filled = column.filled()
        if not filled.any():
            continue
        several = len(np.unique(column.codes[filled])) > 1
        rows = _spaced(_one_per_event(filled, view.rows(dataset).event)) if several else np.empty(0, np.int64)
        yield _Asked(name, str(titles.get(name, name)), column, rows)


def _one_per_event(filled: NDArray[np.bool_], event: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first filled row of each event: several rows of one event agree by themselves."""
    rows = np.flatnonzero(filled)
    first = np.full(int(event.max()) + 1, -1, dtype=np.int64)
    first[event[rows][::-1]] = rows[::-1]
    return np.sort(first[first >= 0])


def _spaced(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows if len(rows) <= MOST else rows[np.linspace(0, len(rows) - 1, MOST).astype(np.int64)]


def _by_itself(asked: _Asked) -> str | None:
    """How a column locates by its title or cells, as the end of a sentence that begins with its name; None: not."""
    named = named_place(asked.title)
    if named is not None:
        return f"has a title that means {named}"
    column = asked.column
    rows = np.bincount(column.codes, minlength=len(column.values)).astype(np.int64)
    written = written_place(column.values, rows, asked.title)
    if written is not None:
        return f"holds a {written.kind}"
    values = column.values.filter(pc.not_equal(column.values, ""))
    if degrees_like(values):
        return "holds degrees of latitude or longitude"
    return "holds coordinates in Web Mercator" if mercator_like(values) else None


def _by_place(view: ReleaseView, dataset: str, unclear: Sequence[_Asked]) -> Iterator[tuple[_Asked, str]]:
    """The columns that go with where the rows really were, or with the finest published places, and how."""
    if not unclear:
        return
    rows = np.unique(np.concatenate([asked.rows for asked in unclear]))
    true = true_places(view.sources[dataset], view.rows_in(dataset), view.rows(dataset).row[rows])
    ways = (*true.ways, _finest(view, dataset)[rows])
    across, up = _points(view, dataset, true, rows)
    for asked in unclear:
        at = np.searchsorted(rows, asked.rows)
        codes = asked.column.codes[asked.rows]
        numbers = to_numbers(asked.column.values)
        if np.isfinite(numbers).sum() >= MIN_DISTINCT and follows_affinely(
            numbers[codes], across[at], up[at], LEAST_FIT
        ):
            yield asked, "follows from the coordinates: it is the point in another system"
            continue
        whole = (dependence(codes, way[at]).link for way in ways)
        among = (Link.FIXES for some in _uncommon(codes) for way in ways if fixes(some, way[at]))
        link = next((link for link in chain(whole, among) if link is not None), None)
        if link is not None and not _implied(view, dataset, asked):
            yield asked, f"gives the place away ({link.value})"


def _uncommon(codes: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
    """A column's codes without what it says most often: NONE, OTHER and the like among codes of places.

    Once without the most frequent value where that fills a fifth of the rows, once without all in over 1 % of them.
    """
    count = np.bincount(codes)
    for common in (count == max(count.max(), len(codes) // 5), count > max(_TO_SHOW, len(codes) // 100)):
        left = (count > 1) & ~common
        if common.any() and left.sum() >= 5 and count[left].sum() >= _TO_SHOW:
            yield np.where(common[codes], np.int32(-1), codes)


def _finest(view: ReleaseView, dataset: str) -> NDArray[np.int32]:
    """The published place of each row where that is of the finest level there is, else -1."""
    place, level = view.column(dataset, "place_id"), view.column(dataset, "place_precision")
    ladder = view.units.ladder
    if len(ladder) == 1:
        return np.full(len(place.codes), -1, dtype=np.int32)
    fine = pc.equal(level.values, ladder[0]).to_numpy(zero_copy_only=False)
    return np.where(fine[level.codes] & place.filled(), place.codes, np.int32(-1))


def _points(
    view: ReleaseView, dataset: str, true: TruePlaces, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A point per row: its own, and where the source has none the published place's."""
    if true.across is not None and true.up is not None:
        return true.across, true.up
    units, place = view.units, view.column(dataset, "place_id")
    at = pc.fill_null(pc.index_in(place.values, value_set=units.ids.cast(pa.string())), -1).to_numpy()
    located = np.where((at >= 0)[:, None], units.points[np.maximum(at, 0)], np.nan)
    codes = place.codes[rows]
    return located[codes, 0], located[codes, 1]


def _implied(view: ReleaseView, dataset: str, asked: _Asked) -> bool:
    """Whether the rows of each published place say the same, shown at every precision that is published."""
    place, level = view.column(dataset, "place_id").codes, view.column(dataset, "place_precision").codes
    codes = asked.codes()
    rows = _one_per_event(codes >= 0, view.rows(dataset).event)
    for each in np.unique(level[rows]).tolist():
        at = rows[level[rows] == each]
        compared, agree = same_inside(codes[at], place[at])
        if compared < _TO_SHOW or agree < IMPLIED:
            return False
    return True
