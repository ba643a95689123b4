"""Slices of real portal files: what is known of them is found, and no cell of them is put out."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from redact.policy.model import Policy
from redact.risk.audit import Audit, audit
from tests.unit.risk.audit.test_audit import finding, said

pytestmark = pytest.mark.real_data


def sliced(shared_data: Path, to: Path, name: str, rows: int) -> tuple[Path, list[dict[str, str]]]:
    """The first rows of a file, as a file, and as they are."""
    source = shared_data / "incidents" / name
    if not source.is_file():
        pytest.skip(f"{name} is not in the real data: NOT TESTED on it")
    with source.open(encoding="utf-8-sig", newline="") as file:
        lines = list(itertools.islice(csv.reader(file), rows + 1))
    path = to / "portal.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path, [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def nothing_of(found: Audit, rows: list[dict[str, str]], *columns: str) -> None:
    """A third of the cells is looked for: what puts out a column puts out more than one of it."""
    cells = {row[column].strip() for row in rows[::3] for column in columns if len(row[column].strip()) > 5}
    for name, text in said(found).items():
        assert not [1 for cell in cells if cell in text], f"the {name} holds a cell"


def test_denver_loses_the_address_and_keeps_the_point(shared_data: Path, tmp_path: Path, baseline: Policy) -> None:
    path, rows = sliced(shared_data, tmp_path, "denver_crime/denver_crime_all.csv", 4_000)
    found = audit([path], baseline)
    bare = sum(not row["INCIDENT_ADDRESS"].strip() and row["GEO_LON"].strip() not in ("", "0") for row in rows)
    assert finding(found, "point_without_address").rows == bare > 100
    assert finding(found, "door_of_sensitive").rows > 50
    mark = found.files[0].markers[0]
    assert (mark.of_class, mark.precision) == ("sexual_assault", 1.0)
    nothing_of(
        found, rows, "INCIDENT_ID", "OFFENSE_ID", "INCIDENT_ADDRESS", "FIRST_OCCURRENCE_DATE", "GEO_LON", "GEO_X"
    )


def test_chicago_has_the_flag_beside_the_block(shared_data: Path, tmp_path: Path, baseline: Policy) -> None:
    path, rows = sliced(shared_data, tmp_path, "chicago_crimes_2014/chicago_crimes_2014_03_04.csv", 2_000)
    found = audit([path], baseline)
    each = finding(found, "flag_beside_place")
    assert each.columns == ("Domestic",)
    assert each.rows == sum(row["Domestic"] == "true" for row in rows)
    assert finding(found, "point_within_block").hers > 100
    assert finding(found, "offence_silent").rows > 20
    nothing_of(found, rows, "Case Number", "Date", "Block", "Latitude", "Location")


def test_atlanta_has_house_and_apartment_numbers(shared_data: Path, tmp_path: Path, baseline: Policy) -> None:
    path, rows = sliced(shared_data, tmp_path, "atlanta_cobra/COBRA-2019.csv", 2_000)
    found = audit([path], baseline)
    assert finding(found, "doors").rows > 0.9 * len(rows)
    grid = found.files[0].places
    assert dict(zip(grid.heads, dict(grid.rows)["all rows"], strict=True))["apartment"] > 100
    assert {"Apartment Number", "Location"} <= set(finding(found, "doors").columns)
    assert finding(found, "inside_numbers").columns == ("Report Number",)
    nothing_of(found, rows, "Report Number", "Location", "Latitude")


def test_houston_names_the_offence_beside_block_and_hour(shared_data: Path, tmp_path: Path, baseline: Policy) -> None:
    path, rows = sliced(shared_data, tmp_path, "houston_2010/houston_crime_2010.csv", 4_000)
    found = audit([path], baseline)
    rapes = sum(row["offense"] == "rape" for row in rows)
    assert finding(found, "offence_beside_place").rows == rapes > 0
    assert "doors" not in {each.name for each in found.findings}, "its numbers are the middles of blocks"
    assert "time" in finding(found, "time_again").columns
    nothing_of(found, rows, "address", "lon", "time")
