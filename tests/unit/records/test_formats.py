"""Workbooks, JSON, Parquet and map formats: the same record comes in as the same text from each."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redact.errors import DataMismatch
from redact.records import Card, Fault, ReadOptions, open_source
from redact.records.astext import as_text
from redact.records.formats.displayed import displayed
from redact.records.geometry import crs_name, geojson_as_wkt
from redact.records.readers import open_reader
from redact.records.reading import Reader
from redact.vocabulary import Kind


def read(path: Path, **options: Any) -> tuple[Reader, list[tuple[str, ...]], list[int]]:
    """The reader, all rows, all faults."""
    reader = open_reader(path, ReadOptions(**options))
    rows, faults = [], []
    for chunk in reader.chunks(range(len(reader.titles))):
        assert all(str(kind) == "string" for kind in chunk.table.schema.types)
        assert sum(column.null_count for column in chunk.table.columns) == 0
        rows += list(zip(*(column.to_pylist() for column in chunk.table.columns), strict=True))
        faults += chunk.faults.tolist()
    return reader, rows, faults


def workbook(path: Path, fill: Callable[[Any], None]) -> Path:
    book = openpyxl.Workbook()
    fill(book)
    book.save(path)
    return path


def test_a_workbook_as_a_clerk_saves_it(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.active
        for row in (
            ["Monthly report of Exampleville"], [], ["Case", "Day", "At", "ZIP", "Lat", "DV", None, "Amount"],
            [1001, dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 14, 5), 1234, 41.8765432, True, None, 1234.5],
            ["NA", None, dt.time(8, 5), None, 27.0, False],
            [], ["24-001", dt.datetime(2024, 3, 2), None, 5, 0.1 + 0.2], [1, 2, 3, 4, 5, 6, 7, 8, "beyond"],
            ["Total", None, None, 3], ["printed today"],
        ):  # fmt: skip
            sheet.append(row)
        sheet["D4"].number_format = sheet["D7"].number_format = "00000"
        sheet["B7"].number_format = "d-mmm-yy"
        sheet["H4"].number_format = '"$"#,##0.00'
        sheet.column_dimensions["E"].hidden = True
        sheet.row_dimensions[5].hidden = True
        book.create_sheet("Old names").sheet_state = "hidden"

    path = workbook(tmp_path / "a.xlsx", fill)
    reader, rows, faults = read(path, first_row=3, ignore_after="Total")
    assert reader.titles == ("Case", "Day", "At", "ZIP", "Lat", "DV", "", "Amount")
    assert rows == [
        ("1001", "2024-03-01", "2024-03-01T14:05:00", "01234", "41.8765432", "TRUE", "", "$1,234.50"),
        ("NA", "", "08:05:00", "", "27", "FALSE", "", ""),
        ("24-001", "2024-03-02", "", "00005", "0.3", "", "", ""),
        ("",) * 8,
    ]
    assert faults == [0, 0, 0, Fault.TOO_MANY_CELLS]
    assert reader.notes == (
        "the hidden sheet 'Old names' is not read",
        "hidden columns are in the sheet: Lat; they are read where the card lists them",
        "1 hidden row is in the sheet (a filter?) and read like the others",
    )


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (7, "General", "7"), (7.0, "General", "7"), (1234567890123, "General", "1234567890123"),
        (-0.5, "0.0%", "-50.0%"), (666123456, "000-00-0000", "666-12-3456"), (1234567.891, "#,##0.0#", "1,234,567.89"),
        (2, "0.00", "2.00"), (0, "00", "00"), (0, "#", ""), (12, "@", "12"), (1.5, "0.00E+00", "1.5"),
        (42, "[Red]0", "42"),
        (dt.datetime(2024, 1, 2, 3, 4), "m/d/yy h:mm", "2024-01-02T03:04:00"),
        (dt.datetime(2024, 1, 2, 3, 4), '[$-409]d "o\'clock" mmm', "2024-01-02"),
        (dt.timedelta(hours=26, minutes=3), "[h]:mm", "26:03:00"), ("#N/A", "General", "#N/A"), (None, "General", ""),
    ],
)  # fmt: skip
def test_cells_as_displayed(value: Any, form: str, text: str) -> None:
    assert displayed(value, form) == text


def test_a_formula_without_its_result_is_not_an_empty_cell(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active.append(["Case", "Count"])
        book.active.append(["24-001", "=1+1"])

    with pytest.raises(DataMismatch, match="1 cell is a formula whose result is not in the file"):
        read(workbook(tmp_path / "a.xlsx", fill))


def test_one_visible_sheet_among_hidden_ones_needs_no_name(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active.sheet_state = "visible"
        book.active.append(["A"])
        book.active.append([1])
        book.create_sheet("Lists").sheet_state = "veryHidden"

    assert read(workbook(tmp_path / "a.xlsx", fill))[1] == [("1",)]


RECORDS = [
    {"id": 1, "lat": "@41.50", "none": None, "yes": True, "name": "NA", "zip": "007", "list": ["a"],
     "at": {"type": "Point", "coordinates": ["@-87.60", "@41.0"]}},
    {"id": 2, "later": "@1e5"},
]  # fmt: skip
AS_TEXT = [("1", "41.50", "", "true", "NA", "007", '["a"]', "POINT (-87.60 41.0)", ""), ("2",) + ("",) * 7 + ("1e5",)]


def as_written(value: Any, **how: Any) -> str:
    """JSON in which the marked numbers stand exactly as given here."""
    import re

    return re.sub(r'"@([^"]*)"', r"\1", json.dumps(value, **how))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", as_written(RECORDS)), ("a.json", as_written(RECORDS, indent=2)),
        ("a.json", as_written({"meta": {"n": 2}, "data": RECORDS})),
        ("a.json", as_written({"meta": 1, "records": RECORDS}, indent=1)),
        ("a.json", "\n".join(as_written(record) for record in RECORDS)),
        ("a.jsonl", "\n\n".join(as_written(record) for record in RECORDS) + "\n"),
    ],
    ids=["list", "indented", "inside", "inside indented", "lines called json", "lines"],
)  # fmt: skip
@pytest.mark.parametrize("pack", [False, True], ids=["plain", "gz"])
def test_json_numbers_stay_as_written(tmp_path: Path, name: str, text: str, pack: bool) -> None:
    path = tmp_path / (f"{name}.gz" if pack else name)
    path.write_bytes(gzip.compress(text.encode()) if pack else text.encode())
    reader, rows, faults = read(path)
    assert reader.titles == ("id", "lat", "none", "yes", "name", "zip", "list", "at", "later")
    assert rows == AS_TEXT and faults == [0, 0]


def test_json_in_many_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from redact.records.formats import json_rows

    monkeypatch.setattr(json_rows, "BLOCK", 64)
    monkeypatch.setattr(json_rows, "_ROWS", 3)
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"n": number, "text": "é" * number} for number in range(40)]))
    assert read(path)[1] == [(str(number), "é" * number) for number in range(40)]


def test_damage_in_the_middle_of_a_list_stops(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"n": 1},\n{"n": 2,,\n' + '{"n": 3},\n' * 2000 + "]")
    with pytest.raises(DataMismatch, match="from this row on the file cannot be read as JSON") as caught:
        read(path)
    assert caught.value.where is not None and caught.value.where.row == 1


FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "id": 7, "properties": {"a": "@1.0"},
         "geometry": {"type": "Point", "coordinates": ["@-87.123456789", "@41.10", "@3"]}},
        {"type": "Feature", "properties": None, "geometry": None},
    ],
}  # fmt: skip


def test_geojson(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(as_written(FEATURES))
    reader, rows, _ = read(path)
    assert reader.titles == ("a", "id", "geometry")
    assert rows == [("1.0", "7", "POINT (-87.123456789 41.10)"), ("", "", "")]
    assert reader.crs == {"geometry": "EPSG:4326"}


def test_esri_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    features = [{"attributes": {"CALL": "P1"}, "geometry": {"x": "@1.50", "y": "@2"}}]
    path.write_text(
        as_written({"spatialReference": {"wkid": 102100, "latestWkid": 3857}, "features": features}, indent=1)
    )
    reader, rows, _ = read(path)
    assert reader.titles == ("CALL", "geometry") and rows == [("P1", "POINT (1.50 2)")]
    assert reader.crs == {"geometry": "EPSG:3857"}


@pytest.mark.parametrize(
    ("geometry", "wkt"),
    [
        ({"type": "LineString", "coordinates": [[0, 1], [2, 3]]}, "LINESTRING (0 1, 2 3)"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "POLYGON ((0 0, 1 0, 0 0))"),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [0, 0]]]]}, "MULTIPOLYGON (((0 0, 1 0, 0 0)))"),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
         "GEOMETRYCOLLECTION (POINT (1 2))"),
        ({"type": "Point", "coordinates": []}, ""), ({"type": "Blob"}, ""), ("text", ""), (None, ""),
    ],
)  # fmt: skip
def test_geojson_geometry(geometry: Any, wkt: str) -> None:
    assert geojson_as_wkt(geometry) == wkt


def test_parquet_of_every_type(tmp_path: Path) -> None:
    noon = dt.datetime(2024, 1, 1, 12, 5, 6, 789)
    columns = {
        "int": pa.array([7, None]), "float": [27.0, float("nan")], "exact": [0.1, None], "text": ["007", None],
        "naive": pa.array([noon, None]), "zoned": pa.array([noon, None], pa.timestamp("ns", "America/Chicago")),
        "day": [noon.date(), None], "bool": [True, None], "list": [[1, 2], None], "none": pa.nulls(2),
        "coded": pa.array(["x", None]).dictionary_encode(), "clock": [noon.time(), None],
        "money": pa.array([None, None], pa.decimal128(10, 2)), "took": [dt.timedelta(seconds=5), None],
    }  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", row_group_size=1)
    reader, rows, _ = read(tmp_path / "a.parquet")
    assert reader.titles == tuple(columns)
    assert rows[0] == (
        "7", "27", "0.1", "007", "2024-01-01T12:05:06", "2024-01-01T12:05:06+00:00", "2024-01-01", "true", "[1,2]", "",
        "x", "12:05:06", "", "0:00:05",
    )  # fmt: skip
    assert rows[1] == ("",) * len(columns)


def test_empty_columns_of_a_parquet_file() -> None:
    assert as_text(pa.chunked_array([], pa.float64())).to_pylist() == []


def frame() -> Any:
    import geopandas as gpd
    import shapely

    return gpd.GeoDataFrame(
        {"name": ["NA", "B"], "num": [27.0, 1.5], "code": ["007", ""]},
        geometry=[shapely.Point(500000.123, 5450000.5), None],
        crs="EPSG:26910",
    )


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.parquet"])
def test_map_formats(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("parquet"):
        frame().to_parquet(path)
    else:
        frame().to_file(path, engine="pyogrio")
    reader, rows, _ = read(path)
    assert reader.titles == ("name", "num", "code", "geometry")
    assert rows == [("NA", "27", "007", "POINT (500000.123 5450000.5)"), ("B", "1.5", "", "")]
    assert reader.crs == {"geometry": "EPSG:26910"}


def test_one_of_several_layers(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for layer in ("incidents", "calls"):
        frame().to_file(path, layer=layer, engine="pyogrio")
    with pytest.raises(DataMismatch, match=r"the file has 2 layers \('incidents', 'calls'\)"):
        read(path)
    with pytest.raises(DataMismatch, match=r"there is no layer 'call'. Did you mean 'calls'\?"):
        read(path, sheet="call")
    assert len(read(path, sheet="calls")[1]) == 2


def test_a_shapefile_is_all_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    frame().to_file(path, engine="pyogrio")
    before = open_reader(path, ReadOptions()).sha256
    (tmp_path / "a.prj").unlink()
    reader = open_reader(path, ReadOptions())
    assert reader.sha256 != before and reader.crs == {}
    assert reader.notes == ("the file does not say which coordinate system its geometry has",)


def test_the_card_gets_the_system_the_file_states(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, engine="pyogrio")
    card = Card("a", Kind.OTHER, {"name": "place_name", "geometry": "geometry"})
    assert open_source([path], card).card.crs == {"geometry": "EPSG:26910"}
    wrong = Card("a", Kind.OTHER, {"geometry": "geometry"}, crs={"geometry": "EPSG:4326"})
    with pytest.raises(DataMismatch, match="its geometry is in EPSG:26910, but the card"):
        open_source([path], wrong)


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("EPSG:3435", "EPSG:3435"), ("urn:ogc:def:crs:EPSG::2263", "EPSG:2263"), ("ESRI:102100", "EPSG:3857"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"), ("http://www.opengis.net/def/crs/EPSG/0/4269", "EPSG:4269"),
        ("PROJCS[...]", None), (None, None),
    ],
)  # fmt: skip
def test_names_of_systems(stated: str | None, name: str | None) -> None:
    assert crs_name(stated) == name
