"""Weak releases that say too much of a person: age, sex and race beside a place, and the words of the report."""

from __future__ import annotations

import numpy as np

from redact.risk.lab.cities import Case
from redact.risk.lab.sources import records_of, source_cells
from redact.risk.weak.points import with_columns

_PEOPLE = {"incidents": ("victim_age", "victim_sex", "victim_race"),
           "arrests": ("subject_age", "subject_sex", "subject_race")}  # fmt: skip
_TEXTS = {"incidents": ("narrative",), "calls": ("remarks",)}


def people_left(case: Case) -> Case:
    """Every row says the age, sex and race of its person; place and time are as they should be."""
    return _with_cells(case, _PEOPLE)


def raw_narrative(case: Case) -> Case:
    """Every row has its report's text as it was written; place and time are as they should be."""
    return _with_cells(case, _TEXTS)


def _with_cells(case: Case, wanted: dict[str, tuple[str, ...]]) -> Case:
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
