"""Faults of a whole dataset that only show once its rows are assessed: they stop the preview (11)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from redact.errors import DataMismatch
from redact.plan.context import Context
from redact.plan.resolve import Fates, History
from redact.plan.rows import Rows
from redact.policy.model import Policy
from redact.records.batch import Fault
from redact.vocabulary import Kind


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
                fix="Check the card's time.formats and columns against the file, or export again.",
            )


def check_linked(every: Sequence[Context], rows: Rows, fates: Fates, policy: Policy, *, known: History) -> None:
    """Stops where too few arrests with an event key find their event: a key in a new form would unlink everything.

    A call without a report is nothing unusual, so calls are judged from the other side: reports that name a call
    must find it.
    """
    floor = policy.classify.linked_at_least
    on = set(policy.classify.linking.on)
    calls = any(context.card.kind is Kind.CALLS for context in every)
    for context in every:
        roles = {item.role for item in context.fields} & on
        asked = context.card.kind is Kind.ARRESTS or (context.card.kind is Kind.INCIDENTS and calls)
        others = [other for other in every if other is not context]
        if not asked or not any({item.role for item in other.fields} & roles for other in others):
            continue
        mine = rows.dataset == context.number
        elsewhere = np.zeros(len(fates.identity), dtype=np.bool_)
        elsewhere[fates.event[~mine]] = True
        found = elsewhere[fates.event[mine]]
        if len(known.values):
            found = found | np.isin(rows.keys[mine], known.values).any(axis=1)
        share = float(found.mean()) if len(found) else 1.0
        if share < floor:
            raise DataMismatch(
                f"only {share:.0%} of the rows of '{context.dataset}' find their event in another dataset; the policy "
                f"asks for {floor:.0%}",
                fix="Check `keys` in the cards (a number may have changed its form), or that no month is missing.",
            )
