"""Somebody who looks every day: what was not there yesterday was written yesterday."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from redact.risk.attacks.joining import some_rows, with_times
from redact.risk.attacks.presence import likelihood_ratio
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release
from redact.risk.places.knows import Some

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY: Final = 1_440
_CONTENT: Final = ("offense_group", "place_id", "place", "time")


@attack("increments")
def guess(release: Release, knows: Knows) -> Guesses:
    """Keeps each release, takes what is new in the next by its content, and looks for her home among that.

    New rows of a step are dated by it: from the day of the release before to that of the release. Then it is counted
    how many fit her home and time, against how many usually do, as when asking "did she report me?".
    """
    steps = [*release.earlier, release]
    found = [new_rows(one, next_) for one, next_ in pairwise(steps)]
    odds = np.ones(len(knows))
    parts = [part for part in (_dated(each, one, next_, knows) for each, (one, next_) in _with(found, steps)) if part]
    if parts and len(knows):
        rows = _together(parts)
        pairs = rows.fitting(knows.targets)
        pairs = pairs[np.isin(pairs["offense_group"].to_numpy(object), ("persons", "none", ""))]
        odds = likelihood_ratio(rows, pairs, len(knows), fine=knows.number("fine", 0.6))
    return yes_no(odds / (1 + odds), at_least=0.51)


def _with(found: list[Release], steps: list[Release]) -> list[tuple[Release, tuple[Release, Release]]]:
    return list(zip(found, pairwise(steps), strict=True))


def new_rows(earlier: Release, later: Release) -> Release:
    """The rows of the later release that the earlier has not, by group, place and time, never by id."""
    keep = {}
    for name, table in later.tables.items():
        before = earlier.tables.get(name)
        if before is None or not len(before):
            keep[name] = np.ones(len(table), dtype=np.bool_)
            continue
        both = pd.concat([before[[*_CONTENT]], table[[*_CONTENT]]], ignore_index=True)
        code = np.zeros(len(both), dtype=np.int64)
        for column in _CONTENT:
            own, distinct = pd.factorize(both[column])
            code, _ = pd.factorize(code * (len(distinct) + 1) + own)
        there = np.bincount(code[: len(before)], minlength=int(code.max()) + 1)
        now = code[len(before) :]
        # The last ones of equal rows are those that are new.
        keep[name] = pd.Series(now).groupby(now).cumcount().to_numpy() >= there[now]
    return some_rows(later, keep)


def day_of(release: Release) -> float | None:
    """The minute at which the day begins that a release is named after."""
    found = _DATE.search(release.name)
    if found is None:
        return None
    return float((date.fromisoformat(found[0]) - date(1970, 1, 1)).days * DAY)


def _dated(new: Release, earlier: Release, later: Release, knows: Knows) -> Rows | None:
    """New rows with the time that the step leaves over; None where days are not known or nothing is new."""
    since, until = day_of(earlier), day_of(later)
    rows = read(new, knows.city)
    if since is None or until is None or not len(rows):
        return None
    start = np.maximum(rows.frame["start"].to_numpy(np.float64), since)
    end = np.minimum(rows.frame["end"].to_numpy(np.float64), until)
    out = end <= start  # told late, or before the step: then only its own time says anything
    start[out], end[out] = rows.frame["start"].to_numpy()[out], rows.frame["end"].to_numpy()[out]
    return with_times(rows, start.astype(np.int64), end.astype(np.int64))


def _together(parts: list[Rows]) -> Rows:
    """The rows of all steps as if they were of one release."""
    frames: list[pd.DataFrame] = []
    homes: list[Some] = []
    for part in parts:
        frames.append(part.frame.assign(place=part.frame["place"] + len(homes)))
        homes.extend(part.homes)
    known: dict[bytes, int] = {}
    kept: list[Some] = []
    number = np.empty(len(homes), dtype=np.int64)
    for at, some in enumerate(homes):
        key = some.tobytes()
        if key not in known:
            known[key] = len(kept)
            kept.append(some)
        number[at] = known[key]
    frame = pd.concat(frames, ignore_index=True)
    frame["place"] = number[frame["place"].to_numpy()]
    whole = Rows(frame, tuple(kept), parts[0].cells, parts[0].city)
    return with_times(whole, frame["start"].to_numpy(), frame["end"].to_numpy())
