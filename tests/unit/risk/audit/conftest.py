"""A made-up town's published file, with everything in it that an audit is to find, and how much of it."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from redact.policy import load_policy
from redact.policy.model import Policy
from redact.shipped import shipped

ROWS = 600
STREETS = ("ALDER", "BIRCH", "CEDAR", "DOGWOOD", "ELDER")
HEAD = ["Case Number", "Occurred", "Offense", "Domestic", "Address", "Latitude", "Longitude", "Beat", "Victim Name"]
FIRST = datetime(2025, 1, 1, 7, 3)


def house(n: int) -> tuple[str, str, str]:
    """The n-th of 75 houses: its address and its point, which no other house has."""
    number, street = 101 + 12 * (n % 15) + (n % 15) // 4, STREETS[n // 15 % 5]
    return f"{number} {street} ST", f"{39.7 + n * 0.00113:.6f}", f"{-104.9 - n * 0.00217:.6f}"


def town_rows() -> list[list[str]]:
    """One row in ten is violence at home by its flag alone, one in ten a sexual assault with its place taken out, one
    in ten has lost its address and kept its point, one in twenty of the numbers is missing."""
    rows, number = [], 0
    for i in range(ROWS):
        number += 2 if i % 20 == 19 else 1
        address, latitude, longitude = house(i * 7 % 75)
        offence, flag = ("BURGLARY", "N") if i % 2 else ("THEFT", "N")
        if i % 10 == 0:
            offence, flag = "INJURED PERSON", "Y"
        elif i % 10 == 1:
            offence, address, latitude, longitude = "SEXUAL ASSAULT", "", "", ""
        elif i % 10 == 2:
            address = ""
        when = FIRST + timedelta(hours=7 * i, minutes=i % 53)
        rows.append([
            f"25-{number:06d}", f"{when:%Y-%m-%d %H:%M}", offence, flag, address, latitude, longitude,
            f"B{i * 7 % 75 // 25}",
            f"{('ROSSUM', 'TARLETON', 'QUILLER')[i % 3]}, {('ZENOBIA', 'XANTHE', 'YSOLDE', 'WILMOT')[i % 4]}",
        ])  # fmt: skip
    return rows


def written(path: Path, head: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("audit") / "incidents.csv", HEAD, town_rows())


@pytest.fixture(scope="session")
def baseline() -> Policy:
    return load_policy(shipped("baseline.yaml"))
