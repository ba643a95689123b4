"""Units of counting: who is a victim again, households with several victims, and the number that tells who is who."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from redact.errors import PolicyInvalid
from redact.links.keys import LINKING_ROLES
from redact.plan.treatments import shows_role, treatments
from redact.policy import load_policy
from redact.records import load_card
from redact.shipped import shipped
from redact.synth import City
from redact.synth.events import number_of
from redact.synth.repeats import CHANCE, MONTHS, MOST, Past
from redact.synth.world import Arguments, World, make_world

from .reading import read


@pytest.fixture(scope="module")
def reports(year: City) -> pd.DataFrame:
    """The truth of every report, with the columns of its row that name the victim."""
    truth = year.truth().to_pandas()
    found = truth[truth.dataset == "incidents"].reset_index(drop=True)
    rows = read(year, "incidents")
    for column in ("victim_number", "victim_name", "event_number"):
        found[f"row_{column}"] = rows[column].to_pandas()
    return found


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(Arguments(10, 1, False, 1, date(2026, 1, 1), False, 9_000))


def test_a_number_is_one_person_and_a_person_one_number(reports: pd.DataFrame) -> None:
    numbered = reports[reports.row_victim_number != ""]
    assert (numbered.row_victim_number == numbered.victim_number).all()
    assert (numbered.groupby("row_victim_number").victim.nunique() == 1).all()
    assert (numbered.groupby("victim").row_victim_number.nunique() == 1).all()
    assert (numbered.victim.value_counts() > 1).sum() > 500


def test_numbers_tell_nothing_else(world: World, reports: pd.DataFrame) -> None:
    numbers = world.index_numbers.to_pylist()
    assert len(set(numbers)) == len(numbers)
    values = pd.Series(numbers).str.removeprefix("N").astype(int)
    assert values.between(40_000_000, 99_999_999).all()
    assert len(np.unique(np.diff(values))) > 0.99 * len(values)  # a household's numbers do not follow each other
    assert abs(np.corrcoef(np.arange(len(values)), values)[0, 1]) < 0.03
    given = reports.drop_duplicates("victim").query("victim >= 0").victim_number.str[1:].astype(int)
    assert abs(np.corrcoef(np.arange(len(given)), given)[0, 1]) < 0.03


def test_a_number_is_missing_where_a_department_has_none(reports: pd.DataFrame) -> None:
    filled = reports.row_victim_number != ""
    assert not filled[reports.victim < 0].any()
    assert (reports.victim < 0).mean() > 0.15
    assert (reports[reports.victim < 0].row_victim_name != "").any()  # businesses
    share = filled[reports.victim >= 0].groupby(reports.group).mean()
    assert 0.95 < share["persons"] < 0.985
    assert 0.95 < share["property"] < 0.985
    assert 0.65 < share["society"] < 0.85
    assert 0.6 < share["none"] < 0.8


def test_it_is_a_key_that_neither_joins_nor_shows(city: City) -> None:
    (field,) = (field for field in load_card(city.card("incidents")).fields if field.title == "victim_number")
    assert field.role == "person_id"
    assert "person_id" not in LINKING_ROLES
    for name in ("baseline.yaml", "open-narratives.yaml"):
        policy = load_policy(shipped(name))
        assert not any(shows_role(rule, policy, "person_id") for rule in treatments(policy))


def test_no_policy_can_link_events_by_person(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = shipped("baseline.yaml").read_text(encoding="utf-8")
    changed = text.replace("on: [event_id, incident_id]", "on: [event_id, person_id]")
    assert changed != text
    path = tmp_path_factory.mktemp("policy") / "joins.yaml"
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(PolicyInvalid, match="person_id"):
        load_policy(path)


def _times(reports: pd.DataFrame, word: str, unit: str = "victim") -> pd.Series:
    found = reports[reports.classes.str.contains(word) & (reports[unit] >= 0)]
    return found.drop_duplicates(["event", unit])[unit].value_counts()


@pytest.mark.parametrize(
    ("word", "least", "most"),
    [
        ("intimate_partner_violence", 0.2, 0.36),
        ("family_violence", 0.05, 0.2),
        ("stalking", 0.07, 0.25),
        ("child_abuse", 0.05, 0.2),
        ("sexual_assault", 0.0, 0.05),
    ],
)
def test_victims_are_reported_again_as_often_as_in_reality(
    reports: pd.DataFrame, word: str, least: float, most: float
) -> None:
    times = _times(reports, word)
    assert least < (times > 1).mean() < most
    assert (times > MOST).mean() < 0.01


def test_some_victims_have_more_reports_than_a_table_counts(reports: pd.DataFrame) -> None:
    times = _times(reports, "intimate_partner_violence")
    assert 0.01 < (times > 3).mean() < 0.1
    assert times.between(2, 6).sum() > 200


def test_households_have_several_victims(reports: pd.DataFrame) -> None:
    children = reports[reports.situation.str.startswith(("child", "neglect"))]
    both = children.groupby("event").victim.nunique()
    assert 0.1 < (both > 1).mean() < 0.35
    two = children[children.event.isin(both[both > 1].index)]
    assert (two.groupby("event").victim_household.nunique() == 1).all()
    assert (two[two.row_event_number != ""].groupby("event").row_event_number.nunique() == 1).all()
    assert len(_times(reports, "child_abuse", "victim_household")) < len(_times(reports, "child_abuse"))
    at_home = reports[(reports.household >= 0) & (reports.victim >= 0)]
    assert (at_home.household == at_home.victim_household).all()


def test_whoever_harasses_is_the_same_the_next_time(reports: pd.DataFrame) -> None:
    calls = reports[(reports.situation == "harassment_phone") & (reports.offense == reports.situation)]
    calls = calls[calls.suspect >= 0]
    again = calls[calls.duplicated("victim", keep=False)].groupby("victim").suspect.nunique()
    assert len(again) > 3
    assert (again == 1).mean() > 0.6


def test_the_outcome_is_what_the_records_of_the_event_show(year: City) -> None:
    truth = year.truth().to_pandas()
    datasets = truth.groupby("event").dataset.agg(set)
    shown = datasets.map(lambda d: "arrest" if "arrests" in d else "report" if "incidents" in d else "no report")
    assert (truth.outcome == truth.event.map(shown)).all()
    assert set(truth.outcome) == {"no report", "report", "arrest"}


def test_chances_and_their_end(world: World) -> None:
    past = Past(world.households, seed=1)
    kind = np.full(3_000, number_of("dv_assault"), dtype=np.int16)
    fresh = np.arange(3_000, dtype=np.int32)
    first = past.again(0, kind, fresh)
    assert 0.6 * CHANCE["partner"] < first.drawn.mean() < CHANCE["partner"]
    assert np.bincount(first.household).max() == MOST
    assert (first.household[~first.drawn] == fresh[~first.drawn]).all()
    soon = past.again(MONTHS - 1, kind[:500], fresh[:500] + 4_000)
    assert (soon.household < 4_000).any()
    late = past.again(2 * MONTHS, kind[:500], fresh[:500] + 6_000)
    assert (late.household >= 6_000).all()


def test_nobody_goes_on_from_a_murder(world: World) -> None:
    past = Past(world.households, seed=1)
    dead = np.array([number_of("dv_assault"), number_of("murder_partner")], dtype=np.int16)
    past.again(0, dead, np.array([7, 7], dtype=np.int32))
    later = past.again(1, np.full(200, dead[0], dtype=np.int16), np.arange(10, 210, dtype=np.int32))
    assert 7 not in later.household


def test_the_past_follows_from_the_seed(world: World) -> None:
    kind = np.full(300, number_of("stalking"), dtype=np.int16)
    fresh = np.arange(300, dtype=np.int32)
    one, two, other = (Past(world.households, seed).again(0, kind, fresh).household for seed in (5, 5, 6))
    assert (one == two).all()
    assert (one != other).any()
