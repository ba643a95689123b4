"""Noise: the right distribution, one draw per cell, nothing clamped."""

import math

import numpy as np
import pytest
from scipy import stats

from redact.counts import Cells, add_noise, count_events, declared_domain, draw_table, half_width, standard_deviation
from redact.errors import DataMismatch, PolicyInvalid

KEY = bytes(range(32))


@pytest.mark.parametrize("epsilon", [0.2, 0.4, 1.0])
def test_noise_follows_the_two_sided_geometric_law(epsilon: float) -> None:
    noise = add_noise(np.zeros(6000, dtype=np.int64), epsilon, 1)
    q = math.exp(-epsilon)
    edge = int(3 / epsilon)
    values = np.arange(-edge, edge + 1)
    law = (1 - q) / (1 + q) * q ** np.abs(values)
    observed = [(noise < -edge).sum(), *[(noise == value).sum() for value in values], (noise > edge).sum()]
    tail = (1 - law.sum()) / 2
    expected = np.array([tail, *law, tail]) * len(noise)
    assert stats.chisquare(observed, expected).pvalue > 1e-5


def test_cells_get_independent_noise_empty_ones_too() -> None:
    """One seed per cell would give every cell the same noise."""
    noise = add_noise(np.zeros(2000, dtype=np.int64), 0.5, 1)
    assert len(np.unique(noise)) > 8
    assert abs(np.corrcoef(noise[:-1], noise[1:])[0, 1]) < 0.12


def test_counts_are_never_clamped() -> None:
    assert (add_noise(np.zeros(500, dtype=np.int64), 0.3, 1) < 0).any()


def test_implausible_counts_stop() -> None:
    with pytest.raises(DataMismatch):
        add_noise(np.array([2**41], dtype=np.int64), 1.0, 1)


@pytest.mark.parametrize(("epsilon", "sensitivity"), [(0.4, 1), (1.0, 1), (1.0, 3)])
def test_interval_is_the_smallest_that_holds_nine_tenths(epsilon: float, sensitivity: int) -> None:
    q = math.exp(-epsilon / sensitivity)
    width = half_width(epsilon, sensitivity)
    inside = lambda w: 1 - 2 * q ** (w + 1) / (1 + q)  # noqa: E731
    assert inside(width) >= 0.9
    assert width == 0 or inside(width - 1) < 0.9
    assert standard_deviation(epsilon, sensitivity) == pytest.approx(math.sqrt(2 * q) / (1 - q))


def test_one_unit_moves_the_counts_by_at_most_its_bound() -> None:
    domain = declared_domain(("class", "district"), {"class": ("a", "b", "c"), "district": ("1", "2", "other")})
    rng = np.random.default_rng(1)
    unit, cell = rng.integers(0, 50, 400), rng.integers(0, domain.size, 400)
    identity = rng.integers(1, 2**62, 51)
    full = count_events(Cells(unit, cell), domain, 2, identity=identity, key=KEY)
    for leaving in range(50):
        rest = unit != leaving
        without = count_events(Cells(unit[rest], cell[rest]), domain, 2, identity=identity, key=KEY)
        assert np.abs(full - without).sum() <= 2
        assert np.abs(full - without).max() <= 1


def test_row_order_and_repeats_change_nothing() -> None:
    domain = declared_domain(("class",), {"class": ("a", "b", "c", "d")})
    rng = np.random.default_rng(2)
    unit, cell = rng.integers(0, 30, 200), rng.integers(0, 4, 200)
    identity = rng.integers(1, 2**62, 30)
    order = rng.permutation(200)
    first = count_events(Cells(unit, cell), domain, 1, identity=identity, key=KEY)
    again = count_events(Cells(np.tile(unit[order], 2), np.tile(cell[order], 2)), domain, 1, identity=identity, key=KEY)
    assert (first == again).all()
    assert first.sum() == len(np.unique(unit))


def test_every_declared_cell_is_published() -> None:
    domain = declared_domain(("class", "year"), {"class": ("a", "b"), "year": ("2026", "2027")})
    table = draw_table(np.zeros(4, dtype=np.int64), domain, 1.0, 1, draw=lambda value: value)
    assert table.column("count_dp").to_pylist() == [0, 0, 0, 0]
    assert table.column("class").to_pylist() == ["a", "a", "b", "b"]


def test_an_undeclared_dimension_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        declared_domain(("class", "weekday"), {"class": ("a",)})
