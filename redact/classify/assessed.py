"""What classification says of a batch of rows, as columns, and the same told row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.classify.rule import Rule
from redact.vocabulary import Strength

if TYPE_CHECKING:
    from redact.policy.model import Policy


class Conflict(IntFlag):
    """Columns of one record that contradict each other about violence at home."""

    NONE = 0
    FLAG_DENIES = 1
    RELATIONSHIP_DENIES = 2

    def sentences(self) -> list[str]:
        """What contradicts what, for people."""
        return [_CONFLICTS[each] for each in self]


_CONFLICTS = {
    Conflict.FLAG_DENIES: "The domestic flag says no, and other evidence shows violence at home.",
    Conflict.RELATIONSHIP_DENIES: "The relationship is one of strangers or acquaintances, and other evidence shows "
    "violence at home.",
}


class Piece(NamedTuple):
    """One piece of evidence: where it was found, and the rule that found it."""

    source: str
    column: str
    rule: Rule


Combination = tuple[Piece, ...]
"""All the evidence that a row has."""


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence of one source in one column. `rule[i]` indexes `rules`; 0 (None) is nothing.

    Where several rules fire on one cell there are several `Found` of the same column.
    """

    column: str
    source: str
    rule: NDArray[np.int32]
    rules: tuple[Rule | None, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """Evidence of `n` rows, brought together. Bit i of a mask is `policy.class_names[i]`.

    `for_safety` is a part of `shows | may`: classes that every piece of evidence only takes in for safety. `group`
    holds `OffenseGroup` codes. `stated` is what each row states of its offence: its code, else its first text.
    `unknown`: no table and no rule knows that. `weak`: doubt, for which the policy has a rule. `careful`: a crime
    against a person in a dataset that never says who the two were to each other, where the policy treats those
    carefully. `conflict` holds `Conflict` flags.
    """

    shows: NDArray[np.uint32]
    may: NDArray[np.uint32]
    for_safety: NDArray[np.uint32]
    group: NDArray[np.int8]
    unknown: NDArray[np.bool_]
    stated: pa.DictionaryArray
    weak: NDArray[np.bool_]
    careful: NDArray[np.bool_]
    conflict: NDArray[np.int8]
    found: tuple[Found, ...]

    def __len__(self) -> int:
        return len(self.shows)


def explain(assessed: Assessed, i: int, policy: Policy) -> list[dict[str, Any]]:
    """The evidence of row `i`, one entry a class, as `classify --json` prints it."""
    pieces = (
        Piece(found.source, found.column, rule) for found in assessed.found if (rule := found.rules[found.rule[i]])
    )
    return told(tuple(pieces), policy)


def told(evidence: Combination, policy: Policy) -> list[dict[str, Any]]:
    """Evidence in the shape that other programs rely on, one entry a class.

    `"for_safety": true` marks a class taken in for safety, `"may": true` evidence that leaves it open. `says` is the
    rule in a sentence; none of it is a record's value.
    """
    order = {name: place for place, name in enumerate(policy.class_names)}
    entries: list[dict[str, Any]] = []
    for source, column, rule in evidence:
        for name in sorted(rule.classes, key=lambda each: order.get(each, len(order))):
            entry: dict[str, Any] = {"source": source, "class": name, "rule": rule.name, "column": column}
            if rule.for_safety:
                entry["for_safety"] = True
            if rule.strength is Strength.MAY:
                entry["may"] = True
            entry["says"] = rule.sentence
            if entry not in entries:
                entries.append(entry)
    return entries


def combinations(assessed: Assessed) -> tuple[NDArray[np.int32], tuple[Combination, ...]]:
    """Each row's evidence as one code. A file of a million rows has a few hundred distinct combinations."""
    if not assessed.found:
        return np.zeros(len(assessed), dtype=np.int32), ((),)
    sets, inverse = _unique_rows(np.column_stack([found.rule for found in assessed.found]))
    return inverse, tuple(tuple(_pieces(assessed.found, codes)) for codes in sets)


def _pieces(every: tuple[Found, ...], codes: NDArray[np.int32]) -> Iterator[Piece]:
    for found, code in zip(every, codes, strict=True):
        rule = found.rules[code]
        if rule is not None:
            yield Piece(found.source, found.column, rule)


def _unique_rows(matrix: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Distinct rows of a small-valued matrix and the index of each row among them."""
    packed = np.zeros(len(matrix), dtype=np.int64)
    for column in matrix.T:
        _, dense = np.unique(column, return_inverse=True)
        packed = packed * (int(dense.max(initial=0)) + 1) + dense
        _, packed = np.unique(packed, return_inverse=True)
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    return matrix[first], inverse.astype(np.int32)
