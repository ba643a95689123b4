"""The shipped baseline: what it promises to advocates, and that it can be read as a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from redact.policy import Policy, policy_by_name
from redact.vocabulary import SensitiveClass


@pytest.fixture(scope="module")
def baseline() -> Policy:
    return policy_by_name("baseline")


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return (repository / "policies" / "baseline.yaml").read_text(encoding="utf-8")


def test_who_is_hidden_completely_and_who_is_blurred(baseline: Policy) -> None:
    hidden, blurred = baseline.tiers[:2]
    assert (hidden.tier, hidden.rows, set(hidden.classes)) == (
        "withheld", "withhold", {"sexual_assault", "child_abuse", "human_trafficking"},
    )  # fmt: skip
    assert (blurred.tier, blurred.rows, blurred.shows) == (
        "protected", "publish", ("id", "place", "time"),
    )  # fmt: skip
    assert {*hidden.classes, *blurred.classes} == {each.value for each in SensitiveClass}


def test_every_tier_says_why(baseline: Policy) -> None:
    assert [tier.tier for tier in baseline.tiers if not tier.because] == []


def test_both_groups_are_counted_within_the_years_budget(baseline: Policy) -> None:
    hidden, blurred, shown = baseline.counts
    assert hidden.of.tiers == ("withheld",)
    assert hidden.unit == {"default": "victim", "child_abuse": "household"}
    assert set(blurred.of.classes or ()) < set(baseline.tiers[1].classes)
    assert "outcome" in blurred.by
    assert not shown.noisy
    assert baseline.budget is not None
    assert sum(table.epsilon or 0 for table in baseline.counts) <= baseline.budget.for_tables
    assert baseline.public_invariants


def test_there_is_a_worked_example_for_every_tier_and_what_happened_in_2016(baseline: Policy) -> None:
    assert len(baseline.examples) >= 8
    assert {example.expect.tier for example in baseline.examples} == {tier.tier for tier in baseline.tiers}
    assert sum("2016" in example.name for example in baseline.examples) == 2
    assert {"relationship", "domestic_flag", "narrative"} <= {role for each in baseline.examples for role in each.given}


def test_the_file_explains_itself(text: str) -> None:
    comments = [line for line in text.splitlines() if re.match(r"\s*#", line)]
    assert len(comments) > 50
    assert text.startswith("# yaml-language-server: $schema=./policy.schema.json\n")
    assert max(map(len, text.splitlines())) <= 120
    for word in ("victim refused", "unfounded", "k-anonymity", "quasi-identifier", "tuple"):
        assert word not in text
