"""Measured values with their intervals beside a limit: an SVG to look at and the same numbers in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from redact.report.parts import Tone, badge
from redact.report.table import Column, table

WIDTH: Final = 240
HEIGHT: Final = 20
AT_LIMIT: Final = 120
"""Where the limit is drawn, in every row: half of the picture is what is allowed, half is over it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One row: its label, the measured value with the ends of its interval, what is allowed, and a verdict."""

    label: str | Markup
    value: float
    low: float
    upper: float
    limit: float
    verdict: str
    tone: Tone = "plain"


def interval_chart(caption: str, rows: Sequence[Interval], *, first: str = "", note: str = "") -> Markup:
    """A table with a picture per row: how the value and its interval lie to the limit.

    Every row has a scale of its own, so that the limit stands in one line through all of them; what is beyond twice
    the limit is drawn at the edge. Everything that the picture shows stands beside it as a number.
    """
    columns = [Column(first or "What"), Column("Nothing … allowed … twice that"), Column("Measured", number=True),
               Column("Upper end", number=True), Column("Allowed", number=True), Column("Verdict")]  # fmt: skip
    cells = [
        (row.label, _drawn(row), _number(row.value), _number(row.upper), _number(row.limit),
         badge(row.verdict, row.tone))
        for row in rows
    ]  # fmt: skip
    return Markup('<figure class="chart">\n<figcaption>{}</figcaption>\n{}\n</figure>').format(
        caption, table(caption, columns, cells, css="bars", note=note, hide_caption=True)
    )


def _drawn(row: Interval) -> Markup:
    low, value, upper = (_at(each, row.limit) for each in (row.low, row.value, row.upper))
    return Markup(
        '<svg class="interval" viewBox="0 0 {0} {1}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="allowed" x="0" y="0" width="{2}" height="{1}"/>'
        '<rect class="reach {3}" x="{4}" y="7" width="{5}" height="6"/>'
        '<rect class="mark {3}" x="{6}" y="3" width="4" height="14"/>'
        '<rect class="limit" x="{2}" y="0" width="2" height="{1}"/></svg>'
    ).format(WIDTH, HEIGHT, AT_LIMIT, row.tone, _short(low), _short(max(upper - low, 2.0)), _short(value - 2))


def _at(share: float, limit: float) -> float:
    """Where a value is drawn."""
    if limit <= 0:
        return WIDTH - 3.0 if share > 0 else 2.0
    return min(max(share / limit * AT_LIMIT, 2.0), WIDTH - 3.0)


def _number(share: float) -> Markup:
    return Markup("{}").format(f"{round(share, 3) + 0.0:.3f}")  # + 0.0: nothing is not "-0.000"


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


__all__ = ["Interval", "interval_chart"]
