"""Code tables: the shipped ones are complete and well formed, an agency's own is read as strictly."""

import csv
from importlib import resources
from pathlib import Path

import pytest

from redact.classify import load_tables
from redact.classify.code_tables import COLUMNS, shipped
from redact.errors import DataMismatch, Missing
from redact.vocabulary import OffenseGroup, SensitiveClass, Strength

SYSTEMS = (
    "nibrs", "ucr", "relationships", "chicago_iucr", "denver", "boston", "sf_2016", "atlanta", "houston", "vancouver",
    "uk_street", "baltimore",
)  # fmt: skip
HEADER = ",".join(COLUMNS)


def test_every_system_is_shipped() -> None:
    assert set(SYSTEMS) <= set(shipped())


@pytest.mark.parametrize("name", shipped())
def test_lines_are_well_formed(name: str) -> None:
    text = resources.files("redact.classify").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    known = {each.value for each in SensitiveClass}
    for row in csv.DictReader(text.splitlines()):
        classes = {part.rstrip("~") for part in row["classes"].split(";") if part}
        assert classes <= known, row
        assert row["strength"] in ("shows", "may", "none"), row
        assert (row["strength"] != "none") == bool(classes), row
        assert row["group"] in ("persons", "property", "society", "none", ""), row
        assert row["status"] in ("verified", "unverified"), row
        assert row["source"], row


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name != "relationships"])
def test_every_code_has_a_group(name: str) -> None:
    table = load_tables([name])[name]
    # a bare Denver code covers several offences; its extension or type tells them apart
    told = [reading for code, reading in table.written.items() if not (name == "denver" and code.isdigit())]
    assert all(reading.group is not None for reading in told)


def test_nibrs_is_whole() -> None:
    table = load_tables(["nibrs"])["nibrs"]
    assert len(table.written) == 84
    rape = table.get("11a")
    assert rape is not None
    assert rape.rules[0].classes == ("sexual_assault",)
    assert rape.group is OffenseGroup.PERSONS
    assault = table.get("13B")
    assert assault is not None
    assert assault.rules[0].strength is Strength.MAY


def test_leading_zeros_do_not_matter() -> None:
    table = load_tables(["chicago_iucr"])["chicago_iucr"]
    assert table.get("0486") == table.get("486") is not None


def test_an_agency_brings_its_own(tmp_path: Path) -> None:
    path = tmp_path / "springfield.csv"
    path.write_text(f"{HEADER}\nZ9,Domestic,persons,intimate_partner_violence,shows,,unverified,us\n", encoding="utf-8")
    tables = load_tables(["nibrs"], [path])
    assert tables.agency == ("springfield",)
    assert tables["springfield"].get("z9") is not None


def test_unknown_and_absent_tables_are_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="no code table 'atlantis'"):
        load_tables(["atlantis"])
    with pytest.raises(Missing, match="is not there"):
        load_tables([], [tmp_path / "none.csv"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,text\n1,x\n", "lacks the columns"),
        (f"{HEADER}\n,x,persons,,none,,verified,us\n", "has no code"),
        (f"{HEADER}\n1,x,people,,none,,verified,us\n", "group that does not exist"),
        (f"{HEADER}\n1,x,persons,stalking,maybe,,verified,us\n", "strength that does not exist"),
        (f"{HEADER}\n1,x,persons,Stalking!,shows,,verified,us\n", "class that does not exist"),
        (f"{HEADER}\n1,x,persons,,none,,checked,us\n", "status that does not exist"),
        (f"{HEADER}\n1,x,persons,,shows,,verified,us\n", "a strength and no class"),
        (f"{HEADER}\n1,x,persons\n", "too few or too many cells"),
    ],
)
def test_a_wrong_table_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataMismatch, match=message) as caught:
        load_tables([], [path])
    assert "ours.csv" in str(caught.value)


def test_a_line_without_a_status_says_nothing_yet(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(f"{HEADER}\nZ9,Domestic,persons,stalking,shows,,,nearest: x\n", encoding="utf-8")
    assert load_tables([], [path])["ours"].get("Z9") is None


def test_an_unverified_line_protects_and_never_releases(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    lines = ["A1,Battery,society,stalking,shows,,unverified,us", "A2,Noise,society,,none,,unverified,us",
             "A3,Fight,persons,stalking,may,,unverified,us", "A4,Noise,society,,none,,verified,us"]  # fmt: skip
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    table = load_tables([], [path])["ours"]
    found = {code: table.get(code) for code in ("A1", "A2", "A3", "A4")}
    assert all(reading is not None for reading in found.values())
    assert [reading.known for reading in found.values() if reading] == [True, False, True, True]
    groups = [reading.group for reading in found.values() if reading]
    assert groups == [None, None, OffenseGroup.PERSONS, OffenseGroup.SOCIETY]


def test_an_agency_table_has_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "nibrs.csv"
    path.write_text(f"{HEADER}\n", encoding="utf-8")
    with pytest.raises(DataMismatch, match="is there already"):
        load_tables(["nibrs"], [path])
