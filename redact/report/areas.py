"""Maps of a number per area, with how far it may be off: shaded by size, hatched where it cannot be relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from redact.report.map import Frame, name_of, path_data, scale_bar

TALLEST: Final = 560
BANDS: Final = 4
HATCH: Final = 6.0
"""Pixels between the lines of a hatched area."""
LINE: Final = 12.0
"""Pixels from one line of a label to the next."""
LETTER: Final = 5.8
"""Pixels of a letter, about."""

TOO_SMALL: Final = "Areas without room for a number: {}. See the table."


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its shape (EPSG:4326), how dark it is (1 to 4; 0 for no number), and what is written in it.

    `lines` are written where they fit, the last ones first: a name may be left out, the number comes before it.
    """

    geometry: Any
    band: int
    sure: bool
    lines: tuple[str, ...]


def area_map(
    title: str, description: str, areas: Sequence[Area], legend: Sequence[str], *, width: int = 440, note: str = ""
) -> Markup:
    """A map with a legend: one entry of `legend` per shade, the lightest first.

    The picture is described for those who do not see it; the caller puts the numbers beside it in a table. Unsure
    areas are hatched besides being told in the legend, so that nobody needs colour.
    """
    drawable = [area for area in areas if area.geometry is not None and not area.geometry.is_empty]
    if not drawable:
        return Markup('<p class="note">{}: there is no outline of an area to draw.</p>').format(title)
    frame = Frame.around([area.geometry for area in drawable], width, TALLEST, below=26)
    shapes = frame.drawn([area.geometry for area in drawable])
    parts: list[Markup] = []
    for area, shape in zip(drawable, shapes, strict=True):
        css = f"shade-{area.band}{'' if area.sure else ' unsure'}"
        parts.append(Markup('<path class="{}" d="{}"/>').format(css, path_data(shape)))
        if not area.sure:
            parts.append(Markup('<path class="hatch" d="{}"/>').format(_hatched(shape)))
    written = [_written(area.lines, shape) for area, shape in zip(drawable, shapes, strict=True)]
    left_out = sum(not text for text in written)
    name = name_of(f"{title} {description}")
    more = [note] if note else []
    if left_out:
        more.append(TOO_SMALL.format(left_out))
    return Markup(
        '<figure class="map areas">\n<figcaption>{}</figcaption>\n'
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" focusable="false">\n'
        '<title id="{}-t">{}</title>\n<desc id="{}-d">{}</desc>\n{}\n{}\n{}\n</svg>\n'
        '<ul class="legend">{}</ul>\n{}</figure>'
    ).format(
        title, width, frame.height, name, name, name, title, name, description,
        Markup("\n").join(parts), Markup("\n").join(text for text in written if text), scale_bar(frame),
        _legend(legend, unsure=any(not area.sure for area in drawable)),
        Markup('<p class="note">{}</p>\n').format(" ".join(more)) if more else "",
    )  # fmt: skip


def _legend(words: Sequence[str], *, unsure: bool) -> Markup:
    items = [
        Markup('<li><span class="swatch shade-{}" aria-hidden="true"></span>{}</li>').format(number, text)
        for number, text in enumerate(words, start=1)
    ]
    if unsure:
        items.append(Markup('<li><span class="swatch unsure" aria-hidden="true"></span>may be mostly noise</li>'))
    return Markup("").join(items)


def _hatched(shape: Any) -> str:
    """Slanted lines inside a shape, as path data; cut to it here, so that the picture refers to nothing."""
    import numpy as np
    import shapely

    west, south, east, north = shapely.bounds(shape).tolist()
    high = north - south
    starts = np.arange(west - high + HATCH / 2, east, HATCH)
    lines = [shapely.LineString([(start, north), (start + high, south)]) for start in starts.tolist()]
    inside = shapely.intersection(lines, shape.buffer(0)) if lines else []
    return "".join(path_data(line) for line in inside if not line.is_empty)


def _written(lines: Sequence[str], shape: Any) -> Markup:
    """As many of the last lines as fit in the largest circle inside a shape; nothing where none does."""
    import shapely

    spoke = shapely.maximum_inscribed_circle(shape.buffer(0), tolerance=1.0)
    radius, (x, y) = float(spoke.length), spoke.coords[0]
    for first in range(len(lines)):
        shown = lines[first:]
        half = max(len(line) for line in shown) * LETTER / 2
        if (half**2 + (len(shown) * LINE / 2) ** 2) ** 0.5 <= radius * 1.15:
            top = y - (len(shown) - 1) * LINE / 2 + 4
            spans = Markup("").join(
                Markup('<tspan x="{}" y="{}">{}</tspan>').format(round(x, 1), round(top + at * LINE, 1), line)
                for at, line in enumerate(shown)
            )
            return Markup('<text class="in-area">{}</text>').format(spans)
    return Markup("")
