"""What holds for every noisy table: one unit changes what is drawn by at most its bound, and an attacker gains no more
than epsilon allows."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from redact.counts import Bounded, Draw, Level, Mechanism, Part, bound, fit, measure
from redact.counts.noise import randomise_all

from .worlds import DEPTH

KEY = bytes(range(32))
GROUPS, PLACES, PERIODS = 2, 5, 4
CELLS = GROUPS * PLACES * PERIODS
PEOPLE = 9


def index(*values: int) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


EACH, DISTRICT, CITY = index(0, 1, 2, 3, 4), index(0, 0, 0, 1, 1), index(0, 0, 0, 0, 0)
MONTH, QUARTER, YEAR = index(0, 1, 2, 3), index(0, 0, 0, 1), index(0, 0, 0, 0)
LEVELS = (
    Level("beat_month", EACH, MONTH, Decimal("0.35")),
    Level("district_quarter", DISTRICT, QUARTER, Decimal("0.25")),
    Level("district_year", DISTRICT, YEAR, Decimal("0.2")),
    Level("city_year", CITY, YEAR, Decimal("0.2")),
)


@dataclass(frozen=True)
class Rows:
    """Rows of a table whose parts are counted by other units; person number i may be a unit of every part."""

    parts: list[list[tuple[int, int]]]
    most: int
    leaving: int
    order: int


rows = st.builds(
    Rows,
    parts=st.lists(
        st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, CELLS - 1)), max_size=60), min_size=1, max_size=2
    ),
    most=st.integers(1, 4),
    leaving=st.integers(0, PEOPLE - 1),
    order=st.integers(0, 2**32 - 1),
)


def counted(parts: list[list[tuple[int, int]]], most: int) -> Bounded:
    identity = np.random.default_rng(1).integers(-(2**63), 2**63 - 1, PEOPLE)
    made = []
    for pairs in parts:
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        made.append(Part(table[:, 0].copy(), table[:, 1].copy(), identity))
    return bound(made, CELLS, most, key=KEY)


def before_noise(table: Bounded, epsilon: Decimal) -> list[tuple[NDArray[np.int64], Mechanism]]:
    """Everything that any mechanism is given, level by level."""
    seen: list[tuple[NDArray[np.int64], Mechanism]] = []

    def record(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
        seen.append((counts.copy(), mechanism))
        return counts

    measure(
        table.counts.reshape(GROUPS, PLACES, PERIODS), LEVELS, epsilon, table.sensitivity,
        most_in_cell=table.sensitivity, draw=record,
    )  # fmt: skip
    return seen


@settings(max_examples=40 * DEPTH)
@given(rows=rows)
def test_one_person_changes_what_is_drawn_by_at_most_the_bound(rows: Rows) -> None:
    """With all rows of one person gone: every level, every part, and the epsilon that the change really costs."""
    epsilon = Decimal("0.7")
    without = [[pair for pair in pairs if pair[0] != rows.leaving] for pairs in rows.parts]
    full, rest = counted(rows.parts, rows.most), counted(without, rows.most)
    assert full.sensitivity == rest.sensitivity == rows.most * len(rows.parts)
    cost = Decimal(0)
    for (one, mechanism), (other, again) in zip(before_noise(full, epsilon), before_noise(rest, epsilon), strict=True):
        assert mechanism == again
        assert mechanism.sensitivity == full.sensitivity
        change = np.abs(one - other)
        assert change.sum() <= mechanism.sensitivity
        assert (change**2).sum() <= mechanism.squared
        cost += mechanism.epsilon * int(change.sum()) / mechanism.sensitivity
    assert cost <= epsilon


@settings(max_examples=25 * DEPTH)
@given(rows=rows)
def test_order_and_repetition_of_rows_change_nothing(rows: Rows) -> None:
    shuffled = []
    for pairs in rows.parts:
        order = np.random.default_rng(rows.order).permutation(len(pairs))
        shuffled.append([pairs[number] for number in order] + pairs[:3])
    assert (counted(rows.parts, rows.most).counts == counted(shuffled, rows.most).counts).all()


def library(seed: int) -> Draw:
    """diffprivlib's own mechanism with a seed, so that a test does not fail by chance."""
    from diffprivlib.mechanisms import Geometric

    state = np.random.RandomState(seed)

    def draw(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
        geometric: Any = Geometric(
            epsilon=float(mechanism.epsilon), sensitivity=mechanism.sensitivity, random_state=state
        )
        return randomise_all(geometric, counts)

    return draw


def advantage(present: NDArray[np.bool_], absent: NDArray[np.bool_], epsilon: float) -> tuple[float, float, float]:
    """True minus false positives of an attack, its standard error, and the bound (e^eps - 1) / (e^eps + 1)."""
    one, other = present.mean(), absent.mean()
    error = math.sqrt(one * (1 - one) / len(present) + other * (1 - other) / len(absent))
    return float(one - other), error, math.tanh(epsilon / 2)


@pytest.mark.parametrize("epsilon", ["0.5", "1"])
def test_did_she_report_stays_under_the_bound_and_comes_close(epsilon: str) -> None:
    """The best attack on one cell, from rows to published numbers: says yes where the number is above zero. In every
    second cell one person's only report is counted."""
    trials = 6000 * DEPTH
    person = np.arange(0, trials, 2, dtype=np.int64)
    table = bound([Part(person, person, np.arange(trials, dtype=np.int64))], trials, 1, key=KEY)
    flat = [Level("beat_month", np.arange(trials, dtype=np.int32), index(0), Decimal(1))]
    measured = measure(table.counts.reshape(1, -1, 1), flat, Decimal(epsilon), 1, draw=library(11))
    says_yes = fit(measured).at(flat[0].place, flat[0].period).value.ravel() > 0
    gain, error, most = advantage(says_yes[0::2], says_yes[1::2], float(epsilon))
    assert gain <= most + 3 * error
    assert gain >= most - 4 * error


def test_did_she_report_stays_under_the_bound_with_all_levels_known() -> None:
    """The best attack on everything that was measured. Each level says yes or no with the odds of its own epsilon, and
    the likelihoods of all are added; what that gains is known exactly, by counting through all answers."""
    trials, epsilon = 4000 * DEPTH, Decimal("1.2")
    says_yes = []
    for here, seed in ((1, 21), (0, 22)):
        counts = np.zeros((trials, PLACES, PERIODS), dtype=np.int64)
        counts[:, 0, 0] = here
        measured = measure(counts, LEVELS, epsilon, 1, draw=_quick(seed))
        likelihood = np.zeros(trials)
        for noisy, mechanism in zip(measured.noisy, measured.design.mechanisms, strict=True):
            likelihood += np.where(noisy[:, 0, 0] > 0, 1, -1) * float(mechanism.epsilon)
        says_yes.append(likelihood > 1e-9)
    gain, error, most = advantage(says_yes[0], says_yes[1], float(epsilon))
    best = 0.0
    for answers in itertools.product((1, -1), repeat=len(LEVELS)):
        here = sum(answer * float(epsilon * level.share) for answer, level in zip(answers, LEVELS, strict=True))
        if here > 1e-9:
            chance = math.prod(
                1 / (1 + math.exp(-a * float(epsilon * x.share))) for a, x in zip(answers, LEVELS, strict=True)
            )
            best += chance * (1 - math.exp(-here))
    assert gain == pytest.approx(best, abs=4 * error)
    assert best < most
    assert gain <= most + 3 * error


def _quick(seed: int) -> Draw:
    """The same law as fast as numpy draws it; most cells are of no use to the attacker."""
    rng = np.random.default_rng(seed)

    def draw(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
        stop = -np.expm1(-1 / mechanism.scale)
        return counts + rng.geometric(stop, len(counts)) - rng.geometric(stop, len(counts))

    return draw
