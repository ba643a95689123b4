"""Relationship in the victim-to-offender direction, with the victim's age and the offence group."""

import pytest

from redact.classify import flags, load_tables, relationships
from redact.classify.relationships import AgeBand
from redact.classify.rule import Reading
from redact.vocabulary import OffenseGroup, Strength

PERSONS, PROPERTY = OffenseGroup.PERSONS, OffenseGroup.PROPERTY
PARTNER, FAMILY, CHILD, ELDER = "intimate_partner_violence", "family_violence", "child_abuse", "elder_abuse"


def read(cell: str, age: AgeBand = AgeBand.ADULT, group: OffenseGroup | None = PERSONS, open_: bool = False) -> Reading:
    return relationships.read(cell, age, group, open_, load_tables(())["relationships"])


def of(reading: Reading, strength: Strength = Strength.SHOWS) -> set[str]:
    return {name for rule in reading.rules if rule.strength is strength for name in rule.classes}


@pytest.mark.parametrize(
    "cell", ["SE", "bg", "XS", "Ex-wife", "BOYFRIEND/GIRLFRIEND", "EX-BOYFRIEND", "Cohabitant", "Spouse"]
)
def test_partners(cell: str) -> None:
    assert of(read(cell)) == {PARTNER}


@pytest.mark.parametrize("cell", ["PA", "SB", "Brother", "Mother-in-law", "VICTIM WAS PARENT", "Other family"])
def test_family(cell: str) -> None:
    assert of(read(cell)) == {FAMILY}


@pytest.mark.parametrize(
    "cell", ["ST", "AQ", "Neighbor", "Friend of family", "STRANGER", "Business partner", "Ex-employee", "RU"]
)
def test_no_signal(cell: str) -> None:
    assert read(cell).rules == ()


def test_a_child_shows_child_abuse_only_when_under_18() -> None:
    assert of(read("CH", AgeBand.CHILD)) == {FAMILY, CHILD}
    assert of(read("CH", AgeBand.ADULT)) == {FAMILY}
    unknown = read("CH", AgeBand.UNKNOWN)
    assert of(unknown) == {FAMILY}
    assert of(unknown, Strength.MAY) == {CHILD}


def test_an_older_relative_shows_elder_abuse() -> None:
    assert of(read("PA", AgeBand.OLD)) == {FAMILY, ELDER}
    assert of(read("ST", AgeBand.OLD), Strength.MAY) == {ELDER}
    assert read("ST", AgeBand.OLD, PROPERTY).rules == ()


def test_a_young_victim_of_whoever_is_doubt() -> None:
    assert of(read("ST", AgeBand.CHILD), Strength.MAY) == {CHILD}


def test_a_partner_in_a_theft_is_doubt_and_in_vandalism_evidence() -> None:
    assert of(read("SE", group=PROPERTY), Strength.MAY) == {PARTNER}
    assert of(read("SE", group=PROPERTY, open_=True)) == {PARTNER}
    assert of(read("SE", group=None)) == {PARTNER}


def test_what_no_rule_understands_is_doubt() -> None:
    assert of(read("zxcv"), Strength.MAY) == {PARTNER, FAMILY}


@pytest.mark.parametrize(
    ("cell", "band"),
    [
        ("17", AgeBand.CHILD), ("18", AgeBand.ADULT), ("65", AgeBand.OLD), ("", AgeBand.UNKNOWN), ("NB", AgeBand.CHILD),
        ("0", AgeBand.UNKNOWN), ("11 months", AgeBand.CHILD), ("18-24", AgeBand.ADULT), ("27.0", AgeBand.ADULT),
        ("999", AgeBand.UNKNOWN),
    ],
)  # fmt: skip
def test_age_bands(cell: str, band: AgeBand) -> None:
    assert relationships.age_band(cell) is band


@pytest.mark.parametrize("cell", ["Y", "yes", "TRUE", "1", "1.0", "DV"])
def test_flag_set(cell: str) -> None:
    assert of(flags.read(cell)) == {PARTNER, FAMILY}


@pytest.mark.parametrize("cell", ["N", "no", "false", "0", "", "NULL"])
def test_flag_not_set(cell: str) -> None:
    assert flags.read(cell).rules == ()


def test_flag_not_understood() -> None:
    assert of(flags.read("7"), Strength.MAY) == {PARTNER, FAMILY}
