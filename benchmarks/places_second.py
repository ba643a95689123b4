"""For how many households each published place of Baltimore stands, counted again in another way.

A second, simpler implementation: it reads the public layers itself, lets every piece of housing write down its own
address ("1214 N CALVERT ST"), hands those texts to `redact` as if they were records, and adds up the households that
come out as each place. Nothing of `redact.place`'s own counting, joining or mapping is used; only how a text is located
and what the plan would publish for it is under test.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

ALLEYS = ("STRALY", "STRR", "STRTN", "STREX")
METRES = "EPSG:2804"
ASIDE = 12.0
"""Metres from the middle of the street to the front gardens."""


@dataclass(frozen=True)
class Homes:
    """Housing units as records: an address or, where a census block has no numbered street side, a point in metres."""

    address: list[str]
    x: list[float]
    y: list[float]
    households: list[float]


def homes(folder: Path) -> Homes:
    """All housing of the census blocks, spread evenly over the house numbers that face them."""
    streets = geopandas.read_parquet(folder / "streets.parquet").to_crs(METRES)
    names, numbers = ["dirpre", "feanme", "featype", "dirsuf"], ["fraddl", "toaddl", "fraddr", "toaddr"]
    streets[names] = streets[names].fillna("")
    streets[numbers] = streets[numbers].fillna(0)
    census = geopandas.read_parquet(folder / "census_blocks_2020.parquet").to_crs(METRES)
    spots = [spot for row in streets.itertuples() if row.subtype not in ALLEYS for spot in _front_doors(row)]
    doors = pd.DataFrame(spots, columns=["address", "x", "y", "numbers"])
    inside = geopandas.sjoin(
        geopandas.GeoDataFrame(doors, geometry=geopandas.points_from_xy(doors.x, doors.y), crs=METRES),
        census[["housing20", "geometry"]].reset_index(names="block"),
        predicate="within",
    )
    inside["share"] = inside.numbers / inside.groupby("block").numbers.transform("sum")
    inside["households"] = inside.housing20.astype(float) * inside.share
    rest = census[~census.index.isin(inside.block) & (census.housing20.astype(float) > 0)]
    points = rest.geometry.representative_point()
    return Homes(
        address=[*inside.address, *([""] * len(rest))],
        x=[*([float("nan")] * len(inside)), *points.x],
        y=[*([float("nan")] * len(inside)), *points.y],
        households=[*inside.households, *rest.housing20.astype(float)],
    )


def _front_doors(row: object) -> list[tuple[str, float, float, float]]:
    """Five addresses on each numbered side of a segment, each for a fifth of the house numbers there."""
    name = " ".join(part for part in (row.dirpre, row.feanme, row.featype, row.dirsuf) if part)  # type: ignore[attr-defined]
    if not name:
        return []
    parts = shapely.get_parts(row.geometry)  # type: ignore[attr-defined]
    line = max(parts, key=shapely.length)
    sides = ((row.fraddl, row.toaddl, 1.0), (row.fraddr, row.toaddr, -1.0))  # type: ignore[attr-defined]
    low = min((min(int(a), int(b)) for a, b, _ in sides if max(int(a), int(b)) > 0), default=0)
    high = max(max(int(a), int(b)) for a, b, _ in sides)
    found = []
    for start, end, turn in sides:
        first, last = int(start), int(end)
        if max(first, last) <= 0 or (high // 100 - low // 100) > 100:
            continue
        first, last = first or last, last or first
        numbers = (abs(last - first) // 2 + 1) / 5
        for fraction in (0.1, 0.3, 0.5, 0.7, 0.9):
            here = line.interpolate(fraction, normalized=True)
            back, ahead = (line.interpolate(fraction + step, normalized=True) for step in (-0.05, 0.05))
            dx, dy = ahead.x - back.x, ahead.y - back.y
            length = float(np.hypot(dx, dy)) or 1.0
            number = first + 2 * round((last - first) * fraction / 2)
            spot = (here.x - turn * ASIDE * dy / length, here.y + turn * ASIDE * dx / length)
            found.append((f"{number} {name}", *spot, numbers))
    return found
