"""Reading a release as an adversary does: which homes every row may mean, and when.

    rows = read(release, knows.city)
    pairs = rows.fitting(knows.targets)      # what is published of her home and her time
    pairs["usual"] = rows.usual(pairs)       # how many such rows there usually are

Works on any release whose places are ids of the public map, words of blocks, addresses, or points in columns of their
own, so also on those that are weak on purpose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from redact.risk.lab.knows import City
from redact.risk.lab.release import Release
from redact.risk.places.knows import NOBODY, Some
from redact.risk.places.points import published_points
from redact.risk.places.release import of_tables

LOOK: Final = ("table", "place", "offense_group", "place_precision", "time_precision")
"""What is the same of a cell in every period."""

_REACH: Final = 12.0
"""Metres: homes as near to a row's own point as this, or the nearest one, are whom it can mean."""

_WEEK: Final = 7 * 1_440
_AT_ONCE: Final = 500
"""Targets whose pairs with cells are held at once."""

_ENOUGH: Final = 50
_IN_ORDER: Final = 0.95
"""How well numbers must follow time for an adversary to date rows by them."""

_SLACK: Final = 30
"""Minutes by which a number may at least be given earlier or later than its neighbours'."""

_TIME: Final = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::\d\d)?)?)?)?)?")


@dataclass(frozen=True, eq=False)
class Rows:
    """All n rows of a release one below the other, in the order of its tables.

    `frame` columns: table, row (number in its table), place (index into `homes`), start, end (minutes since 1970, end
    exclusive; the widest there is where a row tells no time), offense_group, place_precision, time_precision, id, cell
    (index into `cells`). `homes` lists per place the rows of `city.homes` that it may mean. `cells` has a row per
    distinct (table, place, start, end, group, precisions) with its number of `rows`.
    """

    frame: pd.DataFrame
    homes: tuple[Some, ...]
    cells: pd.DataFrame
    city: City

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def names(self) -> NDArray[np.object_]:
        """(n,) Each row as a guess names it: "incidents:17"."""
        return (self.frame["table"] + ":" + self.frame["row"].astype("str")).to_numpy(object)

    @cached_property
    def spread(self) -> NDArray[np.float64]:
        """(places,) The households that each place may mean."""
        return np.array([self.city.households[some].sum() for some in self.homes])

    @cached_property
    def _places_of_home(self) -> pd.DataFrame:
        sizes = [len(some) for some in self.homes]
        place = np.repeat(np.arange(len(self.homes)), sizes)
        home = np.concatenate([*self.homes, NOBODY]) if self.homes else NOBODY
        return pd.DataFrame({"home_number": home, "place": place})

    def fitting(self, targets: pd.DataFrame) -> pd.DataFrame:
        """Pairs of a target and a cell whose place may mean the target's home and whose time overlaps the target's.

        `targets` needs home_number, start, end. Columns: target (its number), cell, and those of `cells`.
        """
        asked = pd.DataFrame(
            {
                "target": np.arange(len(targets)),
                "home_number": pd.to_numeric(targets["home_number"], errors="coerce").fillna(-1).astype("int64"),
                "from": targets["start"].to_numpy(),
                "until": targets["end"].to_numpy(),
            }
        )
        wanted = self._places_of_home[self._places_of_home["home_number"].isin(asked["home_number"].unique())]
        cells = self.cells[self.cells["place"].isin(wanted["place"].unique())]
        cells = cells.assign(cell=cells.index)[["cell", "place", "start", "end"]]
        found = []
        for first in range(0, max(len(asked), 1), _AT_ONCE):  # most cells of a place are of another time
            pairs = asked[first : first + _AT_ONCE].merge(wanted, on="home_number").merge(cells, on="place")
            pairs = pairs[(pairs["start"] < pairs["until"]) & (pairs["end"] > pairs["from"])]
            found.append(pairs[["target", "cell"]])
        return pd.concat(found, ignore_index=True).join(self.cells, on="cell")

    def usual(self, pairs: pd.DataFrame) -> NDArray[np.float64]:
        """(pairs,) How many rows such a cell has in other periods, by the look of the cell.

        Of a look with a single period nothing is usual: then it is the number of rows that there are.
        """
        usual: NDArray[np.float64] = self._usual[pairs["cell"].to_numpy()]
        return usual

    @cached_property
    def _usual(self) -> NDArray[np.float64]:
        """(cells,) From the same look in other periods, itself left out.

        Of looks to the week or finer a period without rows counts as none. A coarser cell that is missing has more
        likely been shown coarser still, so only those that are there count.
        """
        cells = self.cells
        if not len(cells):
            return np.empty(0)
        rows = cells["rows"].to_numpy(np.float64)
        own = cells.groupby(list(LOOK), sort=False)["rows"]
        others, there = own.transform("sum").to_numpy(np.float64) - rows, own.transform("size").to_numpy() - 1
        length = np.maximum((cells["end"] - cells["start"]).to_numpy(np.float64), 1.0)
        spans = (cells["end"].max() - cells["start"].min()) / length
        periods = np.where(length <= _WEEK, np.maximum(np.round(spans) - 1, 1.0), there)
        return np.asarray(np.where(periods > 0, others / np.maximum(periods, 1.0), rows), dtype=np.float64)


def read(release: Release, city: City) -> Rows:
    """The rows of all tables of a release, with the homes that each may mean."""
    tables = {name: table for name, table in release.tables.items() if len(table)}
    if not tables:
        return _none(city)
    frame = pd.concat([_plain(name, table) for name, table in tables.items()], ignore_index=True)
    place, homes = _homes(release, city, tables)
    frame["place"] = place
    times, which = np.unique(frame["time"].to_numpy(object), return_inverse=True)
    spans = np.array([when(text) for text in times.tolist()], dtype=np.float64).reshape(-1, 2)
    low, high = 0.0, 0.0
    if np.isfinite(spans).any():
        low, high = float(np.nanmin(spans)), float(np.nanmax(spans))
    frame["start"] = np.where(np.isfinite(spans[:, 0]), spans[:, 0], low)[which].astype(np.int64)
    frame["end"] = np.where(np.isfinite(spans[:, 1]), spans[:, 1], high)[which].astype(np.int64)
    _narrow_by_numbers(frame)
    keys = [*LOOK, "start", "end"]
    frame["cell"] = frame.groupby(keys, sort=False).ngroup()
    cells = frame.groupby("cell").agg(**{name: (name, "first") for name in keys}, rows=("row", "size"))
    return Rows(frame.drop(columns="time"), homes, cells.reset_index(drop=True), city)


def _narrow_by_numbers(frame: pd.DataFrame) -> None:
    """Where ids are numbers that were given in the order of time, the rows before and after say when a row was.

    Changes `start` and `end` of rows that tell no exact time, in place; nothing where numbers say nothing of time.
    """
    number = pd.to_numeric(frame["id"], errors="coerce").to_numpy(np.float64)
    middle = (frame["start"] + frame["end"]).to_numpy(np.float64) / 2
    exact = np.isfinite(number) & ((frame["end"] - frame["start"]) <= 1_440).to_numpy()
    if exact.sum() < _ENOUGH or np.ptp(number[exact]) == 0 or np.ptp(middle[exact]) == 0:
        return
    if np.corrcoef(_ranks(number[exact]), _ranks(middle[exact]))[0, 1] < _IN_ORDER:
        return
    order = np.argsort(number[exact], kind="stable")
    known = number[exact][order]
    times = pd.Series(middle[exact][order]).rolling(9, center=True, min_periods=1).median().to_numpy()
    slack = max(_SLACK, int(np.median(np.abs(middle[exact][order] - times))))
    vague = np.isfinite(number) & ~exact
    at = np.clip(np.searchsorted(known, number[vague]), 1, len(known) - 1)
    before, after = np.minimum(times[at - 1], times[at]), np.maximum(times[at - 1], times[at])
    starts, ends = frame["start"].to_numpy().copy(), frame["end"].to_numpy().copy()
    starts[vague] = np.maximum(starts[vague], before.astype(np.int64) - slack)
    ends[vague] = np.maximum(np.minimum(ends[vague], after.astype(np.int64) + slack), starts[vague] + 1)
    frame["start"], frame["end"] = starts, ends


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(pd.Series(values).rank(), dtype=np.float64)


def _none(city: City) -> Rows:
    text = {name: pd.Series([], dtype="str") for name in ("table", "offense_group", "place_precision",
                                                           "time_precision", "id")}  # fmt: skip
    number = {name: pd.Series([], dtype="int64") for name in ("row", "place", "start", "end", "cell")}
    cells = pd.DataFrame({**text, **number, "rows": pd.Series([], dtype="int64")}).drop(columns=["id", "row", "cell"])
    return Rows(pd.DataFrame({**text, **number}), (), cells, city)


def _plain(name: str, table: pd.DataFrame) -> pd.DataFrame:
    wanted = ("offense_group", "place_precision", "time_precision", "id", "time")
    return pd.DataFrame(
        {
            "table": name,
            "row": np.arange(len(table)),
            **{column: table[column].to_numpy(object) if column in table else "" for column in wanted},
        }
    )


def when(text: str) -> tuple[float, float]:
    """The minutes since 1970 in which a published time begins and ends; NaN, NaN for none.

    >>> when("2025-Q1") == (when("2025-01")[0], when("2025-03")[1])
    True
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return float("nan"), float("nan")
    year, quarter, month, day, hour, minute = (int(part) if part else None for part in found.groups())
    assert year is not None
    if quarter is not None:
        begin = np.datetime64(f"{year:04}-{3 * quarter - 2:02}", "M")
        return _minute(begin), _minute(begin + 3)
    if month is None:
        return _minute(np.datetime64(f"{year:04}", "Y")), _minute(np.datetime64(f"{year + 1:04}", "Y"))
    if day is None:
        begin = np.datetime64(f"{year:04}-{month:02}", "M")
        return _minute(begin), _minute(begin + 1)
    start = _minute(np.datetime64(f"{year:04}-{month:02}-{day:02}", "D"))
    if hour is None:
        return start, start + 1_440
    if minute is None:
        return start + 60 * hour, start + 60 * hour + 60
    return start + 60 * hour + minute, start + 60 * hour + minute + 1


def _minute(at: np.datetime64) -> float:
    return float(at.astype("datetime64[m]").astype(np.int64))


def _homes(release: Release, city: City, tables: dict[str, pd.DataFrame]) -> tuple[NDArray[np.int64], tuple[Some, ...]]:
    """Per row the number of its place, and per place the homes that it may mean; rows with points of their own mean
    the homes beside them."""
    arrow = {
        name: pa.table({column: pa.array(table[column].to_numpy(object), pa.string()) for column in table})
        for name, table in tables.items()
    }
    old = of_tables(arrow, release.places)
    by_words = [_named(city, each.label, each.id) for each in old.places]
    points = published_points(old, city.public)
    own = points.own
    x, y = np.where(own, np.round(points.x), 0.0), np.where(own, np.round(points.y), 0.0)
    _, first, place = np.unique(
        np.column_stack([old.place.astype(np.float64), x, y]), axis=0, return_index=True, return_inverse=True
    )
    homes: list[Some] = []
    near = iter(_near(city, x[first][own[first]], y[first][own[first]]))
    for at in first.tolist():
        words = by_words[old.place[at]] if old.place[at] >= 0 else NOBODY
        homes.append(_beside(city, words, float(x[at]), float(y[at]), next(near)) if own[at] else words)
    return place.reshape(-1).astype(np.int64), tuple(homes)


def _named(city: City, label: str, id_: str) -> Some:
    unit = city.public.number.get(id_)
    if unit is not None:
        return city.public.inside(unit)
    at = city.number.get(label)
    return np.array([at], dtype=np.int64) if at is not None else city.public.named(label)


def _near(city: City, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[Some]:
    """Of each point the homes as near as `_REACH`, or the nearest one."""
    from scipy.spatial import cKDTree

    there = np.flatnonzero(np.isfinite(city.public.homes.x) & np.isfinite(city.public.homes.y))
    if not len(x) or not len(there):
        return [NOBODY] * len(x)
    tree = cKDTree(np.column_stack([city.public.homes.x[there], city.public.homes.y[there]]))
    spots = np.column_stack([x, y])
    reach = np.maximum(tree.query(spots)[0] * (1 + 1e-9), _REACH)
    return [np.sort(there[some]) for some in tree.query_ball_point(spots, reach)]


def _beside(city: City, among: Some, x: float, y: float, near: Some) -> Some:
    """The homes beside a point that its words allow; where these are elsewhere, the nearest that they do."""
    both = near[np.isin(near, among)] if len(among) else near
    if len(both) or not len(among):
        return both
    metres = np.hypot(city.public.homes.x[among] - x, city.public.homes.y[among] - y)
    metres = np.where(np.isfinite(metres), metres, np.inf)
    return among[metres <= max(_REACH, float(metres.min(initial=np.inf)))]
