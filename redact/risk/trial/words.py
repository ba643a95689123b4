"""Words and marks for outcomes, shared by the page, the plan's report and the docs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from redact.report.parts import Tone
from redact.risk.lab.outcome import Outcome, Verdict
from redact.risk.scenarios import Finding

SAID: Final[dict[Verdict, tuple[str, Tone]]] = {
    Verdict.FAIL: ("not withstood", "bad"),
    Verdict.INCONCLUSIVE: ("not decided", "warn"),
    Verdict.TOO_FEW: ("too few tries", "warn"),
    Verdict.NOT_RUNNABLE: ("not tried", "warn"),
    Verdict.PASS: ("withstood", "good"),
}
"""By verdict the words and the tone, worst first. Only the last is a pass."""


def worst_first(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that are not withstood first, then those without a verdict; among equals the nearest to the limit."""
    order = list(SAID)
    return sorted(outcomes, key=lambda each: (order.index(each.verdict), -nearness(each), each.scenario))


def nearness(outcome: Outcome) -> float:
    """The upper end of the figure as a share of what is allowed; 0 where there is no figure."""
    if outcome.figures is None:
        return 0.0
    return outcome.figures.upper / outcome.at_most if outcome.at_most else float(outcome.figures.upper > 0) * 1e9


def share(value: float) -> str:
    """A share as people read it: percent, with digits where it is small; nothing for what does not apply."""
    if value != value:
        return ""
    if value == 0 or abs(value) >= 0.0995:
        return f"{value:.0%}"
    return f"{value:.1%}" if abs(value) >= 0.00095 else "<0.1%" if value > 0 else "0%"


def kind(outcome: Outcome) -> str:
    """Which figure it is, in a word or two."""
    if outcome.figures is None:
        return ""
    words = {"risk": "risk", "advantage": "advantage", "share": "share right", "count": "gave way"}
    return words.get(outcome.figures.judged, outcome.figures.judged)


def found_before(card: Finding) -> tuple[str, ...]:
    """What a finding card says that somebody found elsewhere, in sentences: what he reached, and what stopped him."""
    by = f"{card.by} found" if card.by else "Somebody found"
    first = f"{by}, on the {card.where}: {card.success}"
    if card.stops is not None:
        stops = card.stops
        return (first, f"There it was stopped by {stops.path}: {stops.becomes} (was {stops.was}), at {stops.costs}")
    n = len(card.tried)
    if not n:
        return (first, "No change was tried there.")
    return (first, f"Of {n} change{'s' if n > 1 else ''} tried there none is known to stop him.")


__all__ = ["SAID", "found_before", "kind", "nearness", "share", "worst_first"]
