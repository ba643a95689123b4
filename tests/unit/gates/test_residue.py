"""Planted leaks are found wherever they stand and however they are written; what is public is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redact.gates import residue
from redact.gates.identifiers import Identifier, confirmed
from redact.gates.scan import Scope, scan, staged_columns, text_columns
from redact.records import Card
from redact.vocabulary import Kind

Plan = Any  # the SmallPlan of conftest

IDENTIFYING = ("Case", "Event", "Address", "Lat", "Lon", "Victim", "Witness", "Tel", "Mail", "Car")
CASINGS = (str, str.upper, str.lower, str.title)


def theft(plan: Plan, number: int = 0) -> Any:
    return [row for row in plan.rows["incidents"] if row.tier == "other" and row.staged is not None][number]


@pytest.mark.parametrize("title", IDENTIFYING)
def test_a_planted_value_of_another_row_is_found(small_plan: Plan, title: str) -> None:
    """In every casing, in every kind of column, alone and within other words: each of them is counted."""
    columns = ("offense_text", "status", "place", "households_band", "time")
    value = small_plan.rows["incidents"][60].source[title]
    for number, casing in enumerate(CASINGS):
        for column in columns:
            said = casing(value)
            theft(small_plan, number).staged[column] = f"see {said}, again" if column == "offense_text" else said
    view = small_plan.view()
    found = scan(Scope.of(view), list(staged_columns(view))).found
    assert {item.column: item.cells for item in found} == dict.fromkeys(columns, len(CASINGS))
    assert not residue.check(view).passed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.sampled_from(IDENTIFYING),
    row=st.integers(0, 68),
    casing=st.sampled_from(CASINGS),
    before=st.sampled_from(["", "RE: ", "(", "unit 12 / ", "x" * 40 + " "]),
    after=st.sampled_from(["", ".", ")", " was seen", "; closed"]),
    column=st.sampled_from(["offense_text", "status"]),
)
def test_no_planted_value_survives(
    small_plan: Plan, title: str, row: int, casing: Any, before: str, after: str, column: str
) -> None:
    target = theft(small_plan, 1)
    kept = target.staged[column]
    target.staged[column] = before + casing(small_plan.rows["incidents"][row].source[title]) + after
    try:
        view = small_plan.view()
        found = scan(Scope.of(view), list(staged_columns(view))).found
        assert found, f"a {title} of row {row} was not found"
    finally:
        target.staged[column] = kept


@pytest.mark.parametrize(
    ("stated", "leaked", "kind"),
    [
        ({"Victim": "DE LA CRUZ, MARIA ELENA"}, "spoke to Maria Elena de la Cruz", Identifier.NAME),
        ({"Victim": "DE LA CRUZ, MARIA ELENA"}, "MARIA DE LA CRUZ", Identifier.NAME),
        ({"Victim": "Mr. John Q. Public Jr."}, "public, john", Identifier.NAME),
        ({"Victim": "Nguyen, Thi; Stone, Bob"}, "Bob Stone", Identifier.NAME),
        ({"Victim": "Müller-Lüdenscheidt, Jörg"}, "jorg muller ludenscheidt", Identifier.NAME),
        ({"Victim": "STRAUSS, ANNA"}, "Anna Strauß", Identifier.NAME),
        ({"Victim": "O'Neil, Pat"}, "PAT ONEIL", Identifier.NAME),
        ({"Address": "1214 West Elm Street, Apt 4B"}, "at 1214 W ELM ST", Identifier.ADDRESS),
        ({"Address": "77 Broadway"}, "77 BROADWAY", Identifier.ADDRESS),
        ({"Address": "9 St Paul St #3"}, "9 Saint Paul; 9 St. Paul Street", Identifier.ADDRESS),
        ({"Case": "C26-0012345"}, "C26 0012345", Identifier.KEY),
        ({"Case": "C26-0012345"}, "260012345", Identifier.KEY),
        ({"Case": "20260012345"}, "no. 2026-0012345", Identifier.KEY),
        ({"Case": "123456"}, "123456", Identifier.SHORT_KEY),
        ({"Tel": "+1 (303) 555-0129 x12"}, "303.555.0129", Identifier.NUMBER),
        ({"Car": "8KXR-204"}, "8kxr204", Identifier.NUMBER),
        ({"Born": "03/07/1984"}, "3-7-1984", Identifier.BIRTH_DATE),
        ({"Lat": "41.8781136"}, "41.87811", Identifier.COORDINATE),
        ({"Lat": "41.8781196"}, "41.8781", Identifier.COORDINATE),
        ({"Lon": "-87.6297982"}, "87.62980", Identifier.COORDINATE),
    ],
)
def test_other_ways_of_writing(small_plan: Plan, stated: dict[str, str], leaked: str, kind: Identifier) -> None:
    small_plan.rows["incidents"][61].source.update(stated)
    theft(small_plan).staged["status"] = leaked
    view = small_plan.view()
    found = scan(Scope.of(view), list(staged_columns(view))).found
    assert kind in {item.identifier for item in found}


@pytest.mark.parametrize(
    ("stated", "released"),
    [
        ({"Victim": "UNKNOWN PERSON"}, "UNKNOWN PERSON"),
        ({"Victim": "JOHN DOE"}, "JOHN DOE"),
        ({"Victim": "Elm Street Market Inc"}, "ELM STREET MARKET INC"),
        ({"Victim": "CITY OF SPRINGFIELD"}, "CITY OF SPRINGFIELD"),
        ({"Address": "1200 BLOCK W ELM ST"}, "1200 BLOCK W ELM ST"),
        ({"Address": "12XX S MAIN ST"}, "12XX S MAIN ST"),
        ({"Address": "ELM ST / OAK AVE"}, "ELM ST / OAK AVE"),
        ({"Victim": "Lee"}, "LEE"),
        ({"Case": "1234"}, "1234"),
        ({"Case": "123456"}, "form 123456 b"),
        ({"Lat": "41.8781136"}, "41.87"),
        ({"Lat": "41.8781136"}, "0.8781"),
    ],
)
def test_what_names_nobody_is_no_residue(small_plan: Plan, stated: dict[str, str], released: str) -> None:
    small_plan.rows["incidents"][61].source.update(stated)
    theft(small_plan).staged["status"] = released
    found = residue.check(small_plan.view())
    assert found.passed, found.sentence


def test_labels_of_places_are_public(small_plan: Plan) -> None:
    """A person called like a street, and an address that is a whole block's label, do not stop the release."""
    small_plan.rows["incidents"][61].source["Victim"] = "Elm, W"
    small_plan.rows["incidents"][62].source["Victim"] = "Beat, Main"
    small_plan.rows["incidents"][63].source["Address"] = "100 BLOCK W ELM ST"
    assert residue.check(small_plan.view()).passed


def test_codes_in_many_rows_are_no_keys(small_plan: Plan) -> None:
    small_plan.rows["incidents"][61].source["Case"] = "2402110"
    rows = [row for row in small_plan.rows["incidents"] if row.tier == "other" and row.staged is not None]
    for row in rows[:25]:
        row.staged["offense_text"] = "2402110"
    assert residue.check(small_plan.view()).passed
    for row in rows[2:25]:
        row.staged["offense_text"] = "THEFT"
    assert not residue.check(small_plan.view()).passed


def test_officers_kept_by_policy_may_stand_but_parties_may_not(small_plan: Plan) -> None:
    assert residue.check(small_plan.view()).passed
    small_plan.rows["incidents"][61].source["Witness"] = "Steinmetz, Rolf"
    for row in small_plan.rows["stops"]:
        row.source["Officer"] = row.staged["officer_name"] = "Ofc. Rolf Steinmetz"
    assert not residue.check(small_plan.view()).passed


def test_texts_are_searched_in_their_parts(small_plan: Plan) -> None:
    """In a narrative a name, a number or an address anywhere counts; a date that is somebody's birthday does not."""
    plan = small_plan
    plan.cards["incidents"] = Card("incidents", Kind.INCIDENTS, {**plan.cards["incidents"].columns, "T": "narrative"})
    plan.headers["incidents"].append("narrative")
    source = plan.rows["incidents"][60].source
    born = plan.rows["incidents"][61].source["Born"]
    clean = f"R/O MET [PERSON] AT THE 100 BLOCK OF W ELM ST ON {born}. {'[PERSON] SAID NOTHING MORE. ' * 40}"
    row = theft(plan, 3)
    row.staged["narrative"] = clean
    assert residue.check(plan.view()).passed
    last, first = (part.strip() for part in source["Victim"].split(","))
    for leak in (f"{first} {last}", source["Tel"], source["Address"].split(",")[0], source["Case"], source["Mail"]):
        row.staged["narrative"] = clean.replace("NOTHING MORE", leak.upper(), 1)
        found = residue.check(plan.view())
        assert not found.passed
        assert "column 'narrative' of incidents" in found.sentence.lower()


def test_an_id_that_is_a_key_is_found(small_plan: Plan) -> None:
    theft(small_plan).staged["id"] = "e2026300033"
    assert not residue.check(small_plan.view()).passed


def test_house_number_and_street_in_columns_of_their_own(small_plan: Plan) -> None:
    plan = small_plan
    plan.cards["arrests"] = Card(
        "arrests", Kind.ARRESTS, {**plan.cards["arrests"].columns, "No": "house_number", "Str": "street"}
    )
    plan.rows["arrests"][3].source.update({"No": "4711", "Str": "N Kolner Avenue"})
    theft(plan).staged["status"] = "near 4711 N. KOLNER AVE"
    assert not residue.check(plan.view()).passed


def test_pages_and_json_are_searched(small_plan: Plan) -> None:
    view = small_plan.view()
    source = small_plan.rows["incidents"][60].source
    clean = '<p>100 BLOCK W ELM ST</p> {"place": "Beat 1", "time": "2026-01-05T13"}'
    assert scan(Scope.of(view), list(text_columns(Scope.of(view), [("protection.html", clean)]))).found == ()
    for title in ("Victim", "Address", "Tel", "Case", "Mail"):
        page = f"<td>{source[title].upper()}</td>"
        found = scan(Scope.of(view), list(text_columns(Scope.of(view), [("protection.html", page)]))).found
        assert [item.where for item in found][:1] == ["protection.html"]


def test_the_sentence_names_column_and_count_only(small_plan: Plan) -> None:
    value = small_plan.rows["incidents"][60].source["Victim"]
    theft(small_plan).staged["status"] = value
    found = residue.check(small_plan.view())
    assert "column 'status' of incidents" in found.sentence.lower()
    assert "full names" in found.sentence
    assert value.casefold() not in f"{found.sentence} {found.measured}".casefold()


def test_confirmation() -> None:
    assert confirmed(Identifier.NAME, "Ann Lee")
    assert not confirmed(Identifier.NAME, "ACME STORES INC")
    assert confirmed(Identifier.ADDRESS, "12 Elm St")
    assert not confirmed(Identifier.ADDRESS, "1200 BLK ELM ST")
