"""What is known of a column from its title and cells, gathered once and per distinct value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.records.profiling.titles import words_of

EMPTY = ("", "na", "n/a", "null", "none", "nan", "-", "unknown")
"""Cells that say nothing, in small letters, when columns are judged. The records keep them as they are."""


@dataclass(frozen=True)
class Column:
    """One column of the sample: `cells` are its texts, one per row read, as they are or as a dictionary of them."""

    title: str
    position: int
    cells: pa.Array

    @property
    def rows(self) -> int:
        return len(self.cells)

    @cached_property
    def words(self) -> str:
        """The title as small words: "IncidntNum" is "incidnt num", "GEO_LON" is "geo lon"."""
        return words_of(self.title)

    @cached_property
    def _coded(self) -> pa.DictionaryArray:
        if isinstance(self.cells, pa.DictionaryArray):
            trimmed = pc.utf8_trim_whitespace(self.cells.dictionary).dictionary_encode()
            return pa.DictionaryArray.from_arrays(trimmed.indices.take(self.cells.indices), trimmed.dictionary)
        return pc.utf8_trim_whitespace(self.cells).dictionary_encode()

    @cached_property
    def codes(self) -> NDArray[np.int32]:
        """Which distinct value each row has."""
        return np.asarray(self._coded.indices)

    @cached_property
    def values(self) -> pa.Array:
        """The distinct values, without surrounding space."""
        return self._coded.dictionary

    @cached_property
    def _stated(self) -> NDArray[np.bool_]:
        lower = pc.utf8_lower(self.values)
        return ~np.asarray(pc.is_in(lower, value_set=pa.array(EMPTY)).to_numpy(zero_copy_only=False), dtype=np.bool_)

    @cached_property
    def stated(self) -> NDArray[np.bool_]:
        """Rows whose cell says something."""
        return self._stated[self.codes]

    @cached_property
    def filled(self) -> int:
        return int(self.stated.sum())

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many rows have each distinct value; 0 for the values that say nothing."""
        return np.bincount(self.codes, minlength=len(self.values)) * self._stated

    @cached_property
    def distinct(self) -> int:
        """How many different values say something."""
        return int(self._stated.sum())

    def share(self, pattern: str) -> float:
        """The share of the filled rows whose whole cell matches an RE2 pattern (letter case ignored)."""
        if not self.filled:
            return 0.0
        hits = pc.match_substring_regex(self.values, f"^(?:{pattern})$", ignore_case=True)
        return float(self.counts[hits.to_numpy(zero_copy_only=False)].sum()) / self.filled

    @cached_property
    def value_numbers(self) -> NDArray[np.float64]:
        """Each distinct value as a number, NaN where it is none."""
        plain = pc.replace_substring_regex(self.values, r"^[+]", "")
        numeric = pc.match_substring_regex(plain, r"^-?\d{1,15}(\.\d*)?([eE][+-]?\d+)?$")
        return np.asarray(pc.if_else(numeric, plain, "nan").cast(pa.float64()))

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Each row's cell as a number, NaN where it is none."""
        return self.value_numbers[self.codes]

    @cached_property
    def numeric(self) -> float:
        """The share of the filled rows that are numbers."""
        return float(np.isfinite(self.numbers[self.stated]).mean()) if self.filled else 0.0

    @cached_property
    def mean_length(self) -> float:
        if not self.filled:
            return 0.0
        lengths = np.asarray(pc.utf8_length(self.values))
        return float((lengths * self.counts).sum() / self.filled)

    def sample(self, most: int) -> list[str]:
        """Up to `most` different values that say something, spread over the column."""
        indices = np.flatnonzero(self._stated)
        if len(indices) > most:
            indices = indices[np.linspace(0, len(indices) - 1, most).astype(np.int64)]
        return [str(value) for value in self.values.take(pa.array(indices)).to_pylist()]

    def between(self, low: float, high: float) -> bool:
        """Whether at least 99 % of the numbers, zeros left out, lie in a range; False without any."""
        numbers = self.numbers[np.isfinite(self.numbers) & (self.numbers != 0)]
        return len(numbers) > 0 and float(((numbers >= low) & (numbers <= high)).mean()) >= 0.99
