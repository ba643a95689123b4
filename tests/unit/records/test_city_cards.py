"""The shipped cards read the whole file of their city, in the count of rows that its provenance page states."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from redact.records import Fault, card_by_name, open_source, profile, shipped_cards
from redact.vocabulary import ROLES, RoleGroup

CITIES = {
    "chicago_2014": ("chicago_crimes_2014/chicago_crimes_2014_03_04.csv", 6_957),
    "denver": ("denver_crime/denver_crime_all.csv", 49_089),
    "boston_2021": ("boston_crime/boston_crime_2021.csv", 21_697),
    "san_francisco_2016": ("sf_police_2016/sf_police_2016_truncated.csv", 9_647),
    "atlanta_2019": ("atlanta_cobra/COBRA-2019.csv", 25_030),
    "atlanta_2020_old_rms": ("atlanta_cobra/COBRA-2020-OldRMS-09292020.csv", 14_831),
    "atlanta_2020_new_rms": ("atlanta_cobra/COBRA-2020(NEW RMS*.csv", 7_249),
    "houston_2010": ("houston_2010/houston_crime_2010.csv", 86_314),
    "vancouver_2020": ("vancouver_crimes_2020/vancouver_crimes_2020.csv", 37_512),
    "uk_street": ("uk_street_crime/*-cambridgeshire-street.csv", 32_665),
    "baltimore_calls": ("baltimore_multi/baltimore_cfs_20[12][90].csv", 4_000),
    "baltimore_calls_2021": ("baltimore_multi/baltimore_cfs_2021.csv", 2_000),
    "baltimore_incidents": ("baltimore_multi/baltimore_part1_crime.csv", 1_000),
    "baltimore_arrests": ("baltimore_multi/baltimore_arrests.csv", 1_000),
    "vermont_nibrs": ("nibrs_flat/vermont_nibrsFlat.csv", 6_352),
    "narratives_a": ("../narratives_a/narratives.jsonl", 160),
}
"""Card, files, rows. San Francisco: 9,646 whole ones and the one that the end of the file cuts."""

profiled = cache(profile)
"""A file is profiled once for all the questions about it."""

LOCATING = (RoleGroup.PLACE, RoleGroup.TIME, RoleGroup.KEYS, RoleGroup.PEOPLE)


def files(shared_data: Path, pattern: str) -> list[Path]:
    found = sorted((shared_data / "incidents").glob(pattern))
    if not found:
        pytest.skip(f"{pattern} is not here: NOT TESTED on this city")
    return found


def test_every_card_has_its_city() -> None:
    assert set(shipped_cards()) == set(CITIES)


@pytest.mark.real_data
@pytest.mark.parametrize("name", CITIES)
def test_every_row_is_read(name: str, shared_data: Path) -> None:
    pattern, rows = CITIES[name]
    source = open_source(files(shared_data, pattern), card_by_name(name))
    count, faults = 0, []
    for batch in source.batches():
        assert batch.first_row == count
        count += len(batch)
        faults += [(batch.first_row + int(i), Fault(int(batch.faults[i]))) for i in batch.faults.nonzero()[0]]
    assert count == rows
    assert faults == ([(9_646, Fault.TRUNCATED)] if name == "san_francisco_2016" else [])


@pytest.mark.real_data
@pytest.mark.parametrize("name", CITIES)
def test_the_profile_sees_what_the_card_says(name: str, shared_data: Path) -> None:
    """What the card calls a place, time, person or key, the profile never takes for something harmless."""
    card = card_by_name(name)
    path = files(shared_data, CITIES[name][0])[0]
    proposal = profiled(path)
    assert f"the card '{name}' that comes with redact fits the columns of this file" in proposal.notes
    for title, role in card.columns.items():
        if ROLES.get(role) in LOCATING and title not in proposal.unlisted:
            guessed = ROLES.get(proposal.card.columns[title])
            assert guessed in LOCATING, f"{title}: {proposal.card.columns[title]} for {role}"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "column", "kind"),
    [
        ("chicago_2014", "X Coordinate", "the point again"),
        ("chicago_2014", "Location", "the point again"),
        ("chicago_2014", "Year", "a part of the date again"),
        ("denver", "GEO_Y", "the point again"),
        ("denver", "OFFENSE_ID", "another column inside it"),
        ("denver", "INCIDENT_ADDRESS", "exact addresses"),
        ("denver", "GEO_LAT", "the empty cell tells the offence"),
        ("boston_2021", "DAY_OF_WEEK", "a part of the date again"),
        ("san_francisco_2016", "PdId", "another column inside it"),
        ("atlanta_2019", "Report Number", "the date inside it"),
        ("houston_2010", "month", "a part of the date again"),
        ("houston_2010", "time", "a part of the date again"),
        ("vancouver_2020", "Y", "stand-ins for a place"),
        ("baltimore_calls", "ZIPCode", "whole numbers written with a decimal point"),
    ],
)
def test_what_the_profile_finds(name: str, column: str, kind: str, shared_data: Path) -> None:
    proposal = profiled(files(shared_data, CITIES[name][0])[0])
    assert (column, kind) in {(leak.column, str(leak.kind)) for leak in proposal.leaks}


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "system"), [("chicago_2014", "EPSG:3435"), ("denver", "EPSG:2232")])
def test_the_profile_finds_the_coordinate_system(name: str, system: str, shared_data: Path) -> None:
    proposal = profiled(files(shared_data, CITIES[name][0])[0])
    assert set(proposal.card.crs.values()) == {system}
    assert dict(proposal.card.crs) == dict(card_by_name(name).crs)


@pytest.mark.real_data
@pytest.mark.parametrize("year", [*range(2005, 2018)])
def test_three_kinds_of_line_endings(year: int, shared_data: Path) -> None:
    """The university's log as exported and as somebody normalised it have the same number of rows."""
    log = shared_data / "incidents" / "unl_campus_log"
    counts = []
    for path in (log / "original_data" / f"{year}.csv", log / "clean_data" / f"{year}clean.csv"):
        proposal = profiled(path)
        counts.append(sum(len(batch) for batch in open_source([path], proposal.card).batches()))
        assert not any(batch.faults.any() for batch in open_source([path], proposal.card).batches())
    assert counts[0] == counts[1] or year == 2017, "of 2017 the clean copy has half"
