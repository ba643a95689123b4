"""What the pipeline asks a policy: a record's tier, what a column may show, whether it is still the same policy."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from redact.errors import Missing, PolicyInvalid
from redact.policy import Policy, load_policy, parse_policy, policy_by_name
from redact.policy.model import Delay, PeopleRule
from redact.vocabulary import ROLES, OffenseGroup, SensitiveClass, TimePrecision


@pytest.fixture(scope="module")
def baseline() -> Policy:
    return policy_by_name("baseline")


@pytest.fixture
def small(repository: Path) -> str:
    return (repository / "tests" / "bad_inputs" / "policies" / "good.yaml").read_text(encoding="utf-8")


# ---- tiers


@pytest.mark.parametrize(
    ("classes", "kind", "group", "tier"),
    [
        (["sexual_assault"], "incidents", OffenseGroup.PERSONS, "withheld"),
        (["stalking", "child_abuse"], "calls", OffenseGroup.NONE, "withheld"),
        (["stalking"], "stops", OffenseGroup.PERSONS, "protected"),
        ([], "stops", OffenseGroup.PERSONS, "accountability"),
        ([], "incidents", OffenseGroup.PERSONS, "persons"),
        ([], "incidents", OffenseGroup.PROPERTY, "other"),
        ([], "other", OffenseGroup.NONE, "other"),
    ],
)
def test_the_first_tier_that_fits(
    baseline: Policy, classes: list[str], kind: str, group: OffenseGroup, tier: str
) -> None:
    assert baseline.tiers[baseline.tier_of(classes, kind, group)].tier == tier


def test_all_conditions_of_a_tier_must_hold(small: str) -> None:
    calls = (
        "  - tier: calls\n    kinds: [calls]\n    offense_groups: [persons, society]\n"
        "    place: {level: city, min_households: 9}\n    time: {precision: year, delay: 0 days}\n"
    )
    text = small.replace("  - tier: rest\n", f"{calls}  - tier: rest\n", 1)
    policy = parse_policy(text)
    assert policy.tier_of([], "calls", OffenseGroup.SOCIETY) == policy.tier_index("calls")
    assert policy.tier_of([], "calls", OffenseGroup.PROPERTY) == policy.tier_index("rest")
    assert policy.tier_of([], "arrests", OffenseGroup.SOCIETY) == policy.tier_index("rest")


def test_tiers_are_found_by_name(baseline: Policy) -> None:
    assert [baseline.tier_index(tier.tier) for tier in baseline.tiers] == [0, 1, 2, 3, 4]
    with pytest.raises(KeyError):
        baseline.tier_index("none")


def test_classes_keep_their_order_and_the_policys_own_come_last(small: str) -> None:
    text = small.replace(
        "{sources: [codes]}", "{sources: [codes], classes: {suicide: {words: [suicide]}, overdose: {codes: ['9']}}}"
    ).replace("elder_abuse]", "elder_abuse, overdose, suicide]")
    names = parse_policy(text).class_names
    assert names == (*(each.value for each in SensitiveClass), "suicide", "overdose")


def test_values_come_as_what_they_mean(baseline: Policy) -> None:
    protected = baseline.tiers[1]
    assert protected.time is not None
    assert (protected.time.precision, protected.time.delay) == (TimePrecision.MONTH, Delay(30))
    assert protected.cover is not None
    assert (protected.cover.rate_of("persons"), protected.cover.usual_rows) == (0.9, 16)
    assert baseline.tiers[0].cover is not None
    assert baseline.tiers[0].cover.rate_of("society") == 0.05
    assert baseline.tiers[2].people == PeopleRule(age="bands of 10", sex="keep", race="keep")
    assert baseline.tiers[3].people == "remove"
    assert baseline.counts[0].epsilon == Decimal("0.4")
    assert baseline.times.ladder == tuple(TimePrecision[each] for each in ("HOUR", "DAY", "MONTH", "QUARTER", "YEAR"))


def test_what_a_policy_leaves_out_is_strict(small: str) -> None:
    policy = parse_policy(small)
    assert (policy.classify.unknown_code, policy.classify.may_evidence) == ("hold", "hold")
    assert (policy.classify.negated, policy.classify.prior) == ("may", "may")
    assert policy.tiers[-1].people == policy.tiers[-1].narrative == "remove"
    assert policy.identity.officers == {}
    assert policy.minors_and_old is not None
    assert policy.action("disposition") == "remove"


# ---- columns


@pytest.mark.parametrize(
    ("role", "action"),
    [
        ("event_id", "new random id"),
        ("offense_text", "by tier"),
        ("offense_code", "remove"),
        ("occurred_date", "by tier"),
        ("beat", "by tier"),
        ("victim_age", "by tier"),
        ("victim_name", "remove"),
        ("suspect_dob", "remove"),
        ("phone", "remove"),
        ("relationship", "remove"),
        ("status", "keep"),
        ("agency", "remove"),
        ("extra arrested", "remove"),
        ("officer_name", "by tier"),
    ],
)
def test_what_the_baseline_does_with_a_column(baseline: Policy, role: str, action: str) -> None:
    assert baseline.action(role) == action


def test_a_role_beats_its_group_and_a_word_for_people_covers_all_of_them(small: str) -> None:
    policy = parse_policy(
        small.replace(
            "status: keep}", "offense: by tier, offense_code: remove, people: remove, sex: by tier, 'extra fee': keep}"
        )
    )
    assert [policy.action(role) for role in ("offense_code", "statute", "victim_sex", "victim_age", "extra fee")] == [
        "remove", "by tier", "by tier", "remove", "keep",
    ]  # fmt: skip
    assert policy.action("relationship") == "remove"
    assert policy.action("officer_name") == "remove"


def test_every_role_has_an_action(baseline: Policy) -> None:
    assert {baseline.action(role) for role in ROLES} <= {"keep", "by tier", "new random id", "remove"}


# ---- the same policy


def test_form_does_not_change_the_digest(small: str, tmp_path: Path) -> None:
    digest = parse_policy(small).digest
    other = [
        "# a comment\n" + small,
        small.replace("{every: month, period: month}", "{period: month, every: month}"),
        small.replace("version: 1", "version:     1"),
        small.replace("rate: 0.1,", "rate: 0.10,"),
        small.replace("epsilon: 1.0", "epsilon: 1"),
        small + "gates: {held_at_most: 0.02}\n",
    ]
    assert {parse_policy(text).digest for text in other} == {digest}
    (tmp_path / "crlf.yaml").write_bytes(small.replace("\n", "\r\n").encode())
    assert load_policy(tmp_path / "crlf.yaml").digest == digest
    assert len(digest) == 64


@pytest.mark.parametrize(
    ("old", "new"),
    [("version: 1", "version: 2"), ("30 days", "31 days"), ("0.1", "0.2"), ("id, place, time", "place, id, time")],
)
def test_meaning_changes_the_digest(small: str, old: str, new: str) -> None:
    assert parse_policy(small.replace(old, new, 1)).digest != parse_policy(small).digest


def test_it_is_frozen_and_can_be_sent_to_another_process(baseline: Policy) -> None:
    copy = pickle.loads(pickle.dumps(baseline))
    assert copy == baseline
    assert hash(copy) == hash(baseline)
    assert copy.digest == baseline.digest
    with pytest.raises(ValidationError):
        baseline.version = 2  # type: ignore[misc]


# ---- loading


def test_a_shipped_policy_is_loaded_by_name(baseline: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_policy("baseline").digest == baseline.digest
    for name in ("strictest", "baseline.yaml", tmp_path / "absent.yaml"):
        with pytest.raises(Missing, match="policy") as caught:
            load_policy(name)
        assert "baseline" in str(caught.value)


def test_a_policy_of_five_hundred_rules_loads(small: str) -> None:
    tiers = "".join(
        f"  - tier: hidden-{number}\n    classes: [stalking]\n    kinds: [calls]\n    rows: withhold\n"
        for number in range(50)
    )
    examples = "examples:\n" + "".join(
        f"  - name: case {number}\n    given: {{offense_text: T{number}}}\n    expect: {{classes: [], tier: rest}}\n"
        for number in range(450)
    )
    policy = parse_policy(small[: small.index("examples:")].replace("tiers:\n", "tiers:\n" + tiers) + examples)
    assert (len(policy.tiers), len(policy.examples)) == (53, 450)


def test_more_tiers_or_classes_than_the_plan_can_number_are_refused(small: str) -> None:
    tiers = "".join(f"  - {{tier: t{number}, kinds: [calls], rows: withhold}}\n" for number in range(60))
    with pytest.raises(PolicyInvalid, match="tiers"):
        parse_policy(small.replace("tiers:\n", "tiers:\n" + tiers, 1))
    added = ", ".join(f"c{number}: {{words: [w{number}]}}" for number in range(25))
    named = ", ".join(f"c{number}" for number in range(25))
    text = small.replace("{sources: [codes]}", f"{{sources: [codes], classes: {{{added}}}}}")
    with pytest.raises(PolicyInvalid, match="there are 33 classes with the built-in ones; 32 is the most"):
        parse_policy(text.replace("elder_abuse]", f"elder_abuse, {named}]"))
