"""Every shipped card on its city's real export: a preview accounts for every row and shows none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from redact.gates import cover_share, location_columns, residue
from redact.gates.view import ReleaseView
from redact.pipeline import open_sources, preview
from redact.policy import load_policy
from redact.project import Dataset, Project
from redact.shipped import shipped

AS_OF = date(2026, 11, 23)

SETS = {
    "chicago": {"chicago_2014": ["chicago_crimes_2014/chicago_crimes_2014_03_04.csv"]},
    "denver": {"denver": ["denver_crime/denver_crime_all.csv"]},
    "boston": {"boston_2021": ["boston_crime/boston_crime_2021.csv"]},
    "san francisco": {"san_francisco_2016": ["sf_police_2016/sf_police_2016_truncated.csv"]},
    "atlanta 2019": {"atlanta_2019": ["atlanta_cobra/COBRA-2019.csv"]},
    "atlanta 2020, old system": {"atlanta_2020_old_rms": ["atlanta_cobra/COBRA-2020-OldRMS-09292020.csv"]},
    "atlanta 2020, new system": {"atlanta_2020_new_rms": ["atlanta_cobra/COBRA-2020(NEW RMS 9-30 12-31).csv"]},
    "houston": {"houston_2010": ["houston_2010/houston_crime_2010.csv"]},
    "vancouver": {"vancouver_2020": ["vancouver_crimes_2020/vancouver_crimes_2020.csv"]},
    "uk": {
        "uk_street": [
            f"uk_street_crime/{month}-cambridgeshire-street.csv"
            for month in ("2018-10", "2018-11", "2018-12", "2019-01", "2019-02")
        ]
    },
    "baltimore": {
        "baltimore_calls": [f"baltimore_multi/baltimore_cfs_{year}.csv" for year in (2019, 2020)],
        "baltimore_calls_2021": ["baltimore_multi/baltimore_cfs_2021.csv"],
        "baltimore_incidents": ["baltimore_multi/baltimore_part1_crime.csv"],
        "baltimore_arrests": ["baltimore_multi/baltimore_arrests.csv"],
    },
}

ROWS = {
    "chicago": 6_957, "denver": 49_089, "boston": 21_697, "san francisco": 9_647, "atlanta 2019": 25_030,
    "atlanta 2020, old system": 14_831, "atlanta 2020, new system": 7_249, "houston": 86_314, "vancouver": 37_512,
    "uk": 32_665, "baltimore": 8_000,
}  # fmt: skip


@pytest.mark.parametrize("city", sorted(SETS))
def test_every_row_of_a_real_export_is_accounted_for(city: str, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "incidents"
    project = Project(
        publisher="draft",
        policy=shipped("baseline.yaml"),
        jurisdiction=None,
        datasets=tuple(
            Dataset(tuple(folder / file for file in files), shipped("cards", f"{card}.yaml"))
            for card, files in SETS[city].items()
        ),
        output=tmp_path / "releases",
    )
    plan = preview(project, out=tmp_path / "plan", as_of=AS_OF)
    counts = [tier for tiers in plan.summary["counts"].values() for tier in tiers.values()]
    added = {word: sum(tier[word] for tier in counts) for word in ("rows_in", "published", "withheld", "held")}
    assert added["rows_in"] == ROWS[city]
    assert added["published"] + added["withheld"] + added["held"] == ROWS[city]
    assert added["published"] > 0.8 * ROWS[city]
    assert not plan.open_items
    assert not plan.synthetic
    view = ReleaseView.of_plan(plan, load_policy("baseline"), open_sources(project))
    for gate in (cover_share, residue, location_columns):
        result = gate.check(view)
        assert result.passed, result.sentence
