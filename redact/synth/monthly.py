"""The city's exports as a department has them at the end of each month, so that a year of releases can be tried.

A city's own exports say what was written down at first. Month by month a department sees less and something else:
only what was reported by then, arrests only once they were made, and reports that somebody has read again with the
offence they have now. All of this is decided by the city's seed; the same arguments give the same bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.errors import UsageError, Where
from redact.synth.city import DATASETS, write_csv
from redact.synth.eventful import QUIET, Eventful, Turns
from redact.synth.exported import content_of, files_of, read_file
from redact.synth.rereading import NO_REREADING, Changed, Rereading
from redact.synth.seal import CITY_FILE, digests, is_synthetic
from redact.synth.truth import SCHEMA
from redact.synth.world import month_start

TRUTH: Final = SCHEMA.append(pa.field("first_row", pa.int64())).append(pa.field("corrected", pa.bool_()))
"""The city's truth of each exported row. `row` counts in these exports; `first_row` is the row in the city's own, the
same in all months; `corrected` says that another offence than at first stands there by now."""
MONTHS: Final = "months"
"""The folder within a city in which `redact synth --monthly` puts one folder per month."""


@dataclass(frozen=True, slots=True)
class Month:
    """What `exports_at` wrote: a folder, the day after the last one it knows of, and rows per dataset."""

    folder: Path
    until: date
    rows: dict[str, int]

    @property
    def project(self) -> Path:
        """The project file, which uses the city's cards, map layers, ledger and secret."""
        return self.folder / "redact.yaml"

    def truth(self) -> pa.Table:
        """The truth of every exported row (`TRUTH`)."""
        return pq.read_table(self.folder / "truth" / "records.parquet")


def exports_at(
    city: Path | str,
    month: int,
    out: Path | str,
    *,
    rereading: Rereading = NO_REREADING,
    eventful: Eventful = QUIET,
    deleted: Collection[int] = (),
) -> Month:
    """Writes to `out` the exports of the city in the folder `city` as of the end of its `month` (0: the first).

    `eventful` adds what an ordinary year has little of. `deleted` are events (their numbers in the truth) that are gone
    from the department's systems, as sealed ones are.
    `out` is new or empty, or holds an earlier month of the same city, whose exports are replaced; a project file that
    is there already stays. The exports are sealed as the city's own are, so they may be released without a signature.

    Raises UsageError (2) where `city` is no unchanged synthetic city, has no such month, or anything else is at `out`.
    """
    city, out = Path(city), Path(out)
    content = content_of(city)
    arguments = content["arguments"]
    if not 0 <= month < arguments["months"]:
        raise UsageError(f"the city has no such month; it has {arguments['months']}, counted from 0", where=Where(city))
    _make_room(city, out, content)
    start = date.fromisoformat(arguments["start"])
    until = month_start(start, month + 1)
    (out / "exports").mkdir(parents=True)
    (out / "truth").mkdir(exist_ok=True)
    changed = Changed(city, content["seed"], start, month, rereading)
    turns = Turns(city, content["seed"], month, eventful)
    gone = pa.array(sorted(deleted), pa.int64())
    rows = dict.fromkeys(DATASETS, 0)
    with pq.ParquetWriter(out / "truth" / "records.parquet", TRUTH, compression="zstd") as writer:
        for dataset in DATASETS:
            for number, name in files_of(city, dataset, start, month):
                table, truth = read_file(city, dataset, name)
                table, corrected = changed.apply(table, truth, number) if dataset == "incidents" else (table, None)
                table, otherwise, there = turns.apply(dataset, table, truth, number)
                corrected = otherwise if corrected is None else corrected | otherwise
                keep = pc.and_(pc.invert(pc.is_in(truth.column("event"), value_set=gone)), pa.chunked_array([there]))
                if dataset == "arrests":
                    keep = pc.and_(keep, _made_by(table.column("arrested_at"), until))
                truth = _renumbered(truth, corrected, keep, rows[dataset])
                table = table.filter(keep)
                write_csv(out / "exports" / name, {title: table.column(title) for title in table.column_names})
                writer.write_table(truth)
                rows[dataset] += table.num_rows
    _finish(city, out, content, until, rows)
    return Month(out, until, rows)


def every_month(city: Path | str, *, rereading: Rereading = NO_REREADING) -> Iterator[Month]:
    """Writes all months of a city, each to `months/YYYY-MM` within it."""
    city = Path(city)
    arguments = content_of(city)["arguments"]
    start = date.fromisoformat(arguments["start"])
    for month in range(arguments["months"]):
        yield exports_at(city, month, city / MONTHS / f"{month_start(start, month):%Y-%m}", rereading=rereading)


def _made_by(arrested: pa.ChunkedArray, until: date) -> pa.ChunkedArray:
    """Which arrests were made before `until`; where the time is missing or none, the file's month says it was."""
    when = pc.strptime(arrested, format="%m/%d/%Y %I:%M %p", unit="s", error_is_null=True)
    return pc.fill_null(
        pc.less(
            when,
            pa.scalar(datetime(until.year, until.month, until.day), pa.timestamp("s")),  # noqa: DTZ001 - local wall time, as exported
        ),
        fill_value=True,
    )


def _renumbered(truth: pa.Table, corrected: NDArray[np.bool_] | None, keep: pa.ChunkedArray, first: int) -> pa.Table:
    changed = np.zeros(truth.num_rows, dtype=bool) if corrected is None else corrected
    truth = truth.append_column("first_row", truth.column("row")).append_column("corrected", pa.array(changed))
    truth = truth.filter(keep)
    row = pa.array(np.arange(first, first + truth.num_rows))
    return truth.set_column(truth.column_names.index("row"), "row", row).cast(TRUTH)


def _make_room(city: Path, out: Path, content: dict[str, Any]) -> None:
    """Clears away an earlier month of the same city; nothing else is ever deleted, or sealed as synthetic."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        there: dict[str, Any] = {}
        if out.is_dir() and out.resolve() != city.resolve() and is_synthetic(out):
            there = json.loads((out / CITY_FILE).read_text(encoding="utf-8"))
        if "as_of" not in there or (there["seed"], there["arguments"]) != (content["seed"], content["arguments"]):
            raise UsageError(
                "there is something else already", where=Where(out), fix="Name a new or empty folder for the month."
            )
        (out / CITY_FILE).unlink()
        rmtree(out / "exports")


def _finish(city: Path, out: Path, content: dict[str, Any], until: date, rows: dict[str, int]) -> None:
    project = out / "redact.yaml"
    if not project.exists():
        project.write_text(_project(city, out), encoding="utf-8", newline="\n")
    sealed = {**content, "as_of": until.isoformat(), "before": until.isoformat(), "rows": rows, "sha256": digests(out)}
    text = json.dumps(sealed, indent=1, ensure_ascii=False) + "\n"
    (out / CITY_FILE).write_text(text, encoding="utf-8", newline="\n")


def _project(city: Path, out: Path) -> str:
    """The city's project file with its own paths as they are seen from `out`; the exports are those of the month."""
    way = Path(os.path.relpath(city.resolve(), out.resolve())).as_posix()
    text = (city / "redact.yaml").read_text(encoding="utf-8")
    for before in ("jurisdiction: ", "ledger: ", "secret: ", "output: ", "card: "):
        text = text.replace(before, f"{before}{way}/")
    return text
