"""The folder: what is in it, that it is the same every time, and that its files fit their cards and each other."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from redact.errors import UsageError
from redact.links.keys import normalise
from redact.policy.yaml import load_document
from redact.project import load_project
from redact.records import load_card, open_source
from redact.synth import City, make_city
from redact.synth.city import DATASETS

from .reading import read


def _split(text: str) -> list[str]:
    return text.split()


COLUMNS = {
    "incidents": _split(
        """incident_number event_number occurred_at reported_at nibrs_code offense_text offense_category relationship
        domestic_flag premise weapon address apartment beat x y latitude longitude victim_number victim_name victim_age
        victim_sex victim_race victim_dob suspect_name suspect_age suspect_sex suspect_race reporting_party phone email
        plate officer_name status disposition narrative"""
    ),
    "calls": _split(
        """call_number received_at initial_type final_type address beat latitude longitude caller_name phone remarks
        disposition"""
    ),
    "arrests": _split(
        """arrest_number event_ref arrested_at statute charge subject_name subject_age subject_sex subject_race
        subject_dob address officer_name"""
    ),
}


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("dataset", DATASETS)
def test_exports_have_the_promised_columns_and_rows(city: City, dataset: str) -> None:
    files = city.exports(dataset)
    assert [path.name for path in files] == [f"{dataset}-2026-{month:02d}.csv" for month in range(1, 13)]
    table = read(city, dataset)
    assert table.column_names == COLUMNS[dataset]
    assert table.num_rows == city.rows[dataset]


def test_project_file_names_files_that_are_there(city: City) -> None:
    project = load_document(city.project, UsageError).data
    assert project["policy"] == "baseline"
    assert not (city.folder / project["ledger"]).exists()
    assert not (city.folder / project["secret"]).exists()
    for entry in project["datasets"]:
        assert list(city.folder.glob(entry["file"]))
        assert load_card(city.folder / entry["card"]).dataset in DATASETS


def test_same_arguments_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys; from redact.synth import make_city;"
        "make_city(sys.argv[1], incidents=150, seed=5, months=3, households=1500, unique=sys.argv[2] == 'unique')"
    )
    digests = []
    for name, hash_seed, kind in (("a", "1", ""), ("b", "77", ""), ("c", "1", "unique"), ("d", "5", "unique")):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", program, tmp_path / name, kind], check=True, env=environment)
        digests.append(digest(tmp_path / name))
    assert digests[0] == digests[1]
    assert digests[2] == digests[3]
    assert digests[0] != digests[2]


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    for seed in (1, 2):
        make_city(tmp_path / str(seed), incidents=30, seed=seed, months=1, households=1500)
    one, two = digest(tmp_path / "1"), digest(tmp_path / "2")
    assert one.keys() == two.keys()
    assert one["exports/incidents-2026-01.csv"] != two["exports/incidents-2026-01.csv"]
    assert one["layers/address_points.parquet"] != two["layers/address_points.parquet"]


def test_keys_of_the_three_systems_meet(city: City) -> None:
    truth = city.truth()
    by_event: dict[str, int] = {}
    for dataset, column in (("incidents", "event_number"), ("calls", "call_number"), ("arrests", "event_ref")):
        keys = normalise(read(city, dataset)[column].combine_chunks(), "digits").to_pylist()
        events = truth.filter(pc.equal(truth["dataset"], dataset))["event"].to_pylist()
        for key, event in zip(keys, events, strict=True):
            assert key == "" or by_event.setdefault(key, event) == event
    assert len(set(by_event.values())) == len(by_event)


def test_written_forms_of_one_key() -> None:
    forms = pa.array(["C26-0012345", "2026012345", "26-12345", "C26-1234500", "20261234500", "26-1234500"])
    assert normalise(forms, "digits").to_pylist() == ["2612345"] * 3 + ["261234500"] * 3


def test_no_number_occurs_twice_in_the_exports(city: City) -> None:
    for dataset, column in (("incidents", "incident_number"), ("arrests", "arrest_number"), ("calls", "call_number")):
        cells = read(city, dataset)[column]
        filled = cells.filter(pc.not_equal(cells, ""))
        assert pc.count_distinct(filled).as_py() == len(filled)


def test_most_arrests_and_called_incidents_link(city: City) -> None:
    incidents = set(normalise(read(city, "incidents")["event_number"].combine_chunks(), "digits").to_pylist())
    arrests = normalise(read(city, "arrests")["event_ref"].combine_chunks(), "digits").to_pylist()
    assert sum(key in incidents for key in arrests) / len(arrests) > 0.97


def test_corrections_are_rows_that_were_exported_before(city: City) -> None:
    before = {row["incident_number"]: row for row in read(city, "incidents").to_pylist()}
    card = load_card(city.card("incidents"))
    files = sorted((city.folder / "exports_corrections").glob("*.csv"))
    assert files
    changed = 0
    for path in files:
        month = path.stem.removeprefix("incidents-")
        for batch in open_source([path], card).batches():
            titles = [field.title for field in card.fields]
            for row in batch.table.rename_columns(titles).to_pylist():
                old = before[row["incident_number"]]
                assert old["reported_at"][:7] < month
                different = {title for title in row if row[title] != old[title]}
                assert different <= {
                    "nibrs_code",
                    "offense_text",
                    "offense_category",
                    "relationship",
                    "domestic_flag",
                    "occurred_at",
                    "reported_at",
                    "x",
                    "y",
                    "latitude",
                    "longitude",
                    "event_number",
                }
                changed += bool(different)
    assert changed > 5


def test_faults_are_few_and_of_every_kind(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city", incidents=6000, households=3000, narratives=False)
    faults = city.truth()["fault"]
    counts = {item["values"]: item["counts"] for item in pc.value_counts(faults).to_pylist()}
    assert set(counts) == {"", "no point", "no time", "bad time", "no key"}
    assert 0.001 < 1 - counts[""] / len(faults) < 0.005


def test_years_begin_their_numbers_anew(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city", incidents=60, months=3, start=date(2026, 12, 1), households=1500)
    assert [path.name[-11:-4] for path in city.exports("calls")] == ["2026-12", "2027-01", "2027-02"]
    keys = read(city, "calls")["call_number"].to_pylist()
    assert {key[:3] for key in keys if key} == {"C26", "C27"}
    assert any(key.startswith("C27-00000") for key in keys)


@pytest.mark.parametrize(
    "wrong",
    [
        {"incidents": 0},
        {"months": 0},
        {"households": 5},
        {"seed": -1},
        {"start": date(2026, 1, 2)},
        {"start": date(2020, 1, 1)},
        {"start": date(2098, 6, 1), "months": 12},
    ],
)
def test_impossible_arguments(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        make_city(tmp_path / "city", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "city").exists()


def test_only_an_empty_folder_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(UsageError, match="empty folder"):
        make_city(tmp_path, incidents=10)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_run_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def stop(what: str, done: int, of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    (tmp_path / "city").mkdir()
    with pytest.raises(KeyboardInterrupt):
        make_city(tmp_path / "city", incidents=30, months=2, households=1500, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["city"]
    assert not list((tmp_path / "city").iterdir())


def test_months_without_arrests_can_be_read(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city", incidents=6, months=6, households=1500)
    assert read(city, "arrests").num_rows == city.rows["arrests"]


def test_progress_is_told(tmp_path: Path) -> None:
    said: list[tuple[str, int, int]] = []
    make_city(tmp_path / "city", incidents=20, months=2, households=1500, progress=lambda *args: said.append(args))
    assert [(done, of) for _, done, of in said] == [(0, 2), (0, 2), (1, 2), (2, 2)]
    assert said[1][0] == "records of January 2026"


def test_without_narratives_the_columns_are_empty(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city", incidents=40, months=1, households=1500, narratives=False)
    assert set(read(city, "incidents")["narrative"].to_pylist()) == {""}
    assert set(read(city, "calls")["remarks"].to_pylist()) == {""}
    assert (city.folder / "truth" / "spans.jsonl").read_text() == ""


def test_city_file_says_what_it_is(city: City) -> None:
    content = json.loads((city.folder / "city.json").read_text())
    assert content["synthetic"] is True
    assert content["seed"] == 7
    assert content["rows"] == city.rows
    assert {name.split("/")[0] for name in content["sha256"]} == {
        "exports",
        "exports_corrections",
        "layers",
        "cards",
        "jurisdiction.yaml",
    }


def test_project_loads_once_it_has_a_ledger_and_a_secret(small: City) -> None:
    for name in ("ledger.sqlite", "secret.key"):
        (small.folder / name).touch()
    project = load_project(small.project)
    assert [len(dataset.files) for dataset in project.datasets] == [2, 2, 2]
    assert project.jurisdiction == small.jurisdiction
