"""What an attacker makes of published rows, and how it is scored against where the records really were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.places.knows import Public, Some

CHANCE: Final = 4.0
"""Standard deviations that luck may add to what is expected: once in 30,000 honest releases."""


@dataclass(frozen=True)
class Guesses:
    """The homes that an attacker is left with. `of_row` (n,) indexes `candidates`, -1 where nothing was guessed.

    `bets` has the one home of each set that he would name, -1 where the set is empty.
    """

    of_row: NDArray[np.int64]
    candidates: tuple[Some, ...]
    bets: NDArray[np.int64]


@dataclass(frozen=True)
class Truth:
    """What is really so of each of n published rows, known to who scores and not to the attacker.

    `rule` indexes the rules that the rows are under, `home` the homes (-1: not at a home, or not known), `x`, `y` where
    they happened in metres (NaN: not known), `event` and `spot` number the happenings and the exact places.
    """

    rule: NDArray[np.int64]
    home: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    event: NDArray[np.int64]
    spot: NDArray[np.int64]


@dataclass(frozen=True)
class Score:
    """`sets` looked at, of which `short` leave fewer households than promised, the tightest with `least`.

    Of `asked` different pairs of a set and a true home `hit` were named; a guesser who only knows what the policy
    promises would name `expected`, and with luck `most`. Where homes are not single addresses none is named. `held` is
    the share of true homes that were in their set.
    """

    sets: int
    short: int
    least: float
    asked: int
    hit: float
    expected: float
    held: float

    @property
    def most(self) -> float:
        return float(self.expected + CHANCE * np.sqrt(self.expected))


def scored(guesses: Guesses, truth: Truth, public: Public) -> Score:
    """How often a set leaves fewer households than its rows' rules promise, and how often the true one is named.

    A home is named right when the address is right, and then by chance among the households that live there.
    """
    promised = np.array([rule.min_households for rule in public.rules])
    known = np.flatnonzero((guesses.of_row >= 0) & (truth.rule >= 0))
    required = np.zeros(len(guesses.candidates))
    np.maximum.at(required, guesses.of_row[known], promised[truth.rule[known]])
    homes = np.array([public.homes.count(some) for some in guesses.candidates])
    filled = np.flatnonzero(required * [len(some) > 0 for some in guesses.candidates] > 0)
    short = filled[homes[filled] < required[filled]]
    rows = known[truth.home[known] >= 0]
    pairs = np.unique(np.column_stack([guesses.of_row[rows], truth.home[rows]]), axis=0)
    inside = [bool(np.isin(home, guesses.candidates[at])) for at, home in pairs.tolist()]
    if not public.homes.single:
        pairs = pairs[:0]
    right = pairs[guesses.bets[pairs[:, 0]] == pairs[:, 1]] if len(pairs) else pairs
    live = public.homes.households[right[:, 1]] if len(right) else np.empty(0)
    return Score(
        sets=len(filled),
        short=len(short),
        least=float(homes[filled].min(initial=np.inf)),
        asked=len(pairs),
        hit=float((1 / np.maximum(live, 1.0)).sum()),
        expected=float((1 / required[pairs[:, 0]]).sum()) if len(pairs) else 0.0,
        held=float(np.mean(inside)) if inside else float("nan"),
    )


def nearest(homes: Some, public: Public, x: float, y: float) -> int:
    """Of some homes the one nearest to a point; the first where no point is known; -1 of none."""
    if not len(homes):
        return -1
    metres = np.hypot(public.homes.x[homes] - x, public.homes.y[homes] - y)
    return int(homes[np.argmin(np.where(np.isfinite(metres), metres, np.inf))])


def grouped(codes: NDArray[np.int64], rows: NDArray[np.int64]) -> Sequence[NDArray[np.int64]]:
    """The given rows by their code, only codes that two or more have."""
    order = rows[np.argsort(codes[rows], kind="stable")]
    parts = np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(order) else []
    return [part for part in parts if len(part) > 1]
