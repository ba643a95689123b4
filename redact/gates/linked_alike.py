"""Linked alike: all records of one sensitive event, or of one chosen as cover, get the same treatment in every
dataset."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.plan.outcomes import Outcome, Reason

NAME = "linked alike"


def check(view: ReleaseView) -> GateResult:
    """Looks at every event with a record that is withheld, in a tier for sensitive events, or cover.

    All its records must be in the same tier, and where one is withheld as sensitive, as cover or because nothing
    would hide it, none may be published. Rows held for a fault, or waiting for their period, are not shown and do
    not count; nor do rows that stay as an earlier release showed them, which nothing can make unseen.
    """
    every = view.decisions
    if not len(every):
        return _result(0, 0, 0)
    guarded = np.array([bool(tier.classes) or tier.rows != "publish" for tier in view.policy.tiers])
    gone = np.isin(every.reason, (Reason.TIER, Reason.COVER, Reason.NOT_SETTLED))
    event = np.unique(every.event, return_inverse=True)[1]
    events = int(event.max()) + 1
    marked = _any(event, guarded[every.tier] | guarded[every.own_tier] | every.cover | gone, events)
    counted = (every.outcome != Outcome.HELD) & ~np.isin(every.reason, (Reason.WAITING, Reason.LATE)) & ~every.kept
    treatment = every.tier.astype(np.int64)
    low, high = _spread(event[counted], treatment[counted], events)
    cover_low, cover_high = _spread(event[counted], every.cover[counted].astype(np.int64), events)
    uneven = marked & ((high > low) | (cover_high > cover_low))
    halved = _any(event, gone, events) & _any(event, (every.outcome == Outcome.PUBLISHED) & ~every.kept, events)
    return _result(int(marked.sum()), int(uneven.sum()), int((halved & ~uneven).sum()))


def _any(event: NDArray[np.int64], mark: NDArray[np.bool_], events: int) -> NDArray[np.bool_]:
    marked = np.zeros(events, dtype=np.bool_)
    marked[event[mark]] = True
    return marked


def _spread(
    event: NDArray[np.int64], value: NDArray[np.int64], events: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The smallest and the largest value of each event; (0, 0) where it has none."""
    low = np.full(events, np.iinfo(np.int64).max)
    high = np.full(events, np.iinfo(np.int64).min)
    np.minimum.at(low, event, value)
    np.maximum.at(high, event, value)
    none = high < low
    low[none] = high[none] = 0
    return low, high


def _result(marked: int, uneven: int, halved: int) -> GateResult:
    wrong = uneven + halved
    return GateResult(
        NAME,
        wrong == 0,
        f"{wrong:,} of {marked:,} protected events treated unevenly",
        "all records of a protected event, and of one chosen as cover, are treated alike in every dataset",
        "All records of a protected event are treated alike, in every dataset."
        if not wrong
        else f"{wrong:,} protected events have records that are treated differently. Preview again; if it stays, the "
        "dataset cards do not give the keys that link these records.",
    )
