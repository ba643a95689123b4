"""Whether the layers of a jurisdiction lie where they should: on the earth, in their system's region, on each other.

A coordinate system that is missing or wrong moves a layer by metres or by continents, and nothing later would notice:
streets would simply find no houses. So every layer is looked at before the first one is used. What boxes cannot show, a
shift of a few metres, `redact.place.feet` looks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from redact.errors import DataMismatch, Where

if TYPE_CHECKING:
    from pyproj import CRS

_BEYOND_DEGREES: Final = 2.0
"""How far outside the region that a coordinate system is made for a layer may lie: zones are used a little beyond."""

_MOST_NAMED: Final = 3

SWAPPED: Final = "latitude and longitude are swapped"

Box = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True)
class Extent:
    """Where one layer lies: the box of its numbers as they are, and in degrees (None where its system is unknown)."""

    name: str
    path: Path
    system: CRS | None
    raw: Box
    degrees: Box | None


def extent_of(name: str, path: Path, frame: Any, system: CRS | None) -> Extent | None:
    """The extent of a layer as read; None for one without any shape."""
    if not len(frame) or "geometry" not in frame.columns:
        return None
    raw = tuple(float(value) for value in frame.geometry.total_bounds)
    if not np.isfinite(raw).all():
        return None
    return Extent(name, path, system, raw, None if system is None else _in_degrees(system, raw))  # type: ignore[arg-type]


def check_extents(extents: Sequence[Extent]) -> None:
    """Stops (11) at the first layer that has no system, lies off its system's region, or apart from the others."""
    known = [each for each in extents if _fault(each) is None]
    for each in extents:
        fault = _fault(each)
        if fault is not None and not (each.degrees and any(_overlap(each.degrees, other.degrees) for other in known)):
            raise _mismatch(each, fault, [other for other in known if other is not each])
    apart = _apart(extents)
    if apart is not None:
        strayed, rest = apart
        away = _kilometres(strayed, rest)
        what = f"it lies {away:,.0f} km away from the others ({', '.join(each.name for each in rest[:5])})"
        raise _mismatch(strayed, what, rest)


def _mismatch(each: Extent, fault: str, others: Sequence[Extent]) -> DataMismatch:
    entry = each.name.partition(": ")[2] or each.name
    candidates = _candidates(each, others)
    if fault == SWAPPED:
        fix = "Have the file made again with x as longitude and y as latitude"
    elif len(candidates) == 1:
        (code, title), *_ = candidates.items()
        fix = f"{code} ({title}) would put it in its place: write crs: {code} into the entry '{entry}'"
    elif candidates:
        listed = ", ".join(f"{code} ({title})" for code, title in list(candidates.items())[:_MOST_NAMED])
        fix = f"Ask who made the file for its system and write it as crs: into the entry '{entry}'; these fit: {listed}"
    else:
        fix = (
            f"Ask who made the file for its coordinate system (a Shapefile's stands in its .prj) and write it as "
            f"crs: EPSG:NUMBER into the entry '{entry}'"
        )
    return DataMismatch(f"the layer '{each.name}' is in the wrong place: {fault}", where=Where(each.path), fix=fix)


# --- one layer alone ---------------------------------------------------------------------------------------------


def _fault(each: Extent) -> str | None:
    """What is wrong with a layer by itself. A layer that lies on one without a fault is right all the same."""
    if each.system is None:
        return "it does not say its coordinate system"
    west, south, east, north = each.raw
    name = each.system.name
    if each.system.is_geographic:
        if _swapped(each.raw):
            return SWAPPED
        if south < -90 or north > 90 or west < -180 or east > 180:
            return f"its system, {name}, is in degrees, and its numbers are none; they may be feet or metres"
        return None
    if each.degrees is None:
        return f"its numbers mean nothing in its system, {name}"
    region = each.system.area_of_use
    if region is not None and not _in_region(each.degrees, region.bounds):
        if _are_degrees(each.raw):
            return f"its system, {name}, is not in degrees, and its numbers look as if they were"
        return (
            f"with its system, {name}, it lies outside the region that the system is for; perhaps its numbers are feet "
            "where metres are meant, or another zone's"
        )
    return None


def _in_region(box: Box, region: Sequence[float]) -> bool:
    """Regions may cross the date line, as Alaska's does: their west is then the greater number."""
    west, south, east, north = region
    halves = [region] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]
    return any(_overlap(box, half, _BEYOND_DEGREES) for half in halves)


def _swapped(box: Box) -> bool:
    """Whether x looks like an American latitude and y like a longitude."""
    west, south, east, north = box
    return west >= 13 and east <= 72 and south >= -180 and north <= -64


def _are_degrees(box: Box) -> bool:
    """Whether the numbers could be degrees: a city's box in them is small, and far from the corner of the world."""
    west, south, east, north = box
    small = east - west < 30 and north - south < 30
    return small and max(abs(value) for value in box) <= 180 and min(abs(west), abs(north)) > 1


# --- layers among each other -------------------------------------------------------------------------------------


def _apart(extents: Sequence[Extent]) -> tuple[Extent, list[Extent]] | None:
    """The layer that does not overlap the city, and the others; the city is the `city` level, else what most share."""
    if len(extents) < 2:
        return None
    touching = [[_overlap(one.degrees, other.degrees) for other in extents] for one in extents]
    if all(all(row) for row in touching):
        return None
    names = [each.name for each in extents]
    anchor = (
        names.index("levels: city") if "levels: city" in names and sum(touching[names.index("levels: city")]) > 1
        else max(range(len(extents)), key=lambda at: (sum(touching[at]), -at))
    )  # fmt: skip
    strayed = next((at for at in range(len(extents)) if not touching[anchor][at]), None)
    if strayed is None:
        return None
    return extents[strayed], [each for at, each in enumerate(extents) if at != strayed and touching[anchor][at]]


def _overlap(one: Box | None, other: Sequence[float] | None, beyond: float = 0.0) -> bool:
    if one is None or other is None:
        return False
    return (
        one[0] <= other[2] + beyond and other[0] - beyond <= one[2]
        and one[1] <= other[3] + beyond and other[1] - beyond <= one[3]
    )  # fmt: skip


def _kilometres(each: Extent, others: Sequence[Extent]) -> float:
    from pyproj import Geod

    one, other = _centre(each.degrees), _centre(_joined(others))
    return float(Geod(ellps="GRS80").inv(*one, *other)[2]) / 1000.0


def _centre(box: Box | None) -> tuple[float, float]:
    assert box is not None
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _joined(extents: Sequence[Extent]) -> Box:
    boxes = np.array([each.degrees for each in extents])
    return (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())


def _in_degrees(system: CRS, box: Box) -> Box | None:
    """A box in longitude and latitude; None where the numbers mean nothing in the system."""
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    if system.is_geographic:
        return box
    try:
        found = Transformer.from_crs(system, "EPSG:4326", always_xy=True).transform_bounds(*box, densify_pts=3)
    except ProjError:
        return None
    return tuple(float(value) for value in found) if np.isfinite(found).all() else None  # type: ignore[return-value]


# --- which system it could be ------------------------------------------------------------------------------------


def _candidates(each: Extent, others: Sequence[Extent]) -> Mapping[str, str]:
    """Systems (code, name) in which the layer would lie on the others; without others, those its numbers betray."""
    if _are_degrees(each.raw):
        return {} if _swapped(each.raw) else {"EPSG:4326": "longitude and latitude"}
    located = [other for other in others if other.degrees is not None]
    if not located:
        west, south, east, north = each.raw
        mercator = west > -20_000_000 and east < -7_000_000 and south > 1_400_000 and north < 11_600_000
        return {"EPSG:3857": "Web Mercator, metres"} if mercator else {}
    city = _joined(located)
    found: dict[str, str] = {}
    for code, title in _systems_at(*_centre(city)):
        box = _box_in(code, each.raw)
        if box is not None and _overlap(box, city):
            found[code] = title
    return found


def _systems_at(longitude: float, latitude: float) -> list[tuple[str, str]]:
    """Web Mercator, the UTM zone and the State Plane systems (feet and metres) of a place, from the local database."""
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    here = AreaOfInterest(longitude, latitude, longitude, latitude)
    named = query_crs_info(auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=here, contains=True)
    state = sorted((f"EPSG:{each.code}", each.name) for each in named if _USUAL.match(each.name))
    return [("EPSG:3857", "Web Mercator, metres"), *state]


_USUAL: Final = re.compile(r"NAD83 / (?!.*(?:Albers|Canada|BLM|Great Lakes))")
"""NAD83 as police and county systems use it; its later editions differ by less than a metre or two."""


def _box_in(code: str, raw: Box) -> Box | None:
    from pyproj import CRS

    return _in_degrees(CRS.from_user_input(code), raw)
