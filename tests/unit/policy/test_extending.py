"""Policies that extend others: what a file may leave out, that the stricter rule wins, and where each rule is from."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from redact.errors import PolicyInvalid
from redact.policy import Policy, load_policy, parse_policy, policy_by_name
from redact.policy.merging import Clash, merged, plain
from redact.policy.verdicts import compare

from .pairs import PAIRS, Pair, rich

HEAD = "policy: ours\nversion: 3\ntitle: Ours\nextends: [baseline]\n"


def ours(body: str, head: str = HEAD) -> Policy:
    return parse_policy(head + body)


def both(one: Policy, other: Policy) -> Policy:
    return Policy.model_validate_json(json.dumps(merged(one, other)))


def test_a_file_that_only_extends_means_the_same_under_its_own_name() -> None:
    parent, child = policy_by_name("baseline"), ours("")
    assert (child.policy, child.version, child.title) == ("ours", 3, "Ours")
    assert compare(parent, child).verdict == "reworded"
    assert {rule.path for rule in compare(parent, child).rules} == {"policy", "version", "title"}
    assert ours("").digest == child.digest != parent.digest


def test_what_comes_out_is_an_ordinary_policy() -> None:
    child = ours("gates: {held_at_most: 0.01}\n")
    assert Policy.model_validate_json(json.dumps(plain(child))).digest == child.digest
    assert "extends" not in child.canonical()


def test_comments_line_endings_and_order_do_not_change_what_is_signed(tmp_path: Path) -> None:
    text = HEAD + "gates: {held_at_most: 0.01}\nminors_and_old: {under: 21}\n"
    shuffled = "minors_and_old: {under: 21}\n# why not\ngates: {held_at_most: 0.01}\n" + HEAD
    path = tmp_path / "ours.yaml"
    path.write_bytes(shuffled.replace("\n", "\r\n").encode())
    assert load_policy(path).digest == parse_policy(text).digest


def test_a_class_comes_into_the_stricter_tier_and_its_examples_with_it() -> None:
    child = ours("tiers:\n  - tier: withheld\n    classes: [stalking]\n    because: She asked for it.\n")
    hidden, blurred = child.tiers[:2]
    assert "stalking" in hidden.classes and "stalking" not in blurred.classes
    assert (hidden.because or "").endswith('"did she report me?" She asked for it.')
    assert next(each for each in child.examples if each.name == "a stalking").expect.tier == "withheld"
    assert compare(policy_by_name("baseline"), child).verdict == "stricter"


def test_what_would_be_looser_has_no_effect() -> None:
    parent = policy_by_name("baseline")
    child = ours(
        "tiers:\n"
        "  - tier: protected\n"
        "    classes: [sexual_assault]\n"
        "    place: {level: block, min_households: 8}\n"
        "    time: {precision: hour, delay: 0 days}\n"
        "    cover: {rate: 0.01, share_at_least: 0.1}\n"
        "columns: {status: keep, relationship: remove}\n"
        "identity: {officers: {persons: keep}}\n"
    )  # fmt: skip
    assert child.tiers == parent.tiers
    assert compare(parent, child).verdict == "reworded"


def test_each_field_takes_the_stricter_value() -> None:
    child = ours(
        "tiers:\n"
        "  - tier: protected\n"
        "    time: {delay: 90 days}\n"
        "  - tier: other\n"
        "    place: {min_households: 30}\n"
        "classify: {linked_at_least: 0.95}\n"
        "counts: [{table: withheld_by_district_year, unit: household, epsilon: 0.2}]\n"
        "columns: {text: remove}\n"
    )  # fmt: skip
    blurred = child.tiers[1]
    assert blurred.time is not None and (blurred.time.precision.word, blurred.time.delay.days) == ("month", 90)
    assert child.tiers[-1].place is not None and child.tiers[-1].place.min_households == 30
    (table,) = child.counts
    assert (table.table, str(table.epsilon)) == ("withheld_by_district_year", "0.2")
    assert table.unit == {"default": "household", "child_abuse": "household"}
    assert (child.action("narrative"), child.action("offense_text")) == ("remove", "by tier")
    assert child.classify.linked_at_least == 0.95


def test_where_each_rule_comes_from(tmp_path: Path) -> None:
    (tmp_path / "state.yaml").write_text(
        HEAD.replace("ours", "state") + "tiers:\n  - tier: withheld\n    classes: [stalking]\n"
    )
    head = HEAD.replace("[baseline]", "[state.yaml]")
    body = "tiers:\n  - {tier: protected, time: {delay: 60 days}}\n  - {tier: withheld, classes: [elder_abuse]}\n"
    origins = parse_policy(head + body, tmp_path / "ours.yaml").origins
    assert origins["tiers.protected.time.delay"] == ("ours",)
    assert origins["tiers.protected.time.precision"] == ("baseline",)
    assert origins["tiers.withheld.classes.stalking"] == ("state",)
    assert origins["tiers.withheld.classes.elder_abuse"] == ("ours",)
    assert origins["tiers.withheld.classes.sexual_assault"] == ("baseline",)
    assert set(origins["tiers.withheld.classes"]) == {"baseline", "state", "ours"}
    assert policy_by_name("baseline").origins == {}


def test_of_two_parents_the_stricter_rule_wins(tmp_path: Path) -> None:
    for name, body in (("a", "minors_and_old: {under: 21}\n"), ("b", "gates: {held_at_most: 0.01}\ncounts: []\n")):
        (tmp_path / f"{name}.yaml").write_text(HEAD.replace("ours", name) + body)
    child = parse_policy(HEAD.replace("[baseline]", "[a.yaml, b.yaml]"), tmp_path / "ours.yaml")
    assert child.minors_and_old is not None and child.minors_and_old.under == 21
    assert (child.gates.held_at_most, child.counts) == (0.01, ())
    assert (child.origins["minors_and_old.under"], child.origins["gates.held_at_most"]) == (("a",), ("b",))


def test_exceptions_are_joined_and_those_that_a_stricter_rule_makes_idle_go() -> None:
    rule = "exceptions:\n  - {when: 11-20..01-03, for: [protected], time: {precision: quarter}}\n"
    assert [each.about for each in ours(rule).exceptions] == ["protected on 11-20..01-03"]
    assert compare(policy_by_name("baseline"), ours(rule)).verdict == "stricter"
    assert ours(rule + "tiers:\n  - {tier: protected, time: {precision: year}}\n").exceptions == ()


def test_a_tier_whose_classes_have_all_gone_is_gone() -> None:
    child = ours(
        "tiers:\n  - tier: withheld\n    classes: "
        "[intimate_partner_violence, family_violence, stalking, protective_order, elder_abuse]\n"
    )
    assert [tier.tier for tier in child.tiers] == ["withheld", "accountability", "persons", "other"]
    assert {each.expect.tier for each in child.examples} == {tier.tier for tier in child.tiers}


def test_a_mistake_is_shown_where_it_stands_in_the_file_that_extends() -> None:
    with pytest.raises(PolicyInvalid, match=r"policy.yaml:7:13: tiers.protected.place.level: .*neither protects more"):
        ours("tiers:\n  - tier: protected\n    place: {level: parish}\n")
    with pytest.raises(PolicyInvalid, match=r"policy.yaml:5:23: gates.held_at_most"):
        ours("gates: {held_at_most: 7}\n")


OWN = ("Policy.policy", "Policy.version", "Policy.title")
GUARDED = ("Exemption.for_",)
"""Gives cover to a tier that had none, so its treatment then holds for whole events: refused when it is loaded."""
SIDES = [pair for pair in PAIRS if pair.field not in (*OWN, *GUARDED)]


@pytest.mark.parametrize("pair", [pair for pair in SIDES if pair.verdict == "stricter"], ids=lambda pair: pair.name)
def test_of_a_policy_and_a_stricter_one_nothing_but_the_stricter_is_left(pair: Pair) -> None:
    old, new = rich(), rich(**pair.edit)
    for one, other in ((old, new), (new, old)):
        made = both(one, other)
        assert compare(new, made).verdict in ("same", "reworded", "stricter")
        assert compare(old, made).verdict == "stricter"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(SIDES), min_size=2, max_size=2), st.booleans())
def test_of_two_the_stricter_is_never_looser_than_either(pairs: list[Pair], backwards: bool) -> None:
    """But for what more evidence finds: whoever loads a policy is told of that, and it is refused."""
    sides: list[Any] = [rich(**pair.edit) for pair in pairs]
    if backwards:
        sides[0] = rich()
    try:
        made = both(*sides)
    except (Clash, ValidationError):
        assume(False)
    for side in sides:
        looser = [rule.path for rule in compare(side, made).rules if "looser" in rule.effects]
        assert [path for path in looser if not path.startswith("classify.")] == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(SIDES), min_size=3, max_size=3))
def test_what_is_loaded_is_never_looser_than_any_parent(pairs: list[Pair]) -> None:
    """Or it is not loaded: more evidence can bring records into a tier that shows something more exactly."""
    with tempfile.TemporaryDirectory() as folder:
        for number, pair in enumerate(pairs):
            (Path(folder) / f"{number}.yaml").write_text(json.dumps(plain(rich(**pair.edit))))
        try:
            made = parse_policy(HEAD.replace("[baseline]", "[0.yaml, 1.yaml, 2.yaml]"), Path(folder) / "ours.yaml")
        except PolicyInvalid as error:
            assert re.match(r".*ours\.yaml:4:\d+: ", str(error))
            return
    for pair in pairs:
        assert compare(rich(**pair.edit), made).verdict in ("same", "reworded", "stricter")


def test_a_policy_that_might_be_looser_is_refused_when_it_is_loaded(repository: Path) -> None:
    folder = repository / "tests" / "bad_inputs" / "policies"
    with pytest.raises(PolicyInvalid, match="might show more than 'small' does"):
        load_policy(folder / "extends_looser.yaml")
