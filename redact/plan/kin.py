"""Kin: the people of a record's whole event, and what of them may not stand in anything published about it.

The names in a record's linked records identify its victim as well as its own do. This pass reads the people columns
once more, after events are known, and keeps only what treat needs: which words of published columns are somebody's
name in which event, officers who are also party to some event, and, where narratives are published, the people of
every event. Words are compared as numbers, by column operations: a city's surnames are its officers' surnames too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.plan.context import Context
from redact.plan.officers import Officers
from redact.records.batch import Batch, Field
from redact.vocabulary import RoleGroup

PARTY_ROLES = frozenset({"victim_name", "suspect_name", "witness_name", "reporting_party", "subject_name"})
"""Whose names are never kept, even where the same name is also an officer's."""


@dataclass
class Kin:
    """What linked records say about an event's people. Lives in memory during treat and is never saved.

    `vocabulary` numbers the words of published columns and officers' names; `pairs` holds, sorted, event * size +
    word for every word that is in a name of the event's people. `parties`: officers' cells that are also a party of any
    event, and `party_words` their surnames. Where texts are published, `known`: event -> (role, value) of every
    identifying cell, and `everyone`: the full names of all parties (identity.Everyone), which no text may have.
    """

    vocabulary: dict[str, int] = field(default_factory=dict)
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    parties: frozenset[str] = frozenset()
    party_words: frozenset[str] = frozenset()
    known: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    everyone: Any = None

    def of_events(self, events: NDArray[np.int32]) -> Kin:
        """The part that concerns these events: small enough to send to a worker where texts go to several."""
        if not self.known:
            return self
        wanted = np.unique(events)
        size = max(1, len(self.vocabulary))
        return replace(
            self,
            pairs=self.pairs[np.isin(self.pairs // size, wanted)],
            known={event: self.known[event] for event in wanted.tolist() if event in self.known},
        )

    def names_word(self, events: NDArray[np.int32], words: Iterable[str]) -> NDArray[np.bool_]:
        """For each event whether any of the words is in a name of its people."""
        found = np.zeros(len(events), dtype=np.bool_)
        if not len(self.pairs):
            return found
        size = len(self.vocabulary)
        for number in {self.vocabulary[word] for word in words if word in self.vocabulary}:
            asked = events.astype(np.int64) * size + number
            at = np.minimum(np.searchsorted(self.pairs, asked), len(self.pairs) - 1)
            found |= self.pairs[at] == asked
        return found


def identifying_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields whose cells identify somebody or the event: people, keys and exact places."""
    found = []
    for item in fields:
        people = item.group is RoleGroup.PEOPLE and not item.role.endswith(("_age", "_sex", "_race"))
        exact = item.role in ("address", "house_number", "street", "apartment", "cross_street", "place_name")
        if people or exact or item.group is RoleGroup.KEYS:
            found.append(item)
    return tuple(found)


class Gatherer:
    """Collects kin dataset by dataset; `finish` gives the whole."""

    def __init__(self, content_words: Iterable[str], officers: Officers, *, texts: bool) -> None:
        self._officers = officers
        self._texts = texts
        self._words = sorted(frozenset(content_words) | officers.words)
        self._content = np.isin(self._words, sorted(content_words)) if self._words else np.empty(0, dtype=np.bool_)
        self._of_officers = np.isin(self._words, sorted(officers.words)) if self._words else np.empty(0, dtype=np.bool_)
        self._pairs: list[NDArray[np.int64]] = []
        self._parties: set[str] = set()
        self._known: dict[int, list[tuple[str, str]]] = {}
        self._everyone: list[Any] = []

    def add(self, context: Context, batches: Iterable[Batch], event: NDArray[np.int32]) -> None:
        """Takes in one dataset's people; `event` is the dataset's slice of event numbers."""
        fields = identifying_fields(context.fields) if self._texts else ()
        for batch in batches:
            events = event[batch.first_row : batch.first_row + len(batch)]
            for item in context.names:
                cells = batch.table.column(item.name).combine_chunks()
                self._names(cells, item, events)
                if self._texts and item.role in PARTY_ROLES:
                    self._note_everyone(cells)
            for item in fields:
                for row, value in enumerate(batch.table.column(item.name).to_pylist()):
                    if value:
                        self._known.setdefault(int(events[row]), []).append((item.role, value))

    def _note_everyone(self, cells: pa.Array) -> None:
        from redact.identity.everyone import Everyone

        self._everyone.append(Everyone.of(pc.unique(cells).to_pylist()))

    def _names(self, cells: pa.Array, item: Field, events: NDArray[np.int32]) -> None:
        if not self._words:
            return
        row, word = words_in(cells, self._words)
        party = item.role in PARTY_ROLES
        keep = np.ones(len(word), dtype=np.bool_) if party else self._content[word]
        self._pairs.append(np.unique(events[row[keep]].astype(np.int64) * len(self._words) + word[keep]))
        if not party or not self._of_officers.any():
            return
        own = self._of_officers[word]
        rows, words = row[own], word[own]
        several = np.bincount(rows, minlength=len(cells))[rows] > 1
        named: dict[int, set[str]] = {}
        for number, code in zip(rows[several].tolist(), words[several].tolist(), strict=True):
            named.setdefault(number, set()).add(self._words[code])
        for said in {frozenset(said) for said in named.values()}:
            self._parties.update(self._officers.parties(said))

    def finish(self) -> Kin:
        """Everything gathered."""
        pairs = np.unique(np.concatenate(self._pairs)) if self._pairs else np.empty(0, dtype=np.int64)
        words = {word: number for number, word in enumerate(self._words)}
        parties = self._officers.same(self._parties)
        return Kin(words, pairs, parties, self._officers.surnames(parties), self._known, self._all_names())

    def _all_names(self) -> Any:
        if not self._everyone:
            return None
        from redact.identity.everyone import Everyone

        return Everyone.joined(self._everyone)


def words_in(cells: pa.Array, words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(row, number of the word) for every word of the list that a name cell has as a token.

    ASCII cells are split by column operations with the same rules as `name_tokens`; others one by one.
    """
    ascii_only = pc.string_is_ascii(cells)
    plain = pc.if_else(ascii_only, pc.ascii_lower(pc.if_else(ascii_only, cells, "")), "")
    for apostrophe in "'`":
        plain = pc.replace_substring(plain, apostrophe, "")
    plain = pc.replace_substring_regex(plain, r"[^a-z0-9]+", " ")
    tokens = pc.split_pattern(plain, " ")
    value_set = pa.array(words, pa.string())
    number = pc.index_in(tokens.flatten(), value_set=value_set)
    row = pc.list_parent_indices(tokens).to_numpy(zero_copy_only=False).astype(np.int64)
    hit = pc.is_valid(number).to_numpy(zero_copy_only=False)
    rows, numbers = [row[hit]], [number.drop_null().to_numpy(zero_copy_only=False).astype(np.int64)]
    others = np.flatnonzero(~ascii_only.to_numpy(zero_copy_only=False))
    if len(others):
        from redact.identity.names import name_tokens

        place = {word: at for at, word in enumerate(words)}
        for at in others.tolist():
            codes = [place[token] for token in name_tokens(cells[at].as_py()) if token in place]
            rows.append(np.full(len(codes), at, dtype=np.int64))
            numbers.append(np.array(codes, dtype=np.int64))
    return np.concatenate(rows), np.concatenate(numbers)
