"""Faults of a whole dataset that only show once its rows are assessed: they stop the preview (11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from redact.errors import DataMismatch
from redact.keyed import ABSENT
from redact.plan.context import Context
from redact.plan.expected.links import Links
from redact.plan.resolve import Fates, History
from redact.plan.rows import Rows
from redact.policy.model import Policy
from redact.records.batch import Fault
from redact.vocabulary import Kind

COUNTER_REPORTS = 0.5
"""Of reports and calls only this part of the policy's share must find each other: a new key form finds none."""


_UNREADABLE = "Check the card's time.formats and columns against the file, or export again."
_FUTURE = "Is this computer's date right? A plan is made as of today, or as of the day that --as-of names."


def check_readable(every: Sequence[Context], slices: Sequence[slice], rows: Rows) -> None:
    """Stops where more rows have a fault than the card's `max_unreadable` allows."""
    for context, part in zip(every, slices, strict=True):
        faulty = np.flatnonzero(rows.fault[part] != Fault.NONE)
        count = part.stop - part.start
        if len(faulty) > context.card.max_unreadable * count:
            commonest = Fault(int(np.bincount(rows.fault[part][faulty]).argmax()))
            raise DataMismatch(
                f"{len(faulty):,} of {count:,} rows of '{context.dataset}' cannot be used ({len(faulty) / count:.1%}; "
                f"the card allows {context.card.max_unreadable:.1%}). Mostly {commonest.sentence()}; "
                f"the first is row {int(faulty[0])}",
                fix=_FUTURE if commonest is Fault.FUTURE else _UNREADABLE,
            )


def links_of(
    every: Sequence[Context], rows: Rows, fates: Fates, policy: Policy, *, known: History
) -> dict[int, Links]:
    """By dataset number: which rows name an event that is at home in another dataset, and find it there or among the
    `known` ones. Arrests name reports and calls, reports name calls by `event_id`, calls reports by `incident_id`."""
    links: dict[int, Links] = {}
    for context in every:
        columns = _naming(context, every, policy)
        if not columns:
            continue
        mine = np.flatnonzero(rows.dataset == context.number)
        names = rows.keyed[mine] & (rows.keys[mine][:, columns] != ABSENT).any(axis=1)
        named = mine[names]
        elsewhere = np.zeros(len(fates.identity), dtype=np.bool_)
        elsewhere[fates.event[rows.dataset != context.number]] = True
        finds = np.zeros(len(mine), dtype=np.bool_)
        finds[names] = elsewhere[fates.event[named]]
        before = np.zeros(len(mine), dtype=np.bool_)
        before[names] = np.isin(rows.keys[named], known.values).any(axis=1)
        links[context.number] = Links(names, finds, before)
    return links


def check_linked(every: Sequence[Context], links: Mapping[int, Links], policy: Policy) -> None:
    """Stops where too few rows that name an event of another dataset find it: a key in a new form, or a column that
    went empty, would unlink everything.

    Arrests must find the reports and calls that they name. Since many calls lead to no report and many reports begin
    at the counter, of these half as many must.
    """
    for context in every:
        found = links.get(context.number)
        if found is None:
            continue
        floor = policy.classify.linked_at_least * (1.0 if context.card.kind is Kind.ARRESTS else COUNTER_REPORTS)
        if not found.names.any():
            if context.card.kind is not Kind.ARRESTS or not floor:
                continue
            raise DataMismatch(
                f"no row of '{context.dataset}' states a key by which it could find its event in another dataset",
                fix="Check the export: is the column with the event's number still filled?",
            )
        share = float((found.finds | found.known)[found.names].mean())
        if share < floor:
            raise DataMismatch(
                f"only {share:.0%} of the rows of '{context.dataset}' that name an event find it in another dataset; "
                f"the policy asks for {floor:.0%}",
                fix="Check `keys` in the cards (a number may have changed its form), or that no month is missing.",
            )


def _naming(context: Context, every: Sequence[Context], policy: Policy) -> list[int]:
    """The columns of `Rows.keys` by which a dataset's rows name events that are at home in another dataset."""
    kind = context.card.kind
    on = policy.classify.linking.on
    if kind is Kind.ARRESTS:
        homes = [(other, set(on)) for other in every if other is not context]
    elif kind is Kind.INCIDENTS:
        homes = [(other, {"event_id"}) for other in every if other.card.kind is Kind.CALLS]
    elif kind is Kind.CALLS:
        homes = [(other, {"incident_id"}) for other in every if other.card.kind is Kind.INCIDENTS]
    else:
        homes = []
    names = {field.role for other, roles in homes for field in other.fields if field.role in roles}
    keys = [field.role for field in context.fields if field.role in on]
    return [number for number, role in enumerate(keys) if role in names]
