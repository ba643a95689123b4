"""Profiling: the role of each column with its reason, what gives away place and time, and never a cell's value."""

from __future__ import annotations

import csv
import datetime as dt
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from redact.errors import DataMismatch
from redact.records import Proposal, load_card, open_source, profile
from redact.records.profiling.facts import Column
from redact.records.profiling.titles import role_of_title

ROWS = 600
random.seed(20260301)
WHEN = [dt.datetime(2024, 1, 1) + dt.timedelta(minutes=random.randrange(120 * 1440)) for _ in range(ROWS)]
CORNERS = [(41.8 + random.random() / 10, -87.7 + random.random() / 10) for _ in range(60)]
AT = [random.choice(CORNERS) for _ in range(ROWS)]

BASE: dict[str, Callable[[int], Any]] = {
    "Case Number": lambda i: f"QX{random.Random(i).randrange(10**6, 10**7)}",
    "Date": lambda i: WHEN[i].strftime("%m/%d/%Y %I:%M:%S %p"),
    "Offense": lambda i: ("SIMPLE ASSAULT", "THEFT", "BURGLARY", "FRAUD")[i % 4],
    "Latitude": lambda i: f"{AT[i][0]:.7f}",
    "Longitude": lambda i: f"{AT[i][1]:.7f}",
}


def proposed(path: Path, **more: Callable[[int], Any]) -> Proposal:
    """The proposal for a table of the base columns and some more, titles with _ for spaces."""
    columns = BASE | {title.replace("_", " "): make for title, make in more.items()}
    columns = {title: make for title, make in columns.items() if make is not None}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([make(i) for make in columns.values()] for i in range(ROWS))
    return profile(path)


def leaks(proposal: Proposal, column: str) -> set[str]:
    return {str(leak.kind) for leak in proposal.leaks if leak.column == column}


def test_the_usual_columns(tmp_path: Path) -> None:
    proposal = proposed(tmp_path / "calls_2024.csv")
    assert dict(proposal.card.columns) == {
        "Case Number": "incident_id", "Date": "occurred_at", "Offense": "call_type_final", "Latitude": "latitude",
        "Longitude": "longitude",
    }  # fmt: skip
    assert proposal.card.time_formats == {"Date": "%m/%d/%Y %I:%M:%S %p"}
    assert proposal.card.kind == "calls" and proposal.leaks == () and proposal.unlisted == ()


POINT_AGAIN: dict[str, Callable[[int], Any]] = {
    "State_Plane_East": lambda i: round(1_100_000 + (AT[i][1] + 87.7) * 272_000 + (AT[i][0] - 41.8) * 900),
    "Mercator": lambda i: math.radians(AT[i][1]) * 6_378_137,
    "Microdegrees": lambda i: round(AT[i][0] * 1e6),
    "Spot": lambda i: f"POINT ({AT[i][1]:.6f} {AT[i][0]:.6f})",
    "Geocoded": lambda i: f"1 MAIN ST\nEXAMPLEVILLE\n({AT[i][0]:.6f}, {AT[i][1]:.6f})",
}


@pytest.mark.parametrize("title", POINT_AGAIN)
def test_the_same_point_again(title: str, tmp_path: Path) -> None:
    name = title.replace("_", " ")
    proposal = proposed(tmp_path / "a.csv", **{title: POINT_AGAIN[title]})
    assert leaks(proposal, name) == {"the point again"}
    assert proposal.card.columns.get(name) in (None, "geometry"), "never something that could be published"


def geohash(lat: float, lon: float, length: int = 7) -> str:
    """The usual algorithm, written out here so that no library is needed."""
    alphabet, text, bits, box = "0123456789bcdefghjkmnpqrstuvwxyz", "", 0, [[-180.0, 180.0], [-90.0, 90.0]]
    for step in range(5 * length):
        side, value = box[step % 2], (lon, lat)[step % 2]
        middle = sum(side) / 2
        bits = bits * 2 + (value >= middle)
        side[value < middle] = middle
        if step % 5 == 4:
            text, bits = text + alphabet[bits], 0
    return text


PLACE_CODES: dict[str, Callable[[int], Any]] = {
    "Cell": lambda i: geohash(*AT[i]),
    "Plus": lambda i: f"86HJ{'23456789CF'[i % 10]}9{'GHJM'[i % 4]}8+{'VRQP'[i % 4]}2",
    "Hex": lambda i: f"8928308{i % 60:02d}dbffff",
    "Census_Block_GEOID": lambda i: f"17031{i % 60:06d}{i % 4:04d}",
    "Words": lambda i: f"{['filled', 'mixed', 'cat'][i % 3]}.count.{['soap', 'rope'][i % 2]}",
}


@pytest.mark.parametrize("title", PLACE_CODES)
def test_codes_of_a_place(title: str, tmp_path: Path) -> None:
    name = title.replace("_", " ")
    proposal = proposed(tmp_path / "a.csv", **{title: PLACE_CODES[title]})
    assert "a code of the place" in leaks(proposal, name)
    assert proposal.card.columns[name] == "census_block"


def test_a_case_number_is_no_geohash(tmp_path: Path) -> None:
    proposal = proposed(tmp_path / "a.csv", Tag=lambda i: f"hx{218_000 + i}")
    assert leaks(proposal, "Tag") <= {"numbers without gaps"}


def test_an_area_nobody_named(tmp_path: Path) -> None:
    area = {corner: f"zone-{number % 8}" for number, corner in enumerate(sorted(CORNERS))}
    proposal = proposed(tmp_path / "a.csv", Catchment=lambda i: area[AT[i]])
    assert leaks(proposal, "Catchment") == {"an area that follows from the place"}
    assert proposal.card.columns["Catchment"] == "sector"


def test_a_code_that_fixes_the_place(tmp_path: Path) -> None:
    number = {corner: number for number, corner in enumerate(sorted(CORNERS))}
    proposal = proposed(
        tmp_path / "a.csv",
        Look_Up=lambda i: f"K{number[AT[i]] * 37 % 997}-{i % 2}",
        Shop=lambda i: f"SHOP {'ABCDEFGHIJ'[number[AT[i]] % 10]}{'KLMNOP'[number[AT[i]] // 10]}{'QR'[i % 2]}",
    )
    for column, role in {"Look Up": "parcel_id", "Shop": "place_name"}.items():
        assert leaks(proposal, column) == {"a code that fixes the place"}
        assert proposal.card.columns[column] == role


def test_rows_of_one_event_do_not_make_its_number_a_code(tmp_path: Path) -> None:
    proposal = proposed(
        tmp_path / "a.csv",
        Case_Number=None,
        Serial=lambda i: f"S{i // 2}x",
        Date=lambda i: WHEN[i // 2].strftime("%Y-%m-%d %H:%M"),
        Latitude=lambda i: f"{AT[i // 2][0]:.7f}",
        Longitude=lambda i: f"{AT[i // 2][1]:.7f}",
    )
    assert leaks(proposal, "Serial") == set()


def test_a_point_in_some_cells(tmp_path: Path) -> None:
    proposal = proposed(tmp_path / "a.csv", Info=lambda i: "NEAR (41.80512, -87.70411)" if i == 7 else f"DONE {i % 5}")
    assert leaks(proposal, "Info") == {"a code of the place"}
    assert [leak.sentence for leak in proposal.leaks if leak.column == "Info"] == [
        "some of its cells hold a point in text"
    ]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        (":@computed_region_ab12_cd34", "sector"), ("Premise ID", "parcel_id"), ("Map Page", "sector"),
        ("CAD Zone", "sector"), ("CAD Number", "event_id"), ("Geohash 7", "census_block"),
        ("Folio Number", "parcel_id"),
    ],
)  # fmt: skip
def test_titles_of_places(title: str, role: str) -> None:
    assert role_of_title(Column(title, 0, pa.array(["x"])).words) == role


def test_a_code_in_letters_is_no_kind_of_street(tmp_path: Path) -> None:
    codes = "N" * 90 + "ABCDE"
    proposal = proposed(tmp_path / "a.csv", Exceptional_Code=lambda i: codes[i % len(codes)])
    assert proposal.card.columns.get("Exceptional Code") != "street"


@pytest.mark.parametrize(
    ("title", "make"),
    [
        ("Year", lambda i: WHEN[i].year), ("Month", lambda i: WHEN[i].strftime("%B").upper()),
        ("Month_No", lambda i: WHEN[i].month), ("Day_Of_Week", lambda i: WHEN[i].strftime("%a")),
        ("Weekday", lambda i: WHEN[i].isoweekday() % 7 + 1), ("Hour", lambda i: f"{WHEN[i].hour}.0"),
        ("Quarter", lambda i: (WHEN[i].month + 2) // 3),
        ("Shift", lambda i: ("day", "late", "night")[WHEN[i].hour // 8]),
    ],
)  # fmt: skip
def test_parts_of_the_date_beside_it(title: str, make: Callable[[int], Any], tmp_path: Path) -> None:
    name = title.replace("_", " ")
    proposal = proposed(tmp_path / "a.csv", **{title: make})
    assert name in proposal.unlisted
    assert leaks(proposal, name) == {"a part of the date again"}
    assert "'Date'" in proposal.reasons[name]


def test_a_date_in_five_columns(tmp_path: Path) -> None:
    parts = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE")
    more = {part: (lambda i, part=part.lower(): getattr(WHEN[i], part)) for part in parts}
    proposal = proposed(tmp_path / "a.csv", Date=None, **more)  # type: ignore[arg-type]
    assert [proposal.card.columns[part] for part in parts] == ["occurred_date"] * 3 + ["occurred_time"] * 2
    assert proposal.card.time_formats == {"occurred_date": "%Y %m %d", "occurred_time": "%H %M"}


def test_dates_that_could_be_either_way_round_get_no_format(tmp_path: Path) -> None:
    proposal = proposed(tmp_path / "a.csv", Date=lambda i: f"0{i % 9 + 1}/0{i % 8 + 1}/2024")
    assert proposal.card.columns["Date"] == "occurred_date" and not proposal.card.time_formats
    assert "# No format is proposed for Date: say above which comes first, day or month." in proposal.to_yaml()


def test_numbers_that_say_more_than_a_number(tmp_path: Path) -> None:
    proposal = proposed(
        tmp_path / "a.csv",
        Offense_ID=lambda i: BASE["Case Number"](i) + "2404",
        Event_Number=lambda i: f"E{WHEN[i]:%y%j}{random.Random(i).randrange(10_000):04d}",
        OBJECTID=lambda i: i + 1,
    )
    assert "another column inside it" in leaks(proposal, "Offense ID")
    assert "the date inside it" in leaks(proposal, "Event Number")
    assert "numbers without gaps" in leaks(proposal, "OBJECTID")


def test_zeros_that_a_spreadsheet_took(tmp_path: Path) -> None:
    proposal = proposed(tmp_path / "a.csv", IUCR=lambda i: (1310, 486, 820, 2820, 1811, 4387, 5001, 1320, 1150)[i % 9],
                        ZIP_Code=lambda i: f"{60601 + i % 30}.0")  # fmt: skip
    assert leaks(proposal, "IUCR") == {"leading zeros may be lost"}
    assert leaks(proposal, "ZIP Code") == {"whole numbers written with a decimal point"}


def test_the_gap_that_tells_the_offence(tmp_path: Path) -> None:
    proposal = proposed(
        tmp_path / "a.csv",
        Offense=lambda i: "KIND A" if i % 20 == 0 else ("THEFT", "BURGLARY", "FRAUD", "ARSON")[i % 4],
        Latitude=lambda i: "" if i % 20 == 0 else f"{AT[i][0]:.6f}",
        Longitude=lambda i: "" if i % 20 == 0 else f"{AT[i][1]:.6f}",
    )
    assert leaks(proposal, "Latitude") == {"the empty cell tells the offence"}


PEOPLE: dict[str, tuple[Callable[[int], Any], str]] = {
    "Contact": (lambda i: f"555-555-01{i % 100:02d}", "phone"),
    "Contact_2": (lambda i: f"user{i}@example.org", "email"),
    "Ref": (lambda i: f"900-{i % 90 + 10}-{1000 + i}", "ssn"),
    "Involved": (
        lambda i: f"{'ABCDEFGH'[i % 8]}son{'abcdefghij'[i % 10]}, {['Kim', 'Lee', 'Ann', 'Bo'][i % 4]}",
        "subject_name",
    ),
    "Vict_Age": (lambda i: i % 80, "victim_age"),
    "Sex_of_Suspect": (lambda i: "MF"[i % 2], "suspect_sex"),
    "Officer_Name": (lambda i: f"Badge {i}", "officer_name"),
    "Notes": (lambda i: f"Caller {i} says that somebody was knocking at the door of the house and left.", "narrative"),
}


@pytest.mark.parametrize("title", PEOPLE)
def test_people_and_prose(title: str, tmp_path: Path) -> None:
    make, role = PEOPLE[title]
    proposal = proposed(tmp_path / "a.csv", **{title: make})
    assert proposal.card.columns[title.replace("_", " ")] == role


def test_a_header_that_is_a_role_gets_that_role(tmp_path: Path) -> None:
    born: Callable[[int], Any] = lambda i: f"{i % 12 + 1:02}/{i % 28 + 1:02}/{1950 + i % 50}"  # noqa: E731
    path = tmp_path / "incidents.csv"
    columns: dict[str, Callable[[int], Any]] = {
        "incident_id": lambda i: f"25-{i:05}", "occurred_date": lambda i: WHEN[i].strftime("%Y-%m-%d"),
        "victim_dob": born, "suspect_dob": lambda i: "", "Witness Date of Birth": born, "birth": born,
        "license": lambda i: f"D{i}", "call_type_final": lambda i: "NOISE", "clearance": lambda i: "OPEN",
        "address_2": lambda i: "Elm", "x": lambda i: f"{AT[i][1]:.6f}", "y": lambda i: f"{AT[i][0]:.6f}",
    }  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([make(i) for make in columns.values()] for i in range(ROWS))
    proposal = profile(path)
    others = {
        "Witness Date of Birth": "witness_dob", "birth": "subject_dob", "address_2": "address", "x": "longitude",
        "y": "latitude",
    }  # fmt: skip
    assert dict(proposal.card.columns) == {title: others.get(title, title) for title in columns}
    assert set(proposal.card.time_formats) == {"occurred_date"}
    (tmp_path / "card.yaml").write_text(proposal.to_yaml(), encoding="utf-8")
    assert load_card(tmp_path / "card.yaml").columns == proposal.card.columns


@pytest.mark.real_data
def test_what_is_proposed_for_a_citys_file_is_a_card(shared_data: Path, tmp_path: Path) -> None:
    card = tmp_path / "card.yaml"
    for folder in ("vancouver_crimes_2020", "sf_police_2016", "baltimore_multi", "uk_street_crime"):
        for path in sorted((shared_data / "incidents" / folder).rglob("*.csv")):
            proposal = profile(path)
            card.write_text(proposal.to_yaml(), encoding="utf-8")
            assert load_card(card).columns == proposal.card.columns, path.name


def test_the_proposal_is_a_card_without_values(tmp_path: Path) -> None:
    """The YAML loads as the card it was made from, reads the file it was made for, and quotes no cell."""
    path = tmp_path / "incidents.csv"
    more = {
        **POINT_AGAIN,
        **PLACE_CODES,
        **{title: make for title, (make, _) in PEOPLE.items()},
        "Odd": lambda i: i % 3,
    }
    proposal = proposed(path, **more)
    (tmp_path / "card.yaml").write_text(proposal.to_yaml(), encoding="utf-8")
    card = load_card(tmp_path / "card.yaml")
    assert card.sha256 == proposal.card.sha256
    assert sum(len(batch) for batch in open_source([path], card).batches()) == ROWS
    with path.open(newline="", encoding="utf-8") as file:
        cells = {cell for row in list(csv.reader(file))[1:] for cell in row if len(cell) > 3}
    said = [proposal.to_yaml(), *proposal.reasons.values(), *(leak.sentence for leak in proposal.leaks)]
    assert not [cell for cell in cells if any(cell in text for text in said)]
    assert set(proposal.reasons) == set(proposal.card.columns) | set(proposal.unlisted)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A;B\n1;2\n", {"delimiter": ";"}), ("Title of it all\n\nA,B\n1,2\n3,4\n", {"first_row": 3}),
        ("1,2\n3,4\n5,6\n", {"header": False}), ('A,B\n"x\n\ny",2\n"x;z\n",4\n', {}),
    ],
    ids=["semicolons", "title rows", "no header", "lines in cells"],
)  # fmt: skip
def test_how_the_file_is_laid_out(text: str, read: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    found = profile(path).card.read
    assert {name: getattr(found, name) for name in read} == read
    if not read:
        assert (found.delimiter, found.first_row, found.header) == (",", 1, True)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_which_encoding_it_is_in(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Street,B\nPeña,2\n".encode(encoding))
    proposal = profile(path)
    assert proposal.card.read.encoding == encoding
    assert bool(proposal.notes) == (encoding != "utf-8")


def test_a_workbook_with_title_and_totals(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Report"],
        [],
        ["Case", "Beat", "Status"],
        *[[f"24-{n:03}", n % 5, "open"] for n in range(9)],
        ["Total", 9],
    ):
        book.active.append(row)
    book.create_sheet("Notes").append(["none"])
    book.active.title = "Records"
    book.save(tmp_path / "a.xlsx")
    proposal = profile(tmp_path / "a.xlsx")
    read = proposal.card.read
    assert (read.sheet, read.first_row, read.ignore_after) == ("Records", 3, "Total")
    assert proposal.card.columns == {"Case": "incident_id", "Beat": "beat", "Status": "status"}
    (batch,) = open_source([tmp_path / "a.xlsx"], proposal.card).batches()
    assert len(batch) == 9


@pytest.mark.parametrize("text", ["A,B\n", "", "\n\n"])
def test_nothing_to_look_at(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(DataMismatch):
        profile(path)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Lat", "latitude"), ("GEO_LON", "longitude"), ("INCIDENT_ADDRESS", "address"), ("PdDistrict", "district"),
        ("CMPLNT_NUM", "incident_id"), ("Crm Cd", "offense_code"), ("Crm Cd Desc", "offense_text"),
        ("Vict Descent", "victim_race"),
        ("Premis Cd", None), ("Weapon Desc", "weapon"), ("DR_NO", "incident_id"), ("NHA_NAME", None), ("zip", "zip"),
        ("Fam. Violence Flag", None), ("Domestic", "domestic_flag"), ("DVFlag", "domestic_flag"),
        ("Relationship of Victim", "relationship"), ("Hundred Block", "address"), ("Shoe Size", None),
    ],
)  # fmt: skip
def test_titles(title: str, role: str | None) -> None:
    import pyarrow as pa

    assert role_of_title(Column(title, 0, pa.array(["x"])).words) == role
