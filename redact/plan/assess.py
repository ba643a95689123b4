"""Assess: what each record is evidence of, which event it belongs to, where and when. Pure, over a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.classify import Combination, combinations
from redact.keyed import hash_texts
from redact.links import content_hashes, key_hashes, roles_stated
from redact.place import Located, MatchedBy
from redact.plan.context import Context
from redact.plan.rows import Rows
from redact.plan.subjects import subjects
from redact.records.batch import Batch, Fault


@dataclass(frozen=True)
class AssessedBatch:
    """A batch's small columns, with the texts that its codes stand for (kept in memory, never saved)."""

    rows: Rows
    stated: tuple[str, ...]
    evidence: tuple[Combination, ...]
    quasi: tuple[tuple[str, ...], ...]
    content_words: frozenset[str]
    officers: frozenset[str]


def start(context: Context) -> Context:
    """What a worker keeps: the context itself; its caches fill as batches come."""
    return context


def assess(context: Context, batch: Batch) -> AssessedBatch:
    """The small columns of one batch. Depends on nothing but the batch and the context."""
    times = when.occurred(batch, context.card, as_of=context.as_of)
    located = context.locator.locate(batch)
    judged = context.classifier.assess(batch)
    fault = _faults(batch, times, located.sentinel & (located.matched == MatchedBy.NOTHING), context)
    codes = judged.stated
    keys = key_hashes(batch, context.fields, context.card, context.policy.classify.linking.on, context.key)
    roles = roles_stated(keys, context.fields, context.policy.classify.linking.on)
    if keys.shape[1] == 0:
        keys = np.zeros((len(batch), 1), dtype=np.int64)
    keyless: NDArray[np.bool_] = ~(keys != 0).any(axis=1)
    lasting = replace(batch, table=batch.table.select(context.lasting))
    keys[:, 0] = np.where(keyless, content_hashes(lasting, keyless, context.key), keys[:, 0])
    evidence, combined = combinations(judged)
    quasi, cells = _quasi(batch, context)
    x, y, address = _spots(batch, located, context)
    minutes = np.where(times.minutes == when.NAT, 0, times.minutes).astype(np.int32)
    words, officers = _words(batch, context)
    return AssessedBatch(
        rows=Rows(
            dataset=np.full(len(batch), context.number, dtype=np.int8),
            fault=fault,
            shows=judged.shows,
            may=judged.may,
            for_safety=judged.for_safety,
            group=judged.group,
            unknown=judged.unknown,
            stated=codes.indices.to_numpy(zero_copy_only=False).astype(np.int32),
            weak=judged.weak,
            careful=judged.careful,
            conflict=judged.conflict,
            evidence=evidence,
            keys=keys,
            keyed=~keyless,
            roles=roles,
            x=x,
            y=y,
            address=address,
            unit=located.unit,
            matched=located.matched,
            doubt=located.doubt,
            unfound=located.unfound,
            minutes=minutes,
            precision=times.precision,
            quasi=quasi,
            subjects=subjects(batch, context),
        ),
        stated=tuple(codes.dictionary.to_pylist()),
        evidence=combined,
        quasi=cells,
        content_words=words,
        officers=officers,
    )


def _spots(
    batch: Batch, located: Located, context: Context
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Where each row was by its point; by its block and address too if the policy links records without keys."""
    if context.policy.classify.linking.within_m is None:
        return located.x.astype(np.float32), located.y.astype(np.float32), np.zeros(len(batch), dtype=np.int64)
    spots = context.locator.spots(batch, located.unit)
    encoded = spots.address.dictionary_encode()
    hashed = hash_texts(context.key, encoded.dictionary)
    address = hashed[encoded.indices.to_numpy(zero_copy_only=False)] if len(hashed) else np.zeros(len(batch), np.int64)
    return spots.x.astype(np.float32), spots.y.astype(np.float32), address


def _faults(batch: Batch, times: when.Times, sentinel: NDArray[np.bool_], context: Context) -> NDArray[np.int8]:
    """The first fault of each row. A stand-in point is one only where there are layers to look points up in."""
    fault = batch.faults.astype(np.int8).copy()
    checks = [(times.future, Fault.FUTURE), (times.bad, Fault.BAD_TIME), (times.absent, Fault.NO_TIME)]
    if len(context.units.ladder) > 1:
        checks.append((sentinel, Fault.SENTINEL_PLACE))
    for found, code in checks:
        fault = np.where((fault == Fault.NONE) & found, np.int8(code), fault)
    return fault.astype(np.int8)


def _quasi(batch: Batch, context: Context) -> tuple[NDArray[np.int32], tuple[tuple[str, ...], ...]]:
    """Codes of the age, sex and race cells, and the cells that the codes stand for (code 0: empty)."""
    columns, cells = [], []
    for item in context.quasi:
        encoded = batch.table.column(item.name).combine_chunks().dictionary_encode()
        words = [""] + [word for word in encoded.dictionary.to_pylist() if word != ""]
        place = {word: number for number, word in enumerate(words)}
        lookup = np.array([place[word] for word in encoded.dictionary.to_pylist()] or [0], dtype=np.int32)
        columns.append(lookup[encoded.indices.to_numpy(zero_copy_only=False)])
        cells.append(tuple(words))
    matrix = np.column_stack(columns) if columns else np.zeros((len(batch), 0), dtype=np.int32)
    return matrix.astype(np.int32), tuple(cells)


def _words(batch: Batch, context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """The words of all short columns to be published, and the officers' names: compared with people's names later."""
    from redact.identity.names import words_of_cell

    words: set[str] = set()
    officers: set[str] = set()
    for item in context.content:
        distinct = batch.table.column(item.name).unique().to_pylist()
        if item.role == "officer_name":
            officers.update(distinct)
        elif item.role not in ("narrative", "remarks", "synopsis"):
            for value in distinct:
                words.update(words_of_cell(value))
    return frozenset(words), frozenset(officers - {""})


class Interner:
    """Gives each distinct value a number, from 1; the first value, number 0, stands for nothing."""

    def __init__(self, nothing: object) -> None:
        self.values: list[object] = [nothing]
        self._numbers: dict[object, int] = {nothing: 0}

    def renumber(self, codes: NDArray[np.int32], values: Sequence[object]) -> NDArray[np.int32]:
        """Batch codes as plan codes."""
        lookup = np.empty(max(len(values), 1), dtype=np.int32)
        lookup[:] = 0
        for position, value in enumerate(values):
            number = self._numbers.get(value)
            if number is None:
                number = self._numbers[value] = len(self.values)
                self.values.append(value)
            lookup[position] = number
        return lookup[codes]

    def in_order(self, codes: NDArray[np.int32]) -> NDArray[np.int32]:
        """The codes renumbered in the order of their values, so that they do not tell in which order these came."""
        order = sorted(range(1, len(self.values)), key=lambda number: repr(self.values[number]))
        self.values = [self.values[0], *(self.values[number] for number in order)]
        self._numbers = {value: number for number, value in enumerate(self.values)}
        lookup = np.zeros(len(self.values), dtype=np.int32)
        lookup[order] = np.arange(1, len(self.values), dtype=np.int32)
        return lookup[codes]


@dataclass
class Gathered:
    """Everything assess found, over all batches of all datasets."""

    parts: list[Rows] = field(default_factory=list)
    stated: Interner = field(default_factory=lambda: Interner(""))
    evidence: Interner = field(default_factory=lambda: Interner(()))
    quasi: dict[tuple[int, int], Interner] = field(default_factory=dict)
    content_words: set[str] = field(default_factory=set)
    officers: set[str] = field(default_factory=set)

    def add(self, number: int, batch: AssessedBatch) -> None:
        """Takes in one batch of dataset `number`; batches of a dataset come in row order."""
        rows = batch.rows
        codes = [(number, code) for code in batch.stated]
        quasi = rows.quasi.copy()
        for column, cells in enumerate(batch.quasi):
            interner = self.quasi.setdefault((number, column), Interner(""))
            quasi[:, column] = interner.renumber(rows.quasi[:, column], cells)
        self.parts.append(
            replace(
                rows,
                stated=self.stated.renumber(rows.stated, codes),
                evidence=self.evidence.renumber(rows.evidence, batch.evidence),
                quasi=quasi,
            )
        )
        self.content_words |= batch.content_words
        self.officers |= batch.officers

    def rows(self) -> Rows:
        """All rows in (dataset, row) order. The parts are given up, so that memory is not held twice for long."""
        joined = Rows.concatenate(self.parts)
        self.parts = []
        return replace(joined, evidence=self.evidence.in_order(joined.evidence))

    @property
    def combinations(self) -> tuple[Combination, ...]:
        """The evidence that `Rows.evidence` stands for."""
        return tuple(value for value in self.evidence.values if isinstance(value, tuple))

    def codes_of_datasets(self) -> Iterator[tuple[int, int, str]]:
        """(number, dataset, code) of every stated offence: what a code means in one system says nothing of another."""
        for number, value in enumerate(self.stated.values):
            if isinstance(value, tuple):
                yield number, *value
