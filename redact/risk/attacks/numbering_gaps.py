"""Numbers in a row: which are missing, and when must they have been given?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import FLOOR, beat_of_homes, first_homes, own_columns
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

DAY: Final = 1_440
_NUMBER: Final = r"^(.*?)(\d{1,12})$"
_IN_ORDER: Final = 0.9
"""A column is numbered in the order of time where ranks of number and time agree as well as this."""

_NEIGHBOURS: Final = 9


@dataclass(frozen=True)
class Series:
    """Numbers under one prefix (the year, the area: what does not count up) that were given one after the other.

    `number` ascending, distinct; `time` the minute that each was given, worked out from the rows around it, NaN-free;
    `slack` how far rows are from that. `rows` is the first row with each number, `beats` the share of its rows in beats.
    """

    number: NDArray[np.int64]
    time: NDArray[np.float64]
    slack: float
    rows: NDArray[np.int64]
    beats: dict[int, float]

    @property
    def missing(self) -> NDArray[np.float64]:
        """The minutes at which the numbers were given that no row has."""
        gaps = np.diff(self.number) - 1
        some = np.flatnonzero((gaps > 0) & (gaps < 10_000))
        count = gaps[some]
        which = np.repeat(some, count)
        step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count) + 1
        share = step / (np.repeat(count, count) + 1)
        return self.time[which] + share * (self.time[which + 1] - self.time[which])


@attack("numbering_gaps")
def guess(release: Release, knows: Knows) -> Guesses:
    """Finds columns, or the order of the file, that count up with time; dates what is missing and what is blurred.

    A number that no row has was given to a report that is hidden. The rows around it say when, and what does not count
    up in it may say in which area. A blurred row with a number, or a place in the order of the file, is dated likewise.
    """
    rows = read(release, knows.city)
    odds = np.ones(len(knows))
    if not len(rows) or not len(knows):
        return yes_no(np.full(len(knows), 0.5), at_least=0.51)
    found = list(numbered(release, rows))
    if found:
        odds = np.maximum(odds * 0, _gaps(found, knows))
        odds = np.maximum(odds, _dated(found, rows, knows))
    return yes_no(odds / (1 + odds), at_least=0.51)


def numbered(release: Release, rows: Rows) -> Iterator[Series]:
    """Every series of numbers that goes with time; the same column of several tables counts together."""
    frame = rows.frame
    mid = (frame["start"].to_numpy(np.float64) + frame["end"].to_numpy(np.float64)) / 2
    exact = (frame["end"] - frame["start"]).to_numpy() <= DAY
    beat = beat_of_homes(rows.city)
    home = first_homes(rows)[frame["place"].to_numpy()]
    beats = np.where(home >= 0, beat[np.maximum(home, 0)], -1)
    for text in _columns(release, rows):
        parts = text.str.extract(_NUMBER)
        has = parts[1].notna().to_numpy()
        if has.mean() < 0.2:
            continue
        number = pd.to_numeric(parts[1].where(has, "0")).to_numpy(np.int64)
        prefix = pd.factorize(parts[0].fillna("\0").to_numpy(object))[0]
        if len(np.unique(prefix[has])) > 0.2 * has.sum():
            continue
        for each in np.unique(prefix[has]).tolist():
            mine = np.flatnonzero(has & (prefix == each))
            made = _series(number[mine], mid[mine], exact[mine], mine, beats[mine])
            if made is not None:
                yield made


def _columns(release: Release, rows: Rows) -> Iterator[pd.Series]:
    """(rows,) text of each column that might count up, and the order of each file."""
    tables = {name: table for name, table in release.tables.items() if len(table)}
    names = {"id", *(column for table in tables.values() for column in own_columns(table))}
    for name in sorted(names):
        yield pd.concat(
            [t[name] if name in t else pd.Series([""] * len(t)) for t in tables.values()], ignore_index=True
        )
    yield rows.frame["table"] + "#" + rows.frame["row"].astype("str")


def _series(
    number: NDArray[np.int64], mid: NDArray[np.float64], exact: NDArray[np.bool_], rows: NDArray[np.int64],
    beats: NDArray[np.int64],
) -> Series | None:  # fmt: skip
    """One series, if it goes with time: of the rows to the day, number and time are in the same order."""
    if exact.sum() < 30 or len(np.unique(number)) < 30:
        return None
    order = np.argsort(number[exact], kind="stable")
    known, times = number[exact][order].astype(np.float64), mid[exact][order]
    ranks = pd.Series(times).rank().to_numpy()
    if np.corrcoef(np.arange(len(ranks)), ranks)[0, 1] < _IN_ORDER:
        return None
    smooth = pd.Series(times).rolling(_NEIGHBOURS, center=True, min_periods=1).median()
    smooth = np.maximum.accumulate(smooth.to_numpy())
    slack = float(np.quantile(np.abs(times - smooth), 0.75))
    distinct, first = np.unique(number, return_index=True)
    where, counts = np.unique(beats[exact & (beats >= 0)], return_counts=True)
    share = counts / max(counts.sum(), 1)
    return Series(
        distinct, np.interp(distinct, known, smooth), slack, rows[first],
        dict(zip(where.tolist(), share.tolist(), strict=True)),
    )  # fmt: skip


def _gaps(found: list[Series], knows: Knows) -> NDArray[np.float64]:
    """(n,) Missing numbers of her area in her time, per one that is usually missing in so long a time."""
    start, end = knows.targets["start"].to_numpy(np.float64), knows.targets["end"].to_numpy(np.float64)
    home = knows.targets["home_number"].to_numpy(np.int64)
    beat = beat_of_homes(knows.city)[home]
    seen, usual = np.zeros(len(knows)), np.zeros(len(knows))
    for each in found:
        missing = np.sort(each.missing)
        if not len(missing):
            continue
        # An area that has most of its numbers elsewhere is not where this one was given.
        most = max(each.beats.values(), default=0.0)
        fits = np.array([each.beats.get(int(at), 0.0) >= 0.1 * most for at in beat])
        low, high = start - each.slack, end + each.slack
        inside = np.searchsorted(missing, high) - np.searchsorted(missing, low)
        span = max(float(each.time[-1] - each.time[0]), 1.0)
        seen += fits * inside
        usual += fits * len(missing) * np.minimum(1.0, (high - low) / span)
    return np.where(usual > 0, seen / np.maximum(usual, FLOOR), 0.0)


def _dated(found: list[Series], rows: Rows, knows: Knows) -> NDArray[np.float64]:
    """(n,) Blurred rows that fit her home and, by their numbers, her time, per one that usually does."""
    frame = rows.frame
    length = (frame["end"] - frame["start"]).to_numpy(np.float64)
    parts = [pd.DataFrame({"at": each.rows, "time": each.time, "slack": each.slack}) for each in found]
    dated = pd.concat(parts, ignore_index=True)
    dated = dated[length[dated["at"].to_numpy()] > 7 * DAY].sort_values("slack").drop_duplicates("at")
    if not len(dated):
        return np.zeros(len(knows))
    pairs = rows.fitting(knows.targets)
    cell = frame["cell"].to_numpy()[dated["at"].to_numpy()]
    scale = 1e9
    keys = np.sort(cell * scale + dated["time"].to_numpy())
    slack = float(dated["slack"].median())
    target = pairs["target"].to_numpy()
    low = knows.targets["start"].to_numpy(np.float64)[target] - slack
    high = knows.targets["end"].to_numpy(np.float64)[target] + slack
    own = pairs["cell"].to_numpy(np.float64) * scale
    inside = np.searchsorted(keys, own + high) - np.searchsorted(keys, own + low)
    usual = np.bincount(cell, minlength=len(rows.cells))[pairs["cell"].to_numpy()] * np.minimum(
        1.0, (high - low) / np.maximum((pairs["end"] - pairs["start"]).to_numpy(np.float64), 1.0)
    )
    seen = np.bincount(target, weights=inside, minlength=len(knows))
    expected = np.bincount(target, weights=usual, minlength=len(knows))
    return np.where(expected > 0, seen / np.maximum(expected, FLOOR), 0.0)
