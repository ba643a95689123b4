"""Every row of the edge-case table (location notes, 2.2), and that no spelling lets a house number out."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from redact.place.address import Address, AddressKind, hundred_block_text, parse
from redact.place.street import clean, readings, street_of

K = AddressKind

# text -> (number, hundred, street)
NUMBERED = {
    "suffixes and occupancies": {
        "1234 1/2 N MAIN ST APT 5": (1234, 12, "N MAIN ST"),
        "1234½ N MAIN ST": (1234, 12, "N MAIN ST"),
        "123B MAIN ST": (123, 1, "MAIN ST"),
        "123 B MAIN ST": (123, 1, "MAIN ST"),
        "123 J S MAIN ST": (123, 1, "S MAIN ST"),
        "123 B ST": (123, 1, "B ST"),
        "#4 MAIN ST": (4, 0, "MAIN ST"),
        "#4, 123 MAIN ST": (123, 1, "MAIN ST"),
        "123 #4 MAIN ST": (123, 1, "MAIN ST"),
        "123 MAIN ST LOT 17": (123, 1, "MAIN ST"),
        "LOT 17 123 MAIN ST": (123, 1, "MAIN ST"),
        "123 MAIN ST TRLR 8": (123, 1, "MAIN ST"),
        "123 MAIN ST FL 2": (123, 1, "MAIN ST"),
        "123 MAIN ST 2ND FLOOR": (123, 1, "MAIN ST"),
        "2ND FLOOR 123 MAIN ST": (123, 1, "MAIN ST"),
        "123 MAIN ST REAR": (123, 1, "MAIN ST"),
        "123 MAIN ST UPPR": (123, 1, "MAIN ST"),
        "123 W MAIN SUITE100": (123, 1, "W MAIN"),
        "123 W BRYN MAWR 211": (123, 1, "W BRYN MAWR"),
        "123 MAIN ST NE UNIT": (123, 1, "MAIN ST NE"),
    },
    "Queens": {
        "12-34 45TH AVE": (1234, 12, "45TH AVE"),
        "12–34 45TH AVE": (1234, 12, "45TH AVE"),
        "123-17A LIBERTY AVE": (12317, 123, "LIBERTY AVE"),
        "9-05 45TH RD": (905, 9, "45TH RD"),
        "86-XX GRAND AVE": (8600, 86, "GRAND AVE"),
    },
    "grids": {
        "N6W23001 BLUEMOUND RD": (23001, 230, "BLUEMOUND RD"),
        "N6 W23001 BLUEMOUND RD": (23001, 230, "BLUEMOUND RD"),
        "N6W230XX BLUEMOUND RD": (23000, 230, "BLUEMOUND RD"),
        "N6055 OLD MILL RD": (6055, 60, "OLD MILL RD"),
        "4512 S 700 E": (4512, 45, "S 700 E"),
        "4512 SOUTH 700 EAST": (4512, 45, "S 700 E"),
        "42XX S 700 E": (4200, 42, "S 700 E"),
    },
    "ranges": {
        "1234-1236 MAIN ST": (1234, 12, "MAIN ST"),
        "1234–1236 MAIN ST": (1234, 12, "MAIN ST"),
        "1234-36 MAIN ST": (1234, 12, "MAIN ST"),
        "1234/1236 MAIN ST": (1234, 12, "MAIN ST"),
        "1234 & 1236 MAIN ST": (1234, 12, "MAIN ST"),
        "1234 AND 1236 MAIN ST": (1234, 12, "MAIN ST"),
        "1234 TO 1238 MAIN ST": (1234, 12, "MAIN ST"),
        "1234 1236 MAIN ST": (1234, 12, "MAIN ST"),
        "98-102 MAIN ST": (98, 0, "MAIN ST"),
        "40-52 E CHICAGO AVE": (40, 0, "E CHICAGO AVE"),
        "9-15 W HUBBARD ST": (9, 0, "W HUBBARD ST"),
    },
    "below a hundred": {
        "0 MAIN ST": (0, 0, "MAIN ST"),
        "1 N STATE ST": (1, 0, "N STATE ST"),
        "10 EUTAW ST": (10, 0, "EUTAW ST"),
        "99 MAIN ST": (99, 0, "MAIN ST"),
    },
    "masked before": {
        "12XX MAIN ST": (1200, 12, "MAIN ST"),
        "0000X W 110TH ST": (0, 0, "W 110TH ST"),
        "003XX W 110TH ST": (300, 3, "W 110TH ST"),
        "1200 BLK MAIN ST": (1200, 12, "MAIN ST"),
        "1200BLK N MAIN ST": (1200, 12, "N MAIN ST"),
        "1200 BLOCK OF N MAIN ST": (1200, 12, "N MAIN ST"),
        "BLOCK OF 1200 MAIN ST": (1200, 12, "MAIN ST"),
        "1200 BLOCK, MAIN ST": (1200, 12, "MAIN ST"),
        "5200-BLK PINELAND CT": (5200, 52, "PINELAND CT"),
        "16XX BLOCK OF 11 AV": (1600, 16, "11TH AVE"),
    },
    "routes": {
        "1200 US 50": (1200, 12, "US 50"),
        "1234 STATE HWY 16": (1234, 12, "SR 16"),
        "123 FM 1960": (123, 1, "FM 1960"),
        "123 LOOP 410": (123, 1, "LOOP 410"),
        "0 COUNTY ROAD MM": (0, 0, "CR MM"),
        "3233 NB DELAWARE EXPY": (3233, 32, "DELAWARE EXPY"),
    },
    "Puerto Rico": {
        "URB LAS GLADIOLAS 150 CALLE A": (150, 1, "CALLE A"),
        "150 CALLE A URB LAS GLADIOLAS": (150, 1, "CALLE A"),
    },
    "names in front": {
        "WALMART 1500 MARKET ST": (1500, 15, "MARKET ST"),
        "WALMART, 1534 MARKET ST": (1534, 15, "MARKET ST"),
        "7-ELEVEN 1234 MAIN ST": (1234, 12, "MAIN ST"),
        "PIER 39 1234 MAIN ST": (1234, 12, "MAIN ST"),
        "RODNEY SQUARE NORTH 1104 N MARKET ST": (1104, 11, "N MARKET ST"),
        "HAYES CENTER 4859 S WABASH": (4859, 48, "S WABASH"),
        "FLOWERS & GIFTS LLC 204 GAULT AVE": (204, 2, "GAULT AVE"),
        "1 LINCOLN CTR 5421 LBJ FWY": (5421, 54, "LBJ FWY"),
    },
    "cities and states": {
        "1750 SW WEST POINT CT": (1750, 17, "SW WEST POINT CT"),
        "465 PECK LANE CHESHIRE CT": (465, 4, "PECK LN"),
        "732 16TH ST NW CEDAR RAPIDS IA 52405": (732, 7, "16TH ST NW"),
        "19 RAILROAD PL WEST HARTFORD": (19, 0, "RAILROAD PL"),
        "75 FIFTH STREET, NW": (75, 0, "5TH ST NW"),
        "5052 FOXFIELD LANE, S. E., ATLANTA, GA 30310": (5052, 50, "FOXFIELD LN SE"),
        "2616 20TH STREET SOUTH ST PETERSBURG FL 33712": (2616, 26, "20TH ST S"),
        "5400 FALLS ROAD TE": (5400, 54, "FALLS ROAD TER"),
        "130 E AIRLINE HWY LAPLACE LA": (130, 1, "E AIRLINE HWY"),
        "4200 FRIAR FIELD RN": (4200, 42, "FRIAR FIELD RN"),
        "400 OLD ST MARYS RD": (400, 4, "OLD ST MARYS RD"),
        "233 EAST FULTON GRAND RAPIDS, MI 49503": (233, 2, "E FULTON"),
    },
    "punctuation": {
        "1234, MAIN ST": (1234, 12, "MAIN ST"),
        "1,234 MAIN ST": (1234, 12, "MAIN ST"),
        "1234 N.MAIN ST.": (1234, 12, "N MAIN ST"),
        "543 31 1/2 RD": (543, 5, "31ST 1/2 RD"),
    },
}

CORNERS = {
    "MAIN ST / OAK AVE": ("MAIN ST", "OAK AVE"),
    "MAIN ST/OAK AVE": ("MAIN ST", "OAK AVE"),
    "MAIN ST & OAK AVE": ("MAIN ST", "OAK AVE"),
    "MAIN ST AT OAK AVE": ("MAIN ST", "OAK AVE"),
    "MAIN ST AND OAK AVE": ("MAIN ST", "OAK AVE"),
    "MAIN ST;OAK AVE": ("MAIN ST", "OAK AVE"),
    "N MAIN ST @ E OAK AVE": ("N MAIN ST", "E OAK AVE"),
    "2ND ST AND B ST": ("2ND ST", "B ST"),
    "5TH AVE AT 42ND ST": ("5TH AVE", "42ND ST"),
    "US 101 NB / SR 85": ("US 101", "SR 85"),
    "I-95 AT MAIN ST": ("I 95", "MAIN ST"),
    "31 1/2 RD / F RD": ("31ST 1/2 RD", "F RD"),
}

NO_ADDRESS = {
    "US 101 NB AT EXIT 42": K.MILE_POST,
    "I-70 MM 123.4 EB": K.MILE_POST,
    "I-70 EB MM123": K.MILE_POST,
    "I70 @ 123.4": K.MILE_POST,
    "SR 520 MILEPOST 3": K.MILE_POST,
    "CARR 123 KM 4.5": K.MILE_POST,
    "PO BOX 123": K.BOX,
    "POB 123": K.BOX,
    "POST OFFICE BOX 12": K.BOX,
    "RR 2 BOX 45": K.BOX,
    "R R 2 BOX 45": K.BOX,
    "RURAL ROUTE 2": K.BOX,
    "RT 2 BOX 45": K.BOX,
    "HC 68": K.BOX,
    "HC 68 BOX 12": K.BOX,
    "@JEWEL OSCO": K.LANDMARK,
    "CENTRAL PARK": K.STREET_ONLY,
    "JFK AIRPORT TERMINAL 4": K.UNPARSED,
    "41.8781,-87.6298": K.COORDINATES,
    "41.8781N 87.6298W": K.COORDINATES,
    "LAT 41.8781 LON -87.6298": K.COORDINATES,
    "41°52'41\"N 87°37'47\"W": K.COORDINATES,
    "POINT (-87.6298 41.8781)": K.COORDINATES,
    "2ND ST": K.STREET_ONLY,
    "MAIN ST": K.STREET_ONLY,
    "UNKNOWN": K.EMPTY,
}


@pytest.mark.parametrize(
    ("text", "expected"), [(text, expected) for rows in NUMBERED.values() for text, expected in rows.items()]
)
def test_a_number_and_its_street(text: str, expected: tuple[int, int, str]) -> None:
    address = parse(text)
    assert address.kind is K.NUMBERED
    assert (address.number, address.hundred, str(address.streets[0])) == expected


@pytest.mark.parametrize(("text", "expected"), CORNERS.items())
def test_a_corner_is_two_streets(text: str, expected: tuple[str, str]) -> None:
    address = parse(text)
    assert address.kind is K.INTERSECTION
    assert (str(address.streets[0]), str(address.crosses[0])) == expected


@pytest.mark.parametrize(("text", "kind"), NO_ADDRESS.items())
def test_what_is_no_address_has_no_text(text: str, kind: AddressKind) -> None:
    address = parse(text)
    assert address.kind is kind
    assert hundred_block_text(address) == ""


def test_the_grid_of_wisconsin_is_kept_apart_from_its_number() -> None:
    assert parse("N6W23001 BLUEMOUND RD").prefix == "N6W"
    assert hundred_block_text(parse("N6W23001 BLUEMOUND RD")) == "N6W23000 BLOCK BLUEMOUND RD"


def test_a_number_in_queens_shows_its_cross_street() -> None:
    assert hundred_block_text(parse("12-34 45TH AVE")) == "12-00 BLOCK 45TH AVE"
    assert hundred_block_text(parse("123-17A LIBERTY AVE")) == "123-00 BLOCK LIBERTY AVE"


def test_what_may_be_a_range_shows_nothing_until_the_gazetteer_decides() -> None:
    address = parse("12-34 MAIN ST")
    assert (address.hyphen, address.hundred, address.range_number) == (True, 12, 12)
    assert hundred_block_text(address) == ""


def test_coordinates_in_every_writing_are_the_same_place() -> None:
    for text in ("41.8781N 87.6298W", "LAT 41.8781 LON -87.6298", "LATITUDE: 41.8781, LONGITUDE: -87.6298"):
        assert parse(text).point == (41.8781, -87.6298)
    assert parse("41°52'41\"N 87°37'47\"W").point == pytest.approx((41.8781, -87.6297), abs=1e-4)


def test_a_house_number_that_is_also_the_routes_is_held_back() -> None:
    assert hundred_block_text(parse("1234 HWY 1234")) == ""
    assert hundred_block_text(parse("1234 HWY 12")) == "1200 BLOCK HWY 12"


def test_a_bare_number_is_no_street() -> None:
    assert hundred_block_text(parse("CALLE 72, #3-19 APT 301")) == ""


def test_a_fraction_of_a_street_is_its_name() -> None:
    assert street_of("", "31 1/2", "RD") == readings(clean("31½ ROAD"))[0] == readings(clean("31ST 1/2 RD"))[0]


STREETS = st.sampled_from(
    [
        "N MAIN ST", "45TH AVE", "BROADWAY", "US 101", "HIGHWAY 9", "CALLE A", "SW WEST POINT CT", "31 1/2 RD", "E ST",
        "AVENUE OF THE AMERICAS", "Martin Luther King Jr. Blvd., N.W.", "S 700 E", "MAIN", "W ST PAUL ST", "5 AV",
    ]
)  # fmt: skip
SPELLINGS = st.sampled_from(
    [
        "{n} {s}", "{n} {s} APT {m}", "{n} 1/2 {s}", "{n}½ {s}", "{n}B {s}", "{n}-B {s}", "{n} B {s}", "#{n} {s}",
        "{n} {s} # {m}", "{n} {s}, UNIT {m}", "LOT {m} {n} {s}", "APT {m}, {n} {s}", "{n}-{m} {s}", "{n} - {m} {s}",
        "{n}–{m} {s}", "{n}/{m} {s}", "{n};{m} {s}", "{n} & {m} {s}", "{n}, {m} {s}", "{n} {m} {s}", "{n} TO {m} {s}",
        "{n:06d} {s}", "{n}, {s}", "{s} {n}", "{s} NO {n}", "{s} #{n}", "WALMART {n} {s}", "WALMART, {n} {s}",
        "7-ELEVEN {n} {s}", "@JEWEL {n} {s}", "NEAR {n} {s}", "{n} {s} (REAR)", "N6W{n} {s}", "N6 W{n} {s}", "N{n} {s}",
        "A{n} {s}", "URB LAS GLADIOLAS {n} {s}", "{n} {s} URB LAS GLADIOLAS", "{n} {s}, SPRINGFIELD, IL 62701",
        "{n} {s} CEDAR RAPIDS IA", "{n} {s} / OAK AVE", "{s} / {n} OAK AVE", "{s} & {n}", "{n} & {s}", "{s} AT {n} {s}",
        "{n} {s} AND {m} {s}", "{n} {s} {m} {s}", "{n} {n} {s}", "{n} BLK {s}", "{n} BLOCK OF {s}", "BLK {n} {s}",
        "{s}, {n}", "PO BOX {n}", "RR 2 BOX {n}", "HC {n}", "I-70 MM {n}", "US 101 AT EXIT {n}", "{n} S {n} E",
        "{n} HWY {n}", "HWY {n} / {s}", "{n}XX {s}", "{n} FINANCIAL CENTER {m} {s}", "{n}S {s}", "{n}{s}", "{n}.5 {s}",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.integers(1, 99_999), st.integers(1, 99_999), STREETS, SPELLINGS, st.booleans())
def test_no_spelling_lets_a_house_number_out(n: int, m: int, street: str, spelling: str, lower: bool) -> None:
    """Numbers that are a block, or that the street itself has, do not count."""
    own = set(re.findall(r"\d+", street)) | {"101", "70", "6", "7"}
    assume(n % 100 and m % 100 and not own & {str(n), str(m)})
    text = spelling.format(n=n, m=m, s=street)
    shown = hundred_block_text(parse(text.lower() if lower else text))
    if re.match(r"\{n\}(?: ?[-–] ?| TO )\{m\}", spelling):
        shown = re.sub(r"^\d+-00 ", "", shown)  # the cross street
    if spelling not in ("HWY {n} / {s}",) or n > 999:
        assert not {str(n), str(m)} & set(re.findall(r"(?<![A-Z\d])\d+(?![A-Z\d])", shown)), (text, shown)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 99_999),
    st.sampled_from(
        ["N Main St.", "OAK AVENUE", "5th St NW", "E. St", "Key Hwy", "BROADWAY", "W MAIN APT 5", "Mile Rd"]
    ),
    st.sampled_from(
        ["", "Reno", "St. Louis", "W Palm Beach", "NE", "N", "PO BOX", "EXIT RAMP", "West Hartford", "APT B"]
    ),
    st.sampled_from(["", ", MO", ", MO 63101", ", 63101-1234", " 63101", ", NE"]),
)
def test_a_city_behind_the_comma_changes_nothing(number: int, street: str, city: str, state: str) -> None:
    """The short way for a city reads what the rules read; a trailing blank sends a text through them."""
    text = f"{number} {street}, {city}{state}"
    quick, slow = parse(text), parse(f"{text}  ")
    assert isinstance(quick, Address)
    assert (quick.kind, quick.number, quick.streets[:1]) == (slow.kind, slow.number, slow.streets[:1])
