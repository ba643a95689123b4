"""The classifier: every kind of evidence that is in a record, brought together by numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.classify import flags, relationships
from redact.classify.assessed import Assessed, Conflict, Found
from redact.classify.code_tables import Tables, load_tables
from redact.classify.columns import Coded, coded
from redact.classify.evidence import READ, STATED_BY, Evidence, Gatherer
from redact.classify.verdicts import NO_GROUP, Verdicts
from redact.errors import Missing
from redact.records.batch import Batch, Field
from redact.vocabulary import OffenseGroup, SensitiveClass, SourceOfEvidence

if TYPE_CHECKING:
    from pathlib import Path

    from redact.policy.model import Policy
    from redact.records.card import Card
    from redact.records.source import Source

_CLASSES = tuple(SensitiveClass)
BUILT_IN = np.uint32((1 << len(_CLASSES)) - 1)
AT_HOME = np.uint32(
    1 << _CLASSES.index(SensitiveClass.INTIMATE_PARTNER_VIOLENCE) | 1 << _CLASSES.index(SensitiveClass.FAMILY_VIOLENCE)
)
_BLANK = pa.array(["", "NA", "N/A", "NULL", "NONE", "NAN", "-", "--", ".", "UNKNOWN"])
"""Cells, in upper case, that state no offence."""


class Classifier:
    """Assesses batches of one dataset. Picklable; remembers what distinct values say from batch to batch.

    `tables` must hold those that the card names; raises Missing otherwise.
    """

    def __init__(self, policy: Policy, card: Card, fields: tuple[Field, ...], tables: Tables) -> None:
        lacking = [name for name in card.codes if name not in tables]
        if lacking:
            raise Missing(f"the card names the code table '{lacking[0]}', which is not loaded")
        self._policy = policy
        self._codes = card.codes
        self._tables = tables
        self._fields = {role: [f.name for f in fields if f.role == role] for role in READ}
        self._start()

    @classmethod
    def of(cls, policy: Policy, source: Source, extra: Sequence[Path] = ()) -> Classifier:
        """The classifier of a source, with the code tables that the policy and its card name and `extra` ones."""
        own = tuple(dict.fromkeys((*extra, *source.card.own_codes)))
        tables = load_tables(tuple(dict.fromkeys((*policy.classify.codes, *source.card.codes))), own)
        return cls(policy, source.card, source.fields, tables)

    def _start(self) -> None:
        self._verdicts = Verdicts(self._policy.class_names)
        self._gatherer = Gatherer(self._policy, self._codes, self._fields, self._tables, self._verdicts)
        self._sources = frozenset(SourceOfEvidence(name) for name in self._policy.classify.sources)

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("_policy", "_codes", "_tables", "_fields")}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self._start()

    def assess(self, batch: Batch) -> Assessed:
        """The evidence in every row of a batch."""
        columns = {name: coded(batch.table[name]) for names in self._fields.values() for name in names}
        offence = list(self._gatherer.offence(columns))
        known, group, left_open = self._offence(offence, len(batch))
        pieces = [
            *offence,
            *self._gatherer.around(columns),
            *self._gatherer.people(columns, group, left_open),
            *self._gatherer.narratives(columns),
        ]
        pieces = [piece for piece in pieces if piece.source in self._sources]
        shows, may, for_safety = self._masks(pieces, len(batch))
        stated = self._stated(batch.table)
        unknown = ~known & pc.not_equal(stated, "").to_numpy(zero_copy_only=False)
        weak, careful = self._doubt(shows, may, group, columns)
        return Assessed(
            shows=shows,
            may=may,
            for_safety=for_safety,
            group=np.where(group == NO_GROUP, np.int8(OffenseGroup.NONE), group).astype(np.int8),
            unknown=unknown,
            stated=pc.dictionary_encode(stated),
            weak=weak,
            careful=careful,
            conflict=self._conflict(shows, columns),
            found=tuple(self._found(pieces)),
        )

    def _offence(
        self, offence: Sequence[Evidence], length: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.int8], NDArray[np.bool_]]:
        """Is the offence known, its group (the first that evidence gives), does it leave violence at home open."""
        arrays = self._verdicts.arrays()
        known = np.zeros(length, dtype=np.bool_)
        group = np.full(length, NO_GROUP, dtype=np.int8)
        left_open = np.zeros(length, dtype=np.bool_)
        for piece in offence:
            known |= arrays.known[piece.reading]
            group = np.where(group == NO_GROUP, arrays.group[piece.reading], group)
            left_open |= ((arrays.shows | arrays.may) & AT_HOME != 0)[piece.reading]
        return known, group, left_open

    def _masks(
        self, pieces: Sequence[Evidence], length: int
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
        """Classes shown, left open, and taken in for safety by all the evidence for them."""
        arrays = self._verdicts.arrays()
        shows, may, plain, plain_may = (np.zeros(length, dtype=np.uint32) for _ in range(4))
        for piece in pieces:
            shows |= arrays.shows[piece.reading]
            may |= arrays.may[piece.reading]
            plain |= arrays.plain[piece.reading]
            plain_may |= arrays.plain_may[piece.reading]
        return shows, may, (shows & ~plain) | (may & ~shows & ~plain_may)

    def _doubt(
        self,
        shows: NDArray[np.uint32],
        may: NDArray[np.uint32],
        group: NDArray[np.int8],
        columns: Mapping[str, Coded],
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Doubt without proof, and crimes against persons to be treated carefully because no column says a
        relationship.

        Doubt is a class left open, or a crime against a person that does not say who the two were to each other.
        """
        rules, asked = self._policy.classify, self._fields["relationship"]
        silent = group == OffenseGroup.PERSONS
        for name in asked:
            silent &= ~_cells(columns[name], relationships.answered)
        counts = rules.relationship_empty == "may" if asked else rules.relationship_absent == "may"
        doubt = (may & ~shows) != 0
        if counts:
            doubt |= silent
        unproven = (shows & BUILT_IN) == 0
        none = np.zeros(len(shows), dtype=np.bool_)
        weak = none if rules.may_evidence == "pass" else doubt & unproven
        careful = silent & unproven if not asked and rules.relationship_absent == "persons" else none
        return weak, careful

    def _conflict(self, shows: NDArray[np.uint32], columns: Mapping[str, Coded]) -> NDArray[np.int8]:
        """Where a flag or a relationship denies the violence at home that something else shows.

        A flag or a relationship that shows it denies nothing, so what shows it is something else.
        """
        conflict = np.zeros(len(shows), dtype=np.int8)
        at_home = (shows & AT_HOME) != 0
        for role, denies, mark in (
            ("domestic_flag", flags.denies, Conflict.FLAG_DENIES),
            ("relationship", relationships.denies, Conflict.RELATIONSHIP_DENIES),
        ):
            names = self._fields[role]
            if names and role_counts(role, self._sources):
                denied = np.logical_and.reduce([_cells(columns[name], denies) for name in names])
                conflict |= np.where(at_home & denied, np.int8(mark), np.int8(0))
        return conflict

    def _found(self, pieces: Sequence[Evidence]) -> Iterator[Found]:
        arrays, rules = self._verdicts.arrays(), tuple(self._verdicts.rules)
        for piece in pieces:
            for layer in arrays.layers:
                rule = layer[piece.reading]
                if not rule.any():
                    break
                yield Found(piece.column, piece.source.value, rule, rules)

    def _stated(self, table: pa.Table) -> pa.Array:
        """Each row's code, else its first text; "" where it states no offence."""
        stated = pa.array([""] * table.num_rows, type=pa.string())
        for role in STATED_BY:
            for name in self._fields[role]:
                column = table[name].combine_chunks()
                blank = pc.is_in(pc.utf8_upper(pc.utf8_trim_whitespace(column)), value_set=_BLANK)
                stated = pc.if_else(pc.and_(pc.equal(stated, ""), pc.invert(blank)), column, stated)
        return stated


def role_counts(role: str, sources: frozenset[SourceOfEvidence]) -> bool:
    """Whether the policy looks at a role at all."""
    source = SourceOfEvidence.FLAGS if role == "domestic_flag" else SourceOfEvidence.RELATIONSHIP
    return source in sources


def _cells(column: Coded, test: Callable[[str], bool]) -> NDArray[np.bool_]:
    """A test of cells, asked once per distinct one, for every row."""
    answers = np.array([test(cell) for (cell,) in column.values] or [False], dtype=np.bool_)
    return answers[column.code]
