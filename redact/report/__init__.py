"""Drawing only: self-contained HTML pages with inline SVG, no script, nothing fetched.

Knows nothing of policies or records: callers pass words and numbers. What a page shows is the caller's decision;
that it is readable, prints well and can be used with a keyboard and a screen reader is decided here.
"""

from redact.report.areas import Area, area_map
from redact.report.chart import Bar, bar_chart
from redact.report.map import Layer, map_svg
from redact.report.page import Section, page
from redact.report.parts import Figure, badge, details, figures, join, notice, paragraph, terms
from redact.report.plane import Point, plane
from redact.report.table import Cell, Column, table

__all__ = [
    "Area",
    "Bar",
    "Cell",
    "Column",
    "Figure",
    "Layer",
    "Point",
    "Section",
    "area_map",
    "badge",
    "bar_chart",
    "details",
    "figures",
    "join",
    "map_svg",
    "notice",
    "page",
    "paragraph",
    "plane",
    "table",
    "terms",
]
