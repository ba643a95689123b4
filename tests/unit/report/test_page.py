"""Pages are one file, safe, readable by everybody, and the same for the same input."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from markupsafe import Markup
from shapely.geometry import LineString, Point, box

from redact.report import (
    Bar,
    Column,
    Figure,
    Layer,
    Section,
    badge,
    bar_chart,
    details,
    figures,
    join,
    map_svg,
    notice,
    page,
    paragraph,
    table,
    terms,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "report_page.html"


def small_page(watermark: str | None = "SYNTHETIC") -> str:
    counts = bar_chart(
        "Records by dataset",
        ["Published", "Withheld"],
        [Bar("incidents", (12, 3)), Bar("calls", (4, 0))],
        first="Dataset",
    )
    places = map_svg(
        "Places that are published",
        "Two beats and one street run.",
        [
            Layer("Beats", [box(-87.70, 41.80, -87.68, 41.82), box(-87.68, 41.80, -87.66, 41.82)]),
            Layer("Street runs", [LineString([(-87.69, 41.81), (-87.67, 41.81)])]),
        ],
    )
    return page(
        "A small report",
        [
            Section("What happened", join([figures([Figure("16", "records read", "in 2 datasets")]), counts])),
            Section(
                "Checks",
                join(
                    [
                        table(
                            "Checks",
                            ["Check", Column("Cells", number=True), "Result"],
                            [("residue", 1204, badge("passed", "good")), ("delay", None, badge("failed", "bad"))],
                        ),
                        notice("Wait until the month is complete.", "warn", "Delay:"),
                        details("What the checks mean", terms([("residue", "nothing of the input is left")])),
                    ]
                ),
                lead="Every check must pass.",
            ),
            Section("Map", join([paragraph("Only published places are drawn."), places]), id="places"),
        ],
        watermark,
        lead="What would be published, and why.",
        facts=[("Policy", "baseline 1")],
        footer="Made on this computer.",
    )


def test_golden() -> None:
    """A change of the page is seen. After looking at it, write the file anew with REDACT_GOLDEN=write."""
    if os.environ.get("REDACT_GOLDEN") == "write":
        GOLDEN.write_text(small_page(), encoding="utf-8", newline="\n")
    assert small_page() == GOLDEN.read_text(encoding="utf-8"), "the page differs from tests/golden/report_page.html"


class Outline(HTMLParser):
    """What a browser would load, and the order of headings."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.refs: list[str] = []
        self.ths: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.loads += [str(found[name]) for name in ("src", "data", "action", "srcset") if name in found]
        if tag in ("a", "link", "use", "image"):
            links = [str(value) for name, value in attrs if name.endswith("href")]
            self.loads += [link for link in links if not link.startswith("#")]
        if "id" in found:
            self.ids.append(str(found["id"]))
        for name in ("aria-labelledby", "aria-describedby"):
            self.refs += str(found.get(name) or "").split()
        if tag == "a" and str(found.get("href")).startswith("#"):
            self.refs.append(str(found["href"])[1:])
        if tag == "th":
            self.ths.append(found)


def test_loads_nothing_and_runs_nothing() -> None:
    html = small_page()
    outline = Outline()
    outline.feed(html)
    assert outline.loads == []
    assert not {"script", "iframe", "object", "embed", "form", "link", "img"} & set(outline.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r"\son\w+=", html)
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html


def test_headings_tables_and_references_are_in_order() -> None:
    html = small_page()
    outline = Outline()
    outline.feed(html)
    levels = [int(tag[1]) for tag in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(head.get("scope") in ("row", "col") for head in outline.ths)
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.refs) <= set(outline.ids)
    assert '<html lang="en">' in html
    assert html.count("<caption") == html.count("<table")
    assert html.count('role="img"') == html.count("<title id=")


def test_watermark_is_said_and_laid_behind_every_sheet() -> None:
    assert small_page("DRAFT").count("DRAFT") == 3  # title, sheet, banner
    assert 'sheet-mark"' not in small_page(None)


@pytest.mark.parametrize(
    "draw",
    [
        lambda text: page(text, [Section(text, paragraph(text), lead=text)], text, lead=text, facts=[(text, text)]),
        lambda text: page("Title", [], footer=text),
        lambda text: table(text, [text], [[text]], note=text),
        lambda text: bar_chart(text, [text, text], [Bar(text, (1, 2), text)], note=text),
        lambda text: map_svg(text, text, [Layer(text, [box(0, 0, 1, 1)])], note=text),
        lambda text: join([figures([Figure(text, text, text)]), notice(text, "bad", text), badge(text)]),
        lambda text: join([terms([(text, text)]), details(text, paragraph(text))]),
    ],
)
def test_text_is_never_taken_for_html(draw: object) -> None:
    html = str(draw("<img src=x onerror=1>\"'&"))  # type: ignore[operator]
    assert "<img" not in html


def test_a_map_draws_no_point() -> None:
    html = map_svg("Places", "A point only.", [Layer("Points", [Point(-87.7, 41.8)])])
    assert '<path class="map-area-1' not in html
    assert "circle" not in html


def test_a_map_without_geometry_says_so() -> None:
    assert "no geometry" in map_svg("Places", "Nothing.", [Layer("Beats", [])])


def test_an_empty_table_says_so_and_a_short_row_is_an_error() -> None:
    assert "none" in table("Nothing", ["A"], [])
    with pytest.raises(ValueError, match="cells"):
        table("Wrong", ["A", "B"], [["only one"]])


def test_bars_stand_for_numbers() -> None:
    html = str(bar_chart("Counts", ["Rows"], [Bar("a", (10,)), Bar("b", (5,)), Bar("c", (0,))]))
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height="14"', html)]
    assert widths == [240.0, 120.0]
    assert '<td class="number">10</td>' in html
    with pytest.raises(ValueError, match="shorter"):
        bar_chart("Counts", ["Rows"], [Bar("a", (-1,))])


def test_sections_with_one_anchor_are_refused() -> None:
    with pytest.raises(ValueError, match="anchor"):
        page("Twice", [Section("Same", Markup("")), Section("Same", Markup(""))])


def test_a_page_can_have_more_style_of_ours() -> None:
    assert ".pair" not in page("Plain", [Section("One", Markup(""))])
    assert ".pair" in page("Sheets", [Section("One", Markup(""))], also=("sheet.css",))


def test_intervals_lie_to_their_limit_and_every_number_is_text() -> None:
    from redact.report.intervals import AT_LIMIT, Interval, interval_chart

    rows = [Interval("One", 0.1, 0.05, 0.2, 0.1, "withstood", "good"), Interval("Two", -0.0001, -0.1, 9, 0, "no")]
    drawn = interval_chart("How near", rows)
    assert f'class="mark good" x="{AT_LIMIT - 2}"' in drawn  # at the limit
    assert f'class="reach good" x="60" y="7" width="{237 - 60}"' in drawn  # from half of it to twice, at the edge
    for text in ("0.100", "0.200", "9.000", ">0.000<", "withstood"):
        assert text in drawn
    assert "-0.000" not in drawn
