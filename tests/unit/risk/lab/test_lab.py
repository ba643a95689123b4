"""The lab on small made-up cities: the wall between attack and truth, weak releases broken, verdicts in words."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from redact.bundle.made_up import with_files
from redact.plan.folder import Plan
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.risk.attacks import attack
from redact.risk.attacks.registry import _KNOWN
from redact.risk.lab import Guesses, Knows, Release, Verdict, no_guesses
from redact.risk.lab.cities import Case, make_case
from redact.risk.lab.run import run_scenario
from redact.risk.lab.sources import source_cells
from redact.risk.lab.targets.asked import Asked
from redact.risk.lab.truth import Truth
from redact.risk.lab.untold import run_untold
from redact.risk.scenarios import Scenario, load_scenario, shipped_scenarios
from redact.risk.weak import WEAK


def small_cells() -> Policy:
    """The baseline with smaller cells, so that a small city has blurred rows."""
    policy = load_policy("baseline")
    tiers = [
        tier.model_copy(update={"cover": tier.cover.model_copy(update={"usual_rows": 2})})
        if tier.tier == "protected" and tier.cover is not None
        else tier
        for tier in policy.tiers
    ]
    return policy.model_copy(update={"tiers": tuple(tiers)})


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    folder, policy = tmp_path_factory.mktemp("cities"), small_cells()
    return [make_case(folder, policy, incidents=4_000, seed=seed, size="suburb", narratives=False) for seed in (1, 2)]


IN_CITIES_ONLY = {"jitter"}
"""In a suburb there are too few rows of one address for it; measured on whole cities."""


SMALL = [name for name, weak in WEAK.items() if not weak.with_texts and name not in IN_CITIES_ONLY]


@pytest.mark.parametrize("name", SMALL)
def test_every_weak_release_is_broken_by_its_scenario(name: str, cases: list[Case]) -> None:
    weak = WEAK[name]
    scenario = load_scenario(weak.broken_by)
    if scenario.targets.of == "places":  # every place is a map of its own
        scenario = scenario.model_copy(update={"targets": scenario.targets.model_copy(update={"most": 50})})
    outcome = run_scenario(scenario, [weak.make(case) for case in cases])
    assert outcome.broken, outcome.words
    assert outcome.verdict is Verdict.FAIL
    assert "does not withstand" in outcome.words


@pytest.mark.parametrize("scenario", ["did_she_report", "neighbour", "address_lookup"])
def test_the_proper_release_gives_far_less_to_the_same_attacks(scenario: str, cases: list[Case]) -> None:
    """Without narratives and with small cells it is no good release; what is found is what was not recognised."""
    outcome = run_scenario(load_scenario(scenario), cases)
    assert outcome.figures is not None
    assert outcome.figures.value < 0.2
    assert outcome.cities == 2


def reachable(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Everything that one can come to from an object by its fields and items."""
    if id(thing) in seen or isinstance(thing, str | bytes | int | float | np.ndarray | pd.Series):
        return
    seen.add(id(thing))
    yield thing
    inside: list[Any] = []
    if dataclasses.is_dataclass(thing):
        inside = [getattr(thing, field.name) for field in dataclasses.fields(thing)]
    elif isinstance(thing, Mapping):
        inside = list(thing.values())
    elif isinstance(thing, list | tuple | set | frozenset):
        inside = list(thing)
    for each in inside:
        yield from reachable(each, seen)


def test_an_attack_has_no_way_to_the_plan_or_the_truth(cases: list[Case]) -> None:
    """Whatever it is given leads to no plan, no truth, no answers, no folder, and no column of the truth file."""
    met: list[tuple[Release, Knows]] = []

    @attack("only_looks")
    def guess(release: Release, knows: Knows) -> Guesses:
        met.append((release, knows))
        return no_guesses(len(knows))

    own = {"classes", "situation", "should", "victim", "suspect", "event", "household", "record", "role", "right"}
    try:
        for scenario in shipped_scenarios():
            given = scenario.model_dump(mode="json") | {"attack": {"name": "only_looks"}}
            if scenario.targets.of == "places":
                given["targets"]["most"] = 2  # every place is a map of its own
            run_scenario(Scenario.model_validate(given), cases)
    finally:
        _KNOWN.pop("only_looks")
    assert len(met) >= len(shipped_scenarios())
    seen: set[int] = set()
    things = [thing for pair in met for thing in reachable(pair, seen)]
    assert not [thing for thing in things if isinstance(thing, Plan | Truth | Case | Asked | Path)]
    frames = [thing for thing in things if isinstance(thing, pd.DataFrame)]
    assert len(frames) > 10
    assert not [set(frame.columns) & own for frame in frames if set(frame.columns) & own]


def test_the_order_of_targets_says_nothing(cases: list[Case]) -> None:
    from redact.risk.lab.targets import targets_of

    asked = targets_of(load_scenario("did_she_report"), cases[0])
    role = asked.answers["role"].to_numpy(object)
    half = len(role) // 2
    assert abs((role[:half] == "target").mean() - (role[half:] == "target").mean()) < 0.2
    spans = asked.facts["end"] - asked.facts["start"]
    assert spans.nunique() == 1


def test_who_says_nothing_passes_and_who_says_yes_to_all_has_no_advantage(cases: list[Case]) -> None:
    @attack("always")
    def guess(release: Release, knows: Knows) -> Guesses:
        return Guesses(np.full(len(knows), "yes", dtype=object), np.ones(len(knows)))

    given = load_scenario("did_she_report").model_dump(mode="json") | {"attack": {"name": "always"}}
    try:
        outcome = run_scenario(Scenario.model_validate(given), cases)
    finally:
        _KNOWN.pop("always")
    assert outcome.figures is not None
    assert outcome.figures.value == pytest.approx(0, abs=0.02)


def test_without_the_truth_only_rates_come_out(cases: list[Case]) -> None:
    case = cases[0]
    outcome = run_untold(load_scenario("address_lookup"), case.release, case.city.units)
    assert outcome.figures is not None
    assert 0 < outcome.figures.success < 0.2
    refused = run_untold(load_scenario("did_she_report"), case.release, case.city.units)
    assert refused.verdict is Verdict.NOT_RUNNABLE
    assert not refused.passed
    addresses = set(case.city.homes["address"])
    assert not [text for text in map(str, outcome.as_json().values()) if text in addresses]


def test_the_truth_counts_what_was_not_recognised(cases: list[Case]) -> None:
    """A city without narratives: events that only a text would show are published finely, and are targets all the
    same."""
    truth = cases[0].truth
    shown = truth.shown[truth.shown["should"] != ""]
    time = {name: table["time_precision"] for name, table in cases[0].release.tables.items()}
    fine = [time[table].iloc[row] in ("day", "hour") for table, row in zip(shown["table"], shown["row"], strict=True)]
    assert 0 < sum(fine) < len(fine)


def test_a_release_as_files_withstands_who_takes_them_apart_and_one_careless_file_does_not(
    cases: list[Case], tmp_path: Path
) -> None:
    scenario = load_scenario("file_forensics")
    case = with_files(cases[0])
    folder = case.release.files
    assert folder is not None
    assert (folder / "data" / "incidents.parquet").is_file()
    assert with_files(case) is case, "written once"
    found = run_scenario(scenario, [case])
    assert found.verdict is Verdict.PASS
    assert found.words.startswith(f"Of {sum(path.is_file() for path in folder.rglob('*'))} files, 0 hold something")
    careless = tmp_path / "careless"
    shutil.copytree(folder, careless)
    address = source_cells(case, "incidents", ["address"])["address"].iloc[0]
    page = careless / "protection.html"
    page.write_text(f"{page.read_text(encoding='utf-8')}<!-- {address} -->", encoding="utf-8")
    worse = dataclasses.replace(case, release=dataclasses.replace(case.release, files=careless))
    assert run_scenario(scenario, [worse]).verdict is Verdict.FAIL


def test_without_files_nothing_can_be_taken_apart(cases: list[Case]) -> None:
    found = run_scenario(load_scenario("file_forensics"), [dataclasses.replace(cases[0], plan=None)])
    assert found.verdict is Verdict.NOT_RUNNABLE
    assert with_files(dataclasses.replace(cases[0], plan=None)).release.files is None
