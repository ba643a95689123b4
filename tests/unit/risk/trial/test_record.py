"""What is kept of a policy's trial, and when it stands for a policy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from redact.errors import DataMismatch
from redact.policy import load_policy, shipped_policies
from redact.policy.model import Policy
from redact.risk.lab.outcome import Figures, Verdict
from redact.risk.scenarios import Limit, Scenario, load_scenario
from redact.risk.trial import Trial, Tried, agreed_scenarios, key_of, record_beside, remembered
from redact.risk.trial.agreed import under
from redact.risk.trial.record import SHIPPED, digest_of, read
from redact.shipped import shipped

FOUND = Figures(500, 20, 500, 10, 0.04, 0.02, 0.0, "advantage", 0.02, 0.0, 0.05, 0.02, float("nan"))


@pytest.fixture(scope="module")
def baseline() -> Policy:
    return load_policy("baseline")


def tried(scenario: Scenario, figures: Figures | None = FOUND, **more: object) -> Tried:
    return Tried(scenario.scenario, figures, 1, 5_000, **more)  # type: ignore[arg-type]


def test_words_do_not_change_what_a_policy_means_and_rules_do(baseline: Policy) -> None:
    tier = baseline.tiers[0].model_copy(update={"because": "Another reason."})
    reworded = baseline.model_copy(
        update={"title": "Another", "version": 9, "agreement": (), "examples": (), "tiers": (tier, *baseline.tiers[1:])}
    )
    assert key_of(reworded) == key_of(baseline)
    columns = baseline.model_copy(update={"columns": {**baseline.columns, "status": "remove"}})
    assert key_of(columns) != key_of(baseline)


def test_a_limit_and_a_story_do_not_change_what_a_scenario_does_and_its_attack_does() -> None:
    scenario = load_scenario("did_she_report")
    retold = scenario.model_copy(update={"story": "x" * 50, "passes": Limit(at_most=0.3)})
    assert digest_of(scenario) == digest_of(retold)
    attack = scenario.attack.model_copy(update={"name": "marker"})
    assert digest_of(scenario) != digest_of(scenario.model_copy(update={"attack": attack}))


def test_policies_that_come_with_redact_and_name_somebody_were_tried_and_withstand() -> None:
    """After a change of a policy or a scenario: python benchmarks/trials.py."""
    for name in shipped_policies():
        policy = load_policy(name)
        known = remembered(policy)
        for each in agreed_scenarios(policy):
            found = known.of(each)
            assert found is not None, f"{name}: {each.scenario} was not tried; run benchmarks/trials.py"
            assert found.outcome(each).passed, f"{name}: {found.outcome(each).words}"


def test_the_record_that_comes_with_redact_can_be_read() -> None:
    every = read(shipped() / SHIPPED)
    assert len({trial.key for trial in every}) == len(every)
    for trial in every:
        for each in trial.tried.values():
            assert each.figures is None or each.figures.low <= each.figures.value <= each.figures.upper


def test_a_record_beside_the_policy_is_read_as_it_was_written(tmp_path: Path, baseline: Policy) -> None:
    policy = baseline.model_copy(update={"columns": {**baseline.columns, "status": "remove"}})
    scenario = load_scenario("did_she_report")
    path = record_beside(tmp_path / "ours.yaml")
    assert path.name == "ours.trial.json"
    made = Trial(key_of(policy), {digest_of(scenario): tried(scenario, leans=("time",), remedy="Do this.")})
    path.write_text(made.text(), encoding="utf-8")
    back = remembered(policy, [path]).of(scenario)
    assert back is not None
    assert (back.leans, back.remedy, back.figures and back.figures.upper) == (("time",), "Do this.", 0.05)
    assert remembered(baseline, [path]).of(scenario) == remembered(baseline).of(scenario)


def test_a_damaged_record_is_refused(tmp_path: Path, baseline: Policy) -> None:
    (tmp_path / "trial.json").write_text('{"policies": {"a": {"b": {}}}}', encoding="utf-8")
    with pytest.raises(DataMismatch, match="damaged"):
        remembered(baseline, [tmp_path / "trial.json"])


def test_what_is_decided_under_a_limit_is_tried_no_more() -> None:
    scenario = load_scenario("did_she_report")

    def undecided(limit: float, **more: object) -> bool:
        here = scenario.model_copy(update={"passes": Limit(at_most=limit)})
        figures = replace(FOUND, low=0.01)
        known = Trial("k", {digest_of(here): tried(here, figures, **more)})
        return bool(known.undecided([here], 3))

    assert not undecided(0.1)  # withstood
    assert undecided(0.03)  # too few cities to tell
    assert undecided(0.001)  # not withstood, and nobody has looked for a remedy
    assert not undecided(0.001, remedy="None of 3 single changes stops him.")
    assert Trial("k").undecided([scenario], 3) == (scenario,)


def test_a_gain_over_a_promise_is_a_share_above_it(baseline: Policy) -> None:
    absence = under(load_scenario("absence"), 0.1, baseline)
    assert absence.passes.at_most == pytest.approx(0.55)
    assert under(load_scenario("address_lookup"), 0.02, baseline).passes.at_most == 0.02


def test_a_scenario_file_lies_beside_the_policy(tmp_path: Path, baseline: Policy) -> None:
    text = shipped("scenarios", "marker.yaml").read_text(encoding="utf-8").replace("scenario: marker", "scenario: ours")
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    gates = baseline.gates.model_copy(update={"scenarios": {"ours.yaml": 0.0}})
    (found,) = agreed_scenarios(baseline.model_copy(update={"gates": gates}), tmp_path)
    assert (found.scenario, found.passes.at_most) == ("ours", 0.5)


def test_no_figures_are_no_pass() -> None:
    scenario = load_scenario("did_she_report")
    outcome = tried(scenario, None, why="there is no map").outcome(scenario)
    assert outcome.verdict is Verdict.NOT_RUNNABLE
    assert "there is no map" in outcome.words


def test_who_is_asked_about_many_and_names_nobody_found_out_nothing(baseline: Policy) -> None:
    import numpy as np

    from redact.risk.lab.run import named_nobody
    from redact.risk.lab.score import Tries
    from redact.risk.lab.words import in_words

    none, every = np.zeros(300), np.ones(300, dtype=np.bool_)
    tries = Tries(none, ~every, none, every, ~every, np.arange(300), np.full(300, "", dtype=object), none)
    found = named_nobody(tries, 0.5)
    assert found is not None
    assert (found.tries, found.upper) == (300, 0.0)
    scenario = under(load_scenario("absence"), 0.0, baseline)
    assert tried(scenario, found).outcome(scenario).passed
    assert "Asked about 300, this adversary is never sure enough to name one." in in_words(
        scenario, found, Verdict.PASS, 1
    )
    assert named_nobody(tries.take(~every), 0.5) is None
