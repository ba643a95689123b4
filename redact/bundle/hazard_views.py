"""A hazard checklist as a reader sees it, on the public page and in a plan's report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from redact.bundle.facts import capital, plain
from redact.bundle.hazards import Hazard, Status
from redact.report import badge, details, table

if TYPE_CHECKING:
    from redact.report.parts import Tone

_TONES: Final[Mapping[Status, Tone]] = {"ok": "good", "accepted": "plain", "not applicable": "plain", "open": "warn"}


def checklist(name: str, rows: Sequence[Hazard]) -> Markup:
    """The whole list of a table, folded."""
    return details(f"{capital(plain(name))}: {verdict(rows)}", hazard_table(name, rows))


def verdict(rows: Sequence[Hazard]) -> str:
    """How many conditions hold, in words."""
    waiting = sum(row.status == "open" for row in rows)
    return f"{len(rows)} conditions, {waiting or 'none'} open"


def hazard_table(name: str, rows: Sequence[Hazard]) -> Markup:
    """A checklist as a table: the condition, its state, and what shows it."""
    body: list[Sequence[str | Markup]] = []
    for row in rows:
        question = Markup("{}<br><small>{}</small>").format(row.question, row.part)
        state = badge(f"{row.status}, must hold", "bad") if row.blocks else badge(row.status, _TONES[row.status])
        body.append((question, state, row.evidence))
    return table(f"Conditions of {plain(name)}", ["Condition", "State", "What shows it"], body, hide_caption=True)
