"""Panels as static SVG: drawn by Altair and vl-convert without a browser, cleaned, and coloured by the page's styles.

Nothing is fetched: the converter may open no address, the text is set in a font that it brings along, and only shapes
and texts are taken over from what it gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from markupsafe import Markup

from redact.bundle.count_panels import Panel, Point, counted_in
from redact.report.map import name_of

if TYPE_CHECKING:
    import altair as alt

FONT: Final = "Liberation Sans"
"""Comes with the converter, so that the layout is the same on every computer; as wide as Arial and Helvetica."""

PAINTS: Final = {"ink": "#010101", "soft": "#020202", "line": "#030303", "bar": "#040404", "pale": "#050505"}
"""Stand-ins that become classes: the page's own colours, light or dark."""

_TAGS: Final = frozenset({"g", "path", "line", "rect", "text"})
_KEPT: Final = frozenset(
    {"d", "transform", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "text-anchor", "font-size", "font-weight",
     "stroke-width", "stroke-dasharray"}
)  # fmt: skip
_LONG: Final = re.compile(r"-?\d+\.\d{2,}")
_NAMES: Final = {paint: name for name, paint in PAINTS.items()}


def chart_svg(panel: Panel, name: str) -> Markup:
    """A panel of bars or lines as an SVG element with a title and a description. `name` is the table's."""
    chart = _bars(panel) if panel.kind == "bars" else _lines(panel)
    return cleaned(_converted(chart), *texts(panel, name))


def texts(panel: Panel, name: str) -> tuple[str, str]:
    """A chart's title and its description, for those who do not see it."""
    words = "Bars" if panel.kind == "bars" else "Lines"
    described = f"{words} with error bars: {counted_in(panel.points)}. The same numbers are in the table below."
    return f"{name}: {panel.title}", described


def _converted(chart: alt.TopLevelMixin) -> str:
    import vl_convert

    version = ".".join(re.findall(r"\d+", _vega_lite())[:2])
    return str(vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=version, allowed_base_urls=[]))


def _vega_lite() -> str:
    import altair as alt

    return str(alt.SCHEMA_VERSION)


def _rows(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [
        {
            "chart": point.chart,
            "across": point.across,
            "label": point.label,
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "sure": point.reliable,
            "end": max(point.high, point.value, 0),
            "text": f"{round(point.value):,} ± {point.margin:,}",
        }
        for point in points
    ]


def _paint(yes: str = "bar", no: str = "pale") -> Any:
    import altair as alt

    return alt.condition("datum.sure", alt.value(PAINTS[yes]), alt.value(PAINTS[no]))


def _bars(panel: Panel) -> alt.TopLevelMixin:
    """Horizontal bars with intervals; the number and its margin stand at the end."""
    import altair as alt

    many = len(panel.charts) > 1
    columns = _columns(len(panel.charts))
    width = {1: 640, 2: 330, 3: 235, 4: 160}[columns]
    axis = alt.Axis(ticks=False, domain=False, labelPadding=6, labelLimit=190)
    y = alt.Y("label:N", sort=None, title=None, axis=axis)
    scale = alt.Scale(nice=True, padding=34 if many else 44)
    base = alt.Chart().encode(y=y)
    x = alt.X("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4, format=",d", labelOverlap=True))
    ends = {"y": y, "color": alt.value(PAINTS["ink"])}
    layers = [
        base.mark_bar(size=13).encode(x=x, color=_paint()),
        alt.Chart().mark_rule(strokeWidth=1.3).encode(x="low:Q", x2="high:Q", **ends),
        alt.Chart().mark_tick(thickness=1.3, size=7).encode(x="low:Q", **ends),
        alt.Chart().mark_tick(thickness=1.3, size=7).encode(x="high:Q", **ends),
        base.mark_text(align="left", dx=5, fontSize=11).encode(
            x="end:Q", text="text:N", color=_paint("ink", "soft")
        ),
    ]
    layered = alt.layer(*layers).properties(width=width, height=alt.Step(21))
    return _finished(_faceted(layered, panel, columns) if many else layered.properties(data=_data(panel)))


def _lines(panel: Panel) -> alt.TopLevelMixin:
    """A line over the periods, each number with its interval; unsure numbers are hollow."""
    import altair as alt

    across = list(dict.fromkeys(point.across for point in panel.points))
    grid = len(across) > 1
    columns = len(across) if grid else _columns(len(panel.charts))
    width = 700 // columns if grid else {1: 800, 2: 400, 3: 260, 4: 185}[columns]
    x = alt.X("label:O", sort=None, title=None, axis=alt.Axis(labelAngle=-60, labelOverlap=True, ticks=False))
    axis = alt.Axis(tickCount=4, format=",d")
    y = alt.Y("value:Q", title=None, axis=axis, scale=alt.Scale(nice=True))
    layers = [
        alt.Chart().mark_line(strokeWidth=1.2).encode(x=x, y=y, color=alt.value(PAINTS["bar"])),
        alt.Chart().mark_rule(strokeWidth=1.1).encode(
            x=x, y=alt.Y("low:Q", axis=axis, title=None), y2="high:Q", color=_paint("ink", "soft")
        ),
        alt.Chart().mark_circle(size=38, opacity=1).encode(x=x, y=y, color=_paint()),
    ]
    layered = alt.layer(*layers).properties(width=width, height=84 if grid else 120)
    if grid:
        head = alt.Header(title=None, labelFontSize=10, labelLimit=width)
        side = alt.Header(title=None, labelFontSize=11, labelAngle=0, labelAlign="left", labelLimit=120)
        found = layered.facet(
            row=alt.Row("chart:N", sort=list(panel.charts), header=side),
            column=alt.Column("across:N", sort=across, header=head),
            spacing=12,
            data=_data(panel),
        )
        return _finished(found.resolve_scale(y="independent") if panel.uneven else found)
    if len(panel.charts) > 1:
        return _finished(_faceted(layered, panel, columns))
    return _finished(layered.properties(data=_data(panel)))


def _columns(charts: int) -> int:
    """How many small charts stand side by side: rows are full where that is possible."""
    return next((columns for columns in (3, 4, 2) if charts % columns == 0), min(3, charts))


def _faceted(layered: Any, panel: Panel, columns: int) -> Any:
    """Small charts side by side, with scales of their own where one would flatten the others."""
    import altair as alt

    head = alt.Header(title=None, labelAnchor="start", labelFontSize=12, labelFontWeight="bold", labelLimit=250)
    found = layered.facet(
        facet=alt.Facet("chart:N", sort=list(panel.charts), header=head), columns=columns, spacing=20, data=_data(panel)
    )
    if len(panel.charts) % columns:
        found = found.resolve_axis(x="independent")  # a shared axis would also stand under the missing chart
    value = "x" if panel.kind == "bars" else "y"
    return found.resolve_scale(**{value: "independent"}) if panel.uneven else found


def _data(panel: Panel) -> Any:
    import altair as alt

    return alt.InlineData(values=_rows(panel.points))


def _finished(chart: Any) -> alt.TopLevelMixin:
    paint = PAINTS
    finished: alt.TopLevelMixin = (
        chart.configure(font=FONT, aria=False, background="transparent", padding=2)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=paint["ink"], labelFontSize=11, gridColor=paint["line"], domainColor=paint["soft"],
            tickColor=paint["soft"],
        )
        .configure_header(labelColor=paint["ink"], labelFont=FONT)
    )  # fmt: skip
    return finished


def cleaned(svg: str, title: str, description: str) -> Markup:
    """What may go into a page of an SVG file: shapes and texts, colours as classes, a title and a description.

    Raises ValueError for a colour that is none of the stand-ins: it could not be seen on a dark page.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
    name = name_of(f"{title} {description}")
    body = Markup("").join(filter(None, (_element(child) for child in root)))
    return Markup(
        '<svg viewBox="{}" style="max-width:{}px" role="img" aria-labelledby="{}-t {}-d" focusable="false">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>'
    ).format(root.get("viewBox", ""), root.get("width", ""), name, name, name, title, name, description, body)


def _element(element: ElementTree.Element) -> Markup:
    tag = element.tag.rpartition("}")[2]
    if tag not in _TAGS or element.get("display") == "none":
        return Markup("")
    inner = Markup("").join(filter(None, (_element(child) for child in element)))
    classes = [css for kind in ("fill", "stroke") if (css := _painted(element, kind, tag))]
    if tag == "g":
        transform = element.get("transform", "")
        if not inner or not transform or transform == "translate(0,0)":
            return inner
    elif tag == "text":
        inner = Markup("{}").format((element.text or "").replace("\N{MINUS SIGN}", "-"))
        if not inner:
            return Markup("")
    elif not classes:
        return Markup("")
    kept = {key: _LONG.sub(_short, value) for key, value in element.attrib.items() if key in _KEPT}
    if classes:
        kept["class"] = " ".join(classes)
    attributes = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in kept.items())
    return Markup("<{}{}>{}</{}>").format(tag, attributes, inner, tag)


def _short(number: re.Match[str]) -> str:
    """A tenth of a pixel is enough."""
    return f"{float(number.group()):.1f}".removesuffix(".0")


def _painted(element: ElementTree.Element, kind: str, tag: str) -> str:
    """The class of a fill or stroke; empty where there is none to be seen."""
    color = element.get(kind, "none")
    if tag == "g" or color in ("none", "transparent"):
        return ""
    if color not in _NAMES:
        raise ValueError(f"a chart has a colour that pages do not know: {color}")
    return f"{'f' if kind == 'fill' else 's'}-{_NAMES[color]}"
