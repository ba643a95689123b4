"""Readings as numbers: each distinct reading once, with its masks, so that rows are combined by numpy alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.classify.rule import NOTHING, Reading, Rule
from redact.vocabulary import Strength

NO_GROUP = -1


class Verdicts:
    """Numbers readings as they come. Reading 0 is "says nothing". One instance serves all columns of a classifier.

    The arrays hold one entry a reading: `shows`, `may` and `plain` (shown other than for safety) as class masks,
    `group` (`NO_GROUP`: not known), `known`, and `layers[k]`, the number of the reading's k-th rule.
    """

    def __init__(self, class_names: Sequence[str]) -> None:
        self._bits = {name: 1 << place for place, name in enumerate(class_names)}
        self._numbers: dict[Reading, int] = {}
        self._rule_numbers: dict[Rule, int] = {}
        self.rules: list[Rule | None] = [None]
        self._shows: list[int] = []
        self._may: list[int] = []
        self._plain: list[int] = []
        self._plain_may: list[int] = []
        self._group: list[int] = []
        self._known: list[bool] = []
        self._fired: list[tuple[int, ...]] = []
        self._arrays: Arrays | None = None
        self.number(NOTHING)

    def number(self, reading: Reading) -> int:
        """The number of a reading, a new one if it is the first of its kind."""
        known = self._numbers.get(reading)
        if known is not None:
            return known
        masks = {(strength, plain): 0 for strength in Strength for plain in (False, True)}
        fired = []
        for rule in reading.rules:
            mask = sum(self._bits.get(name, 0) for name in set(rule.classes))
            masks[rule.strength, not rule.for_safety] |= mask
            if mask:
                fired.append(self._rule(rule))
        self._shows.append(masks[Strength.SHOWS, True] | masks[Strength.SHOWS, False])
        self._may.append(masks[Strength.MAY, True] | masks[Strength.MAY, False])
        self._plain.append(masks[Strength.SHOWS, True])
        self._plain_may.append(masks[Strength.MAY, True])
        self._group.append(NO_GROUP if reading.group is None else int(reading.group))
        self._known.append(reading.known)
        self._fired.append(tuple(fired))
        self._arrays = None
        self._numbers[reading] = len(self._numbers)
        return self._numbers[reading]

    def arrays(self) -> Arrays:
        """The columns over all readings so far."""
        if self._arrays is None:
            self._arrays = Arrays(self)
        return self._arrays

    def _rule(self, rule: Rule) -> int:
        number = self._rule_numbers.get(rule)
        if number is None:
            number = self._rule_numbers[rule] = len(self.rules)
            self.rules.append(rule)
        return number


class Arrays:
    """What `Verdicts` knows, as numpy columns indexed by reading."""

    def __init__(self, of: Verdicts) -> None:
        self.shows: NDArray[np.uint32] = np.array(of._shows, dtype=np.uint32)
        self.may: NDArray[np.uint32] = np.array(of._may, dtype=np.uint32)
        self.plain: NDArray[np.uint32] = np.array(of._plain, dtype=np.uint32)
        self.plain_may: NDArray[np.uint32] = np.array(of._plain_may, dtype=np.uint32)
        self.group: NDArray[np.int8] = np.array(of._group, dtype=np.int8)
        self.known: NDArray[np.bool_] = np.array(of._known, dtype=np.bool_)
        depth = max(map(len, of._fired), default=0)
        self.layers: NDArray[np.int32] = np.zeros((depth, len(of._fired)), dtype=np.int32)
        for reading, fired in enumerate(of._fired):
            self.layers[: len(fired), reading] = fired
