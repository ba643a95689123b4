"""Noise as it is drawn: the right law from both libraries, independent over cells, never clamped, never seeded.

Draws come from the system's generator, so that thresholds are set for one false alarm in a hundred million runs.
REDACT_DEPTH multiplies the number of draws.
"""

from __future__ import annotations

import os
import random
import secrets
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from redact.counts import noise
from redact.counts.mechanism import Mechanism, Sampler
from redact.counts.noise import add_noise, finite_support, randomise_all
from redact.errors import DataMismatch, Missing

DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))
DRAWS = 4000 * DEPTH
RARE = 1e-8


def need(sampler: str) -> None:
    if sampler == "opendp":
        pytest.importorskip("opendp", reason="OpenDP is not installed: NOT TESTED that its noise is right")


def geometric(epsilon: str = "1", sensitivity: int = 1, sampler: Sampler = "diffprivlib") -> Mechanism:
    return Mechanism("geometric", sampler, Decimal(epsilon), sensitivity, sensitivity)


def fits(drawn: NDArray[np.int64], mechanism: Mechanism) -> float:
    """The p-value of a chi-square test, in bins of single values with two tails."""
    values = np.arange(-400, 401)
    expected = mechanism.probability(values) * len(drawn)
    middle = np.flatnonzero(expected >= 25)
    inside = values[middle]
    observed = [(drawn < inside[0]).sum(), *[(drawn == value).sum() for value in inside], (drawn > inside[-1]).sum()]
    tail = (len(drawn) - expected[middle].sum()) / 2
    return float(stats.chisquare(observed, [tail, *expected[middle], tail]).pvalue)


@pytest.mark.parametrize("sampler", ["diffprivlib", "opendp"])
@pytest.mark.parametrize("epsilon", ["0.1", "0.2", "0.5", "1", "2"])
def test_noise_follows_its_law(epsilon: str, sampler: Sampler) -> None:
    need(sampler)
    mechanism = geometric(epsilon, 1, sampler)
    counts = np.arange(DRAWS, dtype=np.int64) % 3
    assert fits(add_noise(counts, mechanism) - counts, mechanism) > RARE


def test_the_test_of_the_law_sees_a_wrong_epsilon() -> None:
    drawn = add_noise(np.zeros(DRAWS, dtype=np.int64), geometric("0.4"))
    assert fits(drawn, geometric("0.5")) < RARE


def test_noise_grows_with_the_sensitivity() -> None:
    mechanism = geometric("1", 3)
    assert fits(add_noise(np.zeros(DRAWS, dtype=np.int64), mechanism), mechanism) > RARE


def test_gaussian_noise_follows_its_law() -> None:
    need("opendp")
    mechanism = Mechanism("gaussian", "opendp", Decimal(2), 14, 14, Decimal("1e-3"))
    assert fits(add_noise(np.zeros(DRAWS, dtype=np.int64), mechanism), mechanism) > RARE


def test_both_libraries_draw_from_the_same_law() -> None:
    need("opendp")
    counts = np.zeros(DRAWS, dtype=np.int64)
    one, other = (add_noise(counts, geometric("0.6", 1, sampler)) for sampler in ("diffprivlib", "opendp"))
    table = np.array([np.bincount(np.clip(drawn, -8, 8) + 8, minlength=17) for drawn in (one, other)])
    assert stats.chi2_contingency(table).pvalue > RARE


@pytest.mark.parametrize("epsilon", ["0.1", "0.3", "0.7", "1.1"])
def test_opendp_confirms_epsilons_that_no_float_holds(epsilon: str) -> None:
    need("opendp")
    assert add_noise(np.zeros(3, dtype=np.int64), geometric(epsilon, 3, "opendp")).shape == (3,)


# --- independence ----------------------------------------------------------------------------------------------------


def dependence(noisy: NDArray[np.int64]) -> float:
    """The p-value of independence between neighbouring cells, by the sign of their noise."""
    signs = np.sign(noisy) + 1
    table = np.zeros((3, 3))
    np.add.at(table, (signs[:-1:2], signs[1::2]), 1)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    return float(stats.chi2_contingency(table).pvalue) if min(table.shape) > 1 else 0.0


@pytest.mark.parametrize("sampler", ["diffprivlib", "opendp"])
def test_cells_get_independent_noise_empty_ones_too(sampler: Sampler) -> None:
    """OpenDP once gave all empty cells one draw (opendp#2344)."""
    need(sampler)
    empty = np.zeros(DRAWS, dtype=np.int64)
    some = np.where(np.arange(DRAWS) % 2 == 0, 0, 7).astype(np.int64)
    for counts in (empty, some):
        noisy = add_noise(counts, geometric("0.5", 1, sampler)) - counts
        assert dependence(noisy) > RARE
        assert len(np.unique(noisy[counts == 0])) > 8
        assert abs(np.corrcoef(noisy[:-1], noisy[1:])[0, 1]) < 6.5 / np.sqrt(DRAWS)


def test_a_seed_per_cell_would_be_caught() -> None:
    """diffprivlib gives every cell the same noise when each cell's mechanism gets the same integer seed."""
    from diffprivlib.mechanisms import Geometric

    seeded = np.array([Geometric(epsilon=0.5, random_state=7).randomise(0) for _ in range(200)], dtype=np.int64)
    assert len(np.unique(seeded)) == 1
    assert dependence(seeded) < RARE
    assert len(np.unique(add_noise(np.zeros(200, dtype=np.int64), geometric("0.5")))) > 3


def test_two_tables_and_two_runs_share_no_noise() -> None:
    counts = np.zeros(400, dtype=np.int64)
    drawn = []
    for _ in range(2):
        np.random.seed(5)  # noqa: NPY002 - the global generators must make no difference
        random.seed(5)
        drawn.append(add_noise(counts, geometric("0.5")))
    assert (drawn[0] != drawn[1]).any()
    pairs = np.stack(drawn, axis=1).reshape(-1)
    assert dependence(pairs) > RARE


def test_one_mechanism_and_the_systems_generator_for_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def record(mechanism: Any, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        seen.append(mechanism)
        return counts

    monkeypatch.setattr(noise, "randomise_all", record)
    add_noise(np.zeros(50, dtype=np.int64), geometric("0.3", 2))
    (mechanism,) = seen
    assert isinstance(mechanism._rng, secrets.SystemRandom)
    assert mechanism.sensitivity == 2
    assert Decimal(mechanism.epsilon) <= Decimal("0.3")


# --- what goes in and comes out --------------------------------------------------------------------------------------


def test_counts_are_never_clamped_and_keep_their_shape() -> None:
    noisy = add_noise(np.zeros((10, 5, 10), dtype=np.int64), geometric("0.3"))
    assert noisy.shape == (10, 5, 10)
    assert (noisy < 0).any()


def test_only_plausible_whole_counts_get_noise() -> None:
    for wrong in (np.zeros(3), np.zeros(3, dtype=np.int32), [0, 1]):
        with pytest.raises(TypeError):
            add_noise(wrong, geometric())  # type: ignore[arg-type]
    for value in (-1, 2**41):
        with pytest.raises(DataMismatch) as caught:
            add_noise(np.array([0, value], dtype=np.int64), geometric())
        assert str(value) not in str(caught.value)
    with pytest.raises(TypeError):
        add_noise(np.zeros(2, dtype=np.int64), geometric(), lambda counts, _: counts + 0.5)  # type: ignore[return-value]


def test_a_table_without_cells_stays_without() -> None:
    assert add_noise(np.zeros(0, dtype=np.int64), geometric()).shape == (0,)


def test_without_opendp_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(Missing, match="OpenDP") as caught:
        add_noise(np.zeros(1, dtype=np.int64), geometric(sampler="opendp"))
    assert caught.value.exit_code == 16
    assert 'pip install "opendp==0.16.*"' in str(caught.value)


# --- the finite support ----------------------------------------------------------------------------------------------


class Fixed:
    """A generator that says what it is told."""

    def __init__(self, *uniforms: float) -> None:
        self.uniforms = list(uniforms)

    def random(self) -> float:
        return self.uniforms.pop(0)


def sampled(mechanism: Mechanism, *uniforms: float) -> int:
    from diffprivlib.mechanisms import Geometric

    geometric = Geometric(epsilon=float(mechanism.epsilon), sensitivity=mechanism.sensitivity)
    geometric._rng = Fixed(*uniforms)
    return int(randomise_all(geometric, np.zeros(1, dtype=np.int64))[0])


def test_an_overflow_is_drawn_again() -> None:
    assert sampled(geometric("0.5"), 0.5, 0.5, 0.5 + 2.0**-53) == finite_support(geometric("0.5")).bound


@pytest.mark.parametrize(("epsilon", "sensitivity", "largest"), [("0.5", 1, 72), ("1", 1, 36), ("0.2", 3, 541)])
def test_the_largest_noise_is_known(epsilon: str, sensitivity: int, largest: int) -> None:
    mechanism = geometric(epsilon, sensitivity)
    assert finite_support(mechanism).bound == largest
    assert sampled(mechanism, 0.5 + 2.0**-53) == largest
    assert sampled(mechanism, 0.5 - 2.0**-53) == -largest


def test_grid_points_are_those_of_the_library() -> None:
    """At both sides of every boundary the library's own sampler says what was counted."""
    mechanism = geometric("0.5")
    points = noise._grid_points(0.5, 1)
    assert points[0] + 2 * points[1:].sum() == 2**53 - 1
    reach = 0
    for size in range(len(points) - 1, 0, -1):
        reach += int(points[size])
        assert sampled(mechanism, 0.5 + reach * 2.0**-53) == size
        assert sampled(mechanism, 0.5 + (reach + 1) * 2.0**-53) == size - 1


def test_what_the_finite_support_adds_to_the_guarantee() -> None:
    """Against the same sum in exact fractions of a coarse case, and small enough to be said in one breath."""
    from fractions import Fraction

    mechanism = geometric("2", 2)
    points = [int(number) for number in noise._grid_points(2.0, 2)]
    law = {sign * size: number for size, number in enumerate(points) for sign in (-1, 1)}
    worst = Fraction(0)
    for moved in (1, 2):
        factor = Fraction((Decimal(2) * moved / 2).exp())
        excess = (law.get(out, 0) - factor * law.get(out - moved, 0) for out in range(-40, 41))
        worst = max(worst, sum((each for each in excess if each > 0), Fraction(0)) / (2**53 - 1) / moved)
    assert finite_support(mechanism).delta == pytest.approx(float(worst * 2), rel=1e-6)
    for epsilon, sensitivity in (("0.01", 1), ("0.4", 3), ("1", 1), ("5", 1)):
        assert 0 < finite_support(geometric(epsilon, sensitivity)).delta < 1e-11
    assert "never larger than 36" in finite_support(geometric()).words


def test_the_exact_sampler_adds_nothing() -> None:
    assert finite_support(geometric(sampler="opendp")).delta == 0
    assert finite_support(geometric(sampler="opendp")).bound is None
