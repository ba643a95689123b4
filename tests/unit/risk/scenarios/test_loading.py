"""Scenario files: strict, with every mistake at its place, and those that are shipped."""

from __future__ import annotations

import json

import jsonschema
import pytest

from redact.errors import Missing, PolicyInvalid
from redact.policy.yaml import load_document
from redact.risk.attacks import attacks
from redact.risk.scenarios import load_scenario, parse_scenario, shipped_scenarios
from redact.risk.scenarios.loading import FOLDER, SCHEMA_FILE, schema_text
from redact.shipped import shipped

GOOD = """scenario: mine
title: Somebody
story: He does something that would hurt somebody, told in plain words.
knows: {home: address, time: within 2 days}
wants: presence
attack: {name: presence}
metric: advantage
passes: {at_most: 0.1}
"""


def test_a_file_is_read() -> None:
    scenario = parse_scenario(GOOD)
    assert scenario.knows.give_or_take == 2 * 1_440
    assert scenario.needs_truth
    assert scenario.tables == ("all",)


@pytest.mark.parametrize(
    ("line", "instead", "at", "said"),
    [
        ("wants: presence", "want: presence", "s.yaml:5:1", "Did you mean 'wants'?"),
        ("knows: {home: address", "knows: {home: adress", "s.yaml:4:15", "Did you mean 'address'?"),
        ("within 2 days", "2 days", "s.yaml:4:", ""),
        ("at_most: 0.1", "at_most: 2", "s.yaml:8:", ""),
        ("wants: presence", "wants: row", "s.yaml:1:1", "an advantage is of yes and no"),
        ("metric: advantage", "metric: share", "s.yaml:1:1", "a share is of those that he names"),
        ("metric: advantage", "metric: risk\ncontrol: promise", "s.yaml:1:1", "control promise goes with metric share"),
        ("title: Somebody", "title:", "s.yaml:2:", "nothing stands"),
    ],
)
def test_mistakes_are_said_with_their_place(line: str, instead: str, at: str, said: str) -> None:
    with pytest.raises(PolicyInvalid) as caught:
        parse_scenario(GOOD.replace(line, instead), "s.yaml")
    assert at in str(caught.value)
    assert said in str(caught.value)


def test_a_name_that_nothing_has_is_missing() -> None:
    with pytest.raises(Missing, match="Did you mean 'neighbour'"):
        load_scenario("neighbor")


def test_every_shipped_scenario_can_be_run_and_tells_a_story() -> None:
    found = shipped_scenarios()
    assert {"did_she_report", "neighbour", "address_lookup", "marker", "marker_strong", "complement", "small_town",
            "absence"} <= {each.scenario for each in found}  # fmt: skip
    known = attacks()
    for each in found:
        assert each.attack.name in known, each.scenario
        assert len(each.story.split()) > 30, each.scenario
        assert shipped(FOLDER, f"{each.scenario}.yaml").is_file()
    numbers = [each.number for each in found if each.number is not None]
    assert len(numbers) == len(set(numbers))


def test_the_committed_schema_is_the_models_and_takes_the_shipped_files() -> None:
    text = shipped(FOLDER, SCHEMA_FILE).read_text(encoding="utf-8")
    assert text == schema_text()
    for each in shipped_scenarios():
        document = load_document(shipped(FOLDER, f"{each.scenario}.yaml"))
        jsonschema.validate(document.data, json.loads(text))
