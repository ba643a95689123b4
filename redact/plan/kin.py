"""Kin: the people of a record's whole event, and what of them may not stand in anything published about it.

The names in a record's linked records identify its victim as well as its own do. This pass reads the people columns
once more, after events are known, and keeps only what treat needs: words that are both somebody's name and a word of
a column to be published, officers who are also party to some event, and, where narratives are published, the people
of every event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from redact.plan.assess import names_in
from redact.plan.context import Context
from redact.records.batch import Batch, Field
from redact.vocabulary import RoleGroup

PARTY_ROLES = frozenset({"victim_name", "suspect_name", "witness_name", "reporting_party", "subject_name"})
"""Whose names are never kept, even where the same name is also an officer's."""


@dataclass
class Kin:
    """What linked records say about an event's people. Lives in memory during treat and is never saved.

    `words`: event -> words of its people's names that also occur in published columns, officers' surnames included.
    `parties`: officers' cells that are also the name of a party of any event. `known`: event -> (role, value) of
    every identifying cell, only where texts are published.
    """

    words: dict[int, frozenset[str]] = field(default_factory=dict)
    parties: set[str] = field(default_factory=set)
    known: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def of_events(self, events: NDArray[np.int32]) -> Kin:
        """The part that concerns these events, small enough to send to a worker."""
        if not self.words and not self.known:
            return Kin(parties=self.parties)
        wanted = set(np.unique(events).tolist())
        return Kin(
            words={event: words for event, words in self.words.items() if event in wanted},
            parties=self.parties,
            known={event: cells for event, cells in self.known.items() if event in wanted},
        )


def identifying_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields whose cells identify somebody or the event: people, keys and exact places."""
    found = []
    for item in fields:
        people = item.group is RoleGroup.PEOPLE and not item.role.endswith(("_age", "_sex", "_race"))
        exact = item.role in ("address", "house_number", "street", "apartment", "cross_street", "place_name")
        if people or exact or item.group is RoleGroup.KEYS:
            found.append(item)
    return tuple(found)


def gather_kin(
    context: Context,
    batches: Iterable[Batch],
    event: NDArray[np.int32],
    kin: Kin,
    *,
    content_words: frozenset[str],
    officers: Mapping[str, tuple[str, frozenset[str]]],
    texts: bool,
) -> None:
    """Adds one dataset's people to `kin`. `event` is the dataset's slice of event numbers.

    `officers` maps each published officer's cell to (surname token, other name tokens), see `officer_keys`.
    """
    surnames = frozenset(surname for surname, _ in officers.values())
    fields = identifying_fields(context.fields) if texts else ()
    for batch in batches:
        events = event[batch.first_row : batch.first_row + len(batch)]
        for item in context.names:
            cells = batch.table.column(item.name).combine_chunks()
            party = item.role in PARTY_ROLES
            for row, words in names_in(cells, content_words | (surnames if party else frozenset())).items():
                number = int(events[row])
                kin.words[number] = kin.words.get(number, frozenset()) | words
                if party and not words.isdisjoint(surnames):
                    _note_parties(cells[row].as_py(), officers, kin.parties)
        for item in fields:
            column = batch.table.column(item.name).to_pylist()
            for row, value in enumerate(column):
                if value:
                    kin.known.setdefault(int(events[row]), []).append((item.role, value))


def _note_parties(name: str, officers: Mapping[str, tuple[str, frozenset[str]]], parties: set[str]) -> None:
    """Marks the officers whose full name this party has: surname and at least one given name in common.

    An officer written with an initial or a surname alone has no full name to compare; such a cell is hidden in the
    rows of every event in which a party has that surname, and stays elsewhere, where it points at nobody's record.
    """
    from redact.identity.names import name_tokens

    tokens = frozenset(name_tokens(name))
    for cell, (surname, given) in officers.items():
        if surname in tokens and not given.isdisjoint(tokens - {surname}):
            parties.add(cell)


def officer_keys(cells: Iterable[str]) -> dict[str, tuple[str, frozenset[str]]]:
    """(surname token, other name tokens) of each officer's cell.

    The surname is the last word before a comma, else the last of all. A cell without any name is left out.
    """
    from redact.identity.names import name_tokens

    keys = {}
    for cell in cells:
        tokens = name_tokens(cell)
        if not tokens:
            continue
        head = name_tokens(cell.split(",", 1)[0]) if "," in cell else ()
        surname = head[-1] if head else tokens[-1]
        keys[cell] = (surname, frozenset(tokens) - {surname})
    return keys
