"""Looking released values up among everything that identifies somebody in the input.

`Lookup.build` reads the identifying columns of the sources once and keeps hashes only (8 bytes a value). `find` then
tells which of some released values contain one: the work is per distinct value, so a million rows cost what their
distinct cells cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.gates.identifiers import (
    LONGEST_ADDRESS,
    Identifier,
    address_words,
    birth_words,
    confirmed,
    forms,
    house_like,
    identifiers_of,
    name_words,
)
from redact.gates.tokens import Hashes, chunks, contained, fold, words_of
from redact.records.batch import Batch, Field
from redact.records.source import Source

LONGEST_NAME = 5
LONGEST_NUMBER = 4
"""Words of the longest run compared as a name, and as a number written with gaps."""

_DECIMAL = re.compile(r"-?\d{1,3}\.(\d{4,})(?!\d)")
_COORDINATE_ROLES = ("latitude", "longitude")


class Cell(Enum):
    """How a released column is searched: short cells are compared as a whole too, texts in their parts, ids as a
    key."""

    SHORT = "short"
    TEXT = "text"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Hit:
    """A released value that contains an identifier: the value's index, the kind, and the form that was found."""

    value: int
    identifier: Identifier
    form: int


@dataclass(frozen=True)
class Lookup:
    """Sorted hashes per kind of identifier, and the absolute values of all input latitudes and longitudes, sorted."""

    known: Mapping[Identifier, Hashes]
    coordinates: NDArray[np.float64]

    @classmethod
    def build(cls, sources: Iterable[tuple[Source, int]], *, officers_kept: bool, public: pa.Array) -> Lookup:
        """Everything that identifies in the first rows of each source, as many as said.

        What occurs in `public` (labels of places) identifies nobody.
        """
        collected: dict[Identifier, list[Hashes]] = {}
        points: list[NDArray[np.float64]] = []
        for source, rows in sources:
            fields = searched_fields(source.fields, officers_kept=officers_kept)
            for batch in source.batches({field.name for field in fields}, limit=rows):
                for identifier, role, values in identifying_values(batch, fields, officers_kept=officers_kept):
                    if identifier is Identifier.COORDINATE:
                        points.append(_decimals(values))
                    else:
                        collected.setdefault(identifier, []).append(np.unique(forms(identifier, role, values).hash))
        known = {kind: np.unique(np.concatenate(parts)) for kind, parts in collected.items()}
        coordinates = np.unique(np.concatenate(points)) if points else np.empty(0)
        lookup = cls(known, coordinates)
        return lookup.without({hit.form for hit in lookup.find(public, Cell.SHORT) if hit.form})

    def without(self, public: set[int]) -> Lookup:
        """The same without some forms."""
        gone = np.array(sorted(public), dtype=np.uint64)
        return Lookup({kind: hashes[~contained(hashes, gone)] for kind, hashes in self.known.items()}, self.coordinates)

    def find(self, values: pa.Array, cell: Cell) -> list[Hit]:
        """Every identifier found in some distinct released values."""
        hits: list[Hit] = []
        for first, texts in chunks(fold(values)):
            for identifier, form, value in self._runs(texts, cell):
                hits += [Hit(int(at) + first, identifier, int(code)) for at, code in zip(value, form, strict=True)]
        if cell is not Cell.ID:
            hits += [Hit(at, Identifier.COORDINATE, 0) for at in self._coordinates(values)]
        return hits

    def _runs(self, texts: pa.Array, cell: Cell) -> Iterable[tuple[Identifier, Hashes, NDArray[np.int64]]]:
        words = words_of(texts)
        counts = range(1, 2) if cell is Cell.ID else range(1, LONGEST_NUMBER + 1)
        for count in counts:
            glued, starts = words.glued(count)
            figures = np.concatenate((np.zeros(1, np.int64), np.cumsum(words.digits)))
            some = figures[starts + count] > figures[starts]
            for identifier in (Identifier.KEY, Identifier.NUMBER):
                yield self._hits(identifier, glued[some], words.text[starts[some]])
        if cell is Cell.ID:
            return
        at_sign = pc.match_substring(texts, "@")
        if pc.any(at_sign, min_count=0).as_py():
            mailed = at_sign.to_numpy(zero_copy_only=False)
            for count in range(2, 9):
                glued, starts = words.glued(count)
                some = mailed[words.text[starts]]
                yield self._hits(Identifier.EMAIL, glued[some], words.text[starts[some]])
        named = name_words(texts)
        for count in range(2, LONGEST_NAME + 1):
            runs, starts = named.runs(count)
            yield self._hits(Identifier.NAME, runs, named.text[starts])
        placed = address_words(texts)
        house = house_like(placed)
        for count in range(2, LONGEST_ADDRESS + 1):
            runs, starts = placed.runs(count)
            some = house[starts]
            yield self._hits(Identifier.ADDRESS, runs[some], placed.text[starts[some]])
        if cell is Cell.SHORT:
            everything = np.arange(len(texts))
            yield self._hits(Identifier.SHORT_KEY, words.whole()[0], everything)
            yield self._hits(Identifier.BIRTH_DATE, birth_words(texts).sums()[0], everything)

    def _hits(
        self, identifier: Identifier, form: Hashes, value: NDArray[np.int64]
    ) -> tuple[Identifier, Hashes, NDArray[np.int64]]:
        found = contained(form, self.known.get(identifier, np.empty(0, np.uint64)))
        return identifier, form[found], value[found]

    def _coordinates(self, values: pa.Array) -> list[int]:
        """Values with a number of four decimals or more that is an input coordinate, rounded or cut off to as many."""
        if not len(self.coordinates):
            return []
        maybe = pc.match_substring_regex(values, r"\d\.\d{4}").to_numpy(zero_copy_only=False)
        found = []
        for at in np.flatnonzero(maybe):
            for match in _DECIMAL.finditer(values[at].as_py()):
                step = 10.0 ** -len(match.group(1))
                value = abs(float(match.group(0)))
                low, high = np.searchsorted(self.coordinates, (value - 0.5 * step - 1e-12, value + step - 1e-12))
                if high > low:
                    found.append(int(at))
                    break
        return found


def searched_fields(fields: Iterable[Field], *, officers_kept: bool) -> tuple[Field, ...]:
    """The fields whose cells are looked for in a release."""
    located = (*_COORDINATE_ROLES, "geometry", "house_number", "street")
    return tuple(
        field for field in fields if identifiers_of(field, officers_kept=officers_kept) or field.role in located
    )


def identifying_values(
    batch: Batch, fields: Iterable[Field], *, officers_kept: bool
) -> Iterable[tuple[Identifier, str, pa.Array]]:
    """(kind, role, distinct values) of a batch; house number and street in columns of their own are put together."""
    split: dict[str, pa.Array] = {}
    for field in fields:
        column = batch.table.column(field.name)
        if field.role in ("house_number", "street"):
            split.setdefault(field.role, column)
            continue
        values = column.unique()
        if field.role in (*_COORDINATE_ROLES, "geometry"):
            yield Identifier.COORDINATE, field.role, values
            continue
        for identifier in identifiers_of(field, officers_kept=officers_kept):
            yield identifier, field.role, values
    if len(split) == 2:
        joined = pc.binary_join_element_wise(split["house_number"], split["street"], " ")
        yield Identifier.ADDRESS, "address", joined.unique()


def confirm(
    sources: Iterable[tuple[Source, int]], hits: Iterable[Hit], *, officers_kept: bool
) -> set[tuple[Identifier, int]]:
    """The (kind, form) of hits that come from a value which really identifies somebody.

    Reads the sources once more, and only when something was found: the price of keeping hashes alone.
    """
    wanted: dict[Identifier, list[int]] = {}
    sure: set[tuple[Identifier, int]] = set()
    for hit in hits:
        if hit.identifier is Identifier.COORDINATE:
            sure.add((hit.identifier, hit.form))
        else:
            wanted.setdefault(hit.identifier, []).append(hit.form)
    looked_for = {kind: np.unique(np.array(codes, dtype=np.uint64)) for kind, codes in wanted.items()}
    if not looked_for:
        return sure
    for source, rows in sources:
        fields = searched_fields(source.fields, officers_kept=officers_kept)
        for batch in source.batches({field.name for field in fields}, limit=rows):
            for kind, role, values in identifying_values(batch, fields, officers_kept=officers_kept):
                if kind not in looked_for:
                    continue
                made = forms(kind, role, values)
                same = contained(made.hash, looked_for[kind])
                for form, at in zip(made.hash[same].tolist(), made.value[same].tolist(), strict=True):
                    if (kind, form) not in sure and confirmed(kind, values[at].as_py()):
                        sure.add((kind, form))
    return sure


def _decimals(values: pa.Array) -> NDArray[np.float64]:
    """The absolute values of all decimals in coordinate cells, `41.8781` and `POINT (-87.6298 41.8781)` alike."""
    parts = pc.split_pattern_regex(values, r"[^0-9.]+").flatten().unique()
    parts = parts.filter(pc.match_substring_regex(parts, r"^\d{1,3}\.\d+$"))
    return np.unique(pc.cast(parts, pa.float64()).to_numpy(zero_copy_only=False))
