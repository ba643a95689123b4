"""Written cells are what was staged, and a spreadsheet runs none of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.bundle.cells import harmless, point_texts, write_csv, write_geojson, write_parquet
from redact.bundle.reading import differences, read_csv, read_features

HEADER = ["id", "place_id", "remark"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
RISKY = st.sampled_from(["=1+1", "+x", "-x", "@a", "\tb", "\rc", "-5", "+5.0", "-.5", "-87.62", "-1e-5", "--1", ""])


def stage(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in range(len(HEADER))]
    pq.write_table(pa.table(columns, names=HEADER), path)
    return path


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+49 30", "'+49 30"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("-87.6298", "-87.6298"),
        ("-1e-5", "-1e-5"),
        ("-1-2", "'-1-2"),
        ("plain = text", "plain = text"),
        ("", ""),
    ],
)
def test_formulas_are_made_harmless_and_numbers_stay(cell: str, written: str) -> None:
    assert harmless(pa.array([cell])).to_pylist() == [written]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS | RISKY, TEXTS | RISKY), max_size=8))
def test_files_say_what_is_staged(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]) -> None:
    """Whatever the cells hold: quotes, line ends, letters of all scripts. Read by other programs than wrote it."""
    folder = tmp_path_factory.mktemp("data")
    staged = stage(folder / "staged.parquet", rows)
    points = {row[1]: '{"type":"Point","coordinates":[1.0,2.0]}' for row in rows}
    assert write_csv(staged, HEADER, folder / "d.csv") == len(rows)
    write_parquet(staged, HEADER, folder / "d.parquet")
    write_geojson(staged, HEADER, folder / "d.geojson", points)
    wanted = [[harmless(pa.array([cell]))[0].as_py() for cell in row] for row in rows]
    with (folder / "d.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [HEADER, *wanted]
    assert [list(row.values()) for row in pq.read_table(folder / "d.parquet").to_pylist()] == wanted
    features = json.loads((folder / "d.geojson").read_text(encoding="utf-8"))["features"]
    assert [list(feature["properties"].values()) for feature in features] == wanted


def test_differences_are_found(tmp_path: Path) -> None:
    rows = [("a1", "u-1", "THEFT"), ("a2", "u-2", "=x")]
    staged = stage(tmp_path / "staged.parquet", rows)
    points = {"u-1": '{"type":"Point","coordinates":[1.0,2.0]}'}

    def written(table: list[tuple[str, str, str]], spots: dict[str, str]) -> list[str]:
        other = stage(tmp_path / "other.parquet", table)
        write_csv(other, HEADER, tmp_path / "d.csv")
        write_parquet(staged, HEADER, tmp_path / "d.parquet")
        write_geojson(staged, HEADER, tmp_path / "d.geojson", spots)
        return differences(staged, HEADER, tmp_path, "d", points)

    assert written(rows, points) == []
    assert written([rows[0], ("a2", "u-2", "=y")], points) == ["column 'remark' of data/d.csv"]
    assert written(rows[:1], points) == ["rows of data/d.csv"]
    assert written([*rows, rows[0]], points) == ["rows of data/d.csv"]
    assert written(rows, {**points, "u-2": points["u-1"]}) == ["points of data/d.geojson"]


def test_a_row_without_place_has_no_point(tmp_path: Path) -> None:
    staged = stage(tmp_path / "staged.parquet", [("a1", "", "x"), ("a2", "u-1", "y")])
    points = point_texts(["u-1", "u-2"], np.array([[1.23456789, 2.0], [np.nan, np.nan]]))
    write_geojson(staged, HEADER, tmp_path / "d.geojson", points)
    _, shapes = read_features(tmp_path / "d.geojson")
    assert shapes == [None, {"type": "Point", "coordinates": [1.234568, 2.0]}]
    assert "u-2" not in points


def test_files_of_no_rows(tmp_path: Path) -> None:
    staged = stage(tmp_path / "staged.parquet", [])
    assert write_csv(staged, HEADER, tmp_path / "d.csv") == 0
    write_parquet(staged, HEADER, tmp_path / "d.parquet")
    write_geojson(staged, HEADER, tmp_path / "d.geojson", {})
    assert read_csv(tmp_path / "d.csv").column_names == HEADER
    assert differences(staged, HEADER, tmp_path, "d", {}) == []
