"""Weak releases with points: coordinates left in, and points that every row moves anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.cities import Case
from redact.risk.lab.release import Release

JITTER: Final = 75.0
"""Metres that a point is moved at most: what departments do who "offset" their maps."""

_ADDED: Final = ("longitude", "latitude")


def coordinates_left(case: Case) -> Case:
    """Words are coarse as they should be, and beside them stands the point of the record."""
    return with_columns(case, _points(case, 0.0))


def jitter(case: Case) -> Case:
    """Every row's point is moved by chance, up to 75 m, another way each time. Places are left out."""
    moved = with_columns(case, _points(case, JITTER))
    tables = {
        name: table.assign(place="", place_id="", place_precision="", households_band="")
        for name, table in moved.release.tables.items()
    }
    return replace(moved, release=replace(moved.release, tables=tables, policy=None))


def masks_left(case: Case) -> Case:
    """Each column alone stands for hundreds of homes: the beat, the tract, the block group, the street, the hundred."""
    units = case.city.units
    names, above = np.array(units.label.to_pylist(), dtype=object), units.parents
    added: dict[str, dict[str, NDArray[np.object_]]] = {}
    for table, rows in of_rows(case).items():
        home = case.city.find(rows["address"])
        unit = case.city.public.homes.unit[np.maximum(home, 0)]
        here: dict[str, NDArray[np.object_]] = {}
        for level in ("block_group", "tract"):
            if level in units.ladder:
                at = above[unit, units.ladder.index(level)]
                here[level] = np.where((home >= 0) & (at >= 0), names[np.maximum(at, 0)], "")
        here["street"] = np.where(home >= 0, rows["address"].str.partition(" ")[2].str.upper(), "")
        number = pd.to_numeric(rows["address"].str.extract(r"^(\d+) ")[0], errors="coerce").fillna(0).astype("int64")
        hundred = (number // 100 * 100).astype("str") + " BLOCK"
        here["hundred"] = np.where((home >= 0) & (number >= 100), hundred, "")
        added[table] = here
    return with_columns(case, added)


def of_rows(case: Case) -> dict[str, pd.DataFrame]:
    """By table the true record of every published row."""
    return {
        table: case.truth.records.iloc[np.maximum(record, 0)].reset_index(drop=True)
        for table, record in case.truth.published.items()
    }


def with_columns(case: Case, added: dict[str, dict[str, NDArray[np.object_]]]) -> Case:
    """The same release with further columns behind the others."""
    tables = {
        name: table.assign(**{column: pd.Series(cells, dtype="str").to_numpy(object) for column, cells in
                              added.get(name, {}).items()})
        for name, table in case.release.tables.items()
    }  # fmt: skip
    return with_tables(case, tables)


def with_tables(case: Case, tables: dict[str, pd.DataFrame]) -> Case:
    """The same release with other cells in the same rows."""
    release: Release = replace(case.release, tables=tables)
    return case.with_release(release, case.truth.published)


def _points(case: Case, metres: float) -> dict[str, dict[str, NDArray[np.object_]]]:
    from pyproj import Transformer

    rng = np.random.default_rng([case.number, 29])
    to_degrees = Transformer.from_crs(case.city.units.metres, "EPSG:4326", always_xy=True)
    added = {}
    for table, rows in of_rows(case).items():
        far, turn = metres * np.sqrt(rng.random(len(rows))), 2 * np.pi * rng.random(len(rows))
        x = rows["x"].to_numpy(np.float64) + far * np.cos(turn)
        y = rows["y"].to_numpy(np.float64) + far * np.sin(turn)
        points = to_degrees.transform(x, y)
        added[table] = {
            name: np.array([f"{each:.6f}" if np.isfinite(each) else "" for each in values.tolist()], dtype=object)
            for name, values in zip(_ADDED, points, strict=True)
        }
    return added
