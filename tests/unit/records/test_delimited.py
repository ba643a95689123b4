"""CSV in: values as text exactly as written, and a count of rows that is exact whatever the file looks like."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redact.errors import DataMismatch
from redact.records import Card, Fault, ReadOptions, open_source
from redact.records.formats import delimited
from redact.vocabulary import Kind

COLUMNS = {"Name": "victim_name", "Code": "offense_code", "Text": "narrative"}


def card(**read: object) -> Card:
    return Card("incidents", Kind.INCIDENTS, COLUMNS, read=ReadOptions(**read))  # type: ignore[arg-type]


def rows(path: Path, **read: object) -> list[tuple[str, ...]]:
    """All rows as tuples; a row with a fault is a tuple with its name."""
    found: list[tuple[str, ...]] = []
    for batch in open_source([path], card(**read)).batches():
        assert all(str(kind) == "string" for kind in batch.table.schema.types)
        assert sum(column.null_count for column in batch.table.columns) == 0
        for fault, cells in zip(batch.faults, batch.table.to_pylist(), strict=True):
            found.append(tuple(cells.values()) if not fault else (Fault(fault).name,))
    return found


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_values_stay_as_they_are(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'Name,Code,Text\nNA,007," two "" quotes, a\nline "\n,null,=1+1\n')
    assert rows(path) == [("NA", "007", ' two " quotes, a\nline '), ("", "null", "=1+1")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "mac-roman"])
def test_encodings_and_line_endings(tmp_path: Path, end: str, encoding: str) -> None:
    path = write(tmp_path / "a.csv", end.join(["Name,Code,Text", "Núñez,1,é", "", "Æsir,2,x", ""]), encoding)
    if encoding == "utf-16-le":
        path.write_bytes(codecs.BOM_UTF16_LE + path.read_bytes())
        encoding = "utf-16"
    assert rows(path, encoding=encoding) == [("Núñez", "1", "é"), ("Æsir", "2", "x")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path / "a.txt", "Name,Code,Text\nA,1,x\n".replace(",", delimiter))
    assert rows(path, delimiter=delimiter) == [("A", "1", "x")]


def test_gz_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(gzip.compress(b"Name,Code,Text\nA,1,x\n"))
    assert rows(path) == [("A", "1", "x")]


def test_malformed_rows_keep_their_numbers(tmp_path: Path) -> None:
    lines = ["Name,Code,Text", "A,1,x", "B", "", "C,3,x,y", "D,4,x", "E,5"]
    assert rows(write(tmp_path / "a.csv", "\n".join(lines))) == [
        ("A", "1", "x"), ("TRUNCATED",), ("TOO_MANY_CELLS",), ("D", "4", "x"), ("TRUNCATED",),
    ]  # fmt: skip


def test_only_malformed_rows(tmp_path: Path) -> None:
    assert rows(write(tmp_path / "a.csv", "Name,Code,Text\nA\nB\n")) == [("TRUNCATED",)] * 2


def test_a_header_without_records(tmp_path: Path) -> None:
    assert rows(write(tmp_path / "a.csv", "Name,Code,Text\n")) == []
    assert rows(write(tmp_path / "a.csv", "Name,Code,Text")) == []


def test_a_quotation_mark_left_open_at_the_end_truncates_only_the_last_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'Name,Code,Text\nA,1,x\nB,2,"and then\nthe file')
    assert rows(path) == [("A", "1", "x"), ("TRUNCATED",)]


def test_the_last_row_may_end_without_a_line_end(tmp_path: Path) -> None:
    assert rows(write(tmp_path / "a.csv", 'Name,Code,Text\nA,1,"x"')) == [("A", "1", "x")]


def test_quotation_marks_inside_a_cell_are_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'Name,Code,Text\nA,1,5" pipe\nB,2,O"Neil "x"\n')
    assert rows(path) == [("A", "1", '5" pipe'), ("B", "2", 'O"Neil "x"')]


def test_title_lines_and_totals_are_left_out(tmp_path: Path) -> None:
    text = "City of Exampleville\n\nName,Code,Text\nA,1,x\n,TOTALITY,y\nTotal,1,\nPrinted,today,\n"
    read = {"first_row": 3, "ignore_after": "Total"}
    assert rows(write(tmp_path / "a.csv", text), **read) == [("A", "1", "x"), ("", "TOTALITY", "y")]


def test_without_a_header_columns_are_numbered(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "A,1,x\nB,2,y\n")
    numbered = Card("a", Kind.OTHER, {"column 2": "offense_code"}, read=ReadOptions(header=False))
    (batch,) = open_source([path], numbered).batches()
    assert batch.table.to_pydict() == {"offense_code": ["1", "2"]}


def test_a_record_larger_than_a_block_of_a_file_with_an_open_quotation_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 256)
    path = write(tmp_path / "a.csv", "Name,Code,Text\nA,1,x\n" + 'B,2,"y\n' + "C,3,z\n" * 200)
    with pytest.raises(DataMismatch, match="the 200 lines after it would be lost") as caught:
        rows(path)
    assert caught.value.where is not None and caught.value.where.line == 3


CELL = st.text(st.sampled_from('aé0 ,;"\n\r|=\t'), max_size=6)
MESSY = st.lists(st.lists(CELL, min_size=1, max_size=5), max_size=12)


@given(table=MESSY, block=st.sampled_from([64, 97, 1 << 20]), size=st.integers(1, 5))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_those_of_the_csv_module(
    table: list[list[str]], block: int, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An independent parser finds the same cells, and rows of the wrong width in the same places."""
    monkeypatch.setattr(delimited, "BLOCK", block)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["Name", "Code", "Text"])
    writer.writerows(table)
    path = write(tmp_path / "a.csv", out.getvalue())
    expected = [row for row in csv.reader(io.StringIO(out.getvalue(), newline="")) if row][1:]
    found: list[dict[str, str]] = []
    faults: list[int] = []
    try:
        for batch in open_source([path], card()).batches(size=size):
            assert batch.first_row == len(found) and len(batch) <= size
            found += batch.table.to_pylist()
            faults += batch.faults.tolist()
    except DataMismatch as error:
        assert "swallows whole records" in error.what  # a malformed row in which a line looks like a record
        return
    assert len(found) == len(expected)
    for cells, row, fault in zip(found, expected, faults, strict=True):
        assert fault == (0 if len(row) == 3 else 1 if len(row) < 3 else 2)
        assert list(cells.values()) == (row if not fault else [""] * 3)
