"""What one table blurs, another tells: the call, the report and the arrest of one event read side by side."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import first_homes, own_columns, telling
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_DAY: Final = 1_440
_NUMBER: Final = r"^[A-Z]{0,2}-?(?:20)?(\d\d)-?0*(\d+)$"
_TIME: Final = r"^\d{4}-\d\d-\d\d|^\d\d/\d\d/\d{4}"


@attack("sibling_release")
def guess(release: Release, knows: Knows) -> Guesses:
    """Looks for the day of every blurred row in rows of other tables that may be of the same event.

    A shared id or number, in whatever spelling, names the other row. Without one he takes all rows to the day of other
    tables, in the place and time that the row leaves over, of its group, whose own event the row's table does not
    tell; such as say what these events are first taken for, or turned out to be, count more. He names the day that has
    most. A column of dates that a table has besides its time counts as its time.
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(rows) or not len(knows):
        return claims(claim, sure)
    day = _days(release, rows)
    number = {name: at for at, name in enumerate(rows.names.tolist())}
    asked = np.array(
        [number[f"{table}:{row}"] for table, row in knows.targets[["table", "row"]].itertuples(index=False)],
        dtype=np.int64,
    )
    for keys in _numbers(release, rows):
        linked = _by_number(keys, day, asked)
        known = (linked >= 0) & (sure < 0.9)
        claim[known], sure[known] = _text(linked[known]), 0.9
    left = np.flatnonzero(sure == 0)
    best, share = _by_cell(release, rows, day, asked[left])
    some = best >= 0
    claim[left[some]], sure[left[some]] = _text(best[some]), share[some]
    return claims(claim, np.clip(sure, 0, 1))


def _text(day: NDArray[np.int64]) -> NDArray[np.object_]:
    return day.astype("datetime64[D]").astype(str).astype(object)


def _days(release: Release, rows: Rows) -> NDArray[np.int64]:
    """(rows,) The day of rows that tell one, in their time or in any other column; else -1."""
    frame = rows.frame
    fine = ((frame["end"] - frame["start"]) <= _DAY).to_numpy()
    day = np.where(fine, frame["start"].to_numpy() // _DAY, -1)
    at = 0
    for table in (table for table in release.tables.values() if len(table)):
        here = slice(at, at + len(table))
        at += len(table)
        for name in own_columns(table):
            cells = table[name]
            dated = cells.str.contains(_TIME, regex=True)
            if not dated.any():
                continue
            found = pd.to_datetime(cells.where(dated), format="mixed", errors="coerce").to_numpy()
            said = np.where(np.isnat(found), -1, found.astype("datetime64[D]").astype(np.int64))
            day[here] = np.where(day[here] >= 0, day[here], said)
    return day


def _numbers(release: Release, rows: Rows) -> list[NDArray[np.int64]]:
    """(rows,) per way of numbering: the event's number of each row, -1 for none, however years and zeros are spelt."""
    ids = rows.frame["id"].to_numpy(object)
    spelt, plain = [_coded(ids)], []
    tables = [table for table in release.tables.values() if len(table)]
    for table in tables:
        best = np.full(len(table), "", dtype=object)
        for name in own_columns(table):
            parts = table[name].str.extract(_NUMBER)
            if parts[1].notna().mean() > 0.5 and table[name].nunique() > 0.3 * len(table):
                joined = (parts[0] + "-" + parts[1]).fillna("").to_numpy(object)
                best = np.where(best == "", joined, best)
        plain.append(best)
    joined = np.concatenate(plain)
    if (joined != "").any():
        spelt.append(_coded(joined))
    return spelt


def _coded(cells: NDArray[np.object_]) -> NDArray[np.int64]:
    """(rows,) A number for each different cell, -1 for an empty one."""
    code = pd.factorize(cells)[0].astype(np.int64)
    return np.where(cells == "", -1, code)


def _by_number(keys: NDArray[np.int64], day: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.int64]:
    """(asked,) The first day that any row with the same number tells, else -1."""
    told = pd.DataFrame({"key": keys, "day": day})
    first = told[(told["key"] >= 0) & (told["day"] >= 0)].groupby("key")["day"].min()
    own = pd.Series(keys[asked])
    return np.where(own >= 0, own.map(first).fillna(-1), -1).astype(np.int64)


def _by_cell(
    release: Release, rows: Rows, day: NDArray[np.int64], asked: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(asked,) The day with most weight among rows of other tables that may be the same event's, and its share."""
    frame = rows.frame
    table, ids = frame["table"].to_numpy(object), frame["id"].to_numpy(object)
    weight = 0.1 + telling(release, rows)
    first = first_homes(rows)[frame["place"].to_numpy()]
    group = frame["offense_group"].to_numpy(object)
    best, share = np.full(len(asked), -1, dtype=np.int64), np.zeros(len(asked))
    keys = frame.iloc[asked][["table", "place", "start", "end", "offense_group"]]
    event = pd.factorize(ids)[0]
    orphan = {
        name: np.flatnonzero((table != name) & (day >= 0) & ~np.isin(event, event[table == name]))
        for name in frame["table"].unique().tolist()
    }
    codes, kinds = pd.factorize(group)
    vague = np.isin(kinds.astype(object), ("none", ""))
    inside = np.zeros(len(rows.city.homes) + 1, dtype=np.bool_)
    cell = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
    for members in np.split(np.argsort(cell, kind="stable"), np.cumsum(np.bincount(cell))[:-1]) if len(cell) else ():
        name, place, start, end, kind = keys.iloc[members[0]].tolist()
        some = orphan[name]
        inside[:] = False
        inside[rows.homes[place]] = True
        fits = inside[first[some]] & (day[some] * _DAY >= start) & (day[some] * _DAY < end)
        fits &= (vague | (kinds == kind))[codes[some]]
        days, code = np.unique(day[some[fits]], return_inverse=True)
        if not len(days):
            continue
        mass = np.bincount(code, weights=weight[some[fits]])
        at = int(np.argmax(mass))
        best[members], share[members] = days[at], mass[at] / mass.sum()
    return best, share
