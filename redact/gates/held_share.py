"""Held share: not so many rows are held that the release would mislead."""

from __future__ import annotations

import numpy as np

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.plan.outcomes import Outcome

NAME = "held share"


def check(view: ReleaseView) -> GateResult:
    """Rows held, for a fault or because the policy says so, among all rows. Withheld rows are no fault and do not
    count."""
    outcome = view.decisions.outcome
    limit = view.policy.gates.held_at_most
    held = int((outcome == Outcome.HELD).sum())
    share = held / len(outcome) if len(outcome) else 0.0
    worst = ""
    if len(view.datasets) > 1 and held:
        counts = np.bincount(view.decisions.dataset[outcome == Outcome.HELD], minlength=len(view.decisions.datasets))
        worst = f"; most of them in {view.decisions.datasets[int(counts.argmax())]}"
    passed = share <= limit
    return GateResult(
        NAME,
        passed,
        f"{held:,} of {len(outcome):,} rows ({share:.2%})",
        f"at most {limit:.1%} of the rows are held",
        f"{held:,} row{'s are' if held != 1 else ' is'} held{worst}."
        + ("" if passed else " Answer the open items and correct the rows that cannot be read; the report lists them."),
    )
