"""Which of two values is stricter: from the annotations alone, and None where nobody can tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from redact.policy.agreeing import Notice, Signatures
from redact.policy.gates import Gates
from redact.policy.model import CountTable, CoverRule, Identity, PeopleRule, PlaceRule, Policy, Tier, TimeRule
from redact.policy.rules import Classify, Places
from redact.policy.strictness import NoOrder, action_rank, ladder_change, stricter_of, stricter_value, words_of
from redact.policy.values import Delay
from redact.vocabulary import TimePrecision

LADDER = ("block", "beat", "district", "city")


@pytest.mark.parametrize(
    ("model", "field", "loose", "strict"),
    [
        (PlaceRule, "min_households", 8, 500),
        (PlaceRule, "level", "beat", "city"),
        (TimeRule, "precision", TimePrecision.DAY, TimePrecision.YEAR),
        (TimeRule, "delay", Delay(7), Delay(30)),
        (PeopleRule, "age", "keep", "bands of 5"),
        (PeopleRule, "age", "bands of 5", "bands of 10"),
        (PeopleRule, "age", "bands of 10", "remove"),
        (Tier, "rows", "hold", "withhold"),
        (Tier, "narrative", "standard", "strict"),
        (Tier, "shows", None, ("id",)),
        (Tier, "shows", ("id", "place"), ("id",)),
        (Tier, "people", PeopleRule(age="keep"), "remove"),
        (Tier, "people", PeopleRule(age="keep", sex="keep"), PeopleRule(age="bands of 5", sex="keep")),
        (CoverRule, "share_at_least", None, 0.5),
        (CoverRule, "rate", {"persons": 0.5}, 0.5),
        (CoverRule, "rate", {"persons": 0.5}, {"persons": 0.5, "none": 0.1}),
        (Classify, "sources", ("codes",), ("codes", "flags")),
        (Gates, "held_at_most", 0.02, 0.01),
        (CountTable, "threshold", 5, None),
        (CountTable, "threshold", None, 11),
        (CountTable, "require_unit", False, True),
        (CountTable, "unit", {"default": "event"}, {"default": "victim"}),
        (CountTable, "unit", {"default": "event"}, {"default": "event", "stalking": "victim"}),
        (Identity, "officers", {"other": "keep"}, {}),
        (Notice, "can_stop", False, True),
        (Notice, "days", 5, 14),
        (Signatures, "count", 1, 2),
        (Policy, "review_by", None, date(2027, 1, 1)),
        (Policy, "columns", {"status": "keep"}, {"status": "remove"}),
    ],
)
def test_the_stricter_of_two_values(model: Any, field: str, loose: Any, strict: Any) -> None:
    info = model.model_fields[field]
    order = LADDER if field == "level" else ()
    assert stricter_value(info, loose, strict, order=order) == 1
    assert stricter_value(info, strict, loose, order=order) == -1
    assert stricter_value(info, strict, strict, order=order) == 0
    assert stricter_of(info, loose, strict, order=order) == strict == stricter_of(info, strict, loose, order=order)


@pytest.mark.parametrize(
    ("model", "field", "one", "other"),
    [
        (Tier, "kinds", ("calls",), ("stops",)),
        (Places, "style", "{street}", "{block} {street}"),
        (PlaceRule, "level", "beat", "ward"),
    ],
)
def test_where_nobody_can_tell(model: Any, field: str, one: Any, other: Any) -> None:
    info = model.model_fields[field]
    assert stricter_value(info, one, other, order=LADDER if field == "level" else ()) is None
    with pytest.raises(NoOrder):
        stricter_of(info, one, other)


def test_lists_neither_of_which_holds_the_other_are_joined_or_cut() -> None:
    sources, shows = Classify.model_fields["sources"], Tier.model_fields["shows"]
    assert stricter_value(sources, ("codes", "flags"), ("codes", "narrative")) is None
    assert stricter_of(sources, ("codes", "flags"), ("codes", "narrative")) == ("codes", "flags", "narrative")
    assert stricter_of(shows, ("id", "place"), ("id", "time")) == ("id",)
    people = Tier.model_fields["people"]
    one, other = PeopleRule(age="keep"), PeopleRule(sex="keep")
    assert stricter_value(people, one, other) is None
    assert stricter_of(people, one, other) == PeopleRule()


def test_groups_of_values_are_stricter_value_by_value() -> None:
    rate, officers = CoverRule.model_fields["rate"], Identity.model_fields["officers"]
    one, other = {"persons": 0.5, "none": 0.1}, {"persons": 0.4, "none": 0.2, "society": 0.3}
    assert stricter_value(rate, one, other) is None
    assert stricter_of(rate, one, other) == {"persons": 0.5, "none": 0.2, "society": 0.3}
    assert stricter_of(officers, {"a": "keep", "b": "mask"}, {"a": "mask", "b": "keep"}) == {"a": "mask", "b": "mask"}


def test_ladders() -> None:
    assert ladder_change(LADDER, ("block", "city")) == 1
    assert ladder_change(("block", "city"), LADDER) == -1
    assert ladder_change(LADDER, LADDER) == 0
    assert ladder_change(LADDER, ("block", "district", "beat", "city")) is None
    assert ladder_change(LADDER, ("block", "tract", "city")) is None
    assert ladder_change(("day", "month", "year"), ("day", "month")) is None


def test_words_are_listed_loosest_first() -> None:
    assert words_of(Tier.model_fields["rows"].annotation) == ("publish", "hold", "withhold")
    assert words_of(Places.model_fields["ladder"].annotation) == ()
    actions = ["keep", "by tier", "year", "bands of 5", "bands of 10", "new random id", "remove"]
    assert sorted(actions, key=action_rank) == actions
