"""The packs that come with redact: stricter than the baseline, marked as not reviewed, and what each law asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from redact.plan.rehearse import check_examples
from redact.policy import policy_by_name, policy_schema, shipped_policies
from redact.policy.verdicts import compare
from redact.policy.yaml import load_document

STATES = ("ca", "fl", "ma", "ny", "tx", "wa")
PACKS = ("strict", *STATES)

TRIGGERS = {
    "ma": {"sexual_assault", "family_violence", "intimate_partner_violence", "protective_order"},
    "ca": {"sexual_assault", "child_abuse", "stalking", "intimate_partner_violence", "human_trafficking"},
    "fl": {"sexual_assault", "child_abuse", "stalking", "protective_order"},
    "tx": {"sexual_assault", "child_abuse", "stalking", "family_violence", "human_trafficking"},
    "ny": {"sexual_assault", "hiv_transmission"},
    "wa": {"sexual_assault", "child_abuse"},
}


def test_all_packs_come_with_redact() -> None:
    assert {"baseline", "open-narratives", *PACKS} == set(shipped_policies())


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_stricter_than_the_baseline_and_says_that_nobody_reviewed_it(name: str, repository: Path) -> None:
    pack = policy_by_name(name)
    assert compare(policy_by_name("baseline"), pack).verdict == "stricter"
    text = (repository / "policies" / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Not reviewed by counsel.\n")
    assert pack.reviewed_by_counsel == "no"


@pytest.mark.parametrize("name", PACKS)
def test_the_worked_examples_of_a_pack_come_out_as_promised(name: str) -> None:
    pack, baseline = policy_by_name(name), policy_by_name("baseline")
    assert len(check_examples(pack)) == len(pack.examples) > len(baseline.examples)


@pytest.mark.parametrize("name", PACKS)
def test_editors_find_nothing_wrong_with_a_pack(name: str, repository: Path) -> None:
    data = json.loads(json.dumps(load_document(repository / "policies" / f"{name}.yaml").data))
    assert [error.message for error in Draft7Validator(policy_schema()).iter_errors(data)] == []


@pytest.mark.parametrize("name", STATES)
def test_each_rule_of_a_state_cites_its_law_and_each_law_has_a_status(name: str) -> None:
    pack, baseline = policy_by_name(name), policy_by_name("baseline")
    before = {tier.tier: tier for tier in baseline.tiers}
    laws = [law for law in pack.legal_basis if law not in baseline.legal_basis]
    assert any(law.status in ("mandatory", "on request") for law in laws)
    changed = [tier for tier in pack.tiers if tier.because != before[tier.tier].because]
    assert changed
    for tier in changed:
        mine = (tier.because or "").removeprefix(before[tier.tier].because or "")
        assert any(_numbers(law.cite) & _numbers(mine) for law in laws), tier.tier
        assert pack.origins[f"tiers.{tier.tier}.because"] == ("baseline", name)


def _numbers(text: str) -> set[str]:
    return {word.strip("().,;") for word in text.split() if any(sign.isdigit() for sign in word)}


@pytest.mark.parametrize("name", STATES)
def test_there_is_a_worked_example_for_each_kind_of_harm_that_a_states_law_names(name: str) -> None:
    theirs = {example.name for example in policy_by_name("baseline").examples}
    own = [example for example in policy_by_name(name).examples if example.name not in theirs]
    assert TRIGGERS[name] <= {example.expect.class_ for example in own}
    assert sum("statute" in example.given for example in own) >= 3


def test_in_massachusetts_whole_reports_of_family_violence_stay_in() -> None:
    hidden = policy_by_name("ma").tiers[0]
    assert {"sexual_assault", "intimate_partner_violence", "family_violence", "protective_order"} <= set(hidden.classes)
    assert hidden.cover is not None and hidden.cover.rate_of("persons") >= 0.3


@pytest.mark.parametrize("name", ["fl", "wa"])
def test_where_the_place_of_any_victim_is_protected_no_crime_against_a_person_shows_a_street(name: str) -> None:
    pack = policy_by_name(name)
    for tier in pack.tiers[1:-1]:
        assert tier.place is not None
        assert pack.places.ladder.index(tier.place.level) >= pack.places.ladder.index("beat")
