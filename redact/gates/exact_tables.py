"""Exact tables: each number is counted again from the staged rows, by the words that these rows show.

A table without noise may say nothing that the published rows do not say. So the rows are counted as anybody could,
from place, time and offence group, and compared with the table's files; the plan's own counting is not used. Totals are
sums of the finest numbers: an event with rows in two of them is in both, and twice in their total.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from redact.counts.info import LevelInfo, TableInfo
from redact.counts.recount import Recount, recount
from redact.counts.said import Rule
from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.plan.tables import tables_of
from redact.plan.tables.periods import coarser, years_in
from redact.vocabulary import Kind

NAME = "exact tables"

_EVENT = "event in a cell"
"""What is counted: an event in one of the finest cells."""

_LENGTHS = {"month": 7, "quarter": 7, "year": 4}


def check(view: ReleaseView) -> GateResult:
    """Compares every number of every exact table, also that what is left out is left out for the reason it says."""
    tables = tables_of(view.plan.folder)
    cells = wrong = 0
    for info in tables.infos:
        if info.kind != "exact":
            continue
        for level in info.levels:
            found = _recount(view, info, level, tables.path(level.file).read_bytes())
            cells += found.cells
            wrong += found.differing + found.missing
    passed = wrong == 0
    return GateResult(
        NAME,
        passed,
        f"{wrong:,} of {cells:,} numbers are not what the rows say",
        "none: an exact table adds nothing to the published rows",
        "Every exact number can be counted from the published rows."
        if passed
        else f"{wrong:,} exact numbers say something that the published rows do not. Preview again.",
    )


def _recount(view: ReleaseView, info: TableInfo, level: LevelInfo, raw: bytes) -> Recount:
    text = pacsv.ConvertOptions(
        column_types={name: pa.string() for name in (*level.by, "shown")}, strings_can_be_null=False
    )
    table = pacsv.read_csv(pa.BufferReader(raw), convert_options=text)
    parts = [_rows(view, info, level, dataset) for dataset in view.datasets if _counted(view, dataset)]
    return recount(pa.concat_tables(parts), table, Rule(info.threshold, info.width), level.by, event=_EVENT)


def _counted(view: ReleaseView, dataset: str) -> bool:
    kinds = {item["dataset"]: item["kind"] for item in view.plan.summary["inputs"]}
    return bool(kinds[dataset] == Kind.INCIDENTS.value)


def _rows(view: ReleaseView, info: TableInfo, level: LevelInfo, dataset: str) -> pa.Table:
    """The staged rows of the table's tiers with the level's dimensions as columns; empty where a row is coarser."""
    tiers = [view.policy.tier_index(name) for name in info.of]
    rows = view.rows(dataset)
    mine = np.flatnonzero(np.isin(rows.tier, tiers) & ~rows.cover)
    columns: dict[str, pa.Array] = {}
    finest = info.levels[0].by
    place = next((name for name in finest if name not in _LENGTHS and name != "offense_group"), "city")
    columns[place] = _places(view, dataset, place, mine)
    columns[info.period_column] = _times(view, dataset, info.period_column, mine)
    placed = np.array([bool(word) for word in columns[place].to_pylist()], dtype=np.bool_)
    dated = np.array([word in info.periods for word in columns[info.period_column].to_pylist()], dtype=np.bool_)
    known = placed & dated
    ids = view.column(dataset, "id")
    event = ids.values.take(pa.array(ids.codes[mine]))
    columns[_EVENT] = pc.binary_join_element_wise(event, columns[place], columns[info.period_column], "\n")
    if "offense_group" in level.by:
        group = view.column(dataset, "offense_group")
        columns["offense_group"] = group.values.take(pa.array(group.codes[mine]))
    if "year" in level.by and info.period_column != "year":
        year_of = years_in(info.periods)
        columns["year"] = pa.array([year_of.get(text, "") for text in columns[info.period_column].to_pylist()])
    if "city" in level.by:
        columns["city"] = pa.array(["city"] * len(mine))
    return pa.table({name: columns[name] for name in (_EVENT, *level.by)}).filter(pa.array(known))


def _places(view: ReleaseView, dataset: str, level: str, mine: NDArray[np.intp]) -> pa.Array:
    """The area of a level that each row's published place lies in."""
    if level == "city":
        return pa.array(["city"] * len(mine))
    units, column = view.units, view.column(dataset, "place_id")
    number = units.ladder.index(level)
    position = {name: at for at, name in enumerate(units.ids.to_pylist())}
    labels = units.label.to_pylist()
    words = []
    for name in column.values.to_pylist():
        at = position.get(name, -1)
        above = at if at >= 0 and units.level[at] == number else (int(units.parents[at, number]) if at >= 0 else -1)
        words.append(labels[above] if above >= 0 else "")
    return pa.array(words, pa.string()).take(pa.array(column.codes[mine]))


def _times(view: ReleaseView, dataset: str, period: str, mine: NDArray[np.intp]) -> pa.Array:
    """The month, quarter or year that each row's published time lies in; empty where it is told less exactly."""
    column = view.column(dataset, "time")
    words = []
    for text in column.values.to_pylist():
        quarter = "Q" in text
        sharp = len(text) >= _LENGTHS[period] and not (quarter and period == "month")
        words.append(coarser(text if quarter else text[:7], period) if sharp else "")
    return pa.array(words, pa.string()).take(pa.array(column.codes[mine]))
