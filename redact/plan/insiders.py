"""Events about people who work here: a named outside reviewer decides about them, and nobody else is asked.

A record matches by a party's name, in any form in which columns write it, or by a home's address. What matches is held
with all records of its event, and the plan says of it only that it is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.ledger.insiders import Insider
from redact.place.locator import home_of
from redact.plan.items import Answer, Item, Question
from redact.plan.kin import PARTY_ROLES, words_in
from redact.plan.officers import Officers
from redact.plan.outcomes import Reason

if TYPE_CHECKING:
    from redact.plan.context import Context
    from redact.plan.resolve import Fates
    from redact.records.batch import Batch

GIVES_WAY: Final = (Reason.NONE, Reason.UNKNOWN_CODE, Reason.DOUBT, Reason.CONFLICT, Reason.TIER_HOLDS)
"""What becomes the reviewer's to decide. Rows that are out for good anyway stay so, and nobody is asked about them."""


@dataclass(frozen=True)
class Insiders:
    """The list as a plan uses it. `reviewer` is who decides, `digest` tells lists apart."""

    people: tuple[Insider, ...] = ()
    reviewer: str = ""
    digest: str = ""

    def __bool__(self) -> bool:
        return bool(self.people)

    @cached_property
    def names(self) -> Officers:
        return Officers.of(sorted({each.name for each in self.people if each.name}))

    @cached_property
    def homes(self) -> frozenset[str]:
        """Their addresses, written as `Locator.homes` writes those of records."""
        return frozenset(home_of(_upper(each.address)) for each in self.people if each.address)

    def named(self, cell: str) -> bool:
        """Whether a name cell names one of them: in full in any form, or as only an initial or the surname tells."""
        listed = [officer for people in self.names.names.values() for officer in people]
        for person in Officers.of([cell]).names.get(cell, ()):
            if self.names.parties(person.surnames | person.others) or any(person.may_be(each) for each in listed):
                return True
        return False

    def decides(self, by: str) -> bool:
        """Whether this is the reviewer."""
        return bool(self.reviewer) and same_person(by, self.reviewer)


NOBODY_INSIDE: Final = Insiders()


def _upper(address: str) -> str:
    """As `Locator.address_column` has the texts of records."""
    return " ".join(address.upper().split())


def same_person(one: str, other: str) -> bool:
    """Whether two ways of typing a name are one, letter case and spaces aside."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def columns_of(context: Context) -> frozenset[str]:
    """The columns that are looked at."""
    exact = ("address", "house_number", "street", "cross_street", "person_address")
    return frozenset(field.name for field in context.fields if field.role in PARTY_ROLES or field.role in exact)


def marked(insiders: Insiders, context: Context, batches: Iterable[Batch]) -> NDArray[np.int64]:
    """The numbers of a dataset's rows that match the list."""
    words = sorted(insiders.names.words)
    homes = pa.array(sorted(insiders.homes), pa.string())
    found = [np.empty(0, dtype=np.int64)]
    for batch in batches:
        hit = np.zeros(len(batch), dtype=np.bool_)
        for field in context.names:
            if field.role in PARTY_ROLES and words:
                hit |= _by_name(batch.table.column(field.name).combine_chunks(), words, insiders)
        for cells in _homes(context, batch):
            hit |= pc.is_in(cells, value_set=homes).to_numpy(zero_copy_only=False)
        found.append(np.flatnonzero(hit) + batch.first_row)
    return np.concatenate(found)


def _by_name(cells: pa.Array, words: list[str], insiders: Insiders) -> NDArray[np.bool_]:
    rows, _ = words_in(cells, words)
    rows = np.unique(rows)
    encoded = cells.take(pa.array(rows)).dictionary_encode()
    named = np.array([insiders.named(cell) for cell in encoded.dictionary.to_pylist()], dtype=np.bool_)
    hit = np.zeros(len(cells), dtype=np.bool_)
    if len(named):
        hit[rows] = named[encoded.indices.to_numpy(zero_copy_only=False)]
    return hit


def _homes(context: Context, batch: Batch) -> Iterator[pa.Array]:
    written = context.locator.homes(batch)
    if written is not None:
        yield written
    for field in context.fields:
        if field.role == "person_address":
            encoded = batch.table.column(field.name).combine_chunks().dictionary_encode()
            written = pa.array([home_of(_upper(text)) for text in encoded.dictionary.to_pylist()], pa.string())
            yield written.take(encoded.indices)


@dataclass(frozen=True)
class Decided:
    """Fates with what the reviewer decided or still must, and the open items: one per event."""

    fates: Fates
    items: tuple[Item, ...]


def hold(
    fates: Fates,
    rows: NDArray[np.int64],
    insiders: Insiders,
    answers: Mapping[str, Answer],
    parts: Sequence[tuple[str, slice]],
    item_of: Callable[[str], str],
) -> Decided:
    """Holds the events of these rows (numbers over the whole plan) until the reviewer has answered.

    An answer of anybody else counts for nothing. `parts` are the datasets' names with their rows, `item_of` makes the
    keyed id of an event's item.
    """
    reason, items = fates.reason.copy(), []
    order = np.argsort(fates.event, kind="stable")
    sorted_events = fates.event[order]
    for event in np.unique(fates.event[rows]).tolist():
        first, last = np.searchsorted(sorted_events, [event, event + 1])
        mine = order[first:last]
        mine = mine[np.isin(reason[mine], GIVES_WAY)]
        if not len(mine):
            continue
        name = item_of(str(int(fates.identity[event])))
        answer = answers.get(name)
        if answer is None or not insiders.decides(answer.by):
            reason[mine] = Reason.INSIDER
            items.append(_item(name, mine, parts))
        elif answer.leave_out:
            reason[mine] = Reason.LEFT_OUT
    return Decided(replace(fates, reason=reason), tuple(sorted(items, key=lambda item: item.id)))


def _item(name: str, rows: NDArray[np.int64], parts: Sequence[tuple[str, slice]]) -> Item:
    """One item for all records of the event, shown by those of the first dataset that has any."""
    dataset, part = next((name, part) for name, part in parts if part.start <= int(rows.min()) < part.stop)
    shown = tuple(int(row) - part.start for row in rows if row < part.stop)
    return Item(name, Question.INSIDER, dataset, len(rows), shown[:5])
