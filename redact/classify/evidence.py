"""Gathers the evidence of a batch: every column that says something, read once per distinct value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from redact.classify import flags, narrative, offense_text, premise, relationships
from redact.classify.added import AddedClasses
from redact.classify.code_tables import COMPANIONS, STATUTES, CodeTable, Tables
from redact.classify.columns import Coded, Reader, together
from redact.classify.lookup import Lookup
from redact.classify.rule import NOTHING, Reading, Rule
from redact.classify.statutes import Statutes
from redact.classify.verdicts import Verdicts
from redact.vocabulary import OffenseGroup, SourceOfEvidence, Strength

if TYPE_CHECKING:
    from redact.policy.model import Policy

TEXTS = ("offense_category", "offense_text")
"""Roles whose cells are read together, as one description of the offence."""
CALLS = ("call_type_final", "call_type_initial")
AFTERWARDS = ("clearance", "disposition")
NARRATIVES = ("narrative", "remarks", "synopsis")
STATED_BY = ("offense_code", *TEXTS, *CALLS, "statute")
"""Roles that state an offence; if none of them is known, the row's offence is unknown."""
READ = (*STATED_BY, *AFTERWARDS, *NARRATIVES, "relationship", "domestic_flag", "circumstance", "premise", "victim_age")
"""Every role that is looked at."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says in one column: the number of a reading (`Verdicts`) for every row."""

    column: str
    source: SourceOfEvidence
    reading: NDArray[np.int64]


class Gatherer:
    """Reads the columns of one dataset. `fields` are the batch's column names by role."""

    def __init__(
        self,
        policy: Policy,
        codes: tuple[str, ...],
        fields: Mapping[str, list[str]],
        tables: Tables,
        verdicts: Verdicts,
    ) -> None:
        rules = policy.classify
        by_policy = [name for name in rules.codes if name in tables]
        self._fields = fields
        self._verdicts = verdicts
        self._readers: dict[object, Reader] = {}
        self._narratives_count = SourceOfEvidence.NARRATIVE in rules.sources
        self._lookup = Lookup(tables, codes, by_policy, described=any(fields.get(role) for role in (*TEXTS, *CALLS)))
        self._companions = _companions(tables, codes or tuple(by_policy))
        self._relationships = tables["relationships"]
        self._statutes = Statutes([name for name in codes if name.startswith(STATUTES)])
        self._added = AddedClasses(rules.classes)
        self._modes = narrative.Modes(negated=rules.negated, prior=rules.prior)

    @cached_property
    def _narratives(self) -> narrative.Narratives:
        """Made when the first narrative comes: most datasets have none."""
        return narrative.Narratives(self._modes)

    def offence(self, columns: Mapping[str, Coded]) -> Iterator[Evidence]:
        """What the row states its offence to be, the most reliable first: codes, statutes, texts, bare numbers."""
        yield from self._codes(columns)
        yield from self._cited(columns)
        yield from self._texts(columns)
        yield from self._each(("offense_code",), SourceOfEvidence.CODES, "number", self._lookup.number, columns)
        if self._added:
            codes, words = SourceOfEvidence.CODES, SourceOfEvidence.OFFENSE_TEXT
            yield from self._each(("offense_code", "statute"), codes, "added code", self._added.in_code, columns)
            yield from self._each((*TEXTS, *CALLS, "statute"), words, "added word", self._added.in_text, columns)

    def around(self, columns: Mapping[str, Coded]) -> Iterator[Evidence]:
        """Circumstances, place, what was done afterwards, and the domestic flag."""
        text = SourceOfEvidence.OFFENSE_TEXT
        yield from self._each(AFTERWARDS, text, "afterwards", _shown_only, columns)
        yield from self._each(("circumstance",), SourceOfEvidence.CODES, "circumstance", self._circumstance, columns)
        yield from self._each(("premise",), SourceOfEvidence.CODES, "premise", self._premise, columns)
        yield from self._each(("domestic_flag",), SourceOfEvidence.FLAGS, "flag", flags.read, columns)

    def people(
        self, columns: Mapping[str, Coded], group: NDArray[np.int8], left_open: NDArray[np.bool_]
    ) -> Iterator[Evidence]:
        """Relationship and victim's age, given the offence group and whether it leaves violence at home open.

        One piece per relationship column; without one, the age alone.
        """
        relations, ages = self._fields.get("relationship", []), self._fields.get("victim_age", [])
        nothing = Coded(np.zeros(len(group), dtype=np.int64), [("",)])
        offence = Coded(
            (group.astype(np.int64) + 1) * 2 + left_open,
            [(str(number // 2 - 1), str(number % 2)) for number in range(2 * len(OffenseGroup) + 2)],
        )
        for name in relations or ages[:1]:
            known = together([columns[name] if relations else nothing, columns[ages[0]] if ages else nothing, offence])
            reading = self._reader("relationship", self._relationship)(known)
            yield Evidence(name, SourceOfEvidence.RELATIONSHIP, reading)

    def narratives(self, columns: Mapping[str, Coded]) -> Iterator[Evidence]:
        """Texts; nothing of them is remembered from batch to batch, since they hardly repeat."""
        for role in NARRATIVES if self._narratives_count else ():
            for name in self._fields.get(role, ()):
                found = self._narrative([text for (text,) in columns[name].values])
                numbers = [self._verdicts.number(reading) for reading in found] or [0]
                reading = np.array(numbers, dtype=np.int64)[columns[name].code]
                yield Evidence(name, SourceOfEvidence.NARRATIVE, reading)

    def _codes(self, columns: Mapping[str, Coded]) -> Iterator[Evidence]:
        source = SourceOfEvidence.CODES
        texts, codes = self._text_fields(), self._fields.get("offense_code", [])
        for names in (codes, texts):
            if len(names) > 1:
                joined = together([columns[name] for name in names])
                yield Evidence(names[-1], source, self._reader("joined", self._lookup.joined)(joined))
        yield from self._each(("offense_code",), source, "code", self._lookup.code, columns)
        yield from self._each(("offense_text", *CALLS), source, "literal", self._lookup.literal, columns)
        if codes or len(texts) > 1:
            yield from self._each(("offense_category",), source, "heading", self._heading, columns)
        else:
            yield from self._each(("offense_category",), source, "literal", self._lookup.literal, columns)

    def _cited(self, columns: Mapping[str, Coded]) -> Iterator[Evidence]:
        source = SourceOfEvidence.STATUTES
        yield from self._each(("statute",), source, "statute", self._statute, columns)
        yield from self._each(("offense_code", *TEXTS), source, "citation", self._citation, columns)

    def _texts(self, columns: Mapping[str, Coded]) -> Iterator[Evidence]:
        source = SourceOfEvidence.OFFENSE_TEXT
        texts = self._text_fields()
        if texts:
            joined = together([columns[name] for name in texts])
            for place, name in enumerate(texts):
                yield Evidence(name, source, self._reader(("text", place), _OfColumn(place))(joined))
        yield from self._each((*CALLS, "statute"), source, "text", offense_text.read, columns)
        yield from self._each(("offense_code",), source, "worded code", self._worded_code, columns)

    def _each(
        self,
        roles: tuple[str, ...],
        source: SourceOfEvidence,
        way: str,
        read: Callable[[str], Reading],
        columns: Mapping[str, Coded],
    ) -> Iterator[Evidence]:
        """One piece of evidence per column of these roles, each cell read in the same way."""
        for role in roles:
            for name in self._fields.get(role, ()):
                yield Evidence(name, source, self._reader(way, read)(columns[name]))

    def _reader(self, way: object, read: Callable[..., Reading]) -> Reader:
        reader = self._readers.get(way)
        if reader is None:
            reader = self._readers[way] = Reader(read, self._verdicts)
        return reader

    def _text_fields(self) -> list[str]:
        return [name for role in TEXTS for name in self._fields.get(role, ())]

    def _heading(self, cell: str) -> Reading:
        """A category beside a code or text: what it leaves open, they tell."""
        found = self._lookup.literal(cell)
        return Reading(_outright(found), found.group, found.known)

    def _statute(self, cell: str) -> Reading:
        return self._statutes.read(cell, trusted=True)

    def _citation(self, cell: str) -> Reading:
        return NOTHING if self._lookup.code(cell).known else self._statutes.read(cell, trusted=False)

    def _worded_code(self, cell: str) -> Reading:
        if self._lookup.code(cell).known or sum(map(str.isalpha, cell)) < 2:
            return NOTHING
        return offense_text.read(cell)

    def _circumstance(self, cell: str) -> Reading:
        return _coded(cell, self._companions["circumstances"]) or _shown_only(cell)

    def _premise(self, cell: str) -> Reading:
        return _coded(cell, self._companions["locations"]) or premise.read(cell)

    def _relationship(self, cell: str, age: str, group: str, left_open: str) -> Reading:
        known = OffenseGroup(int(group)) if int(group) >= 0 else None
        return relationships.read(cell, relationships.age_band(age), known, left_open == "1", self._relationships)

    def _narrative(self, texts: list[str]) -> Iterator[Reading]:
        for text, found in zip(texts, self._narratives.read(texts), strict=True):
            added = self._added.in_text(text) if self._added else NOTHING
            yield Reading((*found.rules, *added.rules), known=found.known) if added.rules else found


def _companions(tables: Tables, systems: tuple[str, ...]) -> dict[str, list[CodeTable]]:
    """Tables of the same systems for other roles than the offence, by what they are about."""
    named = [name for system in systems for name in COMPANIONS.get(system, ()) if name in tables]
    return {about: [tables[name] for name in named if name.endswith(about)] for about in ("locations", "circumstances")}


def _coded(cell: str, tables: list[CodeTable]) -> Reading | None:
    return next((found for table in tables if (found := table.get(cell)) is not None), None)


class _OfColumn:
    """Reads several texts as one and keeps the rules that belong to one of them."""

    def __init__(self, place: int) -> None:
        self._place = place

    def __call__(self, *texts: str) -> Reading:
        return _by_column(texts)[self._place]


@lru_cache(maxsize=8_192)
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


def _shown_only(cell: str) -> Reading:
    """The classes that a text shows outright; its group and its doubts say nothing of the offence."""
    shown = _outright(offense_text.read(cell))
    return Reading(shown) if shown else NOTHING


def _outright(reading: Reading) -> tuple[Rule, ...]:
    return tuple(rule for rule in reading.rules if rule.strength is Strength.SHOWS)
