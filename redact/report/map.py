"""Maps as inline SVG: units drawn as the areas and street runs that they are. No tiles, no points, nothing fetched."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup

WIDTH = 760
TALLEST = 760
MARGIN = 8
DEGREE_KM = 111.32
"""Kilometres of a degree of latitude; of longitude, times the cosine of the latitude."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Units of one class: its words in the legend, its look and its geometries.

    `geometries` are shapely lines, polygons or their multiples in EPSG:4326. `css` is `outline` (edges only: what the
    other layers lie in), `area-1` (finest) to `area-4`, or `band-1` to `band-5` for an ordered number, the
    same colours as in a chart; `line` is added for lines.
    """

    label: str
    geometries: Sequence[Any]
    css: str = "area-1"


def map_svg(title: str, description: str, layers: Sequence[Layer], *, note: str = "") -> Markup:
    """A map with a title and a description for those who do not see it, a legend and a scale bar.

    Drawn in the order given. Lines are simplified to half a pixel, so a city's ten thousand street runs make some
    hundred kilobytes. Empty layers stay in the legend with the number 0. Without any geometry a sentence says so.
    """
    import shapely

    every = [item for layer in layers for item in layer.geometries if item is not None and not item.is_empty]
    if not every:
        return Markup('<p class="note">{}: there is no geometry to draw.</p>').format(title)
    west, south, east, north = shapely.total_bounds(every)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
    height = round(high * scale) + 2 * MARGIN + 26
    left = (WIDTH - wide * scale) / 2

    def project(points: Any) -> Any:
        moved = points.copy()
        moved[:, 0] = left + (points[:, 0] - west) * squeeze * scale
        moved[:, 1] = MARGIN + (north - points[:, 1]) * scale
        return moved

    drawn = []
    legend = []
    for layer in layers:
        shapes = [item for item in layer.geometries if item is not None and not item.is_empty]
        lines = layer.css.startswith("band") or {item.geom_type[-10:] for item in shapes} == {"LineString"}
        css = f"map-{layer.css}{' line' if lines else ''}"
        flat = shapely.simplify(shapely.transform(shapes, project), 0.4) if shapes else []
        path = "".join(_path(item) for item in flat)
        if path:
            drawn.append(Markup('<path class="{}" d="{}"/>').format(css, path))
        legend.append(
            Markup('<li><span class="swatch {}" aria-hidden="true"></span>{} ({:,})</li>').format(
                css, layer.label, len(shapes)
            )
        )
    name = f"map-{abs(_stable(title)):x}"
    return Markup(
        '<figure class="map">\n'
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" focusable="false">\n'
        '<title id="{}-t">{}</title>\n<desc id="{}-d">{}</desc>\n{}\n{}\n</svg>\n'
        '<ul class="legend">{}</ul>\n<figcaption>{}.{}</figcaption>\n</figure>'
    ).format(
        WIDTH,
        height,
        name,
        name,
        name,
        title,
        name,
        description,
        Markup("\n").join(drawn),
        _scale_bar(scale, height),
        Markup("").join(legend),
        title,
        Markup(" <span>{}</span>").format(note) if note else "",
    )


def _stable(text: str) -> int:
    """The same small number for the same text at every run."""
    import zlib

    return zlib.crc32(text.encode())


def _path(geometry: Any) -> str:
    """SVG path data of a line, polygon or multiple, in tenths of a pixel, relative so that it stays short."""
    kind = geometry.geom_type
    if kind.startswith("Multi") or kind == "GeometryCollection":
        return "".join(_path(part) for part in geometry.geoms)
    if kind == "Polygon":
        rings: Iterable[Any] = (geometry.exterior, *geometry.interiors)
        return "".join(_strokes(ring.coords) + "z" for ring in rings)
    if kind in ("LineString", "LinearRing"):
        return _strokes(geometry.coords)
    return ""  # a point would be taken for a house


def _strokes(coordinates: Any) -> str:
    points = [(round(x * 10), round(y * 10)) for x, y, *_ in coordinates]
    out = [f"M{_tenths(points[0][0])} {_tenths(points[0][1])}l"]
    for (x0, y0), (x1, y1) in pairwise(points):
        out.append(f"{_tenths(x1 - x0)} {_tenths(y1 - y0)} ")
    return "".join(out).rstrip()


def _tenths(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _scale_bar(scale: float, height: int) -> Markup:
    """A bar of 1, 2 or 5 times a power of ten metres, at most a quarter of the map."""
    room_km = (WIDTH / 4) / scale * DEGREE_KM
    power = 10.0 ** math.floor(math.log10(room_km))
    length = max(step * power for step in (1, 2, 5) if step * power <= room_km)
    pixels = length / DEGREE_KM * scale
    text = f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
    y = height - 10
    return Markup(
        '<g class="scale" aria-hidden="true"><path d="M{} {}v6h{}v-6"/><text x="{}" y="{}">{}</text></g>'
    ).format(MARGIN, y - 6, round(pixels, 1), MARGIN + round(pixels, 1) + 8, y, text)
