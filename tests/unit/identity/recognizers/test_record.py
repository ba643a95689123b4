"""The record-aware matcher: every way in which a column's value is written in a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.record import RecordFinder

NAME = ("victim_name", "O'NEIL-CRUZ, PATRICK J")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patrick O'Neil-Cruz said", ["PERSON Patrick O'Neil-Cruz"]),
        ("ONEIL CRUZ, PATRICK LEFT", ["PERSON ONEIL CRUZ, PATRICK"]),
        ("patrick said", ["PERSON patrick"]),
        ("P. Cruz's car", ["PERSON P. Cruz"]),
        ("PATRICK J ONEIL LEFT", ["PERSON PATRICK J ONEIL"]),
        ("Pat was home", ["PERSON Pat"]),
        ("PATRIK LEFT", ["PERSON PATRIK"]),
        ("ONeilCruz came", ["PERSON ONeilCruz"]),
        ("the cruise ship", []),
        ("PATROL LEFT", []),
    ],
)
def test_finds_every_way_of_writing_a_name(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(RecordFinder(), text, [NAME]) == expected


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("GRANT, WILL", "WILL GRANT LEFT. HE WILL RETURN", ["PERSON WILL GRANT"]),
        ("GRANT, WILL", "He told Will to go. He will go.", ["PERSON Will"]),
        ("YOUNG, HOPE", "I hope the young man is well. Hope left.", ["PERSON Hope"]),
        ("YOUNG, HOPE", "A YOUNG MALE RAN", []),
        ("de la Cruz, Inés", "INES DE LA CRUZ", ["PERSON INES DE LA CRUZ"]),
        ("DEJESUS, RAFAEL", "RAFA DE JESUS RAN", ["PERSON RAFA DE JESUS"]),
        ("Łukasz Żak", "told LUKASZ ZAK", ["PERSON LUKASZ ZAK"]),
    ],
)
def test_words_that_are_also_names(read: Callable[..., list[str]], column: str, text: str, expected: list[str]) -> None:
    assert read(RecordFinder(), text, [("victim_name", column)]) == expected


@pytest.mark.parametrize("column", ["UNKNOWN", "CONFIDENTIAL", "JANE DOE", "N/A", "", "STATE OF NEBRASKA"])
def test_stand_ins_match_nothing(read: Callable[..., list[str]], column: str) -> None:
    text = "UNKNOWN SUBJECT, CONFIDENTIAL, JANE WAS HERE IN THE STATE OF THINGS"
    assert read(RecordFinder(), text, [("victim_name", column)]) == []


def test_a_business_matches_only_as_a_whole(read: Callable[..., list[str]]) -> None:
    known = [("victim_name", "FAMILY DOLLAR STORE")]
    assert read(RecordFinder(), "AT FAMILY DOLLAR STORE HER FAMILY", known) == ["PLACE FAMILY DOLLAR STORE"]


@pytest.mark.parametrize(
    ("role", "value", "text", "expected"),
    [
        ("phone", "(303) 555-0129", "CB 303.555.0129 OR 5550129", ["PHONE 303.555.0129", "PHONE 5550129"]),
        ("ssn", "900-12-3456", "NO 900 12 3456", ["SSN 900 12 3456"]),
        ("plate", "8KXR204", "car 8kxr-204 left", ["PLATE 8kxr-204"]),
        ("vin", "1HGCM82633A004352", "VIN1HGCM82633A004352", ["VIN VIN1HGCM82633A004352"]),
        ("license", "R200-0000-0661", "R20000000661", ["DRIVER_LICENSE R20000000661"]),
        ("incident_id", "24-001234", "see 24 001234", ["CASE_NUMBER 24 001234"]),
        ("victim_dob", "1988-07-19", "on 7/19/88 and July 19, 1988", ["DOB 7/19/88", "DOB July 19, 1988"]),
        ("email", "Zoe@Example.org", "ZOE@EXAMPLE.ORG", ["EMAIL ZOE@EXAMPLE.ORG"]),
        ("person_address", "1234 Larkspur Cir", "at 1234 larkspur", ["ADDRESS 1234 larkspur"]),
        ("address", "5TH ST & TIJERAS AVE NW", "ON TIJERAS TODAY", ["ADDRESS TIJERAS"]),
    ],
)
def test_other_columns(read: Callable[..., list[str]], role: str, value: str, text: str, expected: list[str]) -> None:
    assert read(RecordFinder(), text, [(role, value)]) == expected


def test_officers_are_told_apart(read: Callable[..., list[str]]) -> None:
    known = [("officer_name", "DAHL, R"), ("victim_name", "SMITH, ANN")]
    assert read(RecordFinder(), "DAHL MET SMITH", known) == ["OFFICER DAHL", "PERSON SMITH"]


def test_an_officer_who_is_also_the_victim_is_a_person(read: Callable[..., list[str]]) -> None:
    known = [("officer_name", "DAHL, RUTH"), ("victim_name", "DAHL, RUTH")]
    assert read(RecordFinder(), "RUTH DAHL CALLED", known) == ["PERSON RUTH DAHL"]
