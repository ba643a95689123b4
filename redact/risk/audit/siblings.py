"""What two published files say of the same events, where one shows what the other hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.links.keys import normalise
from redact.records.profiling.facts import Column
from redact.records.profiling.points import main_point
from redact.risk.audit.looked import Looked
from redact.risk.audit.places import EXACT, Finest, Places
from redact.risk.audit.result import Siblings
from redact.risk.audit.rows import Marked
from redact.vocabulary import TimePrecision
from redact.when import NAT

_KEYS: Final = ("event_id", "incident_id", "row_id")
_LEAST: Final = 10
_SHARE: Final = 0.01
"""Matches, and their share of the smaller file's keys, from which two columns hold the same numbers."""
_AGREE: Final = 0.5
"""Share of common numbers that must be of about the same day, from which they are of the same events."""
_DAY: Final = 1_440
_ABSENT: Final = 0.1
"""How much rarer sensitive events must be in the other file than others are."""


@dataclass(frozen=True)
class Audited:
    """A file with what was worked out of it."""

    name: str
    looked: Looked
    rows: Marked
    where: Places


def siblings(files: list[Audited]) -> tuple[Siblings, ...]:
    """Every pair of files that have events in common, by a shared number, else by the same minute and place."""
    found = []
    for i, first in enumerate(files):
        for second in files[i + 1 :]:
            pair = _by_key(first, second) or _by_moment(first, second)
            if pair is not None:
                found.append(pair)
    return tuple(found)


def _by_key(first: Audited, second: Audited) -> Siblings | None:
    """The pair of key columns, and the way to write them, with the most events in common."""
    best: tuple[float, str, NDArray[Any], NDArray[Any]] | None = None
    for one in first.looked.with_role(*_KEYS):
        for two in second.looked.with_role(*_KEYS):
            for how in ("text", "digits"):
                left, right = _key(one, how), _key(two, how)
                both, smaller = _common(left, right)
                if both < max(_LEAST, _SHARE * smaller):
                    continue
                agree = both * _same_days(first.looked, second.looked, left, right)
                if agree >= _AGREE * both and (best is None or agree > best[0]):
                    best = (agree, f"'{one.title}' and '{two.title}'", left, right)
    if best is None:
        return None
    return _compared(first, second, f"the same number in {best[1]}", best[2], best[3])


def _same_days(one: Looked, two: Looked, left: NDArray[Any], right: NDArray[Any]) -> float:
    """The share of common keys whose times are a day apart or less: serial numbers meet by chance, events do not.

    0 where fewer than half of them have a time in both files.
    """
    import pandas as pd

    days = [
        pd.DataFrame({"key": keys, "day": looked.minutes / _DAY})[looked.minutes != NAT]
        .dropna()
        .groupby("key")
        .day.min()
        for looked, keys in ((one, left), (two, right))
    ]
    both = pd.concat(days, axis=1, join="inner")
    if len(both) < 0.5 * _common(left, right)[0] or both.empty:
        return 0.0
    return float(((both.iloc[:, 0] - both.iloc[:, 1]).abs() <= 1).mean())


def _key(column: Column, how: str) -> NDArray[Any]:
    """Each row's normalised key as text; None where it has none or one too short to be a number of an event."""
    normal = normalise(column.values, how)
    normal = pc.if_else(pc.less(pc.utf8_length(normal), 4), None, normal)
    return np.asarray(normal.take(pa.array(column.codes)).to_pandas(), dtype=object)


def _common(left: NDArray[Any], right: NDArray[Any]) -> tuple[int, int]:
    one, two = ({each for each in keys if each is not None} for keys in (left, right))
    return len(one & two), min(len(one), len(two))


def _by_moment(first: Audited, second: Audited) -> Siblings | None:
    """The same minute and the same address text, or point to about 10 m, once in each file."""
    for how, what in (("text", "address"), ("point", "point")):
        left, right = (_moment(each, how) for each in (first, second))
        if left is None or right is None:
            continue
        both, smaller = _common(left, right)
        if both >= max(_LEAST, _SHARE * smaller):
            return _compared(first, second, f"the same minute and {what}", left, right)
    return None


def _moment(file: Audited, how: str) -> NDArray[Any] | None:
    looked = file.looked
    timed = looked.precision <= TimePrecision.MINUTE
    if how == "text":
        columns = looked.with_role("address")
        if not columns:
            return None
        plain = pc.utf8_upper(pc.replace_substring_regex(columns[0].values, r"[^\p{L}\p{N}]+", " "))
        place = np.asarray(plain.take(pa.array(columns[0].codes)).to_pandas(), dtype=object)
        use = timed & columns[0].stated
    else:
        point = main_point(looked.columns, looked.roles)
        if point is None or not point.degrees:
            return None
        use = timed & point.known
        rounded = [np.round(np.nan_to_num(part.numbers), 4) for part in (point.across, point.up)]
        place = np.array([f"{x:.4f} {y:.4f}" for x, y in zip(*rounded, strict=True)], dtype=object)
    keys = np.full(looked.rows, None, dtype=object)
    rows = np.flatnonzero(use)
    keys[rows] = [f"{minute} {text}" for minute, text in zip(looked.minutes[rows].tolist(), place[rows], strict=True)]
    return keys


def _compared(first: Audited, second: Audited, by: str, left: NDArray[Any], right: NDArray[Any]) -> Siblings:
    """The events that both have, each with the most that its rows say in either file."""
    one, two = _by_event(first, left), _by_event(second, right)
    both = one.merge(two, left_index=True, right_index=True, suffixes=("_1", "_2"))
    tells = both.sensitive_1 | both.sensitive_2
    hidden_1, hidden_2 = both.sensitive_1 & (both.band_2 < both.band_1), both.sensitive_2 & (both.band_1 < both.band_2)
    place = (tells & (both.band_1 != both.band_2) & (both[["band_1", "band_2"]].min(axis=1) <= 1)) | hidden_1 | hidden_2
    time = tells & (both.time_1 != both.time_2)
    absent, of = _absent(one, two)
    return Siblings(
        first=first.name, second=second.name, by=by, matched=len(both),
        only_first_tells=int((both.sensitive_1 & ~both.sensitive_2).sum()),
        only_second_tells=int((both.sensitive_2 & ~both.sensitive_1).sum()),
        place_finer=int(place.sum()), time_finer=int(time.sum()), absent=absent, absent_of=of,
    )  # fmt: skip


def _by_event(file: Audited, keys: NDArray[Any]) -> Any:
    import pandas as pd

    table = pd.DataFrame({
        "key": keys,
        "sensitive": file.rows.sensitive,
        "band": band(file.where.finest),
        "time": file.looked.precision.astype(np.int64),
    })  # fmt: skip
    return table.dropna(subset=["key"]).groupby("key").agg({"sensitive": "max", "band": "min", "time": "min"})


def band(finest: NDArray[np.int8]) -> NDArray[np.int64]:
    """Places in five bands: a door, a point or named place, a block or corner or street, an area, none."""
    edges = np.array([EXACT, Finest.NAMED, Finest.STREET, Finest.AREA], dtype=np.int8)
    return np.searchsorted(edges, finest, side="left").astype(np.int64)


def _absent(one: Any, two: Any) -> tuple[int, int]:
    """Sensitive events of either file that the other lacks, and of how many, where it has most of the others."""
    absent = of = 0
    for mine, other in ((one, two), (two, one)):
        there = mine.index.isin(other.index)
        sensitive = mine.sensitive.to_numpy(dtype=bool)
        if sensitive.any() and (~sensitive).any():
            usual = float(there[~sensitive].mean())
            if usual >= 0.5 and float(there[sensitive].mean()) < usual - _ABSENT:
                absent += int((sensitive & ~there).sum())
                of += int(sensitive.sum())
    return absent, of
