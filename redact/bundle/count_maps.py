"""Maps of a table: one per kind of event, areas shaded by their number, with the number and its margin written in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from redact.bundle.count_numbers import Count, Numbers
from redact.bundle.count_panels import MOST_CHARTS, area_level, area_name, group_of, latest
from redact.bundle.facts import plain
from redact.counts.info import TableInfo
from redact.report import Area, area_map, paragraph
from redact.report.areas import BANDS

Shapes = Mapping[tuple[str, str], Any]
"""Outlines (shapely, EPSG:4326) of published areas by kind of area and label."""

TOO_MANY_MAPS: Final = "{} maps would be too many. The numbers are in {}."
NOT_ON_MAP: Final = "{} numbers have no outline on the map."
NICE: Final = (1, 2, 5, 10)


def published_shapes(places: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """The outlines in a bundle's places.geojson; of streets none, since no table counts by them on a map."""
    from shapely.geometry import shape

    return {
        (feature["properties"]["precision"], feature["properties"]["label"]): shape(feature["geometry"])
        for feature in places["features"]
        if feature["geometry"] and feature["geometry"]["type"].endswith("Polygon")
    }


def read_shapes(path: Path) -> dict[tuple[str, str], Any]:
    """The same from the file."""
    import json

    return published_shapes(json.loads(path.read_text(encoding="utf-8")))


def table_maps(info: TableInfo, files: Mapping[str, Numbers], shapes: Shapes) -> Markup:
    """The maps of a table in its last period; a sentence where there is nothing to draw or too much."""
    found = area_level(info, files)
    if found is None:
        return Markup("")
    file, numbers = found
    last, counts = latest(numbers)
    groups: dict[str, list[Count]] = {}
    for count in counts:
        groups.setdefault(group_of(numbers, count), []).append(count)
    if not any((numbers.place, word) in shapes for word in numbers.words[numbers.place]):
        return paragraph(f"There is no map: places.geojson has no outline of a {plain(numbers.place)}.")
    if len(groups) > MOST_CHARTS:
        return paragraph(TOO_MANY_MAPS.format(len(groups), f"tables/{file}"))
    maps = [_map(numbers, name, mine, shapes, last, wide=len(groups) == 1) for name, mine in groups.items()]
    return Markup('<div class="{}">\n{}\n</div>').format(
        "small-maps" if len(maps) > 1 else "one-map", Markup("\n").join(maps)
    )


def _map(numbers: Numbers, name: str, counts: Sequence[Count], shapes: Shapes, last: str, *, wide: bool) -> Markup:
    place = numbers.place
    step = shade_step([count.value for count in counts if numbers.of(count, place) != "other"])
    areas, missing = [], []
    for count in counts:
        word = numbers.of(count, place)
        outline = shapes.get((place, word))
        told = told_with_margin(count)
        if outline is None:
            missing.append(f"{area_name(word)}: {' '.join(told)}")
            continue
        band = min(max(int(count.value // step), 0), BANDS - 1) + 1
        areas.append(Area(outline, band, count.reliable, (word, *told)))
    sure = sum(area.sure for area in areas)
    return area_map(
        f"{name}, {last}" if last else name,
        f"A map of {len(areas)} areas, each with its number and its margin; {sure} are reliable. "
        "The same numbers are in the tables of this page or in the file.",
        areas,
        _legend(step),
        width=620 if wide else 440,
        note=f"Not on the map: {'; '.join(missing[:6])}." if 0 < len(missing) <= 6 else
        NOT_ON_MAP.format(len(missing)) if missing else "",
    )  # fmt: skip


def told_with_margin(count: Count) -> tuple[str, str]:
    """A number and its margin as a map has them: `12`, `± 4`."""
    number = round(count.value)
    return f"{number:,}", f"± {max(count.high - number, number - count.low):,}"


def shade_step(values: Sequence[float]) -> int:
    """The width of a shade: 1, 2 or 5 times a power of ten, so that the largest number is in the darkest or near it."""
    top = max([*values, 1.0])
    power = 10 ** math.floor(math.log10(max(top / BANDS, 1.0)))
    return int(next(nice * power for nice in NICE if nice * power * BANDS >= top))


def _legend(step: int) -> tuple[str, ...]:
    return (f"below {step:,}", f"{step:,} and more", f"{2 * step:,} and more", f"{3 * step:,} and more")
