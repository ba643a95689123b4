"""What a tier does, and that the careful variant of it is never looser than either of the tiers it is made of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.plan.treatments import Treatment, cover_rates, officers_kept, shows_role, treatments
from redact.policy import load_policy
from redact.policy.model import CoverRule, Delay, PeopleRule, PlaceRule, Policy, TimeRule
from redact.shipped import shipped
from redact.vocabulary import OffenseGroup, TimePrecision

from .making import ACCOUNTABILITY, LADDER, OTHER, PERSONS, PROTECTED, REMOVE, WITHHELD, tiny

ROWS = ("publish", "hold", "withhold")


def hidden(rule: str) -> int:
    """How much an age, sex or race rule hides."""
    return 0 if rule == "keep" else 99 if rule == "remove" else int(rule.split()[-1])


def looser_fields(one: Treatment, other: Treatment) -> list[str]:
    """The fields in which `one` shows more than `other`."""
    found = []
    level = {name: at for at, name in enumerate(LADDER)} | {None: len(LADDER)}
    for name, shown_more in (
        ("rows", ROWS.index(one.rows) < ROWS.index(other.rows)),
        ("level", level[one.level] < level[other.level]),
        ("min_households", one.min_households < other.min_households),
        ("precision", one.precision < other.precision),
        ("delay_days", one.delay_days < other.delay_days),
        ("shows", other.shows is not None and (one.shows is None or not one.shows <= other.shows)),
        ("narrative", one.narrative != "remove" and other.narrative == "remove"),
        ("people", one.people is not None and other.people is None),
    ):
        if shown_more:
            found.append(name)
    if one.people is not None and other.people is not None:
        for word in ("age", "sex", "race"):
            if hidden(getattr(one.people, word)) < hidden(getattr(other.people, word)):
                found.append(word)
    return found


def test_a_tier_with_every_default_filled_in() -> None:
    plain = treatments(tiny())
    names = ["withheld", "protected", "accountability", "persons", "other"]
    assert [item.name for item in plain[:5]] == names
    assert [item.own for item in plain[5:]] == names
    withheld = plain[WITHHELD]
    assert (withheld.level, withheld.precision, withheld.delay_days) == (None, TimePrecision.NONE, 0)
    assert not withheld.published
    protected = plain[PROTECTED]
    assert protected.shows == {"id", "offense_group", "place", "time"}
    assert (protected.level, protected.min_households) == ("beat", 200.0)
    assert plain[ACCOUNTABILITY].people == PeopleRule(age="bands of 10", sex="keep", race="keep")


def test_what_protects_a_whole_event() -> None:
    assert [item.protective for item in treatments(tiny())[:5]] == [True, True, False, False, False]
    with_cover = tiny(tiers__3__cover={"rate": 0.1})
    assert treatments(with_cover)[PERSONS].protective, "what has cover is given away by its treatment"


def test_a_tier_that_does_not_show_the_place_has_none() -> None:
    rules = treatments(tiny(tiers__1__shows=["id", "time"]))
    assert rules[PROTECTED].level is None


def test_the_careful_variant_of_a_looser_tier_is_named_after_the_careful_tier() -> None:
    rules = treatments(tiny())
    careful = rules[5 + OTHER]
    assert (careful.name, careful.own, careful.careful) == ("persons", "other", True)
    assert (careful.level, careful.min_households) == ("block", 20.0)
    assert careful.precision is TimePrecision.DAY
    strict = rules[5 + PROTECTED]
    assert (strict.name, strict.own) == ("protected", "protected")


def test_without_a_careful_tier_nothing_changes() -> None:
    policy = tiny(tiers__3__tier="people", identity__officers={}, classify__may_evidence="hold")
    rules = treatments(policy)
    assert [item.name for item in rules[5:]] == [item.name for item in rules[:5]]
    assert all(item.careful for item in rules[5:])


def with_tiers(policy: Policy, **of_tier: dict[str, Any]) -> Policy:
    """A policy with changed tiers, without the checks a file goes through: what resolve must bear."""
    tiers = tuple(tier.model_copy(update=of_tier.get(tier.tier, {})) for tier in policy.tiers)
    return policy.model_copy(update={"tiers": tiers})


shown = st.none() | st.sets(st.sampled_from(["id", "offense_group", "place", "time", "status"])).map(tuple)
people = st.just("remove") | st.builds(
    PeopleRule,
    age=st.sampled_from(["keep", "bands of 5", "bands of 20", "remove"]),
    sex=st.sampled_from(["keep", "remove"]),
    race=st.sampled_from(["keep", "remove"]),
)
fields = st.fixed_dictionaries(
    {
        "rows": st.sampled_from(ROWS),
        "place": st.builds(PlaceRule, level=st.sampled_from(LADDER), min_households=st.integers(2, 900)),
        "time": st.builds(
            TimeRule,
            precision=st.sampled_from([p for p in TimePrecision if p.word not in ("minute", "none")]),
            delay=st.builds(Delay, st.integers(0, 60)),
        ),
        "shows": shown,
        "people": people,
        "narrative": st.sampled_from(["standard", "remove"]),
    }
)


@given(fields, fields, fields)
def test_the_careful_variant_is_nowhere_looser_than_either_tier(
    persons: dict[str, Any], other: dict[str, Any], police: dict[str, Any]
) -> None:
    rules = treatments(with_tiers(tiny(), persons=persons, other=other, accountability=police))
    for own in rules[:5]:
        careful = rules[5 + own.tier]
        assert looser_fields(careful, own) == []
        if own.tier > PERSONS:
            assert looser_fields(careful, rules[PERSONS]) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rows": "hold"}, "rows"),
        ({"place": PlaceRule(level="district", min_households=2)}, "level"),
        ({"place": PlaceRule(level="block", min_households=900)}, "min_households"),
        ({"time": TimeRule(precision=TimePrecision.YEAR, delay=Delay(0))}, "precision"),
        ({"time": TimeRule(precision=TimePrecision.HOUR, delay=Delay(90))}, "delay_days"),
        ({"shows": ("id", "place")}, "shows"),
        ({"narrative": "remove"}, "narrative"),
        ({"people": "remove"}, "people"),
        ({"people": PeopleRule(age="bands of 20", sex="remove", race="remove")}, "age"),
    ],
)
def test_every_direction_of_strictness_reaches_the_careful_variant(change: dict[str, Any], field: str) -> None:
    kept = {"narrative": "standard", "people": PeopleRule(age="bands of 5", sex="keep", race="keep")}
    policy = with_tiers(tiny(), persons={**kept, **change}, other=kept)
    rules = treatments(policy)
    assert field in looser_fields(rules[OTHER], rules[5 + OTHER])


# --- columns ---------------------------------------------------------------------------------------------------------


def shown_by(policy: Policy, role: str) -> list[str]:
    return [rule.own for rule in treatments(policy)[:5] if shows_role(rule, policy, role)]


def test_which_tiers_show_a_column() -> None:
    policy = tiny()
    assert shown_by(policy, "offense_text") == ["accountability", "persons", "other"]
    assert shown_by(policy, "status") == ["accountability", "persons", "other"]
    assert shown_by(policy, "subject_age") == ["accountability"]
    assert shown_by(policy, "officer_name") == ["accountability", "other"]
    for never in (
        "victim_name",
        "incident_id",
        "relationship",
        "domestic_flag",
        "phone",
        "narrative",
        "beat",
        "agency",
    ):
        assert shown_by(policy, never) == [], never


def test_the_stricter_of_column_rule_and_tier_rule_wins() -> None:
    assert shown_by(tiny(columns__status="remove"), "status") == []
    assert shown_by(tiny(columns__sex="remove"), "subject_sex") == []
    assert shown_by(tiny(columns__sex="remove"), "subject_race") == ["accountability"]
    with_status = tiny(tiers__1__shows=["id", "place", "time", "offense_group", "status"])
    assert "protected" in shown_by(with_status, "status")
    assert shown_by(tiny(tiers__4__narrative="standard", tiers__3__narrative="remove"), "narrative") == ["other"]


def test_a_careful_row_keeps_officers_only_where_both_tiers_do() -> None:
    policy = tiny()
    rules = treatments(policy)
    assert officers_kept(rules[OTHER], policy)
    assert not officers_kept(rules[5 + OTHER], policy)


def test_cover_rates_by_group() -> None:
    policy = tiny(tiers__1__cover__rate={"persons": 0.6, "property": 0.1})
    (first, everywhere), (second, rates) = cover_rates(policy)
    assert (first, second) == (WITHHELD, PROTECTED)
    assert set(everywhere.tolist()) == {0.1}
    assert rates[OffenseGroup.PERSONS] == 0.6
    assert rates[OffenseGroup.SOCIETY] == 0.0
    assert cover_rates(tiny(tiers__0__cover=REMOVE, tiers__1__cover=REMOVE)) == []


def test_the_baseline_is_careful_in_every_field() -> None:
    rules = treatments(load_policy(shipped("baseline.yaml")))
    for own in rules[:5]:
        assert looser_fields(rules[5 + own.tier], own) == []
    assert CoverRule(rate=0.1).rate_of("persons") == 0.1
