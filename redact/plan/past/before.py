"""Old periods and changed decisions: what rows are before anything is asked of earlier releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from redact.plan.outcomes import Reason
from redact.plan.resolve import LOOSE, Fates
from redact.plan.rows import Rows
from redact.plan.treatments import Treatment
from redact.policy.model import Policy
from redact.vocabulary import TimePrecision
from redact.when.periods import MINUTES_PER_DAY

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of old records beside the policy: `era`, the first day of which records may come out under the
    present secret (None: all), and by key (int64, keyed hash) the classes that somebody has found an event to have."""

    era: date | None = None
    corrections: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def corrected(rows: Rows, before: Before, policy: Policy) -> Rows:
    """The rows with the classes that people have found their events to have after publication. A class that the policy
    has no longer counts as its strictest tier's first."""
    if not before.corrections:
        return rows
    names = list(policy.class_names)
    strictest = next((names.index(tier.classes[0]) for tier in policy.tiers if tier.classes), 0)
    shows = rows.shows.copy()
    keys = np.array(sorted(before.corrections), dtype=np.int64)
    masks = np.zeros(len(keys), dtype=np.uint32)
    for number, key in enumerate(keys.tolist()):
        for name in before.corrections[key]:
            masks[number] |= np.uint32(1) << np.uint32(names.index(name) if name in names else strictest)
    for column in rows.keys.T:
        at = np.minimum(np.searchsorted(keys, column), len(keys) - 1)
        hit = keys[at] == column
        shows[hit] |= masks[at[hit]]
    return replace(rows, shows=shows)


def not_again(
    rows: Rows, fates: Fates, policy: Policy, treatments: Sequence[Treatment], before: Before
) -> tuple[Fates, NDArray[np.bool_]]:
    """The fates with old periods treated as the policy's `history` and the present secret say, and which rows that
    decides anew (bool (n,))."""
    renewed = np.zeros(len(rows), dtype=np.bool_)
    if policy.history is not None:
        old = _before(rows, policy.history.before)
        if policy.history.treatment == "by group":
            fates, renewed = _by_group(fates, treatments, old)
        else:
            fates = _out(fates, old, Reason.HISTORY)
    if before.era is not None:
        fates = _out(fates, _before(rows, before.era), Reason.ERA)
    return fates, renewed


def _before(rows: Rows, day: date) -> NDArray[np.bool_]:
    """Rows from before a day, and those without a time."""
    early: NDArray[np.bool_] = rows.minutes < (day - _EPOCH).days * MINUTES_PER_DAY
    early |= rows.precision == TimePrecision.NONE
    return early


def _out(fates: Fates, mark: NDArray[np.bool_], reason: Reason) -> Fates:
    found = fates.reason.copy()
    found[mark & (found != Reason.FAULT)] = reason
    return replace(fates, reason=found)


def _by_group(
    fates: Fates, treatments: Sequence[Treatment], old: NDArray[np.bool_]
) -> tuple[Fates, NDArray[np.bool_]]:
    """All events of an offence group with an old record get the strictest tier that one of them has.

    Those whose own tier is another are its cover, without a choice: an old copy shows which records there were, so
    nothing may tell them apart.
    """
    events = len(fates.identity)
    concerned = np.zeros(events, dtype=np.bool_)
    concerned[fates.event[old]] = True
    group = np.zeros(events, dtype=np.int8)
    group[fates.event] = fates.group
    tier, cover = fates.event_tier.copy(), fates.event_cover.copy()
    treatment, covered, reason = fates.treatment.copy(), fates.cover.copy(), fates.reason.copy()
    for number in np.unique(group[concerned]).tolist():
        mine = concerned & (group == number)
        claimed = tier[mine][tier[mine] != LOOSE]
        if not len(claimed):
            continue
        strictest = int(claimed.min())
        own = mine & (tier != LOOSE)
        tier[own] = strictest
        cover[mine & ~own] = strictest
        at = mine[fates.event]
        treatment[at] = strictest
        covered[at] = ~own[fates.event[at]]
        open_ = at & np.isin(reason, (Reason.NONE, Reason.TIER, Reason.COVER))
        withheld = treatments[strictest].rows == "withhold"
        reason[open_] = np.where(covered[open_], Reason.COVER, Reason.TIER) if withheld else Reason.NONE
    found = replace(fates, event_tier=tier, event_cover=cover, treatment=treatment, cover=covered, reason=reason)
    return found, concerned[fates.event]
