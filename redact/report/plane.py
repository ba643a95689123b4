"""Points by two numbers, each with its name: what goes up while something else goes down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from redact.report.map import name_of
from redact.report.table import table

WIDTH: Final = 560
HEIGHT: Final = 300
LEFT: Final = 46
BELOW: Final = 40
ROOM: Final = 12
ABOVE: Final = 30
"""Room above the picture for the words of the upright axis and of the limit."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing: its name, where it lies across and up, and how far across it may lie instead."""

    name: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None


def plane(
    caption: str, across: str, up: str, points: Sequence[Point], *, limit: float | None = None, digits: int = 3
) -> Markup:
    """A picture of points with a line at `limit` across, and the same numbers in a table below it."""
    if not points:
        return Markup('<p class="note">{}: there is nothing to draw.</p>').format(caption)
    xs = [each for point in points for each in (point.x, point.low, point.high) if each is not None]
    left, right = _span([*xs, *([limit] if limit is not None else [])])
    bottom, top = _span([point.y for point in points])
    wide, high = WIDTH - LEFT - ROOM, HEIGHT - BELOW - ABOVE

    def at(x: float, y: float) -> tuple[str, str]:
        return f"{LEFT + wide * (x - left) / (right - left):.1f}", f"{ABOVE + high * (top - y) / (top - bottom):.1f}"

    parts = [Markup('<path class="s-soft" d="M{0} {1}V{2}H{3}"/>').format(LEFT, ABOVE, ABOVE + high, LEFT + wide)]
    for share in (0.0, 0.5, 1.0):
        x, y = left + share * (right - left), bottom + share * (top - bottom)
        column, row = at(x, y)
        anchor = "end" if share == 1 else "middle"
        parts.append(_text(column, f"{ABOVE + high + 15}", f"{x:.{digits}f}", anchor))
        parts.append(_text(f"{LEFT - 5}", row, f"{y:.{digits}f}", "end"))
    parts.append(_text(f"{LEFT + wide / 2:.0f}", f"{HEIGHT - 8}", across, "middle"))
    parts.append(_text("0", f"{ROOM}", up, "start"))
    if limit is not None:
        column, _ = at(limit, bottom)
        parts.append(
            Markup('<path class="s-ink" stroke-dasharray="4 3" d="M{} {}V{}"/>').format(column, ABOVE, ABOVE + high)
        )
        near = "end" if float(column) > LEFT + wide / 2 else "start"
        parts.append(_text(column, f"{ABOVE - 4}", "allowed", near))
    spots = [at(point.x, point.y) for point in points]
    for number, point in enumerate(points, start=1):
        column, row = spots[number - 1]
        if point.low is not None and point.high is not None:
            parts.append(
                Markup('<path class="s-bar" d="M{} {}H{}"/>').format(
                    at(point.low, point.y)[0], row, at(point.high, point.y)[0]
                )
            )
        parts.append(Markup('<circle class="f-bar" cx="{}" cy="{}" r="5"/>').format(column, row))
        crowded = any(
            0 < float(row) - float(above) < 22 and abs(float(column) - float(along)) < 14 for along, above in spots
        )
        parts.append(_text(column, f"{float(row) + (18 if crowded else -9):.1f}", str(number), "middle"))
    name = name_of(f"{caption} {across} {up}")
    numbers = [
        (f"{number}: {point.name}", _number(point.x, digits), _between(point, digits), _number(point.y, digits))
        for number, point in enumerate(points, start=1)
    ]
    picture = Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}" focusable="false"><title id="{}">{}</title>{}</svg>'
    ).format(WIDTH, HEIGHT, name, name, f"{caption}. The numbers are in the table.", Markup("").join(parts))
    return Markup('<figure class="counts-chart">\n<figcaption>{}</figcaption>\n{}\n{}\n</figure>').format(
        caption, picture, table(caption, ["", across, "with 95 % between", up], numbers, hide_caption=True)
    )


def _number(value: float, digits: int) -> str:
    return f"{value:z.{digits}f}"


def _between(point: Point, digits: int) -> str:
    if point.low is None or point.high is None:
        return ""
    return f"{_number(point.low, digits)} and {_number(point.high, digits)}"


def _span(values: Sequence[float]) -> tuple[float, float]:
    """From the least to the greatest with a little room; never nothing."""
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or 0.05
    return low - room, high + room


def _text(x: str, y: str, words: str, anchor: str) -> Markup:
    return Markup('<text class="f-ink" font-size="12" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        x, y, anchor, words
    )
