"""Address text: the edge cases of the field, and that nothing not understood comes out."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.place.abbreviations import (
    DIRECTIONS,
    LAST_ONLY,
    ORDINALS,
    STATES,
    TYPES,
    UNITS_ALONE,
    UNITS_WITH_ID,
)
from redact.place.address import SIMPLE, Address, AddressKind, hundred_block_text, parse, simple_tail
from redact.place.street import clean, readings, street_of

K = AddressKind

NUMBERED = {
    # number, fraction, letter, occupancy
    "1234 1/2 N MAIN ST APT 5": "1200 BLOCK N MAIN ST",
    "1234-1/2 N MAIN ST": "1200 BLOCK N MAIN ST",
    "123B MAIN ST": "100 BLOCK MAIN ST",
    "123 MAIN ST #4": "100 BLOCK MAIN ST",
    "123 MAIN ST#4": "100 BLOCK MAIN ST",
    "123 MAIN ST LOT 17": "100 BLOCK MAIN ST",
    "123 MAIN ST TRLR 8": "100 BLOCK MAIN ST",
    "123 MAIN ST FL 2": "100 BLOCK MAIN ST",
    "123 MAIN ST REAR": "100 BLOCK MAIN ST",
    "123 MAIN ST UPPR": "100 BLOCK MAIN ST",
    "123 MAIN ST APT5B": "100 BLOCK MAIN ST",
    "APT 5, 123 MAIN ST": "100 BLOCK MAIN ST",
    # Queens: the part before the hyphen is the cross street
    "12-34 45TH AVE": "12-00 BLOCK 45TH AVE",
    "123-17A LIBERTY AVE": "123-00 BLOCK LIBERTY AVE",
    # ranges
    "5225;5245 3RD STREET": "5200 BLOCK 3RD ST",
    "1234-1236 MAIN ST": "1200 BLOCK MAIN ST",
    "10-12 MAIN ST": "0 BLOCK MAIN ST",
    "9600-9699 marlive ln": "9600 BLOCK MARLIVE LN",
    # grids
    "N6W23001 BLUEMOUND RD": "N6W23000 BLOCK BLUEMOUND RD",
    "4500 S 700 E": "4500 BLOCK S 700 E",
    # below a hundred
    "0 S HOWARD ST": "0 BLOCK S HOWARD ST",
    "1 N STATE ST": "0 BLOCK N STATE ST",
    "10 EUTAW ST": "0 BLOCK EUTAW ST",
    "UNIT BLOCK OF E ELM ST": "0 BLOCK E ELM ST",
    # already masked
    "12XX MAIN ST": "1200 BLOCK MAIN ST",
    "055XX S ADA ST": "5500 BLOCK S ADA ST",
    "0000X W 110TH ST": "0 BLOCK W 110TH ST",
    "XX MAIN ST": "0 BLOCK MAIN ST",
    "1200 BLK MAIN ST": "1200 BLOCK MAIN ST",
    "1200 BLOCK OF N MAIN ST": "1200 BLOCK N MAIN ST",
    "800 Block of BRYANT ST": "800 BLOCK BRYANT ST",
    "5200-BLK PINELAND CT": "5200 BLOCK PINELAND CT",
    "16XX BLOCK OF 11 AV": "1600 BLOCK 11TH AVE",
    "100 BLOCK E 1ST ST": "100 BLOCK E 1ST ST",
    "12 HUNDRED BLOCK MAIN ST": "1200 BLOCK MAIN ST",
    # names that look like directions, types, states
    "1750 SW WEST POINT CT": "1700 BLOCK SW WEST POINT CT",
    "123 E ST NW": "100 BLOCK E ST NW",
    "1520 N WELLS": "1500 BLOCK N WELLS",
    "300 N ST": "300 BLOCK N ST",
    "500 W NORTH AVE": "500 BLOCK W NORTH AVE",
    "400 ST PAUL ST": "400 BLOCK ST PAUL ST",
    "400 SAINT PAUL STREET": "400 BLOCK ST PAUL ST",
    "371 BOULEVARD SE": "300 BLOCK BOULEVARD SE",
    "100 AVENUE S": "100 BLOCK AVE S",
    "100 BROADWAY": "100 BLOCK BROADWAY",
    "2101 KEY HWY": "2100 BLOCK KEY HWY",
    "1200 SALT AND PEPPER LN": "1200 BLOCK SALT AND PEPPER LN",
    "3050 M.L.K. JR DR SW": "3000 BLOCK MARTIN LUTHER KING JR DR SW",
    "100 007TH ST": "100 BLOCK 7TH ST",
    "100 SEVENTH ST": "100 BLOCK 7TH ST",
    # routes
    "500 COUNTY ROAD 12": "500 BLOCK CR 12",
    "1200 US HWY 101 N": "1200 BLOCK US 101 N",
    # what stands around
    "WALMART 1500 MARKET ST": "1500 BLOCK MARKET ST",
    "WALMART, 1500 MARKET ST": "1500 BLOCK MARKET ST",
    "URB LAS GLADIOLAS 150 CALLE A": "100 BLOCK CALLE A",
    "1200 N MAIN ST, SPRINGFIELD, IL 62701": "1200 BLOCK N MAIN ST",
    "0 S HOWARD ST BALTIMORE MD": "0 BLOCK S HOWARD ST",
    "1600 PENNSYLVANIA AVE NW WASHINGTON DC 20500": "1600 BLOCK PENNSYLVANIA AVE NW",
    "1200 MAIN ST / OAK AVE": "1200 BLOCK MAIN ST",
    "1200 MAIN ST @ OAK AVE": "1200 BLOCK MAIN ST",
    "1234 MAIN ST (REAR LOT)": "1200 BLOCK MAIN ST",
    "NEAR 1234 MAIN ST": "1200 BLOCK MAIN ST",
}

CORNERS = {
    "MAIN ST / OAK AVE": "MAIN ST / OAK AVE",
    "MAIN ST/OAK AVE": "MAIN ST / OAK AVE",
    "MAIN ST AT OAK AVE": "MAIN ST / OAK AVE",
    "MAIN ST & OAK AVE": "MAIN ST / OAK AVE",
    "MAIN ST ; OAK AVE": "MAIN ST / OAK AVE",
    "MAIN & OAK": "MAIN / OAK",
    "N MAIN ST @ E OAK AVE": "N MAIN ST / E OAK AVE",
    "2ND ST AND B ST": "2ND ST / B ST",
    "2 AV / 42 ST": "2ND AVE / 42ND ST",
    "KEITH ST / SHAFTER AV": "KEITH ST / SHAFTER AVE",
}

WITHOUT_TEXT = {
    "": K.EMPTY,
    "UNKNOWN": K.EMPTY,
    "MAIN ST": K.STREET_ONLY,
    "On or near Wellington Road": K.STREET_ONLY,
    "1ST ST": K.STREET_ONLY,
    "11 AV": K.STREET_ONLY,
    "US 101 NB AT EXIT 42": K.MILE_POST,
    "I-70 MM 123.4 EB": K.MILE_POST,
    "PO BOX 123": K.BOX,
    "P.O. Box 9": K.BOX,
    "RR 2 BOX 45": K.BOX,
    "HC 68": K.BOX,
    "41.8781,-87.6298": K.COORDINATES,
    "POINT (-87.6 41.8)": K.COORDINATES,
    "@JEWEL OSCO": K.LANDMARK,
    "OFFSET TO PROTECT PRIVACY": K.LANDMARK,
    "CENTRAL PARK": K.STREET_ONLY,
    "JFK AIRPORT TERMINAL 4": K.UNPARSED,
    "1200": K.UNPARSED,
    "1234 / OAK AVE": K.INTERSECTION,
    "?? 12 !!": K.UNPARSED,
}


@pytest.mark.parametrize(("text", "expected"), NUMBERED.items())
def test_a_number_on_a_street(text: str, expected: str) -> None:
    address = parse(text)
    assert address.kind is K.NUMBERED
    assert hundred_block_text(address) == expected


@pytest.mark.parametrize(("text", "expected"), CORNERS.items())
def test_a_corner(text: str, expected: str) -> None:
    address = parse(text)
    assert address.kind is K.INTERSECTION
    assert hundred_block_text(address) == expected


@pytest.mark.parametrize(("text", "kind"), WITHOUT_TEXT.items())
def test_what_has_no_text_to_publish(text: str, kind: AddressKind) -> None:
    address = parse(text)
    assert address.kind is kind
    assert hundred_block_text(address) == ""


def test_coordinates_are_latitude_and_longitude_but_in_wkt() -> None:
    assert parse("41.8781,-87.6298").point == (41.8781, -87.6298)
    assert parse("(41.8781, -87.6298)").point == (41.8781, -87.6298)
    assert parse("POINT (-87.6298 41.8781)").point == (41.8781, -87.6298)
    assert parse("-97.6298, 41.8781").point == (41.8781, -97.6298)


def test_a_hyphen_that_could_be_a_range_keeps_both_readings() -> None:
    address = parse("12-34 MAIN ST")
    assert (address.hundred, address.hyphen, address.range_number) == (12, True, 12)
    assert parse("99-12 MAIN ST").range_number == -1


@pytest.mark.parametrize("text", ["12XX MAIN ST", "1200 BLK MAIN ST", "9600-9699 MAIN ST", "UNIT BLOCK OF MAIN ST"])
def test_what_was_masked_before_is_known_to_be(text: str) -> None:
    assert parse(text).masked
    assert not parse("1200 MAIN ST").masked


def test_masking_what_is_masked_changes_nothing() -> None:
    for expected in NUMBERED.values():
        if not expected.startswith("N6W"):
            assert hundred_block_text(parse(expected)) == expected or "-00" in expected


def test_the_style_is_the_policys() -> None:
    assert hundred_block_text(parse("1234 N MAIN ST"), "{block} block of {street}") == "1200 block of N MAIN ST"


@given(st.text(max_size=60))
def test_nothing_throws(text: str) -> None:
    address = parse(text)
    assert isinstance(address, Address)
    hundred_block_text(address)


WORDS = st.sampled_from(
    [
        "1234",
        "57",
        "N",
        "MAIN",
        "ST",
        "AVE",
        "5TH",
        "#4",
        "APT",
        "/",
        "&",
        "BLOCK",
        "OF",
        "1/2",
        "-",
        "XX",
        ",",
        "AT",
        "B",
    ]
)


JARGON = st.sampled_from(
    sorted({*TYPES, *LAST_ONLY, *DIRECTIONS, *UNITS_WITH_ID, *UNITS_ALONE, *STATES, *ORDINALS, "US", "HWY", "I", "CR"})
)


@given(st.lists(st.one_of(JARGON, WORDS, st.sampled_from(["@", ";", "62701", "MM", "EXIT", "(", ")"])), max_size=7))
def test_no_order_of_the_fields_own_words_throws(words: list[str]) -> None:
    hundred_block_text(parse(" ".join(words)))


@given(st.integers(301, 99_998).filter(lambda n: n % 100 and n % 10), st.lists(WORDS, max_size=6))
def test_no_text_holds_its_house_number(number: int, words: list[str]) -> None:
    """Above 300; below, "101 ST / N" is the corner of 101st Street."""
    shown = hundred_block_text(parse(f"{number} {' '.join(words)}"))
    assert str(number) not in re.findall(r"\d+", shown)


@given(st.from_regex(SIMPLE, fullmatch=True).filter(lambda text: text.isascii()))
def test_the_short_way_reads_what_the_rules_read(text: str) -> None:
    """A text that has nothing around it is read without the other rules; a trailing blank sends it through them."""
    number, _, tail = text.partition(" ")
    streets = simple_tail(tail)
    if streets:
        slow = parse(f"{text} ")
        assert (slow.kind, slow.number, slow.streets) == (K.NUMBERED, int(number), streets)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("N", "Charles", "St", ""), "NORTH CHARLES STREET"),
        (("", "todd", "ave", ""), "TODD AV"),
        (("", "Highway 9", "", ""), "HWY 9"),
        (("", "s state st", "", ""), "SOUTH STATE STREET"),
        (("SW", "West Point", "Ct", ""), "SW WEST POINT COURT"),
        (("", "Avenue A", "", ""), "AVE A"),
        (("", "Peachtree", "St", "NE"), "PEACHTREE STREET NORTHEAST"),
        (("", "Martin Luther King Jr", "Blvd", ""), "MLK BLVD"),
        (("", "O'Donnell", "St", ""), "ODONNELL ST"),
        (("", "Núñez", "Ln", ""), "NUNEZ LANE"),
    ],
)
def test_a_layers_parts_meet_a_clerks_text(parts: tuple[str, str, str, str], text: str) -> None:
    assert street_of(*parts) == readings(clean(text))[0]


def test_a_second_number_in_the_street_holds_the_text_back() -> None:
    for text in (
        "1000 CATHEDRAL PL 925 W GEORGIA ST",
        "440 LASALLE ST 1 FINANCIAL PL",
        "90688 815 W MARKET ST",
    ):
        assert hundred_block_text(parse(text)) == ""


def test_a_high_number_in_a_corner_may_be_a_houses() -> None:
    for text in ("301 ST / N", "301ST ST / N", "MAIN ST / 5320 AVE", "5TH / 3142 AVE", "1234 1234 ST", "1234 1234"):
        assert hundred_block_text(parse(text)) == "", text
    assert hundred_block_text(parse("101 ST / 5 AVE")) == "101ST ST / 5TH AVE"
    assert hundred_block_text(parse("5320 S 320TH ST")) == "5300 BLOCK S 320TH ST"
    assert hundred_block_text(parse("700 S 700 E")) == "700 BLOCK S 700 E"
    assert hundred_block_text(parse("302 - 57 MAIN ST")) == "300 BLOCK MAIN ST"


def test_a_text_can_be_read_in_more_than_one_way() -> None:
    streets = [str(street) for street in parse("100 MAIN ST HARTFORD CT").streets]
    assert streets[:2] == ["MAIN ST", "MAIN ST HARTFORD CT"]
    assert "MAIN ST" in [str(street) for street in parse("123 B MAIN ST").streets]


@pytest.mark.real_data
def test_the_messiest_strings_do_not_throw(shared_data: Path) -> None:
    with (shared_data / "geo/addresses/usaddress/training_unparseable.csv").open(
        encoding="utf-8", errors="replace"
    ) as file:
        for row in csv.reader(file):
            for cell in row:
                hundred_block_text(parse(cell))
