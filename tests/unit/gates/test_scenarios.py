"""The gate on adversaries: the trial stands where the plan cannot say, and what the plan says may not fail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from redact.gates import GateResult
from redact.gates.scenarios import check, judged
from redact.policy.model import Policy
from redact.risk.lab.outcome import Figures
from redact.risk.trial import FILE, Trial, Tried, agreed_scenarios, key_of
from redact.risk.trial.record import digest_of

from .conftest import small_units

Plan = Any  # the SmallPlan of conftest
GOOD = Figures(500, 5, 500, 5, 0.01, 0.01, 0.0, "advantage", 0.0, -0.01, 0.01, 0.0)
BAD = replace(GOOD, success=0.4, value=0.39, low=0.3, upper=0.45)


def limits(policy: Policy, scenarios: dict[str, float], **more: object) -> Policy:
    return policy.model_copy(
        update={"gates": policy.gates.model_copy(update={"scenarios": scenarios}), "version": 77, **more}
    )


def ran(plan: Plan, figures: Figures | None, **more: Any) -> GateResult:
    """The gate on a plan whose policy was tried with this outcome for everybody; None: nobody was tried."""
    view = plan.view()
    every = agreed_scenarios(plan.policy)
    tried = {digest_of(each): Tried(each.scenario, figures, 2, 5_000, **more) for each in every} if figures else {}
    (view.plan.folder / FILE).write_text(Trial(key_of(plan.policy), tried).text(), encoding="utf-8")
    return check(view)


@pytest.fixture
def plan(small_plan: Plan) -> Plan:
    """Under a policy that nobody has tried, with one adversary."""
    status = {"columns": {**small_plan.policy.columns, "premise": "remove"}}
    small_plan.policy = limits(small_plan.policy, {"did_she_report": 0.1}, **status)
    return small_plan


def test_a_small_department_is_judged_by_the_trial(plan: Plan) -> None:
    found = ran(plan, GOOD)
    assert found.passed
    nearest = "nearest to its limit: did_she_report, at most 0.010"
    assert found.measured.startswith(f"1 of 1 adversaries withstood; {nearest}")
    assert "on made-up cities" in found.sentence


def test_who_is_not_withstood_is_named_with_how_where_and_what_helps(plan: Plan) -> None:
    found = ran(plan, BAD, leans=("place", "time"), remedy="Smallest change found: this. It costs: that.")
    assert not found.passed
    assert "furthest over its limit: did_she_report, at most 0.450, allowed 0.100" in found.measured
    for words in ("did_she_report", "Did she report me?", "How he does it:", "He leans on: place, time.",
                  "Smallest change found: this. It costs: that."):  # fmt: skip
        assert words in found.sentence, words


def test_who_was_not_tried_is_no_pass(plan: Plan) -> None:
    found = ran(plan, None)
    assert not found.passed
    assert "was not tried under this policy, and that is no pass: preview again" in found.sentence


def test_what_cannot_be_told_is_no_pass(plan: Plan) -> None:
    found = ran(plan, replace(GOOD, upper=0.2))
    assert not found.passed
    assert "More and larger cities decide: `redact scenario run did_she_report" in found.sentence


def test_a_policy_that_names_nobody_says_so(plan: Plan) -> None:
    plan.policy = limits(plan.policy, {})
    found = check(plan.view())
    assert found.passed
    assert found.measured == "none is named"


def test_what_is_found_on_real_rows_fails_whatever_the_trial_says(plan: Plan) -> None:
    """On each block lives one household, so whoever has the list of addresses can name it."""
    plan.synthetic, homes = False, plan.units
    plan.units = small_units(1.0)
    plan.policy = limits(plan.policy, {"address_lookup": 0.02})
    found = ran(plan, GOOD)
    assert not found.passed
    assert "tried on this plan" in found.sentence
    (one,) = judged(plan.view())
    assert one.here is not None
    (note,) = one.here.notes
    assert note.startswith("by his own reckoning of the rows that look blurred, since nobody knows")
    plan.units = homes
    assert ran(plan, GOOD).passed
