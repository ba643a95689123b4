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
MOST_HUNDREDS = 100
"""A segment whose numbers span more has a typing mistake in it; nobody lives there by the layers' own telling."""

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
    """Every house number on both sides of a segment, as many metres along it as its place among them says."""
    name = " ".join(part for part in (row.dirpre, row.feanme, row.featype, row.dirsuf) if part)  # type: ignore[attr-defined]
    sides = ((row.fraddl, row.toaddl, 1.0), (row.fraddr, row.toaddr, -1.0))  # type: ignore[attr-defined]
    every = [int(number) for start, end, _ in sides for number in (start, end) if int(number) > 0]
    if not name or not every or max(every) // 100 - min(every) // 100 > MOST_HUNDREDS:
        return []
    line = max(shapely.get_parts(row.geometry), key=shapely.length)  # type: ignore[attr-defined]
    found = []
    for start, end, turn in sides:
        first, last = int(start), int(end) or int(start)
        if max(first, last) <= 0:
            continue
        numbers = range(first, last + (1 if last >= first else -1), 2 if last >= first else -2)
        part = (np.arange(len(numbers)) + 0.5) / len(numbers)
        here, back, ahead = (
            shapely.get_coordinates(shapely.line_interpolate_point(line, np.clip(part + step, 0, 1), normalized=True))
            for step in (0.0, -0.05, 0.05)
        )
        x, y = here[:, 0], here[:, 1]
        dx, dy = (ahead - back).T
        length = np.maximum(np.hypot(dx, dy), 1e-9)
        aside = zip(x - turn * ASIDE * dy / length, y + turn * ASIDE * dx / length, strict=True)
        found += [(f"{number} {name}", *spot, 1.0) for number, spot in zip(numbers, aside, strict=True)]
    return found
