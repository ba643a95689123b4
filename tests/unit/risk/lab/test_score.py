"""Figures and limits, against values worked out by hand or by others."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import ArrayLike

from redact.risk.lab.outcome import Verdict
from redact.risk.lab.score import (
    Tries,
    difference,
    figures,
    presence_bound,
    risk_limits,
    risk_of,
    verdict_of,
    wilson,
)


def tries(
    target: ArrayLike, control: ArrayLike, *, confidence: ArrayLike | None = None, baseline: float = 0.0
) -> Tries:
    """Targets that gave way or not, then controls with false alarms or not; every try its own household."""
    right = np.concatenate([np.asarray(target, float), np.asarray(control, float)])
    n, k = len(right), len(np.asarray(target))
    return Tries(
        right=right, named=right > 0, confidence=right if confidence is None else np.asarray(confidence, float),
        target=np.arange(n) < k, control=np.arange(n) >= k, household=np.arange(n), part=np.full(n, "", object),
        baseline=np.full(n, baseline),
    )  # fmt: skip


def test_wilsons_interval_is_the_textbooks() -> None:
    low, high = wilson(10, 100)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)
    assert wilson(0, 0) == (0.0, 1.0)


def test_no_success_in_many_tries_leaves_about_four_in_n() -> None:
    assert wilson(0, 200)[1] == pytest.approx(3.84 / 203.84, rel=0.01)


def test_newcombes_difference_is_his_example() -> None:
    """56/70 against 48/80: 0.0524 to 0.3339 (Newcombe 1998, method 10)."""
    low, high = difference(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_the_risk_takes_the_control_off() -> None:
    assert risk_of(0.6, 0.2) == pytest.approx(0.5)
    low, high = risk_limits(60, 100, 20, 100)
    assert low < 0.5 < high
    assert risk_limits(600, 1_000, 200, 1_000)[1] < high


def test_one_row_more_among_sixteen_is_told_with_a_tenth() -> None:
    assert presence_bound(16) == pytest.approx(1 / math.sqrt(2 * math.pi * 16), rel=0.01)
    assert presence_bound(0) == 1.0
    assert presence_bound(100) < presence_bound(16) < presence_bound(2)


def test_a_risk_against_a_high_control_becomes_an_advantage() -> None:
    found = figures(tries([1] * 60 + [0] * 40, [1] * 40 + [0] * 60), "risk", against="controls")
    assert found is not None
    assert found.judged == "advantage"
    assert found.value == pytest.approx(0.2)
    low = figures(tries([1] * 60 + [0] * 40, [1] * 20 + [0] * 80), "risk", against="controls")
    assert low is not None
    assert (low.judged, low.value) == ("risk", pytest.approx(0.5))


def test_the_threshold_is_chosen_on_other_households() -> None:
    """Confidence without meaning: the best threshold of one half is no good in the other."""
    rng = np.random.default_rng(3)
    noise = rng.random(2_000)
    found = figures(tries([0] * 1_000, [0] * 1_000, confidence=noise), "advantage", against="controls")
    assert found is not None
    assert found.low < 0 < found.upper < 0.1
    told = np.concatenate([rng.random(1_000) + 0.5, rng.random(1_000)])
    found = figures(tries([0] * 1_000, [0] * 1_000, confidence=told), "advantage", against="controls")
    assert found is not None
    assert found.value == pytest.approx(0.5, abs=0.06)


def test_households_with_many_tries_widen_the_interval() -> None:
    alone = tries([1] * 50 + [0] * 950, [0] * 1_000)
    same = Tries(alone.right, alone.named, alone.confidence, alone.target, alone.control,
                 np.where(alone.right > 0, 0, alone.household), alone.part, alone.baseline)  # fmt: skip
    one, other = (figures(each, "risk", against="controls") for each in (alone, same))
    assert one is not None and other is not None
    assert other.upper > one.upper


def test_only_enough_tries_under_the_limit_pass() -> None:
    few = figures(tries([0] * 50, [0] * 50), "risk", against="controls")
    many = figures(tries([0] * 500, [0] * 500), "risk", against="controls")
    bad = figures(tries([1] * 30 + [0] * 20, [0] * 50), "risk", against="controls")
    near = figures(tries([1] * 9 + [0] * 491, [0] * 500), "risk", against="controls")
    assert verdict_of(few, 0.02, 200) is Verdict.TOO_FEW
    assert verdict_of(many, 0.02, 200) is Verdict.PASS
    assert verdict_of(bad, 0.02, 200) is Verdict.FAIL
    assert verdict_of(near, 0.02, 200) is Verdict.INCONCLUSIVE
    assert verdict_of(None, 0.02, 200) is Verdict.NOT_RUNNABLE
    assert [each for each in Verdict if each.passed] == [Verdict.PASS]


def test_a_share_is_of_what_he_names() -> None:
    some = tries([1, 1, 1, 0, 0, 0, 0, 0], [])
    named = Tries(some.right, np.arange(8) < 4, some.confidence, some.target, some.control, some.household, some.part,
                  some.baseline)  # fmt: skip
    found = figures(named, "share", against="promise", promise=0.5)
    assert found is not None
    assert (found.tries, found.value, found.risk) == (4, 0.75, 0.5)


def test_cities_are_pooled_with_households_of_their_own() -> None:
    one = tries([1, 0], [0, 0])
    pooled = Tries.pooled([one, one])
    assert len(set(pooled.household.tolist())) == 8
