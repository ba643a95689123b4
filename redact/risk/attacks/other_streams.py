"""What the scanner said at 21:12 about the 1200 block, beside what is published later."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import likeliest_row, own_columns, pairs_of_rows, shown_share
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, no_guesses
from redact.risk.lab.knows import City, Knows
from redact.risk.lab.reading import LOOK, Rows, read
from redact.risk.lab.release import Release

_MANY: Final = 50
"""Cells with more rows than this name no row: whether one of them is the line's says nothing of which."""

_DAY: Final = 1_440
_SPAN: Final = 1_000_000_000
"""More minutes than any time has, so that place and time make one number."""

_BLOCK: Final = re.compile(r"(\d+) block of (.+)")


@attack("other_streams")
def guess(release: Release, knows: Knows) -> Guesses:
    """Joins each line by minute and block to the rows whose time and place may mean it, and names the likeliest.

    Of a cell with n rows that usually has m each is the one with odds of about 1 / m, times how usual its look is;
    a row whose own words are the
    words of the scanner is likelier by how rare these are. How many lines of a type are shown at all he learns from
    how many have more than chance brings.
    """
    rows = read(release, knows.city)
    if not len(rows) or not len(knows):
        return no_guesses(len(knows))
    pairs = _fitting(rows, knows)
    if not len(pairs):
        return no_guesses(len(knows))
    usual = rows.usual(pairs) + _half_a_row(rows, pairs)
    pairs = pairs_of_rows(rows, pairs.assign(weight=_looks(rows)[pairs["cell"].to_numpy()] / usual))
    weight = pairs["weight"].to_numpy() * _by_words(release, knows, pairs)
    ratio = np.bincount(pairs["target"].to_numpy(), weights=weight, minlength=len(knows)).astype(np.float64)
    shown = shown_share(ratio, knows.targets["type"].to_numpy(object))
    return likeliest_row(
        rows, pairs, weight, len(knows), none=(1 - shown) / shown, at_least=knows.number("claim_at", 0.5)
    )


def _half_a_row(rows: Rows, pairs: pd.DataFrame) -> NDArray[np.float64]:
    """(pairs,) What half a row more in the whole time would add to what is usual: nothing is impossible."""
    length = (pairs["end"] - pairs["start"]).to_numpy(np.float64)
    whole = max(float(rows.frame["end"].max() - rows.frame["start"].min()), 1.0)
    return np.asarray(0.5 * np.maximum(length, 1.0) / whole, dtype=np.float64)


def _looks(rows: Rows) -> NDArray[np.float64]:
    """(cells,) How likely a row that is shown in a table has the look of the cell: by how many rows do.

    Something or other is shown of most blocks on most days; that it has this very look is what must be unlikely.
    """
    cells = rows.cells
    small = cells["rows"].where(cells["rows"] <= _MANY, 0)
    look = small.groupby([cells[name] for name in LOOK if name != "place"]).transform("sum")
    return np.asarray(look / np.maximum(small.groupby(cells["table"]).transform("sum"), 1), dtype=np.float64)


def _fitting(rows: Rows, knows: Knows) -> pd.DataFrame:
    """Pairs of a line and a cell to the day or finer: any home of the line's block will do."""
    homes = homes_of_lines(knows.targets["location"], knows.city)
    asked = pd.DataFrame(
        {
            "target": np.repeat(np.arange(len(knows)), [len(each) for each in homes]),
            "home_number": np.concatenate([*homes, np.empty(0, dtype=np.int64)]),
        }
    )
    at = asked.merge(rows._places_of_home, on="home_number").drop_duplicates(["target", "place"])
    cells = rows.cells
    fine = np.flatnonzero(((cells["end"] - cells["start"]) <= _DAY).to_numpy() & (cells["rows"] <= _MANY).to_numpy())
    key = cells["place"].to_numpy(np.int64)[fine] * _SPAN + cells["start"].to_numpy(np.int64)[fine]
    order = np.argsort(key, kind="stable")
    fine, key = fine[order], key[order]
    target, place = at["target"].to_numpy(np.int64), at["place"].to_numpy(np.int64) * _SPAN
    start, end = (knows.targets[name].to_numpy(np.int64)[target] for name in ("start", "end"))
    low = np.searchsorted(key, place + start - _DAY, side="right")
    count = np.searchsorted(key, place + end) - low
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    pairs = pd.DataFrame({"target": np.repeat(target, count), "cell": fine[np.repeat(low, count) + within]})
    pairs = pairs.join(cells, on="cell")
    overlap = pairs["end"].to_numpy() > knows.targets["start"].to_numpy(np.int64)[pairs["target"].to_numpy()]
    found: pd.DataFrame = pairs[overlap].reset_index(drop=True)
    return found


def homes_of_lines(location: pd.Series, city: City) -> list[NDArray[np.int64]]:
    """The homes on the block of each line: "100 block of W WILLOW ST"."""
    known: dict[str, NDArray[np.int64]] = {}
    for text in location.unique().tolist():
        found = _BLOCK.search(text)
        known[text] = city.public.named(f"{found[1]} BLOCK {found[2]}") if found else np.empty(0, dtype=np.int64)
    return [known[text] for text in location.tolist()]


def _by_words(release: Release, knows: Knows, pairs: pd.DataFrame) -> NDArray[np.float64]:
    """(pairs,) 1 over the share of rows that say the scanner's own words where a row does; 1 where it says nothing."""
    kind = knows.targets["type"].to_numpy(object)[pairs["target"].to_numpy()]
    ratio = np.ones(len(pairs))
    names = {name for table in release.tables.values() for name in own_columns(table)}
    for name in sorted(names):
        parts = [
            table[name].to_numpy(object) if name in table else np.full(len(table), "", dtype=object)
            for table in release.tables.values()
            if len(table)
        ]
        cells = np.concatenate(parts)
        heard = np.isin(cells, knows.targets["type"].unique())
        if heard.sum() < 0.05 * (cells != "").sum():
            continue  # not a column of call types
        share = pd.Series(cells).map(pd.Series(cells).value_counts(normalize=True)).to_numpy()
        at = pairs["at"].to_numpy()
        same = cells[at] == kind
        ratio = np.where(cells[at] == "", ratio, np.where(same, ratio / np.maximum(share[at], 1e-4), ratio * 0.3))
    return ratio
