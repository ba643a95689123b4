"""Playing on a small suburb, entries in a process apart, and finding cards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from redact.errors import UsageError
from redact.hackathon import Change, Place, attack, change, city, finding, refused, release, useful, worth
from redact.hackathon.entries import Entry, EntryFailed, Remote, run_entry
from redact.hackathon.playing import meant
from redact.hackathon.scoring import defend, score
from redact.policy import Policy
from redact.risk.attacks import attacks
from redact.risk.lab import Guesses, Knows, Release, yes_no
from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import Outcome, Verdict
from redact.risk.lab.run import run_scenario
from redact.risk.scenarios import Scenario, load_scenario, parse_scenario
from redact.risk.trial.as_page import adversaries_page
from redact.shipped import shipped

CARELESS = (
    ("protected.place", {"level": "block", "min_households": 8}),
    ("protected.time", {"precision": "day", "delay": "7 days"}),
    ("protected.cover", {"rate": 0.02}),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return city("suburb", incidents=1_200, folder=tmp_path_factory.mktemp("cities"))


@pytest.fixture(scope="module")
def careless() -> Policy:
    return change("baseline", *CARELESS)


@pytest.fixture(scope="module")
def case(place: Place, careless: Policy) -> Case:
    return release(place, careless)


def test_a_city_of_another_name_is_an_error() -> None:
    with pytest.raises(UsageError, match="no city is called"):
        city("sububr")


def test_an_adversary_of_ones_own_takes_the_programs_place(case: Case) -> None:
    seen: list[int] = []

    def guess(release: Release, knows: Knows) -> Guesses:
        seen.append(len(release))
        return yes_no(np.zeros(len(knows)))

    before = set(attacks())
    outcome = attack(case, "did_she_report", guess)
    assert seen[0] == len(case.release)
    assert outcome.figures is not None
    assert outcome.figures.value == 0
    assert set(attacks()) == before


def test_practice_is_asked_for(case: Case) -> None:
    found = attack(case, "marker_strong")
    assert found.verdict is Verdict.NOT_RUNNABLE
    assert "practises" in found.why


def test_usefulness_and_gates_of_a_release(case: Case) -> None:
    assert 0 < worth(useful(case)) < 1
    assert isinstance(refused(case), tuple)



ENTRY = Entry(
    "row_there", "us", "neighbour", "He takes the first row that fits.",
    """
import os
from redact.risk.attacks import attack_named

class Adversary:
    def guess(self, release, knows):
        assert set(os.listdir()) == {"asked", "entry.py"}
        assert "USER" not in os.environ and "PYTEST_CURRENT_TEST" not in os.environ
        return attack_named("neighbour").guess(release, knows)
""",
)  # fmt: skip


def test_an_entry_is_scored_on_a_city_that_it_was_not_told(place: Place, careless: Policy) -> None:
    row = score(
        ENTRY, place.seed, place="suburb", policy=careless, incidents=place.incidents, folder=place.folder.parent
    )
    assert row.name == "row_there"
    assert row.why == ""
    assert row.gain is not None
    assert row.ours is not None
    assert row.gain.told
    assert row.gain.value == row.ours.value
    assert row.tries > 0
    assert "1,000" in row.words


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise ValueError('so')", "stopped in line 4: ValueError: so"),
        ("return yes_no([0.5])", "1 guesses for 3 targets. Give one claim"),
        ("return [0.5]", "guess gave a list, and Guesses are needed"),
        ("import socket; socket.create_connection(('localhost', 9))", "no network"),
    ],
)
def test_an_entry_that_fails_is_said_to(case: Case, body: str, says: str) -> None:
    text = (
        f"from redact.risk.lab import yes_no\nclass Adversary:\n    def guess(self, release, knows):\n        {body}\n"
    )
    knows = Knows(case.truth.records[["row"]].head(3), case.city, case.first, case.last)
    with pytest.raises(EntryFailed, match=says):
        Remote(replace(ENTRY, text=text)).guess(replace(case.release, tables={}, counts={}, places={}), knows)


def test_an_entry_that_takes_too_long_is_stopped(case: Case) -> None:
    text = "class Adversary:\n    def guess(self, release, knows):\n        while True: pass\n"
    knows = Knows(case.truth.records[["row"]].head(3), case.city, case.first, case.last)
    with pytest.raises(EntryFailed, match="not done after"):
        run_entry(replace(ENTRY, text=text), [(case.release, knows)], seconds=0.5)


def test_a_careless_policy_defends_nobody(place: Place, careless: Policy) -> None:
    row = defend(careless, place.seed, name="open", place="suburb", against=("neighbour",), incidents=place.incidents,
                 folder=place.folder.parent)  # fmt: skip
    assert not row.holds
    assert row.worst == "neighbour"
    assert row.upper > row.at_most
    assert row.why


def test_another_city_is_made_as_long_as_somebody_is_not_decided(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is decided is not asked again. Verdicts are made up; cities and policy are real."""
    asked: list[tuple[str, int]] = []

    def decided_in_the_second(cases: list[Case], scenario: Scenario, practice: list[Case]) -> Outcome:
        asked.append((scenario.scenario, len(cases)))
        found = run_scenario(scenario, cases)
        late = scenario.scenario == "neighbour" and len(cases) == 1
        return replace(found, verdict=Verdict.TOO_FEW if late else Verdict.PASS)

    monkeypatch.setattr("redact.hackathon.scoring.attack", decided_in_the_second)
    monkeypatch.setattr("redact.hackathon.scoring.refused", lambda _: [])
    row = defend("baseline", place.seed, place="suburb", against=("neighbour", "address_lookup"),
                 incidents=place.incidents, folder=place.folder.parent)  # fmt: skip
    assert asked == [("neighbour", 1), ("address_lookup", 1), ("neighbour", 2)]
    assert row.cities == 2


def test_a_changed_policy_is_refused_by_no_gate_for_want_of_a_trial(place: Place, careless: Policy, case: Case) -> None:
    """Adversaries are tried by the board: otherwise no policy but those that come with redact could have a rank."""
    assert "scenarios" not in dict(refused(case))


def test_who_is_named_is_held_to_the_limit_that_departments_agree_on(tmp_path: Path) -> None:
    assert meant("absence").passes.at_most == 0.55
    assert meant("neighbour").passes.at_most == load_scenario("neighbour").passes.at_most
    mine = tmp_path / "absence.yaml"
    mine.write_text(shipped("scenarios", "absence.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert meant(mine).passes.at_most == 0.5


def test_a_finding_card_is_a_scenario_that_runs(place: Place, careless: Policy, case: Case, tmp_path: Path) -> None:
    tried = [Change("protected.place.level", "city")]
    card = finding("neighbour", place, careless, by="us", tried=tried)
    found = load_scenario(card.save(tmp_path / "finding.yaml")).finding
    assert found is not None
    assert found.built_in
    assert "time" in found.columns
    assert "status" not in found.columns
    assert len(found.tried) == 1
    assert found.low is not None
    assert found.low > 0
    assert (found.stops is None) == (card.stopped is None)
    assert "under the policy baseline as changed (" in found.where
    assert "tiers.protected.place.level: block (was beat)" in found.where
    head = " ".join(line.lstrip("# ") for line in card.text().splitlines() if line.startswith("#"))
    assert "redact scenario run THIS-FILE" in head
    assert ("What stops him for the least" in head) == (card.stopped is not None)
    assert run_scenario(parse_scenario(card.text()), [case]).figures is not None


def test_a_strangers_program_is_described_and_not_run(place: Place, careless: Policy, case: Case) -> None:
    from redact.risk.attacks import attack_named

    story = "He takes the row that fits her street and her minute, whatever it says."
    with pytest.raises(UsageError, match="name and a story"):
        finding("neighbour", place, careless, adversary=attack_named("neighbour"), tried=[])
    card = finding(
        "neighbour", place, careless, adversary=attack_named("neighbour"), name="first_row", story=story, tried=[]
    )
    assert "cannot be run" in card.text()
    assert "No change of the policy was tried" in card.text()
    told = parse_scenario(card.text())
    assert told.scenario == told.attack.name == "first_row"
    assert told.story == story
    assert told.finding is not None
    assert "time" in told.finding.columns
    assert not told.finding.built_in
    outcome = run_scenario(told, [case])
    assert outcome.verdict is Verdict.NOT_RUNNABLE
    assert "does not come with redact" in outcome.words
    page = adversaries_page([outcome], {told.scenario: told}, on="a made-up suburb")
    assert story in page
    assert "us found" not in page
    assert "Somebody found, on the suburb" in page


def test_luck_is_no_finding(place: Place, careless: Policy) -> None:
    with pytest.raises(UsageError, match="could not be luck"):
        finding("did_she_report", place, careless, adversary=_Silent(), name="silent", story="x" * 40, tried=[])


class _Silent:
    def guess(self, release: Release, knows: Knows) -> Guesses:
        return yes_no(np.zeros(len(knows)))
