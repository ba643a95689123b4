"""Resolve: which rows are one event, which treatment each gets, and which events are cover.

Works on the small columns of all rows of all datasets and on the ledger, never on the records themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.cover import choose
from redact.keyed import ABSENT
from redact.links import Limits, Where, interval, join_events, pairs_nearby
from redact.place import stretch
from redact.plan.items import Answer, Question
from redact.plan.outcomes import Reason
from redact.plan.rows import Rows
from redact.plan.treatments import cover_rates, treatments
from redact.policy.model import Policy
from redact.records.batch import Fault
from redact.vocabulary import OffenseGroup, TimePrecision

RANK_OF_GROUP = np.array([3, 0, 1, 2], dtype=np.int8)
"""The rank of NONE, PERSONS, PROPERTY and SOCIETY: of the records of one event the lowest says what it is against."""
GROUP_OF_RANK = np.array([1, 2, 3, 0], dtype=np.int8)

LOOSE = np.int8(127)
"""The event tier of an event that no protective tier claims."""


Asked = tuple[Question, int]
"""A question about all rows that state one offence: the question and the interned number of what they state."""


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger remembers of a plan's keys: `values` are those it has (sorted distinct key hashes).

    Tiers are indices into the current policy's tiers, -1 for none.
    """

    values: NDArray[np.int64]
    strictest: NDArray[np.int8]
    cover: NDArray[np.int8]
    fine: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fates:
    """Per row: event, own tier, treatment (index into `treatments(policy)`), cover, reason it is out (0: none yet).

    `classes` and `group` are those of the evidence, or of a person's answer. `doubtful`: the row's own evidence leaves
    it open whether it is sensitive, and nobody answered. Per event: `identity` (keyed, lasting), `event_tier` (own
    protective tier or LOOSE), `event_cover` (tier or -1).
    """

    event: NDArray[np.int32]
    own_tier: NDArray[np.int8]
    treatment: NDArray[np.int8]
    cover: NDArray[np.bool_]
    reason: NDArray[np.int8]
    classes: NDArray[np.uint32]
    group: NDArray[np.int8]
    doubtful: NDArray[np.bool_]
    identity: NDArray[np.int64]
    event_tier: NDArray[np.int8]
    event_cover: NDArray[np.int8]


def no_history(keys: NDArray[np.int64]) -> History:
    """The history of a ledger that has seen nothing."""
    none = np.empty(0, dtype=np.int8)
    return History(np.empty(0, dtype=np.int64), none, none, np.empty(0, dtype=np.bool_))


def resolve(
    rows: Rows,
    kinds: Sequence[str],
    policy: Policy,
    *,
    key: bytes,
    history: History,
    answers: Mapping[Asked, Answer],
    metres: str = "",
) -> Fates:
    """The fate of every row before place and time are settled.

    `kinds` gives each dataset's kind, `answers` what a person said about offences, `key` the secret key of the cover
    choice, `metres` the coordinate system of the rows' places.
    """
    judged = answered(rows, policy, answers)
    shows, group, unknown = judged.shows, judged.group, judged.unknown
    settings = policy.classify
    shows = np.where(settings.may_evidence == "protect", shows | rows.may, shows)
    event = join_events(rows.keys, linked_without_keys(rows, policy, shows, group, metres))
    count = int(event.max()) + 1 if len(event) else 0
    own_tier = _own_tiers(shows, rows.dataset, group, kinds, policy)

    rules = treatments(policy)
    protective = np.array([rule.protective for rule in rules[: len(policy.tiers)]])
    claimed = np.where(protective[own_tier], own_tier, LOOSE).astype(np.int8)
    weak = judged.weak
    doubtful = unknown & (settings.unknown_code == "protect") | weak & (settings.may_evidence == "protect")
    if doubtful.any():
        claimed = np.where(doubtful, np.minimum(claimed, policy.doubt_tier), claimed).astype(np.int8)
    event_tier = np.full(count, LOOSE, dtype=np.int8)
    np.minimum.at(event_tier, event, claimed)

    before_strict, before_cover, before_fine = _remembered(rows.keys, event, count, history)
    known = (before_strict >= 0) & protective[np.maximum(before_strict, 0)]
    event_tier[known] = np.minimum(event_tier[known], before_strict[known])
    event_group = _event_groups(group, event, count)
    identity = _identities(rows.keys, event, count)
    strictest = event_tier.copy()
    np.minimum.at(strictest, event, own_tier)
    event_cover = choose(
        identity,
        strictest,
        event_group,
        cover_rates(policy),
        key,
        before=before_cover,
        published_fine=before_fine,
    )
    base = np.where(event_tier[event] != LOOSE, event_tier[event], own_tier).astype(np.int8)
    covered = event_cover[event] >= 0
    base = np.where(covered, event_cover[event], base).astype(np.int8)

    careful = np.zeros(count, dtype=np.bool_)
    np.logical_or.at(careful, event, judged.careful | (weak & (settings.may_evidence == "persons")))
    loose = (event_tier[event] == LOOSE) & ~covered
    tiers = len(policy.tiers)
    treatment = np.where(careful[event] & loose, base + tiers, base).astype(np.int8)

    outcomes = [rule.rows for rule in rules]
    reason = _reasons(rows, policy, outcomes, treatment, covered, event, count, judged, weak & loose)
    return Fates(
        event=event,
        own_tier=own_tier,
        treatment=treatment,
        cover=covered,
        reason=reason,
        classes=shows,
        group=group,
        doubtful=weak & loose,
        identity=identity,
        event_tier=event_tier,
        event_cover=event_cover,
    )


def linked_without_keys(
    rows: Rows, policy: Policy, shows: NDArray[np.uint32], group: NDArray[np.int8], metres: str
) -> NDArray[np.int64] | None:
    """Pairs of rows that are one event by place, time and kind, within the policy's limits; None where it sets none."""
    linking = policy.classify.linking
    if linking.within_m is None or linking.within_hours is None:
        return None
    start, end = interval(rows.minutes, np.where(rows.fault == Fault.NONE, rows.precision, TimePrecision.NONE))
    y = rows.y.astype(np.float64)
    where = Where(
        dataset=rows.dataset,
        roles=rows.roles,
        start=start,
        end=end,
        x=rows.x.astype(np.float64),
        y=y,
        stretch=stretch(metres, np.nan_to_num(y)),
        address=rows.address,
        group=group,
        shows=shows,
        open=shows | rows.may,
    )
    return pairs_nearby(where, Limits(linking.within_m, linking.within_hours))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rows are once a person's answers are taken in."""

    shows: NDArray[np.uint32]
    group: NDArray[np.int8]
    unknown: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    careful: NDArray[np.bool_]
    conflict: NDArray[np.bool_]
    left_out: NDArray[np.bool_]


def answered(rows: Rows, policy: Policy, answers: Mapping[Asked, Answer]) -> Judged:
    """Takes in the answers. One that names a class which the policy no longer has is none: its rows stay held."""
    shows, group, unknown = rows.shows.copy(), rows.group.copy(), rows.unknown.copy()
    weak, careful, conflict = rows.weak | (rows.may != 0), rows.careful.copy(), rows.conflict != 0
    left_out = np.zeros(len(rows), dtype=np.bool_)
    names = list(policy.class_names)
    waits = {Question.UNKNOWN_CODE: unknown, Question.DOUBT: weak, Question.CONFLICT: conflict}
    for (question, code), answer in answers.items():
        about = waits[question] & (rows.stated == code)
        if answer.leave_out:
            left_out |= about
            continue
        if not set(answer.classes) <= set(names):
            continue
        mask = 0
        for word in answer.classes:
            mask |= 1 << names.index(word)
        shows[about] |= np.uint32(mask)
        if question is Question.UNKNOWN_CODE and answer.group is not None:
            group[about] = OffenseGroup[answer.group.upper()]
        if question is Question.DOUBT and not answer.classes:
            careful |= about
        waits[question][about] = False
    return Judged(shows, group, unknown, weak, careful, conflict, left_out)


def _own_tiers(
    shows: NDArray[np.uint32],
    dataset: NDArray[np.int8],
    group: NDArray[np.int8],
    kinds: Sequence[str],
    policy: Policy,
) -> NDArray[np.int8]:
    """Each row's first matching tier, asked once per distinct (classes, kind, group)."""
    packed = (shows.astype(np.int64) << 16) | (dataset.astype(np.int64) << 8) | group.astype(np.int64)
    distinct, inverse = np.unique(packed, return_inverse=True)
    names = policy.class_names
    tiers = np.empty(len(distinct), dtype=np.int8)
    for position, value in enumerate(distinct.tolist()):
        mask, kind, code = value >> 16, kinds[(value >> 8) & 0xFF], OffenseGroup(value & 0xFF)
        classes = [name for bit, name in enumerate(names) if mask >> bit & 1]
        tiers[position] = policy.tier_of(classes, kind, code)
    return tiers[inverse]


def _remembered(
    keys: NDArray[np.int64], event: NDArray[np.int32], count: int, history: History
) -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.bool_]]:
    """Per event: strictest earlier tier (-1), earlier cover choice (-1), whether any row was published fine."""
    strict = np.full(count, LOOSE, dtype=np.int8)
    cover = np.full(count, LOOSE, dtype=np.int8)
    fine = np.zeros(count, dtype=np.bool_)
    if len(history.values):
        for column in keys.T:
            at = np.searchsorted(history.values, column)
            at[at == len(history.values)] = 0
            hit = (history.values[at] == column) & (column != ABSENT)
            where, what = event[hit], at[hit]
            np.minimum.at(strict, where, np.where(history.strictest[what] < 0, LOOSE, history.strictest[what]))
            np.minimum.at(cover, where, np.where(history.cover[what] < 0, LOOSE, history.cover[what]))
            np.logical_or.at(fine, where, history.fine[what])
    strict[strict == LOOSE] = -1
    cover[cover == LOOSE] = -1
    return strict, cover, fine


def _event_groups(group: NDArray[np.int8], event: NDArray[np.int32], count: int) -> NDArray[np.int8]:
    """An event is against persons if any of its records is, else property, else society, else none."""
    best = np.full(count, 3, dtype=np.int8)
    np.minimum.at(best, event, RANK_OF_GROUP[group])
    return GROUP_OF_RANK[best]


def _identities(keys: NDArray[np.int64], event: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """The smallest key hash of each event: the same at every release that has the same keys."""
    identity = np.full(count, np.iinfo(np.int64).max, dtype=np.int64)
    for column in keys.T:
        stated = column != ABSENT
        np.minimum.at(identity, event[stated], column[stated])
    return identity


def _reasons(
    rows: Rows,
    policy: Policy,
    outcomes: Sequence[str],
    treatment: NDArray[np.int8],
    covered: NDArray[np.bool_],
    event: NDArray[np.int32],
    count: int,
    judged: Judged,
    doubtful: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Why a row is out already now. What holds one record of an event for doubt holds all of them.

    `outcomes` says of every treatment whether it publishes, holds or withholds rows.
    """
    reason = np.zeros(len(rows), dtype=np.int8)
    modes = np.array([("publish", "withhold", "hold").index(word) for word in outcomes])[treatment]
    reason[(modes == 1) & ~covered] = Reason.TIER
    reason[(modes == 1) & covered] = Reason.COVER
    reason[modes == 2] = Reason.TIER_HOLDS
    free = reason == Reason.NONE

    def of_event(mark: NDArray[np.bool_]) -> NDArray[np.bool_]:
        marked = np.zeros(count, dtype=np.bool_)
        marked[event[mark]] = True
        held: NDArray[np.bool_] = marked[event] & free
        return held

    if policy.classify.may_evidence == "hold":
        reason[of_event(doubtful)] = Reason.DOUBT
    if policy.classify.conflict == "hold":
        reason[of_event(judged.conflict)] = Reason.CONFLICT
    if policy.classify.unknown_code == "hold":
        reason[of_event(judged.unknown & free)] = Reason.UNKNOWN_CODE
    reason[of_event(judged.left_out)] = Reason.LEFT_OUT
    reason[rows.fault != Fault.NONE] = Reason.FAULT
    return reason


__all__ = ["Fates", "History", "no_history", "resolve", "treatments"]
