"""Releases as anybody reads them: rows by what they say, never by an id of another release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.differencing.rules import Rules
from redact.vocabulary import TimePrecision

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

DATASETS: Final = ("incidents", "calls", "arrests")
"""The order in which datasets say what an event is about; others follow."""
NO_MONTH: Final = np.iinfo(np.int32).min
_SHOWN: Final = ("id", "offense_group", "place", "place_id", "place_precision", "time", "time_precision")
_STEPS: Final = {step.name.lower(): int(step) for step in TimePrecision}
_MONTHS: Final = {"quarter": 3, "year": 12}


@dataclass(frozen=True)
class Published:
    """n rows of one release.

    `rows` has per row: `dataset` and `row` (its number in that dataset's file), `event` (rows of this release with one
    id), `group`, `place`, `place_id`, `time`, `text` (the offence in words), `value` (a number that two rows share if
    all their cells but the id are the same), `coarse` (it looks as a protected one does), `first` and `last` (the
    months since 1970 that its time covers). `through` is, per dataset, the last month that it has ordinary rows of.
    """

    name: str
    rows: pd.DataFrame
    through: Mapping[str, int]

    @property
    def newest(self) -> int:
        """The last month that any dataset has ordinary rows of."""
        return max(self.through.values(), default=NO_MONTH)


def read_published(folder: Path | str, rules: Rules) -> Published:
    """A release's `data/*.csv`."""
    import pyarrow.csv as pa_csv

    folder = Path(folder)
    tables = {}
    for path in sorted((folder / "data").glob("*.csv")):
        with path.open("rb") as file:
            titles = pa_csv.open_csv(file).schema.names
        tables[path.stem] = pa_csv.read_csv(
            path,
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(titles, _text()), strings_can_be_null=False
            ),
        )
    return of_tables(folder.name, tables, rules)


def of_tables(name: str, tables: Mapping[str, pa.Table], rules: Rules) -> Published:
    """A release's rows from its tables of text by dataset."""
    import pandas as pd

    parts, through = [], {}
    for dataset in sorted(tables, key=lambda each: (DATASETS.index(each) if each in DATASETS else 9, each)):
        table = tables[dataset]
        columns = {column: _words(table, column) for column in _SHOWN}
        precision = columns["time_precision"]
        first, last = _months(columns["time"], precision)
        sharp = np.array([_STEPS.get(str(word), TimePrecision.NONE) for word in precision.cat.categories] or [0])
        coarse = (sharp >= rules.coarse)[precision.cat.codes.to_numpy()]
        parts.append(
            pd.DataFrame(
                {
                    "dataset": dataset,
                    "row": np.arange(table.num_rows),
                    "event": columns["id"].astype(str).to_numpy(dtype=object),
                    "group": columns["offense_group"].astype(object),
                    "place": columns["place"].astype(object),
                    "place_id": columns["place_id"].astype(object),
                    "time": columns["time"].astype(object),
                    "text": _words(table, "offense_text").astype(object),
                    "value": _values(dataset, table),
                    "coarse": coarse,
                    "first": first,
                    "last": last,
                }
            )
        )
        fine = first[(first != NO_MONTH) & ~coarse]
        through[dataset] = int(fine.max()) if len(fine) else NO_MONTH
    rows = pd.concat(parts, ignore_index=True)
    rows["event"] = pd.factorize(rows["event"])[0]
    return Published(name, rows, through)


def _text() -> Any:
    import pyarrow as pa

    return pa.string()


def _words(table: pa.Table, column: str) -> pd.Series[Any]:
    import pandas as pd

    cells = table.column(column).to_pandas() if column in table.column_names else pd.Series([""] * table.num_rows)
    return cells.fillna("").astype("category")


def _values(dataset: str, table: pa.Table) -> NDArray[np.uint64]:
    """One number per row for all of its cells but the id."""
    from pandas.util import hash_array

    found = np.full(table.num_rows, hash_array(np.array([dataset], dtype=object))[0], dtype=np.uint64)
    for column in sorted(table.column_names):
        if column == "id":
            continue
        words = _words(table, column)
        hashed = hash_array(words.cat.categories.to_numpy(dtype=object)) if len(words) else np.empty(0, np.uint64)
        with np.errstate(over="ignore"):
            found = (
                (found ^ hashed[words.cat.codes.to_numpy()]) * np.uint64(0x9E3779B97F4A7C15) if len(words) else found
            )
            found ^= found >> np.uint64(29)
    return found


def _months(time: pd.Series[Any], precision: pd.Series[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The first and the last month that each row's time covers; NO_MONTH without a time."""
    words = time.cat.categories.to_numpy(dtype=object)
    firsts = np.array([_month(str(word)) for word in words] or [NO_MONTH], dtype=np.int64)
    first = firsts[time.cat.codes.to_numpy()] if len(time) else np.empty(0, dtype=np.int64)
    spans = np.array([_MONTHS.get(str(word), 1) for word in precision.cat.categories] or [1], dtype=np.int64)
    span = spans[precision.cat.codes.to_numpy()] if len(time) else first
    return first.astype(np.int32), np.where(first == NO_MONTH, first, first + span - 1).astype(np.int32)


def _month(word: str) -> int:
    """The first month since 1970 of `2025-06-19T08`, `2025-06`, `2025-Q3` or `2025`."""
    year, rest = word[:4], word[5:]
    if not year.isdigit():
        return NO_MONTH
    quarter = rest[:1] in ("Q", "q")
    month = 3 * int(rest[1:2]) - 2 if quarter else int(rest[:2]) if rest[:2].isdigit() else 1
    return (int(year) - 1970) * 12 + month - 1
