"""What people asked of the ledger, as the keys of events."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from redact.errors import PlanStale, Where
from redact.ledger.releases import State
from redact.ledger.steps import Kind
from redact.plan.folder import Plan
from redact.plan.past.before import Before
from redact.plan.past.leavers import Asked

if TYPE_CHECKING:
    from redact.ledger import Ledger


def asked_of(ledger: Ledger, *, era: date | None = None) -> tuple[Asked, Before]:
    """Removals and corrections. A correction to "leave out" is a removal that waits like one; the last correction of an
    event stands. `era` is the first day of which records may come out under the present secret."""
    removals, corrections = ledger.removals(), ledger.corrections()
    classes: dict[int, tuple[str, ...]] = {}
    left_out: dict[int, bool] = {}
    corrected_now: set[int] = set()
    for correction in corrections:
        for key in correction.keys:
            classes[key] = correction.classes
            left_out.pop(key, None)
            if correction.leave_out:
                left_out[key] = correction.now
            if correction.now:
                corrected_now.add(key)
    removed = {key for removal in removals for key in removal.keys}
    removed_now = {key for removal in removals if removal.now for key in removal.keys}
    removed |= set(left_out)
    removed_now |= {key for key, now in left_out.items() if now}
    return (
        Asked(_keys(removed), _keys(removed_now), _keys(corrected_now)),
        Before(era, {key: found for key, found in classes.items() if found}),
    )


def seen_of(ledger: Ledger) -> dict[str, int]:
    """What a plan knows of its ledger: how many releases are out, and how many removals and corrections were noted."""
    asked = (Kind.REMOVAL, Kind.UNDONE, Kind.CORRECTION)
    return {
        "published": sum(each.state in (State.PUBLISHED, State.RECALLED) for each in ledger.releases()),
        "asked": sum(step.kind in asked for step in ledger.steps()),
    }


def demand_seen(plan: Plan, ledger: Ledger) -> None:
    """PlanStale (18) where a release, a removal or a correction has come since the plan was made."""
    if ledger.path is not None and seen_of(ledger) != plan.summary["past"]["ledger"]:
        raise PlanStale(
            "there was a release, a removal or a correction since this plan was made",
            where=Where(plan.folder),
            fix="Preview again.",
        )


def _keys(found: set[int]) -> np.ndarray:
    return np.array(sorted(found), dtype=np.int64)
