"""One pass over the sources: which of their identifying values occur in what is released.

Values are met as hashes of their forms; the few that match are confirmed on the value itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.gates.identifiers import Identifier, confirmed, forms, identifiers_of
from redact.gates.own_names import OwnNames
from redact.gates.released import Cell, Said, decimals, rounds_to, runs, written_like
from redact.gates.tokens import Hashes, chunks, contained, distinct, fold, words_of
from redact.records.batch import Batch, Field
from redact.records.source import Source
from redact.vocabulary import NAME_ROLES

THREADS = 2
"""Batches looked at while the next one is read. Column operations let go of the interpreter."""

_COORDINATE_ROLES = ("latitude", "longitude", "geometry")
_HOUSE_ROLES = ("house_number", "street")


@dataclass(frozen=True)
class Hit:
    """A released value that contains an identifier: the value's index, the kind, and the form that was found."""

    value: int
    identifier: Identifier
    form: int


@dataclass(frozen=True)
class Known:
    """The identifying values of the sources that are said in a release: forms per kind, and coordinates, sorted."""

    forms: Mapping[Identifier, Hashes]
    coordinates: NDArray[np.float64]

    def __bool__(self) -> bool:
        return bool(self.forms) or len(self.coordinates) > 0

    def find(self, values: pa.Array, cell: Cell) -> list[Hit]:
        """Every identifier in some distinct released values."""
        hits = []
        asked = {written_like(kind) for kind in self.forms}
        if cell is Cell.ID:
            asked &= {Identifier.KEY}
        for first, texts in chunks(fold(values)) if asked else ():
            for like, hashes, text in runs(texts, cell, only=asked):
                for kind in (kind for kind in self.forms if written_like(kind) is like):
                    found = contained(hashes, self.forms[kind])
                    pairs = zip(text[found].tolist(), hashes[found].tolist(), strict=True)
                    hits += [Hit(at + first, kind, form) for at, form in pairs]
        if cell is not Cell.ID and len(self.coordinates):
            hits += [
                Hit(at, Identifier.COORDINATE, 0)
                for at, value, step in decimals(values)
                if rounds_to(self.coordinates, value, step)
            ]
        return hits


class Search:
    """Collects, batch by batch, the identifying values that are said; `known` is the outcome."""

    def __init__(self, said: Said, public: pa.Array, *, officers_kept: bool) -> None:
        self._said = said
        self._officers_kept = officers_kept
        self._found: dict[Identifier, dict[int, str]] = {}
        self._coordinates: list[NDArray[np.float64]] = []
        labels: dict[Identifier, list[Hashes]] = {kind: [] for kind in said.runs}
        for _, texts in chunks(fold(public)):
            for kind, hashes, _ in runs(texts, Cell.SHORT, only=labels):
                labels[kind].append(hashes)
        self._public = {kind: distinct(parts) for kind, parts in labels.items()}

    def fields(self, source: Source) -> tuple[Field, ...]:
        """The fields that need reading."""
        return tuple(field for field in source.fields if any(map(self._said.asks_for, self._kinds(field))))

    def _kinds(self, field: Field) -> tuple[Identifier, ...]:
        if field.role in _COORDINATE_ROLES:
            return (Identifier.COORDINATE,)
        if field.role in _HOUSE_ROLES:
            return (Identifier.ADDRESS,)
        return identifiers_of(field, officers_kept=self._officers_kept)

    def take(self, batch: Batch, fields: Iterable[Field], own: OwnNames | None) -> None:
        """Looks at one batch. `own` is told of the names on the way, so that names are hashed once."""
        house: dict[str, pa.Array] = {}
        for field in fields:
            if field.name not in batch.table.column_names:
                continue
            column = batch.table.column(field.name)
            if field.role in _HOUSE_ROLES:
                house.setdefault(field.role, column)
            elif field.role in NAME_ROLES:
                self._names(batch, field, own)
            else:
                values = column.unique()
                for kind in self._kinds(field):
                    self._take(kind, field.role, values)
        if len(house) == 2:
            joined = pc.binary_join_element_wise(house["house_number"], house["street"], " ")
            self._take(Identifier.ADDRESS, "address", joined.unique())

    def _take(self, kind: Identifier, role: str, values: pa.Array) -> None:
        if not self._said.asks_for(kind):
            return
        if kind is Identifier.COORDINATE:
            self._points(role, values)
            return
        made = forms(kind, role, values)
        said = self._said.has(kind, made, values)
        if written_like(kind) in self._public:
            said &= ~contained(made.hash, self._public[written_like(kind)])
        known = self._found.setdefault(kind, {})
        for form, at in zip(made.hash[said].tolist(), made.value[said].tolist(), strict=True):
            if form not in known:
                value = values[at].as_py()
                if confirmed(kind, value):
                    known[form] = value

    def _names(self, batch: Batch, field: Field, own: OwnNames | None) -> None:
        """Names: only those of which two words are said at all can be said as a whole."""
        encoded = batch.table.column(field.name).combine_chunks().dictionary_encode()
        values = encoded.dictionary
        counts = np.zeros(len(values), dtype=np.int64)
        spoken = np.zeros(len(values), dtype=np.bool_)
        for first, texts in chunks(fold(values)):
            words = words_of(texts)
            hit = contained(words.hash, self._said.words)
            counts[first : first + len(texts)] = np.bincount(words.text[hit], minlength=len(texts))
            if own is not None:
                spoken[words.text[contained(words.hash, own.spoken)] + first] = True
        if own is not None and spoken.any():
            own.take(batch, values, encoded.indices.to_numpy(zero_copy_only=False), np.flatnonzero(spoken))
        maybe = np.flatnonzero(counts > 1)
        if len(maybe) and identifiers_of(field, officers_kept=self._officers_kept):
            self._take(Identifier.NAME, field.role, values.take(pa.array(maybe)))

    def _points(self, role: str, values: pa.Array) -> None:
        """Coordinates that a released number is, rounded or cut off."""
        numbers = np.sort(_degrees(role, values))
        for value, step in self._said.numbers:
            low, high = np.searchsorted(numbers, (value - 0.5 * step - 1e-12, value + step - 1e-12))
            if high > low:
                self._coordinates.append(numbers[low:high][:1])

    def known(self) -> Known:
        """What was found in all batches."""
        found = {
            kind: np.sort(np.array(list(values), dtype=np.uint64)) for kind, values in self._found.items() if values
        }
        return Known(found, np.sort(np.concatenate([np.empty(0), *self._coordinates])))


def search(
    inputs: Iterable[tuple[Source, int | None]],
    said: Said,
    public: pa.Array,
    own: OwnNames | None,
    *,
    officers_kept: bool,
) -> Known:
    """The identifying values in the first rows of each source that are said in a release.

    What `public` (labels of places) says identifies nobody. Reads the sources once, only the columns that can matter.
    """
    looking = Search(said, public, officers_kept=officers_kept)
    under_way: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        for source, rows in inputs:
            fields = looking.fields(source)
            if own is not None and len(own.spoken):
                fields += tuple(field for field in source.fields if field.role in NAME_ROLES and field not in fields)
            if not fields:
                continue
            for batch in source.batches({field.name for field in fields}, limit=rows):
                under_way.append(pool.submit(looking.take, batch, fields, own))
                if len(under_way) > THREADS:
                    under_way.popleft().result()
        for left in under_way:
            left.result()
    return looking.known()


def _degrees(role: str, values: pa.Array) -> NDArray[np.float64]:
    """The absolute values of all decimals in coordinate cells, `41.8781` and `POINT (-87.6298 41.8781)` alike."""
    if role == "geometry":
        values = pc.split_pattern_regex(values, r"[^0-9.]+").flatten()
    plain = pc.utf8_ltrim(pc.utf8_trim_whitespace(values), "-+")
    plain = plain.filter(pc.match_substring_regex(plain, r"^\d{1,3}\.\d+$"))
    return np.asarray(pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False))

