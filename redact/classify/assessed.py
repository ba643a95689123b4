"""What classification says of a batch of rows, as columns, and the same told row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.classify.rule import Rule
from redact.vocabulary import Strength

if TYPE_CHECKING:
    from redact.policy.model import Policy


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

    `for_safety` is a part of `shows | may`: classes that every piece of evidence only takes in for safety.
    `group` holds `OffenseGroup` codes. `unknown`: the row states an offence that no table and no rule knows;
    `unknown_code` is then what it states ("" elsewhere). `weak`: doubt that the policy's careful tier is for.
    """

    shows: NDArray[np.uint32]
    may: NDArray[np.uint32]
    for_safety: NDArray[np.uint32]
    group: NDArray[np.int8]
    unknown: NDArray[np.bool_]
    unknown_code: pa.DictionaryArray
    weak: NDArray[np.bool_]
    found: tuple[Found, ...]

    def __len__(self) -> int:
        return len(self.shows)


def explain(assessed: Assessed, i: int, policy: Policy) -> list[dict[str, Any]]:
    """The evidence of row `i`, one entry a class, as `classify --json` prints it.

    `"for_safety": true` marks a class taken in for safety, `"may": true` evidence that leaves it open.
    """
    order = {name: place for place, name in enumerate(policy.class_names)}
    told: list[dict[str, Any]] = []
    for found in assessed.found:
        rule = found.rules[found.rule[i]]
        if rule is None:
            continue
        for name in sorted(rule.classes, key=lambda each: order.get(each, len(order))):
            entry: dict[str, Any] = {"source": found.source, "class": name, "rule": rule.name, "column": found.column}
            if rule.for_safety:
                entry["for_safety"] = True
            if rule.strength is Strength.MAY:
                entry["may"] = True
            if entry not in told:
                told.append(entry)
    return told
