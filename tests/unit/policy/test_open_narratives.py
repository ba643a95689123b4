"""open-narratives: the baseline, and the texts of the least sensitive tier."""

from __future__ import annotations

from typing import Any

import pytest

from redact.policy import Policy, policy_by_name


@pytest.fixture(scope="module")
def both() -> tuple[Policy, Policy]:
    return policy_by_name("baseline"), policy_by_name("open-narratives")


def _said(policy: Policy) -> dict[str, Any]:
    return policy.model_dump(mode="json", exclude={"policy", "title", "examples"})


def test_it_differs_from_the_baseline_in_one_tiers_texts_and_its_officers(both: tuple[Policy, Policy]) -> None:
    baseline, opened = map(_said, both)
    assert opened["tiers"][-1]["narrative"] == "strict"
    opened["tiers"][-1]["narrative"] = "remove"
    assert opened["identity"]["officers"]["other"] == "mask"
    opened["identity"]["officers"]["other"] = "keep"
    assert opened == baseline


def test_no_text_of_any_crime_against_a_person_is_shown(both: tuple[Policy, Policy]) -> None:
    assert [tier.tier for tier in both[1].tiers if tier.narrative != "remove"] == ["other"]


def test_what_is_promised_by_the_baselines_examples_holds_here_too(both: tuple[Policy, Policy]) -> None:
    baseline, opened = ({example.name: example for example in policy.examples} for policy in both)
    assert baseline.items() <= opened.items()
    assert len(opened) > len(baseline)
