"""An old copy of a portal against the releases: which of its rows are told as ordinary ones, and which are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.differencing.changes import pair
from redact.risk.differencing.published import Published

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = ("date", "offense", "category", "block", "beat")


@dataclass(frozen=True)
class OldCopy:
    """n rows with the columns COLUMNS as text: the minute, the offence, the hundred-block. `dataset` is the published
    dataset that the copy is of."""

    rows: pd.DataFrame
    dataset: str = "incidents"


def read_old(path: Path | str, dataset: str = "incidents") -> OldCopy:
    """A portal's CSV file."""
    import pandas as pd

    return OldCopy(pd.read_csv(path, dtype=str, keep_default_na=False)[list(COLUMNS)], dataset)


def told_finely(old: OldCopy, releases: Sequence[Published]) -> NDArray[np.bool_]:
    """Which rows of the copy some release shows with a day or an hour and a place around the copy's block.

    A row meets one with its day and its offence in the same words whose place holds its block; then one of its day
    and place whose words or precision are others.
    """
    found = np.zeros(len(old.rows), dtype=bool)
    for release in releases:
        rows = release.rows
        mine = rows[(rows["dataset"] == old.dataset) & ~rows["coarse"]]
        if not len(mine):
            continue
        found |= _met(old.rows, mine)
    return found


def _met(old: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.bool_]:
    place, streets = _spread(rows)
    found = np.zeros(len(old), dtype=bool)
    free = np.ones(len(rows), dtype=bool)
    day = rows["time"].str[:10].to_numpy(dtype=object)
    hour = rows["time"].str[:13].to_numpy(dtype=object)
    wanted_day = old["date"].str[:10].to_numpy(dtype=object)
    wanted_hour = old["date"].str[:13].str.replace(" ", "T").to_numpy(dtype=object)
    for time, wanted in ((hour, wanted_hour), (day, wanted_day)):
        for at_block in (True, False):
            rest = np.flatnonzero(~found)
            if at_block:
                own = np.flatnonzero(free[place])
                left = [old["block"].to_numpy(dtype=object)[rest], wanted[rest]]
                right = [streets[own], time[place[own]]]
                at, there = pair(left, right)
                # A row that spreads over several blocks serves one of the copy's rows.
                _, first = np.unique(place[own[there]], return_index=True)
                found[rest[at[first]]] = True
                free[place[own[there[first]]]] = False
                continue
            # Where the place is an area, the day or hour and the offence's own words must do.
            words = rows["text"].to_numpy(dtype=object)
            own = np.flatnonzero(free & (words != "") & ~rows["place"].str.contains("BLOCK").to_numpy())
            at, there = pair([old["offense"].to_numpy(dtype=object)[rest], wanted[rest]], [words[own], time[own]])
            found[rest[at]] = True
            free[own[there]] = False
    return found


def _spread(rows: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Every hundred-block that each row's place covers: the row's position and the block, as the copy writes it."""
    labels, where = np.unique(rows["place"].to_numpy(dtype=str), return_inverse=True)
    blocks = [_blocks(label) for label in labels.tolist()]
    size = np.array([len(each) for each in blocks], dtype=np.int64)[where]
    at = np.repeat(np.arange(len(rows)), size)
    flat = np.array([block for each in blocks for block in each], dtype=object)
    start = np.concatenate([[0], np.cumsum([len(each) for each in blocks])])[:-1].astype(np.int64)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(size) - size, size)
    return at, flat[start[where][at] + nth] if len(at) else np.empty(0, dtype=object)


def _blocks(label: str) -> list[str]:
    """`100-299 BLOCK N COURT AVE & 700 BLOCK X ST` as its hundred-blocks."""
    found = []
    for part in label.split(" & "):
        match = re.fullmatch(r"(\d+)(?:-(\d+))? BLOCK (.+)", part)
        if match is not None:
            first, last = int(match[1]) // 100, int(match[2] or match[1]) // 100
            found += [f"{100 * number} BLOCK {match[3]}" for number in range(first, last + 1)]
    return found
