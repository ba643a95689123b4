"""What rows look like: which columns are filled, how exactly they tell, and how many others look the same."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.knows import City
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import COLUMNS, Release

WORDS: Final = (
    r"DOMEST|FAMIL|\bDV\b|\bDVA\b|SEX|RAPE|FONDL|SODOM|INDECEN|STALK|CHILD|TRAFFICK|PROTECT\w* ORDER|RESTRAIN"
    r"|NO.CONTACT|ELDER|DEPENDENT|INCEST|LASCIV|MOLEST|CUSTOD|SPOUSE|WIFE|HUSBAND|BOYFRIEND|GIRLFRIEND|STRANGUL"
)
"""Words in an offence, call type or relationship that give the kind away."""

LONG: Final = 7 * 1_440


def looks(release: Release, city: City) -> tuple[Rows, pd.DataFrame]:
    """All rows, and of each: table, group, precisions, band, columns of its own, and what can be counted about it.

    filled: how many of its columns have anything; pattern: which; told: whether any cell says a word of `WORDS`; cell:
    rows that show the same place, time and group; fine: rows of its group and month that are shown to the day, per
    coarse one; linked: in how many tables its id is, and in which; same_id: rows with its id.
    """
    rows = read(release, city)
    parts = [_of_table(name, table) for name, table in release.tables.items() if len(table)]
    if not parts:
        return rows, pd.DataFrame()
    frame = pd.concat(parts, ignore_index=True)
    short = rows.frame
    coarse = ((short["end"] - short["start"]) > LONG).to_numpy()
    frame["cell"] = rows.cells["rows"].to_numpy()[short["cell"].to_numpy()]
    frame["usual"] = rows._usual[short["cell"].to_numpy()]
    frame["spread"] = rows.spread[short["place"].to_numpy()]
    frame["length"] = (short["end"] - short["start"]).to_numpy(np.float64)
    frame["month"] = ((short["start"] + short["end"]) // 2 // 43_830).to_numpy()
    frame["coarse"] = coarse
    when = [short["table"], short["offense_group"], frame["month"]]
    fine = pd.Series(~coarse).groupby(when).transform("sum").to_numpy(np.float64)
    blurred = pd.Series(coarse).groupby(when).transform("sum").to_numpy(np.float64)
    frame["fine"] = fine / np.maximum(blurred, 1.0)
    frame["same_id"] = short.groupby("id")["row"].transform("size").to_numpy()
    frame.loc[short["id"].to_numpy(object) == "", "same_id"] = 1
    names = {name: 1 << at for at, name in enumerate(sorted(release.tables))}
    bits = short["table"].map(names)
    frame["linked"] = sum(
        (bits == bit).groupby(short["id"]).transform("max").astype(int) * bit for bit in names.values()
    )
    return rows, frame


def _of_table(name: str, table: pd.DataFrame) -> pd.DataFrame:
    own = [column for column in table.columns if column not in COLUMNS and not column.endswith("_at")]
    filled = table[[*own]] != "" if own else pd.DataFrame(index=table.index)
    made = pd.DataFrame(
        {
            "table": name,
            **{
                column: table[column].to_numpy(object) if column in table else ""
                for column in ("offense_group", "place_precision", "time_precision", "households_band")
            },
            "filled": filled.sum(axis=1).to_numpy() if own else 0,
            "pattern": _pattern(filled) if own else 0,
            "told": _told(table, own),
        },
        index=range(len(table)),
    )
    for column in own:
        made[f"own {column}"] = table[column].to_numpy(object)
    return made


def _pattern(filled: pd.DataFrame) -> NDArray[np.int64]:
    weights = 2 ** np.arange(min(filled.shape[1], 60))
    return np.asarray(filled.to_numpy()[:, :60] @ weights, dtype=np.int64)


def _told(table: pd.DataFrame, own: list[str]) -> NDArray[np.bool_]:
    found = np.zeros(len(table), dtype=np.bool_)
    for column in own:
        values, codes = np.unique(table[column].to_numpy(object), return_inverse=True)
        if len(values) < 20_000:
            says = pd.Series(values, dtype="str").str.contains(WORDS, case=False, regex=True).to_numpy(np.bool_)
            found |= says[codes]
    return found
