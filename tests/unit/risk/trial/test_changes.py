"""Changes of a policy that could stop somebody, and on which columns he leans."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.policy import load_policy
from redact.policy.verdicts import compare
from redact.risk.lab.cities import Case, make_case
from redact.risk.lab.outcome import Verdict
from redact.risk.scenarios import Limit, load_scenario
from redact.risk.trial import remedies
from redact.risk.trial.changes import changes_against
from redact.risk.trial.leaning import leans_on, without
from redact.risk.trial.trying import try_policy
from redact.risk.weak import WEAK


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trial")


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return make_case(folder, load_policy("baseline"), incidents=20_000, seed=1, size="town")


def test_what_he_leans_on_is_changed_first_and_every_change_is_a_policy_that_protects_more() -> None:
    policy = load_policy("baseline")
    every = changes_against(policy, ("time",))
    assert every[0].path[-2:] == ("time", "precision")
    assert {"cover", "place", "time", "columns"} <= {word for change in every for word in change.path}
    made = [(change, change.of(policy)) for change in every]
    possible = [(change, found) for change, found in made if found is not None]
    assert len(possible) > 10
    for change, found in possible:
        assert compare(policy, found).verdict == "stricter", change.words
    assert changes_against(policy, ("status",))[0].words == "columns.status: remove (now keep)"


def test_without_time_and_place_nobody_finds_a_row(case: Case) -> None:
    weak = WEAK["block_only"].make(case)
    leans = leans_on(load_scenario("neighbour"), weak)
    assert {"time", "place"} <= set(leans)
    emptied = without(weak, ("time", "time_precision")).release.tables["incidents"]
    assert set(emptied["time"]) == {""}
    assert set(emptied["place"]) != {""}


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
    assert found.remedy == "None of 1 single changes of the policy that were tried stops him."
    assert found.outcome(scenario).why == found.remedy
    assert not trial.undecided([scenario], 3)
