"""Cells of a made-up city's source files, row by row as its truth has them: what neighbours know of each other."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import CannotTry


def source_cells(case: Case, dataset: str, columns: Sequence[str]) -> pd.DataFrame:
    """Some columns of a dataset's exports as text, in the order of its records; "" where a file lacks one.

    CannotTry where the case has no source files.
    """
    if case.folder is None:
        raise CannotTry("nobody knows what the records of this release were")
    parts = []
    for path in sorted((case.folder / "exports").glob(f"{dataset}-*.csv")):
        table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8", usecols=lambda n: n in columns)
        parts.append(table.reindex(columns=list(columns), fill_value=""))
    if not parts:
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in columns})
    return pd.concat(parts, ignore_index=True)


def records_of(case: Case, dataset: str) -> pd.DataFrame:
    """The true records of a dataset, in the order of its exports; the index is that of `truth.records`."""
    records = case.truth.records
    return records[records["dataset"] == dataset].sort_values("row")
