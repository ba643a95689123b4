"""The deeper sections of a plan's report: examples, usefulness, evidence, tables, inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from redact.bundle.facts import capital, listed, plain
from redact.plan.folder import Plan
from redact.plan.rehearse import Rehearsed
from redact.plan.samples import Sample
from redact.policy.model import Policy
from redact.report import (
    Bar,
    Column,
    Figure,
    bar_chart,
    details,
    figures,
    join,
    paragraph,
    table,
    terms,
)
from redact.vocabulary import SourceOfEvidence


def found_section(classes: Mapping[str, Mapping[str, Any]], doubts: Mapping[str, int]) -> Markup:
    """Records by what shows them, and by what alone does: what would have been missed without it."""
    names = [word for word in SourceOfEvidence if any(word in found["by"] for found in classes.values())]
    numbers = [Column(capital(word.plain), number=True) for word in names]
    shown: list[Sequence[str | int]] = [
        (capital(plain(name)), found["rows"], *(found["by"].get(word, 0) for word in names))
        for name, found in classes.items()
    ]
    alone: list[Sequence[str | int]] = [
        (capital(plain(name)), *(found["only"].get(word, 0) for word in names)) for name, found in classes.items()
    ]
    heads: list[Column | str] = ["What it is about", Column("Records", number=True), *numbers]
    parts = [
        table("Records by what shows it", heads, shown, note="A record can be of several kinds and shown by several."),
        table(
            "Records that one source alone revealed",
            ["What it is about", *numbers],
            alone,
            note="Without that source these would have been published as ordinary records. "
            "Linked records: another record of the same event says it.",
        ),
    ]
    notes = [(f"{count:,}", _DOUBTS[word]) for word, count in doubts.items() if word in _DOUBTS]
    if notes:
        parts.append(table("Doubt", [Column("Records", number=True), "What about them"], notes))
    return join(parts)


_DOUBTS = {
    "for_safety": "taken in for safety: protected, and counted as no kind of event",
    "in_doubt": "a kind of event is left open, or it is not said who the two were to each other",
    "no_relationship_column": "crimes against persons in a list that never says who the two were to each other",
    "flag_denies": "the domestic flag says no, and something else shows violence at home",
    "relationship_denies": "the relationship is one of strangers, and something else shows violence at home",
}


def usefulness_section(useful: Mapping[str, Any]) -> Markup:
    levels: Mapping[str, float] = useful["published_at_level"]
    finest = next((name for name in levels if levels[name]), "no place")
    ordinary = useful["rows_outside_sensitive_tiers"]
    bars = [Bar(capital(plain(name)), (round(share * 100, 1),)) for name, share in levels.items()]
    cost, withheld = useful["of_these_cover"], useful["protected_rows_withheld_for_cover"]
    return join(
        [
            figures(
                [
                    Figure(f"{useful['of_these_published']:.1%}", "of ordinary records published", f"of {ordinary:,}"),
                    Figure(f"{levels[finest]:.1%}", f"of those tell the {plain(finest)}", "the most exact place"),
                    Figure(f"{cost:.1%}", "of ordinary records serve as cover", "and show less for it"),
                    Figure(f"{useful['of_these_withheld_as_cover']:.1%}", "are withheld as cover"),
                ]
            ),
            bar_chart("How exactly ordinary records tell the place", ["Share"], bars, unit=" %", first="Place told as"),
            paragraph(
                f"Ordinary records are those outside the tiers for sensitive events. {withheld:,} protected rows are "
                "withheld because too few other rows would have looked the same. The protected tables count them."
            ),
        ]
    )


def before_and_after(made_up: Sequence[Sample]) -> Markup:
    """Each made-up report beside what the public would see of it."""
    if not made_up:
        return paragraph("This policy asks for areas that the synthetic city does not have, so there is no example.")
    return join(_sample(sample) for sample in made_up)


_BESIDE = {"address": "place", "occurred_at": "time"}
"""What is published in place of a column of the source."""


def _sample(sample: Sample) -> Markup:
    gone = Markup('<span class="blank">{}</span>')
    names = [*sample.before, *(name for name in sample.after if name in ("offense_group", "households_band", "id"))]
    rows: list[tuple[str, str | None, str | Markup]] = []
    for name in names:
        after = sample.after.get(_BESIDE.get(name, name))
        rows.append((capital(plain(name)), sample.before.get(name), after or gone.format("not shown")))
    if not sample.after:
        rows = [(title, before, gone.format("no row")) for title, before, _ in rows]
    tier = f"{capital(plain(sample.tier))}{', as cover' if sample.cover else ''}"
    note = ""
    if not sample.after and sample.cover:
        note = "This event is ordinary. It is missing so that a missing one says nothing."
    elif sample.cover:
        note = "This event is ordinary. It shows little so that a row that shows little says nothing."
    elif not sample.after:
        note = "It is counted in the protected tables."
    heads = ["Column", "In the records system", "What the public sees"]
    return table(f"{tier}: {sample.became}", heads, rows, css="example", note=note)


def worked_examples(rehearsed: Sequence[Rehearsed]) -> Markup:
    """The policy's own examples. A wrong one would have stopped the plan."""
    if not rehearsed:
        return Markup("")
    rows = [
        (capital(item.name), listed([plain(name) for name in item.classes]) or "nothing sensitive", item.tier)
        for item in rehearsed
    ]
    drawn = table("Worked examples", ["Example", "Found", "Tier"], rows)
    return details(f"The policy's {len(rehearsed)} worked examples came out as it promises", drawn)


def inputs_section(plan: Plan, policy: Policy) -> Markup:
    summary = plan.summary
    rows = [
        (item["dataset"], plain(item["kind"]), item["files"], item["rows"], _code(item["digest"]), _code(item["card"]))
        for item in summary["inputs"]
    ]
    numbers = [Column("Files", number=True), Column("Rows", number=True)]
    heads: list[Column | str] = ["Dataset", "Kind", *numbers, "Data (keyed)", "Card"]
    notes = [(name, note) for name, every in summary["notes"].items() for note in every]
    return join(
        [
            table("Datasets", heads, rows, note="Keyed: the fingerprint confirms the data only to who has this plan."),
            terms(
                [
                    ("Policy", _code(policy.digest)),
                    ("Places", _code(summary["units"]["digest"])),
                    ("Publisher's secret", _code(str(summary["secret"]))),
                    ("Rounds until all held", f"{summary['settle']['steps']}"),
                    ("Rows that became coarser", f"{summary['settle']['climbed_rows']:,}"),
                ]
            ),
            details("What was noticed while reading", terms(notes)) if notes else Markup(""),
        ]
    )


def _code(digest: str) -> Markup:
    return Markup("<code>{}</code>").format(digest[:16])
