"""What becomes of every row in the light of earlier releases: kept, late, refreshed, leaving, or simply new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.place import UnitTable
from redact.plan.outcomes import Reason
from redact.plan.past.leavers import Asked, Step
from redact.plan.past.matching import match, slots
from redact.plan.past.released import Released, nothing_released
from redact.plan.resolve import Fates
from redact.plan.rows import Rows
from redact.plan.treatments import Treatment
from redact.policy.model import Policy
from redact.vocabulary import TimePrecision
from redact.when.publication import publication_codes, publication_ends

NOT_OUT = -1


@dataclass(frozen=True)
class Kept:
    """Per source row (n): `row` is the archive row that it stays as it is (-1: none), `was` the one it is at all.

    `apart` rows belong to a period that is out already and appear beside it: their cells stand for themselves. `least`
    is the finest time precision that such a row may have, `slot` its number in the archive. `tally` counts for the
    report; `revision` says whether late changes appear in this plan, `new_only` whether it holds new periods only.
    """

    row: NDArray[np.int64]
    was: NDArray[np.int64]
    apart: NDArray[np.bool_]
    least: NDArray[np.int8]
    slot: NDArray[np.int64]
    period: NDArray[np.int32]
    past: Released
    revision: bool
    new_only: bool
    tally: Mapping[str, int]

    @property
    def same(self) -> NDArray[np.bool_]:
        """The rows that stay as they are."""
        kept: NDArray[np.bool_] = self.row >= 0
        return kept


def nothing_kept(count: int, datasets: int) -> Kept:
    """What `keep` finds of `count` rows where nothing was ever released."""
    none = np.full(count, NOT_OUT, dtype=np.int64)
    return Kept(
        row=none,
        was=none,
        apart=np.zeros(count, dtype=np.bool_),
        least=np.zeros(count, dtype=np.int8),
        slot=np.zeros(count, dtype=np.int64),
        period=np.zeros(count, dtype=np.int32),
        past=nothing_released(datasets),
        revision=False,
        new_only=False,
        tally={},
    )


def keep(
    rows: Rows,
    fates: Fates,
    past: Released,
    names: tuple[str, ...],
    policy: Policy,
    treatments: Sequence[Treatment],
    units: UnitTable,
    asked: Asked,
    *,
    renewed: NDArray[np.bool_],
    revision: bool,
    key: bytes,
) -> tuple[Fates, Kept]:
    """The fates with what is out kept, late rows waiting and what must leave gone, and what settle needs of it.

    `names` are the plan's datasets, `key` the secret key of the order in which covering events are chosen. `renewed`
    rows are decided about anew at a revision, whatever is out.
    """
    renewed = renewed & revision
    period = publication_codes(rows.minutes.astype(np.int64), policy.releases.period)
    slot = slots(key, rows.dataset, names, rows.keys)
    was = match(slot, rows.dataset, period, past)
    step = Step(rows, fates, past, policy, treatments, was)
    left = step.left_before()
    removed = step.events_of(np.concatenate([asked.removed, asked.removed_now]))
    leaving = step.leaving(asked, removed, units, revision=revision, key=key)

    reason, treatment, cover = fates.reason.copy(), fates.treatment.copy(), fates.cover.copy()
    out = was >= 0
    gone = leaving.events[fates.event] & out
    reason[left[fates.event]] = Reason.LEFT
    reason[leaving.events[fates.event]] = Reason.LEFT
    reason[removed[fates.event] & ~(out & ~gone)] = Reason.REMOVED
    stays = out & ~gone & ~np.isin(reason, (Reason.HISTORY, Reason.ERA))
    lost = stays & ((past.treatment[was] < 0) | (past.unit[was] < -1)) if len(past) else stays
    if len(past):
        fine = ~step.coarse[np.maximum(was, 0)] & ~step.coarse_now
        refreshed = stays & ((revision & fine & _fresh(reason)) | lost | renewed)
    else:
        refreshed = stays
    same = stays & ~refreshed
    row = np.where(same, was, NOT_OUT)
    reason[same] = Reason.NONE
    if same.any():
        treatment[same] = past.treatment[row[same]].astype(np.int8)
        cover[same] = past.cover[row[same]]
    again = refreshed & ~renewed
    if again.any():
        treatment[again] = _not_looser(past.treatment[was[again]].astype(np.int8), treatment[again], treatments, units)

    late = ~out & (reason == Reason.NONE)
    apart, least = _appearing(rows, treatment, past, treatments, policy, late)
    if revision:
        least = np.zeros(len(rows), dtype=np.int8)
    else:
        nowhere = apart & (least == TimePrecision.NONE)
        hidden = np.array([rule.cover is not None and rule.published for rule in treatments])[treatment]
        reason[nowhere] = np.where(hidden[nowhere], Reason.NOT_SETTLED, Reason.LATE)
        halved = np.zeros(len(fates.identity), dtype=np.bool_)  # what hides one record of an event hides all new ones
        halved[fates.event[nowhere & hidden]] = True
        reason[halved[fates.event] & (reason == Reason.NONE) & ~same] = Reason.NOT_SETTLED
    new_only = policy.releases.contents == "period only"
    if new_only and not revision:
        reason[same] = Reason.OUT
        row = np.full(len(rows), NOT_OUT, dtype=np.int64)
    tally = {
        "kept": int((row >= 0).sum()),
        "late": int((reason == Reason.LATE).sum()),
        "left": int(gone.sum()),
        "removed_events": leaving.removed,
        "stricter_events": leaving.stricter,
        "missing_events": leaving.missing,
        "covering_events": leaving.covering,
        "waiting_events": leaving.waiting,
        "alone_events": leaving.alone,
        "exposed_events": step.exposed(leaving.events),
    }
    found = replace(fates, reason=reason, treatment=treatment, cover=cover)
    return found, Kept(row, was, apart, least, slot, period, past, revision, new_only, tally)


def _fresh(reason: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Rows that would be published if nothing were out: what is held for a fault or a question stays as it is."""
    fresh: NDArray[np.bool_] = reason == Reason.NONE
    return fresh


def _appearing(
    rows: Rows,
    treatment: NDArray[np.int8],
    past: Released,
    treatments: Sequence[Treatment],
    policy: Policy,
    late: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Which of the rows `late` appear beside a period that is out, and the finest precision at which nothing of theirs
    is out yet.

    NONE: at every precision there is something out, or the tier's rows may not climb.
    """
    apart = np.zeros(len(rows), dtype=np.bool_)
    least = np.zeros(len(rows), dtype=np.int8)
    for number, rule in enumerate(treatments):
        mine = np.flatnonzero(late & (treatment == number) & (rows.precision != TimePrecision.NONE))
        if not len(mine):
            continue

        def opened(sharp: NDArray[np.int8], mine: NDArray[np.intp] = mine) -> NDArray[np.bool_]:
            code = when.coarsen(rows.minutes[mine].astype(np.int64), sharp)
            return past.opened(rows.dataset[mine], publication_ends(code, sharp, policy.releases.period))

        own = np.maximum(rows.precision[mine], np.int8(rule.precision)).astype(np.int8)
        out = opened(own)
        apart[mine] = out
        least[mine[out]] = TimePrecision.NONE
        if rule.cover is None or not rule.published or (rule.shows is not None and "time" not in rule.shows):
            continue
        waits = out.copy()
        for step in (step for step in TimePrecision if step > rule.precision and step in policy.times.ladder):
            sharp = np.full(len(mine), step, dtype=np.int8)
            found = waits & (own < step) & ~opened(sharp)
            least[mine[found]] = step
            waits &= ~found
    return apart, least


def _not_looser(
    before: NDArray[np.int8], now: NDArray[np.int8], treatments: Sequence[Treatment], units: UnitTable
) -> NDArray[np.int8]:
    """The treatment that a row had, unless the one that it would have now is as strict in place and time."""
    ladder = list(units.ladder)

    def strictness(rule: Treatment) -> tuple[float, ...]:
        level = len(ladder) if rule.level is None or rule.level not in ladder else ladder.index(rule.level)
        return (float(level), rule.min_households, float(rule.precision), float(rule.narrative == "remove"))

    found = before.copy()
    for old in np.unique(before).tolist():
        for new in np.unique(now[before == old]).tolist():
            least, asked = strictness(treatments[old]), strictness(treatments[new])
            if treatments[new].published and all(a >= b for a, b in zip(asked, least, strict=True)):
                found[(before == old) & (now == new)] = new
    return found
