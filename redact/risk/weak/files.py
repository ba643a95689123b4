"""Weak files: what a careless program leaves in them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import CannotTry
from redact.risk.lab.sources import records_of, source_cells


def as_files(case: Case, folder: Path) -> Case:
    """The same release as files of CSV and Parquet in an empty folder, as a release would write them."""
    (folder / "data").mkdir(parents=True)
    for name, table in case.release.tables.items():
        table.to_csv(folder / "data" / f"{name}.csv", index=False, lineterminator="\n")
        plain = pa.table({column: pa.array(table[column].to_numpy(object), pa.string()) for column in table})
        pq.write_table(plain, folder / "data" / f"{name}.parquet", compression="zstd")
    return case.with_release(replace(case.release, files=folder), case.truth.published)


def metadata_left(case: Case, folder: Path | None = None) -> Case:
    """Parquet files that say from which files they were made and hold a column more, with its statistics, than the CSV
    files; rows in the order of the source. Without a folder they are written beside the city."""
    if case.folder is None:
        raise CannotTry("nobody knows the files that this release was made from")
    if folder is None:
        folder = case.folder.with_name("metadata_left")
        shutil.rmtree(folder, ignore_errors=True)
    ordered = in_source_order(case)
    made = as_files(ordered, folder)
    for name in made.release.tables:
        path = folder / "data" / f"{name}.parquet"
        table = pq.read_table(path)
        source = sorted((case.folder / "exports").glob(f"{name}-*.csv"))[0]
        key = "address"  # every export has one
        cells = source_cells(case, name, [key])
        row_of = np.full(len(case.truth.records), -1, dtype=np.int64)
        row_of[records_of(case, name).index.to_numpy()] = np.arange(len(cells))
        at = row_of[made.truth.published[name]]
        table = table.append_column(f"{key}_source", pa.array(cells[key].to_numpy(object)[at], pa.string()))
        meta = {**(table.schema.metadata or {}), b"source": source.as_posix().encode()}
        pq.write_table(table.replace_schema_metadata(meta), path)
    return made


def in_source_order(case: Case) -> Case:
    """The same rows in the order of the records."""
    tables: dict[str, pd.DataFrame] = {}
    published = {}
    for name, table in case.release.tables.items():
        order = np.argsort(case.truth.published[name], kind="stable")
        tables[name] = table.iloc[order].reset_index(drop=True)
        published[name] = case.truth.published[name][order]
    return case.with_release(replace(case.release, tables=tables), published)
