"""Weak releases that say too much of a person: age, sex and race beside a place, and the words of the report."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from redact.risk.lab.cities import Case
from redact.risk.lab.sources import records_of, source_cells
from redact.risk.weak.points import of_rows, with_columns, with_tables

_PEOPLE = {"incidents": ("victim_age", "victim_sex", "victim_race"),
           "arrests": ("subject_age", "subject_sex", "subject_race")}  # fmt: skip
_TEXTS = {"incidents": ("narrative",), "calls": ("remarks",)}


def people_left(case: Case) -> Case:
    """Every row says the age, sex and race of its person beside the street and the month."""
    units = case.city.units
    level = "block_group" if "block_group" in units.ladder else units.ladder[-2]
    ids, labels = (np.array(words.to_pylist(), dtype=object) for words in (units.ids, units.label))
    left = _with_cells(case, _PEOPLE)
    tables = {}
    for name, rows in of_rows(case).items():
        home = case.city.find(rows["address"])
        up = units.parents[case.city.public.homes.unit[np.maximum(home, 0)], units.ladder.index(level)]
        unit = case.city.public.homes.unit[np.maximum(home, 0)]
        street = units.runs[unit, 0] if units.runs.shape[1] else np.full(len(unit), -1)
        fine = np.where(street >= 0, street, up)
        at = np.where((home >= 0) & (fine >= 0), fine, units.city)
        month = rows["occurred"].to_numpy().astype("datetime64[m]").astype("datetime64[M]").astype("str")
        tables[name] = left.release.tables[name].assign(
            place=labels[at], place_id=ids[at], place_precision=np.array(units.ladder, dtype=object)[units.level[at]],
            households_band="", time=month, time_precision="month",
        )  # fmt: skip
    return with_tables(left, tables)


def raw_narrative(case: Case) -> Case:
    """Every row has its report's text as it was written; place and time are as they should be."""
    return _with_cells(case, _TEXTS)


def _with_cells(case: Case, wanted: Mapping[str, tuple[str, ...]]) -> Case:
    added = {}
    for table, columns in wanted.items():
        if table not in case.release.tables:
            continue
        cells = source_cells(case, table, columns)
        row_of = np.full(len(case.truth.records), -1, dtype=np.int64)
        row_of[records_of(case, table).index.to_numpy()] = np.arange(len(cells))
        at = row_of[np.maximum(case.truth.published[table], 0)]
        added[table] = {name: cells[name].to_numpy(object)[at] for name in columns}
    return with_columns(case, added)
