"""The classifier: every kind of evidence that is in a record, read once per distinct value, combined by numpy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.classify import flags, narrative, offense_text, premise, relationships
from redact.classify.added import AddedClasses
from redact.classify.assessed import Assessed, Found
from redact.classify.code_tables import COMPANIONS, Tables
from redact.classify.columns import Coded, Reader, coded, together
from redact.classify.lookup import Lookup
from redact.classify.rule import NOTHING, Reading, Rule, SourceOfEvidence
from redact.classify.statutes import Statutes
from redact.classify.verdicts import NO_GROUP, Verdicts
from redact.errors import Missing
from redact.records.batch import Batch, Field
from redact.vocabulary import OffenseGroup, SensitiveClass

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.records.card import Card

TEXTS = ("offense_category", "offense_text")
"""Roles whose cells are read together, as one description of the offence."""
CALLS = ("call_type_final", "call_type_initial")
AFTERWARDS = ("clearance", "disposition")
NARRATIVES = ("narrative", "remarks", "synopsis")
STATED_BY = ("offense_code", *TEXTS, *CALLS, "statute")
"""Roles that state an offence; if none of them is known, the row's offence is unknown."""

_CLASSES = tuple(SensitiveClass)
AT_HOME = np.uint32(
    1 << _CLASSES.index(SensitiveClass.INTIMATE_PARTNER_VIOLENCE) | 1 << _CLASSES.index(SensitiveClass.FAMILY_VIOLENCE)
)
BUILT_IN = np.uint32((1 << len(SensitiveClass)) - 1)


class Evidence:
    """The readings of one column by row, as numbers of a `Verdicts`."""

    __slots__ = ("column", "reading", "source")

    def __init__(self, column: str, source: SourceOfEvidence, reading: NDArray[np.int64]) -> None:
        self.column = column
        self.source = source
        self.reading = reading


class Classifier:
    """Assesses batches of one dataset. Picklable; remembers what distinct values say from batch to batch.

    `tables` must hold those that the card names; raises Missing otherwise.
    """

    def __init__(self, policy: Policy, card: Card, fields: tuple[Field, ...], tables: Tables) -> None:
        lacking = [name for name in card.codes if name not in tables]
        if lacking:
            raise Missing(f"the card names the code table '{lacking[0]}', which is not loaded")
        self._policy = policy
        self._card = card
        self._tables = tables
        self._fields = {role: [f.name for f in fields if f.role == role] for role in {f.role for f in fields}}
        self._start()

    def _start(self) -> None:
        rules = self._policy.classify
        self._verdicts = Verdicts(self._policy.class_names)
        self._readers: dict[object, Reader] = {}
        self._sources = frozenset(SourceOfEvidence(name) for name in rules.sources)
        by_policy = [name for name in rules.codes if name in self._tables]
        described = any(self._fields.get(role) for role in (*TEXTS, *CALLS))
        self._lookup = Lookup(self._tables, self._card.codes, by_policy, described=described)
        self._companions = {
            role: [
                self._tables[companion]
                for system in (*self._card.codes, *([] if self._card.codes else by_policy))
                for companion in COMPANIONS.get(system, ())
                if companion.endswith(ending) and companion in self._tables
            ]
            for role, ending in (("premise", "locations"), ("circumstance", "circumstances"))
        }
        self._statutes = Statutes.of(self._tables["statutes_ca"])
        self._added = AddedClasses(rules.classes)
        self._modes = narrative.Modes(negated=rules.negated, prior=rules.prior)

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("_policy", "_card", "_tables", "_fields")}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self._start()

    def assess(self, batch: Batch) -> Assessed:
        """The evidence in every row of a batch."""
        columns = {name: coded(batch.table[name]) for names in self._needed() for name in names}
        offence = [*self._codes(columns), *self._texts(columns), *self._numbers(columns)]
        arrays = self._verdicts.arrays()
        group = np.full(len(batch), NO_GROUP, dtype=np.int8)
        known = np.zeros(len(batch), dtype=np.bool_)
        for piece in offence:
            known |= arrays.known[piece.reading]
            group = np.where(group == NO_GROUP, arrays.group[piece.reading], group)
        left_open = self._left_open(offence, len(batch))
        pieces = [
            *offence,
            *self._circumstances(columns),
            *self._people(columns, group, left_open),
            *self._narratives(columns),
        ]
        pieces = [piece for piece in pieces if piece.source in self._sources]
        shows, may, for_safety = self._masks(pieces, len(batch))
        stated = self._stated(batch.table)
        unknown = ~known & pc.not_equal(stated, "").to_numpy(zero_copy_only=False)
        return Assessed(
            shows=shows,
            may=may,
            for_safety=for_safety,
            group=np.where(group == NO_GROUP, np.int8(OffenseGroup.NONE), group).astype(np.int8),
            unknown=unknown,
            unknown_code=pc.dictionary_encode(pc.if_else(pa.array(unknown), stated, "")),
            weak=self._weak(shows, may, group, columns),
            found=tuple(self._found(pieces)),
        )

    def _needed(self) -> Iterable[list[str]]:
        roles = (
            *STATED_BY,
            *AFTERWARDS,
            *NARRATIVES,
            "relationship",
            "domestic_flag",
            "circumstance",
            "premise",
            "victim_age",
        )
        return (self._fields.get(role, []) for role in dict.fromkeys(roles))

    def _reader(self, name: object, read: object) -> Reader:
        reader = self._readers.get(name)
        if reader is None:
            reader = self._readers[name] = Reader(read, self._verdicts)  # type: ignore[arg-type]
        return reader

    def _codes(self, columns: dict[str, Coded]) -> Iterable[Evidence]:
        """Codes and literal texts in tables, statutes, codes of added classes."""
        for role in ("offense_code", *TEXTS, *CALLS):
            for name in self._fields.get(role, ()):
                read = self._lookup.code if role == "offense_code" else self._lookup.literal
                yield Evidence(name, SourceOfEvidence.CODES, self._reader((role, "code"), read)(columns[name]))
        codes = self._fields.get("offense_code", [])
        if len(codes) > 1:
            joined = together([columns[name] for name in codes])
            yield Evidence(codes[0], SourceOfEvidence.CODES, self._reader("codes joined", self._lookup.joined)(joined))
        texts = self._text_fields()
        if len(texts) > 1:
            joined = together([columns[name] for name in texts])
            yield Evidence(texts[-1], SourceOfEvidence.CODES, self._reader("texts joined", self._lookup.joined)(joined))
        for role in ("statute", "offense_code", *TEXTS):
            for name in self._fields.get(role, ()):
                read = self._statute if role == "statute" else self._cited
                yield Evidence(name, SourceOfEvidence.STATUTES, self._reader((role, "statute"), read)(columns[name]))
        if self._added:
            for role in ("offense_code", "statute"):
                for name in self._fields.get(role, ()):
                    yield Evidence(
                        name, SourceOfEvidence.CODES, self._reader("added code", self._added.in_code)(columns[name])
                    )

    def _texts(self, columns: dict[str, Coded]) -> Iterable[Evidence]:
        """Offence texts together, call types, statutes and codes that are words, what was done afterwards."""
        source = SourceOfEvidence.OFFENSE_TEXT
        texts = self._text_fields()
        if texts:
            joined = together([columns[name] for name in texts])
            for place, name in enumerate(texts):
                yield Evidence(name, source, self._reader(("text", place, len(texts)), _OfColumn(place))(joined))
        for role in (*CALLS, "statute"):
            for name in self._fields.get(role, ()):
                yield Evidence(name, source, self._reader("text", offense_text.read)(columns[name]))
        for name in self._fields.get("offense_code", ()):
            yield Evidence(name, source, self._reader("worded code", self._worded_code)(columns[name]))
        for role in AFTERWARDS:
            for name in self._fields.get(role, ()):
                yield Evidence(name, source, self._reader("afterwards", _classes_only)(columns[name]))
        if self._added:
            for role in (*TEXTS, *CALLS, "statute"):
                for name in self._fields.get(role, ()):
                    yield Evidence(name, source, self._reader("added word", self._added.in_text)(columns[name]))

    def _numbers(self, columns: dict[str, Coded]) -> Iterable[Evidence]:
        for name in self._fields.get("offense_code", ()):
            yield Evidence(name, SourceOfEvidence.CODES, self._reader("number", self._lookup.number)(columns[name]))

    def _circumstances(self, columns: dict[str, Coded]) -> Iterable[Evidence]:
        for role, read in (("circumstance", self._circumstance), ("premise", self._premise)):
            for name in self._fields.get(role, ()):
                yield Evidence(name, SourceOfEvidence.CODES, self._reader(role, read)(columns[name]))

    def _left_open(self, offence: Sequence[Evidence], length: int) -> NDArray[np.int64]:
        """1 where the offence itself leaves partner or family violence open."""
        arrays = self._verdicts.arrays()
        found = np.zeros(length, dtype=np.uint32)
        for piece in offence:
            found |= arrays.may[piece.reading] | arrays.shows[piece.reading]
        left_open: NDArray[np.int64] = ((found & AT_HOME) != 0).astype(np.int64)
        return left_open

    def _people(
        self, columns: dict[str, Coded], group: NDArray[np.int8], left_open: NDArray[np.int64]
    ) -> Iterable[Evidence]:
        """Relationship with age and offence group, and the domestic flag."""
        for name in self._fields.get("domestic_flag", ()):
            yield Evidence(name, SourceOfEvidence.FLAGS, self._reader("flag", flags.read)(columns[name]))
        relations = self._fields.get("relationship", [])
        ages = self._fields.get("victim_age", [])
        if not relations and not ages:
            return
        nothing = Coded(np.zeros(len(group), dtype=np.int64), [("",)])
        groups = Coded(
            (group.astype(np.int64) + 1) * 2 + left_open,
            [(str(number // 2 - 1), str(number % 2)) for number in range(2 * len(OffenseGroup) + 2)],
        )
        age = columns[ages[0]] if ages else nothing
        for name in relations or ages[:1]:
            relation = columns[name] if relations else nothing
            people = together([relation, age, groups])
            yield Evidence(
                name, SourceOfEvidence.RELATIONSHIP, self._reader("relationship", self._relationship)(people)
            )

    def _narratives(self, columns: dict[str, Coded]) -> Iterable[Evidence]:
        for role in NARRATIVES:
            for name in self._fields.get(role, ()):
                if SourceOfEvidence.NARRATIVE in self._sources:
                    numbers = [self._verdicts.number(self._narrative(text)) for (text,) in columns[name].values] or [0]
                    reading = np.array(numbers, dtype=np.int64)[columns[name].code]
                    yield Evidence(name, SourceOfEvidence.NARRATIVE, reading)

    def _masks(
        self, pieces: Sequence[Evidence], length: int
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
        arrays = self._verdicts.arrays()
        shows, may, plain, plain_may = (np.zeros(length, dtype=np.uint32) for _ in range(4))
        for piece in pieces:
            shows |= arrays.shows[piece.reading]
            may |= arrays.may[piece.reading]
            plain |= arrays.plain[piece.reading]
            plain_may |= arrays.plain_may[piece.reading]
        for_safety = (shows & ~plain) | (may & ~shows & ~plain_may)
        return shows, may, for_safety

    def _weak(
        self, shows: NDArray[np.uint32], may: NDArray[np.uint32], group: NDArray[np.int8], columns: dict[str, Coded]
    ) -> NDArray[np.bool_]:
        if self._policy.classify.may_evidence == "pass":
            return np.zeros(len(shows), dtype=np.bool_)
        told = np.zeros(len(shows), dtype=np.bool_)
        for name in self._fields.get("relationship", ()):
            answers = np.array([relationships.answered(value) for (value,) in columns[name].values] or [False])
            told |= answers[columns[name].code]
        doubt = ((may & ~shows) != 0) | ((group == OffenseGroup.PERSONS) & ~told)
        weak: NDArray[np.bool_] = doubt & ((shows & BUILT_IN) == 0)
        return weak

    def _found(self, pieces: Sequence[Evidence]) -> Iterable[Found]:
        arrays, rules = self._verdicts.arrays(), tuple(self._verdicts.rules)
        for piece in pieces:
            for layer in arrays.layers:
                rule = layer[piece.reading]
                if not rule.any():
                    break
                yield Found(piece.column, piece.source.value, rule, rules)

    def _stated(self, table: pa.Table) -> pa.Array:
        """What each row states of its offence: its code, else its first text."""
        stated = pa.array([""] * table.num_rows, type=pa.string())
        for role in STATED_BY:
            for name in self._fields.get(role, ()):
                column = table[name].combine_chunks()
                blank = pc.is_in(pc.utf8_upper(pc.utf8_trim_whitespace(column)), value_set=_BLANK)
                stated = pc.if_else(pc.and_(pc.equal(stated, ""), pc.invert(blank)), column, stated)
        return stated

    def _text_fields(self) -> list[str]:
        return [name for role in TEXTS for name in self._fields.get(role, ())]

    def _statute(self, cell: str) -> Reading:
        return self._statutes.read(cell, trusted=True)

    def _cited(self, cell: str) -> Reading:
        return NOTHING if self._lookup.code(cell).known else self._statutes.read(cell, trusted=False)

    def _worded_code(self, cell: str) -> Reading:
        if self._lookup.code(cell).known or sum(map(str.isalpha, cell)) < 2:
            return NOTHING
        return offense_text.read(cell)

    def _circumstance(self, cell: str) -> Reading:
        for table in self._companions["circumstance"]:
            found = table.get(cell)
            if found is not None:
                return found
        return _classes_only(cell)

    def _premise(self, cell: str) -> Reading:
        for table in self._companions["premise"]:
            found = table.get(cell)
            if found is not None:
                return found
        return premise.read(cell)

    def _relationship(self, cell: str, age: str, group: str, left_open: str) -> Reading:
        known = OffenseGroup(int(group)) if int(group) >= 0 else None
        table = self._tables["relationships"]
        return relationships.read(cell, relationships.age_band(age), known, left_open == "1", table)

    def _narrative(self, text: str) -> Reading:
        if not text:
            return NOTHING
        found = narrative.read(text, self._modes)
        added = self._added.in_text(text) if self._added else NOTHING
        return Reading((*found.rules, *added.rules)) if added.rules else found


_BLANK = pa.array(["", "NA", "N/A", "NULL", "NONE", "NAN", "-", "--", ".", "UNKNOWN"])


class _OfColumn:
    """Reads several texts as one and keeps the rules that belong to one of them."""

    def __init__(self, place: int) -> None:
        self._place = place

    def __call__(self, *texts: str) -> Reading:
        return _by_column(texts)[self._place]


@lru_cache(maxsize=65_536)
def _by_column(texts: tuple[str, ...]) -> tuple[Reading, ...]:
    """Reads texts joined; a rule belongs to the last text that fires it alone, else to the last text that is not empty.

    What is known and the offence group go with the first.
    """
    joined = offense_text.read(" / ".join(text for text in texts if text.strip()))
    alone = [{rule.name for rule in offense_text.read(text).rules} for text in texts]
    last = max((place for place, text in enumerate(texts) if text.strip()), default=0)
    owned: list[list[Rule]] = [[] for _ in texts]
    for rule in joined.rules:
        own = [place for place, names in enumerate(alone) if rule.name in names]
        owned[own[-1] if own else last].append(rule)
    return tuple(
        Reading(tuple(rules), joined.group if place == 0 else None, joined.known and place == 0)
        for place, rules in enumerate(owned)
    )


def _classes_only(cell: str) -> Reading:
    """The classes that a text shows outright; its group and its doubts say nothing of the offence."""
    found = offense_text.read(cell)
    return Reading(tuple(rule for rule in found.rules if rule.strength > 1)) if found.rules else NOTHING
