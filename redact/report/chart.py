"""Horizontal bars: an SVG to look at and the same numbers in the cells beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from redact.report.table import Column, shown, table

WIDTH = 240
HEIGHT = 18
SPARE = 3
"""Room at the right end, so that the least widths of tiny parts never run out of the picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: its label, one value per series, and a note for the last column."""

    label: str
    values: tuple[float, ...]
    note: str = ""


def bar_chart(
    caption: str,
    series: Sequence[str],
    bars: Sequence[Bar],
    *,
    unit: str = "",
    whole: bool = False,
    ordered: bool = False,
    note: str = "",
    first: str = "",
) -> Markup:
    """A table whose second column is a stacked bar; every number stands in the table as text.

    Bars share one scale (the longest is full width) unless `whole`, where each bar is its row's total: shares
    of different wholes. Series are told apart by lightness as well as colour, in the order of the legend; where they
    are `ordered` (bands of one number, at most 5) in the colours that a map has for bands. `unit` such as `%` follows
    each number. Values below zero make no sense here (ValueError).
    """
    if any(value < 0 for bar in bars for value in bar.values):
        raise ValueError("a bar cannot be shorter than nothing")
    css = "band" if ordered else "series"
    longest = max((sum(bar.values) for bar in bars), default=0.0)
    notes = any(bar.note for bar in bars)
    columns = [Column(first or "What"), Column("Chart"), *(Column(name, number=True) for name in series)]
    if notes:
        columns.append(Column("Note"))
    rows = []
    for bar in bars:
        if len(bar.values) != len(series):
            raise ValueError("a bar needs one value per series")
        scale = sum(bar.values) if whole else longest
        numbers = [Markup("{}{}").format(shown(_number(value)), unit) for value in bar.values]
        row: list[str | Markup | None] = [bar.label, _drawn(bar.values, scale, css), *numbers]
        if notes:
            row.append(bar.note or None)
        rows.append(row)
    legend = _legend(series, css) if len(series) > 1 else Markup("")
    return Markup('<figure class="chart">\n<figcaption>{}</figcaption>\n{}{}\n</figure>').format(
        caption, legend, table(caption, columns, rows, css="bars", note=note, hide_caption=True)
    )


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else float(value)


def _drawn(values: Sequence[float], scale: float, css: str) -> Markup:
    """The bar itself: hidden from screen readers, which read the numbers."""
    parts = []
    at = 0.0
    for number, value in enumerate(values):
        width = WIDTH * value / scale if scale else 0.0
        if value and width < 1.5:
            width = 1.5  # something that is there is seen to be there
        if width:
            parts.append(
                Markup('<rect class="{}-{}" x="{}" y="2" width="{}" height="{}"/>').format(
                    css, number + 1, _short(at), _short(width), HEIGHT - 4
                )
            )
        at += width
    return Markup(
        '<svg class="bar" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>'
    ).format(WIDTH + SPARE, HEIGHT, Markup("").join(parts))


def _legend(series: Sequence[str], css: str) -> Markup:
    items = Markup("").join(
        Markup('<li><span class="swatch {}-{}" aria-hidden="true"></span>{}</li>').format(css, number + 1, name)
        for number, name in enumerate(series)
    )
    return Markup('<ul class="legend">{}</ul>\n').format(items)


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
