"""Fields that an advocate or counsel must decide: marked, listed while nobody has, and said for the release report."""

from __future__ import annotations

import pytest

from redact.policy import Policy, policy_by_name
from redact.policy.decided import fields_of, open_decisions, report_sentence
from redact.policy.said import decides_of
from tests.unit.policy.test_said import FIELDS, HIGHEST_GRADE, grade

MARKED = {name: mark for name, info in FIELDS.items() if (mark := decides_of(info)) is not None}


@pytest.fixture(scope="module")
def baseline() -> Policy:
    return policy_by_name("baseline")


def test_what_the_open_questions_name_is_marked() -> None:
    assert {
        "PlaceRule.min_households", "TimeRule.delay", "TimeRule.precision", "CoverRule.rate", "Uniqueness.k",
        "CountTable.epsilon", "CountTable.by", "Budget.epsilon", "Policy.review_by", "MinorsAndOld.under",
        "Tier.classes", "Tier.rows", "SensitivePlaces.held_by", "Policy.columns", "Policy.legal_basis",
    } <= set(MARKED)  # fmt: skip
    assert {mark.who for mark in MARKED.values()} == {"advocate", "counsel"}


@pytest.mark.parametrize("name", MARKED)
def test_every_question_is_plain_and_a_question(name: str) -> None:
    question = MARKED[name].question
    assert "?" in question
    assert grade(question) <= HIGHEST_GRADE, f"{name}: grade {grade(question):.1f}"


def test_the_shipped_policy_has_decided_nothing(baseline: Policy) -> None:
    found = {each.path for each in open_decisions(baseline)}
    marked = {field.path for field in fields_of(baseline) if decides_of(field.info) and field.value not in (None, ())}
    exact = {("counts", "other_by_beat_month", "unit")}
    assert marked - found == exact, "an exact table hides nobody by noise"
    assert ("tiers", "withheld", "cover", "share_at_least") not in found, "hidden rows have no share among rows"
    assert ("tiers", "other", "classes") not in found, "the last group takes all others"


def test_what_somebody_changed_is_decided(baseline: Policy) -> None:
    tier = baseline.tiers[1]
    assert tier.place is not None
    place = tier.place.model_copy(update={"min_households": 800})
    mine = baseline.model_copy(
        update={"tiers": (baseline.tiers[0], tier.model_copy(update={"place": place}), *baseline.tiers[2:])}
    )
    gone = {each.path for each in open_decisions(baseline)} - {each.path for each in open_decisions(mine)}
    assert gone == {("tiers", "protected", "place", "min_households")}


def test_what_is_not_set_is_open(baseline: Policy) -> None:
    bare = baseline.model_copy(update={"review_by": None, "sensitive_places": None})
    found = {each.path: each.state for each in open_decisions(bare)}
    assert found[("review_by",)] == "unset"
    assert ("sensitive_places", "held_by") not in found, "what is not there is no field"


def test_a_group_of_another_name_was_somebodys_choice(baseline: Policy) -> None:
    renamed = baseline.tiers[1].model_copy(update={"tier": "careful"})
    mine = baseline.model_copy(update={"tiers": (baseline.tiers[0], renamed, *baseline.tiers[2:])})
    assert not any(each.path[:2] == ("tiers", "careful") for each in open_decisions(mine))


def test_the_release_report_gets_one_sentence(baseline: Policy) -> None:
    found = open_decisions(baseline)
    counsel = sum(each.who == "counsel" for each in found)
    assert report_sentence(baseline) == (
        f"{len(found)} choices of this policy are as they come with redact, or not made: "
        f"{len(found) - counsel} for an advocate and {counsel} for counsel."
    )
