"""On which columns somebody leans, and what a trial says of whom the policy does not withstand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from redact.policy import load_policy
from redact.risk.lab.cities import Case, make_case
from redact.risk.lab.outcome import Verdict
from redact.risk.lab.run import run_scenario
from redact.risk.scenarios import Limit, load_scenario
from redact.risk.trial import remedies
from redact.risk.trial.leaning import leans_on, without
from redact.risk.trial.trying import try_policy
from redact.risk.weak import WEAK


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trial")


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return make_case(folder, load_policy("baseline"), incidents=20_000, seed=1, size="town")


def test_who_needs_time_and_place_leans_on_them_and_on_nothing_else(case: Case) -> None:
    weak = WEAK["block_only"].make(case)
    leans = leans_on(load_scenario("neighbour"), [weak])
    assert {"time", "place"} <= set(leans)
    assert "status" in weak.release.tables["incidents"]
    assert "status" not in leans


def test_what_is_untold_is_the_whole_year_and_the_whole_city(case: Case) -> None:
    rows = case.release.tables["incidents"]
    of_time, of_place = (without(case, name).release.tables["incidents"] for name in ("time", "place"))
    assert (of_time["time"] == rows["time"].str[:4]).all()
    assert set(of_time["time"].str.len()) == {4}
    assert set(of_time["time_precision"]) == {"year"}
    assert len(set(of_place["place"])) == len(set(of_place["place_id"])) == 1
    assert set(of_place["place_precision"]) == {"city"}
    assert set(of_place["place_id"]) <= set(case.release.places)
    assert len(set(rows["place"])) > 1
    assert (of_time["place"] == rows["place"]).all()
    assert (of_place["time"] == rows["time"]).all()
    assert set(without(case, "status").release.tables["incidents"]["status"]) == {""}
    assert case.release.counts
    assert not without(case, "counts").release.counts


def test_a_row_that_does_not_tell_a_thing_does_not_begin_to(case: Case) -> None:
    silent = {name: rows.assign(time="", time_precision="") for name, rows in case.release.tables.items()}
    untold = without(replace(case, release=replace(case.release, tables=silent)), "time")
    assert {*untold.release.tables["incidents"]["time_precision"]} == {""}


def test_who_practises_learns_on_cities_that_are_given_or_on_the_others(case: Case) -> None:
    scenario, other = load_scenario("marker_strong"), replace(case, number=case.number + 1)
    alone = run_scenario(scenario, [case])
    assert alone.verdict is Verdict.NOT_RUNNABLE
    assert "was given none" in alone.why
    assert "was given none" not in run_scenario(scenario, [case], [other]).why
    assert "was given none" in run_scenario(scenario, [case], [case]).why
    assert leans_on(scenario, [case]) == ()


def test_who_is_not_withstood_gets_columns_and_a_remedy(
    folder: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Limit nothing, so that no change helps: what was tried is said."""
    assert case.folder is not None and case.folder.is_relative_to(folder)  # made once for both tests
    monkeypatch.setattr(remedies, "MOST", 1)
    scenario = load_scenario("absence").model_copy(update={"city": "town", "passes": Limit(at_most=0.0)})
    heard = []
    policy = load_policy("baseline")
    trial = try_policy(policy, [scenario], incidents=20_000, cities=1, folder=folder, each=heard.append)
    found = trial.of(scenario)
    assert found is not None
    assert heard[0].verdict is Verdict.FAIL
    assert found.remedy.startswith("None of 1 single changes of the policy that were tried stops him. Change several")
    assert found.outcome(scenario).why == found.remedy
    assert not trial.undecided([scenario], 3)
