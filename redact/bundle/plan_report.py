"""The report of a plan: what would be published, what not and why, for the officer who decides.

One self-contained file inside the plan folder. It draws only what is published, and shows records only of nobody: the
examples are made-up ones. Row numbers are shown, values never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from redact.gates import GateResult
from redact.plan.folder import Plan, write_private
from redact.plan.outcomes import Reason
from redact.plan.rehearse import Rehearsed
from redact.plan.samples import Sample
from redact.policy.model import Policy
from redact.records.batch import Fault
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

MAP_LIMIT = 6_000
"""More units than this are drawn level by level only down to areas: a page must open."""


def write_report(
    plan: Plan,
    policy: Policy,
    gates: Sequence[GateResult],
    rehearsed: Sequence[Rehearsed],
    made_up: Sequence[Sample],
) -> None:
    """Writes the plan's report.html."""
    write_private(plan.report, report_page(plan, policy, gates, rehearsed, made_up))


def report_page(
    plan: Plan,
    policy: Policy,
    gates: Sequence[GateResult],
    rehearsed: Sequence[Rehearsed],
    made_up: Sequence[Sample],
) -> str:
    """The page as text."""
    summary = plan.summary
    sections = [
        Section("At a glance", _glance(plan, gates), "What would be published, and whether it may be."),
        Section("What happened to the records", _records(summary), "Every row read is in exactly one of these."),
        Section("Before and after", _samples(made_up), "Made-up reports under this policy. Nobody's record is shown."),
        Section("Checks", _gates(gates), "Each must pass before anything but a draft is written."),
        Section("What is held, and what to do", _held(plan), "Held rows stay out until somebody corrects or answers."),
        Section("How sensitive records were found", _found_by(summary), "Counts of rows; one row can count twice."),
        Section("Places", _places(plan), "Only units that some row is published with are drawn."),
        Section("How useful the release stays", _usefulness(summary), "What protection cost, in rows and precision."),
        Section("Counts with a guarantee", _tables(plan), "What is withheld as rows is counted with noise."),
        Section("What this plan was made from", _made_from(summary, policy, rehearsed), ""),
    ]
    return page(
        "What would be published",
        sections,
        "SYNTHETIC" if plan.synthetic else "INTERNAL",
        lead=f"{policy.title}. Policy {policy.policy}, version {policy.version}, as of {summary['as_of']}.",
        footer="Internal: this page shows counts that a release would not. It holds no record.",
    )


def _added(summary: Mapping[str, Any], word: str) -> int:
    return sum(int(counts[word]) for tiers in summary["counts"].values() for counts in tiers.values())


def _glance(plan: Plan, gates: Sequence[GateResult]) -> Markup:
    summary = plan.summary
    rows = _added(summary, "rows_in")
    numbers = [
        Figure(f"{rows:,}", "records read", f"{len(plan.datasets)} datasets"),
        *(
            Figure(f"{_added(summary, word):,}", word, f"{_added(summary, word) / max(rows, 1):.1%}")
            for word in ("published", "withheld", "held")
        ),
        Figure(f"{sum(gate.passed for gate in gates)} of {len(gates)}", "checks passed"),
        Figure(f"{len(plan.open_items):,}", "open questions"),
    ]
    failed = [gate for gate in gates if not gate.passed]
    if failed or plan.open_items or plan.limited:
        what = [f"{gate.name}: {gate.sentence}" for gate in failed]
        if plan.open_items:
            what.append("Questions are open: answer them with redact review PLAN, then preview again.")
        if plan.limited:
            what.append("Only the first rows were looked at (--limit).")
        state = notice(join(paragraph(text) for text in what), "bad", "This plan cannot be released")
    elif plan.synthetic:
        state = notice("Every check passed. The records are made up, so it may be published in full.", "good", "Ready")
    else:
        state = notice("Every check passed. Real records can only become a draft until the policy is signed.", "warn",
                       "A draft may be written")  # fmt: skip
    return join([figures(numbers), state])


def _records(summary: Mapping[str, Any]) -> Markup:
    parts = []
    for dataset, tiers in summary["counts"].items():
        bars = [
            Bar(tier, (counts["published"], counts["withheld"], counts["held"]), _cover_note(counts))
            for tier, counts in tiers.items()
        ]
        parts.append(bar_chart(f"{dataset}: rows by tier", ("published", "withheld", "held"), bars, first="Tier"))
        reasons = summary["reasons"][dataset]
        parts.append(
            table(
                f"{dataset}: why rows are not in the release",
                [Column("Why"), Column("Rows", number=True), Column("What to do")],
                [
                    (Reason[name.upper()].sentence(), count, Reason[name.upper()].advice() or "Nothing.")
                    for name, count in sorted(reasons.items(), key=lambda item: -item[1])
                ],
            )
        )
    return join(parts)


def _cover_note(counts: Mapping[str, int]) -> str:
    return f"{counts['cover']:,} of them as cover" if counts["cover"] else ""


def _samples(made_up: Sequence[Sample]) -> Markup:
    if not made_up:
        return paragraph("This policy asks for areas that the synthetic city does not have, so there is no example.")
    parts = []
    for sample in made_up:
        title = f"{sample.tier}{', as cover' if sample.cover else ''}: {sample.became}"
        after = (
            terms((name.replace("_", " "), cell) for name, cell in sample.after.items())
            if sample.after
            else paragraph(
                "Nothing. This event is ordinary: it is missing so that a missing one says nothing."
                if sample.cover
                else "Nothing. The event is counted in the protected tables."
            )
        )
        before = terms((name.replace("_", " "), cell) for name, cell in sample.before.items())
        parts.append(
            table(title, ["In the records system", "What the public sees"], [(before, after)], row_headers=False)
        )
    return join(parts)


def _gates(gates: Sequence[GateResult]) -> Markup:
    rows = [
        (
            gate.name,
            badge("passed", "good") if gate.passed else badge("failed", "bad"),
            gate.measured,
            gate.required,
            gate.sentence,
        )
        for gate in gates
    ]
    return table("Checks before writing", ["Check", "Result", "Measured", "Required", "In words"], rows)


def _held(plan: Plan) -> Markup:
    summary = plan.summary
    rows = [
        (dataset, Fault[name.upper()].sentence(), found["rows"], ", ".join(f"{row:,}" for row in found["first"]))
        for dataset, faults in summary["faults"].items()
        for name, found in faults.items()
    ]
    parts = [
        table(
            "Faults of rows (rows count from 0, as read)",
            ["Dataset", "What is wrong", Column("Rows", number=True), "The first of them"],
            rows,
            row_headers=False,
            note="Correct them in the records system and export again. They stay out until then.",
        )
    ]
    items = [
        (item.dataset, item.question.sentence(), item.rows, ", ".join(str(row) for row in item.example_rows))
        for item in plan.open_items
    ]
    parts.append(
        table(
            "Open questions",
            ["Dataset", "Question", Column("Rows", number=True), "For example rows"],
            items,
            row_headers=False,
            note="Answer each once with redact review PLAN; leaving rows out is always an answer.",
        )
    )
    hidden = [
        (dataset, column, count)
        for dataset, columns in summary["hidden_cells"].items()
        for column, count in columns.items()
    ]
    if hidden:
        parts.append(
            table(
                "Single cells emptied because they held something that identifies a person",
                ["Dataset", "Column", Column("Cells", number=True)],
                hidden,
                row_headers=False,
            )
        )
    return join(parts)


_SOURCES = {
    "codes": "offence codes",
    "statutes": "statutes",
    "relationship": "relationship",
    "flags": "flags",
    "offense_text": "offence text",
    "narrative": "narrative",
}


def _found_by(summary: Mapping[str, Any]) -> Markup:
    found = dict(summary["found_by"])
    linked = found.pop("linked_records_only", {"rows": 0})["rows"]
    columns: list[Column | str] = [
        "Class",
        Column("Rows", number=True),
        *(Column(words, number=True) for words in _SOURCES.values()),
    ]
    rows = [
        (name.replace("_", " "), counts["rows"], *(counts.get(word, 0) for word in _SOURCES))
        for name, counts in found.items()
    ]
    chart = table("Rows per class, and which kind of evidence speaks", columns, rows)
    return join([chart, paragraph(f"{linked:,} rows show nothing themselves and are protected by a linked record.")])


def _places(plan: Plan) -> Markup:
    import pyarrow.compute as pc

    units = plan.units()
    decisions = plan.decisions(["unit", "staged"])
    used = pc.unique(decisions.filter(pc.greater_equal(decisions.column("staged"), 0)).column("unit")).to_pylist()
    chosen = sorted(unit for unit in used if unit is not None and unit >= 0)
    shapes = units.geometry()
    layers = []
    for level, name in reversed(list(enumerate(units.ladder))):
        here = [unit for unit in chosen if units.level[unit] == level]
        if not here or (len(here) > MAP_LIMIT):
            continue
        layers.append(Layer(name.replace("_", " "), [shapes.iloc[unit] for unit in here], outline=level > 0))
    counts = [
        Bar(name.replace("_", " "), (sum(1 for unit in chosen if units.level[unit] == level),))
        for level, name in enumerate(units.ladder)
    ]
    parts = [
        map_svg(
            "Places that rows are published with",
            "Street blocks as lines, larger areas as outlines. A line is a stretch of street, never a house.",
            layers,
        ),
        bar_chart("Published places by kind", ("places",), counts, first="Kind"),
    ]
    if units.skipped:
        parts.append(
            notice(
                f"No layer gives: {', '.join(units.skipped)}. Rows go to the next larger area instead.",
                "warn",
                "Missing layers",
            )
        )
    return join(parts)


def _usefulness(summary: Mapping[str, Any]) -> Markup:
    useful = summary["usefulness"]
    numbers = [
        Figure(f"{useful['of_these_published']:.1%}", "of rows outside the sensitive tiers are published"),
        Figure(f"{useful['of_these_cover']:.1%}", "of them are cover", "coarser, so that others are not alone"),
        Figure(f"{useful['of_these_withheld_as_cover']:.1%}", "of them are withheld as cover"),
        Figure(f"{useful['protected_rows_withheld_for_cover']:,}", "protected rows withheld", "too little cover"),
    ]
    levels = [
        Bar(name.replace("_", " "), (round(100 * share, 1),)) for name, share in useful["published_at_level"].items()
    ]
    chart = bar_chart(
        "Published rows outside the sensitive tiers, by how exactly their place is told",
        ("share",),
        levels,
        unit="%",
        first="Place",
    )
    settled = summary["settle"]
    return join(
        [
            figures(numbers),
            chart,
            paragraph(f"{settled['climbed_rows']:,} rows are told more coarsely than their tier asks, cell by cell."),
        ]
    )


def _tables(plan: Plan) -> Markup:
    from redact.plan.tables import table_files

    rows = [
        (info.table, ", ".join(info.tiers), ", ".join(info.by), info.cells, info.epsilon, info.hides)
        for info, _ in table_files(plan.folder)
    ]
    return table(
        "Tables in this plan",
        ["Table", "Counts", "By", Column("Cells", number=True), Column("Epsilon", number=True), "What it hides"],
        rows,
        note="Numbers are signed and noisy; they are drawn once and paid for when they are published.",
    )


def _made_from(summary: Mapping[str, Any], policy: Policy, rehearsed: Sequence[Rehearsed]) -> Markup:
    inputs = [
        (item["dataset"], item["kind"], item["files"], item["rows"], item["digest"][:16]) for item in summary["inputs"]
    ]
    notes = [(dataset, text) for dataset, texts in summary["notes"].items() for text in texts]
    examples = [
        (item.name, ", ".join(item.classes).replace("_", " ") or "none", item.tier, badge("as expected", "good"))
        for item in rehearsed
    ]
    return join(
        [
            table(
                "Datasets",
                ["Dataset", "Kind", Column("Files", number=True), Column("Rows", number=True), "Keyed digest"],
                inputs,
            ),
            table("Notes on the files", ["Dataset", "Note"], notes, row_headers=False),
            details(
                "The policy's worked examples, as rehearsed",
                table("Worked examples", ["Example", "Classes", "Tier", "Result"], examples),
            ),
            terms(
                [
                    ("Policy", f"{policy.policy}, version {policy.version}"),
                    ("Policy digest", summary["policy"]["digest"]),
                    ("Places digest", summary["units"]["digest"]),
                    ("Program", f"redact {summary['package']}"),
                    ("Made", summary["created"]),
                ]
            ),
        ]
    )
