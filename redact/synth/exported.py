"""Reading a city's exports again, file by file, with the truth about their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from redact.errors import UsageError, Where
from redact.synth.city import write_csv
from redact.synth.seal import CITY_FILE, is_synthetic
from redact.synth.world import month_start


def content_of(city: Path) -> dict[str, Any]:
    """A city's description. UsageError (2) where the folder is no unchanged city: only its exports may be sealed."""
    if not is_synthetic(city):
        raise UsageError(
            "this is no synthetic city, or not as it was written",
            where=Where(city),
            fix="Make one: redact synth --out city",
        )
    content: dict[str, Any] = json.loads((city / CITY_FILE).read_text(encoding="utf-8"))
    if "as_of" in content:
        raise UsageError(
            "these are one month's exports of a city", where=Where(city), fix="Name the folder of the city itself."
        )
    return content


def files_of(city: Path, dataset: str, start: date, last: int) -> Iterator[tuple[int, str]]:
    """The files of a dataset up to a month that there are: month, name."""
    for number in range(last + 1):
        name = f"{dataset}-{month_start(start, number):%Y-%m}.csv"
        if (city / "exports" / name).is_file():
            yield number, name


def read_text(path: Path) -> pa.Table:
    """A file with every cell as text, empty ones empty."""
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with path.open("rb") as file:
        titles = pa_csv.open_csv(file).schema.names
    types = dict.fromkeys(titles, pa.string())
    return pa_csv.read_csv(
        path, parse_options=parse, convert_options=pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False)
    )


def read_file(city: Path, dataset: str, name: str) -> tuple[pa.Table, pa.Table]:
    """One of the city's files and the truth about its rows."""
    path = city / "truth" / "records.parquet"
    truth = pq.read_table(path, filters=[("dataset", "=", dataset), ("file", "=", name)]).sort_by("row")
    return read_text(city / "exports" / name), truth


def portal_copy(city: Path | str, months: int, out: Path | str) -> Path:
    """An old copy of what a portal showed of the city's first `months` months before anybody thought of victims.

    A CSV file `case,date,offense,category,block,beat`: the number, the minute, the offence in the system's words and
    the hundred-block of every report. Its rows are those of the city's incidents, in their order.
    """
    city, out = Path(city), Path(out)
    start = date.fromisoformat(content_of(city)["arguments"]["start"])
    parts = []
    for _, name in files_of(city, "incidents", start, months - 1):
        table, truth = read_file(city, "incidents", name)
        parts.append(
            pa.table(
                {
                    "case": table.column("event_number"),
                    "date": pc.strftime(truth.column("occurred").cast(pa.timestamp("s")), format="%Y-%m-%d %H:%M"),
                    "offense": table.column("offense_text"),
                    "category": table.column("offense_category"),
                    "block": hundred_block(truth.column("address")),
                    "beat": table.column("beat"),
                }
            )
        )
    whole = pa.concat_tables(parts).combine_chunks()
    out.parent.mkdir(parents=True, exist_ok=True)
    write_csv(out, {name: whole.column(name) for name in whole.column_names})
    return out


def hundred_block(address: pa.ChunkedArray) -> pa.ChunkedArray:
    """`507 N MARKET BLVD` as `500 BLOCK N MARKET BLVD`; crossings stay as they are."""
    hundreds = pc.replace_substring_regex(address, r"^(\d+)\d\d ", r"\100 BLOCK ")
    return pc.replace_substring_regex(hundreds, r"^\d{1,2} ", "0 BLOCK ")
