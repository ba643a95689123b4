"""A city month by month: what is not reported yet is not there, what is corrected is, and the truth fits every row."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from redact.errors import UsageError
from redact.plan.fresh import is_synthetic as sources_are_synthetic
from redact.plan.fresh import open_sources
from redact.project import create_state, load_project
from redact.synth import City, is_synthetic, make_city
from redact.synth.exported import portal_copy
from redact.synth.monthly import Month, _made_by, every_month, exports_at
from redact.synth.rereading import OFFENCE, Rereading

MUCH = Rereading(worse=0.9, milder=0.9, other=0.2)


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_city(
        tmp_path_factory.mktemp("half") / "city",
        incidents=3000,
        months=6,
        start=date(2025, 1, 1),
        narratives=False,
        households=5000,
    )


@pytest.fixture(scope="module")
def march(half: City, tmp_path_factory: pytest.TempPathFactory) -> Month:
    return exports_at(half.folder, 2, tmp_path_factory.mktemp("march") / "m", rereading=MUCH)


def rows_of(folder: Path, dataset: str) -> pd.DataFrame:
    files = sorted((folder / "exports").glob(f"{dataset}-*.csv"))
    return pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in files], ignore_index=True)


def test_only_what_was_written_down_by_then_is_there(half: City, march: Month) -> None:
    assert march.until == date(2025, 4, 1)
    assert sorted(path.name for path in (march.folder / "exports").glob("calls-*")) == [
        "calls-2025-01.csv", "calls-2025-02.csv", "calls-2025-03.csv",
    ]  # fmt: skip
    truth = march.truth().to_pandas()
    assert (truth.reported < pd.Timestamp(2025, 4, 1)).all()
    every = half.truth().to_pandas()
    every = every[every.reported < pd.Timestamp(2025, 4, 1)]
    assert (truth.dataset == "incidents").sum() == (every.dataset == "incidents").sum()


def test_an_arrest_is_there_once_it_was_made() -> None:
    times = pa.chunked_array([["03/31/2025 11:59 PM", "04/01/2025 12:00 AM", "", "02/30/2025 99:99:99", None]])
    assert _made_by(times, date(2025, 4, 1)).to_pylist() == [True, False, True, True, True]


def test_the_truth_fits_row_by_row(half: City, march: Month) -> None:
    truth = march.truth().to_pandas()
    for dataset, own in truth.groupby("dataset"):
        exported = rows_of(march.folder, str(dataset))
        first = rows_of(half.folder, str(dataset)).iloc[own.first_row.to_numpy()].reset_index(drop=True)
        assert own.row.tolist() == list(range(len(exported)))
        same = [name for name in exported if name not in OFFENCE]
        pd.testing.assert_frame_equal(exported[same], first[same])
        if dataset == "incidents":
            offences = list(OFFENCE)
            changed = (exported[offences] != first[offences]).any(axis=1).to_numpy()
            assert changed.sum() > 10
            assert (own.corrected.to_numpy() >= changed).all()  # a correction may say the same in the same words


def test_what_is_changed_stays_so_in_the_months_after(half: City, march: Month, tmp_path: Path) -> None:
    later = exports_at(half.folder, 4, tmp_path / "may", rereading=MUCH)
    before, after = (each.truth().to_pandas().query("dataset == 'incidents'") for each in (march, later))
    changed = before[before.corrected].first_row
    assert after.set_index("first_row").corrected[changed].all()
    assert after.corrected.sum() > before.corrected.sum()
    old = rows_of(march.folder, "incidents")[list(OFFENCE)].iloc[changed.to_numpy()]
    new = rows_of(later.folder, "incidents")[list(OFFENCE)].iloc[changed.to_numpy()]
    pd.testing.assert_frame_equal(old, new)


def test_reports_change_in_both_directions(march: Month) -> None:
    truth = march.truth().to_pandas().query("dataset == 'incidents'").reset_index(drop=True)
    codes = rows_of(march.folder, "incidents").nibrs_code
    violent = truth[truth.corrected & (truth.offense == "dv_assault")]
    assert len(violent) > 0
    assert (truth.situation[violent.index] == "dv_assault").all()  # called otherwise, it still is what happened
    hidden = truth[truth.corrected & truth.offense.isin(["vandalism_former", "order_plain", "welfare_dv"])]
    assert (codes[hidden.index] != "290").all()
    assert len(hidden) > 0


def test_the_citys_own_corrections_come_when_they_are_due(half: City, tmp_path: Path) -> None:
    path = sorted((half.folder / "exports_corrections").glob("incidents-*.csv"))[0]
    month = int(path.stem[-2:]) - 1
    numbers = pd.read_csv(path, dtype=str, keep_default_na=False)
    due = exports_at(half.folder, month, tmp_path / "due")
    there = rows_of(due.folder, "incidents").set_index("incident_number")
    assert there.loc[numbers.incident_number, "offense_text"].tolist() == numbers.offense_text.tolist()
    before = exports_at(half.folder, month - 1, tmp_path / "before")
    assert not before.truth().to_pandas().corrected.any()


def test_deleted_events_are_in_no_file(half: City, tmp_path: Path) -> None:
    events = half.truth().to_pandas().query("dataset == 'arrests'").event.iloc[:5].tolist()
    month = exports_at(half.folder, 5, tmp_path / "june", deleted=events)
    assert not month.truth().to_pandas().event.isin(events).any()
    assert is_synthetic(month.folder)


def test_a_month_counts_as_synthetic_and_is_a_project(march: Month, half: City) -> None:
    create_state(half.project)
    project = load_project(march.project)
    sources = open_sources(project)
    assert sources_are_synthetic(sources)
    assert sum(len(source.files) for source in sources.values()) == 9
    assert project.ledger is not None
    assert project.ledger.resolve() == half.folder.resolve() / "ledger.sqlite"


def test_an_edited_month_does_not(half: City, tmp_path: Path) -> None:
    month = exports_at(half.folder, 0, tmp_path / "m")
    path = month.folder / "exports" / "calls-2025-01.csv"
    path.write_bytes(path.read_bytes() + b"x\n")
    assert not is_synthetic(month.folder)
    with pytest.raises(UsageError, match="something else"):
        exports_at(half.folder, 1, tmp_path / "m")  # whatever it is, it is not sealed again


def test_a_month_replaces_an_earlier_one_and_the_same_month_is_the_same_bytes(half: City, tmp_path: Path) -> None:
    exports_at(half.folder, 3, tmp_path / "m", rereading=MUCH)
    exports_at(half.folder, 1, tmp_path / "m", rereading=MUCH)
    exports_at(half.folder, 1, tmp_path / "other", rereading=MUCH)
    seals = [json.loads((tmp_path / name / "city.json").read_text())["sha256"] for name in ("m", "other")]
    assert seals[0] == seals[1]
    assert not list((tmp_path / "m" / "exports").glob("*-2025-03.csv"))


def test_nothing_but_a_city_is_ever_sealed(half: City, march: Month, tmp_path: Path) -> None:
    (tmp_path / "real" / "exports").mkdir(parents=True)
    (tmp_path / "real" / "exports" / "incidents-2025-01.csv").write_text("a\n1\n")
    with pytest.raises(UsageError, match="no synthetic city"):
        exports_at(tmp_path / "real", 0, tmp_path / "m")
    with pytest.raises(UsageError, match="something else"):
        exports_at(half.folder, 0, tmp_path / "real")
    with pytest.raises(UsageError, match="something else"):
        exports_at(half.folder, 0, half.folder)
    with pytest.raises(UsageError, match="one month's exports"):
        exports_at(march.folder, 0, tmp_path / "m")
    with pytest.raises(UsageError, match="no such month"):
        exports_at(half.folder, 6, tmp_path / "m")


def test_every_month_has_its_folder(tmp_path: Path) -> None:
    city = make_city(tmp_path / "c", incidents=60, months=3, start=date(2025, 11, 1), households=1500, narratives=False)
    found = list(every_month(city.folder))
    assert [month.folder.name for month in found] == ["2025-11", "2025-12", "2026-01"]
    assert found[-1].rows["incidents"] == city.rows["incidents"]
    assert is_synthetic(city.folder)  # the months lie outside of what is sealed


def test_an_old_portal_shows_minute_and_block(half: City, tmp_path: Path) -> None:
    path = portal_copy(half.folder, 2, tmp_path / "old" / "portal.csv")
    copy = pa_csv.read_csv(path).to_pandas()
    truth = half.truth().to_pandas().query("dataset == 'incidents'")
    assert len(copy) == (truth.reported < pd.Timestamp(2025, 3, 1)).sum()
    assert copy.block.str.match(r"^\d*00? BLOCK [NSEW]? ?\S").mean() > 0.6
    assert not copy.block.str.contains(r"^\d*[1-9]\d? BLOCK|^\d*0[1-9] BLOCK").any()
