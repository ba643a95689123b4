"""Averaging: many rows of one address, each moved by a little chance, together point at it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import City, Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release
from redact.risk.places.points import published_points
from redact.risk.places.release import of_tables

_WIDEST: Final = 400.0
"""Metres: points that were moved further are no use to anybody."""

_ROUNDS: Final = 30
_NEVER: Final = 1e-3
_NEAR: Final = 200
"""Homes beside a point that are looked at."""

_FRESH: Final = 0.2
"""How strongly he believes before he looks that any home may have had the police: rows per home, spread evenly."""


@attack("averaging")
def guess(release: Release, knows: Knows) -> Guesses:
    """Works out which homes had many rows from all points together, then names the likeliest home of each row.

    Rows with points of their own: a mixture over homes with one width for the noise, both fitted to all rows of the
    release and of earlier ones (expectation maximisation, Dempster, Laird and Rubin 1977); rows with the same id first
    become their mean. Rows that show a place only: the home of that place where the rows that show more are densest.
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(rows) or not len(knows):
        return claims(claim, sure)
    number = {name: at for at, name in enumerate(rows.names.tolist())}
    asked = (knows.targets["table"] + ":" + knows.targets["row"].astype("str")).map(number).fillna(-1).astype("int64")
    address = knows.city.homes["address"].to_numpy(object)
    best, chance = _by_points(release, rows, knows.city)
    busy = _activity(rows) if (best < 0).any() else np.empty(0)
    best_of_place: dict[int, tuple[int, float]] = {}
    place = rows.frame["place"].to_numpy()
    for at, row in enumerate(asked.tolist()):
        if row < 0:
            continue
        home, likely = int(best[row]), float(chance[row])
        if home < 0:
            here = int(place[row])
            if here not in best_of_place:
                best_of_place[here] = _busiest(rows, here, busy)
            home, likely = best_of_place[here]
        if home >= 0:
            claim[at], sure[at] = address[home], likely
    return claims(claim, sure)


def _by_points(release: Release, rows: Rows, city: City) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Per row the likeliest home by the points that rows have themselves, and how likely; -1 where they have none."""
    n = len(rows)
    best, chance = np.full(n, -1, dtype=np.int64), np.zeros(n)
    own, x, y, ids = _points(release, city)
    for earlier in release.earlier:
        more = _points(earlier, city)
        own, x, y, ids = (np.concatenate(pair) for pair in zip((own, x, y, ids), more, strict=True))
    mine = np.flatnonzero(own)
    if not len(mine):
        return best, chance
    key = np.where(ids[mine] == "", np.array([f"row {at}" for at in mine.tolist()], dtype=object), ids[mine])
    _, group = np.unique(key.astype("str"), return_inverse=True)
    size = np.bincount(group).astype(np.float64)
    spot = np.column_stack([np.bincount(group, weights=each[mine]) / size for each in (x, y)])
    home, likely = likeliest_homes(spot, size, city)
    there = mine < n
    best[mine[there]], chance[mine[there]] = home[group[there]], likely[group[there]]
    return best, chance


def _points(
    release: Release, city: City
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]:
    tables = {name: table for name, table in release.tables.items() if len(table)}
    arrow = {
        name: pa.table({column: pa.array(table[column].to_numpy(object), pa.string()) for column in table})
        for name, table in tables.items()
    }
    points = published_points(of_tables(arrow, release.places), city.public)
    ids = [table["id"].to_numpy(object) if "id" in table else np.full(len(table), "", object) for table in
           tables.values()]  # fmt: skip
    return points.own, points.x, points.y, np.concatenate(ids)


def likeliest_homes(
    spot: NDArray[np.float64], size: NDArray[np.float64], city: City
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of points (g, 2), each the mean of `size` (g,) noisy ones, the likeliest home and its probability.

    Every home has a share of all points, and all points one width of noise; a home's share grows with the points that
    lie around it, so that two points of one address help each other.
    """
    from scipy.spatial import cKDTree

    lived = np.flatnonzero((city.households > 0) & np.isfinite(city.public.homes.x))
    where = np.column_stack([city.public.homes.x[lived], city.public.homes.y[lived]])
    near = min(_NEAR, len(lived))
    metres, index = cKDTree(where).query(spot, k=near, distance_upper_bound=_WIDEST)
    metres, index = metres.reshape(len(spot), near), index.reshape(len(spot), near)
    there = np.isfinite(metres)
    of = np.repeat(np.arange(len(spot), dtype=np.int32), there.sum(axis=1))
    home = index[there].astype(np.int32)
    square = (metres[there].astype(np.float32) ** 2) * size.astype(np.float32)[of]
    share = city.households[lived] / city.households[lived].sum()
    prior = share * len(spot) * _FRESH
    width = max(float(np.median(metres[:, : max(1, near // 4)][there[:, : max(1, near // 4)]])), 5.0) ** 2
    weight = np.zeros(len(of), dtype=np.float32)
    for number in range(_ROUNDS):
        weight = share.astype(np.float32)[home] * np.exp(-square / np.float32(2 * width))
        total = np.bincount(of, weights=weight, minlength=len(spot))
        weight /= np.maximum(total, 1e-30).astype(np.float32)[of]
        share = np.bincount(home, weights=weight, minlength=len(lived)) + prior
        share /= share.sum()
        width = max(float((weight * square).sum() / max(2 * float(weight.sum()), 1.0)), 4.0)
        if number % 5 == 4:  # homes that are out of the question do not come back
            keep = weight > _NEVER
            of, home, square, weight = of[keep], home[keep], square[keep], weight[keep]
    order = np.lexsort((-weight, of))
    first = order[np.unique(of[order], return_index=True)[1]]
    found, likely = np.full(len(spot), -1, dtype=np.int64), np.zeros(len(spot))
    found[of[first]], likely[of[first]] = lived[home[first]], weight[first]
    return found, likely / np.maximum(city.households[np.maximum(found, 0)], 1.0)


def _activity(rows: Rows) -> NDArray[np.float64]:
    """(homes,) Rows that each home may expect as its own, by the places that leave few households."""
    expected = np.zeros(len(rows.city.homes))
    count = np.bincount(rows.frame["place"].to_numpy(), minlength=len(rows.homes))
    finest = float(np.quantile(rows.spread[rows.spread > 0], 0.75)) if (rows.spread > 0).any() else 0.0
    for at in np.flatnonzero((count > 0) & (rows.spread > 0) & (rows.spread <= finest)).tolist():
        expected[rows.homes[at]] += count[at] / rows.spread[at]
    return expected


def _busiest(rows: Rows, place: int, busy: NDArray[np.float64]) -> tuple[int, float]:
    """The home in a place where most happens per household, and how likely it is the one."""
    homes = rows.homes[place]
    living = rows.city.households[homes]
    homes, living = homes[living > 0], living[living > 0]
    if not len(homes):
        return -1, 0.0
    weight = (busy[homes] + 1e-9) / ((busy[homes] + 1e-9) * living).sum()
    at = int(np.argmax(weight))
    return int(homes[at]), min(1.0, float(weight[at]))


@attack("averaging_tables")
def guess_numbers(release: Release, knows: Knows) -> Guesses:
    """Takes of every number the mean of what this release and all earlier ones say, and rounds it.

    Noise that is drawn anew each time cancels out; noise that stays the same does not. Each draw is believed by its
    stated deviation.
    """
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(knows):
        return claims(claim, sure)
    draws = pd.concat([*(_draws(each) for each in (release, *release.earlier))], ignore_index=True)
    if not len(draws):
        return claims(claim, sure)
    keys = ["table", "class", "district", "year"]
    distinct = draws.drop_duplicates([*keys, "count"])  # the same number again is no new draw
    distinct = distinct.assign(weight=1 / np.maximum(distinct["deviation"], 1e-6) ** 2)
    distinct["weighted"] = distinct["count"] * distinct["weight"]
    sums = distinct.groupby(keys)[["weighted", "weight"]].sum()
    means = (sums["weighted"] / sums["weight"]).to_dict()
    spread = (1 / np.sqrt(sums["weight"])).to_dict()
    for at, key in enumerate(knows.targets[keys].itertuples(index=False, name=None)):
        if key in means:
            claim[at] = str(max(0, round(means[key])))
            sure[at] = min(1.0, 0.4 / max(spread[key], 0.4))
    return claims(claim, sure)


def _draws(release: Release) -> pd.DataFrame:
    """All drawn numbers of a release by table, class, district and year."""
    parts = []
    for name, table in release.counts.items():
        if not {"class", "district", "year", "count_dp"} <= {*table}:
            continue
        made = table[["class", "district", "year"]].assign(table=name)
        made["count"] = pd.to_numeric(table["count_dp"], errors="coerce")
        told = table["standard_deviation"] if "standard_deviation" in table else pd.Series("1", index=table.index)
        made["deviation"] = pd.to_numeric(told, errors="coerce").fillna(1.0)
        parts.append(made[made["count"].notna()])
    columns = ["class", "district", "year", "table", "count", "deviation"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
