"""A plan's section on its tables, before any noise is drawn: what would be published, how far off, at what cost.

For the department. It holds no number of the tables: what it says follows from the policy, the map and the mechanism.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from redact.bundle.count_words import counted_words, exact_words, level_words, odds, off_by, units_of
from redact.bundle.facts import capital, listed, plain
from redact.bundle.hazard_views import checklist
from redact.bundle.hazards import Hazard, claim, formal, hazards, sentence
from redact.counts.info import TableInfo
from redact.counts.reading import RELIABLE
from redact.policy.model import Policy
from redact.report import Cell, Column, join, notice, paragraph, table, terms


def tables_section(
    tables: Sequence[TableInfo],
    policy: Policy,
    advice: Mapping[str, Sequence[str]] | None = None,
    waiting: Mapping[str, str] | None = None,
) -> Markup:
    """All tables of a plan. `advice` are sentences by table, such as that a larger area would serve better; `waiting`
    says why periods have no numbers, also of tables that have none at all."""
    waits = dict(waiting or {})
    if not tables and not waits:
        return paragraph("The policy publishes no tables of counts.")
    found = {info.table: hazards(info, policy, policy.public_invariants) for info in tables}
    noisy = [info for info in tables if info.kind == "noisy"]
    parts = [_cost(noisy, policy)] if noisy else []
    if noisy:
        parts.append(_claim([hazard for rows in found.values() for hazard in rows]))
    for info in tables:
        parts.append(Markup("<h3>{}</h3>").format(capital(plain(info.table))))
        parts.append(_exact(info, policy) if info.kind == "exact" else _noisy(info, policy))
        if info.table in waits:
            parts.append(notice(waits.pop(info.table), "plain", "Not yet:"))
        parts += [notice(text, "warn", "Advice:") for text in (advice or {}).get(info.table, ())]
        parts += [checklist(info.table, found[info.table])] if found[info.table] else []
    for name, said in waits.items():
        parts.append(Markup("<h3>{}</h3>").format(capital(plain(name))))
        parts.append(notice(said, "warn", "No numbers:"))
    return join(parts)


def _claim(every: Sequence[Hazard]) -> Markup:
    if formal(every):
        return notice(claim(every), "good", "What the public files will say:")
    return notice(claim(every), "warn", "Public files will not use the formal words.")


def _cost(noisy: Sequence[TableInfo], policy: Policy) -> Markup:
    """What is spent of the year's budget, table by table, and what it means for a guess."""
    rows: list[Sequence[Cell]] = [
        (capital(plain(info.table)), f"one {units_of(info)}", info.epsilon, info.per, capital(odds(info.epsilon)))
        for info in noisy
    ]
    budget = policy.budget
    if budget is not None:
        rows.append(("The budget", "everybody", str(budget.epsilon), budget.per, capital(odds(budget.epsilon))))
    number = Column("Epsilon", number=True)
    heads: list[Column | str] = ["Table", "About", number, "For a whole", "What was a fifty-fifty guess"]
    reserve = budget.revision_reserve if budget is not None else 0
    kept = f" {reserve:.0%} of the budget is kept for a revision when late reports have come in." if reserve else ""
    note = f"Paid for when noise is drawn, at the release; this plan has spent nothing.{kept}"
    return table("What is spent", heads, rows, note=note)


def _noisy(info: TableInfo, policy: Policy) -> Markup:
    said = [
        ("What is counted", f"{capital(counted_words(info, policy))}, by {listed([plain(by) for by in info.by])}."),
        ("Whom the noise hides", f"It {sentence(info.hides)} {info.unit_note}".strip()),
        ("Bound", sentence(info.bounded)),
        ("Over the years", sentence(info.total)),
        ("Periods", f"{listed(info.periods)}, drawn in {len(info.draws)} part{'s' if len(info.draws) != 1 else ''}"),
        ("Mechanism", f"{info.mechanism}; {info.sampler}"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            capital(level_words(level.by)),
            level.cells,
            level.epsilon if level.share != "0" else "from the finer numbers",
            off_by(level.half_width, level.standard_deviation),
            math.ceil(level.standard_deviation / RELIABLE),
            f"tables/{level.file}",
        )
        for level in info.levels
    ]
    numbers, epsilon = Column("Numbers", number=True), Column("Epsilon", number=True)
    least = Column("Reliable from", number=True)
    heads: list[Column | str] = ["Numbers for", numbers, epsilon, "Off by at most", least, "File"]
    note = "Of the worst number of the file. Smaller numbers than those in 'Reliable from' are marked as not reliable."
    return join([terms((name, text) for name, text in said if text), table("How far off", heads, rows, note=note)])


def _exact(info: TableInfo, policy: Policy) -> Markup:
    counted = f"{capital(counted_words(info, policy))}, by {listed([plain(by) for by in info.by])}. No noise."
    files = listed([f"tables/{file}" for file in info.files])
    return terms([("What is counted", counted), ("What is left out", exact_words(info)), ("File", files)])
