"""Columns that give away the same point again: other coordinate systems, ratios, text, areas that follow from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.records.locating import Link, dependence, follows_affinely
from redact.records.locating.numbers import MIN_DISTINCT, MIN_ROWS
from redact.records.profiling.facts import Column
from redact.records.profiling.shapes import NUMBER
from redact.vocabulary import ROLES, RoleGroup

_EARTH: Final = 6_378_137.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """The pair of columns that locates a row: longitude and latitude in degrees, or x and y in a projection."""

    across: Column
    up: Column
    degrees: bool

    @property
    def known(self) -> NDArray[np.bool_]:
        """Rows with a point that is not a stand-in such as 0,0."""
        across, up = self.across.numbers, self.up.numbers
        nothing = 1e-3 if self.degrees else 1.0
        return np.asarray((np.abs(across) > nothing) & (np.abs(up) > nothing), dtype=np.bool_)

    @property
    def names(self) -> str:
        return f"'{self.up.title}' and '{self.across.title}'"


def main_point(columns: Sequence[Column], roles: Mapping[str, str | None]) -> Point | None:
    """The pair to compare others with: degrees where there are some, else x and y."""
    for across, up, degrees in (("longitude", "latitude", True), ("x", "y", False)):
        first = [next((column for column in columns if roles.get(column.title) == role), None) for role in (across, up)]
        if first[0] is not None and first[1] is not None:
            return Point(first[0], first[1], degrees)
    return None


def same_point_again(column: Column, point: Point) -> str | None:
    """A sentence when a numeric column follows from the known point, else None."""
    known = point.known & np.isfinite(column.numbers) & (column.numbers != 0)
    if known.sum() < MIN_ROWS or column.distinct < MIN_DISTINCT or column.numeric < 0.9:
        return None
    values = column.numbers[known]
    across, up = point.across.numbers[known], point.up.numbers[known]
    for other in (point.across, point.up):
        ratio = values / other.numbers[known]
        if np.ptp(ratio) <= 1e-4 * abs(float(ratio.mean())):
            return f"it is '{other.title}' times a constant"
    if point.degrees:
        for exact, what in ((np.radians(across) * _EARTH, "x"), (_mercator(up), "y")):
            if np.abs(values - exact).max() < 5:
                return f"it is the {what} of the same point in Web Mercator (metres), as {point.names} are"
    if follows_affinely(values, across, up):
        return f"it follows from {point.names}: the same point in another coordinate system ({_unit(values)})"
    return None


def _mercator(latitude: Numbers) -> Numbers:
    return np.log(np.tan(np.pi / 4 + np.radians(np.clip(latitude, -85, 85)) / 2)) * _EARTH


def _unit(values: Numbers) -> str:
    low, high = float(np.abs(values).min()), float(np.abs(values).max())
    if high <= 180:
        return "degrees"
    if low > 100_000 and high < 900_000:
        return "probably metres, as in UTM"
    return "feet or metres of a map projection"


def text_points(column: Column) -> Column | None:
    """The first number of a point written in text, as a column of its own, to be compared with the known point."""
    found = pc.extract_regex(column.values, rf"(?P<a>{NUMBER})[\s,]+{NUMBER}")
    first = pc.struct_field(found, "a")
    if first.null_count > 0.5 * len(first):
        return None
    return Column(column.title, column.position, pc.fill_null(first, "").take(pa.array(column.codes)))


def goes_with_place(column: Column, places: Sequence[NDArray[np.int64]], event: NDArray[np.int64]) -> Link | None:
    """Whether a column follows from the row's place or fixes it, under any of several ways to number the places.

    One row per event counts, since several rows of one event say the same by themselves.
    """
    if column.distinct < 2:
        return None
    values = np.where(column.stated, column.codes.astype(np.int64), -1)
    rows = np.flatnonzero(values >= 0)
    rows = rows[np.unique(event[rows], return_index=True)[1]]
    links = [dependence(values[rows], numbers[rows]).link for numbers in places]
    return next((link for wanted in (Link.FIXES, Link.FOLLOWS) for link in links if link is wanted), None)


def event_numbers(
    columns: Sequence[Column], roles: Mapping[str, str | None], places: Sequence[NDArray[np.int64]]
) -> NDArray[np.int64]:
    """A number for each row's event: by its key, else rows at the same place with the same date and time are one."""
    rows = np.arange(columns[0].rows if columns else 0)
    by_role = {roles.get(column.title): column for column in reversed(columns)}
    key = by_role.get("event_id") or by_role.get("incident_id")
    if key is not None:
        return np.where(key.stated, key.codes.astype(np.int64), len(key.values) + rows)
    timed = [column for column in columns if ROLES.get(roles.get(column.title) or "") is RoleGroup.TIME]
    when = [column.codes.astype(np.int64) for column in timed]
    if not when or not places:
        return rows
    number = np.zeros(len(rows), dtype=np.int64)
    for codes in (*when, places[0]):
        _, number = np.unique(number * (int(codes.max()) + 2) + codes + 1, return_inverse=True)
    return np.where(places[0] >= 0, number, len(rows) + rows)


def place_numbers(
    columns: Sequence[Column], roles: Mapping[str, str | None], point: Point | None
) -> tuple[NDArray[np.int64], ...]:
    """Numbers for each row's place, -1 where it has none: by its point to about 10 m and 200 m, and by its address."""
    found = []
    if point is not None:
        for step in (1e-4, 2e-3) if point.degrees else (30.0, 600.0):
            cells = np.stack([np.nan_to_num(part.numbers) / step for part in (point.across, point.up)]).round()
            _, numbers = np.unique(cells, axis=1, return_inverse=True)
            found.append(np.where(point.known, numbers.reshape(-1), -1))
    address = next((column for column in columns if roles.get(column.title) == "address"), None)
    if address is not None:
        found.append(np.where(address.stated, address.codes.astype(np.int64), -1))
    return tuple(found)


def projected_system(point: Point, across: Column, up: Column) -> str | None:
    """The EPSG number of the projection in which x and y are, found by trying those that are used at the known point.

    Three rows must agree to 3 m. Of several that do (the same projection on slightly different datums) the one with the
    plainest name wins.
    """
    known = point.known & np.isfinite(across.numbers) & np.isfinite(up.numbers) & (across.numbers != 0)
    rows = np.flatnonzero(known)
    if not point.degrees or len(rows) < 3:
        return None
    from pyproj import Transformer
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType
    from pyproj.exceptions import ProjError

    rows = rows[np.linspace(0, len(rows) - 1, 9).astype(np.int64)]
    lon, lat = point.across.numbers[rows], point.up.numbers[rows]
    x, y = across.numbers[rows], up.numbers[rows]
    middle = (float(np.median(lon)), float(np.median(lat)))
    area = AreaOfInterest(middle[0], middle[1], middle[0], middle[1])
    fitting: list[tuple[bool, int, int]] = []
    for info in query_crs_info(auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=area):
        if info.deprecated:
            continue
        try:
            east, north = Transformer.from_crs("EPSG:4326", f"EPSG:{info.code}", always_xy=True).transform(lon, lat)
        except ProjError:
            continue
        metres = 0.3048 if re.search(r"ft|feet|foot", info.name) else 1.0
        off = np.hypot(np.asarray(east) - x, np.asarray(north) - y) * metres
        if np.isfinite(off).all() and float(np.median(off)) < 3:
            plain = re.match(r"(NAD83|WGS 84|OSGB36|ETRS89) / ", info.name) is None
            fitting.append((plain, len(info.name), int(info.code)))
    return f"EPSG:{min(fitting)[2]}" if fitting else None
