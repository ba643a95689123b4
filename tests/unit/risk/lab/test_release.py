"""What an adversary reads of a written release, and of times and places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redact.errors import UsageError
from redact.risk.lab import read_bundle
from redact.risk.lab.reading import read, when

from ..attacks.made import BLOCKS, CITY, release, row


def test_a_written_release_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "tables").mkdir()
    (tmp_path / "data" / "incidents.csv").write_text("id,time,place\n007,2025-03,\nNA,2025,City\n", encoding="utf-8")
    (tmp_path / "tables" / "totals.csv").write_text("year,count\n2025,\n", encoding="utf-8")
    places = {"features": [{"id": "p", "properties": {"precision": "beat", "households": "20-49"}, "geometry": None}]}
    (tmp_path / "places.geojson").write_text(json.dumps(places), encoding="utf-8")
    found = read_bundle(tmp_path)
    assert found.tables["incidents"].to_dict("records") == [
        {"id": "007", "time": "2025-03", "place": ""},
        {"id": "NA", "time": "2025", "place": "City"},
    ]
    assert found.counts["totals"]["count"].tolist() == [""]
    assert found.places["p"].band == "20-49"
    assert found.files == tmp_path
    assert len(found.emptied()) == 0
    assert found.emptied().files is None
    assert found.only(("counts",)).tables == {}


def test_no_release_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no release here"):
        read_bundle(tmp_path)


def test_published_times_are_spans() -> None:
    assert when("2025-02")[1] - when("2025-02")[0] == 28 * 1_440
    assert when("2025-Q1")[1] == when("2025-04")[0]
    assert when("2025-03-04T21")[1] - when("2025-03-04T21")[0] == 60
    assert when("2025-03-04T21:10")[0] == when("2025-03-04T21")[0] + 10
    assert when("")[0] != when("")[0]


def test_usual_rows_leave_the_cell_itself_out() -> None:
    rows = [row("Beat 1", f"2025-{month:02}") for month in range(1, 13) for _ in range(4)]
    found = read(release(incidents=[*rows, *[row("Beat 1", "2025-05")] * 3]), CITY)
    may = found.cells.index[found.cells["start"] == when("2025-05")[0]]
    assert found.usual(found.cells.assign(cell=found.cells.index).loc[may]).tolist() == [4.0]
    assert found.cells["rows"].loc[may].tolist() == [7]


def test_a_place_may_be_words_an_id_or_an_address() -> None:
    rows = [row("District A", "2025"), row(BLOCKS[3], "2025") | {"place_id": ""}, row(BLOCKS[0], "2025")]
    rows.append(row(BLOCKS[0], "2025") | {"place": "Nowhere", "place_id": ""})
    found = read(release(incidents=rows), CITY)
    homes = [len(found.homes[at]) for at in found.frame["place"].tolist()]
    assert homes == [4, 1, 1, 0]
