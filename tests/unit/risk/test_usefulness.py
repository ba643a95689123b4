"""Usefulness: hot spots, shares and totals against values worked out by hand, and of a small made-up city."""

from __future__ import annotations

import numpy as np
import pytest

from redact.policy import load_policy
from redact.risk.lab.cities import Case, make_case
from redact.risk.totals import Total
from redact.risk.useful import top_overlap
from redact.risk.usefulness import AIMS, usefulness
from redact.risk.weak.rounded import raw


def test_the_busiest_that_stay_busiest_are_counted() -> None:
    before = np.repeat(np.arange(40), [9, 8, *[1] * 38])
    assert top_overlap(before, before) == pytest.approx(1.0)
    other = np.repeat(np.arange(40), [9, 1, 8, *[1] * 37])
    assert top_overlap(before, other) == pytest.approx(0.5)
    assert top_overlap(before, np.empty(0, np.int64)) == 0.0


def test_ties_count_in_parts() -> None:
    """Forty alike places: two of them are the busiest by lot, before and after."""
    even = np.arange(40)
    assert top_overlap(even, even) == pytest.approx(40 * (2 / 40) ** 2 / 2)


@pytest.mark.parametrize(
    ("said", "true", "margin", "right"),
    [(104, 100, 1, True), (106, 100, 1, False), (109, 100, 9, True), (0, 0, 0, True)],
)
def test_a_total_may_be_off_by_a_twentieth_or_its_margin(said: float, true: int, margin: float, right: bool) -> None:
    assert Total("t", "a", "2025", said, true, margin).right is right


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("city")
    return make_case(folder, load_policy("baseline"), incidents=3_200, seed=1, size="suburb", narratives=False)


def test_a_release_is_measured_against_its_source(case: Case) -> None:
    found = usefulness(case)
    assert 0.85 < found.events_kept < 1
    assert 0.5 < found.street_level < 1
    assert found.rows_kept == pytest.approx(len(case.truth.shown) / len(case.truth.records))
    assert {each.tier for each in found.tiers} >= {"withheld", "protected", "persons", "other"}
    tier = {each.tier: each for each in found.tiers}
    assert max(tier["withheld"].events_kept, tier["protected"].events_kept) < tier["other"].events_kept
    assert tier["protected"].street_level < tier["other"].street_level
    assert {each.name for each in found.aims()} == set(AIMS)
    assert found.totals
    assert all("%" in each.words for each in found.aims())
    assert found.as_json()["events_kept"] == round(found.events_kept, 4)


def test_raw_data_loses_nothing(case: Case) -> None:
    found = usefulness(raw(case))
    assert found.events_kept == found.rows_kept == 1.0
    assert found.trend_error == pytest.approx(0, abs=1e-9)
