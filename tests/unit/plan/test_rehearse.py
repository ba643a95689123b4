"""Worked examples: the real stages judge them, and one that comes out otherwise stops everything."""

from __future__ import annotations

from typing import Any

import pytest

from redact.errors import ExampleFails, Where
from redact.plan.rehearse import check_examples, rehearse
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.shipped import shipped

from .making import tiny


def with_example(given: dict[str, str], expect: dict[str, Any], **more: Any) -> Policy:
    return tiny(examples=[{"name": "the case", "given": given, "expect": expect}], **more)


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ({"offense_code": "11A"}, {"class": "sexual_assault", "tier": "withheld"}),
        ({"offense_text": "STALKING"}, {"classes": ["stalking"], "tier": "protected"}),
        ({"offense_code": "23F"}, {"classes": [], "tier": "other"}),
        ({"offense_code": "23F"}, {"tier": "other"}),
        ({"kind": "stops", "offense_text": "TRAFFIC STOP"}, {"tier": "accountability"}),
        ({"offense_code": "220"}, {"tier": "persons"}),  # weak evidence: the careful variant
    ],
)
def test_examples_that_come_out_as_promised(given: dict[str, str], expect: dict[str, Any]) -> None:
    (done,) = rehearse(with_example(given, expect))
    assert done.wrong == ""
    assert check_examples(with_example(given, expect))


@pytest.mark.parametrize(
    ("given", "expect", "wrong"),
    [
        ({"offense_code": "23F"}, {"tier": "persons"}, "expected tier persons, got other"),
        ({"offense_code": "23F"}, {"class": "stalking", "tier": "other"}, "expected stalking, got no class"),
        ({"offense_code": "11A"}, {"classes": [], "tier": "withheld"}, "expected no class, got sexual_assault"),
        (
            {"offense_code": "36A"},
            {"classes": ["sexual_assault"], "tier": "withheld"},
            "expected sexual_assault, got sexual_assault, family_violence",
        ),
        (
            {"offense_code": "QQ"},
            {"tier": "other"},
            "expected tier other, but it is held because its offence is unknown",
        ),
    ],
)
def test_examples_that_do_not(given: dict[str, str], expect: dict[str, Any], wrong: str) -> None:
    (done,) = rehearse(with_example(given, expect))
    assert done.wrong == wrong
    with pytest.raises(ExampleFails) as caught:
        check_examples(with_example(given, expect), Where("p.yaml"))
    assert str(caught.value) == (
        f"p.yaml: 1 of 1 worked examples come out differently:\n  'the case': {wrong}\n"
        "  Change the rule or the example, with whoever agreed to it."
    )


def test_cover_is_left_out_of_the_rehearsal() -> None:
    policy = with_example({"offense_code": "23F"}, {"tier": "other"}, tiers__1__cover__rate=1)
    assert rehearse(policy)[0].wrong == ""


def test_the_baselines_examples_hold() -> None:
    assert len(check_examples(load_policy(shipped("baseline.yaml")))) >= 13
