"""Names of the people of linked records stand nowhere in what is published of their event; officers as parties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.identity.names import name_tokens
from redact.plan.kin import Kin, identifying_fields, words_in
from redact.plan.officers import Officers

from .making import REMOVE, Planned, address_in, card_of, planned, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}


# --- names as words --------------------------------------------------------------------------------------------------


def test_words_of_a_column_of_names() -> None:
    cells = pa.array(["O'NEIL-CRUZ, Patrick J", "", "García, José", "Neil Oneil", "O`Neil"])
    row, word = words_in(cells, ["cruz", "garcia", "jose", "oneil", "patrick"])
    found = sorted(zip(row.tolist(), word.tolist(), strict=True))
    assert found == [(0, 0), (0, 3), (0, 4), (2, 1), (2, 2), (3, 3), (4, 3)]


word = st.sampled_from(
    ["anna", "O'Neil", "o`neil", "CRUZ", "de", "la", "García", "Müller", "x", "Mc", "Donald", "Jr", "Sgt"]
)
cell = st.lists(word, max_size=4).flatmap(
    lambda words: st.sampled_from([" ", ", ", "-", "/", " & "]).map(lambda gap: gap.join(words))
)


@given(st.lists(cell, max_size=8))
def test_columns_and_single_cells_are_read_alike(cells: list[str]) -> None:
    """Column operations must find at least what the careful reader of one name finds."""
    known = sorted({token for each in cells for token in name_tokens(each)})
    row, found = words_in(pa.array(cells, pa.string()), known)
    seen = {(at, known[number]) for at, number in zip(row.tolist(), found.tolist(), strict=True)}
    assert {(at, token) for at, each in enumerate(cells) for token in name_tokens(each)} <= seen


@pytest.mark.parametrize(
    ("officer", "said", "party"),
    [
        ("Smith, Robert", ("robert", "smith"), True),
        ("Ofc. Robert Smith", ("smith", "robert", "lee"), True),
        ("Robert Lee Smith", ("smith", "lee"), True),
        ("Smith, Robert", ("smith", "anna"), False),
        ("Smith, Robert", ("robert", "jones"), False),
        ("Smith, R", ("smith", "robert"), False),
        ("Smith", ("smith", "robert"), False),
        ("Smith, Robert #4411", ("smith", "robert"), True),
        ("Smith, Robert", ("smith", "bob"), True),
        ("Bobby Smith", ("smith", "robert"), True),
        ("Garcia-Lopez, Ana", ("ana", "lopez"), True),
        ("Garcia Lopez, Ana", ("ana", "garcia"), True),
        ("Garcia-Lopez, Ana", ("garcia", "lopez"), True),
        ("de la Cruz, Rolf", ("rolf", "cruz"), True),
        ("de la Cruz, Rolf", ("de", "la", "anna"), False),
        ("Rolf Temple", ("rolf", "temple"), True),
        ("Lee, Ann / Smith, Robert", ("smith", "robert"), True),
        ("SMITH ROBERT", ("smith", "robert"), True),
    ],
)
def test_an_officer_is_a_party_by_surname_and_a_given_name(officer: str, said: tuple[str, ...], party: bool) -> None:
    assert list(Officers.of([officer]).parties(said)) == ([officer] if party else [])


def test_stand_ins_are_nobody() -> None:
    assert Officers.of(["UNKNOWN", "", "OFFICER"]).names == {}


@pytest.mark.parametrize(
    ("cell", "same"),
    [("Smith, R", True), ("Ofc. Smith", True), ("SMITH R #7", True), ("Smith, J", False), ("Smith, Rita", False),
     ("Smithe, R", False)],
)  # fmt: skip
def test_an_officer_known_as_a_party_is_met_again_under_his_initial(cell: str, same: bool) -> None:
    officers = Officers.of(["Smith, Robert", cell, "Lee, Ann"])
    assert officers.same(officers.parties(["robert", "smith"])) == {"Smith, Robert"} | ({cell} if same else set())
    assert officers.same([]) == frozenset()


def test_kin_answers_for_events() -> None:
    kin = Kin({"anna": 0, "cruz": 1}, pairs=np.array([0 * 2 + 1, 3 * 2 + 0]))
    events = np.array([0, 3, 3, 7], dtype=np.int32)
    assert kin.names_word(events, ["cruz"]).tolist() == [True, False, False, False]
    assert kin.names_word(events, ["anna", "cruz"]).tolist() == [True, True, True, False]
    assert kin.names_word(events, ["nobody"]).tolist() == [False] * 4
    assert not Kin().names_word(events, ["anna"]).any()


def test_the_part_for_some_events() -> None:
    kin = Kin({"anna": 0, "cruz": 1}, pairs=np.array([1, 6, 7]), known={0: [("phone", "1")], 3: [("phone", "2")]})
    part = kin.of_events(np.array([3], dtype=np.int32))
    assert part.pairs.tolist() == [6, 7]
    assert list(part.known) == [3]


def test_which_columns_identify() -> None:
    card = card_of("incidents", ["incident_id", "address", "beat", "victim_name", "victim_age", "victim_dob", "phone",
                                 "offense_text", "narrative", "place_name", "status"])  # fmt: skip
    found = {field.name for field in identifying_fields(card.fields)}
    assert found == {"incident_id", "address", "victim_name", "victim_dob", "phone", "place_name"}


# --- through the whole plan ------------------------------------------------------------------------------------------


def incident(number: int, **more: str) -> dict[str, str]:
    return {
        "event_id": f"25-{number:04}", "offense_code": "23F", "offense_text": "THEFT", "status": "OPEN",
        "occurred_at": "2025-01-09 11:00", "address": address_in(number % 8, number),
        "victim_name": f"Qvist{number}, Una", "witness_name": "", "officer_name": "Steinmetz, Rolf",
    } | more  # fmt: skip


def arrest(number: int, **more: str) -> dict[str, str]:
    return {
        "event_id": f"2025{number:06}", "offense_text": "THEFT", "status": "BOOKED", "occurred_at": "2025-01-10 12:00",
        "address": address_in(number % 8, number), "subject_name": f"Ek{number}, Olof", "officer_name": "Vasquez, Luz",
    } | more  # fmt: skip


def plan_of(tmp_path: Path, incidents: list[dict[str, str]], arrests: list[dict[str, str]], **more: Any) -> Planned:
    return planned(
        tmp_path, {"incidents": incidents, "arrests": arrests}, tiny(**BARE, **more), keys={"event_id": "digits"}
    )


def cell_of(plan: Planned, dataset: str, row: int, name: str) -> str:
    found = plan.published(dataset, row)
    assert found is not None
    return found[name]


def test_a_name_of_a_linked_record_empties_the_cell_in_its_event_alone(tmp_path: Path) -> None:
    incidents = [incident(n) for n in range(1, 6)]
    incidents[0]["status"] = "SEE OLOF EK1"
    incidents[1]["status"] = "SEE EK9"
    arrests = [arrest(n) for n in range(1, 6)]
    arrests[2]["status"] = "QVIST3 RELEASED"
    plan = plan_of(tmp_path, incidents, arrests)
    assert cell_of(plan, "incidents", 0, "status") == "", "the arrest's suspect"
    assert cell_of(plan, "incidents", 1, "status") == "SEE EK9", "nobody of this event"
    assert cell_of(plan, "arrests", 2, "status") == "", "the report's victim"
    assert cell_of(plan, "arrests", 3, "status") == "BOOKED"
    assert plan.summary["hidden_cells"] == {"incidents": {"status": 1}, "arrests": {"status": 1}}


def test_cells_with_a_number_or_an_address_are_emptied(tmp_path: Path) -> None:
    incidents = [incident(n) for n in range(1, 5)]
    for record, status in zip(
        incidents, ("CALL 515-555-0199", "a@example.org", "AT 1234 W ELM ST", "OPEN"), strict=True
    ):
        record["status"] = status
    plan = plan_of(tmp_path, incidents, [arrest(n) for n in range(1, 5)])
    assert [cell_of(plan, "incidents", row, "status") for row in range(4)] == ["", "", "", "OPEN"]


@pytest.mark.parametrize("column", ["victim_name", "witness_name"])
def test_an_officer_who_is_a_party_anywhere_is_kept_nowhere(tmp_path: Path, column: str) -> None:
    incidents = [incident(n) for n in range(1, 6)]
    incidents[3][column] = "ROLF M STEINMETZ"
    plan = plan_of(tmp_path, incidents, [arrest(n) for n in range(1, 6)])
    assert [cell_of(plan, "incidents", row, "officer_name") for row in range(5)] == [""] * 5
    assert cell_of(plan, "arrests", 0, "officer_name") == "Vasquez, Luz"
    assert plan.summary["officers_masked_as_parties"] == 1


def test_an_officer_who_is_a_party_in_another_dataset(tmp_path: Path) -> None:
    arrests = [arrest(n) for n in range(1, 6)]
    arrests[4]["subject_name"] = "Steinmetz, Rolf"
    plan = plan_of(tmp_path, [incident(n) for n in range(1, 6)], arrests)
    assert {row["officer_name"] for row in plan.staged("incidents")} == {""}


def test_an_officer_with_initials_is_hidden_where_a_party_has_the_surname(tmp_path: Path) -> None:
    incidents = [incident(n, officer_name="Steinmetz, R") for n in range(1, 6)]
    incidents[3]["victim_name"] = "STEINMETZ, ANNA"
    plan = plan_of(tmp_path, incidents, [arrest(n) for n in range(1, 6)])
    kept = [cell_of(plan, "incidents", row, "officer_name") for row in range(5)]
    assert kept == ["Steinmetz, R"] * 3 + [""] + ["Steinmetz, R"]


def test_officers_of_a_masked_tier_are_not_shown(tmp_path: Path) -> None:
    incidents = [incident(n, offense_code="13A", offense_text="ASSAULT") for n in range(1, 4)]
    arrests = [arrest(n) for n in range(1, 4)]
    plan = plan_of(tmp_path / "a", incidents, arrests, classify__may_evidence="pass")
    assert {row["officer_name"] for row in plan.staged("incidents")} == {""}
    assert {row["officer_name"] for row in plan.staged("arrests")} == {"Vasquez, Luz"}
    plan = plan_of(tmp_path / "b", incidents, arrests)
    assert {row["officer_name"] for row in plan.staged("arrests")} == {""}, "doubt makes the whole event careful"


def test_names_in_any_alphabet_and_casing(tmp_path: Path) -> None:
    incidents = [incident(n) for n in range(1, 4)]
    incidents[0] |= {"victim_name": "GARCÍA, JOSÉ", "status": "garcia moved out"}
    incidents[1] |= {"victim_name": "Garcia, Jose", "status": "GARCÍA GONE"}
    incidents[2] |= {"victim_name": "D'Amico, Una", "status": "DAMICO GONE"}
    plan = plan_of(tmp_path, incidents, [arrest(n) for n in range(1, 4)])
    assert {row["status"] for row in plan.staged("incidents")} == {""}


# --- officers who are party to an event ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "written", "officer"),
    [
        ("victim_name", "Bob Steinmetz", "Steinmetz, Robert"),
        ("suspect_name", "STEINMETZ-BERG, ROLF", "Steinmetz, Rolf"),
        ("witness_name", "Steinmetz, Rólf", "Rolf M. Steinmetz"),
        ("reporting_party", "Ek, Ida & Steinmetz, Rolf", "Sgt. Rolf Steinmetz"),
    ],
)
def test_officers_who_are_parties_are_masked_in_every_dataset(
    tmp_path: Path, column: str, written: str, officer: str
) -> None:
    """As victim, suspect, witness or caller, however the officer columns of other datasets write them."""
    incidents = [incident(n, officer_name="Lee, Ann") for n in range(1, 5)]
    incidents[3][column] = written
    arrests = [arrest(n) for n in range(1, 5)]
    arrests[0]["officer_name"] = officer
    arrests[1]["officer_name"] = "Ofc. R. Steinmetz #4411"
    arrests[2]["officer_name"] = "Steinmetz, Gus"
    stops = [arrest(n, officer_name=officer.upper()) for n in range(11, 13)]
    plan = planned(tmp_path, {"incidents": incidents, "arrests": arrests, "stops": stops}, tiny(**BARE),
                   keys={"event_id": "digits"})  # fmt: skip
    shown = [cell_of(plan, "arrests", row, "officer_name") for row in range(4)]
    assert shown == ["", "", "Steinmetz, Gus", "Vasquez, Luz"]
    assert {row["officer_name"] for row in plan.staged("stops")} == {""}
    assert {row["officer_name"] for row in plan.staged("incidents")} == {"Lee, Ann"}
    assert plan.summary["officers_masked_as_parties"] == 3


def test_an_officer_is_hidden_in_the_events_of_relatives(tmp_path: Path) -> None:
    """Somebody with his surname is a party: his name in that event's records would tell hers."""
    incidents = [incident(n, officer_name="Steinmetz, Rolf #12") for n in range(1, 4)]
    incidents[1]["victim_name"] = "Steinmetz, Anna"
    arrests = [arrest(n, officer_name="R Steinmetz") for n in range(1, 4)]
    plan = plan_of(tmp_path, incidents, arrests)
    for dataset in ("incidents", "arrests"):
        shown = [bool(cell_of(plan, dataset, row, "officer_name")) for row in range(3)]
        assert shown == [True, False, True], dataset
    assert plan.summary["officers_masked_as_parties"] == 0


def test_a_name_beside_a_business_is_found_in_a_cell(tmp_path: Path) -> None:
    incidents = [incident(n) for n in range(1, 4)]
    incidents[0] |= {"victim_name": "Qvist, Una", "status": "UNA QVIST TO COUNTY CLINIC"}
    incidents[1] |= {"victim_name": "Ek, Olof", "status": "OLOF #12"}
    incidents[2] |= {"victim_name": "Corner Store", "status": "IN STORE"}
    plan = plan_of(tmp_path, incidents, [arrest(n) for n in range(1, 4)])
    assert [cell_of(plan, "incidents", row, "status") for row in range(3)] == ["", "", "IN STORE"]


def test_an_officer_whose_surname_has_a_particle_is_found_by_it() -> None:
    """A party called John St. John has no other words than an officer called St. John: the cell is a full name."""
    officers = Officers.of(["ST. JOHN, K"])
    assert list(officers.parties({"john", "st"})) == ["ST. JOHN, K"]
    assert not list(officers.parties({"john", "mary"}))
