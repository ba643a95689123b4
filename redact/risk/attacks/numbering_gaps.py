"""Numbers in a row: which are missing, and when must they have been given?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import beat_of_homes, own_columns
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

DAY: Final = 1_440
_NUMBER: Final = r"^(.*?)(\d{1,12})$"
_IN_ORDER: Final = 0.9
"""A column is numbered in the order of time where ranks of number and time agree as well as this."""

_MOST: Final = 5_000_000
"""Series with more numbers than this between first and last are no series."""


@dataclass(frozen=True)
class Series:
    """Numbers under one prefix (the year, the area: what does not count up) that were given one after the other.

    `known`, `time` are the numbers whose rows tell the day or finer, ascending, and the minutes at which these were
    given. `hidden` are, by beat, the numbers of blurred rows there, and under
    -1 those that no row has or whose row says no beat. `beats` is the share of its exact rows in each beat.
    """

    known: NDArray[np.int64]
    time: NDArray[np.float64]
    hidden: dict[int, NDArray[np.int64]]
    beats: dict[int, float]

    def around(self, start: NDArray[np.float64], end: NDArray[np.float64], beat: int) -> NDArray[np.float64]:
        """(n,) Hidden numbers per minute between the exact rows before and after each time, per one that is usual."""
        low = np.clip(np.searchsorted(self.time, start) - 1, 0, len(self.known) - 1)
        high = np.clip(np.searchsorted(self.time, end), 0, len(self.known) - 1)
        length = np.maximum(self.time[high] - self.time[low], 1.0)
        seen, total = np.zeros(len(start)), 0
        for at in {beat, -1} & set(self.hidden):
            numbers = self.hidden[at]
            seen += np.searchsorted(numbers, self.known[high]) - np.searchsorted(numbers, self.known[low])
            total += len(numbers)
        span = max(float(self.time[-1] - self.time[0]), 1.0)
        return seen / length * span / max(total, 1)


@attack("numbering_gaps")
def guess(release: Release, knows: Knows) -> Guesses:
    """Finds columns, or the order of the file, that count up with time; dates what is missing and what is blurred.

    A number that no row has, or only a blurred row, was given between the exact rows before and after it. What does not
    count up in a number may say in which area. If between the rows around her time more of these were given for so long
    a time than usual, one is likelier hers.
    """
    rows = read(release, knows.city)
    ratio = np.zeros(len(knows))
    if len(rows) and len(knows):
        beat = beat_of_homes(knows.city)[knows.targets["home_number"].to_numpy(np.int64)]
        for each in numbered(release, rows):
            ratio = np.maximum(ratio, _ratio(each, knows, beat))
    return yes_no(ratio / (1 + ratio), at_least=0.51)


def _ratio(series: Series, knows: Knows, beat: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n,) How much likelier it is with a number of hers, of homes in areas where this series is used."""
    start, end = knows.targets["start"].to_numpy(np.float64), knows.targets["end"].to_numpy(np.float64)
    found = np.zeros(len(knows))
    most = max(series.beats.values(), default=0.0)
    for at in np.unique(beat).tolist():
        # An area that has few of its numbers is not where this one was given.
        if series.beats and series.beats.get(int(at), 0.0) < 0.1 * most:
            continue
        mine = beat == at
        found[mine] = series.around(start[mine], end[mine], int(at))
    return found


def numbered(release: Release, rows: Rows) -> Iterator[Series]:
    """Every series of numbers that goes with time; the same column of several tables counts together."""
    frame = rows.frame
    mid = (frame["start"].to_numpy(np.float64) + frame["end"].to_numpy(np.float64)) / 2
    length = (frame["end"] - frame["start"]).to_numpy()
    beats = beats_of_places(rows)[frame["place"].to_numpy()]
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
            tables = frame["table"].to_numpy(object)[mine]
            made = _series(number[mine], mid[mine], length[mine], tables, beats[mine])
            if made is not None:
                yield made


def beats_of_places(rows: Rows) -> NDArray[np.int64]:
    """(places,) The beat that all homes of a place are in, -1 where they are in several."""
    beat = beat_of_homes(rows.city)
    return np.array(
        [int(beat[some[0]]) if len(some) and (beat[some] == beat[some[0]]).all() else -1 for some in rows.homes],
        dtype=np.int64,
    )


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
    number: NDArray[np.int64], mid: NDArray[np.float64], length: NDArray[np.int64], tables: NDArray[np.object_],
    beats: NDArray[np.int64],
) -> Series | None:  # fmt: skip
    """One series, if it goes with time: of rows to the day, number and time are in the same order.

    The table whose times go with the numbers best (calls are written down as they come) says when they were given.
    """
    best: tuple[float, NDArray[np.int64], NDArray[np.float64]] | None = None
    for most in (1, 60, DAY):
        for table in np.unique(tables.astype(str)).tolist():
            exact = (tables == table) & (length <= most)
            fitted = _fitted(number[exact], mid[exact]) if exact.sum() > 0.1 * len(number) or most == DAY else None
            if fitted is not None and (best is None or fitted[0] < best[0]):
                best = fitted
        if best is not None:
            break
    if best is None:
        return None
    _, known, time = best
    exact = length <= DAY
    told = np.unique(number[exact])
    blurred, first = np.unique(number[~exact], return_index=True)
    at = np.where(np.isin(blurred, told), -2, beats[~exact][first])
    inside = np.arange(known[0], known[-1] + 1) if known[-1] - known[0] < _MOST else np.empty(0, dtype=np.int64)
    missing = np.setdiff1d(inside, number, assume_unique=False)
    hidden = {int(beat): blurred[at == beat] for beat in np.unique(at).tolist() if beat != -2}
    hidden[-1] = np.sort(np.concatenate([hidden.get(-1, np.empty(0, dtype=np.int64)), missing]))
    where, counts = np.unique(beats[exact & (beats >= 0)], return_counts=True)
    share = counts / max(counts.sum(), 1)
    return Series(known, time, hidden, dict(zip(where.tolist(), share.tolist(), strict=True)))


def _fitted(
    number: NDArray[np.int64], mid: NDArray[np.float64]
) -> tuple[float, NDArray[np.int64], NDArray[np.float64]] | None:
    """Share out of order, numbers and times of one table's exact rows; None where these do not go together."""
    if len(number) < 30:
        return None
    known, first = np.unique(number, return_index=True)
    if len(known) < 30:
        return None
    times = mid[first]
    ranks = pd.Series(times).rank().to_numpy()
    if np.corrcoef(np.arange(len(ranks)), ranks)[0, 1] < _IN_ORDER:
        return None
    kept = in_order(times)
    # Rows that were reported late are out of order, and say nothing of when their number was given.
    return 1 - len(kept) / len(times), known[kept], times[kept]


def in_order(times: NDArray[np.float64]) -> NDArray[np.int64]:
    """The longest run of positions whose times do not fall: what is out of order is left out."""
    ends: list[float] = []
    last: list[int] = []
    before = np.full(len(times), -1, dtype=np.int64)
    for at, time in enumerate(times.tolist()):
        place = bisect_right(ends, time)
        before[at] = last[place - 1] if place else -1
        ends[place : place + 1] = [time]
        last[place : place + 1] = [at]
    found, at = [], last[-1] if last else -1
    while at >= 0:
        found.append(at)
        at = int(before[at])
    return np.array(found[::-1], dtype=np.int64)
