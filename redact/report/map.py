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


@dataclass(frozen=True, slots=True)
class Frame:
    """How longitudes and latitudes become pixels: true to scale in the middle, north up."""

    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    width: int
    height: int

    @classmethod
    def around(cls, geometries: Sequence[Any], width: int, tallest: int, below: int) -> Frame:
        """Around some geometries, none of them empty, with room `below` for a scale bar."""
        import shapely

        west, south, east, north = shapely.total_bounds(geometries)
        squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        scale = min((width - 2 * MARGIN) / wide, (tallest - 2 * MARGIN) / high)
        height = round(high * scale) + 2 * MARGIN + below
        return cls(west, north, squeeze, scale, (width - wide * scale) / 2, width, height)

    def drawn(self, geometries: Sequence[Any]) -> Any:
        """The geometries in pixels, simplified to less than half of one."""
        import shapely

        return shapely.simplify(shapely.transform(geometries, self._project), 0.4) if geometries else []

    def _project(self, points: Any) -> Any:
        moved = points.copy()
        moved[:, 0] = self.left + (points[:, 0] - self.west) * self.squeeze * self.scale
        moved[:, 1] = MARGIN + (self.north - points[:, 1]) * self.scale
        return moved


def map_svg(title: str, description: str, layers: Sequence[Layer], *, note: str = "") -> Markup:
    """A map with a title and a description for those who do not see it, a legend and a scale bar.

    Drawn in the order given. Lines are simplified to half a pixel, so a city's ten thousand street runs make some
    hundred kilobytes. Empty layers stay in the legend with the number 0. Without any geometry a sentence says so.
    """
    every = [item for layer in layers for item in layer.geometries if item is not None and not item.is_empty]
    if not every:
        return Markup('<p class="note">{}: there is no geometry to draw.</p>').format(title)
    frame = Frame.around(every, WIDTH, TALLEST, below=26)
    drawn = []
    legend = []
    for layer in layers:
        shapes = [item for item in layer.geometries if item is not None and not item.is_empty]
        lines = layer.css.startswith("band") or {item.geom_type[-10:] for item in shapes} == {"LineString"}
        css = f"map-{layer.css}{' line' if lines else ''}"
        path = "".join(path_data(item) for item in frame.drawn(shapes))
        if path:
            drawn.append(Markup('<path class="{}" d="{}"/>').format(css, path))
        legend.append(
            Markup('<li><span class="swatch {}" aria-hidden="true"></span>{} ({:,})</li>').format(
                css, layer.label, len(shapes)
            )
        )
    name = name_of(title)
    return Markup(
        '<figure class="map">\n'
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" focusable="false">\n'
        '<title id="{}-t">{}</title>\n<desc id="{}-d">{}</desc>\n{}\n{}\n</svg>\n'
        '<ul class="legend">{}</ul>\n<figcaption>{}.{}</figcaption>\n</figure>'
    ).format(
        WIDTH,
        frame.height,
        name,
        name,
        name,
        title,
        name,
        description,
        Markup("\n").join(drawn),
        scale_bar(frame),
        Markup("").join(legend),
        title,
        Markup(" <span>{}</span>").format(note) if note else "",
    )


def name_of(title: str) -> str:
    """A fragment identifier for a drawing: the same for the same title at every run."""
    import zlib

    return f"map-{zlib.crc32(title.encode()):x}"


def path_data(geometry: Any) -> str:
    """SVG path data of a line, polygon or multiple, in tenths of a pixel, relative so that it stays short."""
    kind = geometry.geom_type
    if kind.startswith("Multi") or kind == "GeometryCollection":
        return "".join(path_data(part) for part in geometry.geoms)
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


def scale_bar(frame: Frame) -> Markup:
    """A bar of 1, 2 or 5 times a power of ten metres, at most a quarter of the map."""
    room_km = (frame.width / 4) / frame.scale * DEGREE_KM
    power = 10.0 ** math.floor(math.log10(room_km))
    length = max(step * power for step in (1, 2, 5) if step * power <= room_km)
    pixels = length / DEGREE_KM * frame.scale
    text = f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
    y = frame.height - 10
    return Markup(
        '<g class="scale" aria-hidden="true"><path d="M{} {}v6h{}v-6"/><text x="{}" y="{}">{}</text></g>'
    ).format(MARGIN, y - 6, round(pixels, 1), MARGIN + round(pixels, 1) + 8, y, text)
