"""From the text of distinct values to minutes: what a pattern's parts mean, calendars, offsets and zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.errors import DataMismatch
from redact.vocabulary import TimePrecision
from redact.when.formats import Pattern
from redact.when.periods import MINUTES_PER_DAY

Parsed = tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.bool_]]
"""Minutes, precision and whether the pattern read the value, per distinct value."""

_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse(values: pa.Array, pattern: Pattern, time_zone: str | None, clock: bool) -> Parsed:
    """Reads distinct values with one pattern: minutes since 1970, or since midnight where `clock`.

    A value that states an offset is converted to `time_zone`; every other one, and all where the card names no zone,
    is wall time as it stands.
    """
    taken = pc.extract_regex(values, pattern.regex)
    good = taken.is_valid().to_numpy(zero_copy_only=False)
    parts = dict(zip(pattern.groups, taken.flatten(), strict=True))

    def number(group: str, default: int) -> NDArray[np.int64]:
        if group not in parts:
            return np.full(len(values), default, dtype=np.int64)
        cells = pc.if_else(pc.equal(parts[group], ""), None, parts[group])
        return np.asarray(pc.fill_null(pc.cast(cells, pa.int64()), default).to_numpy(zero_copy_only=False))

    def stated(group: str) -> NDArray[np.bool_]:
        if group not in parts:
            return np.zeros(len(values), dtype=np.bool_)
        return np.asarray(pc.fill_null(pc.not_equal(parts[group], ""), False).to_numpy(zero_copy_only=False))

    hour, minute = number("H", 0), number("M", 0)
    if "p" in parts:
        twelve = stated("p")
        after_noon = pc.fill_null(pc.equal(pc.utf8_lower(parts["p"]), "p"), False).to_numpy(zero_copy_only=False)
        good = good & (~twelve | ((hour >= 1) & (hour <= 12)))
        hour = np.where(twelve, hour % 12 + 12 * after_noon, hour)
    of_day = hour * 60 + minute
    good = good & (minute < 60) & (of_day <= MINUTES_PER_DAY)
    if clock:
        told = stated("M") if "M" in parts else np.zeros(len(values), dtype=np.bool_)
        return of_day, np.where(told, TimePrecision.MINUTE, TimePrecision.HOUR).astype(np.int8), good

    year = number("Y", -1) if "Y" in parts else _century(number("y", -1))
    month = _named_month(parts["b"]) if "b" in parts else number("m", 1)
    day = number("d", 1)
    good = good & (month >= 1) & (month <= 12) & (day >= 1) & (day <= _month_length(year, month))
    first = (np.where(good, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]").astype("datetime64[D]")
    minutes = (first.astype(np.int64) + day - 1) * MINUTES_PER_DAY + of_day
    precision = np.full(len(values), TimePrecision.YEAR, dtype=np.int8)
    precision[stated("m") | stated("b")] = TimePrecision.MONTH
    for group, sharp in (("d", TimePrecision.DAY), ("H", TimePrecision.HOUR), ("M", TimePrecision.MINUTE)):
        precision[stated(group)] = sharp
    if "z" in parts and time_zone is not None:
        minutes = _to_zone(minutes, parts["z"], stated("z") & good, time_zone)
    return minutes, precision, good


def _century(year: NDArray[np.int64]) -> NDArray[np.int64]:
    """Two digits as POSIX strptime reads them: 69-99 are 19xx."""
    return np.where(year < 0, -1, np.where(year >= 69, 1900, 2000) + year)


def _named_month(names: pa.Array) -> NDArray[np.int64]:
    short = pc.utf8_slice_codeunits(pc.utf8_lower(names), 0, 3)
    found = pc.index_in(short, value_set=pa.array(_MONTH_NAMES))
    return np.asarray(pc.fill_null(pc.cast(found, pa.int64()), -1).to_numpy(zero_copy_only=False)) + 1


def _month_length(year: NDArray[np.int64], month: NDArray[np.int64]) -> NDArray[np.int64]:
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.clip(month, 0, 12)]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(lengths + (leap & (month == 2)))


def _to_zone(
    minutes: NDArray[np.int64], offsets: pa.Array, stated: NDArray[np.bool_], zone_name: str
) -> NDArray[np.int64]:
    """Wall minutes in the card's zone of the values that state an offset. Zones change on quarter hours since 1970."""
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError):
        raise DataMismatch(
            f"the time zone '{zone_name}' is not known", fix="Write it as in America/Chicago (IANA time zone names)"
        ) from None
    where = np.flatnonzero(stated)
    if not len(where):
        return minutes
    encoded = offsets.take(pa.array(where)).dictionary_encode()
    shift = np.array([_offset_minutes(text) for text in encoded.dictionary.to_pylist()], dtype=np.int64)
    utc = minutes[where] - shift[encoded.indices.to_numpy(zero_copy_only=False)]
    out = minutes.copy()
    out[where] = utc + _utc_offsets(utc, zone)
    return out


def _utc_offsets(utc: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """How far the zone's clocks are ahead, in minutes. Asked per day; per quarter hour on days when they change."""
    days, index = np.unique(utc // MINUTES_PER_DAY, return_inverse=True)
    ahead = np.array([_ahead(day * MINUTES_PER_DAY, zone) for day in days.tolist()], dtype=np.int64)
    after = np.array([_ahead((day + 1) * MINUTES_PER_DAY, zone) for day in days.tolist()], dtype=np.int64)
    offsets = ahead[index]
    changing = np.flatnonzero((ahead != after)[index])
    quarters, spot = np.unique(utc[changing] // 15, return_inverse=True)
    exact = np.array([_ahead(quarter * 15, zone) for quarter in quarters.tolist()], dtype=np.int64)
    offsets[changing] = exact[spot]
    return offsets


def _ahead(minute: int, zone: ZoneInfo) -> int:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
        return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds() // 60)
    except OverflowError:
        return 0  # a year that is held as bad anyway


def _offset_minutes(text: str) -> int:
    if text in ("Z", "z"):
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    size = int(digits[:2]) * 60 + int(digits[2:])
    return -size if text[0] == "-" else size
