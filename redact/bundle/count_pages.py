"""The public page of the tables: what is counted, whom the noise hides, how to read a number, charts and maps.

Everything on it follows from the published files: it can tell no more than they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markupsafe import Markup

from redact.bundle.count_charts import chart_svg, texts
from redact.bundle.count_maps import Shapes, table_maps
from redact.bundle.count_panels import Panel, Point, area_panel, panels
from redact.bundle.count_reading import WARNINGS, worked_sentence
from redact.bundle.count_words import counted_words, exact_words, level_words, odds, off_by, units_of
from redact.bundle.facts import Facts, capital, listed, plain
from redact.bundle.hazard_views import checklist
from redact.bundle.hazards import Hazard, blocking, claim, formal, hazards_of, sentence
from redact.counts.info import TableInfo
from redact.report import Column, Section, details, join, notice, page, paragraph, table, terms

FOOTER = "Made by redact. This page loads nothing from elsewhere."

CLASS_NOT_ROW: Final = (
    "Rows of these events are published without their kind. The noise hides of what kind an event was, not that it "
    "happened."
)
MOST_ROWS: Final = 1_000
"""Numbers of areas that are listed where no chart can show them; more are left to the file."""

Draw = Callable[[Panel, str], Markup]


def described(panel: Panel, name: str) -> Markup:
    """A chart's words without the chart."""
    return join(paragraph(text) for text in texts(panel, name))


def counts_page(facts: Facts, shapes: Shapes, draw: Draw = chart_svg) -> str:
    """counts.html. `shapes` are the outlines of published areas."""
    found = hazards_of(facts)
    every = [hazard for rows in found.values() for hazard in rows]
    sections = [Section("What these numbers are", _what(facts, every), id="what")]
    if every:
        sections.append(Section("How to read a number", _reading(facts), id="reading"))
    sections += [
        Section(capital(plain(info.table)), _table(facts, info, shapes, draw), id=f"table-{info.table}")
        for info in facts.tables
    ]
    if every:
        sections += [
            Section(
                "What the noise costs",
                _costs(facts),
                lead="Less epsilon means more noise, and less that anybody can learn of one.",
                id="epsilon",
            ),
            Section(
                "What was checked",
                join(checklist(name, rows) for name, rows in found.items() if rows),
                lead="In the order of NIST SP 800-226: epsilon and whom it is about first, the records last.",
                id="hazards",
            ),
        ]
    sections.append(Section("What these numbers do not hide", _not_hidden(facts), id="limits"))
    return page(
        f"Counts with their margins: {facts.publisher or 'police records'}",
        sections,
        facts.mark or None,
        lead="How often something happens, also of what the records do not show.",
        facts=[("Release", facts.release), ("As of", facts.as_of)],
        footer=FOOTER,
    )


def _what(facts: Facts, every: Sequence[Hazard]) -> Markup:
    parts = []
    if every:
        parts.append(
            paragraph(
                "A little chance (noise) is added to every number, so that the numbers are right on the whole and "
                "nobody can be sure from them about any single report. How large the noise can be is stated beside "
                "each number."
            )
        )
        parts.append(paragraph(claim(every)) if formal(every) else notice(claim(every), "warn", "Take care:"))
    exact = [info.table for info in facts.tables if info.kind == "exact"]
    if exact:
        parts.append(
            paragraph(
                f"Exact numbers without noise are in: {listed([plain(name) for name in exact])}. They count records "
                "that are published anyway."
            )
        )
    parts.append(
        paragraph(
            Markup(
                'How records are protected: <a href="protection.html">protection.html</a>. What the columns mean: '
                '<a href="dictionary.html">dictionary.html</a>.'
            )
        )
    )
    return join(parts)


def _reading(facts: Facts) -> Markup:
    noisy = [info for info in facts.tables if info.kind == "noisy"]
    worked = next((text for info in noisy if (text := worked_sentence(info, facts.numbers))), "")
    items = Markup("").join(Markup("<li>{}</li>").format(text) for text in WARNINGS)
    example = [notice(worked, title="An example from these tables:")] if worked else []
    return join([*example, Markup("<ul>{}</ul>").format(items)])


def _table(facts: Facts, info: TableInfo, shapes: Shapes, draw: Draw) -> Markup:
    counted = f"{capital(counted_words(info, facts.policy))}, by {listed([plain(word) for word in info.by])}."
    said = [("What is counted", f"{counted} {info.bounded}".strip())]
    if info.because:
        said.append(("Why", sentence(info.because)))
    if info.kind == "exact":
        said.append(("What is left out", exact_words(info)))
        names = listed([f"tables/{file}" for file in info.files])
        return join([terms([*said, ("File", names)])])
    intended = "The noise" if not blocking(hazards_of(facts)[info.table]) else "The noise is meant for this: it"
    said.append(("Whom the noise hides", f"{intended} {sentence(info.hides)} {info.unit_note}".strip()))
    said += [("Over the years", sentence(info.total))] if info.total else []
    said.append(("How it is drawn", sentence(capital(info.mechanism))))
    if info.classes_only:
        said.append(("Rows beside it", CLASS_NOT_ROW))
    levels = table(
        f"Files of {plain(info.table)}",
        ["File", "Numbers for", Column("Numbers", number=True), "Off by at most"],
        [
            (f"tables/{each.file}", level_words(each.by), each.cells, off_by(each.half_width, each.standard_deviation))
            for each in info.levels
        ],
    )
    return join([terms(said), levels, *_drawings(facts, info, shapes, draw)])


def _drawings(facts: Facts, info: TableInfo, shapes: Shapes, draw: Draw) -> Iterator[Markup]:
    """Charts, then maps; nothing before the numbers are drawn."""
    if any(level.file not in facts.numbers for level in info.levels):
        return
    name = capital(plain(info.table))
    every = panels(info, facts.numbers)
    for panel in every:
        yield _panel(panel, name, draw)
    maps = table_maps(info, facts.numbers, shapes)
    if maps:
        yield Markup("<h3>On a map</h3>")
        yield maps
    areas = area_panel(info, facts.numbers)
    if areas is not None and areas not in every and len(areas.points) <= MOST_ROWS:
        yield details(f"The {len(areas.points):,} numbers of the areas", _numbers(areas, name))


def _panel(panel: Panel, name: str, draw: Draw) -> Markup:
    """A chart with its legend, and its numbers beneath."""
    head = Markup("<h3>{}</h3>").format(panel.title)
    if not panel.points:
        return join([head, paragraph(panel.note)])
    legend = Markup(
        '<ul class="legend"><li><span class="swatch f-bar" aria-hidden="true"></span>reliable</li>'
        '<li><span class="swatch f-pale" aria-hidden="true"></span>may be mostly noise</li>'
        "<li>thin line: the true number is inside in 9 of 10 cases</li>{}</ul>"
    ).format(Markup("<li>each small chart has its own scale</li>") if panel.uneven else "")
    return join(
        [
            head,
            Markup('<figure class="counts-chart">\n{}\n{}\n</figure>').format(legend, draw(panel, name)),
            details(f"The {len(panel.points):,} numbers of this chart", _numbers(panel, name)),
        ]
    )


def _numbers(panel: Panel, name: str) -> Markup:
    first = [panel.first] if any(point.chart for point in panel.points) else []
    second = ["Area"] if any(point.across for point in panel.points) else []
    numbers = [Column("Number", number=True), Column("At least", number=True), Column("At most", number=True)]

    def cells(point: Point) -> list[str | int]:
        lead = [point.chart] if first else []
        lead += [point.across] if second else []
        return [*lead, point.label, round(point.value), point.low, point.high, "yes" if point.reliable else "no"]

    return table(
        f"{name}: {panel.title}",
        [*first, *second, panel.label, *numbers, "Reliable"],
        [cells(point) for point in panel.points],
        hide_caption=True,
        note=f"Rounded. As published: tables/{panel.file}.",
    )


def _costs(facts: Facts) -> Markup:
    noisy = [info for info in facts.tables if info.kind == "noisy"]
    rows = [
        (capital(plain(info.table)), f"one {units_of(info)}", info.epsilon, info.per, capital(odds(info.epsilon)))
        for info in noisy
    ]
    number = Column("Epsilon", number=True)
    heads: list[Column | str] = ["Table", "About", number, "For a whole", "What was a fifty-fifty guess"]
    meaning = (
        "Somebody who is unsure whether a certain report is among those counted, fifty-fifty, can be at most so sure "
        "after reading the table, whatever else they know. Tables that count the same people add up."
    )
    return join([table("Epsilon of each table", heads, rows), paragraph(meaning)])


def _not_hidden(facts: Facts) -> Markup:
    declared = facts.policy.public_invariants
    said = [
        "Totals and trends. They are what the tables are for.",
        "What somebody knows already from elsewhere.",
        "What rows show: a table hides nothing that a published row tells.",
        "That something was reported at all, where it is known that the police write a report of every such event.",
    ]
    if declared:
        said.append(f"True numbers that are published elsewhere: {listed(declared)}.")
    elif declared is None:
        said.append("True numbers that are published elsewhere. The policy does not say whether there are any.")
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(text) for text in said))
