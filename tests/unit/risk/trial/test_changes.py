"""Changes of a policy, the stricter ones to try, and the search among them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from redact.errors import PolicyInvalid, UsageError
from redact.policy import Policy, load_policy, parse_policy, shipped_policies
from redact.policy.verdicts import compare
from redact.risk.lab.outcome import Outcome, Verdict
from redact.risk.trial.changes import Change, change, policy_text, stands
from redact.risk.trial.remedies import Look, least, search
from redact.risk.trial.steps import in_rounds, steps
from redact.risk.usefulness import Usefulness
from redact.risk.worth import cost, shares, worth


def useful(events: float = 0.9, *, months: float = 0.1) -> Usefulness:
    return Usefulness(events, 0.9, 0.8, 0.9, 0.9, months, 0.2, 0.1, 0.2, 0.0, (), ())


def look(verdict: Verdict, *found: Usefulness) -> Look:
    return Look(Outcome("neighbour", "The neighbour", "plan", verdict, 0.02, None, "Words."), found)


@pytest.mark.parametrize("name", shipped_policies())
def test_a_policy_is_the_same_after_it_was_written(name: str) -> None:
    policy = load_policy(name)
    assert parse_policy(policy_text(policy)).digest == policy.digest


def test_one_rule_is_changed_and_no_other() -> None:
    old, new = load_policy("baseline"), change("baseline", ("protected.place.level", "district"))
    assert [rule.path for rule in compare(old, new).rules] == ["tiers.protected.place.level"]
    assert Change("protected.place.level", "").of(new) == "district"
    assert "status" not in change("baseline", ("columns.status", None)).columns
    assert change("baseline", ("tiers.protected.place.level", "district")).digest == new.digest


def test_a_wrong_change_is_an_error() -> None:
    with pytest.raises(PolicyInvalid, match="not a level"):
        change("baseline", ("protected.place.level", "distict"))
    with pytest.raises(UsageError, match="Did you mean 'protected'"):
        change("baseline", ("protcted.place.level", "district"))
    with pytest.raises(UsageError, match="nothing at"):
        change("baseline", ("protected.place.level.x", "district"))


def test_a_change_that_makes_no_policy_is_not_tried() -> None:
    policy = load_policy("baseline")
    assert stands(policy, Change("protected.place.level", "district"))
    assert not stands(policy, Change("protected.place.level", "distict"))


def test_a_change_is_said_as_somebody_would_note_it() -> None:
    policy = load_policy("baseline")
    assert Change("columns.status", "remove").words(policy) == "columns.status: remove in place of keep"
    assert Change("protected.place.level", "city").words(policy) == "tiers.protected.place.level: city in place of beat"
    assert Change("columns.status", None).words(policy) == "columns.status: left out in place of keep"
    assert str(Change("protected.cover.rate", {"persons": 0.5, "none": 0.1})) == (
        "protected.cover.rate: persons 0.5, none 0.1"
    )


@pytest.mark.parametrize("name", ["baseline", "strict"])
def test_every_step_is_stricter_than_the_policy_and_the_step_before(name: str) -> None:
    policy = load_policy(name)
    found = steps(policy)
    assert sum(map(len, found)) > 20
    last = {series[0].path.split(".")[-1] for series in found}
    assert last >= {"rate", "usual_rows", "share_at_least", "level", "min_households", "precision"}
    shown = {column for column, action in policy.columns.items() if action != "remove"} - {"keys", "time", "place"}
    assert last >= shown
    assert ("status" in shown) == (name == "baseline")
    for series in found:
        made = [change(policy, each) for each in series]
        for each in made:
            assert compare(policy, each).verdict == "stricter", series
        for before, after in pairwise(made):
            assert compare(before, after).verdict == "stricter", series


def test_what_he_leans_on_is_changed_first_by_turns_with_cover() -> None:
    policy = load_policy("baseline")
    first = [series[0].path for series in steps(policy, ("time", "status", "counts"))]
    assert first[0].endswith("time.precision")
    assert first[1] == "columns.status"
    assert first[2].endswith("cover.rate")
    assert first[3].endswith("time.precision")
    assert steps(policy, ("status",))[0] == (Change("columns.status", "remove"),)
    assert sorted(first) == sorted(series[0].path for series in steps(policy))


def test_a_second_step_is_for_a_second_round() -> None:
    rounds = in_rounds([[Change("a", 1), Change("a", 2)], [Change("b", 1)]])
    assert rounds == [[Change("a", 1), Change("b", 1)], [Change("a", 2)]]


OLD = load_policy("baseline")
ROUNDS = [[Change("protected.place.level", "tract"), Change("protected.place.level", "district")],
          [Change("protected.place.level", "city")]]  # fmt: skip


def searched(stop_and_keep: dict[str, float], *, most: int = 8) -> tuple[list[str], str | None]:
    """The levels tried and the one found; those named stop him and leave so many events of nine in ten."""

    def looked(policy: Policy) -> Look:
        level = compare(OLD, policy).rules[0].new
        kept = stop_and_keep.get(level or "")
        return look(Verdict.INCONCLUSIVE, useful(0.9)) if kept is None else look(Verdict.PASS, useful(kept))

    heard: list[tuple[str, int, int | None]] = []
    found = search(OLD, ROUNDS, looked, look(Verdict.FAIL, useful(0.9)), most=most,
                   progress=lambda *each: heard.append(each))  # fmt: skip
    assert heard == [("trying the policy with another level", number + 1, most) for number in range(len(found))]
    best = least(found)
    return [each.change.value for each in found], None if best is None else best.change.value


def test_a_round_is_tried_to_its_end_and_the_least_loss_is_found() -> None:
    assert searched({"tract": 0.5, "district": 0.7, "city": 0.9}) == (["tract", "district"], "district")
    assert searched({"tract": 0.7, "district": 0.7}) == (["tract", "district"], "tract")


def test_two_steps_are_only_tried_where_no_one_step_stops_him() -> None:
    assert searched({"city": 0.1}) == (["tract", "district", "city"], "city")
    assert searched({"city": 0.1}, most=2) == (["tract", "district"], None)
    assert searched({"district": 0.9}, most=1) == (["tract"], None)
    assert searched({}) == (["tract", "district", "city"], None)


def test_the_cost_is_said_in_usefulness() -> None:
    assert worth(useful()) == pytest.approx((0.9 + 0.9 + 0.8 + 0.9 + 0.9 + 0.9) / 6)
    assert shares(useful(months=3.0))["how right the shares of months are"] == 0
    said = cost(useful(0.9), useful(0.8, months=0.3))
    assert said == (
        "It costs: events that are published at all, from 90.0% to 80.0%; "
        "how right the shares of months are, from 90.0% to 70.0%."
    )
    assert cost(useful(0.8), useful(0.9)) == "It costs nothing that the measure of usefulness shows."
    tried = search(OLD, ROUNDS, lambda _: look(Verdict.PASS, useful(0.8)), look(Verdict.FAIL, useful(0.9)), most=1)
    assert tried[0].loss == pytest.approx(0.1 / 6)
    assert tried[0].words(OLD) == (
        "Smallest change found that stops him: in the policy file tiers.protected.place.level: tract in place of beat."
        " It costs: events that are published at all, from 90.0% to 80.0%."
    )


def test_of_several_cities_the_loss_is_the_mean() -> None:
    before = look(Verdict.FAIL, useful(0.9), useful(0.7))
    tried = search(OLD, ROUNDS, lambda _: look(Verdict.PASS, useful(0.6), useful(0.6)), before, most=1)
    assert tried[0].loss == pytest.approx(0.2 / 6)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("tiers.protectd.rows", "Did you mean 'protected'?"),
        ("places.ladder.99", "none of the 6"),
        ("places.ladder.beat", "none of the 6"),
    ],
)
def test_a_rule_that_stands_nowhere_in_a_list_is_said(path: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        change("baseline", (path, "beat"))
