"""The laws of the noise, without drawing any: variances, intervals, which law is chosen, what a sentence says."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from redact.counts.mechanism import Mechanism, choose_mechanism, float_below


def geometric(epsilon: str, sensitivity: int = 1) -> Mechanism:
    return Mechanism("geometric", "diffprivlib", Decimal(epsilon), sensitivity, sensitivity)


@pytest.mark.parametrize(("epsilon", "variance"), [("0.5", 7.835), ("1", 1.841), ("2", 0.362)])
def test_variance_of_the_geometric_law(epsilon: str, variance: float) -> None:
    """Reference values of the project's notes."""
    assert geometric(epsilon).variance == pytest.approx(variance, abs=5e-4)


@pytest.mark.parametrize(
    "mechanism",
    [
        geometric("0.3"),
        geometric("1", 3),
        Mechanism("gaussian", "opendp", Decimal(1), 20, 20, Decimal("1e-6")),
        Mechanism("gaussian", "opendp", Decimal(40), 1, 1, Decimal("1e-2")),
    ],
    ids=["geometric", "three cells", "gaussian", "narrow gaussian"],
)
def test_probabilities_add_up_and_give_the_variance(mechanism: Mechanism) -> None:
    values = np.arange(-1000, 1001)
    law = mechanism.probability(values)
    assert law.sum() == pytest.approx(1, abs=1e-12)
    assert (law * values**2).sum() == pytest.approx(mechanism.variance, rel=1e-9)


@pytest.mark.parametrize("epsilon", ["0.01", "0.4", "1", "2.5", "8"])
@pytest.mark.parametrize("level", ["0.5", "0.9", "0.99"])
def test_interval_is_the_smallest_that_holds_its_level(epsilon: str, level: str) -> None:
    mechanism = geometric(epsilon, 3)
    width = mechanism.half_width(Decimal(level))
    q = math.exp(-float(epsilon) / 3)
    assert 1 - 2 * q ** (width + 1) / (1 + q) >= float(level) - 1e-12
    assert width == 0 or 1 - 2 * q**width / (1 + q) < float(level)


def test_interval_where_the_level_is_met_exactly() -> None:
    """P(|noise| <= 1) at exactly the level asked for: one step less would be too little, one more too much."""
    mechanism = geometric("1")
    q = Decimal(-1).exp()
    exactly = 1 - 2 * q**2 / (1 + q)
    assert mechanism.half_width(exactly - Decimal("1e-20")) == 1
    assert mechanism.half_width(exactly + Decimal("1e-20")) == 2


@pytest.mark.parametrize("cells", [2, 3, 12])
def test_interval_of_a_sum_against_plain_convolution(cells: int) -> None:
    mechanism = geometric("0.8")
    one = mechanism.probability(np.arange(-80, 81))
    total = one
    for _ in range(cells - 1):
        total = np.convolve(total, one)
    middle = len(total) // 2
    width = mechanism.half_width(cells=cells)
    assert total[middle - width : middle + width + 1].sum() >= 0.9
    assert total[middle - width + 1 : middle + width].sum() < 0.9


def test_gaussian_interval_is_the_smallest() -> None:
    mechanism = Mechanism("gaussian", "opendp", Decimal(1), 20, 20, Decimal("1e-6"))
    width = mechanism.half_width()
    assert mechanism.probability(np.arange(-width, width + 1)).sum() >= 0.9
    assert mechanism.probability(np.arange(-width + 1, width)).sum() < 0.9


def test_gaussian_noise_only_where_it_was_made_possible_and_is_smaller() -> None:
    def kind(cells: int, **more: object) -> str:
        asked = {"sampler": "opendp", "delta": Decimal("1e-6"), **more}
        return choose_mechanism(Decimal(1), cells, **asked).kind  # type: ignore[arg-type]

    assert kind(20) == "gaussian"
    assert kind(20, sampler="diffprivlib") == "geometric"
    assert kind(20, delta=Decimal(0)) == "geometric"
    assert kind(13) == "geometric"
    assert kind(14, delta=Decimal("0.01")) == "gaussian"
    assert kind(13, delta=Decimal("0.01")) == "geometric", "from 14 cells on, however large the delta"
    assert kind(14, delta=Decimal("1e-12")) == "geometric", "more noise than the geometric law"
    assert kind(20, most_in_cell=None) == "geometric", "everything may lie in one cell of a coarser level"
    assert kind(20, most_in_cell=2) == "geometric", "only ten cells"


def test_zcdp_gives_what_was_paid_and_the_known_deviation() -> None:
    """rho + 2 sqrt(rho ln(1 / delta)) <= epsilon; 5.35 per cell at epsilon 1 and delta 1e-6 is in the notes."""
    mechanism = Mechanism("gaussian", "opendp", Decimal(1), 14, 14, Decimal("1e-6"))
    rho = mechanism.rho
    assert 0 <= 1 - (rho + 2 * (rho * -mechanism.delta.ln()).sqrt()) < Decimal("1e-15")
    assert mechanism.standard_deviation == pytest.approx(5.35 * math.sqrt(14), rel=1e-3)


def test_a_library_is_never_given_more_than_was_paid() -> None:
    for text in ("0.1", "0.3", "0.7", "1", "0.08", "1.1"):
        below = float_below(Decimal(text))
        assert Decimal(below) <= Decimal(text) < Decimal(math.nextafter(below, math.inf))


def test_impossible_mechanisms_are_refused() -> None:
    for wrong in (
        {"epsilon": Decimal(0)},
        {"epsilon": Decimal("Infinity")},
        {"epsilon": Decimal("NaN")},
        {"sensitivity": 0},
        {"delta": Decimal("0.1")},
        {"kind": "gaussian"},
        {"kind": "gaussian", "delta": Decimal("0.1"), "sampler": "diffprivlib"},
    ):
        good = {"kind": "geometric", "sampler": "opendp", "epsilon": Decimal(1), "sensitivity": 1, "squared": 1}
        with pytest.raises(ValueError, match=r"positive|delta"):
            Mechanism(**(good | wrong))  # type: ignore[arg-type]


def test_sentences_name_law_library_and_numbers() -> None:
    assert "two-sided geometric" in geometric("0.40").words
    assert "diffprivlib" in geometric("0.40").words
    assert "epsilon 0.40, sensitivity 1" in geometric("0.40").words
    gaussian = Mechanism("gaussian", "opendp", Decimal(1), 20, 20, Decimal("1e-6")).words
    assert "discrete Gaussian" in gaussian
    assert "delta 0.000001" in gaussian
    assert "OpenDP" in gaussian
